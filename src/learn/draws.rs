//! How far a duel of two models may be decided by the luck of the draw.
//!
//! The paired bootstrap of [`super::bootstrap`] for macro-F1 and the Brier score alone: they
//! need no more than the confusions and the squared errors of each document, so a thousand
//! draws take milliseconds, and a person who retrains does not wait for them.

use super::bootstrap::{DRAWS, SplitMix64};
use super::metrics::Confusion;

/// With fewer documents than this, sentences are drawn instead: from three documents one
/// cannot tell how documents scatter.
const FEWEST_GROUPS: usize = 5;

/// The range that holds 95 % of the draws.
pub type Interval = (f64, f64);

/// What two models gave the sentences of one document, or one sentence.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Pair {
    /// The champion's labels against gold.
    pub champion: Confusion,
    /// The challenger's.
    pub challenger: Confusion,
    /// The squared errors of the challenger's probabilities less those of the champion's.
    pub squared_errors: f64,
}

/// The intervals of the figures; `None` where one is undefined in every draw.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Intervals {
    /// Of the champion's macro-F1.
    pub champion: Option<Interval>,
    /// Of the challenger's.
    pub challenger: Option<Interval>,
    /// Of the challenger's less the champion's.
    pub difference: Option<Interval>,
    /// Of the challenger's Brier score less the champion's.
    pub brier: Option<Interval>,
}

/// Whether so many documents are enough to draw documents rather than sentences.
#[must_use]
pub fn draws_groups(groups: usize) -> bool {
    groups >= FEWEST_GROUPS
}

/// The intervals over draws of `pairs`. The same pairs give the same intervals.
#[must_use]
pub fn intervals(pairs: &[Pair]) -> Intervals {
    let mut random = SplitMix64(0x5eed);
    let (mut champion, mut challenger, mut difference) = (Vec::new(), Vec::new(), Vec::new());
    let mut brier = Vec::new();
    for _ in 0..DRAWS {
        let mut drawn = Pair::default();
        for _ in 0..pairs.len() {
            let pair = &pairs[random.below(pairs.len())];
            add(&mut drawn.champion, &pair.champion);
            add(&mut drawn.challenger, &pair.challenger);
            drawn.squared_errors += pair.squared_errors;
        }
        let (old, new) = (drawn.champion.macro_f1(), drawn.challenger.macro_f1());
        champion.extend(old);
        challenger.extend(new);
        difference.extend(old.zip(new).map(|(old, new)| new - old));
        let sentences = drawn.champion.total();
        brier.extend((sentences > 0).then(|| drawn.squared_errors / sentences as f64));
    }
    Intervals {
        champion: middle(champion),
        challenger: middle(challenger),
        difference: middle(difference),
        brier: middle(brier),
    }
}

fn add(sum: &mut Confusion, part: &Confusion) {
    for (sum, part) in sum.counts.iter_mut().flatten().zip(part.counts.iter().flatten()) {
        *sum += part;
    }
}

/// From the 2.5th to the 97.5th percentile.
fn middle(mut figures: Vec<f64>) -> Option<Interval> {
    figures.sort_by(f64::total_cmp);
    let last = figures.len().checked_sub(1)?;
    Some((figures[last * 25 / 1000], figures[last - last * 25 / 1000]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(champion: [[u64; 2]; 2], challenger: [[u64; 2]; 2]) -> Pair {
        Pair {
            champion: Confusion { counts: champion },
            challenger: Confusion { counts: challenger },
            squared_errors: 0.0,
        }
    }

    #[test]
    fn a_difference_that_is_always_there_is_beyond_noise() {
        let better = pair([[3, 1], [1, 3]], [[4, 0], [0, 4]]);
        let drawn = intervals(&[better; 20]);
        assert_eq!(drawn.champion, Some((0.75, 0.75)));
        assert_eq!(drawn.difference, Some((0.25, 0.25)));
    }

    #[test]
    fn a_difference_that_comes_and_goes_is_noise() {
        let better = pair([[3, 1], [1, 3]], [[4, 0], [0, 4]]);
        let worse = pair([[4, 0], [0, 4]], [[3, 1], [1, 3]]);
        let drawn = intervals(&[better, worse, better, worse, better, worse]);
        assert!(drawn.difference.is_some_and(|(low, high)| low < 0.0 && 0.0 < high));
    }

    #[test]
    fn errors_that_always_grow_are_beyond_noise_though_no_label_changes() {
        let same = pair([[3, 1], [1, 3]], [[3, 1], [1, 3]]);
        let drawn = intervals(&[Pair { squared_errors: 0.5, ..same }; 20]);
        assert_eq!((drawn.difference, drawn.brier), (Some((0.0, 0.0)), Some((0.0625, 0.0625))));
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!((intervals(&[]).difference, intervals(&[]).brier), (None, None));
    }
}
