//! How much are the log-odds worth? Fitted on the scores of sentences that the model had not
//! seen.

use crate::classify::{BLOCK, Context};
use crate::error::{Error, Result};
use crate::label::{Kind, Label};
use crate::model::calibration::{Calibration, LogOdds};

use super::fit;
use super::fold::FOLDS;
use super::sample::{Samples, Score};

/// What out-of-fold scores say of their own worth.
pub(super) struct Calibrated {
    /// For a sentence on its own.
    pub(super) alone: Calibration,
    /// For a sentence with the full weight of its context.
    pub(super) in_context: Calibration,
    /// The share of opinion among the sentences that it holds for.
    pub(super) opinion_share: f64,
}

/// So much of what the model is meant for is opinion, about: 37 % in the articles of the
/// corpus that mix the labels as newspapers do, 39 % in NewsSD-ENG, less in plain reports.
/// The articles from elsewhere hold 28 %.
const USUAL_SHARE: f64 = 0.35;

/// Fits both calibrations on the documents from elsewhere, scored by models that have seen
/// nothing of their file; on all documents where none is from elsewhere.
///
/// # Errors
///
/// Where held-out examples are not told apart, or a label is absent.
pub(super) fn calibrate(samples: &Samples, scores: &[Score]) -> Result<Calibrated> {
    let any_elsewhere = samples.folds > FOLDS;
    let scored: Vec<(usize, LogOdds, Label)> = samples
        .samples
        .iter()
        .zip(scores)
        .filter(|(sample, _)| !any_elsewhere || sample.fold >= FOLDS)
        .map(|(sample, score)| (sample.group, LogOdds(score.log_odds), sample.gold.label()))
        .collect();
    let alone: Vec<(LogOdds, Label)> = scored.iter().map(|s| (s.1, s.2)).collect();
    let mut in_context = Vec::new();
    for document in scored.chunk_by(|a, b| a.0 == b.0).filter(|document| document.len() > 1) {
        for block in document.chunks(BLOCK) {
            let context = Context::new(block.iter().map(|s| s.1), 1.0);
            in_context.extend(block.iter().map(|s| (LogOdds(s.1.0 + context.adds(s.1)), s.2)));
        }
    }
    let opinions = alone.iter().filter(|(_, gold)| gold.is_opinion()).count();
    let opinion_share = opinions as f64 / alone.len() as f64;
    let alone = calibration(&alone)?;
    // A corpus of single sentences has no contexts; then neither will what it scores.
    let in_context = if in_context.is_empty() || alone == Calibration::CAUTIOUS {
        alone
    } else {
        calibration(&in_context)?
    };
    if !any_elsewhere {
        return Ok(Calibrated { alone, in_context, opinion_share });
    }
    Ok(Calibrated {
        alone: alone.expecting(opinion_share, USUAL_SHARE),
        in_context: in_context.expecting(opinion_share, USUAL_SHARE),
        opinion_share: USUAL_SHARE,
    })
}

/// Fewer scored examples than this support no line, however well they are told apart.
const FEWEST: usize = 40;

/// Fewer than this may by chance not support one; more that do not have taught nothing.
const ENOUGH: usize = 200;

/// A flatter line than this says the same of every sentence.
const LEAST_SLOPE: f64 = 0.01;

/// Platt scaling, or [`Calibration::CAUTIOUS`] where a few scores do not support it: with all
/// examples in one document there is no other to learn from, and no out-of-fold score is
/// worth the name.
pub(super) fn calibration(outcomes: &[(LogOdds, Label)]) -> Result<Calibration> {
    let both = Label::ALL.iter().all(|label| outcomes.iter().any(|(_, gold)| gold == label));
    if both && outcomes.len() < FEWEST {
        return Ok(Calibration::CAUTIOUS);
    }
    let fitted = if outcomes.iter().all(|(log_odds, _)| log_odds.0.is_finite()) {
        fit::platt(outcomes)
    } else {
        Err(Error::new("cannot calibrate: the examples stand in too few documents; spread them"))
    };
    match fitted {
        Ok(line) if line.slope >= LEAST_SLOPE && line.intercept.is_finite() => Ok(line),
        _ if outcomes.len() < ENOUGH => Ok(Calibration::CAUTIOUS),
        Ok(_) => Err(Error::new(
            "nothing was learned: held-out examples are not told apart; label more of them, in several documents",
        )),
        Err(error) => Err(error),
    }
}

/// How far the kinds' log-probabilities are to be believed within their label: the one
/// number that makes the gold kinds likeliest (temperature scaling; Guo et al. 2017), in
/// `0.01..=1`.
#[must_use]
pub(super) fn sharpness(samples: &Samples, scores: &[Score]) -> f64 {
    let known: Vec<(Kind, &[f64; 5])> = samples
        .samples
        .iter()
        .zip(scores)
        .filter_map(|(sample, score)| Some((sample.gold.kind()?, &score.kinds)))
        .collect();
    // The slope of the log-likelihood falls as the sharpness grows, so its zero is found by
    // halving.
    let slope = |sharpness: f64| -> f64 {
        known.iter().map(|(gold, kinds)| surprise(*gold, kinds, sharpness)).sum()
    };
    let (mut low, mut high) = (0.01, 1.0);
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// How far the gold kind's log-probability lies above what the model of this sharpness
/// expects within the label.
fn surprise(gold: Kind, kinds: &[f64; 5], sharpness: f64) -> f64 {
    let members = gold.label().kinds();
    let most = members.iter().map(|kind| kinds[kind.index()]).fold(f64::MIN, f64::max);
    let (mut total, mut expected) = (0.0, 0.0);
    for kind in members {
        let ln = kinds[kind.index()] - most;
        let odds = (sharpness * ln).exp();
        total += odds;
        expected += odds * ln;
    }
    kinds[gold.index()] - most - expected / total
}
