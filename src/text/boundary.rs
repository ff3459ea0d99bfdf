//! *A boundary is a stop that is believed*: a mark that could end a sentence does so when the word before it
//! does not own it and what follows looks like a beginning.

use super::abbreviation::{Abbreviation, abbreviation, ends_in_exclamation};
use super::glued;
use super::glyph::{
    glyph_at, glyph_before, is_dash, is_opener, is_opening_quote, skip, skip_blanks,
};
use super::opener::{begins_with_opener, leading_word};
use super::stop::{Force, Stop};

/// How far back a word is followed from its stop, in bytes: longer ones are addresses or no words at all.
const LONGEST_WORD_BYTES: usize = 64;

/// A time of day so near the beginning of a sentence opens it (*At 5 a.m. Mr. Smith …*) and cannot end it.
const FRONTED_TIME_BYTES: usize = 16;

/// How far back the beginning of a quotation is looked for, in bytes.
const INTRODUCTION_BYTES: usize = 512;

/// A shorter word in small letters before a stop and another small letter may be an abbreviation that is not
/// in the list.
const SHORTEST_PLAIN_WORD_BYTES: usize = 3;

/// What begins after a stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Where the first character stands that is no opening mark or dash.
    pub(super) at: usize,
    pub(super) glyph: Option<char>,
    /// Whether a quotation opens before it.
    pub(super) quoted: bool,
    /// Whether a dash stands before it.
    pub(super) dashed: bool,
    /// Whether a bracket opens before it.
    pub(super) bracketed: bool,
}

impl Head {
    fn of(text: &str, next: usize) -> Self {
        let first = glyph_at(text, next);
        let at = match first {
            Some(glyph) if is_dash(glyph) => skip_blanks(text, skip(text, next, is_dash)),
            _ => next,
        };
        let at = skip(text, at, is_opener);
        Self {
            at,
            glyph: glyph_at(text, at),
            quoted: first.is_some_and(is_opening_quote),
            dashed: first.is_some_and(is_dash),
            bracketed: matches!(first, Some('(' | '[')),
        }
    }
}

/// Whether the sentence that began at `from` ends at `stop`, when the next character that is no white space
/// stands at `next`.
pub(super) fn ends_sentence(text: &str, from: usize, stop: Stop, next: usize) -> bool {
    let omission =
        matches!(glyph_before(text, stop.start), Some('[' | '(')) || stop.is_omission(text);
    if stop.start <= from || omission {
        return false;
    }
    let head = Head::of(text, next);
    let Some(glyph) = head.glyph else { return true };
    if stop.force == Force::Wide {
        return true;
    }
    if stop.closed == next {
        return glued::ends_sentence(text, from, stop, head);
    }
    if glyph.is_lowercase() {
        return lower_case_follows(text, from, stop, head);
    }
    if matches!(
        glyph,
        ',' | ';' | ':' | '.' | '!' | '?' | '…' | ')' | ']' | '}' | '”' | '%' | '/' | '=' | '|'
    ) {
        return false;
    }
    let opens = glyph.is_alphabetic();
    match stop.force {
        Force::Emphatic => {
            let word = word_before(text, from, stop.start);
            if ends_in_exclamation(word) {
                begins_with_opener(&text[head.at..])
            } else {
                !(stop.quoted
                    && is_attribution(&text[head.at..])
                    && !is_introduced(text, from, stop.start))
            }
        }
        Force::Ellipsis | Force::Wide => true,
        Force::Period if stop.quoted => true,
        Force::Period => !is_owned(text, from, stop, head, opens),
    }
}

/// A small letter goes on with the sentence after an abbreviation or a quotation. After an ordinary word it
/// begins one all the same: a name such as iPhone, or the hand of someone who does not care for capitals.
fn lower_case_follows(text: &str, from: usize, stop: Stop, head: Head) -> bool {
    if matches!(text.as_bytes().get(head.at..head.at + 2), Some([b'a'..=b'z', b'A'..=b'Z'])) {
        return stop.force != Force::Ellipsis
            && abbreviation(word_before(text, from, stop.start)).is_none();
    }
    if stop.closed != stop.end || head.quoted {
        return false;
    }
    match stop.force {
        Force::Ellipsis => false,
        Force::Emphatic | Force::Wide => !ends_in_exclamation(word_before(text, from, stop.start)),
        Force::Period => {
            let word = word_before(text, from, stop.start);
            let plain = word.len() >= SHORTEST_PLAIN_WORD_BYTES
                && word.bytes().all(|byte| byte.is_ascii_lowercase());
            plain && abbreviation(word).is_none()
        }
    }
}

/// Whether the word before a full stop owns it, with a capital (`opens`), number or sign to follow.
fn is_owned(text: &str, from: usize, stop: Stop, head: Head, opens: bool) -> bool {
    let word = word_before(text, from, stop.start);
    let Some(kind) = abbreviation(word) else {
        return false;
    };
    let following = &text[head.at..];
    match kind {
        Abbreviation::Leading => true,
        Abbreviation::Counting => !opens || is_numeral(following),
        Abbreviation::Calendar => !(opens && begins_with_opener(following)),
        Abbreviation::Measure => !opens,
        // The place in a dateline: *JACKSON, Miss. — A judge …*
        Abbreviation::Anywhere | Abbreviation::Initial if head.dashed => true,
        Abbreviation::Anywhere => {
            !(opens && ((head.quoted && !head.bracketed) || begins_with_opener(following)))
        }
        Abbreviation::Hour => {
            let fronted = stop.end - from <= FRONTED_TIME_BYTES;
            !opens || is_time_word(following) || (fronted && !begins_with_opener(following))
        }
        Abbreviation::Initial => {
            let is_pronoun = word == "I" && follows_small_letters(text, from, stop.start - 1);
            !(opens && (is_pronoun || begins_with_opener(following)))
        }
    }
}

/// Whether the word before the pronoun at `at` is in small letters, so that *I* is no initial.
fn follows_small_letters(text: &str, from: usize, at: usize) -> bool {
    let before = super::glyph::trim_back(text, from, at);
    before < at && glyph_before(text, before).is_some_and(char::is_lowercase) && {
        let word = word_before(text, from, before);
        word.chars().next().is_some_and(char::is_lowercase)
    }
}

/// `IV`, `A12`: what follows `No.` instead of digits.
fn is_numeral(following: &str) -> bool {
    let word = leading_word(following);
    let after = following.as_bytes().get(word.len());
    let roman = word.len() <= 5
        && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C'));
    (roman && word != "I") || (word.len() == 1 && after.is_some_and(u8::is_ascii_digit))
}

/// The day, month or zone that may follow a time of day.
fn is_time_word(following: &str) -> bool {
    let word = leading_word(following);
    let rest = following.get(word.len()..).unwrap_or_default();
    rest.starts_with(" time")
        || matches!(
            word,
            "Monday"
                | "Tuesday"
                | "Wednesday"
                | "Thursday"
                | "Friday"
                | "Saturday"
                | "Sunday"
                | "Eastern"
                | "Central"
                | "Mountain"
                | "Pacific"
                | "Standard"
                | "Greenwich"
                | "January"
                | "February"
                | "March"
                | "April"
                | "June"
                | "July"
                | "August"
                | "September"
                | "October"
                | "November"
                | "December"
        )
        || (word.len() <= 5
            && word.len() >= 2
            && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Whether a colon leads to the quotation that ends at `at`: it has its verb before it (*the message read: "Tea?"*),
/// and a name after it begins a sentence.
fn is_introduced(text: &str, from: usize, at: usize) -> bool {
    let mut floor = from.max(at.saturating_sub(INTRODUCTION_BYTES));
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let before = text.get(floor..at).unwrap_or_default();
    let quote = before.rfind(['"', '“', '„', '«']);
    quote.is_some_and(|quote| before[..quote].trim_end().ends_with(':'))
}

/// Whether the words after a quoted question or exclamation tell who spoke: *Smith said*, *I asked*.
fn is_attribution(following: &str) -> bool {
    let mut words = following.split_ascii_whitespace().take(4).enumerate();
    words.any(|(at, word)| at > 0 && is_speech(word.trim_end_matches([',', '.', ':'])))
        && following
            .split_ascii_whitespace()
            .take_while(|word| !is_speech(word.trim_end_matches([',', '.', ':'])))
            .all(|word| {
                word.starts_with(char::is_uppercase) && (word == "I" || !begins_with_opener(word))
            })
}

fn is_speech(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "asked"
            | "asks"
            | "added"
            | "adds"
            | "replied"
            | "told"
            | "shouted"
            | "yelled"
            | "cried"
            | "wrote"
            | "writes"
            | "tweeted"
            | "joked"
            | "exclaimed"
            | "wondered"
            | "declared"
            | "insisted"
            | "continued"
            | "quipped"
            | "recalled"
            | "explained"
            | "demanded"
            | "whispered"
            | "answered"
            | "responded"
            | "concluded"
    )
}

/// The word that ends at `at`: what stands after the last white space, bracket, slash or dash, and after
/// the quotes that open before it.
pub(super) fn word_before(text: &str, from: usize, at: usize) -> &str {
    let token = token_before(text, from, at);
    let breaks = |glyph: char| {
        is_dash(glyph)
            || matches!(
                glyph,
                '/' | ',' | ';' | ':' | '”' | '"' | '(' | ')' | '[' | ']' | '{' | '*' | '_'
            )
    };
    token.rsplit(breaks).next().unwrap_or(token).trim_start_matches(is_opener)
}

/// What stands between the last white space and `at`, at most [`LONGEST_WORD_BYTES`] of it.
pub(super) fn token_before(text: &str, from: usize, at: usize) -> &str {
    let floor = from.max(at.saturating_sub(LONGEST_WORD_BYTES));
    let mut start = at;
    while start > floor {
        match glyph_before(text, start) {
            Some(glyph) if !glyph.is_whitespace() => start -= glyph.len_utf8(),
            _ => break,
        }
    }
    text.get(start..at).unwrap_or_default()
}
