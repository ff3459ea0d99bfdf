//! Training where no machine holds all examples: shard by shard, and the same model.
//!
//! What naive Bayes learns are counts, and counts add up. A *shard* is any part of a corpus
//! that holds its documents whole. In three rounds, each a sum over the shards:
//!
//! 1. the words that are written in lower case somewhere ([`super::train::common_words`]);
//! 2. the counts of each fold ([`Tally`]), read with those words;
//! 3. each sentence's score by the counts of the other folds ([`Plan::scored`]), on which the
//!    calibration is fitted.
//!
//! The sums are of integers, and the scores are put into the corpus's order before anything
//! is fitted to them. So the model is that of [`super::train::train`] to the last bit, which
//! a test holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::label::Gold;
use crate::model::Model;
use crate::model::bayes::Counts;
use crate::model::family::{Family, families};
use crate::model::lexicon::Lexicon;
use crate::text::cue::CueLists;

use super::corpus::{Corpus, Example, Group};
use super::fold::{FOLDS, fold};
use super::prior::pseudo_counts;
use super::sample::{Sample, Samples, Score};
use super::train::{Settings, learned, provenance};

/// Counts of the two labels, then of the five kinds.
type Cell = [u32; 7];

/// What some shards hold: exact counts, so shards may be added in any order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Sentences of each fold.
    sentences: [Cell; FOLDS],
    /// For each feature, its counts in the folds in which it occurs.
    features: BTreeMap<String, Vec<(u8, Cell)>>,
}

/// A model on its way: which words and features it will know, and their counts by fold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Plan {
    alpha: f64,
    unsure: (f64, f64),
    common_words: Vec<String>,
    cues: CueLists,
    /// Of the features that are worth keeping alone.
    tally: Tally,
}

/// The documents of a shard, and what a model that has not seen them says of each sentence.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ScoredShard {
    documents: Vec<(String, Vec<ScoredExample>)>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct ScoredExample {
    gold: Gold,
    text: String,
    log_odds: f64,
    kinds: [f64; 5],
}

impl Tally {
    /// Counts a shard, whose words in lower case are among `common_words`, as are those of all
    /// other shards.
    #[must_use]
    pub fn of(shard: &Corpus, common_words: &[String]) -> Tally {
        let samples = read_whole(shard, common_words);
        let mut tally = Tally::default();
        for fold in 0..FOLDS {
            let (labels, kinds) = samples.count(|sample| sample.fold == fold);
            tally.sentences[fold] = cell(labels.sentences, kinds.sentences);
            let counts = labels.features.iter().zip(&kinds.features);
            for (name, (labels, kinds)) in samples.names.iter().zip(counts) {
                let cell = cell(*labels, *kinds);
                if cell != [0; 7] {
                    tally.features.entry(name.clone()).or_default().push((number(fold), cell));
                }
            }
        }
        tally
    }

    /// Adds the counts of other shards.
    pub fn add(&mut self, other: Tally) {
        for (sum, cell) in self.sentences.iter_mut().zip(other.sentences) {
            *sum = plus(*sum, cell);
        }
        for (name, folds) in other.features {
            let own = self.features.entry(name).or_default();
            for (fold, cell) in folds {
                match own.binary_search_by_key(&fold, |(fold, _)| *fold) {
                    Ok(place) => own[place].1 = plus(own[place].1, cell),
                    Err(place) => own.insert(place, (fold, cell)),
                }
            }
        }
    }
}

impl Plan {
    /// The plan of a corpus, all shards of which are in `tally` and in `common_words`.
    #[must_use]
    pub fn new(
        mut tally: Tally,
        common_words: Vec<String>,
        cues: CueLists,
        settings: Settings,
    ) -> Plan {
        let pseudo = pseudo_counts(&cues);
        tally.features.retain(|name, folds| {
            let sentences: u32 = folds.iter().map(|(_, cell)| cell[0] + cell[1]).sum();
            sentences >= Family::of(name).least_sentences() || pseudo.contains_key(name)
        });
        for name in pseudo.into_keys() {
            tally.features.entry(name).or_default();
        }
        Plan { alpha: settings.alpha, unsure: settings.unsure, common_words, cues, tally }
    }

    /// The features, without a sentence that holds them.
    fn features(&self) -> Samples {
        let names: Vec<String> = self.tally.features.keys().cloned().collect();
        let pseudo = pseudo_counts(&self.cues);
        Samples {
            samples: Vec::new(),
            folds: FOLDS,
            pseudo: names.iter().map(|name| pseudo.get(name).copied().unwrap_or([0; 2])).collect(),
            families: families(names.iter().map(String::as_str)),
            names,
        }
    }

    /// The counts of the folds that `wanted` picks.
    fn counts(&self, wanted: impl Fn(usize) -> bool) -> (Counts<2>, Counts<5>) {
        let width = self.tally.features.len();
        let (mut labels, mut kinds) = (Counts::new(width), Counts::new(width));
        for (fold, cell) in self.tally.sentences.iter().enumerate() {
            if wanted(fold) {
                add(cell, &mut labels.sentences, &mut kinds.sentences);
            }
        }
        for (place, folds) in self.tally.features.values().enumerate() {
            for (_, cell) in folds.iter().filter(|(fold, _)| wanted(usize::from(*fold))) {
                add(cell, &mut labels.features[place], &mut kinds.features[place]);
            }
        }
        (labels, kinds)
    }

    /// What the other folds say of each sentence of a shard.
    #[must_use]
    pub fn scored(&self, shard: &Corpus) -> ScoredShard {
        let features = self.features();
        let own = read_whole(shard, &self.common_words);
        let places: Vec<Option<u32>> = own
            .names
            .iter()
            .map(|name| features.names.binary_search(name).ok())
            .map(|place| place.map(|place| u32::try_from(place).expect("fewer than 2^32 features")))
            .collect();
        let mut scores = vec![Score { log_odds: 0.0, kinds: [0.0; 5] }; own.samples.len()];
        for fold in 0..FOLDS {
            let held_out = own.samples.iter().zip(&mut scores);
            let mut held_out = held_out.filter(|(sample, _)| sample.fold == fold).peekable();
            if held_out.peek().is_some() {
                let (labels, kinds) = self.counts(|other| other != fold);
                let weights = features.trained(&labels, &kinds, self.alpha);
                held_out.for_each(|(sample, score)| {
                    *score = weights.score_at(sample, |own| places[own as usize]);
                });
            }
        }
        let mut scores = scores.into_iter();
        let documents = shard.groups.iter().map(|group| {
            let examples = group.examples.iter().zip(scores.by_ref());
            let scored = examples.map(|(example, score)| ScoredExample {
                gold: example.gold,
                text: example.text.clone(),
                log_odds: score.log_odds,
                kinds: score.kinds,
            });
            (group.document.clone(), scored.collect())
        });
        ScoredShard { documents: documents.collect() }
    }

    /// The model, once every shard is scored.
    ///
    /// # Errors
    ///
    /// As [`super::train::train`]; where shards split a document, or are not those that were
    /// counted.
    pub fn model(&self, shards: Vec<ScoredShard>) -> Result<Model> {
        let mut documents: Vec<(String, Vec<ScoredExample>)> =
            shards.into_iter().flat_map(|shard| shard.documents).collect();
        documents.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(twice) = documents.windows(2).find(|two| two[0].0 == two[1].0) {
            return Err(Error::new(format!(
                "document {:?} stands in two shards; expected each document whole in one",
                twice[0].0
            )));
        }
        let mut corpus = Corpus { groups: Vec::new(), cues: self.cues.clone() };
        let mut scores = Vec::new();
        let mut samples = self.features();
        for (number, (document, examples)) in documents.into_iter().enumerate() {
            let fold = fold(&document);
            let mut group = Group {
                document,
                genre: String::new(),
                source: "rows".to_owned(),
                elsewhere: false,
                examples: Vec::with_capacity(examples.len()),
            };
            for ScoredExample { gold, text, log_odds, kinds } in examples {
                samples.samples.push(bare(number, fold, gold));
                scores.push(Score { log_odds, kinds });
                group.examples.push(Example { gold, text, weight: 1 });
            }
            corpus.groups.push(group);
        }
        let (labels, kinds) = self.counts(|_| true);
        let counted: u32 = labels.sentences.iter().sum();
        if counted as usize != scores.len() {
            return Err(Error::new(format!(
                "{} sentences were scored and {counted} were counted; expected the same rows in both rounds: store or cache them",
                scores.len()
            )));
        }
        if labels.sentences.contains(&0) {
            return Err(Error::new(
                "nothing to learn from: the examples must hold every label at least once",
            ));
        }
        let counts = (samples.with_pseudo_counts(labels), kinds);
        let settings = Settings { alpha: self.alpha, unsure: self.unsure };
        let learned = learned(&samples, &scores, counts, &self.cues, &self.common_words, settings)?;
        Model::new(learned, provenance(&corpus))
    }
}

/// Reads a shard with every feature in it. What occurs once here may occur often elsewhere, and
/// [`Samples::read`] keeps what is heavy enough: so each example is read as if it were.
fn read_whole(shard: &Corpus, common_words: &[String]) -> Samples {
    let enough = Family::ALL.iter().map(|family| family.least_sentences()).max().unwrap_or(1);
    let mut heavy = shard.clone();
    for example in heavy.groups.iter_mut().flat_map(|group| &mut group.examples) {
        example.weight = enough;
    }
    let lexicon = Lexicon::of(&shard.cues, common_words.iter().map(String::as_str));
    let mut samples = Samples::read(&heavy, &lexicon);
    let weights = shard.examples().map(|(_, example)| example.weight);
    for (sample, weight) in samples.samples.iter_mut().zip(weights) {
        sample.weight = weight;
    }
    samples
}

/// A sample of which only the gold is of interest.
fn bare(group: usize, fold: usize, gold: Gold) -> Sample {
    Sample { group, fold, gold, weight: 1, terms: 0, features: Vec::new(), pieces: Vec::new() }
}

fn cell(labels: [u32; 2], kinds: [u32; 5]) -> Cell {
    [labels[0], labels[1], kinds[0], kinds[1], kinds[2], kinds[3], kinds[4]]
}

fn add(cell: &Cell, labels: &mut [u32; 2], kinds: &mut [u32; 5]) {
    let sums = labels.iter_mut().chain(kinds);
    sums.zip(cell).for_each(|(sum, count)| *sum += count);
}

fn plus(a: Cell, b: Cell) -> Cell {
    std::array::from_fn(|place| a[place] + b[place])
}

fn number(fold: usize) -> u8 {
    u8::try_from(fold).expect("there are ten folds")
}
