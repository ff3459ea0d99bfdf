//! The words that decided a label, out of all that was counted, as an editor would name them.
//!
//! What a sentence's features say is added up word by word; the strongest words that may be
//! shown (see [`crate::model::shown`]) are its evidence.

use std::cmp::Ordering;

use serde::Serialize;
use smallvec::SmallVec;

use crate::classify::{Passage, Prediction, Predictions};
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
    /// The passages that may be chosen, each with its strength.
    candidates: Vec<(f64, usize)>,
}

impl Finder {
    /// As the function [`evidence`].
    pub fn evidence<'a>(
        &mut self,
        text: &'a str,
        model: &'a Model,
        predictions: &Predictions,
        prediction: &Prediction,
    ) -> Reasons<'a> {
        let sign = if prediction.label.is_opinion() { 1.0 } else { -1.0 };
        let passages = predictions.passages(prediction);
        let surely_chosen =
            |passage: &&Passage| !matches!(passage.shown, Shown::QUOTATION | Shown::INFLECTED);
        let surely_chosen = passages.iter().filter(surely_chosen);
        let strongest_chosen =
            surely_chosen.map(|passage| sign * passage.weight).fold(0.0, f64::max);
        // What is too weak beside it need not be compared with the others.
        let least = WEAKEST * strongest_chosen;
        self.candidates.resize(passages.len(), (0.0, 0));
        let mut found = 0;
        for (at, passage) in passages.iter().enumerate() {
            let strength = sign * passage.weight;
            self.candidates[found] = (strength, at);
            found += usize::from(strength > 0.0 && strength >= least);
        }
        let candidates = &mut self.candidates[..found];
        let sentence = prediction.sentence.span.start;
        let mut chosen = Reasons::new();
        let mut inflected = Reasons::new();
        while let Some(passage) = strongest(passages, candidates) {
            let weakest = chosen.first().map_or(0.0, |first: &Evidence| first.weight.abs());
            if chosen.len() == MOST || passage.weight.abs() < WEAKEST * weakest {
                break;
            }
            let Some(evidence) = before_reader(passage, text, model, sentence) else {
                continue;
            };
            let list = if passage.shown == Shown::INFLECTED { &mut inflected } else { &mut chosen };
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
}

/// The passage that speaks strongest for the label, the first of equals, which is no candidate
/// any more; none where no candidate is left. Looking for the few that are wanted one by one takes
/// fewer guesses than sorting all.
fn strongest<'p>(passages: &'p [Passage], candidates: &mut [(f64, usize)]) -> Option<&'p Passage> {
    let (mut best, mut chosen) = (0.0, None);
    for (place, &(strength, at)) in candidates.iter().enumerate() {
        let is_before = |other: usize| passages[at].place < passages[candidates[other].1].place;
        let is_stronger = match strength.total_cmp(&best) {
            Ordering::Greater => true,
            Ordering::Equal => chosen.is_some_and(is_before),
            Ordering::Less => false,
        };
        if is_stronger {
            (best, chosen) = (strength, Some(place));
        }
    }
    let (strength, at) = candidates.get_mut(chosen?)?;
    *strength = 0.0;
    passages.get(*at)
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
