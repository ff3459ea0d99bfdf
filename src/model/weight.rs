//! *A weight is what one feature says.*

use super::index::Index;
use super::shown::Shown;

/// What one feature says, in nats. Half a line of cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weight {
    /// The log-odds of opinion that it adds: ln P(f | opinion) − ln P(f | fact).
    pub opinion: f64,
    /// For each kind, what it adds to the kind's log-probability.
    pub kinds: [f32; 5],
    /// What it is called before readers.
    pub shown: Shown,
}

impl Weight {
    /// What says nothing.
    pub(super) const NOTHING: Weight =
        Weight { opinion: 0.0, kinds: [0.0; 5], shown: Shown::NEVER };
}

/// What each feature says, in the order of their names, from its log-probabilities in each label
/// and kind.
#[must_use]
pub fn weights(
    index: &Index,
    labels: impl Iterator<Item = [f64; 2]>,
    kinds: impl Iterator<Item = [f64; 5]>,
) -> Vec<Weight> {
    let believed = index
        .families
        .iter()
        .flat_map(|(family, range)| std::iter::repeat_n(family.weight(), range.len()));
    let each = believed.zip(&index.shown).zip(labels.zip(kinds));
    let mut weights = Vec::with_capacity(index.shown.len());
    weights.extend(each.map(|((believed, &shown), ([fact, opinion], kinds))| Weight {
        opinion: believed * (opinion - fact),
        #[expect(clippy::cast_possible_truncation, reason = "a kind's rank needs no more")]
        kinds: kinds.map(|ln| (believed * ln) as f32),
        shown,
    }));
    weights
}
