//! The features that the model knows, and what each says; the rest are out of vocabulary
//! and say nothing.

use std::ops::Range;
use std::sync::OnceLock;

use super::family::Family;
use super::feature::{CueCount, Quoting, mix};
use super::filter::Filter;
use super::flat::{Flat, Reader, Writer};
use super::index::Index;
use super::lexicon::{Lexicon, TermId, UNKNOWN};
use super::shown::Shown;
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
    /// By row, what it says: the place of its weight in the lower 24 bits, and above them what
    /// it is called before readers. The last row is of no feature and says nothing.
    says: Flat<u32>,
    /// The different ones; the last says nothing.
    weights: Vec<Weight>,
    /// The rows from here on are words: those of the terms of the same numbers.
    first_word: Row,
    /// How many these are.
    words: u32,
    /// For each of them the place among the names of words.
    word_names: Flat<u32>,
    /// The way back, if somebody asks.
    word_terms: OnceLock<Vec<TermId>>,
    pairs: Table,
    /// Most pairs are not known, and a bit tells nearly all of those.
    pair_filter: Filter,
    /// By their hashes.
    pieces: Table,
    /// The row of each [`Quoting`].
    quotings: Flat<Row>,
    /// The row of each [`CueCount`].
    cues: Flat<Row>,
}

/// The bits of [`Vocabulary::says`] that are the place of a weight.
const WEIGHT_BITS: u32 = 24;
const WEIGHT: u32 = (1 << WEIGHT_BITS) - 1;

impl Vocabulary {
    /// The features of `index`; `places` has for each, in the order of their names, where its
    /// weight stands among `weights`, and `lexicon` knows their terms.
    #[must_use]
    pub fn new(index: &Index, lexicon: &Lexicon, places: &[u32], mut weights: Vec<Weight>) -> Self {
        let of_family = |family: Family| {
            let range = index.families.iter().find(|(found, _)| *found == family);
            range.map_or(0..0, |(_, range)| range.clone())
        };
        let term = |place: u64| {
            let hash = usize::try_from(place).ok().and_then(|place| index.terms.get(place));
            hash.map_or(UNKNOWN, |&hash| lexicon.term(hash))
        };
        let says =
            |(&weight, shown): (&u32, &Shown)| weight | u32::from(shown.to_byte()) << WEIGHT_BITS;
        let nothing = says((&small(weights.len()), &Shown::NEVER));
        weights.push(Weight::NOTHING);
        // Words come last among the names, and their terms first among the terms.
        let mut by_row: Vec<u32> = places.iter().zip(&index.shown).map(says).collect();
        let first_word = by_row.len() - of_family(Family::Word).len();
        let by_name = by_row.split_off(first_word);
        by_row.resize(first_word + by_name.len(), nothing);
        let mut word_names = vec![0; by_name.len()];
        for (name, &says) in by_name.iter().enumerate() {
            let term = term(index.features[first_word + name]);
            if let Some(word) = word_names.get_mut(term as usize) {
                *word = small(name);
                by_row[first_word + term as usize] = says;
            }
        }
        by_row.push(nothing);
        let mut vocabulary = Vocabulary {
            says: by_row.into(),
            weights,
            first_word: small(first_word),
            words: small(word_names.len()),
            word_names: word_names.into(),
            word_terms: OnceLock::new(),
            pairs: Table::for_keys(of_family(Family::Pair).len()),
            pair_filter: Filter::for_keys(of_family(Family::Pair).len()),
            pieces: Table::for_keys(of_family(Family::Piece).len()),
            quotings: vec![NONE; Quoting::ALL.len()].into(),
            cues: vec![NONE; CueCount::room(lexicon.categories().len())].into(),
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
        fill(self.quotings.to_mut(), Family::Quotation);
        fill(self.cues.to_mut(), Family::Cue);
    }

    /// Appends its tables, but not the weights, to a model file.
    pub(super) fn write(&self, to: &mut Writer) {
        to.section(&self.says);
        to.section(&self.word_names);
        self.pairs.write(to);
        self.pair_filter.write(to);
        self.pieces.write(to);
        to.section(&self.quotings);
        to.section(&self.cues);
    }

    /// The vocabulary that was written so, of features with these weights, the last of which
    /// are so many `words`; `categories` is how many the lexicon has. `None` where the bytes
    /// are no such vocabulary.
    pub(super) fn read(
        from: &mut Reader<'_>,
        mut weights: Vec<Weight>,
        words: usize,
        categories: usize,
    ) -> Option<Vocabulary> {
        weights.push(Weight::NOTHING);
        let says: Flat<u32> = from.section()?;
        let (rows, known) = (says.len().checked_sub(1)?, weights.len());
        (rows <= MOST_FEATURES && known <= MOST_FEATURES).then_some(())?;
        from.demand(|| says.iter().all(|says| ((says & WEIGHT) as usize) < known))?;
        let word_names: Flat<u32> = from.section()?;
        from.demand(|| word_names.iter().all(|&name| (name as usize) < words))?;
        let table = |from: &mut Reader<'_>| {
            let slots = from.section()?;
            Table::of(from, slots, rows)
        };
        let pairs = table(from)?;
        let pair_filter = Filter::read(from)?;
        let pieces = table(from)?;
        let (quotings, cues): (Flat<Row>, Flat<Row>) = (from.section()?, from.section()?);
        let mut led_to = quotings.iter().chain(&*cues);
        from.demand(|| led_to.all(|&row| row == NONE || (row as usize) < rows))?;
        let fits = word_names.len() == words
            && quotings.len() == Quoting::ALL.len()
            && cues.len() == CueCount::room(categories);
        fits.then_some(())?;
        Some(Vocabulary {
            first_word: small(rows.checked_sub(words)?),
            words: small(words),
            says,
            weights,
            word_names,
            word_terms: OnceLock::new(),
            pairs,
            pair_filter,
            pieces,
            quotings,
            cues,
        })
    }

    /// The row of a term's word, and whether there is one; if not, the row that says nothing.
    #[inline]
    #[must_use]
    pub fn word(&self, term: TermId) -> (Row, bool) {
        let words = self.words;
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

    /// What the feature of a row says, and what it is called before readers.
    #[inline]
    #[must_use]
    pub fn says(&self, row: Row) -> (&Weight, Shown) {
        let says = self.says[row as usize];
        let [.., shown] = says.to_le_bytes();
        (&self.weights[(says & WEIGHT) as usize], Shown::from_byte(shown))
    }

    /// The feature of a row.
    #[must_use]
    pub fn feature(&self, row: Row) -> FeatureIndex {
        self.renamed(row, &self.word_names)
    }

    /// What a feature says.
    #[must_use]
    pub fn weight(&self, feature: FeatureIndex) -> &Weight {
        self.says(self.row(feature)).0
    }

    /// What a feature is called before readers.
    #[must_use]
    pub fn shown(&self, feature: FeatureIndex) -> Shown {
        self.says(self.row(feature)).1
    }

    fn row(&self, feature: FeatureIndex) -> Row {
        let word_terms = self.word_terms.get_or_init(|| {
            let mut terms = vec![0; self.word_names.len()];
            for (term, &name) in (0..).zip(&*self.word_names) {
                if let Some(place) = terms.get_mut(name as usize) {
                    *place = term;
                }
            }
            terms
        });
        self.renamed(feature, word_terms)
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
        self.says.len()
    }

    /// How many features are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.says.len() - 1
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[inline]
fn pair_key(first: TermId, second: TermId) -> u64 {
    mix(u64::from(first), u64::from(second))
}

fn small(place: usize) -> u32 {
    u32::try_from(place).expect("a model has fewer features than a table can hold")
}
