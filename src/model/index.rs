//! The names of the features, read once for all.
//!
//! Scoring has no use for names: it knows terms by numbers. What their names say is worked out
//! when a model is made, and the tables that are made of it travel in the model's file.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::token::hash;

use super::family::{Family, families};
use super::feature::{CueCount, Quoting};
use super::names::Names;
use super::shown::{Shown, TermSense};

/// What the features of a model are, by their places among the names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Index {
    /// Where each family stands.
    pub families: Vec<(Family, Range<usize>)>,
    /// The hashes of the terms that the features name, those of the commonest words first.
    pub terms: Vec<u64>,
    /// What each feature is; see [`Index::of`].
    pub features: Vec<u64>,
    /// What each is called before readers.
    pub shown: Vec<Shown>,
}

/// A feature that no sentence has.
pub const NOTHING: u64 = u64::MAX;

impl Index {
    /// The index of `names`, which are sorted; each has its count in each label.
    ///
    /// A word is the place of its term; a pair those of both, the first in the upper half; a
    /// piece its hash; a use of quotation marks or a count of cues its place in its table.
    #[must_use]
    pub fn of(names: &Names, counts: &[[u32; 2]], categories: &[String]) -> Index {
        let families = families(names.iter());
        let mut terms = Terms::default();
        for (family, range) in &families {
            if *family == Family::Word {
                let counted = range.clone().zip(&counts[range.clone()]);
                let mut words: Vec<(u32, &str)> = counted
                    .map(|(at, counts)| {
                        (counts[0].saturating_add(counts[1]), parts(names.get(at), *family))
                    })
                    .collect();
                words.sort_unstable_by(|a, b| b.cmp(a));
                for (_, word) in words {
                    terms.place(word);
                }
            }
        }
        let mut features = Vec::with_capacity(names.len());
        let mut shown = Vec::with_capacity(names.len());
        for (family, range) in &families {
            for at in range.clone() {
                let parts = parts(names.get(at), *family);
                let (feature, how) = match family {
                    Family::Word => {
                        let (place, sense) = terms.place(parts);
                        (place, Shown::of_terms(sense))
                    }
                    Family::Pair => {
                        let (first, second) = parts.split_once(' ').unwrap_or((parts, ""));
                        let (first, second) = (terms.place(first), terms.place(second));
                        ((first.0 << 32) | second.0, Shown::of_terms(first.1.and(second.1)))
                    }
                    Family::Piece => (hash(parts), Shown::NEVER),
                    Family::Quotation => {
                        let place = Quoting::ALL.iter().position(|known| known.as_str() == parts);
                        (place.map_or(NOTHING, |place| place as u64), Shown::QUOTATION)
                    }
                    Family::Cue => {
                        let count = cue_count(parts, categories);
                        let place = count.map_or(NOTHING, |count| count.place() as u64);
                        (place, count.map_or(Shown::NEVER, |count| Shown::cue(count.category)))
                    }
                };
                features.push(feature);
                shown.push(how);
            }
        }
        Index { families, terms: terms.hashes, features, shown }
    }
}

/// What follows the family in the name of a feature.
fn parts(name: &str, family: Family) -> &str {
    name.get(family.as_str().len() + 1..).unwrap_or_default()
}

/// `hedge strong 1`
fn cue_count(parts: &str, categories: &[String]) -> Option<CueCount> {
    let mut parts = parts.split(' ');
    let (category, grade, times) = (parts.next()?, parts.next()?, parts.next()?);
    Some(CueCount {
        category: categories.iter().position(|known| known == category)?,
        grade: CueCount::GRADES.iter().position(|known| *known == grade)?,
        times: CueCount::TIMES.iter().position(|known| *known == times)?,
    })
}

/// Terms as they come, each with its place and what it is good for as a reason.
#[derive(Default)]
struct Terms {
    hashes: Vec<u64>,
    known: HashMap<u64, (u64, TermSense)>,
}

impl Terms {
    fn place(&mut self, term: &str) -> (u64, TermSense) {
        let hash = hash(term);
        *self.known.entry(hash).or_insert_with(|| {
            self.hashes.push(hash);
            (self.hashes.len() as u64 - 1, TermSense::of(term))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_shown_as_their_names_say() {
        let names = [
            "cue hedge strong 2",
            "cue other any 1",
            "pair <name> said",
            "pair in 0",
            "pair it tax",
            "piece ously",
            "quotation closed",
            "word it",
            "word quickly",
            "word tax",
        ];
        let categories = ["hedge".to_owned()];
        let joined: Names = names.into_iter().collect();
        let index = Index::of(&joined, &[[1, 1]; 10], &categories);
        assert_eq!((index.features.len(), index.shown.len()), (10, 10));
        for (place, name) in names.iter().enumerate() {
            assert_eq!(index.shown[place], Shown::of(name, &categories), "{name}");
        }
        assert_eq!(index.features[0], 7);
        assert_eq!(index.features[1], NOTHING);
        assert_eq!(index.terms.len(), 7);
        let word = |name: &str| index.terms.iter().position(|term| *term == hash(name));
        let places = (word("it").map(|at| at as u64), word("tax").map(|at| at as u64));
        assert_eq!(Some(index.features[4]), places.0.zip(places.1).map(|(a, b)| a << 32 | b));
    }
}
