//! *A plain word is ASCII letters and digits that nothing joins to what follows*; most words are.
//!
//! It is what the general way would give, found without looking at each byte.

use super::mask::{WIDTH, mask};
use super::octet::{lower_case_hash, mix, octet};
use super::span::Span;
use super::token::{Case, Token, TokenClass};

/// Finds the plain words of a text from left to right.
pub(super) struct PlainWords<'a> {
    bytes: &'a [u8],
    end: usize,
    /// Where the bytes begin that were looked at, and which of them are letters or digits.
    block: usize,
    letters: u64,
}

impl<'a> PlainWords<'a> {
    /// Those of `bytes` up to `end`.
    pub(super) fn of(bytes: &'a [u8], end: usize) -> PlainWords<'a> {
        PlainWords { bytes, end, block: end, letters: 0 }
    }

    /// The plain word at `start`, if one stands there.
    #[inline]
    pub(super) fn word(&mut self, start: usize) -> Option<Token> {
        let (bytes, end) = (self.bytes, self.end);
        let first = bytes[start];
        if !first.is_ascii_alphabetic() {
            return None;
        }
        let length = self.run(start)?;
        let after = start + length;
        if after < end && bytes[after] != b' ' && may_join(bytes, after, length, end) {
            return None;
        }
        let word = PlainWord { bytes, start, length, octet: octet(bytes, start) };
        let case = if first.is_ascii_uppercase() { word.case() } else { Case::Lower };
        let span = Span { start, end: after };
        Some(Token { span, class: TokenClass::Word, case, hash: word.hash() })
    }

    /// How many letters and digits stand at `at`, if fewer than a mask is wide.
    #[inline]
    fn run(&mut self, at: usize) -> Option<usize> {
        let passed = at.wrapping_sub(self.block);
        if passed < WIDTH {
            let length = (self.letters >> passed).trailing_ones() as usize;
            if passed + length < WIDTH {
                return Some(length);
            }
        }
        self.block = at;
        self.letters = mask(self.bytes, at, self.end, is_plain);
        Some(self.letters.trailing_ones() as usize).filter(|&length| length < WIDTH)
    }
}

/// So many letters and digits, the first of them a letter, and their first eight bytes.
struct PlainWord<'a> {
    bytes: &'a [u8],
    start: usize,
    length: usize,
    octet: u64,
}

impl PlainWord<'_> {
    /// The hash of its lower case.
    #[inline]
    fn hash(&self) -> u64 {
        lower_case_hash(self.bytes, self.start, self.length, self.octet)
    }

    /// How it is written, if it begins with a capital.
    #[inline]
    fn case(&self) -> Case {
        let (small, capitals) = if self.length <= 8 {
            // The second bit of every byte but the first, and of none after the end.
            let rest = 0x2020_2020_2020_2000 & (u64::MAX >> (64 - 8 * self.length));
            // Of letters and digits, letters alone have the bit of 64, and capitals alone lack
            // that of 32.
            (self.octet & (self.octet >> 1) & rest != 0, !self.octet & rest != 0)
        } else {
            let rest = &self.bytes[self.start + 1..self.start + self.length];
            (rest.iter().any(u8::is_ascii_lowercase), rest.iter().any(u8::is_ascii_uppercase))
        };
        if capitals && !small { Case::Upper } else { Case::Initial }
    }
}

/// Whether what follows a plain word of this length may belong to it.
fn may_join(bytes: &[u8], after: usize, length: usize, end: usize) -> bool {
    match bytes[after] {
        // The stop after a letter joins nothing, but for that of `U.S.`; after a digit it may, as
        // a comma does.
        b'.' | b',' => length < 2 || !bytes[after - 1].is_ascii_alphabetic(),
        b'\'' => !is_plain_possessive(bytes, after, end),
        b'-' | 0x80.. => true,
        _ => false,
    }
}

/// Whether a byte is a letter or a digit of ASCII, without a branch.
#[inline]
fn is_plain(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10)
}

/// The `'s` at the end of a word.
pub(super) const POSSESSIVE: Token = Token {
    span: Span { start: 0, end: 0 },
    class: TokenClass::Word,
    case: Case::Lower,
    hash: mix(2, u16::from_le_bytes(*b"'s") as u64),
};

/// Whether the word that ends at `at` has an `'s` that nothing joins to what follows.
#[inline]
pub(super) fn is_plain_possessive(bytes: &[u8], at: usize, end: usize) -> bool {
    bytes[at] == b'\''
        && bytes[at - 1].is_ascii_alphabetic()
        && at + 1 < end
        && bytes[at + 1] == b's'
        && (at + 2 >= end || matches!(bytes[at + 2], b' ' | b'.' | b','))
}
