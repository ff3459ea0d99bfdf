//! Adding up what the features of one sentence say.

use crate::model::feature::{CueCount, Mask, Place, Quoting, Sink, Term};
use crate::model::shown::Shown;
use crate::model::tempering::tempering;
use crate::model::vocabulary::{FeatureIndex, Row, Vocabulary};

use super::passage::Passage;
use super::prediction::Summand;

/// The sum of one sentence, and what it is made of.
pub(super) struct Tally<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) memory: &'a mut Memory,
    /// Every summand, for whoever wants to see them all.
    pub(super) summands: Option<&'a mut Vec<Summand>>,
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
    /// The passages of the sentence at hand: words and pairs of them from left to right, then
    /// those that only a quotation or a cue has.
    passages: Vec<Passage>,
    /// How many are words and pairs, and where the last word stands.
    worded: usize,
    word: usize,
    /// The known pieces of words met before, at a place that the word's hash tells.
    words: Vec<WordPieces>,
    /// Those of the word at hand.
    pieces: Vec<Row>,
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
            passages: Vec::new(),
            worded: 0,
            word: 0,
            words: vec![empty; WORDS],
            pieces: Vec::new(),
        }
    }

    pub(super) fn next_sentence(&mut self) {
        self.passages.clear();
        self.worded = 0;
        self.sentence = self.sentence.wrapping_add(1);
        if self.sentence == 0 {
            self.last_in.fill(0);
            self.sentence = 1;
        }
    }

    /// What may stand before a reader of the sentence at hand.
    pub(super) fn shown(&self) -> impl Iterator<Item = Passage> {
        self.passages.iter().copied().filter(|passage| passage.shown != Shown::NEVER)
    }

    /// Whether the sentence has this feature for the first time.
    #[inline]
    fn is_new(&mut self, row: Row) -> bool {
        std::mem::replace(&mut self.last_in[row as usize], self.sentence) != self.sentence
    }

    /// Where the passage of a word or a pair of words stands that begins now.
    #[inline]
    fn begin_passage(&mut self, place: Place) -> usize {
        self.passages.push(Passage::silent(place));
        self.worded = self.passages.len();
        self.worded - 1
    }

    /// Where the passage at the place of a quotation or a cue stands.
    fn passage(&mut self, place: Place) -> usize {
        // Words and pairs stand in the order of their ends, at most two with the same.
        let (worded, others) = self.passages.split_at(self.worded);
        let from = worded.partition_point(|passage| passage.place.end < place.end);
        let same = |passage: &Passage| passage.place == place;
        let known = worded[from..].iter().take(2).position(same).map(|at| from + at);
        known.or_else(|| others.iter().position(same).map(|at| self.worded + at)).unwrap_or_else(
            || {
                self.passages.push(Passage::silent(place));
                self.passages.len() - 1
            },
        )
    }

    #[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
    fn place(word: u64) -> usize {
        word as usize & (WORDS - 1)
    }
}

impl Tally<'_> {
    /// Adds a summand that is no feature.
    pub(super) fn add(&mut self, feature: FeatureIndex, weight: f64) {
        self.log_odds += weight;
        if let Some(summands) = &mut self.summands {
            summands.push(Summand { weight, feature, place: Place::default() });
        }
    }

    /// Adds a feature that is new to the sentence; `passage` tells where its words stand, if it
    /// rests on some and not on the sentence as a whole.
    #[inline]
    fn take(&mut self, row: Row, place: Place, passage: Option<usize>) {
        let says = self.vocabulary.at(row);
        for (sum, kind) in self.kinds.iter_mut().zip(says.kinds) {
            *sum += kind;
        }
        let weight = self.tempering * says.opinion;
        if let Some(passage) = passage {
            self.memory.passages[passage].add(weight, says.shown);
        }
        self.log_odds += weight;
        if let Some(summands) = &mut self.summands {
            summands.push(Summand { weight, feature: self.vocabulary.feature(row), place });
        }
    }

    /// A piece of the word at hand.
    #[inline]
    fn take_piece(&mut self, row: Row, place: Place) {
        if self.memory.is_new(row) {
            self.take(row, place, Some(self.memory.word));
        }
    }

    /// A use of quotation marks or a count of cues.
    #[inline]
    fn take_other(&mut self, row: Option<Row>, place: Place) {
        if let Some(row) = row.filter(|&row| self.memory.is_new(row)) {
            let passage = (!place.is_whole()).then(|| self.memory.passage(place));
            self.take(row, place, passage);
        }
    }
}

impl Sink for Tally<'_> {
    fn begin(&mut self, terms: usize) {
        self.tempering = tempering(terms);
    }

    #[inline]
    fn word(&mut self, word: Term, _name: impl FnOnce(&mut String)) -> bool {
        self.memory.word = self.memory.begin_passage(word.place);
        let known = self.vocabulary.word(word.id);
        if let Some(row) = known.filter(|&row| self.memory.is_new(row)) {
            self.take(row, word.place, Some(self.memory.word));
        }
        known.is_some()
    }

    #[inline]
    fn pair(&mut self, first: Term, second: Term, _name: impl FnOnce(&mut String)) {
        let known = self.vocabulary.pair(first.id, second.id);
        if let Some(row) = known.filter(|&row| self.memory.is_new(row)) {
            let place = Place { start: first.place.start, end: second.place.end };
            // With the beginning or the end of the sentence, it is one word that a reader sees.
            let one_word = first.mask == Mask::Start || second.mask == Mask::End;
            let passage =
                if one_word { self.memory.word } else { self.memory.begin_passage(place) };
            self.take(row, place, Some(passage));
        }
    }

    fn piece(&mut self, piece: u64, word: Term, _name: impl FnOnce(&mut String)) {
        if let Some(row) = self.vocabulary.piece(piece) {
            self.take_piece(row, word.place);
            self.memory.pieces.push(row);
        }
    }

    fn recall(&mut self, word: Term) -> bool {
        let remembered = self.memory.words[Memory::place(word.hash)];
        if remembered.word != word.hash || remembered.known == NONE {
            self.memory.pieces.clear();
            return false;
        }
        for &row in &remembered.pieces[..remembered.known as usize] {
            self.take_piece(row, word.place);
        }
        true
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

    fn quoting(&mut self, quoting: Quoting, place: Place) {
        self.take_other(self.vocabulary.quoting(quoting), place);
    }

    fn cue(&mut self, count: CueCount, _category: &str, place: Place) {
        self.take_other(self.vocabulary.cue(count), place);
    }
}
