//! Adding up what the features of one sentence say.

use crate::model::extractor::{Spelling, spelled};
use crate::model::feature::{CueCount, Ground, Marks, Quoting, Reading, Stream, Tokens};
use crate::model::shown::Shown;
use crate::model::tempering::tempering;
use crate::model::vocabulary::{Row, Vocabulary};
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
    shown: Vec<u32>,
    /// Every part of the sum, with its slot.
    parts: Vec<(Row, u32, f64)>,
    /// The known pieces of words met before, at a place that the word's hash tells.
    words: Vec<WordPieces>,
    /// Those of the word at hand, and its spelling.
    pieces: Vec<Row>,
    spelling: Spelling,
    found: Found,
}

/// What features say of the same words.
#[derive(Clone, Copy)]
struct Said {
    /// What they add to the log-odds of opinion, in nats.
    weight: f64,
    /// The best reason to show it.
    shown: Shown,
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
            shown: Vec::new(),
            parts: Vec::new(),
            words: vec![(0, [0; MOST_PIECES], 0); WORDS],
            pieces: Vec::new(),
            spelling: Spelling::default(),
            found: Found::default(),
        }
    }

    /// Begins a sentence of so many words.
    fn begin(&mut self, words: usize) {
        self.worded = 2 * words + 1;
        self.said.clear();
        self.said.resize(self.worded, Said { weight: 0.0, shown: Shown::NEVER });
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
        let slot = match ground {
            Ground::Word(step) => 2 * step,
            Ground::Pair(step) => 2 * step - 1,
            Ground::Sentence => self.worded - 1,
            Ground::Tokens(tokens) => {
                let known = self.others.iter().position(|&other| other == tokens);
                self.worded + known.unwrap_or_else(|| self.begin_other(tokens))
            }
        };
        u32::try_from(slot).expect("a sentence has fewer than 2^31 words")
    }

    fn begin_other(&mut self, tokens: Tokens) -> usize {
        self.said.push(Said { weight: 0.0, shown: Shown::NEVER });
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
        if self.shown.len() < self.said.len() {
            self.shown.resize(self.said.len(), 0);
        }
        let mut shown = 0;
        for (slot, said) in (0..).zip(&self.said) {
            self.shown[shown] = slot;
            shown += usize::from(said.shown != Shown::NEVER);
        }
        for &slot in &self.shown[..shown] {
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
    /// Adds up the features of rows, each with the slot of its words, that are new to the
    /// sentence.
    #[inline]
    fn take(&mut self, rows: &[(Row, u32)]) {
        let Memory { last_in, sentence, said, parts, .. } = &mut *self.memory;
        let (mut log_odds, mut kinds) = (self.log_odds, self.kinds);
        for &(row, slot) in rows {
            // Features count by presence.
            if std::mem::replace(&mut last_in[row as usize], *sentence) == *sentence {
                continue;
            }
            let (says, shows) = self.vocabulary.says(row);
            for (sum, kind) in kinds.iter_mut().zip(says.kinds) {
                *sum += kind;
            }
            let weight = self.tempering * says.opinion;
            log_odds += weight;
            let said = &mut said[slot as usize];
            said.weight += weight;
            said.shown = said.shown.min(shows);
            if self.keep {
                parts.push((row, slot, weight));
            }
        }
        (self.log_odds, self.kinds) = (log_odds, kinds);
    }

    /// Takes the words of a sentence, the pairs of words, and the pieces of unknown words.
    ///
    /// First all rows are found and then all are added up. So a row that is not in the cache
    /// keeps nobody waiting, and there is no branch on what is seldom the same twice.
    pub(super) fn words(&mut self, reading: Reading<'_>, stream: Stream<'_>) {
        let words = stream.words();
        self.memory.begin(words.len());
        self.tempering = tempering(words.len());
        let mut found = std::mem::take(&mut self.memory.found);
        let (known, unknown) = found.find(self.vocabulary, stream);
        self.take(&found.rows[..known]);
        for &step in &found.unknown[..unknown] {
            let term = &words[step as usize];
            if let Some(word) = spelled(reading, term) {
                self.pieces(step, term.hash, word);
            }
        }
        self.memory.found = found;
    }

    /// Takes the known pieces of an unknown word, which are looked up once for many sentences.
    fn pieces(&mut self, step: u32, hashed: u64, word: &str) {
        let (remembered, pieces, known) = self.memory.words[Memory::place(hashed)];
        if remembered == hashed && known > 0 {
            for &row in pieces.iter().take(known as usize - 1) {
                self.take(&[(row, 2 * step)]);
            }
            return;
        }
        let mut rows = std::mem::take(&mut self.memory.pieces);
        rows.clear();
        let vocabulary = self.vocabulary;
        self.memory.spelling.pieces(word, |piece| rows.extend(vocabulary.piece(hash(piece))));
        for &row in &rows {
            self.take(&[(row, 2 * step)]);
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

/// The rows of a sentence's words and pairs. The lists only grow, and hold something up to the
/// counts that [`Found::find`] returns.
#[derive(Default)]
struct Found {
    /// Each with its slot.
    rows: Vec<(Row, u32)>,
    /// The keys of pairs that may be known, each with its slot.
    keys: Vec<(u64, u32)>,
    /// The steps of words that are not known.
    unknown: Vec<u32>,
}

impl Found {
    /// Finds the rows, and returns how many there are and how many words are unknown.
    fn find(&mut self, vocabulary: &Vocabulary, stream: Stream<'_>) -> (usize, usize) {
        let words = stream.words().len();
        if self.unknown.len() < words + 1 {
            self.unknown.resize(words + 1, 0);
            self.keys.resize(words + 1, (0, 0));
            self.rows.resize(2 * words + 1, (0, 0));
        }
        // Everything is written to the next place, which moves on only if it was wanted.
        let (mut known, mut unknown, mut keys) = (0, 0, 0);
        for (step, word) in (0..).zip(stream.words()) {
            let (row, is_known) = vocabulary.word(word.id);
            self.rows[known] = (row, 2 * step);
            known += usize::from(is_known);
            self.unknown[unknown] = step;
            unknown += usize::from(!is_known);
        }
        for (step, (first, second)) in (0_u32..).zip(stream.pairs()) {
            let (key, may_be_known) = vocabulary.pair_key(first.id, second.id);
            self.keys[keys] = (key, (2 * step).saturating_sub(1));
            keys += usize::from(may_be_known);
        }
        // With the beginning or the end of the sentence, it is one word that a reader sees.
        let last = u32::try_from(2 * words.max(1) - 2).unwrap_or(u32::MAX);
        for &(key, slot) in &self.keys[..keys] {
            if let Some(row) = vocabulary.pair(key) {
                self.rows[known] = (row, slot.min(last));
                known += 1;
            }
        }
        (known, unknown)
    }
}

impl Marks for Tally<'_> {
    fn quoting(&mut self, quoting: Quoting, ground: Ground) {
        if let Some(row) = self.vocabulary.quoting(quoting) {
            let slot = self.memory.slot(ground);
            self.take(&[(row, slot)]);
        }
    }

    fn cue(&mut self, count: CueCount, _category: &str, ground: Ground) {
        if let Some(row) = self.vocabulary.cue(count) {
            let slot = self.memory.slot(ground);
            self.take(&[(row, slot)]);
        }
    }
}
