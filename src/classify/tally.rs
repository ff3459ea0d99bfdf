//! Adding up what the features of one sentence say.

use crate::model::feature::{CueCount, Place, Quoting, Sink, Term};
use crate::model::tempering::tempering;
use crate::model::vocabulary::{FeatureIndex, Vocabulary};

use super::prediction::Summand;

/// The sum of one sentence, and what it is made of.
pub(super) struct Tally<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) memory: &'a mut Memory,
    pub(super) summands: &'a mut Vec<Summand>,
    pub(super) log_odds: f64,
    pub(super) tempering: f64,
    /// What the features say of the kinds, before tempering.
    pub(super) kinds: [f32; 5],
}

/// What lasts from sentence to sentence.
pub(super) struct Memory {
    /// In which sentence each known feature was last seen: features count by presence.
    last_in: Vec<u32>,
    sentence: u32,
    /// The known pieces of words met before, at a place that the word's hash tells.
    words: Vec<WordPieces>,
    /// Those of the word at hand.
    pieces: Vec<FeatureIndex>,
}

/// The known pieces of a word that is none itself. A line of cache.
#[derive(Clone, Copy)]
struct WordPieces {
    word: u64,
    pieces: [FeatureIndex; MOST_PIECES],
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
            words: vec![empty; WORDS],
            pieces: Vec::new(),
        }
    }

    pub(super) fn next_sentence(&mut self) {
        self.sentence = self.sentence.wrapping_add(1);
        if self.sentence == 0 {
            self.last_in.fill(0);
            self.sentence = 1;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
    fn place(word: u64) -> usize {
        word as usize & (WORDS - 1)
    }
}

impl Tally<'_> {
    /// Adds one summand.
    #[inline]
    pub(super) fn add(&mut self, feature: u32, place: Place, weight: f64) {
        self.log_odds += weight;
        self.summands.push(Summand { weight, feature, place });
    }

    #[inline]
    fn take(&mut self, index: FeatureIndex, place: Place) {
        let last_in = &mut self.memory.last_in[index as usize];
        if *last_in == self.memory.sentence {
            return;
        }
        *last_in = self.memory.sentence;
        let weight = self.vocabulary.weight(index);
        for (sum, kind) in self.kinds.iter_mut().zip(weight.kinds) {
            *sum += kind;
        }
        self.add(index, place, self.tempering * weight.opinion);
    }
}

impl Sink for Tally<'_> {
    fn begin(&mut self, terms: usize) {
        self.tempering = tempering(terms);
    }

    #[inline]
    fn word(&mut self, word: Term, _name: impl FnOnce(&mut String)) -> bool {
        let known = self.vocabulary.word(word.id);
        if let Some(feature) = known {
            self.take(feature, word.place);
        }
        known.is_some()
    }

    #[inline]
    fn pair(&mut self, first: Term, second: Term, _name: impl FnOnce(&mut String)) {
        if let Some(feature) = self.vocabulary.pair(first.id, second.id) {
            let place = Place { start: first.place.start, end: second.place.end };
            self.take(feature, place);
        }
    }

    fn piece(&mut self, piece: u64, word: Term, _name: impl FnOnce(&mut String)) {
        if let Some(feature) = self.vocabulary.piece(piece) {
            self.take(feature, word.place);
            self.memory.pieces.push(feature);
        }
    }

    fn recall(&mut self, word: Term) -> bool {
        let remembered = self.memory.words[Memory::place(word.hash)];
        if remembered.word != word.hash || remembered.known == NONE {
            self.memory.pieces.clear();
            return false;
        }
        for &feature in &remembered.pieces[..remembered.known as usize] {
            self.take(feature, word.place);
        }
        true
    }

    fn quoting(&mut self, quoting: Quoting, place: Place) {
        if let Some(feature) = self.vocabulary.quoting(quoting) {
            self.take(feature, place);
        }
    }

    fn cue(&mut self, count: CueCount, _category: &str, place: Place) {
        if let Some(feature) = self.vocabulary.cue(count) {
            self.take(feature, place);
        }
    }

    fn remember(&mut self, word: Term) {
        let mut remembered = WordPieces { word: word.hash, pieces: [0; MOST_PIECES], known: 0 };
        let Some(room) = remembered.pieces.get_mut(..self.memory.pieces.len()) else {
            return;
        };
        room.copy_from_slice(&self.memory.pieces);
        remembered.known = u32::try_from(room.len()).unwrap_or(0);
        self.memory.words[Memory::place(word.hash)] = remembered;
    }
}
