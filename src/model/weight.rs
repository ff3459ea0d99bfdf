//! *A weight is what one feature says.*

use super::family::Family;

/// What one feature says, in nats. Half a line of cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weight {
    /// The log-odds of opinion that it adds: ln P(f | opinion) − ln P(f | fact).
    pub opinion: f64,
    /// For each kind, what it adds to the kind's log-probability.
    pub kinds: [f32; 5],
}

impl Weight {
    /// What says nothing.
    pub(super) const NOTHING: Weight = Weight { opinion: 0.0, kinds: [0.0; 5] };

    /// What a feature of this family says that has these log-probabilities in each label and
    /// kind.
    #[inline]
    pub(super) fn of(family: Family, [fact, opinion]: [f64; 2], kinds: [f64; 5]) -> Weight {
        let believed = family.weight();
        Weight {
            opinion: believed * (opinion - fact),
            #[expect(clippy::cast_possible_truncation, reason = "a kind's rank needs no more")]
            kinds: kinds.map(|ln| (believed * ln) as f32),
        }
    }
}
