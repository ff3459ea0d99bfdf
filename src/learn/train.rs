//! From a corpus to a model: read every example as the classifier will read it, count,
//! score each fold with a model that has not seen it, calibrate on those scores, fit.

use crate::error::Result;
use crate::model::bayes::{Counts, LogProbabilities};
use crate::model::counts::FeatureCounts;
use crate::model::family::{by_family, kind_log_probabilities};
use crate::model::file::Packed;
use crate::model::lexicon::{CommonWords, Lexicon};
use crate::model::{Learned, Model, Provenance};
use crate::text::cue::CueLists;
use crate::threads::{both, each};

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
    Ok(training(corpus, settings)?.fitted.model()?.0)
}

/// A training on its way to a model.
pub(super) struct Training {
    pub(super) fitted: Fitted,
    /// The examples as features.
    pub(super) samples: Samples,
    /// What a model that has not seen an example's document says of it.
    pub(super) scores: Vec<Score>,
}

/// What was learned, and where from.
pub(super) struct Fitted {
    /// What the model will have learned.
    pub(super) learned: Learned,
    provenance: Provenance,
    logarithms: (LogProbabilities<2>, LogProbabilities<5>),
}

impl Fitted {
    /// The model, and the bytes of its file.
    pub(super) fn model(self) -> Result<(Model, Vec<u8>)> {
        let mut packed = Packed::of(&self.learned, &self.provenance, &self.logarithms)?;
        let file = std::mem::take(&mut packed.file);
        Ok((packed.model(self.learned, self.provenance), file))
    }
}

/// As [`train`], up to the calibration on the corpus's own out-of-fold scores.
pub(super) fn training(corpus: &Corpus, settings: Settings) -> Result<Training> {
    let common_words = common_words(corpus);
    let lexicon = Lexicon::of(&corpus.cues, common_words.iter().map(String::as_str));
    let samples = Samples::read(corpus, &lexicon);
    // Everything that the samples keep is worth keeping in the whole corpus.
    let (labels, kinds) = samples.count(|_| true);
    let labels = samples.with_pseudo_counts(labels);
    let families = &samples.families;
    let fit = || {
        let fit = |range| fit::naive_bayes(&labels.part(range), settings.alpha);
        let kinds =
            kind_log_probabilities(kinds.sentences, &kinds.features, families, settings.alpha);
        by_family(families, fit).map(|labels| ((labels, kinds), provenance(corpus)))
    };
    let (scores, fitted) = both(|| samples.out_of_fold(settings.alpha), fit);
    let (logarithms, provenance) = fitted?;
    let learned =
        learned(&samples, &scores, (labels, kinds), &corpus.cues, &common_words, settings)?;
    Ok(Training { fitted: Fitted { learned, provenance, logarithms }, samples, scores })
}

/// All that a model learns from samples, their out-of-fold scores, and the counts of both
/// labels and kinds, pseudo-counts included.
pub(super) fn learned(
    samples: &Samples,
    scores: &[Score],
    (labels, kinds): (Counts<2>, Counts<5>),
    cues: &CueLists,
    common_words: &[String],
    settings: Settings,
) -> Result<Learned> {
    let (calibrated, kind_sharpness) =
        both(|| calibrate(samples, scores), || sharpness(samples, scores));
    let calibrated = calibrated?;
    Ok(Learned {
        alpha: settings.alpha,
        cues: cues.clone().into(),
        common_words: common_words.iter().map(String::as_str).collect(),
        names: samples.names.iter().map(String::as_str).collect(),
        label_sentences: labels.sentences,
        kind_sentences: kinds.sentences,
        counts: FeatureCounts::of(labels.features, kinds.features),
        kind_sharpness,
        alone: calibrated.alone,
        in_context: calibrated.in_context,
        opinion_share: calibrated.opinion_share,
        unsure: settings.unsure,
        corrected: Vec::new(),
    })
}

/// Where a model of `corpus` comes from.
pub(super) fn provenance(corpus: &Corpus) -> Provenance {
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        corpus: corpus.hash(),
        documents: corpus.groups.len(),
        sentences: corpus.examples().count(),
    }
}

/// The words that the corpus writes in lower case.
#[must_use]
pub fn common_words(corpus: &Corpus) -> Vec<String> {
    let found = each(corpus.parts(), |groups| {
        let mut words = CommonWords::default();
        for example in corpus.groups[groups].iter().flat_map(|group| &group.examples) {
            words.read(&example.text);
        }
        words.words(1)
    });
    let mut words: Vec<String> = found.into_iter().flatten().collect();
    words.sort_unstable();
    words.dedup();
    words
}
