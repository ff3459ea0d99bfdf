//! *An octet is eight bytes looked at in one step*: most words of English fit in one.
//!
//! Reading a word byte by byte costs a guess at every byte, and a wrong one at its end. In an
//! octet the letters are found by arithmetic (the high bit of each byte says what it is), and
//! the hash of a short word is a single multiplication.

/// Eight bytes from `at` on, the first in the lowest place; zeros after the end.
#[inline]
pub(super) fn octet(bytes: &[u8], at: usize) -> u64 {
    if let Some(eight) = bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
        return u64::from_le_bytes(eight);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |octet, &byte| (octet << 8) | u64::from(byte))
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const EACH: u64 = 0x0101_0101_0101_0101;

/// The high bit of each byte that is at least `least`; all bytes must be below 128.
const fn at_least(octet: u64, least: u8) -> u64 {
    (octet + (0x80 - least as u64) * EACH) & HIGH
}

/// The ASCII letters and digits at the start of an octet.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// How many there are, at most 8.
    pub(super) length: usize,
    /// Them in lower case, and zeros.
    pub(super) lower: u64,
    /// Whether the first is a letter.
    pub(super) begins_with_letter: bool,
}

impl Run {
    /// The run at the start of `octet`, no longer than `most`.
    #[inline]
    pub(super) fn of(octet: u64, most: usize) -> Run {
        let ascii = octet & !HIGH;
        // The bit of 32 tells small letters from capitals, and every digit has it.
        let folded = ascii | (0x20 * EACH);
        let letters = at_least(folded, b'a') & !at_least(folded, b'z' + 1) & !octet;
        let digits = at_least(ascii, b'0') & !at_least(ascii, b'9' + 1) & !octet;
        let length = (((!(letters | digits) & HIGH).trailing_zeros() / 8) as usize).min(most);
        let lower = if length == 0 { 0 } else { folded & (u64::MAX >> (64 - 8 * length)) };
        Run { length, lower, begins_with_letter: letters & 0x80 != 0 }
    }
}

/// Joins one more part to a hash: a folded multiplication, as in wyhash.
#[inline]
#[must_use]
pub const fn mix(path: u64, part: u64) -> u64 {
    let product =
        (path ^ 0x9E37_79B9_7F4A_7C15) as u128 * (part ^ 0xD6E8_FEB8_6659_FD93) as u128;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_run_is_what_its_bytes_say(bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..12),
            "[A-Za-z0-9@`{\\[/:]{0,12}".prop_map(String::into_bytes),
        ], most in 0_usize..9) {
            let run = Run::of(octet(&bytes, 0), most);
            let length =
                bytes.iter().take(most).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            prop_assert_eq!(run.length, length);
            let mut lower = bytes[..length].to_vec();
            lower.make_ascii_lowercase();
            prop_assert_eq!(run.lower, octet(&lower, 0));
            let letter = bytes.first().is_some_and(u8::is_ascii_alphabetic);
            prop_assert_eq!(run.begins_with_letter, letter);
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
