//! The words that decided a label, out of all that was counted, as an editor would name them.
//!
//! What a sentence's features say is added up word by word; the strongest words that may be
//! shown (see [`crate::model::shown`]) are its evidence.

use serde::Serialize;
use smallvec::SmallVec;

use crate::classify::{Prediction, Predictions};
use crate::model::Model;
use crate::model::shown::Shown;

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

/// What the features that rest on the same words say together.
#[derive(Clone, Copy)]
struct Words {
    start: u32,
    end: u32,
    weight: f64,
    /// The best reason to show them.
    shown: Shown,
}

/// The words that spoke most for the label of `prediction`, strongest first.
#[must_use]
pub fn evidence<'a>(
    text: &'a str,
    model: &'a Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> Reasons<'a> {
    let mut words = by_words(model, predictions, prediction);
    let opinion = prediction.label.is_opinion();
    words.retain(|words| (words.weight > 0.0) == opinion && words.shown != Shown::NEVER);
    words.sort_unstable_by(|a, b| {
        let strongest = b.weight.abs().total_cmp(&a.weight.abs());
        strongest.then((a.start, a.end).cmp(&(b.start, b.end)))
    });
    let mut chosen = Reasons::new();
    let mut inflected = Reasons::new();
    for words in words {
        let weakest = chosen.first().map_or(0.0, |first| WEAKEST * first.weight.abs());
        if chosen.len() == MOST || words.weight.abs() < weakest {
            break;
        }
        let Some(evidence) = words.evidence(text, model, prediction.sentence.span.start) else {
            continue;
        };
        let list = if words.shown == Shown::INFLECTED { &mut inflected } else { &mut chosen };
        if list.iter().all(|other| evidence.is_apart_from(other)) {
            list.push(evidence);
        }
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

/// The sentence's summands, added up by the words that they rest on.
fn by_words(
    model: &Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> SmallVec<[Words; 96]> {
    let mut sums: SmallVec<[Words; 96]> = SmallVec::new();
    for summand in predictions.summands(prediction) {
        let Some(feature) = summand.feature().filter(|_| summand.start < summand.end) else {
            continue;
        };
        let shown = model.vocabulary().weight(feature).shown;
        let (start, end) = (summand.start, summand.end);
        // Words and their pieces come one after the other, and at most a pair between; cues
        // and quotations come after all words.
        let far = if shown.is_cue_or_quotation() { 0 } else { sums.len().saturating_sub(2) };
        let same = sums[far..].iter_mut().rev().find(|sum| (sum.start, sum.end) == (start, end));
        if let Some(sum) = same {
            sum.weight += summand.weight;
            sum.shown = sum.shown.min(shown);
        } else {
            sums.push(Words { start, end, weight: summand.weight, shown });
        }
    }
    sums
}

impl Words {
    /// These words before a reader; `sentence` is where their sentence begins.
    fn evidence<'a>(
        self,
        text: &'a str,
        model: &'a Model,
        sentence: usize,
    ) -> Option<Evidence<'a>> {
        let what = match self.shown {
            Shown::QUOTATION if self.end - self.start > LONGEST_QUOTATION => return None,
            Shown::QUOTATION => "quotation",
            Shown::NUMBER => "number",
            Shown::GRAMMAR | Shown::INFLECTED => "wording",
            Shown::NEVER => return None,
            cue => model.lexicon().called(cue.category()?),
        };
        let (mut start, mut end) = (sentence + self.start as usize, sentence + self.end as usize);
        if self.shown != Shown::QUOTATION {
            // The words without the marks around them.
            let is_mark = |character: char| !character.is_alphanumeric();
            let marked = &text[start..end];
            let opened = marked.trim_start_matches(is_mark);
            start += marked.len() - opened.len();
            end = start + opened.trim_end_matches(is_mark).len();
        }
        let weight = (self.weight * 1e4).round() / 1e4;
        Some(Evidence { word: &text[start..end], weight, start, end, what })
    }
}

impl Evidence<'_> {
    fn is_apart_from(&self, other: &Evidence<'_>) -> bool {
        other.end <= self.start || self.end <= other.start
    }
}
