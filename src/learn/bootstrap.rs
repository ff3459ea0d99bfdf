//! How far a figure may be off by the luck of the draw.
//!
//! The bootstrap (Efron 1979) draws the documents again, with replacement, a thousand times,
//! and looks at how the figure scatters. Two models are measured on the same draw each time,
//! so that their difference scatters less than either figure.

use super::metrics::Confusion;

/// Draws of every bootstrap in this crate.
pub const DRAWS: usize = 1000;

/// With fewer documents than this, sentences are drawn instead: from three documents one
/// cannot tell how documents scatter.
const FEWEST_GROUPS: usize = 5;

/// The range that holds 95 % of the draws.
pub type Interval = (f64, f64);

/// What two models gave the sentences of one document, or one sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pair {
    /// The champion's labels against gold.
    pub champion: Confusion,
    /// The challenger's.
    pub challenger: Confusion,
}

/// The intervals of macro-F1; `None` where it is undefined in every draw.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Intervals {
    /// Of the champion's macro-F1.
    pub champion: Option<Interval>,
    /// Of the challenger's.
    pub challenger: Option<Interval>,
    /// Of the challenger's less the champion's.
    pub difference: Option<Interval>,
}

/// Whether so many documents are enough to draw documents rather than sentences.
#[must_use]
pub fn draws_groups(groups: usize) -> bool {
    groups >= FEWEST_GROUPS
}

/// The intervals over draws of `pairs`. The same pairs give the same intervals.
#[must_use]
pub fn intervals(pairs: &[Pair]) -> Intervals {
    let mut random = SplitMix(0x5eed);
    let (mut champion, mut challenger, mut difference) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..DRAWS {
        let mut drawn = Pair::default();
        for _ in 0..pairs.len() {
            let pair = &pairs[random.below(pairs.len())];
            add(&mut drawn.champion, &pair.champion);
            add(&mut drawn.challenger, &pair.challenger);
        }
        let (old, new) = (drawn.champion.macro_f1(), drawn.challenger.macro_f1());
        champion.extend(old);
        challenger.extend(new);
        difference.extend(old.zip(new).map(|(old, new)| new - old));
    }
    Intervals {
        champion: middle(champion),
        challenger: middle(challenger),
        difference: middle(difference),
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

/// A small generator of numbers that look random (Steele, Lea & Flood 2014).
pub struct SplitMix(pub u64);

impl SplitMix {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, or 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.draw()) * bound as u128;
        usize::try_from(wide >> 64).expect("less than the bound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(champion: [[u64; 2]; 2], challenger: [[u64; 2]; 2]) -> Pair {
        Pair {
            champion: Confusion { counts: champion },
            challenger: Confusion { counts: challenger },
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
    fn nothing_has_no_interval() {
        assert_eq!(intervals(&[]).difference, None);
    }
}
