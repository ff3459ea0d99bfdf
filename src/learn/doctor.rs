//! Which labels of the corpus look wrong?
//!
//! Confident learning (Northcutt, Jiang & Chuang 2021): of all examples labelled *fact*, the
//! mean out-of-fold probability of fact is what the model says of a typical one; the same for
//! *opinion*. An example is suspect when its other label reaches that label's mean, and its
//! own does not come out ahead. The most contradicted stand first.

use crate::classify::likeliest;
use crate::error::Result;
use crate::label::{Gold, Kind, Label};
use crate::model::calibration::LogOdds;

use super::corpus::Corpus;
use super::train::{Settings, training};

/// An example whose label the other folds contradict.
#[derive(Clone, PartialEq, Debug)]
pub struct Suspect {
    /// The document that it stands in.
    pub document: String,
    /// Its number there, from 1.
    pub sentence: usize,
    /// Its words.
    pub text: String,
    /// What people said.
    pub gold: Gold,
    /// The kind that the other folds find likeliest, of the other label.
    pub kind: Kind,
    /// The out-of-fold probability of opinion.
    pub probability_opinion: f64,
}

impl Suspect {
    /// The out-of-fold probability of the label that people gave.
    #[must_use]
    pub fn probability_of_gold(&self) -> f64 {
        of_label(self.probability_opinion, self.gold.label())
    }
}

/// The examples of `corpus` whose label is contradicted, the most contradicted first.
///
/// # Errors
///
/// As [`super::train::train`].
pub fn suspects(corpus: &Corpus, settings: Settings) -> Result<Vec<Suspect>> {
    let training = training(corpus, settings)?;
    let probabilities: Vec<f64> = training
        .scores
        .iter()
        .map(|score| training.fitted.learned.alone.probability(LogOdds(score.log_odds)).0)
        .collect();
    let typical = Label::ALL.map(|label| {
        let of_label: Vec<f64> = corpus
            .examples()
            .zip(&probabilities)
            .filter(|((_, example), _)| example.gold.label() == label)
            .map(|(_, probability)| of_label(*probability, label))
            .collect();
        of_label.iter().sum::<f64>() / of_label.len() as f64
    });
    let mut suspects = Vec::new();
    let mut place = 0;
    for group in &corpus.groups {
        for (number, example) in group.examples.iter().enumerate() {
            let probability = probabilities[place];
            let scores = &training.scores[place];
            place += 1;
            let gold = example.gold.label();
            let other = Label::ALL[usize::from(!gold.is_opinion())];
            let said = of_label(probability, other);
            if said >= typical[other as usize] && said > of_label(probability, gold) {
                suspects.push(Suspect {
                    document: group.document.clone(),
                    sentence: number + 1,
                    text: example.text.clone(),
                    gold: example.gold,
                    kind: likeliest(&scores.kinds, other),
                    probability_opinion: probability,
                });
            }
        }
    }
    suspects.sort_by(|a, b| a.probability_of_gold().total_cmp(&b.probability_of_gold()));
    Ok(suspects)
}

fn of_label(probability_opinion: f64, label: Label) -> f64 {
    if label.is_opinion() { probability_opinion } else { 1.0 - probability_opinion }
}
