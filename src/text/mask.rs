//! *A mask says of 64 bytes at once which of them matter*, a bit for each.
//!
//! Looking at text byte by byte costs a guess at every byte, and a wrong one at the end of every
//! word. A mask is arithmetic, which the compiler turns into vector instructions, and the end of
//! a word is the first zero bit.

use wide::u8x16;

/// How many bytes one mask covers.
pub(super) const WIDTH: usize = 64;

/// The mask of the bytes from `at` on for which `matters` holds, the first in the lowest bit;
/// none matters from `end` on.
#[inline]
pub(super) fn mask(bytes: &[u8], at: usize, end: usize, matters: impl Fn(u8) -> bool) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mask = if let Some(block) = rest.first_chunk() {
        whole_mask(block, matters)
    } else {
        let mut block = [0; WIDTH];
        block[..rest.len()].copy_from_slice(rest);
        whole_mask(&block, matters)
    };
    let before_end = end.min(bytes.len()).saturating_sub(at);
    if before_end < WIDTH { mask & !(u64::MAX << before_end) } else { mask }
}

#[inline]
fn whole_mask(block: &[u8; WIDTH], matters: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0_u8; WIDTH];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        *flag = if matters(byte) { u8::MAX } else { 0 };
    }
    let sixteen = flags.as_chunks().0.iter().enumerate();
    sixteen.fold(0, |mask, (place, &sixteen)| {
        mask | u64::from(u8x16::new(sixteen).to_bitmask()) << (16 * place)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mask_has_a_bit_for_each_byte_that_matters(
            bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..200, end in 0_usize..210,
        ) {
            let mask = mask(&bytes, at, end, |byte| byte.is_ascii_alphanumeric());
            for place in 0..WIDTH {
                let byte = bytes.get(at + place).filter(|_| at + place < end);
                prop_assert_eq!(mask >> place & 1 == 1, byte.is_some_and(u8::is_ascii_alphanumeric));
            }
        }
    }
}
