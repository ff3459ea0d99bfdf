//! From a sentence to its features: the stream of its words, the pieces of unknown words,
//! its quotations and its cues.

use crate::text::cue::Grade;
use crate::text::token::{TokenClass, hash, normal_form_into};

use super::feature::{CueCount, Ground, Marks, Mask, Quoting, Reading, Sink, Stream, Term, Tokens};
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
    /// Where a cue may begin.
    begins: Vec<u32>,
}

/// A word between its marks, `^word$`, and where its characters begin.
#[derive(Default)]
pub struct Spelling {
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
            Term { hash, id: lexicon.term(hash), tokens: Tokens { first: 0, last: 0 }, mask }
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
            begins: Vec::new(),
        }
    }

    /// Gives every feature of a sentence to `sink`: the plain way, by names.
    pub fn features(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.read(reading);
        let stream = self.stream();
        let mut spelling = Spelling::default();
        sink.begin(stream.words().len());
        for (first, second) in stream.pairs() {
            if second.mask != Mask::End {
                let known = sink.word(second, |name| push_term(reading, second, name));
                if !known && let Some(word) = spelled(reading, second) {
                    spelling
                        .pieces(word, |piece| sink.piece(hash(piece), |name| name.push_str(piece)));
                }
            }
            sink.pair(first, second, |name| {
                push_term(reading, first, name);
                name.push(' ');
                push_term(reading, second, name);
            });
        }
        self.marks(reading, sink);
    }

    /// Reads a sentence.
    pub fn read(&mut self, reading: Reading<'_>) {
        self.terms.clear();
        self.terms.extend(reading.tokens.iter().map(|token| self.lexicon.term(token.hash)));
        self.mark_quoted(reading);
        mark_names(reading, &self.terms, &self.quoted, self.lexicon, &mut self.names);
        self.read_stream(reading);
    }

    /// The words of the sentence that was read last.
    #[must_use]
    pub fn stream(&self) -> Stream<'_> {
        Stream::between_ends(&self.stream)
    }

    /// Gives the quotations and cues of the sentence that was read last to `sink`.
    pub fn marks(&mut self, reading: Reading<'_>, sink: &mut impl Marks) {
        self.quotations(reading, sink);
        self.cues(sink);
    }

    fn mark_quoted(&mut self, reading: Reading<'_>) {
        self.quoted.clear();
        if reading.quotations.is_empty() {
            self.quoted.resize(reading.tokens.len(), 0);
            return;
        }
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

    /// Masks names and quotations; a run of names and a whole quotation are one step each.
    fn read_stream(&mut self, reading: Reading<'_>) {
        self.stream.clear();
        self.stream.push(self.masks.start);
        let mut before = (0, false);
        let marks = self.quoted.iter().zip(&self.names);
        let tokens = reading.tokens.iter().zip(&self.terms);
        for (at, ((token, &id), (&quotation, &name))) in (0..).zip(tokens.zip(marks)) {
            let tokens = Tokens { first: at, last: at };
            let masked = (quotation, name && quotation == 0);
            if masked == (0, false) {
                self.stream.push(Term { hash: token.hash, id, tokens, mask: Mask::None });
            } else if masked != before {
                let mask = if masked.1 { &self.masks.name } else { &self.masks.quotation };
                self.stream.push(Term { tokens, ..*mask });
            } else if let Some(same) = self.stream.last_mut() {
                same.tokens.last = at;
            }
            before = masked;
        }
        self.stream.push(self.masks.end);
    }

    /// Whether tokens are a word or a pair of words of the stream.
    fn ground(&self, tokens: Tokens) -> Ground {
        let words = self.stream().words();
        let step = if words.len() == self.terms.len() {
            tokens.first as usize
        } else {
            words.partition_point(|word| word.tokens.last < tokens.first)
        };
        let first = words[step].tokens;
        let next = words.get(step + 1);
        if first == tokens {
            Ground::Word(step)
        } else if first.first == tokens.first
            && next.is_some_and(|next| next.tokens.last == tokens.last)
        {
            Ground::Pair(step + 1)
        } else {
            Ground::Tokens(tokens)
        }
    }

    fn quotations(&self, reading: Reading<'_>, sink: &mut impl Marks) {
        let is_word = |index: usize| reading.tokens[index].class != TokenClass::Mark;
        let mut quoted_words = 0;
        for (number, quotation) in reading.quotations.iter().enumerate() {
            let number = u8::try_from(number + 1).unwrap_or(u8::MAX);
            let mut quoted: Option<Tokens> = None;
            let mut words = 0;
            for (index, _) in self.quoted.iter().enumerate().filter(|(_, q)| **q == number) {
                let at = small(index);
                quoted = Some(Tokens { first: quoted.map_or(at, |q| q.first), last: at });
                words += usize::from(is_word(index));
            }
            let Some(ground) = quoted.map(|tokens| self.ground(tokens)) else { continue };
            quoted_words += words;
            let length = match words {
                0 => Quoting::NoWords,
                1..=3 => Quoting::FewWords,
                4..=8 => Quoting::SomeWords,
                _ => Quoting::ManyWords,
            };
            sink.quoting(length, ground);
            sink.quoting(if quotation.closed { Quoting::Closed } else { Quoting::Open }, ground);
        }
        let words = if quoted_words == 0 {
            0
        } else {
            (0..reading.tokens.len()).filter(|&index| is_word(index)).count()
        };
        let share = if words == 0 { 0.0 } else { quoted_words as f64 / words as f64 };
        let share = match share {
            0.0 => Quoting::ShareNone,
            share if share < 0.3 => Quoting::ShareSmall,
            share if share < 0.7 => Quoting::ShareHalf,
            share if share < 1.0 => Quoting::ShareLarge,
            _ => Quoting::ShareWhole,
        };
        sink.quoting(share, Ground::Sentence);
    }

    fn cues(&mut self, sink: &mut impl Marks) {
        self.cues.clear();
        self.lexicon.cues_into(&self.terms, &mut self.begins, &mut self.cues);
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
            let ground =
                self.ground(Tokens { first: small(whole.start), last: small(whole.end - 1) });
            for sense in self.lexicon.senses(cue) {
                let category = sense.category;
                let counts = &mut self.cue_counts[category];
                let name = &self.lexicon.categories()[category];
                // The category, then the category with this grade: how often so far?
                for grade in [0, 1 + usize::from(sense.grade == Grade::Strong)] {
                    let times = counts[grade];
                    counts[grade] = (times + 1).min(2);
                    sink.cue(CueCount { category, grade, times }, name, ground);
                }
            }
        }
    }
}

impl Spelling {
    /// Calls `take` with the pieces of a word: every five letters in a row, its ends
    /// marked `^` and `$`.
    pub fn pieces(&mut self, word: &str, mut take: impl FnMut(&str)) {
        normal_form_into(word, TokenClass::Word, &mut self.letters);
        self.letters.insert(0, '^');
        self.letters.push('$');
        self.begins.clear();
        self.begins.extend(self.letters.char_indices().map(|(begin, _)| begin));
        for place in 0..self.begins.len().saturating_sub(PIECE - 1).max(1) {
            let end = self.begins.get(place + PIECE).copied().unwrap_or(self.letters.len());
            take(&self.letters[self.begins[place]..end]);
        }
    }
}

/// The word that stands in the stream for itself, if it is spelled with letters.
#[inline]
#[must_use]
pub fn spelled<'a>(reading: Reading<'a>, term: &Term) -> Option<&'a str> {
    let token = &reading.tokens[term.tokens.first as usize];
    let spelled = term.mask == Mask::None && token.class == TokenClass::Word;
    spelled.then(|| token.span.of(reading.text))
}

fn push_term(reading: Reading<'_>, term: &Term, name: &mut String) {
    if term.mask == Mask::None {
        let token = &reading.tokens[term.tokens.first as usize];
        let mut normal = String::new();
        normal_form_into(token.span.of(reading.text), token.class, &mut normal);
        name.push_str(&normal);
    } else {
        name.push_str(term.mask.as_str());
    }
}

fn small(token: usize) -> u32 {
    u32::try_from(token).expect("a sentence has fewer than 2^32 tokens")
}
