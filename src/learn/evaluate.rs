//! How good are the labels? By cross-validation on the corpus, or on somebody's labelled
//! file.

use crate::classify::{self, BLOCK, Classifier, Context, Predictions};
use crate::error::Result;
use crate::label::{Gold, Kind, Label};
use crate::model::Model;
use crate::model::calibration::LogOdds;

use super::calibrate::calibration;
use super::corpus::Corpus;
use super::fold::FOLDS;
use super::metrics::{Confusion, Outcome, auc, brier, ece, macro_f1};
use super::sample::{Samples, Score};
use super::train::{Settings, common_words};
use crate::model::lexicon::Lexicon;

/// One sentence that was scored, and what people said of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scored {
    /// The place of its document in the corpus that was scored.
    pub group: usize,
    /// Its place in that document.
    pub example: usize,
    /// What people said.
    pub gold: Gold,
    /// Whether its document is from elsewhere; see the corpus.
    pub elsewhere: bool,
    /// The log-odds of opinion before calibration, its context included, in nats.
    pub log_odds: f64,
    /// The calibrated probability of opinion.
    pub probability_opinion: f64,
    /// The label that the model gave.
    pub label: Label,
    /// The kind that the model gave.
    pub kind: Kind,
    /// Whether the model was unsure.
    pub unsure: bool,
}

/// The figures of an evaluation; `None` where a figure is undefined.
#[derive(Clone, PartialEq, Debug)]
pub struct Figures {
    /// Sentences.
    pub n: u64,
    /// Gold label first, then predicted.
    pub confusion: Confusion,
    /// Gold kind first, then predicted; only sentences whose gold kind is known.
    pub kinds: [[u64; 5]; 5],
    /// The mean of the kinds' F1.
    pub kinds_macro_f1: Option<f64>,
    /// See [`auc`].
    pub auc: Option<f64>,
    /// See [`ece`].
    pub ece: Option<f64>,
    /// See [`brier`].
    pub brier: Option<f64>,
    /// Sentences of which the model was sure.
    pub sure: u64,
    /// Those among them that got their gold label.
    pub sure_and_right: u64,
}

impl Scored {
    /// The probability and the gold label, as the metrics take them.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome { probability_opinion: self.probability_opinion, gold: self.gold.label() }
    }
}

impl Figures {
    /// The share of sentences that the model was sure of.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sure as f64 / self.n as f64)
    }

    /// The share of right labels among the sentences that the model was sure of.
    #[must_use]
    pub fn accuracy_when_sure(&self) -> Option<f64> {
        (self.sure > 0).then(|| self.sure_and_right as f64 / self.sure as f64)
    }
}

/// The figures of scored sentences.
#[must_use]
pub fn figures(scored: &[Scored]) -> Figures {
    let outcomes: Vec<Outcome> = scored.iter().map(Scored::outcome).collect();
    let mut confusion = Confusion::default();
    let mut kinds = [[0; 5]; 5];
    let (mut sure, mut sure_and_right) = (0, 0);
    for s in scored {
        confusion.add(s.gold.label(), s.label);
        if let Some(gold) = s.gold.kind() {
            kinds[gold.index()][s.kind.index()] += 1;
        }
        sure += u64::from(!s.unsure);
        sure_and_right += u64::from(!s.unsure && s.label == s.gold.label());
    }
    Figures {
        n: confusion.total(),
        confusion,
        kinds,
        kinds_macro_f1: macro_f1(&kinds),
        auc: auc(&outcomes),
        ece: ece(&outcomes),
        brier: brier(&outcomes),
        sure,
        sure_and_right,
    }
}

/// Scores the labelled sentences of `labelled` with `model`, each document in its order.
#[must_use]
pub fn score(labelled: &Corpus, model: &Model, settings: classify::Settings) -> Vec<Scored> {
    let mut classifier = Classifier::new(model, settings);
    let mut predictions = Predictions::default();
    let mut scored = Vec::new();
    for (number, group) in labelled.groups.iter().enumerate() {
        let (text, sentences) = group.text();
        classifier.classify_sentences(&text, &sentences, &mut predictions);
        let predicted = group.examples.iter().zip(&predictions.sentences).enumerate();
        for (place, (example, prediction)) in predicted {
            scored.push(Scored {
                group: number,
                example: place,
                gold: example.gold,
                elsewhere: group.elsewhere,
                log_odds: prediction.log_odds.0,
                probability_opinion: prediction.probability_opinion.0,
                label: prediction.label,
                kind: prediction.kind,
                unsure: prediction.unsure,
            });
        }
    }
    scored
}

/// Cross-validates training on `corpus`: every sentence is scored by a model that has not
/// seen its document, and calibrated by a line fitted on the other folds. Sentences from
/// elsewhere are scored by a model that has not seen their file, and calibrated by a line
/// fitted on the other files from elsewhere.
///
/// # Errors
///
/// Where the corpus cannot be learned from.
pub fn cross_validate(
    corpus: &Corpus,
    settings: Settings,
    classify: classify::Settings,
) -> Result<Vec<Scored>> {
    let samples = read(corpus);
    let scores = samples.out_of_fold(settings.alpha);
    calibrated(&samples, &scores, settings, classify)
}

/// The examples of `corpus` as features, read with its own cues and common words.
#[must_use]
pub fn read(corpus: &Corpus) -> Samples {
    let common = common_words(corpus);
    let lexicon = Lexicon::of(&corpus.cues, common.iter().map(String::as_str));
    Samples::read(corpus, &lexicon)
}

/// Out-of-fold scores with their context, calibrated by a line fitted on the other folds'
/// examples (those of weight 0 take no part in the fit), and decided.
///
/// # Errors
///
/// Where the other folds cannot be calibrated on.
pub fn calibrated(
    samples: &Samples,
    scores: &[Score],
    settings: Settings,
    classify: classify::Settings,
) -> Result<Vec<Scored>> {
    let mut log_odds: Vec<f64> = scores.iter().map(|score| score.log_odds).collect();
    let groups: Vec<usize> = samples.samples.iter().map(|sample| sample.group).collect();
    let mut start = 0;
    for document in groups.chunk_by(|a, b| a == b) {
        for block in log_odds[start..start + document.len()].chunks_mut(BLOCK) {
            let context = Context::new(block.iter().map(|l| LogOdds(*l)), classify.context);
            for own in block {
                *own += context.adds(LogOdds(*own));
            }
        }
        start += document.len();
    }
    let mut scored = Vec::with_capacity(samples.samples.len());
    let mut lines = Vec::with_capacity(samples.folds);
    for held_out in 0..samples.folds {
        // A single file from elsewhere has no others.
        let elsewhere = held_out >= FOLDS && samples.folds > FOLDS + 1;
        let others: Vec<(LogOdds, Label)> = samples
            .samples
            .iter()
            .zip(&log_odds)
            .filter(|(sample, _)| {
                sample.fold != held_out && sample.weight > 0 && (sample.fold >= FOLDS) == elsewhere
            })
            .map(|(sample, log_odds)| (LogOdds(*log_odds), sample.gold.label()))
            .collect();
        let opinions = others.iter().filter(|(_, gold)| gold.is_opinion()).count();
        let line = calibration(&others)?;
        lines.push(match classify.expect_opinion {
            Some(share) => line.expecting(opinions as f64 / others.len() as f64, share),
            None => line,
        });
    }
    for ((sample, score), log_odds) in samples.samples.iter().zip(scores).zip(&log_odds) {
        let probability = lines[sample.fold].probability(LogOdds(*log_odds)).0;
        let label = Label::ALL[usize::from(probability >= 0.5)];
        let before = scored.last().filter(|before: &&Scored| before.group == sample.group);
        scored.push(Scored {
            group: sample.group,
            example: before.map_or(0, |before| before.example + 1),
            gold: sample.gold,
            elsewhere: sample.fold >= FOLDS,
            log_odds: *log_odds,
            probability_opinion: probability,
            label,
            kind: classify::likeliest(&score.kinds, label),
            unsure: settings.unsure.0 < probability && probability < settings.unsure.1,
        });
    }
    Ok(scored)
}
