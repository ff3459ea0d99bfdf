//! Which words are names? Whom a sentence is about must not decide what it does, so names
//! are masked before anything is counted.

use crate::text::token::{Case, Token, TokenClass};

use super::feature::Reading;
use super::lexicon::{Lexicon, TermId};
use super::standing::Standing;

/// Marks the names among the tokens; `capitals` are those that are written with one.
pub(super) fn mark_names(
    reading: Reading<'_>,
    terms: &[TermId],
    capitals: &[u32],
    lexicon: &Lexicon,
    standings: &mut [Standing],
) {
    let mut title = None;
    for &at in capitals {
        let at = at as usize;
        if standings[at].quotation().is_some() {
            continue;
        }
        let mut is_title = || *title.get_or_insert_with(|| title_like(reading.tokens, standings));
        let word = lexicon.is_common(terms[at]) && (is_first(reading, at) || is_title());
        if !word && !is_first_person(reading.tokens[at].span.of(reading.text)) {
            standings[at] = Standing::NAME;
        }
    }
}

/// Whether the word at `at` has its capital from its place: nothing but marks stands between
/// it and the beginning of the sentence or a mark that begins anew.
fn is_first(reading: Reading<'_>, at: usize) -> bool {
    for token in reading.tokens[..at].iter().rev() {
        if token.class != TokenClass::Mark {
            return false;
        }
        if begins_anew(token.span.of(reading.text)) {
            return true;
        }
    }
    true
}

/// Whether the word after this mark has its capital from its place.
fn begins_anew(mark: &str) -> bool {
    match mark.as_bytes() {
        [b':' | b'?' | b'!' | b'"' | b'\''] => true,
        [_] => false,
        _ => {
            matches!(mark, "…" | "“" | "”" | "‘" | "’" | "„" | "«" | "»") || mark.starts_with("..")
        }
    }
}

/// A headline in Title Case or ALL CAPS, where capitals tell nothing of names: at least 3
/// words of 4 letters or more outside quotations, 80 % of them with a capital.
fn title_like(tokens: &[Token], standings: &[Standing]) -> bool {
    let (mut words, mut capitals) = (0, 0);
    for (token, standing) in tokens.iter().zip(standings) {
        let long = token.class == TokenClass::Word && token.span.len() >= 4;
        if long && standing.quotation().is_none() {
            words += 1;
            capitals += u32::from(token.case != Case::Lower);
        }
    }
    words >= 3 && capitals * 10 >= words * 8
}

fn is_first_person(written: &str) -> bool {
    written.strip_prefix('I').is_some_and(|rest| rest.is_empty() || rest.starts_with(['\'', '’']))
}
