//! What the feature extractor knows of words before it has seen a sentence: which it knows at
//! all, which begin cues, and which are common words rather than names.

use std::collections::HashMap;

use crate::text::cue::{CueLists, Grade};
use crate::text::span::Span;
use crate::text::token::{Token, TokenClass, hash, normal_form_into, tokens_into};

use super::feature::mix;
use super::filter::Filter;
use super::phrases::Phrases;
use super::table::Table;

/// A term's number in the lexicon.
pub type TermId = u32;

/// The number of every term that the lexicon does not know.
pub const UNKNOWN: TermId = TermId::MAX;

/// A category and grade that a phrase has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sense {
    /// The place of its category in [`Lexicon::categories`].
    pub category: usize,
    /// Its grade there.
    pub grade: Grade,
}

/// A phrase found in a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CueMatch {
    /// Its first token.
    pub first: usize,
    /// How many tokens it has.
    pub length: usize,
    /// Where its senses stand; see [`Lexicon::senses`].
    senses: (u32, u32),
}

/// What the lexicon knows of a term.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Where the cues that begin with it stand among the nodes; 0 if none does.
    node: u32,
    /// Its senses, if it is a cue by itself.
    senses: (u32, u32),
}

/// What is asked of every word: a byte for each term, so that they stay close.
#[derive(Clone, Copy, Default)]
struct Traits(u8);

impl Traits {
    /// It is a word, not a name, however it is written.
    const COMMON: u8 = 1;
    /// It is a cue by itself.
    const CUE: u8 = 2;
    /// Longer cues begin with it.
    const GOES_ON: u8 = 4;

    #[inline]
    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    fn set(&mut self, flag: u8, to: bool) {
        if to {
            self.0 |= flag;
        }
    }
}

/// A word of a sentence: its number, and what is asked of every word.
#[derive(Clone, Copy)]
pub struct Known {
    /// Its number, or [`UNKNOWN`].
    pub id: TermId,
    traits: Traits,
}

impl Known {
    /// No word.
    pub const NOTHING: Known = Known { id: UNKNOWN, traits: Traits(0) };
}

/// Where a cue may begin: twice its place, and 1 more where it may have more than one word.
#[derive(Clone, Copy, Default)]
pub struct Begin(u32);

/// A beginning of a phrase.
#[derive(Clone, Copy, Default)]
struct Node {
    goes_on: bool,
    senses: (u32, u32),
}

/// Terms by the hashes of their normal forms, cues and common words.
pub struct Lexicon {
    categories: Vec<String>,
    called: Vec<String>,
    terms: Table,
    /// The hash of each term, until all are learned.
    hashes: Vec<u64>,
    entries: Vec<Entry>,
    traits: Vec<Traits>,
    /// From a node and the next term to the next node.
    steps: Table,
    /// Most words that begin a cue begin none here, and a bit tells nearly all of those.
    step_filter: Filter,
    nodes: Vec<Node>,
    senses: Vec<Sense>,
}

impl Lexicon {
    /// A lexicon of the cues `phrases`, from these lists, each with what its cues are called,
    /// in which the normal forms `common` are words, not names, however they are written. It
    /// knows the terms with the hashes `terms`, by their place
    /// there, beside those of cues and common words.
    #[must_use]
    pub fn new<'a>(
        lists: impl Iterator<Item = (&'a str, &'a str)>,
        phrases: &Phrases,
        common: impl ExactSizeIterator<Item = &'a str>,
        terms: &[u64],
    ) -> Self {
        let (categories, called) =
            lists.map(|(category, called)| (category.to_owned(), called.to_owned())).unzip();
        let (room, steps) = (terms.len().max(common.len()), phrases.most_steps());
        let mut lexicon = Lexicon {
            categories,
            called,
            terms: Table::for_keys(room),
            entries: Vec::with_capacity(room),
            traits: Vec::with_capacity(room),
            hashes: Vec::with_capacity(room),
            steps: Table::for_keys(steps),
            step_filter: Filter::for_keys(steps),
            nodes: vec![Node::default()],
            senses: Vec::with_capacity(phrases.entries.len()),
        };
        for &term in terms {
            lexicon.learn(term);
        }
        for word in common {
            if let Some(id) = lexicon.learn(hash(word)) {
                lexicon.traits[id as usize].set(Traits::COMMON, true);
            }
        }
        lexicon.add_cues(phrases);
        lexicon.hashes = Vec::new();
        for (entry, traits) in lexicon.entries.iter_mut().zip(&mut lexicon.traits) {
            let Node { goes_on, senses } = lexicon.nodes[entry.node as usize];
            entry.senses = senses;
            traits.set(Traits::CUE, senses.0 < senses.1);
            traits.set(Traits::GOES_ON, goes_on);
        }
        lexicon
    }

    fn add_cues(&mut self, phrases: &Phrases) {
        let mut tokens = phrases.tokens.as_slice();
        let mut at = 0;
        for entry in &phrases.entries {
            let category = usize::from(entry.category);
            let sense = offset(self.senses.len());
            self.senses.push(Sense { category, grade: entry.grade });
            if entry.tokens > 0 {
                let (phrase, rest) = tokens.split_at(usize::from(entry.tokens).min(tokens.len()));
                tokens = rest;
                at = self.add_cue(phrase).unwrap_or(0);
                let node = &mut self.nodes[at as usize];
                // Two phrases with one normal form (3 a.m., 10 a.m.): the first stands for
                // both. Node 0 is no phrase's.
                if at > 0 && node.senses.0 == node.senses.1 {
                    node.senses = (sense, sense + 1);
                } else {
                    at = 0;
                }
            } else if at > 0 {
                // The same phrase in another list.
                self.nodes[at as usize].senses.1 = sense + 1;
            }
        }
    }

    /// As training takes it: of cue lists and common words alone.
    #[must_use]
    pub fn of<'a>(lists: &CueLists, common: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let called = lists.0.iter().map(|list| (&*list.category, &*list.called));
        let phrases = Phrases::of(lists);
        let common: Vec<&str> = common.collect();
        Lexicon::new(called, &phrases, common.into_iter(), &[])
    }

    /// The number of the term with this hash, a new one if need be.
    fn learn(&mut self, term: u64) -> Option<TermId> {
        let next = u32::try_from(self.entries.len()).ok()?;
        if self.terms.is_full() {
            // A table that is larger than need be is farther from the core.
            let mut larger = Table::for_keys(2 * self.hashes.len());
            for (id, &hash) in (0..).zip(&self.hashes) {
                larger.get_or_insert(hash, id)?;
            }
            self.terms = larger;
        }
        let id = self.terms.get_or_insert(term, next)?;
        if id == next {
            self.hashes.push(term);
            self.entries.push(Entry::default());
            self.traits.push(Traits::default());
        }
        Some(id)
    }

    /// The node of a phrase, a new one if need be; `None` where there is no room.
    fn add_cue(&mut self, phrase: &[u64]) -> Option<u32> {
        let (mut at, mut begins_with) = (0, UNKNOWN);
        for (index, &token) in phrase.iter().enumerate() {
            let fresh = offset(self.nodes.len());
            let term = self.learn(token)?;
            at = if index == 0 {
                begins_with = term;
                let entry = &mut self.entries[term as usize];
                if entry.node == 0 {
                    entry.node = fresh;
                }
                entry.node
            } else {
                let key = if index == 1 { first_step(begins_with, term) } else { step(at, term) };
                self.step_filter.insert(key);
                self.steps.get_or_insert(key, fresh)?
            };
            if at == fresh {
                self.nodes.push(Node::default());
            }
            self.nodes[at as usize].goes_on |= index + 1 < phrase.len();
        }
        Some(at)
    }

    /// The number of the term with this hash, or [`UNKNOWN`].
    #[inline]
    #[must_use]
    pub fn term(&self, hash: u64) -> TermId {
        self.terms.get(hash).unwrap_or(UNKNOWN)
    }

    /// How many terms are known.
    #[must_use]
    pub fn terms(&self) -> usize {
        self.entries.len()
    }

    /// The categories' names, sorted.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// What a cue of the category at this place is called before readers.
    #[must_use]
    pub fn called(&self, category: usize) -> &str {
        self.called.get(category).map_or("cue", String::as_str)
    }

    /// Whether a term is known as a word.
    #[inline]
    #[must_use]
    pub fn is_common(&self, term: TermId) -> bool {
        self.traits(term).has(Traits::COMMON)
    }

    /// The categories and grades of a phrase that was found.
    #[must_use]
    pub fn senses(&self, found: CueMatch) -> &[Sense] {
        &self.senses[found.senses.0 as usize..found.senses.1 as usize]
    }

    /// A word of a sentence, by the hash of its normal form.
    #[inline]
    #[must_use]
    pub fn known(&self, hash: u64) -> Known {
        let id = self.term(hash);
        Known { id, traits: self.traits(id) }
    }

    /// Whether a cue may begin with `first`, which is at this place in its sentence and before
    /// `second`; and where. Without a branch, which would be guessed wrong too often.
    #[inline]
    #[must_use]
    pub fn may_begin(&self, place: u32, first: Known, second: TermId) -> (Begin, bool) {
        let goes_on = first.traits.has(Traits::GOES_ON)
            & self.step_filter.may_have(first_step(first.id, second));
        let begin = Begin(place.wrapping_mul(2) + u32::from(goes_on));
        (begin, first.traits.has(Traits::CUE) | goes_on)
    }

    /// Appends the cues of a sentence of these terms, from left to right, the longest first;
    /// they do not overlap. They begin at some of `begins`.
    pub fn cues_into(&self, terms: &[TermId], begins: &[Begin], found: &mut Vec<CueMatch>) {
        let mut free = 0;
        for &Begin(begin) in begins {
            let (first, goes_on) = ((begin / 2) as usize, begin % 2 == 1);
            if first < free {
                continue;
            }
            let senses = self.entries[terms[first] as usize].senses;
            let alone = CueMatch { first, length: 1, senses };
            let longer = if goes_on { self.longer(terms, first) } else { None };
            if let Some(cue) = longer.or((senses.0 < senses.1).then_some(alone)) {
                free = first + cue.length;
                found.push(cue);
            }
        }
    }

    #[inline]
    fn traits(&self, term: TermId) -> Traits {
        self.traits.get(term as usize).copied().unwrap_or_default()
    }

    /// The node that a step with this key leads to, if some phrase goes on so.
    #[inline]
    fn next(&self, key: u64) -> Option<u32> {
        if self.step_filter.may_have(key) { self.steps.get(key) } else { None }
    }

    /// The longest cue of more than one word that begins at `first`.
    fn longer(&self, terms: &[TermId], first: usize) -> Option<CueMatch> {
        let mut longest = None;
        let mut key = first_step(terms[first], *terms.get(first + 1)?);
        for length in 2.. {
            let Some(node) = self.next(key) else { break };
            let Node { goes_on, senses } = self.nodes[node as usize];
            if senses.0 < senses.1 {
                longest = Some(CueMatch { first, length, senses });
            }
            match terms.get(first + length) {
                Some(&next) if goes_on => key = step(node, next),
                _ => break,
            }
        }
        longest
    }
}

/// The key of the step from the first term of a phrase to the second. Numbers of terms are no
/// numbers of nodes.
#[inline]
fn first_step(first: TermId, second: TermId) -> u64 {
    mix(u64::from(first) | 1 << 32, u64::from(second))
}

/// The key of a step from a node by a term.
#[inline]
fn step(node: u32, term: TermId) -> u64 {
    mix(u64::from(node), u64::from(term))
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("cue lists hold far fewer than 2^32 entries")
}

/// Words that a corpus writes in lower case, as normal forms: the common words.
#[derive(Default)]
pub struct CommonWords {
    seen: HashMap<String, u32>,
    tokens: Vec<Token>,
    normal: String,
}

impl CommonWords {
    /// Counts the words of a text that stand in lower case.
    pub fn read(&mut self, text: &str) {
        self.tokens.clear();
        let whole = Span { start: 0, end: text.len() };
        tokens_into(text, whole, &mut self.tokens);
        for token in &self.tokens {
            let written = token.span.of(text);
            if token.class == TokenClass::Word && !written.chars().any(char::is_uppercase) {
                normal_form_into(written, token.class, &mut self.normal);
                if let Some(count) = self.seen.get_mut(&self.normal) {
                    *count += 1;
                } else {
                    self.seen.insert(self.normal.clone(), 1);
                }
            }
        }
    }

    /// The words that were seen at least `least` times, sorted.
    #[must_use]
    pub fn words(self, least: u32) -> Vec<String> {
        let mut words: Vec<String> = self
            .seen
            .into_iter()
            .filter(|(_, count)| *count >= least)
            .map(|(word, _)| word)
            .collect();
        words.sort();
        words
    }
}
