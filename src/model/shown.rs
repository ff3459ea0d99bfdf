//! What may stand before a reader as a reason, and what it is called there.
//!
//! A model counts much that explains nothing to people: half a phrase, a masked name, a noun
//! that happens to stand in many opinions. Cues, short quotations, numbers and words of
//! grammar explain; so whom and what a sentence is about never stands among its reasons.

use crate::text::grammar::is_grammar;

use super::family::Family;

/// Whether a feature may be shown, and as what; the best reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Shown(u8);

/// The most categories of cues that there can be.
pub const MOST_CATEGORIES: usize = 250;

/// An ending that only verbs and adverbs have stands on a word of so many letters.
const SHORTEST_INFLECTED: usize = 5;

impl Shown {
    /// How quotation marks are used.
    pub const QUOTATION: Shown = Shown(250);
    /// A number, perhaps with words of grammar.
    pub const NUMBER: Shown = Shown(251);
    /// Words of grammar.
    pub const GRAMMAR: Shown = Shown(252);
    /// A word with an ending that verbs and adverbs have.
    pub const INFLECTED: Shown = Shown(253);
    /// Not to be shown.
    pub const NEVER: Shown = Shown(255);

    /// A cue of the category at this place.
    #[must_use]
    pub fn cue(category: usize) -> Shown {
        u8::try_from(category)
            .ok()
            .filter(|&place| usize::from(place) < MOST_CATEGORIES)
            .map_or(Shown::NEVER, Shown)
    }

    /// The place of the category, if this is a cue.
    #[must_use]
    pub fn category(self) -> Option<usize> {
        let place = usize::from(self.0);
        (place < MOST_CATEGORIES).then_some(place)
    }

    /// Whether this rests on something else than the stream of words.
    #[must_use]
    pub fn is_cue_or_quotation(self) -> bool {
        self <= Shown::QUOTATION
    }

    /// As one byte, for the model file.
    #[must_use]
    pub fn to_byte(self) -> u8 {
        self.0
    }

    /// From that byte; every byte is something.
    #[must_use]
    pub fn from_byte(byte: u8) -> Shown {
        Shown(byte)
    }

    /// How the feature of this name is shown, among these categories in their order.
    #[must_use]
    pub fn of(name: &str, categories: &[String]) -> Shown {
        let mut terms = name.split(' ').skip(1);
        match Family::of(name) {
            Family::Cue => {
                let category = terms.next().unwrap_or_default();
                let place = categories.iter().position(|known| known == category);
                place.map_or(Shown::NEVER, Shown::cue)
            }
            Family::Quotation => Shown::QUOTATION,
            Family::Piece => Shown::NEVER,
            Family::Word | Family::Pair => {
                Shown::of_terms(terms.map(TermSense::of).fold(TermSense::default(), TermSense::and))
            }
        }
    }

    /// How terms that make this sense together are shown.
    #[must_use]
    pub fn of_terms(sense: TermSense) -> Shown {
        if sense.masked {
            Shown::NEVER
        } else if !sense.topical {
            match (sense.number, sense.worded) {
                (true, _) => Shown::NUMBER,
                (false, true) => Shown::GRAMMAR,
                (false, false) => Shown::NEVER,
            }
        } else if sense.named {
            Shown::NEVER
        } else {
            Shown::INFLECTED
        }
    }
}

/// What one or two terms of the stream of words are good for as a reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for on its own")]
pub struct TermSense {
    /// One stands for other words.
    masked: bool,
    /// One has letters.
    worded: bool,
    /// One begins with a digit.
    number: bool,
    /// One has letters and is no word of grammar.
    topical: bool,
    /// One is neither a word of grammar nor has the ending of a verb or adverb.
    named: bool,
}

impl TermSense {
    /// That of one term.
    #[must_use]
    pub fn of(term: &str) -> TermSense {
        let grammar = is_grammar(term);
        let worded = term.bytes().any(|byte| byte.is_ascii_alphabetic());
        let ending = || ["ly", "ed", "ing"].iter().any(|end| term.ends_with(end));
        TermSense {
            masked: term.starts_with('<') && term.len() > 1,
            worded,
            number: term.starts_with('0'),
            topical: worded && !grammar,
            named: !(grammar || term.len() >= SHORTEST_INFLECTED && ending()),
        }
    }

    /// That of both.
    #[must_use]
    pub fn and(self, other: TermSense) -> TermSense {
        TermSense {
            masked: self.masked || other.masked,
            worded: self.worded || other.worded,
            number: self.number || other.number,
            topical: self.topical || other.topical,
            named: self.named || other.named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_topics_are_never_shown() {
        let categories = ["hedge".to_owned()];
        let shown = |name: &str| Shown::of(name, &categories);
        assert_eq!(shown("cue hedge strong 1").category(), Some(0));
        assert_eq!(shown("cue verdict strong 1"), Shown::NEVER);
        assert_eq!(shown("word <name>"), Shown::NEVER);
        assert_eq!(shown("word tax"), Shown::NEVER);
        assert_eq!(shown("pair is ,"), Shown::GRAMMAR);
        assert_eq!(shown("pair in 0"), Shown::NUMBER);
        assert_eq!(shown("word resigned"), Shown::INFLECTED);
        assert_eq!(shown("word ,"), Shown::NEVER);
        assert_eq!(shown("piece ously"), Shown::NEVER);
        assert_eq!(shown("quotation closed"), Shown::QUOTATION);
        assert!(shown("cue hedge strong 1") < shown("pair in 0"));
    }
}
