//! A token is a word, a number or a mark at its place in the text.
//!
//! The text at the token's span is the truth; its *normal form* stands beside it, as a hash:
//! lower case, straight apostrophes and hyphens, every run of digits `0`. Two tokens with
//! one normal form are one word to the model.

use super::byte_class::{ByteClass, CLASSES};
use super::plain_word::{POSSESSIVE, PlainWords, is_plain_possessive};
use super::span::Span;

pub use super::normal::normal_form_into;
pub use super::octet::hash;

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenClass {
    /// Letters, with the apostrophes, hyphens and abbreviation stops inside.
    Word,
    /// Begins with a digit: `1,200`, `3.14`, `1990s`, `5th`. Its digits are one `0` in its
    /// normal form, and its letters stay: `0`, `0`, `0s`, `0th`.
    Number,
    /// Punctuation or a symbol; a run of dots or hyphens is one mark.
    Mark,
}

/// How a word's letters are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// No capital at the start, or no letters.
    Lower,
    /// A capital, then lower case or nothing.
    Initial,
    /// Two capitals or more, and no lower case.
    Upper,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its place in the document, in bytes.
    pub span: Span,
    /// What it is made of.
    pub class: TokenClass,
    /// How it is written.
    pub case: Case,
    /// The hash of its normal form ([`hash`]).
    pub hash: u64,
}

/// Appends the tokens of `text[span]` to `tokens`. Says whether a quotation mark may stand there.
pub fn tokens_into(text: &str, span: Span, tokens: &mut Vec<Token>) -> bool {
    let bytes = text.as_bytes();
    let end = span.end.min(bytes.len());
    let mut words = PlainWords::of(bytes, end);
    let mut quotes = false;
    let mut at = span.start;
    while at < end {
        if let Some(word) = words.word(at) {
            at = word.span.end;
            tokens.push(word);
            match bytes.get(at) {
                Some(b' ') => at += 1,
                Some(b'\'') if at < end && is_plain_possessive(bytes, at, end) => {
                    tokens.push(Token { span: Span { start: at, end: at + 2 }, ..POSSESSIVE });
                    at += 2;
                }
                _ => {}
            }
        } else if bytes[at] == b' ' {
            at += 1;
        } else {
            let after = any_token(text, at, end, tokens);
            quotes |=
                bytes[at..after].iter().any(|byte| matches!(byte, b'"' | b'\'' | 0xC2 | 0xE2));
            at = after;
        }
    }
    quotes
}

/// The token at `at`, whatever it is, or none. Returns where the text goes on.
fn any_token(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let token_class = match CLASSES[bytes[at] as usize] {
        ByteClass::Space => return at + 1,
        ByteClass::Letter => {
            at = word_end(text, at, end);
            TokenClass::Word
        }
        ByteClass::Digit => {
            at = word_end(text, at, end);
            TokenClass::Number
        }
        ByteClass::Mark => {
            at += 1;
            if matches!(bytes[start], b'.' | b'-') {
                while at < end && bytes[at] == bytes[start] {
                    at += 1;
                }
            }
            TokenClass::Mark
        }
        ByteClass::Wide => {
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                return at + 1;
            };
            at += character.len_utf8();
            if character.is_whitespace() || is_invisible(character) {
                return at;
            }
            if is_word_character(character) {
                at = word_end(text, at, end);
                if character.is_alphabetic() { TokenClass::Word } else { TokenClass::Number }
            } else {
                TokenClass::Mark
            }
        }
    };
    let possessive =
        if token_class == TokenClass::Word { possessive_length(&bytes[start..at]) } else { 0 };
    tokens.push(token(text, Span { start, end: at - possessive }, token_class));
    if possessive > 0 {
        tokens.push(token(text, Span { start: at - possessive, end: at }, TokenClass::Word));
    }
    at
}

/// The token of this class at this place.
fn token(text: &str, span: Span, class: TokenClass) -> Token {
    let written = span.of(text);
    let case = if class == TokenClass::Word { case(written) } else { Case::Lower };
    Token { span, class, case, hash: normal_hash(written, class) }
}

/// The hash of a token's normal form.
fn normal_hash(written: &str, class: TokenClass) -> u64 {
    match (class, written.as_bytes()) {
        (TokenClass::Number, digits) if digits.iter().all(u8::is_ascii_digit) => hash("0"),
        (TokenClass::Mark, [mark]) if *mark != b'-' => hash(written),
        _ => {
            let mut normal = String::new();
            normal_form_into(written, class, &mut normal);
            hash(&normal)
        }
    }
}

/// Where the word or number that has reached `at` ends.
fn word_end(text: &str, mut at: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let start = at;
    while at < end {
        match CLASSES[bytes[at] as usize] {
            ByteClass::Letter | ByteClass::Digit => at += 1,
            ByteClass::Space => break,
            ByteClass::Mark => {
                if !joins(bytes, start, at, end) {
                    break;
                }
                at += 1;
            }
            ByteClass::Wide => {
                let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                    break;
                };
                let joiner = matches!(character, '’' | '‘' | 'ʼ' | '‐' | '‑');
                let after = at + character.len_utf8();
                if is_word_character(character)
                    || character == '\u{ad}'
                    || (joiner && after < end && begins_word(text, after))
                {
                    at = after;
                } else {
                    break;
                }
            }
        }
    }
    at
}

/// Whether the ASCII mark at `at` belongs to the word before it: an apostrophe or hyphen
/// inside a word, the separators of a number, the stops of `U.S.` and `a.m.`.
fn joins(bytes: &[u8], start: usize, at: usize, end: usize) -> bool {
    let next = if at + 1 < end { bytes[at + 1] } else { b' ' };
    let next_is_word = next.is_ascii_alphanumeric() || next >= 0x80;
    let before = if at > start { bytes[at - 1] } else { b' ' };
    match bytes[at] {
        b'-' => next_is_word,
        b'\'' => next_is_word && !next.is_ascii_digit() && !before.is_ascii_digit(),
        b',' => before.is_ascii_digit() && next.is_ascii_digit(),
        b'.' => {
            let single = at == start + 1 || (at >= 2 && bytes[at - 2] == b'.');
            let after_next = if at + 2 < end { bytes[at + 2] } else { b' ' };
            let next_single = !after_next.is_ascii_alphanumeric();
            (before.is_ascii_digit() && next.is_ascii_digit())
                || (single && before.is_ascii_alphabetic() && next.is_ascii_alphabetic() && next_single)
                // the last stop of a dotted abbreviation
                || (at >= start + 3 && bytes[at - 2] == b'.' && before.is_ascii_alphabetic())
        }
        _ => false,
    }
}

/// The length in bytes of the `'s` that ends a word, or 0. It is a token of its own, so that
/// the name before it is found and masked.
fn possessive_length(word: &[u8]) -> usize {
    ["'s", "’s", "'S", "’S"]
        .into_iter()
        .find(|ending| word.len() > ending.len() && word.ends_with(ending.as_bytes()))
        .map_or(0, str::len)
}

fn begins_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_word_character)
}

/// Letters, digits, and the accents that are characters of their own.
fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Characters that scrapers leave behind and nobody sees.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn case(written: &str) -> Case {
    let mut letters = written.chars().filter(|character| character.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return Case::Lower;
    }
    let mut capitals = 1;
    for letter in letters {
        if letter.is_lowercase() {
            return Case::Initial;
        }
        capitals += 1;
    }
    if capitals > 1 { Case::Upper } else { Case::Initial }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_words_are_read_as_all_words(text in prop_oneof![
            "([A-Za-z0-9]{1,20}[ .,'-]{0,2}){0,9}",
            "([A-Za-z]{0,3}[é’.,' -]{0,2}[0-9]{0,2}s?){0,12}",
        ]) {
            let whole = Span { start: 0, end: text.len() };
            let mut tokens = Vec::new();
            tokens_into(&text, whole, &mut tokens);
            normal_forms(&text);
            for token in tokens.iter().filter(|token| token.class == TokenClass::Word) {
                let written = token.span.of(&text);
                prop_assert_eq!(token.case, case(written));
                let end = word_end(&text, token.span.start, text.len());
                let possessive = possessive_length(&text.as_bytes()[token.span.start..end]);
                // What follows an apostrophe may be the `'s` of the word before.
                if !written.starts_with(['\'', '’']) {
                    prop_assert_eq!(token.span.end, end - possessive);
                }
            }
        }
    }

    fn normal_forms(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        let whole = Span { start: 0, end: text.len() };
        tokens_into(text, whole, &mut tokens);
        let mut normal = String::new();
        tokens
            .iter()
            .map(|token| {
                normal_form_into(token.span.of(text), token.class, &mut normal);
                assert_eq!(token.hash, hash(&normal));
                normal.clone()
            })
            .collect()
    }

    #[test]
    fn words_keep_their_apostrophes_hyphens_and_stops() {
        assert_eq!(
            normal_forms("The U.S. doesn’t re-elect Obama’s man at 5 a.m. J.D. Vance."),
            [
                "the", "u.s.", "doesn't", "re-elect", "obama", "'s", "man", "at", "0", "a.m.",
                "j.d.", "vance", "."
            ]
        );
    }

    #[test]
    fn every_number_is_the_same_number_and_keeps_its_letters() {
        assert_eq!(
            normal_forms("3.14, 1,200 and $5bn in the 1990s, 11th-hour"),
            ["0", ",", "0", "and", "$", "0bn", "in", "the", "0s", ",", "0th-hour"]
        );
    }

    #[test]
    fn marks_stand_alone_and_runs_are_one() {
        assert_eq!(
            normal_forms("Wait... what -- “no”—yes…(e)"),
            ["wait", "...", "what", "--", "\"", "no", "\"", "--", "yes", "...", "(", "e", ")"]
        );
    }

    #[test]
    fn other_alphabets_are_words_too() {
        assert_eq!(normal_forms("Élysée Ünal 東京 naïve"), ["élysée", "ünal", "東京", "naïve"]);
    }
}
