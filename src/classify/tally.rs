//! Adding up what the features of one sentence say.

use crate::model::extractor::{Spelling, spelled};
use crate::model::feature::{CueCount, Ground, Marks, Quoting, Reading, Stream, Term, Tokens};
use crate::model::shown::Shown;
use crate::model::tempering::tempering;
use crate::model::vocabulary::{Row, Vocabulary};
use crate::sieve::Sieve;
use crate::text::token::hash;

use super::passage::Passage;
use super::prediction::Summand;

/// The sum of one sentence, and what it is made of.
pub(super) struct Tally<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) memory: &'a mut Memory,
    /// Whether every part of the sum is kept.
    pub(super) keep: bool,
    pub(super) log_odds: f64,
    pub(super) tempering: f64,
    /// What the features say of the kinds, before tempering.
    pub(super) kinds: [f32; 5],
}

/// What lasts from sentence to sentence.
pub(super) struct Memory {
    /// In which of the last sentences the feature of each row was seen: features count by
    /// presence. A byte each, so that they stay close.
    last_in: Vec<u8>,
    sentence: u8,
    /// What is said of the words of the sentence at hand; see [`Memory::slot`].
    said: Vec<Said>,
    /// The slots of words, pairs and the whole sentence end here.
    worded: usize,
    /// The tokens whose slots stand behind those of words and pairs.
    others: Vec<Tokens>,
    /// The slots of what may stand before a reader.
    shown: Sieve<u32>,
    /// Every part of the sum, with its slot.
    parts: Vec<(Row, u32, f64)>,
    /// The known pieces of words met before, at a place that the word's hash tells.
    words: Vec<WordPieces>,
    /// Those of the word at hand, and its spelling.
    pieces: Vec<Row>,
    spelling: Spelling,
    /// The steps of words that are not known.
    unknown: Sieve<u32>,
    /// The keys of pairs that may be known, each with its slot.
    keys: Sieve<(u64, u32)>,
}

/// What features say of the same words.
#[derive(Clone, Copy)]
struct Said {
    /// What they add to the log-odds of opinion, in nats.
    weight: f64,
    /// The best reason to show it.
    shown: Shown,
}

impl Said {
    const NOTHING: Said = Said { weight: 0.0, shown: Shown::NEVER };
}

/// A word that is not known, its known pieces, and one more than how many those are: all zeros
/// where no word is remembered yet, so that memory costs nothing before it is used. A line of
/// cache.
type WordPieces = (u64, [Row; MOST_PIECES], u32);

/// Words with more known pieces are not remembered.
const MOST_PIECES: usize = 13;

/// So many words are remembered: most of those that an article repeats.
const WORDS: usize = 4096;

impl Memory {
    /// Nothing seen yet, of so many features.
    pub(super) fn new(features: usize) -> Memory {
        Memory {
            last_in: vec![0; features],
            sentence: 0,
            said: Vec::new(),
            worded: 0,
            others: Vec::new(),
            shown: Sieve::default(),
            parts: Vec::new(),
            words: vec![(0, [0; MOST_PIECES], 0); WORDS],
            pieces: Vec::new(),
            spelling: Spelling::default(),
            unknown: Sieve::default(),
            keys: Sieve::default(),
        }
    }

    /// Begins a sentence of so many words.
    fn begin(&mut self, words: usize) {
        self.worded = 2 * words + 1;
        // The list only grows; slots of words and pairs are written before they are read.
        if self.said.len() < self.worded {
            self.said.resize(self.worded, Said::NOTHING);
        }
        self.said[self.worded - 1] = Said::NOTHING;
        self.others.clear();
        self.parts.clear();
        self.sentence = self.sentence.wrapping_add(1);
        if self.sentence == 0 {
            self.last_in.fill(0);
            self.sentence = 1;
        }
    }

    /// Where what is said of these words is added up. Words and pairs take turns, the sentence
    /// as a whole has the last of their slots, and other tokens stand behind it.
    #[inline]
    fn slot(&mut self, ground: Ground) -> u32 {
        small(match ground {
            Ground::Word(step) => 2 * step,
            Ground::Pair(step) => 2 * step - 1,
            Ground::Sentence => self.worded - 1,
            Ground::Tokens(tokens) => {
                let known = self.others.iter().position(|&other| other == tokens);
                self.worded + known.unwrap_or_else(|| self.begin_other(tokens))
            }
        })
    }

    fn begin_other(&mut self, tokens: Tokens) -> usize {
        self.said.truncate(self.worded + self.others.len());
        self.said.push(Said::NOTHING);
        self.others.push(tokens);
        self.others.len() - 1
    }

    /// The words of a slot.
    fn ground(&self, slot: usize) -> Ground {
        if let Some(other) = slot.checked_sub(self.worded) {
            Ground::Tokens(self.others[other])
        } else if slot + 1 == self.worded {
            Ground::Sentence
        } else if slot.is_multiple_of(2) {
            Ground::Word(slot / 2)
        } else {
            Ground::Pair(slot / 2 + 1)
        }
    }

    /// Appends the passages of the sentence at hand that may stand before a reader.
    pub(super) fn passages_into(
        &mut self,
        reading: Reading<'_>,
        stream: Stream<'_>,
        passages: &mut Vec<Passage>,
    ) {
        let said = &self.said[..self.worded + self.others.len()];
        let mut offers = self.shown.offers(said.len());
        for (slot, said) in said.iter().enumerate() {
            offers.offer(small(slot), said.shown != Shown::NEVER);
        }
        drop(offers);
        for &slot in self.shown.kept() {
            let Said { weight, shown } = self.said[slot as usize];
            let ground = self.ground(slot as usize);
            if ground != Ground::Sentence {
                passages.push(Passage { place: reading.place(ground, stream), weight, shown });
            }
        }
    }

    /// Every part of the sum, as a summand.
    pub(super) fn summands<'a>(
        &'a self,
        vocabulary: &'a Vocabulary,
        reading: Reading<'a>,
        stream: Stream<'a>,
    ) -> impl Iterator<Item = Summand> + 'a {
        self.parts.iter().map(move |&(row, slot, weight)| Summand {
            weight,
            feature: vocabulary.feature(row),
            place: reading.place(self.ground(slot as usize), stream),
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
    fn place(word: u64) -> usize {
        word as usize & (WORDS - 1)
    }
}

impl Tally<'_> {
    /// Adds what the feature of a row says of the words of a slot, if it is new to the sentence.
    #[inline]
    fn take(&mut self, row: Row, slot: u32) {
        let Memory { last_in, sentence, said, parts, .. } = &mut *self.memory;
        // Features count by presence.
        if std::mem::replace(&mut last_in[row as usize], *sentence) == *sentence {
            return;
        }
        let (says, shows) = self.vocabulary.says(row);
        for (sum, kind) in self.kinds.iter_mut().zip(says.kinds) {
            *sum += kind;
        }
        let weight = self.tempering * says.opinion;
        self.log_odds += weight;
        let said = &mut said[slot as usize];
        said.weight += weight;
        said.shown = said.shown.min(shows);
        if self.keep {
            parts.push((row, slot, weight));
        }
    }

    /// Takes the words of a sentence, the pairs of words, and the pieces of unknown words.
    pub(super) fn words(&mut self, reading: Reading<'_>, stream: Stream<'_>) {
        let words = stream.words();
        self.memory.begin(words.len());
        self.tempering = tempering(words.len());
        if self.keep {
            self.each_word::<true>(words);
        } else {
            self.each_word::<false>(words);
        }
        self.find_pairs(stream);
        let keys = std::mem::take(&mut self.memory.keys);
        // With the beginning or the end of the sentence, it is one word that a reader sees.
        let last = u32::try_from(2 * words.len().max(1) - 2).unwrap_or(u32::MAX);
        for &(key, slot) in keys.kept() {
            if let Some(row) = self.vocabulary.pair(key) {
                self.take(row, slot.min(last));
            }
        }
        self.memory.keys = keys;
        let unknown = std::mem::take(&mut self.memory.unknown);
        for &step in unknown.kept() {
            let term = &words[step as usize];
            if let Some(word) = spelled(reading, term) {
                self.pieces(step, term.hash, word);
            }
        }
        self.memory.unknown = unknown;
    }

    /// Takes the words that are known, without a branch: it would be guessed wrong too often.
    /// Where no part is to `KEEP`, nothing is called either, so that the sums stay in registers; they
    /// would not inside of a larger function.
    #[inline(never)]
    fn each_word<const KEEP: bool>(&mut self, words: &[Term]) {
        let Memory { last_in, sentence, said, parts, unknown, .. } = &mut *self.memory;
        let (vocabulary, tempering, sentence) = (self.vocabulary, self.tempering, *sentence);
        let (mut log_odds, mut kinds) = (self.log_odds, self.kinds);
        let mut unknown = unknown.offers(words.len());
        for (step, (word, said)) in words.iter().zip(said.as_chunks_mut::<2>().0).enumerate() {
            let (row, is_known) = vocabulary.word(word.id);
            unknown.offer(small(step), !is_known);
            // Features count by presence.
            let is_new = std::mem::replace(&mut last_in[row as usize], sentence) != sentence;
            let (says, shows) = vocabulary.says(row);
            let times = u8::from(is_new);
            for (sum, kind) in kinds.iter_mut().zip(says.kinds) {
                *sum += f32::from(times) * kind;
            }
            let weight = tempering * says.opinion * f64::from(times);
            log_odds += weight;
            let shown = if is_new { shows } else { Shown::NEVER };
            *said = [Said { weight, shown }, Said::NOTHING];
            if KEEP && is_new && is_known {
                parts.push((row, small(2 * step), weight));
            }
        }
        (self.log_odds, self.kinds) = (log_odds, kinds);
    }

    /// Finds the pairs of words that may be known. On its own for the same reason.
    #[inline(never)]
    fn find_pairs(&mut self, stream: Stream<'_>) {
        let vocabulary = self.vocabulary;
        let (start, words) = stream.after_start();
        let mut keys = self.memory.keys.offers(words.len());
        let mut before = start.id;
        for (step, word) in words.iter().enumerate() {
            let (key, may_be_known) = vocabulary.pair_key(before, word.id);
            keys.offer((key, small((2 * step).saturating_sub(1))), may_be_known);
            before = word.id;
        }
    }

    /// Takes the known pieces of an unknown word, which are looked up once for many sentences.
    fn pieces(&mut self, step: u32, hashed: u64, word: &str) {
        let (remembered, pieces, known) = self.memory.words[Memory::place(hashed)];
        if remembered == hashed && known > 0 {
            for &row in pieces.iter().take(known as usize - 1) {
                self.take(row, 2 * step);
            }
            return;
        }
        let mut rows = std::mem::take(&mut self.memory.pieces);
        rows.clear();
        let vocabulary = self.vocabulary;
        self.memory.spelling.pieces(word, |piece| rows.extend(vocabulary.piece(hash(piece))));
        for &row in &rows {
            self.take(row, 2 * step);
        }
        let mut pieces = [0; MOST_PIECES];
        if let Some(known) = pieces.get_mut(..rows.len()) {
            known.copy_from_slice(&rows);
            let count = u32::try_from(rows.len()).expect("no more than a word has letters");
            self.memory.words[Memory::place(hashed)] = (hashed, pieces, count + 1);
        }
        self.memory.pieces = rows;
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a sentence has fewer than 2^31 words")]
fn small(slot: usize) -> u32 {
    slot as u32
}

impl Marks for Tally<'_> {
    fn quoting(&mut self, quoting: Quoting, ground: Ground) {
        if let Some(row) = self.vocabulary.quoting(quoting) {
            let slot = self.memory.slot(ground);
            self.take(row, slot);
        }
    }

    fn cue(&mut self, count: CueCount, _category: &str, ground: Ground) {
        if let Some(row) = self.vocabulary.cue(count) {
            let slot = self.memory.slot(ground);
            self.take(row, slot);
        }
    }
}
