//! A challenger from corrections, and how it stands against the champion.
//!
//! Retraining is training from scratch on the corpus with the corrections in it: the counts
//! are exact, so it is quick enough, and nothing of an earlier round is left behind. The
//! examples are read once, for the fit, for the folds and for both sides of the comparison.

use std::collections::HashMap;

use crate::classify::{BLOCK, Context, between, likeliest};
use crate::error::Result;
use crate::input::corrections::{Correction, Sampling};
use crate::label::{Gold, Label};
use crate::model::Model;
use crate::model::calibration::{Calibration, LogOdds};
use crate::text::key::key;
use crate::threads::{both, each};

use super::calibrate::calibrate;
use super::challenge::{Comparison, Judged, MARGIN};
use super::corpus::Corpus;
use super::correct::{Merged, SOURCE, WEIGHT, merge};
use super::evaluate::Scored;
use super::personal::{OwnLabel, followed_by, own_line, worth};
use super::sample::{Sample, Samples, Score};
use super::train::{self, Training, training};

/// How to retrain.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// How to train.
    pub train: train::Settings,
    /// How many times a correction counts.
    pub weight: u32,
    /// How much macro-F1 the guard may lose.
    pub margin: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { train: train::Settings::default(), weight: WEIGHT, margin: MARGIN }
    }
}

/// A challenger and how it stands.
pub struct Retrained {
    /// The challenger.
    pub model: Model,
    /// The bytes of its file.
    pub file: Vec<u8>,
    /// How it stands against the champion.
    pub comparison: Comparison,
    /// The corpus that it was trained on.
    pub merged: Merged,
}

/// The model of `base` with `corrections` in it.
///
/// # Errors
///
/// As [`train::train`].
pub fn model(base: &Corpus, corrections: &[Correction], settings: Settings) -> Result<Model> {
    let merged = merge(base, corrections, settings.weight);
    Ok(prepared(&merged, settings)?.0.fitted.model()?.0)
}

/// The model of `base` with `corrections` in it and without the person's own line, and the
/// labels from which that line is drawn: what [`own_line`] wants to be judged by.
///
/// # Errors
///
/// As [`train::train`].
pub fn before_own_line(
    base: &Corpus,
    corrections: &[Correction],
    settings: Settings,
) -> Result<(Model, Vec<OwnLabel>)> {
    let merged = merge(base, corrections, settings.weight);
    let Training { fitted, samples, scores } = training(&merged.corpus, settings.train)?;
    let shipped = (fitted.learned.alone, fitted.learned.in_context);
    let labels = labels(&merged, &samples, &scores, shipped);
    let labels = labels.iter().map(|placed| placed.label).collect();
    Ok((fitted.model()?.0, labels))
}

/// Trains the challenger of `base` with `corrections` in it and compares it with `champion`,
/// in which each correction that it knows counts `champion_weight` times. Of corrections
/// that were taken back since, the champion's side of the comparison knows nothing.
///
/// # Errors
///
/// As [`train::train`].
pub fn retrain(
    base: &Corpus,
    corrections: &[Correction],
    champion: &Model,
    champion_weight: u32,
    settings: Settings,
) -> Result<Retrained> {
    let merged = merge(base, corrections, settings.weight);
    let (Training { fitted, mut samples, scores }, shipped) = prepared(&merged, settings)?;
    let challenger = Side::of(&merged, &samples, scores, shipped, |_| true);
    let known: HashMap<u64, Gold> = champion.learned.corrected.iter().copied().collect();
    let as_champion = || {
        let knows = become_champion(&mut samples, &merged, &known, champion_weight);
        let scores = samples.out_of_fold(settings.train.alpha);
        let calibrated = calibrate(&samples, &scores)?;
        let shipped = (calibrated.alone, calibrated.in_context);
        Ok(Side::of(&merged, &samples, scores, shipped, |place| knows[place]))
    };
    let (champion, made) = both(as_champion, || fitted.model());
    let (champion, (model, file)): (Side, _) = (champion?, made?);
    let (guard, corrected) =
        judge(&merged, &samples.samples, &champion, &challenger, settings.train.unsure);
    let comparison = Comparison::of(&guard, &corrected, settings.margin);
    Ok(Retrained { model, file, comparison, merged })
}

/// The training, with the person's own line in its calibrations; and the calibrations
/// without it.
fn prepared(merged: &Merged, settings: Settings) -> Result<(Training, (Calibration, Calibration))> {
    let mut training = training(&merged.corpus, settings.train)?;
    let learned = &mut training.fitted.learned;
    let shipped = (learned.alone, learned.in_context);
    let labels = labels(merged, &training.samples, &training.scores, shipped);
    let labels: Vec<OwnLabel> = labels.iter().map(|placed| placed.label).collect();
    let own = own_line(&labels);
    learned.alone = followed_by(shipped.0, own);
    learned.in_context = followed_by(shipped.1, own);
    learned.corrected.clone_from(&merged.corrected);
    Ok((training, shipped))
}

/// One model as the comparison asks it.
struct Side {
    scores: Vec<Score>,
    /// For the guard, whose sentences are asked alone. An own line is for its person's
    /// articles, and the guard is none of them; so it is asked without.
    guard: Calibration,
    /// For each fold of the corrections, the own line of the others.
    lines: Vec<Calibration>,
    /// The calibrated log-odds of the corrections, without an own line.
    asked: Vec<LogOdds>,
}

impl Side {
    /// The model with these out-of-fold scores and these calibrations without an own line,
    /// which learned its own line from the labels that `wanted` picks by their place.
    fn of(
        merged: &Merged,
        samples: &Samples,
        scores: Vec<Score>,
        shipped: (Calibration, Calibration),
        wanted: impl Fn(usize) -> bool + Sync,
    ) -> Side {
        let labels = labels(merged, samples, &scores, shipped);
        Side {
            guard: shipped.0,
            lines: held_out_lines(samples.folds, &labels, wanted),
            asked: in_context(&merged.corpus, samples, &scores, shipped),
            scores,
        }
    }
}

/// A person's own label that may teach the calibration, and where it stands.
struct Placed {
    place: usize,
    fold: usize,
    label: OwnLabel,
}

/// The labels that were given in reading order, with the calibrated log-odds of a model that
/// had not seen them.
fn labels(
    merged: &Merged,
    samples: &Samples,
    scores: &[Score],
    shipped: (Calibration, Calibration),
) -> Vec<Placed> {
    let asked = in_context(&merged.corpus, samples, scores, shipped);
    let is_own = |place: usize| merged.origins[place].corrected == Some(Sampling::Reading);
    let golds: Vec<Label> =
        merged.corpus.examples().map(|(_, example)| example.gold.label()).collect();
    let mut labels = Vec::new();
    let mut start = 0;
    for document in samples.samples.chunk_by(|a, b| a.group == b.group) {
        let places = start..start + document.len();
        start = places.end;
        let own: Vec<usize> = places.filter(|place| is_own(*place)).collect();
        for &place in &own {
            let (said, gold) = (asked[place], golds[place]);
            let label = OwnLabel { said, gold, worth: worth(own.len()) };
            labels.push(Placed { place, fold: samples.samples[place].fold, label });
        }
    }
    labels
}

/// For each fold, the own line of the labels in the other folds that `wanted` picks by their
/// place.
fn held_out_lines(
    folds: usize,
    labels: &[Placed],
    wanted: impl Fn(usize) -> bool + Sync,
) -> Vec<Calibration> {
    each(0..folds, |fold| {
        let others = labels.iter().filter(|label| label.fold != fold && wanted(label.place));
        own_line(&others.map(|placed| placed.label).collect::<Vec<_>>())
    })
}

/// The calibrated log-odds of every sample: alone in the corpus, and among the others of its
/// document where people corrected several.
fn in_context(
    corpus: &Corpus,
    samples: &Samples,
    scores: &[Score],
    shipped: (Calibration, Calibration),
) -> Vec<LogOdds> {
    let mut asked: Vec<LogOdds> =
        scores.iter().map(|score| shipped.0.log_odds(LogOdds(score.log_odds))).collect();
    let mut start = 0;
    for document in samples.samples.chunk_by(|a, b| a.group == b.group) {
        let end = start + document.len();
        if corpus.groups[document[0].group].source == SOURCE {
            for block in (start..end).step_by(BLOCK) {
                let block = block..end.min(block + BLOCK);
                let own = scores[block.clone()].iter().map(|score| LogOdds(score.log_odds));
                let context = Context::new(own, 1.0);
                let calibration = between(shipped.0, shipped.1, context.weight);
                for place in block {
                    let own = LogOdds(scores[place].log_odds);
                    asked[place] = calibration.log_odds(LogOdds(own.0 + context.adds(own)));
                }
            }
        }
        start = end;
    }
    asked
}

/// Gives the samples the golds and weights that they have for the champion; of corrections
/// that it does not know it has none. Returns which it knows.
fn become_champion(
    samples: &mut Samples,
    merged: &Merged,
    known: &HashMap<u64, Gold>,
    weight: u32,
) -> Vec<bool> {
    let examples = merged.corpus.examples().map(|(_, example)| example);
    let mut knows = Vec::with_capacity(samples.samples.len());
    for ((sample, example), origin) in samples.samples.iter_mut().zip(examples).zip(&merged.origins)
    {
        let gold = origin.corrected.and_then(|_| known.get(&key(&example.text)));
        match (gold, origin.base) {
            (Some(gold), base) => {
                sample.gold = *gold;
                let carries = base.is_none_or(|(_, weight)| weight != example.weight);
                sample.weight = if carries { weight } else { example.weight };
            }
            (None, Some((gold, weight))) => (sample.gold, sample.weight) = (gold, weight),
            (None, None) => sample.weight = 0,
        }
        knows.push(gold.is_some());
    }
    knows
}

/// What both say of the guard, and of the corrections.
fn judge(
    merged: &Merged,
    samples: &[Sample],
    champion: &Side,
    challenger: &Side,
    unsure: (f64, f64),
) -> (Vec<Judged>, Vec<Judged>) {
    let (mut guard, mut corrections) = (Vec::new(), Vec::new());
    let examples = merged.corpus.examples().zip(&merged.origins).zip(samples);
    for (place, (((group, example), origin), sample)) in examples.enumerate() {
        let corrected = origin.corrected.is_some();
        let gold = match origin.base {
            Some((gold, _)) if !corrected => gold,
            _ => example.gold,
        };
        let says = |side: &Side| {
            let probability = if corrected {
                side.lines[sample.fold].probability(side.asked[place])
            } else {
                side.guard.probability(LogOdds(side.scores[place].log_odds))
            };
            let label = Label::ALL[usize::from(probability.0 >= 0.5)];
            Scored {
                group: sample.group,
                example: 0,
                gold,
                elsewhere: group.elsewhere,
                log_odds: side.scores[place].log_odds,
                probability_opinion: probability.0,
                label,
                kind: likeliest(&side.scores[place].kinds, label),
                unsure: unsure.0 < probability.0 && probability.0 < unsure.1,
            }
        };
        let judged = Judged {
            group: sample.group,
            document: group.document.clone(),
            text: example.text.clone(),
            champion: says(champion),
            challenger: says(challenger),
        };
        if corrected { &mut corrections } else { &mut guard }.push(judged);
    }
    (guard, corrections)
}
