//! What the feature extractor knows of words before it has seen a sentence: which are cues,
//! and which are common words rather than names.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::text::cue::{CueLists, Grade};
use crate::text::span::Span;
use crate::text::token::{Token, TokenClass, hash, normal_form_into, tokens_into};

use super::feature::mix;

/// A map whose keys are good hashes already.
pub(crate) type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<PassThrough>>;

/// Takes a `u64` key as it is.
#[derive(Default)]
pub struct PassThrough(u64);

impl Hasher for PassThrough {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are u64");
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

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

/// What follows a beginning of a phrase.
#[derive(Clone, Copy, Default)]
struct Node {
    goes_on: bool,
    senses: (u32, u32),
}

/// Cues, by the hashes of their tokens, and common words.
pub struct Lexicon {
    categories: Vec<String>,
    called: Vec<String>,
    nodes: HashKeyed<Node>,
    senses: Vec<Sense>,
    common: HashSet<u64, BuildHasherDefault<PassThrough>>,
}

impl Lexicon {
    /// A lexicon of these cues, in which the normal forms `common` are words, not names,
    /// however they are written.
    #[must_use]
    pub fn new<'a>(lists: &CueLists, common: impl IntoIterator<Item = &'a str>) -> Self {
        let mut phrases: Vec<(&str, Sense)> = Vec::new();
        for (category, list) in lists.0.iter().enumerate() {
            for (phrase, grade) in &list.cues {
                phrases.push((phrase, Sense { category, grade: *grade }));
            }
        }
        phrases.sort_by_key(|(phrase, sense)| (*phrase, sense.category));
        let mut lexicon = Lexicon {
            categories: lists.0.iter().map(|list| list.category.clone()).collect(),
            called: lists.0.iter().map(|list| list.called.clone()).collect(),
            nodes: HashKeyed::default(),
            senses: Vec::with_capacity(phrases.len()),
            common: common.into_iter().map(hash).collect(),
        };
        let mut tokens = Vec::new();
        for same in phrases.chunk_by(|a, b| a.0 == b.0) {
            let phrase = same[0].0;
            tokens.clear();
            let whole = Span { start: 0, end: phrase.len() };
            tokens_into(phrase, whole, &mut tokens);
            let first = offset(lexicon.senses.len());
            lexicon.senses.extend(same.iter().map(|(_, sense)| *sense));
            let mut path = 0;
            for (index, token) in tokens.iter().enumerate() {
                path = mix(path, token.hash);
                let node = lexicon.nodes.entry(path).or_default();
                if index + 1 < tokens.len() {
                    node.goes_on = true;
                } else if node.senses.0 == node.senses.1 {
                    // Two phrases with one normal form (3 a.m., 10 a.m.): the first stands
                    // for both.
                    node.senses = (first, offset(lexicon.senses.len()));
                }
            }
        }
        lexicon
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

    /// Whether a normal form is known as a word.
    #[must_use]
    pub fn is_common(&self, word: u64) -> bool {
        self.common.contains(&word)
    }

    /// The categories and grades of a phrase that was found.
    #[must_use]
    pub fn senses(&self, found: CueMatch) -> &[Sense] {
        &self.senses[found.senses.0 as usize..found.senses.1 as usize]
    }

    /// Appends the cues of a sentence, from left to right, the longest first; they do not
    /// overlap.
    pub fn cues_into(&self, tokens: &[Token], found: &mut Vec<CueMatch>) {
        let mut first = 0;
        while first < tokens.len() {
            let mut longest: Option<CueMatch> = None;
            let mut path = 0;
            for (index, token) in tokens[first..].iter().enumerate() {
                path = mix(path, token.hash);
                let Some(node) = self.nodes.get(&path) else {
                    break;
                };
                if node.senses.0 < node.senses.1 {
                    longest = Some(CueMatch { first, length: index + 1, senses: node.senses });
                }
                if !node.goes_on {
                    break;
                }
            }
            first += longest.map_or(1, |cue| cue.length);
            found.extend(longest);
        }
    }
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
