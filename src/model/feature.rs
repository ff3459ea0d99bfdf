//! What is counted: the evidence that a sentence gives, each piece once.
//!
//! A feature is a number, the hash of its name; the name is a family and its parts, such as
//! `bigram it seems` or `cue hedge strong`. Scoring uses the numbers alone; training and
//! people see the names.

use crate::text::cue::Grade;
use crate::text::quotation::Quotation;
use crate::text::span::Span;
use crate::text::token::{Token, TokenClass, hash, normal_form_into};

use super::lexicon::{CueMatch, Lexicon};
use super::name::mark_names;

/// Joins one more part to a hash: a folded multiplication, as in wyhash.
#[must_use]
pub fn mix(path: u64, part: u64) -> u64 {
    let product = u128::from(path ^ 0x9E37_79B9_7F4A_7C15) * u128::from(part | 1);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    (low ^ high).wrapping_add(part.rotate_left(23))
}

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
    /// What sort of evidence it is, for showing it to people.
    pub sort: Sort,
}

/// The sorts of evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// One or two words.
    Words,
    /// A cue of the category at this place in the lexicon.
    Cue(u8),
    /// How quotation marks are used.
    Quotation,
    /// The sentence's shape.
    Shape,
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
    /// Takes one feature. The same feature may come more than once from a sentence;
    /// features count by presence.
    fn take(&mut self, feature: Feature, name: impl FnOnce(&mut String));
}

/// One step of a sentence's stream of words: a word, a number, a mark, a run of names or a
/// whole quotation.
#[derive(Clone, Copy)]
struct Term {
    hash: u64,
    /// A name for terms that stand for others, such as `<name>`; else empty.
    stands_for: &'static str,
    tokens: (u32, u32),
}

/// Turns sentences into features. Holds its working memory, so that a sentence costs no
/// allocation.
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    seeds: Seeds,
    /// For each token, the quotation that it stands in, from 1; 0 outside.
    quoted: Vec<u8>,
    names: Vec<bool>,
    stream: Vec<Term>,
    cues: Vec<CueMatch>,
    cue_counts: Vec<[u8; 4]>,
    categories: Vec<u64>,
}

/// The hashes of the families and of the fixed parts.
struct Seeds {
    word: u64,
    pair: u64,
    cue: u64,
    quotation: u64,
    name: u64,
    quoted: u64,
    start: u64,
    end: u64,
}

const NAME: &str = "<name>";
const QUOTED: &str = "<q>";
const START: &str = "<s>";
const END: &str = "</s>";
const CUE_PARTS: [&str; 2] = ["weak", "strong"];
const TIMES: [&str; 3] = ["1", "2", "3"];

impl<'a> Extractor<'a> {
    /// An extractor that knows the cues and common words of `lexicon`.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon) -> Self {
        let family = |name: &str| mix(0, hash(name));
        Extractor {
            lexicon,
            seeds: Seeds {
                word: family("word"),
                pair: family("pair"),
                cue: family("cue"),
                quotation: family("quotation"),
                name: hash(NAME),
                quoted: hash(QUOTED),
                start: hash(START),
                end: hash(END),
            },
            quoted: Vec::new(),
            names: Vec::new(),
            stream: Vec::new(),
            cues: Vec::new(),
            cue_counts: Vec::new(),
            categories: lexicon.categories().iter().map(|name| hash(name)).collect(),
        }
    }

    /// Gives every feature of a sentence to `sink`.
    pub fn features(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.mark_quoted(reading);
        mark_names(reading, &self.quoted, self.lexicon, &mut self.names);
        self.read_stream(reading);
        self.words(reading, sink);
        self.quotations(reading, sink);
        self.cues(reading, sink);
    }

    fn mark_quoted(&mut self, reading: Reading<'_>) {
        self.quoted.clear();
        let mut next = 0;
        for token in reading.tokens {
            while next < reading.quotations.len()
                && reading.quotations[next].span.end <= token.span.start
            {
                next += 1;
            }
            let inside = reading
                .quotations
                .get(next)
                .is_some_and(|quotation| quotation.span.start <= token.span.start);
            self.quoted.push(if inside { u8::try_from(next + 1).unwrap_or(u8::MAX) } else { 0 });
        }
    }

    fn read_stream(&mut self, reading: Reading<'_>) {
        self.stream.clear();
        let mut last_quotation = 0;
        for (index, token) in reading.tokens.iter().enumerate() {
            let at = place(index);
            let quotation = self.quoted[index];
            let (hash, stands_for) = if quotation > 0 {
                if quotation == last_quotation {
                    if let Some(term) = self.stream.last_mut() {
                        term.tokens.1 = at + 1;
                    }
                    continue;
                }
                (self.seeds.quoted, QUOTED)
            } else if self.names[index] {
                if let Some(term) = self.stream.last_mut()
                    && term.stands_for == NAME
                    && last_quotation == 0
                {
                    term.tokens.1 = at + 1;
                    continue;
                }
                (self.seeds.name, NAME)
            } else {
                (token.hash, "")
            };
            last_quotation = quotation;
            self.stream.push(Term { hash, stands_for, tokens: (at, at + 1) });
        }
    }

    fn words(&self, reading: Reading<'_>, sink: &mut impl Sink) {
        let mut before = Term { hash: self.seeds.start, stands_for: START, tokens: (0, 0) };
        for &term in &self.stream {
            let word = Feature {
                id: mix(self.seeds.word, term.hash),
                tokens: term.tokens,
                sort: Sort::Words,
            };
            sink.take(word, |name| {
                name.push_str("word ");
                push_term(reading, term, name);
            });
            self.pair(reading, before, term, sink);
            before = term;
        }
        let after = Term {
            hash: self.seeds.end,
            stands_for: END,
            tokens: (before.tokens.1, before.tokens.1),
        };
        self.pair(reading, before, after, sink);
    }

    fn pair(&self, reading: Reading<'_>, a: Term, b: Term, sink: &mut impl Sink) {
        let pair = Feature {
            id: mix(mix(self.seeds.pair, a.hash), b.hash),
            tokens: (a.tokens.0, b.tokens.1),
            sort: Sort::Words,
        };
        sink.take(pair, |name| {
            name.push_str("pair ");
            push_term(reading, a, name);
            name.push(' ');
            push_term(reading, b, name);
        });
    }

    fn quotations(&self, reading: Reading<'_>, sink: &mut impl Sink) {
        let mut give = |part: &'static str, tokens: (u32, u32)| {
            let feature = Feature {
                id: mix(self.seeds.quotation, hash(part)),
                tokens,
                sort: Sort::Quotation,
            };
            sink.take(feature, |name| {
                name.push_str("quotation ");
                name.push_str(part);
            });
        };
        let is_word = |index: usize| reading.tokens[index].class != TokenClass::Mark;
        let mut quoted_words = 0;
        for (number, quotation) in reading.quotations.iter().enumerate() {
            let number = u8::try_from(number + 1).unwrap_or(u8::MAX);
            let mut tokens = (u32::MAX, 0);
            let mut words = 0;
            for (index, _) in self.quoted.iter().enumerate().filter(|(_, q)| **q == number) {
                tokens = (tokens.0.min(place(index)), place(index) + 1);
                words += usize::from(is_word(index));
            }
            if tokens.0 == u32::MAX {
                continue;
            }
            quoted_words += words;
            give(
                match words {
                    0 => "no-words",
                    1..=3 => "1-3-words",
                    4..=8 => "4-8-words",
                    _ => "9-words",
                },
                tokens,
            );
            give(if quotation.closed { "closed" } else { "open" }, tokens);
        }
        let words = (0..reading.tokens.len()).filter(|&index| is_word(index)).count();
        let share = if words == 0 { 0.0 } else { quoted_words as f64 / words as f64 };
        give(
            match share {
                0.0 => "share-none",
                share if share < 0.3 => "share-small",
                share if share < 0.7 => "share-half",
                share if share < 1.0 => "share-large",
                _ => "share-whole",
            },
            (0, 0),
        );
    }

    fn cues(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.cues.clear();
        self.lexicon.cues_into(reading.tokens, &mut self.cues);
        self.cue_counts.clear();
        self.cue_counts.resize(self.categories.len(), [0; 4]);
        for &cue in &self.cues {
            let whole = cue.first..cue.first + cue.length;
            let crosses = self.quoted[whole.clone()]
                .iter()
                .any(|&quotation| quotation != self.quoted[cue.first]);
            // What somebody else says is no cue to what the author does.
            let quoted = self.quoted[cue.first] > 0;
            if quoted || crosses || (cue.length == 1 && self.names[cue.first]) {
                continue;
            }
            let tokens = (place(whole.start), place(whole.end));
            for sense in self.lexicon.senses(cue) {
                let category = sense.category;
                let counts = &mut self.cue_counts[category];
                let grade = usize::from(sense.grade == Grade::Strong);
                let category_name = &self.lexicon.categories()[category];
                // The category, then the category with this grade: how often so far?
                for (slot, part) in [(0, "any"), (1 + grade, CUE_PARTS[grade])] {
                    counts[slot] = (counts[slot] + 1).min(3);
                    let times = TIMES[usize::from(counts[slot]) - 1];
                    let id = [part, times]
                        .iter()
                        .fold(mix(self.seeds.cue, self.categories[category]), |id, part| {
                            mix(id, hash(part))
                        });
                    let feature = Feature {
                        id,
                        tokens,
                        sort: Sort::Cue(u8::try_from(category).unwrap_or(u8::MAX)),
                    };
                    sink.take(feature, |name| {
                        name.push_str("cue ");
                        name.push_str(category_name);
                        name.push(' ');
                        name.push_str(part);
                        name.push(' ');
                        name.push_str(times);
                    });
                }
            }
        }
    }
}

fn push_term(reading: Reading<'_>, term: Term, name: &mut String) {
    if term.stands_for.is_empty() {
        let token = &reading.tokens[term.tokens.0 as usize];
        let mut normal = String::new();
        normal_form_into(token.span.of(reading.text), token.class, &mut normal);
        name.push_str(&normal);
    } else {
        name.push_str(term.stands_for);
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).expect("a sentence is shorter than 2^32 tokens")
}

/// An empty reading has no text to point at.
impl Default for Reading<'_> {
    fn default() -> Self {
        Reading { text: "", tokens: &[], quotations: &[] }
    }
}

/// The span in the text of the tokens that a feature rests on, if it rests on some.
#[must_use]
pub fn span_of(feature: Feature, tokens: &[Token]) -> Option<Span> {
    let (first, end) = (feature.tokens.0 as usize, feature.tokens.1 as usize);
    if end == 0 || end <= first || end > tokens.len() {
        return None;
    }
    Some(Span { start: tokens[first].span.start, end: tokens[end - 1].span.end })
}
