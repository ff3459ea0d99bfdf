//! From a sentence to its features: the stream of its words, the pieces of unknown words,
//! its quotations and its cues.

use crate::text::cue::Grade;
use crate::text::token::{TokenClass, hash, normal_form_into};

use super::feature::{CueCount, Mask, Place, Quoting, Reading, Sink, Term};
use super::lexicon::{CueMatch, Lexicon, TermId};
use super::name::mark_names;

/// Turns sentences into features. Holds its working memory, so that a sentence costs no
/// allocation.
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    masks: Masks,
    /// For each token, its number in the lexicon.
    terms: Vec<TermId>,
    /// For each token, the quotation that it stands in, from 1; 0 outside.
    quoted: Vec<u8>,
    names: Vec<bool>,
    stream: Vec<Term>,
    cues: Vec<CueMatch>,
    cue_counts: Vec<[usize; 3]>,
    /// A word between its marks, `^word$`, and where its characters begin.
    letters: String,
    begins: Vec<usize>,
}

/// What stands for other words.
struct Masks {
    name: Term,
    quotation: Term,
    start: Term,
    end: Term,
}

/// The letters of a piece: enough for an ending or a beginning that means something
/// (`ously`, `^unre`). Four were no better.
const PIECE: usize = 5;

impl<'a> Extractor<'a> {
    /// An extractor that knows the cues and common words of `lexicon`.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon) -> Self {
        let mask = |mask: Mask| {
            let hash = hash(mask.as_str());
            Term { hash, id: lexicon.term(hash), mask, token: 0, place: Place::default() }
        };
        Extractor {
            lexicon,
            masks: Masks {
                name: mask(Mask::Name),
                quotation: mask(Mask::Quotation),
                start: mask(Mask::Start),
                end: mask(Mask::End),
            },
            terms: Vec::new(),
            quoted: Vec::new(),
            names: Vec::new(),
            stream: Vec::new(),
            cues: Vec::new(),
            cue_counts: Vec::new(),
            letters: String::new(),
            begins: Vec::new(),
        }
    }

    /// Gives every feature of a sentence to `sink`.
    pub fn features(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.terms.clear();
        self.terms.extend(reading.tokens.iter().map(|token| self.lexicon.term(token.hash)));
        self.mark_quoted(reading);
        mark_names(reading, &self.terms, &self.quoted, self.lexicon, &mut self.names);
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
            let place = place(reading, index, index);
            let quotation = self.quoted[index];
            let term = if quotation > 0 {
                if quotation == last_quotation {
                    if let Some(term) = self.stream.last_mut() {
                        term.place.end = place.end;
                    }
                    continue;
                }
                self.masks.quotation
            } else if self.names[index] {
                if let Some(term) = self.stream.last_mut()
                    && term.mask == Mask::Name
                    && last_quotation == 0
                {
                    term.place.end = place.end;
                    continue;
                }
                self.masks.name
            } else {
                Term { hash: token.hash, id: self.terms[index], mask: Mask::None, token: 0, place }
            };
            last_quotation = quotation;
            self.stream.push(Term { token: offset(index), place, ..term });
        }
    }

    fn words(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        let first = self.stream.first().map_or(0, |term| term.place.start);
        let beginning = Place { start: first, end: first };
        let mut before = Term { place: beginning, ..self.masks.start };
        for place in 0..self.stream.len() {
            let term = self.stream[place];
            let known = sink.word(term, |name| push_term(reading, term, name));
            if !known && term.mask == Mask::None {
                self.pieces(reading, term, sink);
            }
            pair(reading, before, term, sink);
            before = term;
        }
        let end = Place { start: before.place.end, end: before.place.end };
        pair(reading, before, Term { place: end, ..self.masks.end }, sink);
    }

    /// The pieces of a word: every [`PIECE`] letters in a row, its ends marked `^` and `$`.
    fn pieces(&mut self, reading: Reading<'_>, term: Term, sink: &mut impl Sink) {
        let token = &reading.tokens[term.token as usize];
        if token.class != TokenClass::Word || sink.recall(term) {
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
            sink.piece(hash(piece), term, |name| name.push_str(piece));
        }
        sink.remember(term);
    }

    fn quotations(&self, reading: Reading<'_>, sink: &mut impl Sink) {
        let is_word = |index: usize| reading.tokens[index].class != TokenClass::Mark;
        let mut quoted_words = 0;
        for (number, quotation) in reading.quotations.iter().enumerate() {
            let number = u8::try_from(number + 1).unwrap_or(u8::MAX);
            let mut quoted: Option<(usize, usize)> = None;
            let mut words = 0;
            for (index, _) in self.quoted.iter().enumerate().filter(|(_, q)| **q == number) {
                quoted = Some((quoted.map_or(index, |(first, _)| first), index));
                words += usize::from(is_word(index));
            }
            let Some((first, last)) = quoted else { continue };
            let place = place(reading, first, last);
            quoted_words += words;
            let length = match words {
                0 => Quoting::NoWords,
                1..=3 => Quoting::FewWords,
                4..=8 => Quoting::SomeWords,
                _ => Quoting::ManyWords,
            };
            sink.quoting(length, place);
            sink.quoting(if quotation.closed { Quoting::Closed } else { Quoting::Open }, place);
        }
        let words = (0..reading.tokens.len()).filter(|&index| is_word(index)).count();
        let share = if words == 0 { 0.0 } else { quoted_words as f64 / words as f64 };
        let share = match share {
            0.0 => Quoting::ShareNone,
            share if share < 0.3 => Quoting::ShareSmall,
            share if share < 0.7 => Quoting::ShareHalf,
            share if share < 1.0 => Quoting::ShareLarge,
            _ => Quoting::ShareWhole,
        };
        sink.quoting(share, Place::default());
    }

    fn cues(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.cues.clear();
        self.lexicon.cues_into(&self.terms, &mut self.cues);
        self.cue_counts.clear();
        self.cue_counts.resize(self.lexicon.categories().len(), [0; 3]);
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
            let place = place(reading, whole.start, whole.end - 1);
            for sense in self.lexicon.senses(cue) {
                let category = sense.category;
                let counts = &mut self.cue_counts[category];
                let name = &self.lexicon.categories()[category];
                // The category, then the category with this grade: how often so far?
                for grade in [0, 1 + usize::from(sense.grade == Grade::Strong)] {
                    let times = counts[grade];
                    counts[grade] = (times + 1).min(2);
                    sink.cue(CueCount { category, grade, times }, name, place);
                }
            }
        }
    }
}

fn pair(reading: Reading<'_>, first: Term, second: Term, sink: &mut impl Sink) {
    sink.pair(first, second, |name| {
        push_term(reading, first, name);
        name.push(' ');
        push_term(reading, second, name);
    });
}

fn push_term(reading: Reading<'_>, term: Term, name: &mut String) {
    if term.mask == Mask::None {
        let token = &reading.tokens[term.token as usize];
        let mut normal = String::new();
        normal_form_into(token.span.of(reading.text), token.class, &mut normal);
        name.push_str(&normal);
    } else {
        name.push_str(term.mask.as_str());
    }
}

/// The place of the tokens from `first` to `last`, both inside.
#[inline]
fn place(reading: Reading<'_>, first: usize, last: usize) -> Place {
    Place {
        start: offset(reading.tokens[first].span.start - reading.start),
        end: offset(reading.tokens[last].span.end - reading.start),
    }
}

#[inline]
fn offset(within: usize) -> u32 {
    u32::try_from(within).expect("a sentence is shorter than 2^32 bytes")
}
