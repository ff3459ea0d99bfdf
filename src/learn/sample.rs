//! The corpus as the model sees it: for each example, the numbers of its features.

use crate::label::{Gold, Kind};
use crate::model::bayes::Counts;
use crate::model::family::weight_of;
use crate::model::feature::{Extractor, Feature, Reading, Sink};
use crate::model::lexicon::{HashKeyed, Lexicon};
use crate::text::quotation::{QuotationState, quotations_into};
use crate::text::token::tokens_into;

use super::corpus::Corpus;
use super::fold::{FOLDS, fold};

/// One example as features.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The place of its group in the corpus.
    pub group: usize,
    /// The fold of its document.
    pub fold: usize,
    /// What people said.
    pub gold: Gold,
    /// How many times it counts.
    pub weight: u32,
    /// Its features, each once, in ascending order.
    pub features: Vec<u32>,
}

/// All examples as features, and the features' names.
pub struct Samples {
    /// One for each example, in the corpus's order.
    pub samples: Vec<Sample>,
    /// The names of the features, sorted; a feature's number is its place here.
    pub names: Vec<String>,
}

impl Samples {
    /// Reads every example of `corpus` as the classifier would.
    #[must_use]
    pub fn read(corpus: &Corpus, lexicon: &Lexicon) -> Samples {
        let mut interner = Interner::default();
        let mut extractor = Extractor::new(lexicon);
        let mut samples = Vec::new();
        let (mut tokens, mut quotations) = (Vec::new(), Vec::new());
        for (number, group) in corpus.groups.iter().enumerate() {
            let (text, sentences) = group.text();
            let mut state = QuotationState::default();
            for (example, sentence) in group.examples.iter().zip(sentences) {
                tokens.clear();
                quotations.clear();
                tokens_into(&text, sentence.span, &mut tokens);
                let start = sentence.paragraph_start;
                quotations_into(&text, sentence.span, start, &mut state, &mut quotations);
                let reading = Reading { text: &text, tokens: &tokens, quotations: &quotations };
                extractor.features(reading, &mut interner);
                samples.push(Sample {
                    group: number,
                    fold: fold(&group.document),
                    gold: example.gold,
                    weight: example.weight,
                    features: interner.finish_sentence(),
                });
            }
        }
        let (names, renumbered) = interner.sorted();
        for sample in &mut samples {
            for feature in &mut sample.features {
                *feature = renumbered[*feature as usize];
            }
            sample.features.sort_unstable();
        }
        Samples { samples, names }
    }

    /// Counts the samples that `wanted` picks: by label, and by kind where it is known.
    pub fn count(&self, wanted: impl Fn(&Sample) -> bool) -> (Counts<2>, Counts<5>) {
        let mut labels = Counts::new(self.names.len());
        let mut kinds = Counts::new(self.names.len());
        for sample in self.samples.iter().filter(|sample| wanted(sample)) {
            let label = sample.gold.label() as usize;
            labels.add(label, sample.weight, &sample.features);
            if let Some(kind) = sample.gold.kind() {
                kinds.add(kind.index(), sample.weight, &sample.features);
            }
        }
        (labels, kinds)
    }
}

/// What a model that has not seen an example's document says of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score {
    /// The log-odds of opinion, in nats.
    pub log_odds: f64,
    /// The log-probability of each kind, up to a constant.
    pub kinds: [f64; Kind::ALL.len()],
}

impl Samples {
    /// Scores every sample by the counts of the other folds. Features that stand in fewer
    /// than `least` sentences of those folds say nothing.
    #[must_use]
    pub fn out_of_fold(&self, alpha: f64, least: u32) -> Vec<Score> {
        let (all_labels, all_kinds) = self.count(|_| true);
        let mut scores = vec![Score { log_odds: 0.0, kinds: [0.0; 5] }; self.samples.len()];
        let believed: Vec<f64> = self.names.iter().map(|name| weight_of(name)).collect();
        for held_out in 0..FOLDS {
            let (labels, kinds) = self.count(|sample| sample.fold == held_out);
            let labels = all_labels.without(&labels);
            let kept: Vec<bool> = labels.features.iter().map(|n| n[0] + n[1] >= least).collect();
            let labels = labels.kept(&kept).log_probabilities(alpha);
            let kinds = all_kinds.without(&kinds).kept(&kept).log_probabilities(alpha);
            let places = places(&kept);
            for (sample, score) in self.samples.iter().zip(&mut scores) {
                if sample.fold != held_out {
                    continue;
                }
                score.log_odds = labels.prior[1] - labels.prior[0];
                score.kinds = kinds.prior;
                for feature in &sample.features {
                    let Some(place) = places[*feature as usize] else {
                        continue;
                    };
                    let [fact, opinion] = labels.features[place];
                    let believed = believed[*feature as usize];
                    score.log_odds += believed * (opinion - fact);
                    for (sum, kind) in score.kinds.iter_mut().zip(kinds.features[place]) {
                        *sum += believed * kind;
                    }
                }
            }
        }
        scores
    }
}

/// For each feature, its place among those kept.
fn places(kept: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0;
    kept.iter()
        .map(|&kept| {
            kept.then(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// Gives features numbers in the order in which they come, and keeps their names.
#[derive(Default)]
struct Interner {
    numbers: HashKeyed<u32>,
    names: Vec<String>,
    sentence: Vec<u32>,
}

impl Interner {
    fn finish_sentence(&mut self) -> Vec<u32> {
        self.sentence.sort_unstable();
        self.sentence.dedup();
        let features = self.sentence.clone();
        self.sentence.clear();
        features
    }

    /// The names in order, and for each number given so far its place in that order.
    fn sorted(self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by(|a, b| self.names[*a].cmp(&self.names[*b]));
        let mut places = vec![0; order.len()];
        for (place, &number) in order.iter().enumerate() {
            places[number] = u32::try_from(place).expect("numbers are u32");
        }
        let mut names = self.names;
        names.sort();
        (names, places)
    }
}

impl Sink for Interner {
    fn take(&mut self, feature: Feature, name: impl FnOnce(&mut String)) {
        let number = *self.numbers.entry(feature.id).or_insert_with(|| {
            let mut written = String::new();
            name(&mut written);
            self.names.push(written);
            u32::try_from(self.names.len() - 1).expect("a corpus has fewer than 2^32 features")
        });
        self.sentence.push(number);
    }
}
