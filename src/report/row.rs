//! One sentence as a row, the same in every format for machines.

use serde::Serialize;

use crate::classify::Predictions;
use crate::input::document::Document;
use crate::label::Gold;
use crate::model::Model;
use crate::text::sentence::Role;

use super::evidence::{Finder, Reasons};

/// The columns, in their order.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row<'a> {
    /// The document's name.
    pub document: &'a str,
    /// The number of the sentence in its document, from 1.
    pub sentence: usize,
    /// The byte offset of its first character in the decoded text.
    pub start: usize,
    /// The byte offset after its last.
    pub end: usize,
    /// `headline` or `sentence`.
    pub role: &'static str,
    /// `fact` or `opinion`.
    pub label: &'static str,
    /// The likeliest kind of that label.
    pub kind: &'static str,
    /// The calibrated probability of opinion.
    pub probability_opinion: f64,
    /// Whether the model is unsure.
    pub unsure: bool,
    /// The document's language, as ISO 639-3.
    pub language: &'static str,
    /// The words that decided.
    pub evidence: Reasons<'a>,
    /// The sentence.
    pub text: &'a str,
    /// The id of the model.
    pub model: &'a str,
    /// For a person to fill with a label or a kind; what they said, once the model knows it.
    pub corrected: &'static str,
}

/// The names of the columns.
pub const COLUMNS: [&str; 14] = [
    "document",
    "sentence",
    "start",
    "end",
    "role",
    "label",
    "kind",
    "probability_opinion",
    "unsure",
    "language",
    "evidence",
    "text",
    "model",
    "corrected",
];

/// The role as files call it.
#[must_use]
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Headline => "headline",
        Role::Sentence => "sentence",
        Role::Source => "source",
        Role::Date => "date",
    }
}

/// The rows of a document.
pub fn rows<'a>(
    document: &'a Document,
    model: &'a Model,
    predictions: &'a Predictions,
) -> impl Iterator<Item = Row<'a>> {
    let mut finder = Finder::default();
    let before = document.part.sentences;
    predictions.sentences.iter().enumerate().map(move |(index, prediction)| {
        let span = prediction.sentence.span;
        let mut evidence = finder.evidence(&document.text, model, predictions, prediction);
        for words in &mut evidence {
            words.start += document.part.start;
            words.end += document.part.start;
        }
        Row {
            document: &document.name,
            sentence: before + index + 1,
            start: document.part.start + span.start,
            end: document.part.start + span.end,
            role: role_name(prediction.sentence.role),
            label: prediction.label.as_str(),
            kind: prediction.kind.as_str(),
            probability_opinion: prediction.probability_opinion.0,
            unsure: prediction.unsure,
            language: document.language,
            evidence,
            text: span.of(&document.text),
            model: &model.id,
            corrected: prediction.corrected.map_or("", Gold::as_str),
        }
    })
}
