//! All documents together: how many, how sure, by source and by day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::classify::Prediction;
use crate::label::Label;
use crate::report::format::{Article, Open};
use crate::report::tally::Tally;

/// The bars of a histogram of probabilities or shares.
pub const BARS: usize = 20;

/// So many sources, and so many days, have totals of their own; those that come later are
/// counted together, so that memory does not grow with them.
const MOST_GROUPS: usize = 5000;

/// How often each probability of opinion was said, by label, in bars of one twentieth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Histogram(pub [[u64; BARS]; 2]);

impl Histogram {
    /// Counts a sentence.
    pub fn add(&mut self, prediction: &Prediction) {
        let label = usize::from(prediction.label.is_opinion());
        self.0[label][bar(prediction.probability_opinion.0)] += 1;
    }

    /// Counts all that `other` counted.
    pub fn merge(&mut self, other: &Histogram) {
        for (bar, more) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *bar += more;
        }
    }
}

/// The bar that a share between 0 and 1 belongs to.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in 0..BARS")]
fn bar(share: f64) -> usize {
    ((share.clamp(0.0, 1.0) * BARS as f64) as usize).min(BARS - 1)
}

/// A document that is done with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    /// Its outlet or site.
    pub source: Option<String>,
    /// The day on which it appeared.
    pub day: Option<String>,
    /// Its sentences.
    pub tally: Tally,
    /// Whether it could not be read, or not to its end.
    pub failed: bool,
    /// Whether it is surely in another language than English.
    pub foreign: bool,
    /// Which of the columns that are carried it has.
    pub carried: Vec<bool>,
}

impl Finished {
    /// A document that was read to its end.
    #[must_use]
    pub fn read(article: &Article, tally: Tally) -> Finished {
        Finished {
            source: article.source.clone(),
            day: article.day().map(str::to_owned),
            tally,
            failed: false,
            foreign: !matches!(article.language.as_str(), "eng" | "und"),
            carried: article.carried.iter().map(|cell| !cell.is_empty()).collect(),
        }
    }

    /// One that could not be read, or broke off.
    #[must_use]
    pub fn failed(open: Option<&Open>) -> Finished {
        let read = open.map(|open| Finished::read(&open.article, open.tally));
        let nothing = || {
            Finished::read(
                &Article { language: "und".into(), ..Article::default() },
                Tally::default(),
            )
        };
        Finished { failed: true, ..read.unwrap_or_else(nothing) }
    }
}

/// Documents that have something in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Group {
    /// How many.
    pub documents: u64,
    /// Their sentences.
    pub tally: Tally,
}

/// Documents by what they have in common.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Groups {
    /// By name.
    pub named: BTreeMap<String, Group>,
    /// Those whose name came after too many others.
    pub rest: Group,
}

impl Groups {
    fn add(&mut self, name: &str, tally: &Tally) {
        let full = self.named.len() >= MOST_GROUPS;
        let group = match self.named.get_mut(name) {
            Some(group) => group,
            None if full => &mut self.rest,
            None => self.named.entry(name.to_owned()).or_default(),
        };
        group.documents += 1;
        group.tally.merge(tally);
    }
}

/// Notes which columns a document had.
pub fn see(seen: &mut Vec<bool>, carried: &[bool]) {
    if seen.len() < carried.len() {
        seen.resize(carried.len(), false);
    }
    seen.iter_mut().zip(carried).for_each(|(seen, here)| *seen |= here);
}

/// All documents together.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Documents that were read.
    pub documents: u64,
    /// Inputs that could not be read, or not to their end.
    pub failed: u64,
    /// Documents that are surely in another language than English.
    pub foreign: u64,
    /// All sentences.
    pub tally: Tally,
    /// How often each probability was said.
    pub histogram: Histogram,
    /// How many documents have which share of opinion, in bars of one twentieth.
    pub shares: [u64; BARS],
    /// By outlet or site, where it is known.
    pub sources: Groups,
    /// By day, where it is known.
    pub days: Groups,
    /// Which of the columns that are carried any document had.
    #[serde(default)]
    pub carried: Vec<bool>,
}

impl Totals {
    /// Counts a document.
    pub fn add(&mut self, finished: &Finished) {
        let Finished { source, day, tally, failed, foreign, carried } = finished;
        self.documents += u64::from(!failed);
        self.failed += u64::from(*failed);
        self.foreign += u64::from(*foreign);
        self.tally.merge(tally);
        see(&mut self.carried, carried);
        if let Some(share) = tally.opinion_share() {
            self.shares[bar(share)] += 1;
        }
        if let Some(source) = source {
            self.sources.add(source, tally);
        }
        if let Some(day) = day {
            self.days.add(day, tally);
        }
    }

    /// The share of all sentences that are opinion.
    #[must_use]
    pub fn opinion_share(&self) -> Option<f64> {
        self.tally.opinion_share()
    }

    /// How many sentences have this label.
    #[must_use]
    pub fn label(&self, label: Label) -> u64 {
        self.tally.label(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_sources_than_can_be_held_are_counted_together() {
        let mut groups = Groups::default();
        let tally = Tally { sentences: 2, ..Tally::default() };
        for source in 0..MOST_GROUPS + 3 {
            groups.add(&format!("{source}"), &tally);
        }
        groups.add("0", &tally);
        assert_eq!(groups.named.len(), MOST_GROUPS);
        assert_eq!((groups.rest.documents, groups.rest.tally.sentences), (3, 6));
        assert_eq!(groups.named["0"].documents, 2);
    }

    #[test]
    fn a_share_of_one_is_in_the_last_bar() {
        assert_eq!((bar(0.0), bar(0.05), bar(0.999), bar(1.0)), (0, 1, 19, 19));
    }
}
