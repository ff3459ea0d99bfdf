//! The features that the model knows, and what each says; the rest are out of vocabulary
//! and say nothing.

use std::ops::Range;

use super::family::Family;
use super::feature::{CueCount, Quoting, mix};
use super::filter::Filter;
use super::index::Index;
use super::lexicon::{Lexicon, TermId, UNKNOWN};
use super::shown::Shown;
use super::table::Table;

/// What one feature says, in nats. Half a line of cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weight {
    /// The log-odds of opinion that it adds: ln P(f | opinion) − ln P(f | fact).
    pub opinion: f64,
    /// For each kind, what it adds to the kind's log-probability.
    pub kinds: [f32; 5],
    /// What it is called before readers.
    pub shown: Shown,
}

impl Weight {
    /// What says nothing.
    const NOTHING: Weight = Weight { opinion: 0.0, kinds: [0.0; 5], shown: Shown::NEVER };
}

/// A feature's number in the model: its place among the sorted names.
pub type FeatureIndex = u32;

/// Where the vocabulary keeps what a feature says: the words first, the commonest of them in
/// front, so that what most sentences need stands close together.
pub type Row = u32;

/// The most features that a model may have.
pub const MOST_FEATURES: usize = super::table::MOST as usize;

/// No feature, or no row.
const NONE: u32 = u32::MAX;

/// From features to weights.
pub struct Vocabulary {
    /// By row.
    weights: Vec<Weight>,
    /// The feature of each row, and the row of each feature.
    features: Vec<FeatureIndex>,
    rows: Vec<Row>,
    /// The terms below this are words, each at the row of its number.
    words: TermId,
    pairs: Table,
    /// Most pairs are not known, and a bit tells nearly all of those.
    pair_filter: Filter,
    /// By their hashes.
    pieces: Table,
    quotings: [Row; Quoting::ALL.len()],
    cues: Vec<Row>,
}

impl Vocabulary {
    /// The features of `index`, each with the weights that its log-probabilities in each label
    /// and kind give; `lexicon` knows their terms.
    #[must_use]
    pub fn new(
        index: &Index,
        lexicon: &Lexicon,
        labels: impl Iterator<Item = [f64; 2]>,
        kinds: impl Iterator<Item = [f64; 5]>,
    ) -> Self {
        let of_family = |family: Family| {
            let range = index.families.iter().find(|(found, _)| *found == family);
            range.map_or(0..0, |(_, range)| range.clone())
        };
        let term = |place: u64| {
            let hash = usize::try_from(place).ok().and_then(|place| index.terms.get(place));
            hash.map_or(UNKNOWN, |&hash| lexicon.term(hash))
        };
        let words = of_family(Family::Word);
        let mut vocabulary = Vocabulary {
            weights: vec![Weight::NOTHING; index.features.len()],
            features: vec![0; index.features.len()],
            rows: vec![NONE; index.features.len()],
            words: small(words.len()),
            pairs: Table::for_keys(of_family(Family::Pair).len()),
            pair_filter: Filter::for_keys(of_family(Family::Pair).len()),
            pieces: Table::for_keys(of_family(Family::Piece).len()),
            quotings: [NONE; Quoting::ALL.len()],
            cues: vec![NONE; CueCount::room(lexicon.categories().len())],
        };
        // The terms of words come before all others, so their numbers are the first rows.
        let mut next = vocabulary.words;
        for (place, weight) in weights(index, labels, kinds).enumerate() {
            let row = if words.contains(&place) {
                Some(term(index.features[place])).filter(|&term| term < vocabulary.words)
            } else {
                next += 1;
                Some(next - 1)
            };
            let Some(row) = row else { continue };
            vocabulary.weights[row as usize] = weight;
            vocabulary.features[row as usize] = small(place);
            vocabulary.rows[place] = row;
        }
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
        let rows = self.rows.as_slice();
        let each = |family| of_family(family).map(|place| (rows[place], index.features[place]));
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

    /// Whether a term is a word that is known; its row is the term's number.
    #[inline]
    #[must_use]
    pub fn is_word(&self, term: TermId) -> bool {
        term < self.words
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
        self.features[row as usize]
    }

    /// What a feature says.
    #[must_use]
    pub fn weight(&self, feature: FeatureIndex) -> &Weight {
        self.weights.get(self.rows[feature as usize] as usize).unwrap_or(&Weight::NOTHING)
    }

    /// How many features are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

#[inline]
fn pair_key(first: TermId, second: TermId) -> u64 {
    mix(u64::from(first), u64::from(second))
}

/// What each feature says, in the order of their names.
fn weights(
    index: &Index,
    labels: impl Iterator<Item = [f64; 2]>,
    kinds: impl Iterator<Item = [f64; 5]>,
) -> impl Iterator<Item = Weight> {
    let believed = index
        .families
        .iter()
        .flat_map(|(family, range)| std::iter::repeat_n(family.weight(), range.len()));
    let each = believed.zip(&index.shown).zip(labels.zip(kinds));
    each.map(|((believed, &shown), ([fact, opinion], kinds))| Weight {
        opinion: believed * (opinion - fact),
        #[expect(clippy::cast_possible_truncation, reason = "a kind's rank needs no more")]
        kinds: kinds.map(|ln| (believed * ln) as f32),
        shown,
    })
}

fn small(place: usize) -> u32 {
    u32::try_from(place).expect("a model has fewer features than a table can hold")
}
