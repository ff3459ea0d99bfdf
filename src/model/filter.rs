//! *A filter tells most of what is not there*, by one bit, so that a table is asked only for what
//! probably is.

use super::flat::{Flat, Reader, Writer};

/// A set of hashes that may say *yes* for one that it does not hold, but never *no* for one
/// that it does (Bloom 1970, with one bit a key).
pub(super) struct Filter {
    bits: Flat<u64>,
    shift: u32,
}

/// The bits for a key: one key in so many that are not held passes.
const BITS_PER_KEY: usize = 8;

impl Filter {
    pub(super) fn for_keys(keys: usize) -> Filter {
        let bits = (keys * BITS_PER_KEY).next_power_of_two().max(64);
        Filter::of(vec![0; bits / 64].into())
    }

    /// As many words as there are is a power of two.
    fn of(bits: Flat<u64>) -> Filter {
        Filter { shift: 64 - 6 - bits.len().trailing_zeros(), bits }
    }

    pub(super) fn insert(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.bits.to_mut()[word] |= bit;
    }

    /// Appends it to a model file.
    pub(super) fn write(&self, to: &mut Writer) {
        to.section(&self.bits);
    }

    /// The filter that was written so; `None` where the bytes are none.
    pub(super) fn read(from: &mut Reader<'_>) -> Option<Filter> {
        let bits: Flat<u64> = from.section()?;
        bits.len().is_power_of_two().then(|| Filter::of(bits))
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
