//! The words that decided a label, out of all that was counted.

use serde::Serialize;

use crate::classify::{Prediction, Predictions, Source};
use crate::model::Model;
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
}

/// No more pieces of evidence are shown than a person can take in.
const MOST: usize = 5;

/// The words that spoke most for the label of `prediction`, strongest first. Names and
/// quotations never stand among them: whom a sentence is about decides nothing.
#[must_use]
pub fn evidence<'a>(
    text: &'a str,
    model: &Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> Vec<Evidence<'a>> {
    let mut by_span: Vec<(Span, f64)> = Vec::new();
    for contribution in predictions.contributions(prediction) {
        let (Source::Feature(feature, _), Some(span)) = (contribution.source, contribution.span)
        else {
            continue;
        };
        let name = model.name(feature);
        let worded = span.of(text).chars().any(char::is_alphabetic);
        if worded && !name.contains("<name>") && !name.contains("<q>") && !name.starts_with('q') {
            by_span.push((span, contribution.weight));
        }
    }
    by_span.sort_by_key(|(span, _)| *span);
    let mut summed: Vec<(Span, f64)> = by_span
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same[0].0, same.iter().map(|(_, weight)| weight).sum()))
        .filter(|(_, weight): &(Span, f64)| (*weight > 0.0) == prediction.label.is_opinion())
        .collect();
    summed.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    let mut shown: Vec<Evidence<'a>> = Vec::new();
    for (span, weight) in summed {
        let apart = |other: &Evidence<'_>| other.end <= span.start || span.end <= other.start;
        if shown.len() < MOST && shown.iter().all(apart) {
            shown.push(Evidence { word: span.of(text), weight, start: span.start, end: span.end });
        }
    }
    shown
}
