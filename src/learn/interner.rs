//! Features get numbers in the order in which they come, and keep their names.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::family::Family;
use crate::model::feature::{CueCount, Ground, Marks, Quoting, Sink, Term, mix};
use crate::text::token::hash;

/// A map whose keys are good hashes already.
type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<PassThrough>>;

/// Takes a `u64` key as it is.
#[derive(Default)]
struct PassThrough(u64);

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
    names: Vec<String>,
    /// In how many sentences each feature stands, by weight.
    sentences: Vec<u32>,
    /// The length of the sentence at hand.
    pub(super) terms: usize,
    features: Vec<u32>,
    pieces: Vec<(u32, u32)>,
}

impl Interner {
    /// Gives the feature of this name a number, whether a sentence has it or not.
    pub(super) fn know(&mut self, name: &str) {
        let id = name.split(' ').map(hash).fold(0, mix);
        self.number(id, |written| written.push_str(name));
    }

    /// The number of a feature, by the hash of its name: that of its parts, one after the
    /// other.
    fn number(&mut self, id: u64, name: impl FnOnce(&mut String)) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            let mut written = String::new();
            name(&mut written);
            self.names.push(written);
            self.sentences.push(0);
            u32::try_from(self.names.len() - 1).expect("a corpus has fewer than 2^32 features")
        })
    }

    /// The features of the sentence that was read, and its pieces, each with its word.
    pub(super) fn finish_sentence(&mut self, weight: u32) -> (Vec<u32>, Vec<(u32, Option<u32>)>) {
        let mut features = std::mem::take(&mut self.features);
        features.sort_unstable();
        features.dedup();
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.sort_unstable();
        pieces.dedup();
        for &feature in &features {
            self.sentences[feature as usize] += weight;
        }
        for same in pieces.chunk_by(|a, b| a.0 == b.0) {
            self.sentences[same[0].0 as usize] += weight;
        }
        (features, pieces.into_iter().map(|(piece, word)| (piece, Some(word))).collect())
    }

    /// The names worth keeping in order, and for each number given so far its place there:
    /// those of enough sentences, and those that are `wanted` anyway.
    pub(super) fn sorted(self, wanted: impl Fn(&str) -> bool) -> (Vec<String>, Vec<Option<u32>>) {
        let enough = |&number: &usize| {
            let name = self.names[number].as_str();
            self.sentences[number] >= Family::of(name).least_sentences() || wanted(name)
        };
        let mut order: Vec<usize> = (0..self.names.len()).filter(enough).collect();
        order.sort_unstable_by(|a, b| self.names[*a].cmp(&self.names[*b]));
        let mut places = vec![None; self.names.len()];
        for (place, &number) in order.iter().enumerate() {
            places[number] = Some(u32::try_from(place).expect("numbers are u32"));
        }
        let mut names = self.names;
        (order.iter().map(|&number| std::mem::take(&mut names[number])).collect(), places)
    }
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
        let number = self.number(mix(family(Family::Word), word.hash), |written| {
            written.push_str("word ");
            name(written);
        });
        self.features.push(number);
        false
    }

    fn pair(&mut self, first: &Term, second: &Term, name: impl FnOnce(&mut String)) {
        let id = mix(mix(family(Family::Pair), first.hash), second.hash);
        let number = self.number(id, |written| {
            written.push_str("pair ");
            name(written);
        });
        self.features.push(number);
    }

    fn piece(&mut self, piece: u64, name: impl FnOnce(&mut String)) {
        let number = self.number(mix(family(Family::Piece), piece), |written| {
            written.push_str("piece ");
            name(written);
        });
        // A piece follows its word.
        let word = self.features.last();
        self.pieces.extend(word.map(|&word| (number, word)));
    }
}

impl Marks for Interner {
    fn quoting(&mut self, quoting: Quoting, _ground: Ground) {
        let id = mix(family(Family::Quotation), hash(quoting.as_str()));
        let number = self.number(id, |written| {
            written.push_str("quotation ");
            written.push_str(quoting.as_str());
        });
        self.features.push(number);
    }

    fn cue(&mut self, count: CueCount, category: &str, _ground: Ground) {
        let parts = [category, CueCount::GRADES[count.grade], CueCount::TIMES[count.times]];
        let id = parts.iter().fold(family(Family::Cue), |id, part| mix(id, hash(part)));
        let number = self.number(id, |written| {
            written.push_str("cue");
            for part in parts {
                written.push(' ');
                written.push_str(part);
            }
        });
        self.features.push(number);
    }
}
