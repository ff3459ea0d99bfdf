//! *A candidate is a byte at which a sentence could end.*

use super::mask::{WIDTH, mask};

/// Finds the candidates of a text from left to right.
pub(super) struct Candidates<'a> {
    bytes: &'a [u8],
    /// Where the bytes begin that were looked at, and which of them are candidates.
    block: usize,
    mask: u64,
}

impl<'a> Candidates<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Candidates { bytes, block: 0, mask: mask(bytes, 0, bytes.len(), is_candidate) }
    }

    /// The first candidate at or after `at`.
    #[inline]
    pub(super) fn next(&mut self, mut at: usize) -> Option<usize> {
        while at < self.bytes.len() {
            if at.wrapping_sub(self.block) >= WIDTH {
                self.block = at;
                self.mask = mask(self.bytes, at, self.bytes.len(), is_candidate);
            }
            let ahead = self.mask >> (at - self.block);
            if ahead != 0 {
                return Some(at + ahead.trailing_zeros() as usize);
            }
            at = self.block + WIDTH;
        }
        None
    }
}

/// Whether a sentence could end at a byte: the ASCII marks, and the first bytes of the others. A
/// bracket ends the marker of a list item. Without a branch, so that many bytes can be looked at
/// in one step.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "a branch is what it must not have")]
fn is_candidate(byte: u8) -> bool {
    (byte == b'.')
        | (byte == b'!')
        | (byte == b'?')
        | (byte == b'\n')
        | (byte == b')')
        | (byte == 0xE2)
        | (byte == 0xE3)
        | (byte == 0xEF)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_next_candidate_is_found_from_everywhere(text in "[a-z.!\n)… é。]{0,200}", at in 0_usize..200) {
            let mut candidates = Candidates::of(&text);
            let plain = |from: usize| (from..text.len()).find(|&at| is_candidate(text.as_bytes()[at]));
            prop_assert_eq!(candidates.next(at), plain(at));
            prop_assert_eq!(candidates.next(at / 2), plain(at / 2));
        }
    }
}
