//! *A plain word is ASCII letters and digits that nothing joins to what follows*; most words are.
//!
//! It is what the general way would give, found without looking at each byte.

use super::mask::{WIDTH, mask};
use super::octet::{lower_case_hash, mix};
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
        let length = self.run(start);
        if length == WIDTH || !bytes[start].is_ascii_alphabetic() {
            return None;
        }
        let after = start + length;
        if after < end && bytes[after] != b' ' && may_join(bytes, after, length, end) {
            return None;
        }
        let case = if bytes[start].is_ascii_uppercase() {
            capitalised(&bytes[start + 1..after])
        } else {
            Case::Lower
        };
        let hash = lower_case_hash(bytes, start, length);
        Some(Token { span: Span { start, end: after }, class: TokenClass::Word, case, hash })
    }

    /// How many letters and digits stand at `at`; for more than 63, the width of a mask.
    #[inline]
    fn run(&mut self, at: usize) -> usize {
        let passed = at.wrapping_sub(self.block);
        if passed < WIDTH {
            let length = (self.letters >> passed).trailing_ones() as usize;
            if passed + length < WIDTH {
                return length;
            }
        }
        self.block = at;
        self.letters = mask(self.bytes, at, self.end, is_plain);
        self.letters.trailing_ones() as usize
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

/// The case of a word that begins with a capital; `rest` are the letters and digits after it.
fn capitalised(rest: &[u8]) -> Case {
    let small = rest.iter().any(u8::is_ascii_lowercase);
    let capitals = rest.iter().any(u8::is_ascii_uppercase);
    if capitals && !small { Case::Upper } else { Case::Initial }
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
