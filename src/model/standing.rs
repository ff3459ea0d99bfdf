//! *A token's standing* is what it stands for in the stream of words: itself, or with its
//! neighbours a name or a quotation.

use crate::text::quotation::Quotation;
use crate::text::token::Token;

use super::feature::Mask;

/// What a token stands for. Tokens in a row that stand for one thing have one standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Standing(u8);

impl Standing {
    /// Itself.
    pub(super) const ITSELF: Standing = Standing(0);
    /// A name, outside quotations.
    pub(super) const NAME: Standing = Standing(u8::MAX);

    /// Inside the quotation of this number, counted from 0.
    pub(super) fn quoted(number: usize) -> Standing {
        // A sentence with more of them reads the further ones as one.
        Standing(u8::try_from(number + 1).unwrap_or(u8::MAX).min(u8::MAX - 1))
    }

    /// The number of the quotation that it stands in, counted from 1.
    #[inline]
    pub(super) fn quotation(self) -> Option<u8> {
        (self != Self::ITSELF && self != Self::NAME).then_some(self.0)
    }

    /// What the stream shows in its place.
    #[inline]
    pub(super) fn mask(self) -> Mask {
        match self {
            Self::ITSELF => Mask::None,
            Self::NAME => Mask::Name,
            _ => Mask::Quotation,
        }
    }
}

/// Says of every token whether it is quoted.
pub(super) fn mark_quoted(
    tokens: &[Token],
    quotations: &[Quotation],
    standings: &mut Vec<Standing>,
) {
    standings.clear();
    standings.resize(tokens.len(), Standing::ITSELF);
    if quotations.is_empty() {
        return;
    }
    let mut next = 0;
    for (token, standing) in tokens.iter().zip(standings) {
        while quotations.get(next).is_some_and(|quotation| quotation.span.end <= token.span.start) {
            next += 1;
        }
        if quotations.get(next).is_some_and(|quotation| quotation.span.start <= token.span.start) {
            *standing = Standing::quoted(next);
        }
    }
}
