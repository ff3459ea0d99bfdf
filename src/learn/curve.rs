//! What the figures look like drawn out: curves over the threshold, the coverage and the
//! probability. Points only; `report/` draws them.

use super::metrics::Outcome;

/// A point of a curve, both in `0..=1`.
pub type Point = (f64, f64);

/// The outcomes from the surest opinion to the surest fact, those of one probability
/// together: for each threshold, the facts and the opinions at or above it.
fn above(outcomes: &[Outcome]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| b.probability_opinion.total_cmp(&a.probability_opinion));
    let (mut facts, mut opinions) = (0.0, 0.0);
    sorted
        .chunk_by(|a, b| a.probability_opinion.total_cmp(&b.probability_opinion).is_eq())
        .map(|tied| {
            let more = tied.iter().filter(|outcome| outcome.gold.is_opinion()).count();
            opinions += more as f64;
            facts += (tied.len() - more) as f64;
            (facts, opinions)
        })
        .collect()
}

/// The receiver operating characteristic: the share of facts called opinion against the
/// share of opinions called opinion, over all thresholds, from (0, 0) to (1, 1). Empty where
/// a label is absent.
#[must_use]
pub fn roc(outcomes: &[Outcome]) -> Vec<Point> {
    let steps = above(outcomes);
    match steps.last() {
        Some(&(facts, opinions)) if facts > 0.0 && opinions > 0.0 => {
            let rates = steps.iter().map(|step| (step.0 / facts, step.1 / opinions));
            std::iter::once((0.0, 0.0)).chain(rates).collect()
        }
        _ => Vec::new(),
    }
}

/// Recall against precision of opinion, over all thresholds, by rising recall. Empty where
/// there is no opinion.
#[must_use]
pub fn precision_recall(outcomes: &[Outcome]) -> Vec<Point> {
    let steps = above(outcomes);
    match steps.last() {
        Some(&(_, opinions)) if opinions > 0.0 => {
            steps.iter().map(|step| (step.1 / opinions, step.1 / (step.0 + step.1))).collect()
        }
        _ => Vec::new(),
    }
}

/// The accuracy when only the surest sentences get a label: coverage against accuracy, by
/// rising coverage. A label is sure as far as its probability lies from one half; those of
/// equal sureness are taken together. `right` says of each outcome whether its label is right.
#[must_use]
pub fn coverage_accuracy(outcomes: &[(Outcome, bool)]) -> Vec<Point> {
    let sureness = |outcome: &Outcome| (outcome.probability_opinion - 0.5).abs();
    let mut sorted: Vec<&(Outcome, bool)> = outcomes.iter().collect();
    sorted.sort_by(|a, b| sureness(&b.0).total_cmp(&sureness(&a.0)));
    let (mut taken, mut right) = (0.0, 0.0);
    sorted
        .chunk_by(|a, b| sureness(&a.0).total_cmp(&sureness(&b.0)).is_eq())
        .map(|tied| {
            taken += tied.len() as f64;
            right += tied.iter().filter(|(_, right)| *right).count() as f64;
            (taken / outcomes.len() as f64, right / taken)
        })
        .collect()
}

/// Bars of the histogram: tenths would hide the ends, where most sentences lie.
pub const BARS: usize = 20;

/// How many facts and how many opinions got a probability in each of [`BARS`] equal parts of
/// `0..=1`; the last part holds 1.
#[must_use]
pub fn histogram(outcomes: &[Outcome]) -> [[u64; 2]; BARS] {
    let mut bars = [[0; 2]; BARS];
    for outcome in outcomes {
        let edge = |bar: usize| bar as f64 / BARS as f64;
        let bar = (1..BARS).take_while(|bar| outcome.probability_opinion >= edge(*bar)).count();
        bars[bar][outcome.gold as usize] += 1;
    }
    bars
}

/// At most `most` of a curve's points, its ends among them: what a drawing can show.
#[must_use]
pub fn thinned(points: &[Point], most: usize) -> Vec<Point> {
    if points.len() <= most || most < 2 {
        return points.to_vec();
    }
    (0..most).map(|place| points[place * (points.len() - 1) / (most - 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

    /// The example of scikit-learn's `roc_curve`, `precision_recall_curve`.
    fn outcomes() -> Vec<Outcome> {
        [(0.1, 0), (0.4, 0), (0.35, 1), (0.8, 1)]
            .map(|(probability_opinion, gold)| Outcome {
                probability_opinion,
                gold: Label::ALL[gold],
            })
            .to_vec()
    }

    #[test]
    fn the_roc_goes_through_every_threshold() {
        assert_eq!(roc(&outcomes()), [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)]);
        assert_eq!(roc(&outcomes()[..2]), []);
    }

    #[test]
    fn ties_are_one_step() {
        let tied = [0, 1].map(|gold| Outcome { probability_opinion: 0.7, gold: Label::ALL[gold] });
        assert_eq!(roc(&tied), [(0.0, 0.0), (1.0, 1.0)]);
    }

    #[test]
    fn precision_falls_as_recall_rises() {
        let expected = [(0.5, 1.0), (0.5, 0.5), (1.0, 2.0 / 3.0), (1.0, 0.5)];
        assert_eq!(precision_recall(&outcomes()), expected);
    }

    #[test]
    fn the_surest_come_first() {
        let right = [true, false, false, true];
        let pairs: Vec<(Outcome, bool)> = outcomes().into_iter().zip(right).collect();
        let curve = coverage_accuracy(&pairs);
        assert_eq!(curve, [(0.25, 1.0), (0.5, 1.0), (0.75, 2.0 / 3.0), (1.0, 0.5)]);
    }

    #[test]
    fn a_certain_probability_falls_into_the_last_bar() {
        let ends = [0.0, 0.05, 1.0]
            .map(|probability_opinion| Outcome { probability_opinion, gold: Label::Opinion });
        let bars = histogram(&ends);
        assert_eq!((bars[0], bars[1], bars[BARS - 1]), ([0, 1], [0, 1], [0, 1]));
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let line: Vec<Point> = (0..1000).map(|i| (f64::from(i), 0.0)).collect();
        let thin = thinned(&line, 10);
        assert_eq!((thin.len(), thin[0].0, thin[9].0), (10, 0.0, 999.0));
    }
}
