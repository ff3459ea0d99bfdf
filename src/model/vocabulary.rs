//! The features that the model knows, and what each says; the rest are out of vocabulary
//! and say nothing.
//!
//! One flat table with open addressing: the features are good hashes already, so finding
//! one is a glance at one or two neighbouring slots. A slot is eight bytes, a part of the
//! hash and the feature's place, so that the table stays in a core's own cache.

use std::ops::Range;

use super::bayes::LogProbabilities;
use super::family::Family;
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

/// A feature's number in the vocabulary: its place among the sorted names.
pub type FeatureIndex = u32;

/// The most features that a vocabulary can hold.
pub const MOST_FEATURES: usize = (1 << PLACE_BITS) - 1;

/// The bits of a slot that are the feature's place, counted from 1; the others are those of
/// its hash. With the slot's own place, 57 bits of a hash decide in the shipped model.
const PLACE_BITS: u32 = 24;
const PLACE: u64 = (1 << PLACE_BITS) - 1;

/// From features to weights.
pub struct Vocabulary {
    slots: Vec<u64>,
    weights: Vec<Weight>,
}

impl Vocabulary {
    /// A table of these features, each with the weights that the log-probabilities of the
    /// same place give. Features beyond [`MOST_FEATURES`] are left out.
    #[must_use]
    pub fn new(
        ids: &[u64],
        shown: &[Shown],
        families: &[(Family, Range<usize>)],
        labels: &LogProbabilities<2>,
        kinds: &LogProbabilities<5>,
    ) -> Self {
        let mut believed = families
            .iter()
            .flat_map(|(family, range)| std::iter::repeat_n(family.weight(), range.len()));
        // A third of the slots at least stays empty, so that probes are short and end.
        let room = (ids.len() + ids.len() / 2).next_power_of_two().max(4);
        let mut vocabulary =
            Vocabulary { slots: vec![0; room], weights: Vec::with_capacity(ids.len()) };
        for (index, &id) in ids.iter().enumerate().take(MOST_FEATURES) {
            let [fact, opinion] = labels.features[index];
            let believed = believed.next().unwrap_or(1.0);
            #[expect(clippy::cast_possible_truncation, reason = "a kind's rank needs no more")]
            vocabulary.weights.push(Weight {
                opinion: believed * (opinion - fact),
                kinds: kinds.features[index].map(|ln| (believed * ln) as f32),
                shown: shown.get(index).copied().unwrap_or(Shown::NEVER),
            });
            let mut at = vocabulary.home(id);
            while vocabulary.slots[at] != 0 {
                at = (at + 1) & (room - 1);
            }
            vocabulary.slots[at] = (id & !PLACE) | (index as u64 + 1);
        }
        vocabulary
    }

    /// The number of a feature, if it is known.
    #[inline]
    #[must_use]
    pub fn find(&self, id: u64) -> Option<FeatureIndex> {
        let mask = self.slots.len() - 1;
        let mut at = self.home(id);
        loop {
            let slot = self.slots[at & mask];
            if slot == 0 {
                return None;
            }
            if (slot ^ id) & !PLACE == 0 {
                #[expect(clippy::cast_possible_truncation, reason = "24 bits of it")]
                return Some((slot & PLACE) as u32 - 1);
            }
            at += 1;
        }
    }

    /// What a known feature says.
    #[inline]
    #[must_use]
    pub fn weight(&self, index: FeatureIndex) -> &Weight {
        &self.weights[index as usize]
    }

    /// How many features are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
    fn home(&self, id: u64) -> usize {
        id as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_collide_are_both_found() {
        // Eight slots for three features that all want slot 1.
        let ids = [1, 1 | 1 << 32, 1 | 2 << 32];
        let labels = LogProbabilities {
            prior: [0.0; 2],
            features: vec![[-1.0, -2.0], [-1.0, -1.5], [-3.0, -1.0]],
        };
        let kinds = LogProbabilities { prior: [0.0; 5], features: vec![[0.0; 5]; 3] };
        let vocabulary =
            Vocabulary::new(&ids, &[Shown::NEVER; 3], &[(Family::Word, 0..3)], &labels, &kinds);
        let found: Vec<Option<u32>> =
            [ids[0], ids[1], ids[2], 1 | 3 << 32].map(|id| vocabulary.find(id)).into();
        assert_eq!(found, [Some(0), Some(1), Some(2), None]);
        assert!((vocabulary.weight(2).opinion - 2.0).abs() < 1e-12);
    }
}
