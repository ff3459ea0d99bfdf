//! *An octet is eight bytes looked at in one step*: most words of English fit in one, and the
//! hash of a short word is a single multiplication.

/// Eight bytes from `at` on, the first in the lowest place; zeros after the end.
#[inline]
pub(super) fn octet(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(|| short_octet(rest), |eight| u64::from_le_bytes(*eight))
}

/// Fewer than eight bytes.
#[cold]
fn short_octet(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |octet, &byte| (octet << 8) | u64::from(byte))
}

/// Joins one more part to a hash: a folded multiplication, as in wyhash.
#[inline]
#[must_use]
pub const fn mix(path: u64, part: u64) -> u64 {
    let product = (path ^ 0x9E37_79B9_7F4A_7C15) as u128 * (part ^ 0xD6E8_FEB8_6659_FD93) as u128;
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// The hash of a normal form, octet by octet: the same on every machine.
#[must_use]
pub fn hash(normal_form: &str) -> u64 {
    let bytes = normal_form.as_bytes();
    let mut path = octet(bytes, 0);
    for at in (8..bytes.len()).step_by(8) {
        path = mix(path, octet(bytes, at));
    }
    mix(bytes.len() as u64, path)
}

/// The [`hash`] of the lower case of so many ASCII letters and digits at `start`, which begin
/// with the octet `first`.
#[inline]
pub(super) fn lower_case_hash(bytes: &[u8], start: usize, length: usize, first: u64) -> u64 {
    // The bit of 32 tells small letters from capitals, and every digit has it.
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let mut path = first | LOWER;
    if length < 8 {
        path &= !(u64::MAX << (8 * length));
    } else {
        let mut at = 8;
        while at < length {
            let rest = length - at;
            let kept = if rest < 8 { !(u64::MAX << (8 * rest)) } else { u64::MAX };
            path = mix(path, (octet(bytes, start + at) | LOWER) & kept);
            at += 8;
        }
    }
    mix(length as u64, path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lower_case_is_hashed_as_it_is_written(text in "[A-Za-z0-9]{0,30}", from in 0_usize..9) {
            let from = from.min(text.len());
            let written = text[from..].to_ascii_lowercase();
            let found =
                lower_case_hash(text.as_bytes(), from, text.len() - from, octet(text.as_bytes(), from));
            prop_assert_eq!(found, hash(&written));
        }
    }

    #[test]
    fn words_of_any_length_have_hashes_of_their_own() {
        let mut seen = std::collections::HashSet::new();
        for word in [
            "",
            "a",
            "aa",
            "a\0",
            "resigned",
            "resigned\0",
            "resignedly",
            "resignedl",
            "bat",
            "cat",
        ] {
            // A table may look at the high bits alone.
            assert!(seen.insert(hash(word) >> 24), "{word:?}");
        }
    }
}
