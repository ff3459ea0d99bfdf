//! From a corpus to a model: read every example as the classifier will read it, count,
//! score each fold with a model that has not seen it, calibrate on those scores, fit.

use crate::classify::{BLOCK, Context};
use crate::error::{Error, Result};
use crate::label::Label;
use crate::model::bayes::LogProbabilities;
use crate::model::calibration::{Calibration, LogOdds};
use crate::model::file;
use crate::model::lexicon::{CommonWords, Lexicon};
use crate::model::{Learned, Model, Provenance};

use super::corpus::Corpus;
use super::fit;
use super::sample::{Samples, Score};

/// How to train.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// Lidstone smoothing; a multiple of a power of two, so that sums are exact.
    pub alpha: f64,
    /// A feature must stand in so many sentences to be kept.
    pub least_sentences: u32,
    /// A probability of opinion strictly between these is unsure.
    pub unsure: (f64, f64),
}

impl Default for Settings {
    fn default() -> Self {
        Settings { alpha: 0.5, least_sentences: 2, unsure: (0.2, 0.8) }
    }
}

/// The files whose articles mix the labels as newspapers do. In the others facts and
/// opinions take turns far more evenly, so what a probability and a context are worth is
/// learned from these (see the data card).
const NEWSPAPER_MIX: [&str; 4] = ["newsroom-a", "newsroom-b", "newsroom-c", "plain-news"];

/// Trains a model on `corpus`.
///
/// # Errors
///
/// Where the corpus cannot be learned from: no examples, a label that never occurs.
pub fn train(corpus: &Corpus, settings: Settings) -> Result<Model> {
    training(corpus, settings)?.model()
}

/// A training on its way to a model.
pub(super) struct Training {
    /// What the model will have learned.
    pub(super) learned: Learned,
    provenance: Provenance,
    labels: LogProbabilities<2>,
    kinds: LogProbabilities<5>,
    /// The examples as features.
    pub(super) samples: Samples,
    /// What a model that has not seen an example's document says of it.
    pub(super) scores: Vec<Score>,
}

impl Training {
    /// The model.
    pub(super) fn model(&self) -> Result<Model> {
        let (_, checksum) = file::packed(&self.learned, &self.provenance)?;
        let (learned, provenance) = (self.learned.clone(), self.provenance.clone());
        Ok(Model::compiled(learned, provenance, &self.labels, &self.kinds, &checksum))
    }
}

/// As [`train`], up to the calibration on the corpus's own out-of-fold scores.
pub(super) fn training(corpus: &Corpus, settings: Settings) -> Result<Training> {
    let common_words = common_words(corpus);
    let lexicon = Lexicon::new(&corpus.cues, common_words.iter().map(String::as_str));
    let samples = Samples::read(corpus, &lexicon);
    let (labels, kinds) = samples.count(|_| true);
    let kept: Vec<bool> = labels
        .features
        .iter()
        .map(|counts| counts[0] + counts[1] >= settings.least_sentences)
        .collect();
    let (labels, kinds) = (labels.kept(&kept), kinds.kept(&kept));
    let fitted_labels = fit::naive_bayes(&labels, settings.alpha)?;
    let fitted_kinds = if kinds.sentences.contains(&0) {
        // Examples that carry only labels teach no kinds; the kinds stay even.
        kinds.log_probabilities(settings.alpha)
    } else {
        fit::naive_bayes(&kinds, settings.alpha)?
    };

    let scores = samples.out_of_fold(settings.alpha, settings.least_sentences);
    let (alone, in_context) = calibrations(corpus, &samples, &scores)?;

    let names = samples.names.iter().zip(&kept);
    let learned = Learned {
        alpha: settings.alpha,
        cues: corpus.cues.clone(),
        common_words,
        names: names.filter(|(_, kept)| **kept).map(|(name, _)| name.clone()).collect(),
        label_sentences: labels.sentences,
        label_counts: labels.features,
        kind_sentences: kinds.sentences,
        kind_counts: kinds.features,
        alone,
        in_context,
        unsure: settings.unsure,
        corrected: Vec::new(),
    };
    let provenance = Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        corpus: corpus.hash(),
        documents: corpus.groups.len(),
        sentences: corpus.examples().count(),
    };
    Ok(Training {
        learned,
        provenance,
        labels: fitted_labels,
        kinds: fitted_kinds,
        samples,
        scores,
    })
}

/// The words that the corpus writes in lower case.
#[must_use]
pub fn common_words(corpus: &Corpus) -> Vec<String> {
    let mut words = CommonWords::default();
    for (_, example) in corpus.examples() {
        words.read(&example.text);
    }
    words.words(1)
}

/// The calibrations for a sentence alone and in its full context, fitted on out-of-fold
/// scores.
pub(super) fn calibrations(
    corpus: &Corpus,
    samples: &Samples,
    scores: &[Score],
) -> Result<(Calibration, Calibration)> {
    let scored: Vec<(usize, LogOdds, Label)> = samples
        .samples
        .iter()
        .zip(scores)
        .map(|(sample, score)| (sample.group, LogOdds(score.log_odds), sample.gold.label()))
        .collect();
    let in_mix = |group: usize| NEWSPAPER_MIX.contains(&corpus.groups[group].source.as_str());
    let any_in_mix = scored.iter().any(|(group, ..)| in_mix(*group));
    let (mut alone, mut in_context) = (Vec::new(), Vec::new());
    for document in scored.chunk_by(|a, b| a.0 == b.0) {
        if any_in_mix && !in_mix(document[0].0) {
            continue;
        }
        alone.extend(document.iter().map(|s| (s.1, s.2)));
        if document.len() < 2 {
            continue;
        }
        for block in document.chunks(BLOCK) {
            let context = Context::new(block.iter().map(|s| s.1), 1.0);
            in_context.extend(block.iter().map(|s| (LogOdds(s.1.0 + context.adds(s.1)), s.2)));
        }
    }
    let alone = fit::platt(&alone)?;
    // A corpus of single sentences has no contexts; then neither will what it scores.
    let in_context = if in_context.is_empty() { alone } else { fit::platt(&in_context)? };
    if alone.slope <= 0.0 || in_context.slope <= 0.0 {
        return Err(Error::new(
            "nothing was learned: held-out examples are not told apart; label more of them, in several documents",
        ));
    }
    Ok((alone, in_context))
}
