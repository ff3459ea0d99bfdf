//! From a sentence to its features: the stream of its words, the pieces of unknown words,
//! its quotations and its cues.

use crate::sieve::{Offers, Sieve};
use crate::text::cue::Grade;
use crate::text::token::{Case, Token, TokenClass, hash, normal_form_into};

use super::feature::{CueCount, Ground, Marks, Mask, Quoting, Reading, Sink, Stream, Term, Tokens};
use super::lexicon::{Begin, CueMatch, Known, Lexicon, TermId, UNKNOWN};
use super::name::mark_names;
use super::standing::{Standing, mark_quoted};

/// Turns sentences into features. Holds its working memory, so that a sentence costs no
/// allocation.
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    masks: Masks,
    /// For each token, its number in the lexicon.
    terms: Vec<TermId>,
    /// For each token, what it stands for.
    standings: Vec<Standing>,
    /// The tokens that are written with a capital.
    capitals: Sieve<u32>,
    stream: Vec<Term>,
    begins: Sieve<Begin>,
    cues: Vec<CueMatch>,
    /// How often a category was met so far, at most twice; by the place in [`CueCount::GRADES`].
    cue_counts: Vec<[u8; CueCount::GRADES.len()]>,
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
            standings: Vec::new(),
            capitals: Sieve::default(),
            stream: Vec::new(),
            begins: Sieve::default(),
            cues: Vec::new(),
            cue_counts: Vec::new(),
        }
    }

    /// Gives every feature of a sentence to `sink`: the plain way, by names.
    pub fn features(&mut self, reading: Reading<'_>, sink: &mut impl Sink) {
        self.read(reading);
        let stream = self.stream();
        let mut spelling = Spelling::default();
        sink.begin(stream.words().len());
        let (mut first, rest) = stream.after_start();
        for second in rest {
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
            first = second;
        }
        self.marks(reading, sink);
    }

    /// Reads a sentence.
    pub fn read(&mut self, reading: Reading<'_>) {
        let tokens = reading.tokens;
        let Extractor { lexicon, terms, capitals, begins, standings, .. } = self;
        terms.resize(tokens.len(), UNKNOWN);
        look_up(
            lexicon,
            tokens,
            terms,
            &mut capitals.offers(tokens.len()),
            &mut begins.offers(tokens.len() + 1),
        );
        mark_quoted(tokens, reading.quotations, standings);
        mark_names(reading, terms, capitals.kept(), lexicon, standings);
        self.read_stream(tokens);
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

    /// Masks names and quotations; a run of names and a whole quotation are one step each.
    fn read_stream(&mut self, tokens: &[Token]) {
        let Extractor { stream, masks, terms, standings, .. } = self;
        stream.clear();
        stream.reserve(tokens.len() + 2);
        stream.push(masks.start);
        let mut before = Standing::ITSELF;
        for (at, ((token, &id), &standing)) in
            tokens.iter().zip(&*terms).zip(&*standings).enumerate()
        {
            let at = small(at);
            let tokens = Tokens { first: at, last: at };
            let mask = standing.mask();
            if mask == Mask::None {
                stream.push(Term { hash: token.hash, id, tokens, mask });
            } else if standing != before {
                stream.push(Term { tokens, ..*masks.of(mask) });
            } else if let Some(same) = stream.last_mut() {
                same.tokens.last = at;
            }
            before = standing;
        }
        stream.push(masks.end);
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
            let mut quoted: Option<Tokens> = None;
            let mut words = 0;
            let quotes = |standing: &Standing| *standing == Standing::quoted(number);
            for (index, _) in self.standings.iter().enumerate().filter(|(_, at)| quotes(at)) {
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
        let mut cues = std::mem::take(&mut self.cues);
        cues.clear();
        self.lexicon.cues_into(&self.terms, self.begins.kept(), &mut cues);
        self.cue_counts.clear();
        self.cue_counts.resize(self.lexicon.categories().len(), [0; CueCount::GRADES.len()]);
        for &cue in &cues {
            let standings = &self.standings[cue.first..cue.first + cue.length];
            // What somebody else says is no cue to what the author does.
            let quoted = standings.iter().any(|standing| standing.quotation().is_some());
            if quoted || standings == [Standing::NAME] {
                continue;
            }
            let (first, last) = (small(cue.first), small(cue.first + cue.length - 1));
            let ground = self.ground(Tokens { first, last });
            for sense in self.lexicon.senses(cue) {
                let category = sense.category;
                let counts = &mut self.cue_counts[category];
                let name = &self.lexicon.categories()[category];
                // The category, then the category with this grade: how often so far?
                for grade in [0, 1 + usize::from(sense.grade == Grade::Strong)] {
                    let times = usize::from(counts[grade]);
                    counts[grade] = (counts[grade] + 1).min(2);
                    sink.cue(CueCount { category, grade, times }, name, ground);
                }
            }
        }
        self.cues = cues;
    }
}

impl Masks {
    /// What stands in the stream for a name or a quotation.
    fn of(&self, mask: Mask) -> &Term {
        if mask == Mask::Name { &self.name } else { &self.quotation }
    }
}

/// Finds what the lexicon knows of each token, and what is to be looked at again: capitals, and
/// the beginnings of cues.
fn look_up(
    lexicon: &Lexicon,
    tokens: &[Token],
    terms: &mut [TermId],
    capitals: &mut Offers<'_, u32>,
    begins: &mut Offers<'_, Begin>,
) {
    let mut before = Known::NOTHING;
    for (at, (token, term)) in tokens.iter().zip(terms).enumerate() {
        let at = small(at);
        let word = lexicon.known(token.hash);
        *term = word.id;
        capitals.offer(at, token.case != Case::Lower);
        let (begin, may_begin) = lexicon.may_begin(at.wrapping_sub(1), before, word.id);
        begins.offer(begin, may_begin);
        before = word;
    }
    let last = small(tokens.len()).wrapping_sub(1);
    let (begin, may_begin) = lexicon.may_begin(last, before, UNKNOWN);
    begins.offer(begin, may_begin);
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

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a sentence has fewer than 2^32 tokens")]
fn small(token: usize) -> u32 {
    token as u32
}
