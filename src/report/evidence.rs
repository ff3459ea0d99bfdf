//! The words that decided a label, out of all that was counted, as an editor would name them.
//!
//! What a sentence's features say is added up word by word; the strongest words that may be
//! shown (see [`crate::model::shown`]) are its evidence.

use serde::Serialize;
use smallvec::SmallVec;

use crate::classify::{Passage, Prediction, Predictions};
use crate::model::Model;
use crate::model::shown::Shown;
use crate::sieve::Sieve;

/// Words that spoke for the label, and how strongly.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evidence<'a> {
    /// The words as they stand in the text.
    pub word: &'a str,
    /// What they add to the log-odds of opinion, in nats before calibration, to four decimals.
    pub weight: f64,
    /// The byte offset of their first character in the document.
    pub start: usize,
    /// The byte offset after their last.
    pub end: usize,
    /// What they are, in plain words: `hedge`, `attribution`, `wording` …
    pub what: &'a str,
}

/// The evidence of one sentence, the strongest first.
pub type Reasons<'a> = SmallVec<[Evidence<'a>; MOST]>;

/// No more pieces of evidence are shown than a person can take in.
const MOST: usize = 5;

/// With fewer than these, words are shown that say what happened (*resigned*, *quickly*).
const FEWEST: usize = 2;

/// What is weaker than this share of the strongest is not worth showing.
const WEAKEST: f64 = 0.1;

/// A longer quotation is no evidence that can be shown, in bytes.
const LONGEST_QUOTATION: u32 = 60;

/// The words that spoke most for the label of `prediction`, strongest first.
#[must_use]
pub fn evidence<'a>(
    text: &'a str,
    model: &'a Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> Reasons<'a> {
    Finder::default().evidence(text, model, predictions, prediction)
}

/// Finds the evidence of many sentences in the same memory.
#[derive(Default)]
pub struct Finder {
    /// The passages that speak for the label.
    ranks: Sieve<Rank>,
}

/// How strong a passage is, and where it stands: the bits of a positive number sort as it does,
/// and its last ones make room for the place, so that the first of equals is the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Rank(u64);

impl Rank {
    const PLACES: u64 = 0xFFFF;
    const STRONGEST: Rank = Rank(u64::MAX);
    const NONE: Rank = Rank(0);

    #[inline]
    fn of(strength: f64, place: usize) -> Rank {
        Rank(strength.to_bits() & !Self::PLACES | (Self::PLACES - place as u64))
    }

    /// The greatest of `ranks` that is below this one. Without a branch on each; and looking for
    /// the few that are wanted one by one is less than sorting all.
    #[inline]
    fn next(self, ranks: &[Rank]) -> Rank {
        ranks.iter().fold(Rank::NONE, |best, &rank| {
            let rank = if rank < self { rank } else { Rank::NONE };
            best.max(rank)
        })
    }

    #[inline]
    fn place(self) -> usize {
        usize::try_from(Self::PLACES - (self.0 & Self::PLACES)).expect("sixteen bits")
    }
}

impl Finder {
    /// As the function [`evidence`]. Of a sentence with more than 65,535 passages it knows the
    /// first ones.
    pub fn evidence<'a>(
        &mut self,
        text: &'a str,
        model: &'a Model,
        predictions: &Predictions,
        prediction: &Prediction,
    ) -> Reasons<'a> {
        let sign = if prediction.label.is_opinion() { 1.0 } else { -1.0 };
        let passages = predictions.passages(prediction);
        let passages = &passages[..passages.len().min(usize::from(u16::MAX))];
        let mut ranks = self.ranks.offers(passages.len());
        for (place, passage) in passages.iter().enumerate() {
            let strength = sign * passage.weight;
            ranks.offer(Rank::of(strength, place), strength > 0.0);
        }
        drop(ranks);
        let ranks = self.ranks.kept();
        let sentence = prediction.sentence.span.start;
        let mut chosen = Reasons::new();
        let mut inflected = Reasons::new();
        let mut rank = Rank::STRONGEST.next(ranks);
        while rank != Rank::NONE {
            let passage = &passages[rank.place()];
            let weakest = chosen.first().map_or(0.0, |first: &Evidence| first.weight.abs());
            if chosen.len() == MOST || passage.weight.abs() < WEAKEST * weakest {
                break;
            }
            if let Some(evidence) = before_reader(passage, text, model, sentence) {
                let list =
                    if passage.shown == Shown::INFLECTED { &mut inflected } else { &mut chosen };
                if list.iter().all(|other| evidence.is_apart_from(other)) {
                    list.push(evidence);
                }
            }
            rank = rank.next(ranks);
        }
        if chosen.len() < FEWEST {
            for evidence in inflected {
                let apart = chosen.iter().all(|other| evidence.is_apart_from(other));
                if chosen.len() < FEWEST && apart {
                    chosen.push(evidence);
                }
            }
            chosen.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        }
        chosen
    }
}

/// A passage as a reader sees it; `sentence` is where its sentence begins.
fn before_reader<'a>(
    passage: &Passage,
    text: &'a str,
    model: &'a Model,
    sentence: usize,
) -> Option<Evidence<'a>> {
    let Passage { place, weight, shown } = *passage;
    let what = match shown {
        Shown::QUOTATION if place.end - place.start > LONGEST_QUOTATION => return None,
        Shown::QUOTATION => "quotation",
        Shown::NUMBER => "number",
        Shown::GRAMMAR | Shown::INFLECTED => "wording",
        Shown::NEVER => return None,
        cue => model.lexicon().called(cue.category()?),
    };
    let mut start = sentence + place.start as usize;
    let mut end = sentence + place.end as usize;
    let is_bare = |at: usize| text.as_bytes()[at].is_ascii_alphanumeric();
    if shown != Shown::QUOTATION && !(is_bare(start) && is_bare(end - 1)) {
        // The words without the marks around them.
        let is_mark = |character: char| !character.is_alphanumeric();
        let marked = &text[start..end];
        let opened = marked.trim_start_matches(is_mark);
        start += marked.len() - opened.len();
        end = start + opened.trim_end_matches(is_mark).len();
    }
    let weight = (weight * 1e4).round() / 1e4;
    Some(Evidence { word: &text[start..end], weight, start, end, what })
}

impl Evidence<'_> {
    fn is_apart_from(&self, other: &Evidence<'_>) -> bool {
        other.end <= self.start || self.end <= other.start
    }
}
