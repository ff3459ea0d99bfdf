//! How well did we listen? Counts first, ratios from them; the only definition of each
//! figure in the program. What is undefined is `None`, never NaN and never 0.

use crate::label::Label;

/// How often each gold label was given each label.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Confusion {
    /// `counts[gold][predicted]`, both in the order of [`Label::ALL`].
    pub counts: [[u64; 2]; 2],
}

impl Confusion {
    /// Counts one sentence.
    pub fn add(&mut self, gold: Label, predicted: Label) {
        self.counts[gold as usize][predicted as usize] += 1;
    }

    /// All sentences counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// The share of sentences that got their gold label.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.counts[0][0] + self.counts[1][1], self.total())
    }

    /// The harmonic mean of precision and recall of `label`; `None` where it was neither
    /// there nor predicted.
    #[must_use]
    pub fn f1(&self, label: Label) -> Option<f64> {
        f1(&self.counts, label as usize)
    }

    /// The mean of the labels' F1.
    #[must_use]
    pub fn macro_f1(&self) -> Option<f64> {
        macro_f1(&self.counts)
    }
}

/// F1 of one class of a square confusion matrix, gold first.
fn f1<const K: usize>(counts: &[[u64; K]; K], class: usize) -> Option<f64> {
    let hit = counts[class][class];
    let gold: u64 = counts[class].iter().sum();
    let predicted: u64 = counts.iter().map(|row| row[class]).sum();
    ratio(2 * hit, gold + predicted)
}

/// The mean F1 over the classes of a square confusion matrix, gold first; classes that
/// neither occur nor are predicted are left out.
#[must_use]
pub fn macro_f1<const K: usize>(counts: &[[u64; K]; K]) -> Option<f64> {
    let defined: Vec<f64> = (0..K).filter_map(|class| f1(counts, class)).collect();
    (!defined.is_empty()).then(|| defined.iter().sum::<f64>() / defined.len() as f64)
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// One scored sentence: how likely opinion was said to be, and whether it was.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Outcome {
    /// The probability of opinion, in `0..=1`.
    pub probability_opinion: f64,
    /// What people said.
    pub gold: Label,
}

impl Outcome {
    /// How far the probability lies from the truth, squared.
    #[must_use]
    pub fn squared_error(&self) -> f64 {
        (self.probability_opinion - truth(self)).powi(2)
    }
}

/// The chance that an opinion is ranked above a fact, ties at one half (the area under the
/// ROC curve); `None` where one of the labels is absent.
#[must_use]
pub fn auc(outcomes: &[Outcome]) -> Option<f64> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| a.probability_opinion.total_cmp(&b.probability_opinion));
    let opinions = outcomes.iter().filter(|o| o.gold.is_opinion()).count() as f64;
    let facts = outcomes.len() as f64 - opinions;
    let mut facts_below = 0.0;
    let mut pairs_won = 0.0;
    for tied in
        sorted.chunk_by(|a, b| a.probability_opinion.total_cmp(&b.probability_opinion).is_eq())
    {
        let opinions_here = tied.iter().filter(|o| o.gold.is_opinion()).count() as f64;
        let facts_here = tied.len() as f64 - opinions_here;
        pairs_won += opinions_here * (facts_below + facts_here / 2.0);
        facts_below += facts_here;
    }
    (opinions > 0.0 && facts > 0.0).then(|| pairs_won / (opinions * facts))
}

/// The mean squared error of the probability (Brier 1950); `None` of nothing.
#[must_use]
pub fn brier(outcomes: &[Outcome]) -> Option<f64> {
    let squared: f64 = outcomes.iter().map(Outcome::squared_error).sum();
    (!outcomes.is_empty()).then(|| squared / outcomes.len() as f64)
}

/// How many bins of equal count the expected calibration error is measured in.
pub const CALIBRATION_BINS: usize = 15;

/// One bin of a reliability diagram.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bin {
    /// Sentences in it.
    pub sentences: usize,
    /// The mean probability of opinion that they were given.
    pub said: f64,
    /// The share of them that were opinion.
    pub came_true: f64,
}

/// The outcomes in [`CALIBRATION_BINS`] bins of equal count, by rising probability; fewer
/// where there are fewer outcomes. Equal probabilities are ordered by label, so that the
/// order of the input never matters.
#[must_use]
pub fn reliability(outcomes: &[Outcome]) -> Vec<Bin> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| {
        a.probability_opinion.total_cmp(&b.probability_opinion).then(a.gold.cmp(&b.gold))
    });
    let bins = CALIBRATION_BINS.min(sorted.len());
    (0..bins)
        .map(|bin| {
            let members = &sorted[bin * sorted.len() / bins..(bin + 1) * sorted.len() / bins];
            let n = members.len() as f64;
            Bin {
                sentences: members.len(),
                said: members.iter().map(|o| o.probability_opinion).sum::<f64>() / n,
                came_true: members.iter().map(|o| truth(o)).sum::<f64>() / n,
            }
        })
        .collect()
}

/// Expected calibration error: how far what was said lies from what came true, weighted
/// over the bins of [`reliability`]; `None` of nothing.
#[must_use]
pub fn ece(outcomes: &[Outcome]) -> Option<f64> {
    let gap: f64 = reliability(outcomes)
        .iter()
        .map(|bin| bin.sentences as f64 * (bin.said - bin.came_true).abs())
        .sum();
    (!outcomes.is_empty()).then(|| gap / outcomes.len() as f64)
}

fn truth(outcome: &Outcome) -> f64 {
    if outcome.gold.is_opinion() { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `roc_auc_score`, `brier_score_loss` and `f1_score(average="macro")` of scikit-learn
    /// 1.9.1 gave the expected figures on these eight.
    const GOLD: [u8; 8] = [0, 0, 1, 1, 1, 0, 1, 0];
    const SAID: [f64; 8] = [0.1, 0.4, 0.35, 0.8, 0.4, 0.2, 0.9, 0.7];

    fn outcomes() -> Vec<Outcome> {
        GOLD.iter()
            .zip(SAID)
            .map(|(&gold, probability_opinion)| Outcome {
                probability_opinion,
                gold: Label::ALL[usize::from(gold)],
            })
            .collect()
    }

    fn close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 1e-12)
    }

    #[test]
    fn figures_equal_those_of_scikit_learn() {
        let mut confusion = Confusion::default();
        for outcome in outcomes() {
            let predicted = Label::ALL[usize::from(outcome.probability_opinion > 0.5)];
            confusion.add(outcome.gold, predicted);
        }
        assert_eq!(confusion.counts, [[3, 1], [2, 2]]);
        assert!(close(confusion.accuracy(), 0.625));
        assert!(close(confusion.macro_f1(), f64::midpoint(2.0 / 3.0, 4.0 / 7.0)));
        assert!(close(auc(&outcomes()), 0.781_25));
        assert!(close(brier(&outcomes()), 0.191_562_5));
    }

    #[test]
    fn a_probability_that_comes_true_has_no_calibration_error() {
        let honest: Vec<Outcome> = (0..300)
            .map(|i| Outcome {
                probability_opinion: 0.25,
                gold: Label::ALL[usize::from(i % 4 == 0)],
            })
            .collect();
        // Bins cut ties by label, so spread the ties: one bin holds them all only when the
        // probabilities are equal; the mean over bins of |said - true| is then 2 · ¼ · ¾.
        assert!(close(brier(&honest), 0.1875));
        let spread: Vec<Outcome> = (0..3000)
            .map(|i| Outcome {
                probability_opinion: f64::from(i % 10) / 10.0 + f64::from(i) * 1e-9,
                gold: Label::ALL[usize::from((i / 10) % 10 < i % 10)],
            })
            .collect();
        assert!(ece(&spread).is_some_and(|error| error < 0.01));
    }

    #[test]
    fn nothing_has_no_figures() {
        assert_eq!(Confusion::default().macro_f1(), None);
        assert_eq!(auc(&[]), None);
        assert_eq!(ece(&[]), None);
        assert_eq!(brier(&[]), None);
    }
}
