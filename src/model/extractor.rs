//! From a sentence to its features: the stream of its words, the pieces of unknown words,
//! its quotations and its cues.

use crate::text::cue::Grade;
use crate::text::token::{TokenClass, hash, normal_form_into};

use super::feature::{Feature, Reading, Sink, mix};
use super::lexicon::{CueMatch, Lexicon};
use super::name::mark_names;

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
    /// A word between its marks, `^word$`, and where its characters begin.
    letters: String,
    begins: Vec<usize>,
}

/// The hashes of the families and of the fixed parts.
struct Seeds {
    word: u64,
    pair: u64,
    piece: u64,
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
/// The letters of a piece: enough for an ending or a beginning that means something
/// (`ously`, `^unre`). Four were no better.
const PIECE: usize = 5;
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
                piece: family("piece"),
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
            letters: String::new(),
            begins: Vec::new(),
        }
    }

    /// Gives every feature of a sentence to `sink`.
    pub fn features(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.mark_quoted(reading);
        mark_names(reading, &self.quoted, self.lexicon, &mut self.names);
        self.read_stream(reading);
        sink.begin(self.stream.len());
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

    fn words(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        let mut before = Term { hash: self.seeds.start, stands_for: START, tokens: (0, 0) };
        for place in 0..self.stream.len() {
            let term = self.stream[place];
            let word = Feature { id: mix(self.seeds.word, term.hash), tokens: term.tokens };
            let known = sink.take(word, |name| {
                name.push_str("word ");
                push_term(reading, term, name);
            });
            if !known && term.stands_for.is_empty() {
                self.pieces(reading, term, sink);
            }
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

    /// The pieces of a word: every [`PIECE`] letters in a row, its ends marked `^` and `$`.
    fn pieces(&mut self, reading: Reading<'_>, term: Term, sink: &mut impl Sink) {
        let token = &reading.tokens[term.tokens.0 as usize];
        if token.class != TokenClass::Word || sink.recall(term.hash, term.tokens) {
            return;
        }
        normal_form_into(token.span.of(reading.text), token.class, &mut self.letters);
        self.letters.insert(0, '^');
        self.letters.push('$');
        self.begins.clear();
        self.begins.extend(self.letters.char_indices().map(|(begin, _)| begin));
        for place in 0..self.begins.len().saturating_sub(PIECE - 1).max(1) {
            let end = self.begins.get(place + PIECE).copied().unwrap_or(self.letters.len());
            let piece = &self.letters[self.begins[place]..end];
            let feature = Feature { id: mix(self.seeds.piece, hash(piece)), tokens: term.tokens };
            sink.take_piece(feature, |name| {
                name.push_str("piece ");
                name.push_str(piece);
            });
        }
        sink.remember(term.hash);
    }

    fn pair(&self, reading: Reading<'_>, a: Term, b: Term, sink: &mut impl Sink) {
        let pair = Feature {
            id: mix(mix(self.seeds.pair, a.hash), b.hash),
            tokens: (a.tokens.0, b.tokens.1),
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
            let feature = Feature { id: mix(self.seeds.quotation, hash(part)), tokens };
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
                    let feature = Feature { id, tokens };
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
