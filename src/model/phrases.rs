//! The cue lists as the lexicon takes them: phrases as hashes of their tokens.
//!
//! Reading twenty thousand words of cues takes longer than scoring an article, so what becomes
//! of them, the tables of the lexicon, travels in the model file.

use crate::text::cue::{CueLists, Grade};
use crate::text::span::Span;
use crate::text::token::tokens_into;

/// The phrases of all lists, sorted; one that is in several lists comes once for each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Phrases {
    /// The hashes of the tokens' normal forms, phrase after phrase.
    pub tokens: Vec<u64>,
    /// For each phrase how many tokens it has, the place of its category, and its grade.
    pub entries: Vec<Entry>,
}

/// One phrase in one list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its tokens; 0 where it is the phrase before it, in another list.
    pub tokens: u8,
    /// The place of its category.
    pub category: u8,
    /// Its grade there.
    pub grade: Grade,
}

impl Phrases {
    /// Those of `lists`. Categories beyond the 255th are left out.
    #[must_use]
    pub fn of(lists: &CueLists) -> Phrases {
        let mut sorted: Vec<(&str, u8, Grade)> = Vec::new();
        for (category, list) in lists.0.iter().enumerate() {
            let Ok(category) = u8::try_from(category) else { break };
            sorted.extend(list.cues.iter().map(|(phrase, grade)| (&**phrase, category, *grade)));
        }
        sorted.sort_unstable_by_key(|(phrase, category, _)| (*phrase, *category));
        let mut phrases = Phrases::default();
        let (mut tokens, mut before) = (Vec::new(), None);
        for (phrase, category, grade) in sorted {
            tokens.clear();
            if before != Some(phrase) {
                tokens_into(phrase, Span { start: 0, end: phrase.len() }, &mut tokens);
                // A phrase without one token is no cue.
                if tokens.is_empty() {
                    continue;
                }
            }
            // A cue has few words, and a word few tokens.
            let Ok(count) = u8::try_from(tokens.len()) else { continue };
            before = Some(phrase);
            phrases.tokens.extend(tokens.iter().map(|token| token.hash));
            phrases.entries.push(Entry { tokens: count, category, grade });
        }
        phrases
    }

    /// The most steps from a token to the next that they can make.
    pub(super) fn most_steps(&self) -> usize {
        let tokens = self.entries.iter().map(|entry| usize::from(entry.tokens));
        tokens.map(|tokens| tokens.saturating_sub(1)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token::hash;

    #[test]
    fn a_phrase_in_two_lists_is_read_once() {
        let mut lists = CueLists::default();
        lists.read("a.tsv", b"# a: one\nit seems\tstrong\nsaid\tweak\n").expect("a good list");
        lists.read("b.tsv", b"# b: two\nit seems\tweak\n").expect("a good list");
        let phrases = Phrases::of(&lists);
        assert_eq!(phrases.tokens, ["it", "seems", "said"].map(hash));
        let entries: Vec<(u8, u8)> =
            phrases.entries.iter().map(|e| (e.tokens, e.category)).collect();
        assert_eq!(entries, [(2, 0), (0, 1), (1, 0)]);
        assert_eq!(phrases.most_steps(), 1);
    }
}
