//! Adding up what the features of one sentence say.

use crate::model::feature::{CueCount, Ground, Mask, Quoting, Reading, Sink, Term, Tokens};
use crate::model::shown::Shown;
use crate::model::tempering::tempering;
use crate::model::vocabulary::{Row, Vocabulary};

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
    /// In which sentence the feature of each row was last seen: features count by presence.
    last_in: Vec<u32>,
    sentence: u32,
    /// What is said of the words of the sentence at hand; see [`Memory::slot`].
    said: Vec<Said>,
    /// The slots of words and pairs end here.
    worded: usize,
    /// The tokens whose slots stand behind those of words and pairs.
    others: Vec<Tokens>,
    /// Every part of the sum, with its slot.
    parts: Vec<(Row, usize, f64)>,
    /// The known pieces of words met before, at a place that the word's hash tells.
    words: Vec<WordPieces>,
    /// Those of the word at hand.
    pieces: Vec<Row>,
}

/// What features say of the same words.
#[derive(Clone, Copy)]
struct Said {
    /// What they add to the log-odds of opinion, in nats.
    weight: f64,
    /// The best reason to show it.
    shown: Shown,
}

/// The known pieces of a word that is none itself. A line of cache.
#[derive(Clone, Copy)]
struct WordPieces {
    word: u64,
    pieces: [Row; MOST_PIECES],
    known: u32,
}

/// Words with more known pieces are not remembered.
const MOST_PIECES: usize = 13;

/// So many words are remembered: most of those that an article repeats.
const WORDS: usize = 4096;

/// The mark of a place where no word is remembered yet.
const NONE: u32 = u32::MAX;

impl Memory {
    /// Nothing seen yet, of so many features.
    pub(super) fn new(features: usize) -> Memory {
        let empty = WordPieces { word: 0, pieces: [0; MOST_PIECES], known: NONE };
        Memory {
            last_in: vec![0; features],
            sentence: 0,
            said: Vec::new(),
            worded: 0,
            others: Vec::new(),
            parts: Vec::new(),
            words: vec![empty; WORDS],
            pieces: Vec::new(),
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
    fn slot(&mut self, ground: Ground) -> usize {
        match ground {
            Ground::Word(step) => 2 * step,
            Ground::Pair(step) => 2 * step - 1,
            Ground::Sentence => self.worded - 1,
            Ground::Tokens(tokens) => {
                let known = self.others.iter().position(|&other| other == tokens);
                self.worded + known.unwrap_or_else(|| self.begin_other(tokens))
            }
        }
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

    /// Whether the sentence has this feature for the first time.
    #[inline]
    fn is_new(&mut self, row: Row) -> bool {
        std::mem::replace(&mut self.last_in[row as usize], self.sentence) != self.sentence
    }

    /// The passages of the sentence at hand that may stand before a reader.
    pub(super) fn passages<'a>(
        &'a self,
        reading: Reading<'a>,
        stream: &'a [Term],
    ) -> impl Iterator<Item = Passage> + 'a {
        let shown = self.said.iter().enumerate().filter(|(_, said)| said.shown != Shown::NEVER);
        let passages = shown.map(move |(slot, said)| Passage {
            place: reading.place(self.ground(slot), stream),
            weight: said.weight,
            shown: said.shown,
        });
        passages.filter(|passage| !passage.place.is_whole())
    }

    /// Every part of the sum, as a summand.
    pub(super) fn summands<'a>(
        &'a self,
        vocabulary: &'a Vocabulary,
        reading: Reading<'a>,
        stream: &'a [Term],
    ) -> impl Iterator<Item = Summand> + 'a {
        self.parts.iter().map(move |&(row, slot, weight)| Summand {
            weight,
            feature: vocabulary.feature(row),
            place: reading.place(self.ground(slot), stream),
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
    fn place(word: u64) -> usize {
        word as usize & (WORDS - 1)
    }
}

impl Tally<'_> {
    /// Adds the feature of a row, unless the sentence had it before; its words have this slot.
    #[inline]
    fn take(&mut self, row: Row, slot: usize) {
        if !self.memory.is_new(row) {
            return;
        }
        let says = self.vocabulary.at(row);
        let [a, b, c, d, e] = self.kinds;
        let [f, g, h, i, j] = says.kinds;
        self.kinds = [a + f, b + g, c + h, d + i, e + j];
        let weight = self.tempering * says.opinion;
        self.log_odds += weight;
        let said = &mut self.memory.said[slot];
        said.weight += weight;
        said.shown = said.shown.min(says.shown);
        if self.keep {
            self.memory.parts.push((row, slot, weight));
        }
    }
}

impl Sink for Tally<'_> {
    fn begin(&mut self, stream: &[Term]) {
        self.memory.begin(stream.len());
        self.tempering = tempering(stream.len());
    }

    #[inline]
    fn word(&mut self, step: usize, word: &Term, _name: impl FnOnce(&mut String)) -> bool {
        let known = self.vocabulary.word(word.id);
        if let Some(row) = known {
            self.take(row, 2 * step);
        }
        known.is_some()
    }

    #[inline]
    fn pair(&mut self, step: usize, first: &Term, second: &Term, _name: impl FnOnce(&mut String)) {
        if let Some(row) = self.vocabulary.pair(first.id, second.id) {
            // With the beginning or the end of the sentence, it is one word that a reader sees.
            let slot = if second.mask == Mask::End { 2 * step - 2 } else { (2 * step).max(1) - 1 };
            self.take(row, slot);
        }
    }

    fn piece(&mut self, step: usize, piece: u64, _name: impl FnOnce(&mut String)) {
        if let Some(row) = self.vocabulary.piece(piece) {
            self.memory.pieces.push(row);
            self.take(row, 2 * step);
        }
    }

    fn recall(&mut self, step: usize, word: &Term) -> bool {
        let remembered = self.memory.words[Memory::place(word.hash)];
        if remembered.word != word.hash || remembered.known == NONE {
            self.memory.pieces.clear();
            return false;
        }
        for &row in &remembered.pieces[..remembered.known as usize] {
            self.take(row, 2 * step);
        }
        true
    }

    fn remember(&mut self, word: &Term) {
        let mut remembered = WordPieces { word: word.hash, pieces: [0; MOST_PIECES], known: 0 };
        let Some(room) = remembered.pieces.get_mut(..self.memory.pieces.len()) else {
            return;
        };
        room.copy_from_slice(&self.memory.pieces);
        remembered.known = u32::try_from(room.len()).unwrap_or(0);
        self.memory.words[Memory::place(word.hash)] = remembered;
    }

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
