//! The words that decided a label, out of all that was counted, as an editor would name them.
//!
//! A model counts much that explains nothing to people: half a phrase, a masked name, a noun
//! that happens to stand in many opinions. What is shown are cues (*hedge “may”*), short
//! quotations, numbers, and words of grammar; so whom and what a sentence is about never
//! stands among its reasons.

use serde::Serialize;

use crate::classify::{Contribution, Prediction, Predictions, Source};
use crate::model::Model;
use crate::model::feature::Sort;
use crate::text::grammar::is_grammar;
use crate::text::span::Span;

/// Words that spoke for the label, and how strongly.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evidence<'a> {
    /// The words as they stand in the text.
    pub word: &'a str,
    /// What they add to the log-odds of opinion, in nats before calibration.
    pub weight: f64,
    /// The byte offset of their first character in the document.
    pub start: usize,
    /// The byte offset after their last.
    pub end: usize,
    /// What they are, in plain words: `hedge`, `attribution`, `wording` …
    pub what: &'a str,
}

/// No more pieces of evidence are shown than a person can take in.
const MOST: usize = 5;

/// With fewer than these, words are shown that say what happened (*resigned*, *quickly*).
const FEWEST: usize = 2;

/// What is weaker than this share of the strongest is not worth showing.
const WEAKEST: f64 = 0.1;

/// A longer quotation is no evidence that can be shown, in bytes.
const LONGEST_QUOTATION: usize = 60;

/// The words that spoke most for the label of `prediction`, strongest first.
#[must_use]
pub fn evidence<'a>(
    text: &'a str,
    model: &'a Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> Vec<Evidence<'a>> {
    let mut parts: Vec<(Span, &Contribution)> = predictions
        .contributions(prediction)
        .iter()
        .filter_map(|part| Some((part.span?, part)))
        .collect();
    parts.sort_by_key(|(span, _)| *span);
    let mut sums: Vec<(f64, &[(Span, &Contribution)])> = parts
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same.iter().map(|(_, part)| part.weight).sum(), same))
        .filter(|(weight, _): &(f64, _)| (*weight > 0.0) == prediction.label.is_opinion())
        .collect();
    // The strongest first, so that most need not be looked at.
    sums.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then(a.1[0].0.cmp(&b.1[0].0)));
    let mut chosen: Vec<Evidence<'a>> = Vec::new();
    let mut inflected: Vec<Evidence<'a>> = Vec::new();
    for (weight, same) in sums {
        let weakest = chosen.first().map_or(0.0, |first| WEAKEST * first.weight.abs());
        if chosen.len() == MOST || weight.abs() < weakest {
            break;
        }
        let span = same[0].0;
        let reasons = same.iter().filter_map(|(_, part)| shown(model, part, span.of(text)));
        let Some(reason) = reasons.min() else { continue };
        let span = if reason == Shown::Quotation { span } else { without_marks(span, text) };
        let (word, start, end) = (span.of(text), span.start, span.end);
        let evidence = Evidence { word, weight, start, end, what: reason.called() };
        let apart = |other: &Evidence<'_>| other.end <= start || end <= other.start;
        let list = if reason == Shown::Inflected { &mut inflected } else { &mut chosen };
        if list.iter().all(apart) {
            list.push(evidence);
        }
    }
    for evidence in inflected {
        let apart =
            |other: &Evidence<'_>| other.end <= evidence.start || evidence.end <= other.start;
        if chosen.len() < FEWEST && chosen.iter().all(apart) {
            chosen.push(evidence);
        }
    }
    chosen.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    chosen
}

/// The words of a span without the marks around them.
fn without_marks(span: Span, text: &str) -> Span {
    let word = span.of(text);
    let is_mark = |character: char| !character.is_alphanumeric();
    let start = span.start + (word.len() - word.trim_start_matches(is_mark).len());
    Span { start, end: (start + word.trim_matches(is_mark).len()).max(start) }
}

/// What makes a piece of evidence fit to be shown; the best reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown<'a> {
    /// A cue, and what it is called.
    Cue(&'a str),
    Quotation,
    Number,
    /// Words of grammar.
    Grammar,
    /// A word with an ending that verbs and adverbs have.
    Inflected,
}

impl<'a> Shown<'a> {
    fn called(self) -> &'a str {
        match self {
            Shown::Cue(called) => called,
            Shown::Quotation => "quotation",
            Shown::Number => "number",
            Shown::Grammar | Shown::Inflected => "wording",
        }
    }
}

fn shown<'a>(model: &'a Model, part: &Contribution, word: &str) -> Option<Shown<'a>> {
    let Source::Feature(feature, sort) = part.source else { return None };
    match sort {
        Sort::Cue(category) => Some(Shown::Cue(model.lexicon().called(usize::from(category)))),
        Sort::Quotation => (word.len() <= LONGEST_QUOTATION).then_some(Shown::Quotation),
        Sort::Piece => None,
        Sort::Words => {
            let terms = model.name(feature).split(' ').skip(1);
            let worded = |term: &str| term.bytes().any(|byte| byte.is_ascii_alphabetic());
            if terms.clone().any(|term| term.starts_with('<') && term.len() > 1) {
                None
            } else if terms.clone().all(|term| is_grammar(term) || !worded(term)) {
                let has_words = terms.clone().any(worded);
                let has_number = terms.clone().any(|term| term.starts_with('0'));
                match (has_words, has_number) {
                    (_, true) => Some(Shown::Number),
                    (true, false) => Some(Shown::Grammar),
                    (false, false) => None,
                }
            } else {
                let inflected = |term: &str| {
                    term.len() >= 5 && ["ly", "ed", "ing"].iter().any(|end| term.ends_with(end))
                };
                terms
                    .clone()
                    .all(|term| is_grammar(term) || inflected(term))
                    .then_some(Shown::Inflected)
            }
        }
    }
}
