//! The names of the features, read once for all.
//!
//! Scoring has no use for names: it knows terms by numbers. What their names say is worked out
//! when a model is made and travels in its file beside them, so that a model is ready at once.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::token::hash;

use super::family::{Family, families};
use super::feature::{CueCount, Quoting};
use super::names::Names;
use super::shown::Shown;

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
        let mut index = Index { families: families(names.iter()), ..Index::default() };
        let mut places = HashMap::new();
        let mut words: Vec<(u32, u64)> = Vec::new();
        for (name, counts) in names.iter().zip(counts) {
            if let Some(word) = name.strip_prefix("word ") {
                words.push((counts[0].saturating_add(counts[1]), hash(word)));
            }
        }
        words.sort_unstable_by(|a, b| b.cmp(a));
        let mut place = |index: &mut Index, term: u64| {
            *places.entry(term).or_insert_with(|| {
                index.terms.push(term);
                index.terms.len() as u64 - 1
            })
        };
        for (_, word) in words {
            place(&mut index, word);
        }
        for name in names.iter() {
            let mut parts = name.split(' ').skip(1);
            let mut part = || parts.next().unwrap_or_default();
            let feature = match Family::of(name) {
                Family::Word => place(&mut index, hash(part())),
                Family::Pair => {
                    let first = place(&mut index, hash(part()));
                    first << 32 | place(&mut index, hash(part()))
                }
                Family::Piece => hash(part()),
                Family::Quotation => {
                    let part = part();
                    let quoting = Quoting::ALL.iter().position(|known| known.as_str() == part);
                    quoting.map_or(NOTHING, |place| place as u64)
                }
                Family::Cue => {
                    let (category, grade, times) = (part(), part(), part());
                    let find = |all: &[&str], wanted| all.iter().position(|one| *one == wanted);
                    let count =
                        categories.iter().position(|known| known == category).and_then(|c| {
                            Some(CueCount {
                                category: c,
                                grade: find(&CueCount::GRADES, grade)?,
                                times: find(&CueCount::TIMES, times)?,
                            })
                        });
                    count.map_or(NOTHING, |count| count.place() as u64)
                }
            };
            index.features.push(feature);
            index.shown.push(Shown::of(name, categories));
        }
        index
    }
}
