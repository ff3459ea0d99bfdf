//! *A filter tells most of what is not there*, by one bit, so that a table is asked only for what
//! probably is.

/// A set of hashes that may say *yes* for one that it does not hold, but never *no* for one
/// that it does (Bloom 1970, with one bit a key).
pub(super) struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

/// The bits for a key: one key in so many that are not held passes.
const BITS_PER_KEY: usize = 8;

impl Filter {
    pub(super) fn for_keys(keys: usize) -> Filter {
        let bits = (keys * BITS_PER_KEY).next_power_of_two().max(64);
        Filter { bits: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    pub(super) fn insert(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.bits[word] |= bit;
    }

    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    /// The upper bits of the key: the table looks at the lower ones first.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "no more than there are bits")]
    fn place(&self, key: u64) -> (usize, u64) {
        let bit = (key >> self.shift) as usize;
        (bit / 64, 1 << (bit % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::feature::mix;

    #[test]
    fn what_was_inserted_passes_and_little_else() {
        let mut filter = Filter::for_keys(1000);
        (0..1000).for_each(|key| filter.insert(mix(key, 1)));
        assert!((0..1000).all(|key| filter.may_have(mix(key, 1))));
        assert!((0..1000).filter(|&key| filter.may_have(mix(key, 2))).count() < 200);
    }
}
