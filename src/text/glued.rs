//! *Glued sentences are those between which a scraper lost the space*: `discussed the issue.The source`.
//!
//! Names with a point look much the same, so the words on both sides must be those of running text.

use super::abbreviation::{Abbreviation, abbreviation};
use super::boundary::{Head, token_before, word_before};
use super::opener::begins_with_opener;
use super::stop::{Force, Stop};

/// As [`super::boundary::ends_sentence`]. Only a capital begins a sentence here, and not within an address or a
/// name with a point, such as `ASP.NET`.
pub(super) fn ends_sentence(text: &str, from: usize, stop: Stop, head: Head) -> bool {
    if !head.glyph.is_some_and(char::is_uppercase) {
        return false;
    }
    let following = &text[head.at..];
    if is_address(token_before(text, from, stop.start)) {
        return begins_with_opener(following) && is_word_of_text(following, false);
    }
    if stop.quoted || head.quoted {
        return true;
    }
    let word = word_before(text, from, stop.start);
    let is_small = word.chars().all(|glyph| glyph.is_lowercase() || matches!(glyph, '\'' | '’'));
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let plain = word.is_empty() || (word.len() > 1 && (is_small || is_number));
    let closed = stop.closed > stop.end || head.bracketed;
    match stop.force {
        Force::Emphatic | Force::Ellipsis => is_word_of_text(following, true),
        Force::Period if closed => is_word_of_text(following, true),
        Force::Wide => true,
        Force::Period => match abbreviation(word) {
            Some(Abbreviation::Leading) => false,
            Some(Abbreviation::Measure | Abbreviation::Hour) => is_word_of_text(following, false),
            Some(_) => begins_with_opener(following) && is_word_of_text(following, false),
            None if word.len() == 1 && !word.ends_with(|glyph: char| glyph.is_ascii_digit()) => {
                false
            }
            // The second point of `Foo.Bar.Baz`.
            None if is_pointed_name(word) => {
                begins_with_opener(following) && is_word_of_text(following, false)
            }
            None => is_word_of_text(following, plain),
        },
    }
}

/// Whether a word is a name with a point in it already, rather than a number such as `0.5%`.
fn is_pointed_name(word: &str) -> bool {
    word.split('.').skip(1).any(|piece| piece.starts_with(char::is_alphabetic))
}

/// Whether the token before a stop is part of an address on the net.
fn is_address(token: &str) -> bool {
    token.contains('@')
        || token.contains("://")
        || token.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("www"))
}

/// Whether the word that begins `following` stands in running text: `The leak`, `I am`, `Paris,`; not
/// `NET`, `Com`, `WriteLine(` or `D.`. Where the word before is `plain`, in small letters, no name with a
/// point is likely, and `NATO`, `U.S.` and one-word sentences are believed too.
fn is_word_of_text(following: &str, plain: bool) -> bool {
    let window = following.char_indices().take(LONGEST_CAPITALISED);
    let letters = window.take_while(|(_, glyph)| glyph.is_alphabetic());
    let word_bytes = letters.last().map_or(0, |(at, glyph)| at + glyph.len_utf8());
    let (word, rest) = following.split_at(word_bytes);
    let mut after = rest.chars();
    let ends = match after.next() {
        None | Some(',' | ';' | ':' | '\'' | '’' | '-' | '–' | '—' | '!' | '?' | '"' | '”') => {
            true
        }
        // A third part: of a name (`Foo.Bar.Baz`), or the next sentence.
        Some('.') => plain || (word.len() > 1 && !after.next().is_some_and(char::is_alphanumeric)),
        Some(glyph) => glyph.is_whitespace(),
    };
    let named = word.chars().skip(1).any(char::is_lowercase) || plain || matches!(word, "I" | "A");
    let points = word.bytes().all(|byte| byte.is_ascii_uppercase()) || !plain;
    ends && named && !(points && is_domain(word))
}

/// The longest word with a capital that is looked at, in characters.
const LONGEST_CAPITALISED: usize = 40;

/// The last part of an address or a product, as in `Amazon.Com` and `ASP.NET`.
fn is_domain(word: &str) -> bool {
    matches!(
        word,
        "Com"
            | "Org"
            | "Net"
            | "Edu"
            | "Gov"
            | "Info"
            | "Io"
            | "Co"
            | "Tv"
            | "Js"
            | "Fm"
            | "Ai"
            | "COM"
            | "ORG"
            | "NET"
            | "EDU"
            | "GOV"
            | "IO"
            | "TV"
            | "JS"
            | "FM"
            | "AI"
            | "UK"
    )
}
