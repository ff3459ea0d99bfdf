//! What the feature extractor knows of words before it has seen a sentence: which it knows at
//! all, which begin cues, and which are common words rather than names.

use std::collections::HashMap;

use crate::text::cue::{CueLists, Grade};
use crate::text::span::Span;
use crate::text::token::{Token, TokenClass, hash, normal_form_into, tokens_into};

use super::draft::Draft;
use super::feature::mix;
use super::filter::Filter;
use super::flat::{Flat, Reader, Writer};
use super::node::Node;
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

/// What is asked of every word: a byte for each term, so that they stay close.
#[derive(Clone, Copy, Default)]
pub(super) struct Traits(pub(super) u8);

impl Traits {
    /// It is a word, not a name, however it is written.
    pub(super) const COMMON: u8 = 1;
    /// It is a cue by itself.
    pub(super) const CUE: u8 = 2;
    /// Longer cues begin with it.
    pub(super) const GOES_ON: u8 = 4;

    #[inline]
    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    pub(super) fn set(&mut self, flag: u8, to: bool) {
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

/// Terms by the hashes of their normal forms, cues and common words.
pub struct Lexicon {
    pub(super) categories: Vec<String>,
    pub(super) called: Vec<String>,
    pub(super) terms: Table,
    /// For each term the [`Node`] of the phrase that it is by itself.
    pub(super) alone: Flat<u32>,
    /// For each term its [`Traits`].
    pub(super) traits: Flat<u8>,
    /// From a node and the next term to the next node.
    pub(super) steps: Table,
    /// Most words that begin a cue begin none here, and a bit tells nearly all of those.
    pub(super) step_filter: Filter,
    /// Each a [`Node`].
    pub(super) nodes: Flat<u32>,
    /// Each a [`Sense`], by its code.
    pub(super) senses: Flat<u32>,
}

impl Sense {
    /// As a number: the place of its category, and 1 at the end if it is strong.
    pub(super) fn code(self) -> u32 {
        let category = u32::try_from(self.category).expect("there are few categories");
        category << 1 | u32::from(self.grade == Grade::Strong)
    }

    fn of_code(code: u32) -> Sense {
        let grade = if code & 1 == 1 { Grade::Strong } else { Grade::Weak };
        Sense { category: (code >> 1) as usize, grade }
    }
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
        Draft::new(terms, common.map(hash), phrases).finish(categories, called)
    }

    /// Appends its tables to a model file.
    pub(super) fn write(&self, to: &mut Writer) {
        self.terms.write(to);
        to.section(&self.alone);
        to.section(&self.traits);
        self.steps.write(to);
        self.step_filter.write(to);
        to.section(&self.nodes);
        to.section(&self.senses);
    }

    /// The lexicon of these lists that was written so; `None` where the bytes are none.
    pub(super) fn read(from: &mut Reader<'_>, lists: &[(String, String)]) -> Option<Lexicon> {
        let (categories, called): (Vec<String>, Vec<String>) = lists.iter().cloned().unzip();
        // The tables lead to what stands behind them, so those are read before they are checked.
        let terms = from.section()?;
        let alone: Flat<u32> = from.section()?;
        let traits: Flat<u8> = from.section()?;
        let terms = Table::of(from, terms, alone.len())?;
        let steps = from.section()?;
        let step_filter = Filter::read(from)?;
        let nodes: Flat<u32> = from.section()?;
        let steps = Table::of(from, steps, nodes.len())?;
        let senses: Flat<u32> = from.section()?;
        let known = |code: &u32| Sense::of_code(*code).category < categories.len();
        from.demand(|| senses.iter().all(known))?;
        (alone.len() == traits.len()).then_some(())?;
        Some(Lexicon {
            categories,
            called,
            terms,
            alone,
            traits,
            steps,
            step_filter,
            nodes,
            senses,
        })
    }

    /// As training takes it: of cue lists and common words alone.
    #[must_use]
    pub fn of<'a>(lists: &CueLists, common: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let called = lists.0.iter().map(|list| (&*list.category, &*list.called));
        let phrases = Phrases::of(lists);
        let common: Vec<&str> = common.collect();
        Lexicon::new(called, &phrases, common.into_iter(), &[])
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
        self.traits.len()
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
    pub fn senses(&self, found: CueMatch) -> impl Iterator<Item = Sense> + '_ {
        let (first, end) = found.senses;
        let senses = self.senses.get(first as usize..end as usize).unwrap_or_default();
        senses.iter().map(|&code| Sense::of_code(code))
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
            let senses = Node(self.alone[terms[first] as usize]).senses();
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
        Traits(self.traits.get(term as usize).copied().unwrap_or_default())
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
            let phrase = Node(self.nodes[node as usize]);
            let (goes_on, senses) = (phrase.goes_on(), phrase.senses());
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
pub(super) fn first_step(first: TermId, second: TermId) -> u64 {
    mix(u64::from(first) | 1 << 32, u64::from(second))
}

/// The key of a step from a node by a term.
#[inline]
pub(super) fn step(node: u32, term: TermId) -> u64 {
    mix(u64::from(node), u64::from(term))
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
