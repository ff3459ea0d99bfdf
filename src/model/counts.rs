//! The counts of the features, which are all that naive Bayes learns.
//!
//! Scoring needs what follows from them alone, so in a model that was read they stay packed
//! until somebody asks.

use std::sync::OnceLock;

use super::deflate::{deflate, inflate};
use super::flat::Flat;
use super::profiles::Profile;
use super::varint::{pack, unpack};

/// For each feature, in the order of the names, its count in each label and in each kind.
#[derive(Clone, Debug)]
pub struct FeatureCounts {
    width: usize,
    profiles: Flat<u8>,
    places: Flat<u8>,
    unpacked: OnceLock<Unpacked>,
}

#[derive(Clone, Debug)]
struct Unpacked {
    labels: Vec<[u32; 2]>,
    kinds: Vec<[u32; 5]>,
}

impl FeatureCounts {
    /// These counts; those of the cues' pseudo-counts stand in the labels'.
    #[must_use]
    pub fn of(labels: Vec<[u32; 2]>, mut kinds: Vec<[u32; 5]>) -> FeatureCounts {
        let width = labels.len();
        kinds.resize(width, [0; 5]);
        FeatureCounts {
            width,
            profiles: Flat::default(),
            places: Flat::default(),
            unpacked: OnceLock::from(Unpacked { labels, kinds }),
        }
    }

    /// Those of so many features, from the bytes of the different profiles and those that
    /// [`FeatureCounts::pack_places`] gave. If these turn out to be damaged, nothing was counted.
    pub(super) fn from_packed(width: usize, profiles: Flat<u8>, places: Flat<u8>) -> FeatureCounts {
        FeatureCounts { width, profiles, places, unpacked: OnceLock::new() }
    }

    /// For each feature the place of its profile, as bytes for the model file.
    ///
    /// # Errors
    ///
    /// Where the encoder refuses, which it has no reason to.
    pub(super) fn pack_places(places: &[u32]) -> std::io::Result<Vec<u8>> {
        let mut packed = Vec::new();
        pack(places.iter().copied(), &mut packed);
        deflate(&packed)
    }

    /// Whether the bytes are what they must be.
    pub(super) fn is_whole(&self) -> bool {
        self.unpacked.get().is_some() || self.unpack().is_some()
    }

    /// How many features there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.width
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.width == 0
    }

    /// For each feature its count in each label, in the order of `Label::ALL`, the cues'
    /// pseudo-counts included.
    #[must_use]
    pub fn labels(&self) -> &[[u32; 2]] {
        &self.unpacked().labels
    }

    /// For each feature its count in each kind, in the order of `Kind::ALL`.
    #[must_use]
    pub fn kinds(&self) -> &[[u32; 5]] {
        &self.unpacked().kinds
    }

    fn unpacked(&self) -> &Unpacked {
        let nothing =
            || Unpacked { labels: vec![[0; 2]; self.width], kinds: vec![[0; 5]; self.width] };
        self.unpacked.get_or_init(|| self.unpack().unwrap_or_else(nothing))
    }

    fn unpack(&self) -> Option<Unpacked> {
        let (mut profiles, mut packed) = (Vec::new(), &*self.profiles);
        while !packed.is_empty() {
            let (profile, rest) = Profile::read(packed)?;
            profiles.push(profile);
            packed = rest;
        }
        let places = inflate(&self.places).ok()?;
        let (places, []) = unpack::<1>(&places, self.width)? else { return None };
        let mut unpacked = Unpacked {
            labels: Vec::with_capacity(self.width),
            kinds: Vec::with_capacity(self.width),
        };
        for [place] in places {
            let profile: &Profile = profiles.get(place as usize)?;
            unpacked.labels.push(profile.labels);
            unpacked.kinds.push(profile.kinds);
        }
        Some(unpacked)
    }
}

impl PartialEq for FeatureCounts {
    fn eq(&self, other: &FeatureCounts) -> bool {
        self.labels() == other.labels() && self.kinds() == other.kinds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::family::Family;
    use crate::model::profiles::Profiles;

    #[test]
    fn packed_counts_are_the_same_and_damaged_ones_nothing() {
        let counts = FeatureCounts::of(
            vec![[1, 2], [3, 300], [1, 2]],
            vec![[0, 1, 2, 3, 4], [9; 5], [0, 1, 2, 3, 4]],
        );
        let profiles = Profiles::of(&counts, &[(Family::Word, 0..3)]);
        let pack = |places: &[u32]| FeatureCounts::pack_places(places).expect("there is memory");
        let places = pack(&profiles.places);
        let (short, wrong) = (pack(&profiles.places[1..]), pack(&[0, 0, 9]));
        let packed = profiles.packed();
        let read = FeatureCounts::from_packed(3, packed.clone().into(), places.clone().into());
        assert!(read.is_whole() && read == counts);
        for (profiles, places) in
            [(&packed[1..], &places), (&packed, &short), (&packed, &wrong), (&packed, &packed)]
        {
            let damaged =
                FeatureCounts::from_packed(3, profiles.to_vec().into(), places.clone().into());
            assert!(!damaged.is_whole());
            assert_eq!((damaged.labels(), damaged.kinds().len()), ([[0; 2]; 3].as_slice(), 3));
        }
    }
}
