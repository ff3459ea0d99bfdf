//! *A profile is how often a feature was counted*, in each label and in each kind.
//!
//! Tens of thousands of features share a few thousand profiles, and what a feature says follows
//! from its family and its profile. So a model file holds each profile of a family once.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::bayes::{LogProbabilities, Smoothed};
use super::counts::FeatureCounts;
use super::family::{Family, kind_logarithms};
use super::varint::{pack, unpack_row};
use super::weight::Weight;

/// The counts of a feature in each label, in the order of `Label::ALL`, and in each kind, in
/// the order of `Kind::ALL`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Profile {
    pub(super) labels: [u32; 2],
    pub(super) kinds: [u32; 5],
}

/// What a family has of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Share {
    pub(super) features: u32,
    /// Different ones.
    profiles: u32,
    /// The sums of its features' counts.
    labels: [u64; 2],
    kinds: [u64; 5],
}

/// The share of each family, in the order of [`Family::ALL`].
pub(super) type Shares = [Share; Family::ALL.len()];

/// The profiles of a model's features.
pub(super) struct Profiles {
    pub(super) shares: Shares,
    /// The different ones, family by family; in each the commonest features' first, so that what
    /// most sentences need stands close together.
    different: Vec<Profile>,
    /// For each feature the place of its own, in the order of the names.
    pub(super) places: Vec<u32>,
}

impl Profiles {
    /// Those of features with these counts, each family of which stands at these places.
    pub(super) fn of(counts: &FeatureCounts, families: &[(Family, Range<usize>)]) -> Profiles {
        let mut profiles = Profiles {
            shares: Shares::default(),
            different: Vec::new(),
            places: Vec::with_capacity(counts.len()),
        };
        for (family, range) in families {
            let both = counts.labels()[range.clone()].iter().zip(&counts.kinds()[range.clone()]);
            let each: Vec<Profile> =
                both.map(|(&labels, &kinds)| Profile { labels, kinds }).collect();
            profiles.add(*family, &each);
        }
        profiles
    }

    fn add(&mut self, family: Family, each: &[Profile]) {
        let mut different = each.to_vec();
        let all = |profile: &Profile| profile.labels.map(u64::from).iter().sum::<u64>();
        different.sort_unstable_by_key(|profile| (Reverse(all(profile)), *profile));
        different.dedup();
        let share = &mut self.shares[family as usize];
        (share.features, share.profiles) = (small(each.len()), small(different.len()));
        for profile in each {
            add_up(&mut share.labels, &profile.labels);
            add_up(&mut share.kinds, &profile.kinds);
        }
        let first = small(self.different.len());
        let places: HashMap<Profile, u32> = different.iter().copied().zip(first..).collect();
        self.places.extend(each.iter().map(|profile| places[profile]));
        self.different.append(&mut different);
    }

    /// As bytes for the model file.
    pub(super) fn packed(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        let numbers = |profile: &Profile| profile.labels.into_iter().chain(profile.kinds);
        pack(self.different.iter().flat_map(numbers), &mut packed);
        packed
    }

    /// What features of each profile say, by the log-probabilities of all features in the order
    /// of the names, which must be those of their counts.
    pub(super) fn weights(
        &self,
        labels: &LogProbabilities<2>,
        kinds: &LogProbabilities<5>,
    ) -> Vec<Weight> {
        let mut weights = vec![Weight::NOTHING; self.different.len()];
        let families = Family::ALL.into_iter().zip(&self.shares);
        let family_of_each = families
            .flat_map(|(family, share)| std::iter::repeat_n(family, share.features as usize));
        let logarithms = labels.features.iter().zip(&kinds.features);
        for ((&place, family), (labels, kinds)) in
            self.places.iter().zip(family_of_each).zip(logarithms)
        {
            weights[place as usize] = Weight::of(family, *labels, *kinds);
        }
        weights
    }
}

impl Profile {
    /// The profile that `packed` begins with, and what follows it.
    #[inline]
    pub(super) fn read(packed: &[u8]) -> Option<(Profile, &[u8])> {
        let ([fact, opinion, kinds @ ..], rest) = unpack_row::<7>(packed)?;
        Some((Profile { labels: [fact, opinion], kinds }, rest))
    }
}

/// What features of each profile say; `None` where the bytes are not as many profiles as the
/// families share.
pub(super) fn weights(shares: &Shares, mut packed: &[u8], alpha: f64) -> Option<Vec<Weight>> {
    // Every profile has seven bytes at least, so nothing is allocated by a claim alone.
    let mut weights = Vec::with_capacity(packed.len() / 7 + 1);
    for (family, share) in Family::ALL.into_iter().zip(shares) {
        let labels = Smoothed::of_sums(share.labels, share.features, alpha);
        let kinds = Smoothed::of_sums(share.kinds, share.features, alpha);
        for _ in 0..share.profiles {
            let (profile, rest) = Profile::read(packed)?;
            packed = rest;
            weights.push(Weight::of(
                family,
                labels.logarithms(&profile.labels),
                kind_logarithms(&kinds, &profile.kinds),
            ));
        }
    }
    packed.is_empty().then_some(weights)
}

/// How many features the families share.
pub(super) fn width(shares: &Shares) -> u64 {
    shares.iter().map(|share| u64::from(share.features)).sum()
}

fn add_up<const K: usize>(sums: &mut [u64; K], counts: &[u32; K]) {
    sums.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += u64::from(count));
}

fn small(count: usize) -> u32 {
    u32::try_from(count).expect("a model has fewer features than a table can hold")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::family::{kind_log_probabilities, log_probabilities_by_family};

    #[test]
    fn features_that_were_counted_alike_in_one_family_share_a_profile_and_its_weight() {
        let labels = vec![[1, 2], [3, 300], [1, 2], [1, 2], [7, 1]];
        let kinds =
            vec![[1, 0, 2, 0, 0], [0; 5], [1, 0, 2, 0, 0], [1, 0, 2, 0, 0], [7, 0, 0, 0, 0]];
        let families = [(Family::Cue, 0..3), (Family::Word, 3..5)];
        let counts = FeatureCounts::of(labels.clone(), kinds.clone());
        let profiles = Profiles::of(&counts, &families);
        assert_eq!(profiles.places, [1, 0, 1, 3, 2]);
        assert_eq!(width(&profiles.shares), 5);
        let labels = log_probabilities_by_family([4, 5], &labels, &families, 0.25);
        let kinds = kind_log_probabilities([4, 0, 5, 0, 0], &kinds, &families, 0.25);
        let given = profiles.weights(&labels, &kinds);
        assert_eq!(given[3], Weight::of(Family::Word, labels.features[3], kinds.features[3]));
        let packed = profiles.packed();
        let read = weights(&profiles.shares, &packed, 0.25).expect("whole profiles");
        assert_eq!(read, given);
        assert!(weights(&profiles.shares, &packed[1..], 0.25).is_none());
        assert!(weights(&profiles.shares, &[&packed[..], &[0]].concat(), 0.25).is_none());
    }
}
