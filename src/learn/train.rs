//! From a corpus to a model: read every example as the classifier will read it, count,
//! score each fold with a model that has not seen it, calibrate on those scores, fit.

use crate::error::Result;
use crate::model::bayes::LogProbabilities;
use crate::model::family::{by_family, kind_log_probabilities};
use crate::model::file::Packed;
use crate::model::lexicon::{CommonWords, Lexicon};
use crate::model::{Learned, Model, Provenance};

use super::calibrate::{calibrate, sharpness};
use super::corpus::Corpus;
use super::fit;
use super::sample::{Samples, Score};

/// How to train.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// Lidstone smoothing; a multiple of a power of two, so that sums are exact.
    pub alpha: f64,
    /// A probability of opinion strictly between these is unsure. By default the odds must
    /// be five to one: in cross-validation four labels in five are then sure, and 97 % of
    /// those right.
    pub unsure: (f64, f64),
}

impl Default for Settings {
    fn default() -> Self {
        Settings { alpha: 0.25, unsure: (1.0 / 6.0, 5.0 / 6.0) }
    }
}

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
    logarithms: (LogProbabilities<2>, LogProbabilities<5>),
    /// The examples as features.
    pub(super) samples: Samples,
    /// What a model that has not seen an example's document says of it.
    pub(super) scores: Vec<Score>,
}

impl Training {
    /// The model.
    pub(super) fn model(&self) -> Result<Model> {
        let packed = Packed::of(&self.learned, &self.provenance)?;
        Ok(packed.model(self.learned.clone(), self.provenance.clone(), self.logarithms.clone()))
    }
}

/// As [`train`], up to the calibration on the corpus's own out-of-fold scores.
pub(super) fn training(corpus: &Corpus, settings: Settings) -> Result<Training> {
    let common_words = common_words(corpus);
    let common = common_words.iter().map(String::as_str);
    let lexicon = Lexicon::of(&corpus.cues, common);
    let samples = Samples::read(corpus, &lexicon);
    // Everything that the samples keep is worth keeping in the whole corpus.
    let (labels, kinds) = samples.count(|_| true);
    let labels = samples.with_pseudo_counts(labels);
    let families = &samples.families;
    let fitted_labels =
        by_family(families, |range| fit::naive_bayes(&labels.part(range), settings.alpha))?;
    let fitted_kinds =
        kind_log_probabilities(kinds.sentences, &kinds.features, families, settings.alpha);

    let scores = samples.out_of_fold(settings.alpha);
    let calibrated = calibrate(&samples, &scores)?;

    let learned = Learned {
        alpha: settings.alpha,
        cues: corpus.cues.clone().into(),
        common_words: common_words.iter().map(String::as_str).collect(),
        names: samples.names.iter().map(String::as_str).collect(),
        label_sentences: labels.sentences,
        label_counts: labels.features,
        kind_sentences: kinds.sentences,
        kind_counts: kinds.features,
        kind_sharpness: sharpness(&samples, &scores),
        alone: calibrated.alone,
        in_context: calibrated.in_context,
        opinion_share: calibrated.opinion_share,
        unsure: settings.unsure,
        corrected: Vec::new(),
    };
    let provenance = Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        corpus: corpus.hash(),
        documents: corpus.groups.len(),
        sentences: corpus.examples().count(),
    };
    Ok(Training { learned, provenance, logarithms: (fitted_labels, fitted_kinds), samples, scores })
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
