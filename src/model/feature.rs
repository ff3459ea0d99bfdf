//! What is counted: the evidence that a sentence gives, each piece once.
//!
//! A feature is a number, the hash of its name; the name is a family and its parts, such as
//! `pair it seems` or `cue hedge strong 1`. Scoring uses the numbers alone; training and
//! people see the names.

pub use crate::text::octet::mix;
use crate::text::quotation::Quotation;
use crate::text::span::Span;
use crate::text::token::{Token, hash};

/// The feature of a name: a family and its parts, with a space between.
#[must_use]
pub fn feature_of_name(name: &str) -> u64 {
    name.split(' ').map(hash).fold(0, mix)
}

/// One piece of evidence, where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Feature {
    /// The hash of its name.
    pub id: u64,
    /// What it rests on: the first token and the one after the last. Both 0 where it rests
    /// on the sentence as a whole.
    pub tokens: (u32, u32),
}

/// A sentence as the extractor sees it.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The document.
    pub text: &'a str,
    /// The sentence's tokens.
    pub tokens: &'a [Token],
    /// Its quotations, in order.
    pub quotations: &'a [Quotation],
}

/// What the extractor tells of each feature. The name is written only if it is asked for.
pub trait Sink {
    /// A sentence of so many terms begins.
    fn begin(&mut self, terms: usize);

    /// Takes one feature and says whether it is known. The same feature may come more than
    /// once from a sentence; features count by presence. A word that is not known is
    /// followed by its pieces.
    fn take(&mut self, feature: Feature, name: impl FnOnce(&mut String)) -> bool;

    /// Takes one piece of a word that is not known.
    fn take_piece(&mut self, piece: Feature, name: impl FnOnce(&mut String));

    /// Whether the pieces of the word with this hash are remembered from before; if so, they
    /// are taken.
    fn recall(&mut self, _word: u64, _tokens: (u32, u32)) -> bool {
        false
    }

    /// All pieces of the word with this hash were given since it was not recalled.
    fn remember(&mut self, _word: u64) {}
}

/// An empty reading has no text to point at.
impl Default for Reading<'_> {
    fn default() -> Self {
        Reading { text: "", tokens: &[], quotations: &[] }
    }
}

/// The span in the text of the tokens that a feature rests on ([`Feature::tokens`]), if it
/// rests on some.
#[inline]
#[must_use]
pub fn span_of(tokens_of: (u32, u32), tokens: &[Token]) -> Option<Span> {
    let (first, end) = (tokens_of.0 as usize, tokens_of.1 as usize);
    if end == 0 || end <= first || end > tokens.len() {
        return None;
    }
    Some(Span { start: tokens[first].span.start, end: tokens[end - 1].span.end })
}
