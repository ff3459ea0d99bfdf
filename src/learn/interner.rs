//! Features get numbers in the order in which they come, and keep their names.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::family::Family;
use crate::model::feature::{CueCount, Ground, Marks, Quoting, Sink, Term, mix};
use crate::text::token::hash;

/// A map whose keys are good hashes already.
pub(super) type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<PassThrough>>;

/// Takes a `u64` key as it is.
#[derive(Default)]
pub(super) struct PassThrough(u64);

impl Hasher for PassThrough {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are u64");
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Gives features numbers in the order in which they come, and keeps their names.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashKeyed<u32>,
    features: Vec<Feature>,
    /// All names, one after the other.
    names: String,
    /// The length of the sentence at hand.
    pub(super) terms: usize,
    /// What the sentence at hand has.
    found: Vec<u32>,
    pieces: Vec<(u32, u32)>,
}

/// A feature that has a number.
struct Feature {
    /// The hash of its name: that of its parts, one after the other.
    id: u64,
    family: Family,
    /// Where its name ends among the names; it begins where the one before ends.
    end: usize,
    /// In how many sentences it stands, by weight.
    sentences: u32,
    /// Whether it is kept though few sentences have it.
    wanted: bool,
}

/// A corpus has about one feature for so many bytes of text, and its name has about as many.
const BYTES_A_FEATURE: usize = 8;

impl Interner {
    /// An interner with room for the features of so many bytes of text.
    pub(super) fn for_text(bytes: usize) -> Interner {
        let mut interner = Interner::default();
        interner.numbers.reserve(bytes / BYTES_A_FEATURE);
        interner.features.reserve(bytes / BYTES_A_FEATURE);
        interner.names.reserve(bytes);
        interner
    }

    /// Gives the feature of this name a number, and keeps it whether a sentence has it or not.
    pub(super) fn want(&mut self, name: &str) {
        let id = name.split(' ').map(hash).fold(0, mix);
        let number = self.number(id, Family::of(name), |written| written.push_str(name));
        self.features[number as usize].wanted = true;
    }

    fn number(&mut self, id: u64, family: Family, name: impl FnOnce(&mut String)) -> u32 {
        let Interner { numbers, features, names, .. } = self;
        *numbers.entry(id).or_insert_with(|| {
            name(names);
            features.push(Feature { id, family, end: names.len(), sentences: 0, wanted: false });
            u32::try_from(features.len() - 1).expect("a corpus has fewer than 2^32 features")
        })
    }

    /// The number of a feature of `family`, whose parts have these hashes and this name.
    fn named(&mut self, family: Family, id: u64, name: impl FnOnce(&mut String)) -> u32 {
        self.number(id, family, |written| {
            written.push_str(family.as_str());
            written.push(' ');
            name(written);
        })
    }

    fn name(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.features[before].end);
        &self.names[start..self.features[number].end]
    }

    /// The features of the sentence that was read, and its pieces, each with its word.
    pub(super) fn finish_sentence(&mut self, weight: u32) -> (Vec<u32>, Vec<(u32, Option<u32>)>) {
        self.found.sort_unstable();
        self.found.dedup();
        self.pieces.sort_unstable();
        self.pieces.dedup();
        for &feature in &self.found {
            self.features[feature as usize].sentences += weight;
        }
        for same in self.pieces.chunk_by(|a, b| a.0 == b.0) {
            self.features[same[0].0 as usize].sentences += weight;
        }
        let pieces = self.pieces.iter().map(|&(piece, word)| (piece, Some(word))).collect();
        let features = self.found.clone();
        self.found.clear();
        self.pieces.clear();
        (features, pieces)
    }

    /// Takes in what another has numbered. Returns the number here of each of its features.
    pub(super) fn add(&mut self, other: Interner) -> Vec<u32> {
        if self.features.is_empty() {
            *self = other;
            return (0..).take(self.features.len()).collect();
        }
        let features = other.features.iter().enumerate();
        let numbers = features.map(|(place, feature)| {
            let name = |written: &mut String| written.push_str(other.name(place));
            let number = self.number(feature.id, feature.family, name);
            let own = &mut self.features[number as usize];
            own.sentences += feature.sentences;
            own.wanted |= feature.wanted;
            number
        });
        numbers.collect()
    }

    /// The names worth keeping in order, and for each number given so far its place there:
    /// those of enough sentences, and those that are wanted anyway.
    pub(super) fn sorted(&self) -> (Vec<String>, Vec<Option<u32>>) {
        let enough = |feature: &Feature| {
            feature.wanted || feature.sentences >= feature.family.least_sentences()
        };
        let features = self.features.iter().enumerate();
        let mut order: Vec<(u64, &str, usize)> = features
            .filter(|(_, feature)| enough(feature))
            .map(|(number, feature)| {
                let name = self.name(number);
                (beginning(name, feature.family), name, number)
            })
            .collect();
        order.sort_unstable();
        let mut places = vec![None; self.features.len()];
        for (place, (_, _, number)) in order.iter().enumerate() {
            places[*number] = Some(u32::try_from(place).expect("numbers are u32"));
        }
        (order.iter().map(|(_, name, _)| (*name).to_owned()).collect(), places)
    }
}

/// The beginning of a name as a number, so that most names are put in order without a look at
/// them: its family, and its first seven bytes after that. Families are in the order of their
/// names.
fn beginning(name: &str, family: Family) -> u64 {
    let parts = name.as_bytes().get(family.as_str().len() + 1..).unwrap_or_default();
    let mut bytes = [0; 8];
    bytes[0] = family as u8;
    bytes[1..].iter_mut().zip(parts).for_each(|(byte, part)| *byte = *part);
    u64::from_be_bytes(bytes)
}

/// The hash of a family's name.
fn family(family: Family) -> u64 {
    mix(0, hash(family.as_str()))
}

impl Sink for Interner {
    fn begin(&mut self, words: usize) {
        self.terms = words;
    }

    /// No word is known yet, so every word's pieces follow it.
    fn word(&mut self, word: &Term, name: impl FnOnce(&mut String)) -> bool {
        let number = self.named(Family::Word, mix(family(Family::Word), word.hash), name);
        self.found.push(number);
        false
    }

    fn pair(&mut self, first: &Term, second: &Term, name: impl FnOnce(&mut String)) {
        let id = mix(mix(family(Family::Pair), first.hash), second.hash);
        let number = self.named(Family::Pair, id, name);
        self.found.push(number);
    }

    fn piece(&mut self, piece: u64, name: impl FnOnce(&mut String)) {
        let number = self.named(Family::Piece, mix(family(Family::Piece), piece), name);
        // A piece follows its word.
        let word = self.found.last();
        self.pieces.extend(word.map(|&word| (number, word)));
    }
}

impl Marks for Interner {
    fn quoting(&mut self, quoting: Quoting, _ground: Ground) {
        let id = mix(family(Family::Quotation), hash(quoting.as_str()));
        let number =
            self.named(Family::Quotation, id, |written| written.push_str(quoting.as_str()));
        self.found.push(number);
    }

    fn cue(&mut self, count: CueCount, category: &str, _ground: Ground) {
        let parts = [category, CueCount::GRADES[count.grade], CueCount::TIMES[count.times]];
        let id = parts.iter().fold(family(Family::Cue), |id, part| mix(id, hash(part)));
        let number = self.named(Family::Cue, id, |written| written.push_str(&parts.join(" ")));
        self.found.push(number);
    }
}
