//! How sure is a figure? By the bootstrap: the evaluation is drawn again and again from its
//! own documents, with replacement, and the figure is looked at each time (Efron 1979).
//!
//! Documents are drawn, not sentences: sentences of one article are alike, and drawing them
//! one by one would make every interval too narrow. Where a sentence has no document, it is
//! a document of its own.

use crate::error::{Error, Result};

use super::evaluate::Scored;
use super::metrics::{Confusion, Outcome, auc, brier, ece};

/// So many times the evaluation is drawn: the 95 % percentiles of 1,000 draws are steady to
/// a tenth of the interval's width, and the draws take less than a second.
pub const DRAWS: usize = 1000;

/// The figures of one draw that get an interval.
struct Vitals {
    macro_f1: Option<f64>,
    accuracy: Option<f64>,
    auc: Option<f64>,
    ece: Option<f64>,
    brier: Option<f64>,
}

/// The figures of one draw that two builds are compared by.
struct Pair {
    macro_f1: Option<f64>,
    auc: Option<f64>,
}

/// The 95 % percentile interval, both ends included; `None` where the figure is undefined in
/// most of the draws.
pub type Interval = Option<(f64, f64)>;

/// The intervals of an evaluation's figures, drawn over documents.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Intervals {
    /// Of macro-F1.
    pub macro_f1: Interval,
    /// Of the accuracy.
    pub accuracy: Interval,
    /// Of the AUC.
    pub auc: Interval,
    /// Of the ECE. Drawing adds noise, and noise adds calibration error: this interval lies
    /// too high, the more so the fewer the sentences.
    pub ece: Interval,
    /// Of the Brier score.
    pub brier: Interval,
}

/// A difference between two sets of predictions on the same sentences.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Difference {
    /// The first figure less the second; `None` where one is undefined.
    pub difference: Option<f64>,
    /// Its interval.
    pub interval: Interval,
}

impl Difference {
    /// Whether zero lies outside the interval: more than noise.
    #[must_use]
    pub fn is_beyond_noise(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// How two sets of predictions differ.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Comparison {
    /// In macro-F1.
    pub macro_f1: Difference,
    /// In AUC.
    pub auc: Difference,
    /// Sentences whose label differs.
    pub flips: usize,
}

/// The intervals of the figures of `scored`. The draws are the same for the same seed,
/// wherever they are made.
#[must_use]
pub fn intervals(scored: &[Scored], seed: u64) -> Intervals {
    let drawn = Drawn::new(scored);
    let mut draws = Draws::new(scored, seed);
    let vitals: Vec<Vitals> = (0..DRAWS).map(|_| drawn.vitals(draws.next_times())).collect();
    let of = |figure: fn(&Vitals) -> Option<f64>| percentiles(vitals.iter().map(figure));
    Intervals {
        macro_f1: of(|vitals| vitals.macro_f1),
        accuracy: of(|vitals| vitals.accuracy),
        auc: of(|vitals| vitals.auc),
        ece: of(|vitals| vitals.ece),
        brier: of(|vitals| vitals.brier),
    }
}

/// Compares two sets of predictions on the same sentences: each draw takes the same
/// documents for both (the paired bootstrap; Efron & Tibshirani 1993, chapter 8).
///
/// # Errors
///
/// Where the two do not hold the same sentences with the same gold labels, in one order.
pub fn compare(ours: &[Scored], theirs: &[Scored], seed: u64) -> Result<Comparison> {
    let same = |(a, b): (&Scored, &Scored)| {
        a.group == b.group && a.example == b.example && a.gold.label() == b.gold.label()
    };
    if ours.len() != theirs.len() || !ours.iter().zip(theirs).all(same) {
        return Err(Error::new(
            "two sets of predictions cannot be compared; expected the same sentences with the same gold labels, in the same order",
        ));
    }
    let both = (Drawn::new(ours), Drawn::new(theirs));
    let mut draws = Draws::new(ours, seed);
    let pairs: Vec<[Pair; 2]> = (0..DRAWS)
        .map(|_| {
            let times = draws.next_times();
            [both.0.pair(times), both.1.pair(times)]
        })
        .collect();
    let once = vec![1; draws.times.len()];
    let whole = [both.0.pair(&once), both.1.pair(&once)];
    let of = |figure: fn(&Pair) -> Option<f64>| {
        let less = |[ours, theirs]: &[Pair; 2]| Some(figure(ours)? - figure(theirs)?);
        Difference { difference: less(&whole), interval: percentiles(pairs.iter().map(less)) }
    };
    Ok(Comparison {
        macro_f1: of(|pair| pair.macro_f1),
        auc: of(|pair| pair.auc),
        flips: ours.iter().zip(theirs).filter(|(a, b)| a.label != b.label).count(),
    })
}

/// Predictions by rising probability, so that a draw of them is already sorted and each
/// figure costs one pass.
struct Drawn<'a> {
    sorted: Vec<&'a Scored>,
}

impl Drawn<'_> {
    fn new(scored: &[Scored]) -> Drawn<'_> {
        let mut sorted: Vec<&Scored> = scored.iter().collect();
        sorted.sort_by(|a, b| {
            let by_probability = a.probability_opinion.total_cmp(&b.probability_opinion);
            by_probability.then(a.gold.label().cmp(&b.gold.label()))
        });
        Drawn { sorted }
    }

    /// The two figures of a comparison when each document is there so many times.
    fn pair(&self, times: &[u32]) -> Pair {
        let (confusion, outcomes) = self.draw(times);
        Pair { macro_f1: confusion.macro_f1(), auc: auc(&outcomes) }
    }

    /// The figures when each document is there so many times.
    fn vitals(&self, times: &[u32]) -> Vitals {
        let (confusion, outcomes) = self.draw(times);
        Vitals {
            macro_f1: confusion.macro_f1(),
            accuracy: confusion.accuracy(),
            auc: auc(&outcomes),
            ece: ece(&outcomes),
            brier: brier(&outcomes),
        }
    }

    fn draw(&self, times: &[u32]) -> (Confusion, Vec<Outcome>) {
        let mut confusion = Confusion::default();
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(self.sorted.len());
        for scored in &self.sorted {
            for _ in 0..times[scored.group] {
                confusion.add(scored.gold.label(), scored.label);
                outcomes.push(scored.outcome());
            }
        }
        (confusion, outcomes)
    }
}

/// Draws documents with replacement.
struct Draws {
    random: SplitMix64,
    /// The documents that hold sentences.
    documents: Vec<usize>,
    /// How often each document was drawn.
    times: Vec<u32>,
}

impl Draws {
    fn new(scored: &[Scored], seed: u64) -> Draws {
        let mut documents: Vec<usize> = scored.iter().map(|scored| scored.group).collect();
        documents.sort_unstable();
        documents.dedup();
        let times = vec![0; documents.last().map_or(0, |last| last + 1)];
        Draws { random: SplitMix64(seed), documents, times }
    }

    fn next_times(&mut self) -> &[u32] {
        self.times.fill(0);
        for _ in 0..self.documents.len() {
            let drawn = self.documents[self.random.below(self.documents.len())];
            self.times[drawn] += 1;
        }
        &self.times
    }
}

/// Ten lines of our own (Steele, Lea & Flood 2014): the figures in cards and reports rest on
/// this very stream, and a crate may change its stream with a release.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..end`, by multiplication (Lemire 2019); its bias is below `end` / 2⁶⁴.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * end as u128;
        usize::try_from(wide >> 64).expect("less than `end`, which is a usize")
    }
}

/// The 2.5th and the 97.5th percentile; `None` where fewer than half of the draws give a
/// figure.
fn percentiles(figures: impl Iterator<Item = Option<f64>>) -> Interval {
    let mut found: Vec<f64> = figures.flatten().collect();
    if found.len() * 2 < DRAWS {
        return None;
    }
    found.sort_by(f64::total_cmp);
    // The nearest rank below and above: 25 draws lie outside at either end of 1,000.
    let outside = found.len() * 25 / 1000;
    Some((found[outside], found[found.len() - 1 - outside]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Gold, Label};

    /// Sentence `i` of `n`, each a document of its own unless `size` says more.
    fn scored(n: usize, size: usize, right: impl Fn(usize) -> bool) -> Vec<Scored> {
        (0..n)
            .map(|i| {
                let gold = Label::ALL[i % 2];
                let label = Label::ALL[usize::from(gold.is_opinion() == right(i))];
                Scored {
                    group: i / size,
                    example: i % size,
                    gold: Gold::Label(gold),
                    log_odds: 0.0,
                    probability_opinion: if label.is_opinion() { 0.9 } else { 0.1 },
                    label,
                    kind: label.kinds()[0],
                    unsure: false,
                }
            })
            .collect()
    }

    #[test]
    fn the_stream_is_that_of_the_paper() {
        // The first numbers of the reference program (Vigna, splitmix64.c) for seed 1234567.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn an_accuracy_has_the_interval_of_the_binomial() {
        // 800 of 1,000 right, each its own document: 0.8 ± 1.96 · √(0.8 · 0.2 / 1000).
        let drawn = intervals(&scored(1000, 1, |i| i % 10 < 8), 1);
        let (low, high) = drawn.accuracy.expect("there are sentences");
        assert!((low - 0.7752).abs() < 0.004, "{low}");
        assert!((high - 0.8248).abs() < 0.004, "{high}");
    }

    #[test]
    fn sentences_that_stand_together_widen_the_interval() {
        // The same accuracy, but ten sentences of a document are right or wrong together:
        // the interval of 100 draws, √10 times as wide.
        let alone = intervals(&scored(1000, 1, |i| i % 10 < 8), 1).accuracy.expect("defined");
        let together =
            intervals(&scored(1000, 10, |i| (i / 10) % 10 < 8), 1).accuracy.expect("defined");
        let wider = (together.1 - together.0) / (alone.1 - alone.0);
        assert!((wider - 10f64.sqrt()).abs() < 0.35, "{wider}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let some = scored(60, 3, |i| i % 7 > 0);
        assert_eq!(intervals(&some, 5), intervals(&some, 5));
        assert_ne!(intervals(&some, 5), intervals(&some, 6));
    }

    #[test]
    fn a_model_does_not_differ_from_itself() {
        let some = scored(60, 3, |i| i % 7 > 0);
        let none = compare(&some, &some, 1).expect("the same sentences");
        assert_eq!(none.macro_f1.interval, Some((0.0, 0.0)));
        assert_eq!(none.macro_f1.difference, Some(0.0));
        assert!(!none.auc.is_beyond_noise());
        assert_eq!(none.flips, 0);
    }

    #[test]
    fn pairs_tell_a_small_steady_gain_from_noise() {
        // Ours is right wherever theirs is, and on 3 % more. Unpaired, the two intervals
        // overlap; paired, the gain stands.
        let ours = scored(600, 1, |i| i % 10 < 8 || i % 33 == 0);
        let theirs = scored(600, 1, |i| i % 10 < 8);
        let gain = compare(&ours, &theirs, 1).expect("the same sentences");
        assert!(gain.macro_f1.is_beyond_noise());
        assert!(gain.macro_f1.difference.is_some_and(|difference| difference > 0.0));
        let (mine, other) = (intervals(&ours, 1), intervals(&theirs, 1));
        assert!(mine.accuracy.expect("defined").0 < other.accuracy.expect("defined").1);
        let loss = compare(&theirs, &ours, 1).expect("the same sentences");
        assert!(loss.macro_f1.interval.expect("defined").1 < 0.0);
    }

    #[test]
    fn other_sentences_are_not_compared() {
        let some = scored(60, 3, |_| true);
        assert!(compare(&some, &some[1..], 1).is_err());
        assert!(compare(&some, &scored(60, 2, |_| true), 1).is_err());
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(intervals(&[], 1).macro_f1, None);
        // Without an opinion there is no AUC.
        let facts: Vec<Scored> =
            scored(40, 1, |_| true).into_iter().filter(|s| !s.gold.label().is_opinion()).collect();
        let drawn = intervals(&facts, 1);
        assert_eq!(drawn.auc, None);
        assert_eq!(drawn.accuracy, Some((1.0, 1.0)));
    }
}
