//! From words to a probability: how sure are we, and because of what?

pub mod bayes;
pub mod calibration;
pub mod counts;
pub mod cues;
mod deflate;
mod draft;
pub mod extractor;
pub mod family;
pub mod feature;
pub mod file;
mod filter;
mod flat;
pub mod index;
pub mod lexicon;
mod name;
pub mod names;
mod node;
pub mod phrases;
mod profiles;
pub mod shown;
mod standing;
pub mod table;
pub mod tempering;
mod varint;
pub mod vocabulary;
pub mod weight;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::label::Gold;
use crate::text::key::key;

use bayes::{Counts, LogProbabilities, log_prior};
use calibration::Calibration;
use counts::FeatureCounts;
use cues::Cues;
use family::{Family, families, kind_log_probabilities, log_probabilities_by_family};
use file::Packed;
use lexicon::Lexicon;
use names::Names;
use vocabulary::{FeatureIndex, Vocabulary};

/// Bytes that begin where numbers may, and a line of cache.
#[repr(C, align(64))]
struct Aligned<B: ?Sized>(B);

/// The shipped model; a test holds it equal to a fresh training.
static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/default.model"));

/// All that a model has learned, as its file keeps it: counts, which are exact, rather than
/// weights, which follow from them.
#[derive(Clone, PartialEq, Debug)]
pub struct Learned {
    /// Lidstone smoothing of the counts.
    pub alpha: f64,
    /// The words and phrases that tell how a thing is said.
    pub cues: Cues,
    /// Normal forms that are words rather than names, sorted.
    pub common_words: Names,
    /// The names of the features, sorted.
    pub names: Names,
    /// Sentences of each label, in the order of `Label::ALL`.
    pub label_sentences: [u32; 2],
    /// Sentences of each kind, in the order of `Kind::ALL`.
    pub kind_sentences: [u32; 5],
    /// For each name, its count in each label and kind.
    pub counts: FeatureCounts,
    /// How far the log-probabilities of the kinds are to be believed; positive.
    pub kind_sharpness: f64,
    /// From log-odds to a probability, for a sentence on its own.
    pub alone: Calibration,
    /// From log-odds to a probability, for a sentence with the full weight of its context.
    pub in_context: Calibration,
    /// The share of opinion among the sentences that calibrated it.
    pub opinion_share: f64,
    /// A probability of opinion strictly between these is *unsure*.
    pub unsure: (f64, f64),
    /// What people said of sentences that they corrected: the sentence's
    /// [`key`] and its gold, sorted by key.
    pub corrected: Vec<(u64, Gold)>,
}

/// Where a model came from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Provenance {
    /// The version of the program that trained it.
    pub version: String,
    /// The SHA-256 of the corpus.
    pub corpus: String,
    /// Documents in the corpus.
    pub documents: usize,
    /// Sentences in the corpus.
    pub sentences: usize,
}

/// A model ready to score.
pub struct Model {
    /// What it has learned.
    pub learned: Learned,
    /// Where it came from.
    pub provenance: Provenance,
    /// The first 12 hexadecimal digits of the file's checksum: its name in reports.
    pub id: String,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    prior: f64,
    kind_prior: [f64; 5],
}

impl Learned {
    /// The counts of the labels.
    #[must_use]
    pub fn label_statistics(&self) -> Counts<2> {
        Counts { sentences: self.label_sentences, features: self.counts.labels().to_vec() }
    }

    /// Where each family stands among the names.
    #[must_use]
    pub fn families(&self) -> Vec<(Family, Range<usize>)> {
        families(self.names.iter())
    }

    /// The log-probabilities that the counts give, as the fit gave them.
    #[must_use]
    pub fn log_probabilities(&self) -> (LogProbabilities<2>, LogProbabilities<5>) {
        let (families, alpha) = (self.families(), self.alpha);
        let (labels, kinds) = (self.counts.labels(), self.counts.kinds());
        (
            log_probabilities_by_family(self.label_sentences, labels, &families, alpha),
            kind_log_probabilities(self.kind_sentences, kinds, &families, alpha),
        )
    }
}

impl Model {
    /// Compiles what was learned into tables for scoring.
    ///
    /// # Errors
    ///
    /// None but those of writing the model's bytes, from which its id comes.
    pub fn new(learned: Learned, provenance: Provenance) -> Result<Model> {
        let packed = Packed::of(&learned, &provenance, &learned.log_probabilities())?;
        Ok(packed.model(learned, provenance))
    }

    /// The model that travels inside the program.
    ///
    /// # Errors
    ///
    /// Where the program itself was built with a damaged model.
    pub fn embedded() -> Result<Model> {
        Model::trusted("models/default.model", &EMBEDDED.0)
    }

    /// The model of these parts, which must be those of what was learned.
    fn compiled(
        learned: Learned,
        provenance: Provenance,
        vocabulary: Vocabulary,
        lexicon: Lexicon,
        checksum: &str,
    ) -> Model {
        let prior = log_prior(learned.label_sentences);
        Model {
            vocabulary,
            lexicon,
            prior: prior[1] - prior[0],
            kind_prior: log_prior(learned.kind_sentences),
            id: checksum.chars().take(12).collect(),
            learned,
            provenance,
        }
    }

    /// The cues and common words.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The features and their weights.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The log-odds of opinion before any evidence, in nats.
    #[must_use]
    pub fn prior(&self) -> f64 {
        self.prior
    }

    /// The log-probability of each kind before any evidence.
    #[must_use]
    pub fn kind_prior(&self) -> [f64; 5] {
        self.kind_prior
    }

    /// What a person said of this very sentence, if one corrected it.
    #[must_use]
    pub fn corrected(&self, sentence: &str) -> Option<Gold> {
        let corrected = &self.learned.corrected;
        if corrected.is_empty() {
            return None;
        }
        let place = corrected.binary_search_by_key(&key(sentence), |(key, _)| *key).ok()?;
        Some(corrected[place].1)
    }

    /// The name of a feature.
    #[must_use]
    pub fn name(&self, feature: FeatureIndex) -> &str {
        self.learned.names.get(feature as usize)
    }
}
