//! The features that the model knows, and what each says; the rest are out of vocabulary
//! and say nothing.

use std::ops::Range;

use super::family::Family;
use super::feature::{CueCount, Quoting, mix};
use super::filter::Filter;
use super::index::Index;
use super::lexicon::{Lexicon, TermId, UNKNOWN};
use super::table::Table;
use super::weight::Weight;

/// A feature's number in the model: its place among the sorted names.
pub type FeatureIndex = u32;

/// Where the vocabulary keeps what a feature says: its place among the sorted names, but for the
/// words, which come last and stand in the order of how common they are, so that what most
/// sentences need stands close together.
pub type Row = u32;

/// The most features that a model may have.
pub const MOST_FEATURES: usize = super::table::MOST as usize;

/// No feature, or no row.
const NONE: u32 = u32::MAX;

/// From features to weights.
pub struct Vocabulary {
    /// By row.
    weights: Vec<Weight>,
    /// The rows from here on are words: those of the terms of the same numbers.
    first_word: Row,
    /// The last row, of no feature.
    nothing: Row,
    /// For each of these the place among the names of words, and the way back.
    word_names: Vec<u32>,
    word_terms: Vec<TermId>,
    pairs: Table,
    /// Most pairs are not known, and a bit tells nearly all of those.
    pair_filter: Filter,
    /// By their hashes.
    pieces: Table,
    quotings: [Row; Quoting::ALL.len()],
    cues: Vec<Row>,
}

impl Vocabulary {
    /// The features of `index`, each with its weight, in the order of their names; `lexicon`
    /// knows their terms.
    #[must_use]
    pub fn new(index: &Index, lexicon: &Lexicon, mut weights: Vec<Weight>) -> Self {
        let of_family = |family: Family| {
            let range = index.families.iter().find(|(found, _)| *found == family);
            range.map_or(0..0, |(_, range)| range.clone())
        };
        let term = |place: u64| {
            let hash = usize::try_from(place).ok().and_then(|place| index.terms.get(place));
            hash.map_or(UNKNOWN, |&hash| lexicon.term(hash))
        };
        // Words come last among the names, and their terms first among the terms.
        let first_word = weights.len() - of_family(Family::Word).len();
        let by_name = weights.split_off(first_word);
        weights.resize(first_word + by_name.len(), Weight::NOTHING);
        let (mut word_names, mut word_terms) = (vec![0; by_name.len()], vec![0; by_name.len()]);
        for (name, &weight) in by_name.iter().enumerate() {
            let term = term(index.features[first_word + name]);
            if let Some(word) = word_names.get_mut(term as usize) {
                (*word, word_terms[name]) = (small(name), term);
                weights[first_word + term as usize] = weight;
            }
        }
        let nothing = small(weights.len());
        weights.push(Weight::NOTHING);
        let mut vocabulary = Vocabulary {
            weights,
            first_word: small(first_word),
            nothing,
            word_names,
            word_terms,
            pairs: Table::for_keys(of_family(Family::Pair).len()),
            pair_filter: Filter::for_keys(of_family(Family::Pair).len()),
            pieces: Table::for_keys(of_family(Family::Piece).len()),
            quotings: [NONE; Quoting::ALL.len()],
            cues: vec![NONE; CueCount::room(lexicon.categories().len())],
        };
        vocabulary.find(index, &of_family, &term);
        vocabulary
    }

    /// Fills the tables that lead to the rows.
    fn find(
        &mut self,
        index: &Index,
        of_family: &impl Fn(Family) -> Range<usize>,
        term: &impl Fn(u64) -> TermId,
    ) {
        let each = |family| of_family(family).map(|place| (small(place), index.features[place]));
        for (row, places) in each(Family::Pair) {
            let key = pair_key(term(places >> 32), term(places & u64::from(u32::MAX)));
            self.pair_filter.insert(key);
            self.pairs.get_or_insert(key, row);
        }
        for (row, hash) in each(Family::Piece) {
            self.pieces.get_or_insert(hash, row);
        }
        let fill = |table: &mut [Row], family| {
            for (row, place) in each(family) {
                if let Some(slot) = usize::try_from(place).ok().and_then(|at| table.get_mut(at)) {
                    *slot = row;
                }
            }
        };
        fill(&mut self.quotings, Family::Quotation);
        fill(&mut self.cues, Family::Cue);
    }

    /// The row of a term's word, and whether there is one; if not, that of a word that says
    /// nothing.
    #[inline]
    #[must_use]
    pub fn word(&self, term: TermId) -> (Row, bool) {
        let words = self.nothing - self.first_word;
        (self.first_word + term.min(words), term < words)
    }

    /// The key of two words in a row, and whether the pair may be known: most are not.
    #[inline]
    #[must_use]
    pub fn pair_key(&self, first: TermId, second: TermId) -> (u64, bool) {
        let key = pair_key(first, second);
        (key, self.pair_filter.may_have(key))
    }

    /// Two words in a row, by their key, if they are known.
    #[inline]
    #[must_use]
    pub fn pair(&self, key: u64) -> Option<Row> {
        self.pairs.get(key)
    }

    /// A piece of a word by its hash.
    #[must_use]
    pub fn piece(&self, hash: u64) -> Option<Row> {
        self.pieces.get(hash)
    }

    /// A use of quotation marks.
    #[must_use]
    pub fn quoting(&self, quoting: Quoting) -> Option<Row> {
        Some(self.quotings[quoting as usize]).filter(|&row| row != NONE)
    }

    /// A count of cues.
    #[inline]
    #[must_use]
    pub fn cue(&self, count: CueCount) -> Option<Row> {
        self.cues.get(count.place()).copied().filter(|&row| row != NONE)
    }

    /// What the feature of a row says.
    #[inline]
    #[must_use]
    pub fn at(&self, row: Row) -> &Weight {
        &self.weights[row as usize]
    }

    /// The feature of a row.
    #[must_use]
    pub fn feature(&self, row: Row) -> FeatureIndex {
        self.renamed(row, &self.word_names)
    }

    /// What a feature says.
    #[must_use]
    pub fn weight(&self, feature: FeatureIndex) -> &Weight {
        self.at(self.renamed(feature, &self.word_terms))
    }

    /// From the order of rows to that of names or back.
    fn renamed(&self, place: u32, words: &[u32]) -> u32 {
        match place.checked_sub(self.first_word) {
            Some(word) => self.first_word + words[word as usize],
            None => place,
        }
    }

    /// How many rows there are: one more than features.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// How many features are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nothing as usize
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nothing == 0
    }
}

#[inline]
fn pair_key(first: TermId, second: TermId) -> u64 {
    mix(u64::from(first), u64::from(second))
}

fn small(place: usize) -> u32 {
    u32::try_from(place).expect("a model has fewer features than a table can hold")
}
