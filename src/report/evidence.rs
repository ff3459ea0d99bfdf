//! The words that decided a label, out of all that was counted, as an editor would name them.
//!
//! What a sentence's features say is added up word by word; the strongest words that may be
//! shown (see [`crate::model::shown`]) are its evidence.

use serde::Serialize;
use smallvec::SmallVec;

use crate::classify::{Prediction, Predictions};
use crate::model::Model;
use crate::model::feature::Place;
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
    words: Vec<Words>,
}

/// What the features that rest on the same words say together.
#[derive(Clone, Copy)]
struct Words {
    place: Place,
    weight: f64,
    /// The best reason to show them.
    shown: Shown,
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
        self.add_up(model, predictions, prediction);
        let opinion = prediction.label.is_opinion();
        self.words.retain(|words| (words.weight > 0.0) == opinion && words.shown != Shown::NEVER);
        self.words.sort_unstable_by(|a, b| {
            b.weight.abs().total_cmp(&a.weight.abs()).then(a.place.cmp(&b.place))
        });
        let mut chosen = Reasons::new();
        let mut inflected = Reasons::new();
        for words in &self.words {
            let weakest = chosen.first().map_or(0.0, |first: &Evidence| first.weight.abs());
            if chosen.len() == MOST || words.weight.abs() < WEAKEST * weakest {
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
    ///
    /// Words come from left to right, each before its pieces and at most a pair after them;
    /// then quotations and cues, from left to right too. So the same words are found by
    /// looking a step back, or on from where they were last found.
    fn add_up(&mut self, model: &Model, predictions: &Predictions, prediction: &Prediction) {
        self.words.clear();
        let (mut from, mut before) = (0, Place::default());
        for summand in predictions.summands(prediction) {
            let place = summand.place;
            let Some(feature) = summand.feature().filter(|_| !place.is_whole()) else {
                continue;
            };
            let shown = model.vocabulary().weight(feature).shown;
            let back = self.words.len().saturating_sub(2);
            let mut same = self.words[back..].iter().rposition(|words| words.place == place);
            same = same.map(|at| back + at);
            if same.is_none() && shown.is_cue_or_quotation() {
                if place < before {
                    from = 0;
                }
                before = place;
                // What begins behind the end of these words stands behind them.
                let not_behind = self.words[from..].iter();
                let mut not_behind = not_behind.take_while(|words| words.place.start < place.end);
                same = not_behind.position(|words| words.place == place).map(|at| from + at);
                from = same.map_or(from, |at| at.saturating_sub(2));
            }
            match same.and_then(|at| self.words.get_mut(at)) {
                Some(words) => {
                    words.weight += summand.weight;
                    words.shown = words.shown.min(shown);
                }
                None => self.words.push(Words { place, weight: summand.weight, shown }),
            }
        }
    }
}

impl Words {
    /// These words before a reader; `sentence` is where their sentence begins.
    fn evidence<'a>(
        &self,
        text: &'a str,
        model: &'a Model,
        sentence: usize,
    ) -> Option<Evidence<'a>> {
        let what = match self.shown {
            Shown::QUOTATION if self.place.end - self.place.start > LONGEST_QUOTATION => {
                return None;
            }
            Shown::QUOTATION => "quotation",
            Shown::NUMBER => "number",
            Shown::GRAMMAR | Shown::INFLECTED => "wording",
            Shown::NEVER => return None,
            cue => model.lexicon().called(cue.category()?),
        };
        let mut start = sentence + self.place.start as usize;
        let mut end = sentence + self.place.end as usize;
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
