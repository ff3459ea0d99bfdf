//! How many sentences of a text are what: counts, from which shares are derived.
//!
//! All of them are whole numbers, so that it does not matter in which pieces and by how many
//! threads a text was counted.

use serde::{Deserialize, Serialize};

use crate::classify::Prediction;
use crate::label::{Kind, Label};
use crate::text::sentence::Role;

/// Probabilities are summed in units of a billionth.
const BILLION: f64 = 1e9;

/// Counts of headlines and sentences.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All of them.
    pub sentences: u64,
    /// By kind, in the order of [`Kind::ALL`].
    pub kinds: [u64; 5],
    /// Those of which the model is unsure.
    pub unsure: u64,
    /// Words: runs of characters between ASCII white space.
    pub words: u64,
    /// Words in sentences that are opinion.
    pub opinion_words: u64,
    /// Those that were cut, since they were too long.
    #[serde(default)]
    pub cut: u64,
    /// The sum of the probabilities of opinion, in billionths.
    pub billionths: u64,
}

impl Tally {
    /// Counts a sentence, and its words where they are given.
    pub fn add(&mut self, prediction: &Prediction, text: Option<&str>) {
        debug_assert!(matches!(prediction.sentence.role, Role::Headline | Role::Sentence));
        self.sentences += 1;
        self.kinds[prediction.kind.index()] += 1;
        self.unsure += u64::from(prediction.unsure);
        self.billionths += billionths(prediction.probability_opinion.0);
        if let Some(text) = text {
            let words = words(text);
            self.words += words;
            self.opinion_words += if prediction.label.is_opinion() { words } else { 0 };
        }
    }

    /// Counts all that `other` counted.
    pub fn merge(&mut self, other: &Tally) {
        self.sentences += other.sentences;
        for (kind, more) in self.kinds.iter_mut().zip(other.kinds) {
            *kind += more;
        }
        self.unsure += other.unsure;
        self.cut += other.cut;
        self.words += other.words;
        self.opinion_words += other.opinion_words;
        self.billionths += other.billionths;
    }

    /// How many have this label.
    #[must_use]
    pub fn label(&self, label: Label) -> u64 {
        label.kinds().iter().map(|kind| self.kind(*kind)).sum()
    }

    /// How many are of this kind.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> u64 {
        self.kinds[kind.index()]
    }

    /// The share of sentences that are opinion; none without sentences.
    #[must_use]
    pub fn opinion_share(&self) -> Option<f64> {
        ratio(self.label(Label::Opinion), self.sentences)
    }

    /// The share of words that stand in opinions; none without words.
    #[must_use]
    pub fn opinion_share_of_words(&self) -> Option<f64> {
        ratio(self.opinion_words, self.words)
    }

    /// The mean of the probabilities of opinion; none without sentences.
    #[must_use]
    pub fn mean_probability(&self) -> Option<f64> {
        ratio(self.billionths, self.sentences).map(|mean| mean / BILLION)
    }
}

fn ratio(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// A probability as a whole number of billionths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in 0..=1")]
fn billionths(probability: f64) -> u64 {
    (probability.clamp(0.0, 1.0) * BILLION).round() as u64
}

/// How many runs of characters stand between ASCII white space.
fn words(text: &str) -> u64 {
    let space = |byte: u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let bytes = text.as_bytes();
    let begins = bytes.windows(2).filter(|pair| space(pair[0]) & !space(pair[1])).count();
    (begins + usize::from(bytes.first().is_some_and(|byte| !space(*byte)))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Classifier, Settings};
    use crate::model::Model;

    #[test]
    fn words_stand_between_white_space() {
        assert_eq!(words(""), 0);
        assert_eq!(words("  "), 0);
        assert_eq!(words("one"), 1);
        assert_eq!(words(" one, two\n\nthree "), 3);
    }

    #[test]
    fn a_text_in_two_pieces_counts_like_one() {
        let model = Model::embedded().expect("the shipped model is whole");
        let text = "The council met on Monday. It was a shameful, reckless plan. He left.";
        let predictions = Classifier::new(&model, Settings::default()).classify(text);
        let tally = |some: &[Prediction]| {
            let mut tally = Tally::default();
            for one in some {
                tally.add(one, Some(one.sentence.span.of(text)));
            }
            tally
        };
        let (first, rest) = predictions.sentences.split_at(1);
        let mut merged = tally(rest);
        merged.merge(&tally(first));
        assert_eq!(merged, tally(&predictions.sentences));
        assert_eq!((merged.sentences, merged.words, merged.opinion_words), (3, 13, 6));
        assert_eq!(merged.opinion_share(), Some(1.0 / 3.0));
        assert_eq!(Tally::default().mean_probability(), None);
    }
}
