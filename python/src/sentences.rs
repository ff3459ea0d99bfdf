//! One text and what the model says of its sentences, in the words of the package.

use std::ops::Range;

use surmise::classify::{Classifier, Prediction, Predictions, Settings};
use surmise::label::Gold;
use surmise::model::Model;
use surmise::report::evidence::evidence;
use surmise::report::row::role_name;
use surmise::text::sentence::{Role, Sentence};
use surmise::text::span::Span;

use super::places::{Offsets, Places};

/// What counts as a sentence of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    /// What the splitter finds.
    Sentences,
    /// The whole text, whatever stands in it.
    Text,
}

/// Reads texts with one model; one for each thread.
pub(crate) struct Reader<'m> {
    model: &'m Model,
    classifier: Classifier<'m>,
    predictions: Predictions,
    offsets: Offsets,
}

/// What the model says of one sentence.
pub(crate) struct Found<'a> {
    /// Its number in its text, from 1.
    pub(crate) number: i32,
    /// Where it starts in its text, as the reader's offsets count.
    pub(crate) start: i64,
    /// Where it ends.
    pub(crate) end: i64,
    pub(crate) role: &'static str,
    pub(crate) text: &'a str,
    pub(crate) prediction: &'a Prediction,
    /// The words that decided, strongest first; empty where they are not wanted.
    pub(crate) contributions: Vec<Contribution<'a>>,
}

/// Words that spoke for the label.
pub(crate) struct Contribution<'a> {
    pub(crate) word: &'a str,
    pub(crate) weight: f64,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) what: &'a str,
}

impl Found<'_> {
    /// What a person said of this very sentence, where the model knows it.
    pub(crate) fn corrected(&self) -> Option<&'static str> {
        self.prediction.corrected.map(Gold::as_str)
    }
}

impl<'m> Reader<'m> {
    pub(crate) fn new(model: &'m Model, settings: Settings, offsets: Offsets) -> Self {
        let classifier = Classifier::new(model, settings);
        Reader { model, classifier, predictions: Predictions::default(), offsets }
    }

    /// Gives every sentence of `text` to `take`, in order.
    pub(crate) fn read(
        &mut self,
        text: &str,
        unit: Unit,
        with_contributions: bool,
        take: impl FnMut(Found<'_>),
    ) {
        match unit {
            Unit::Sentences => self.classifier.classify_into(text, &mut self.predictions),
            Unit::Text => {
                let start = text.len() - text.trim_start().len();
                let whole = [sentence(start..start + text.trim().len(), true)];
                let whole = if text.trim().is_empty() { &[] } else { whole.as_slice() };
                self.classifier.classify_sentences(text, whole, &mut self.predictions);
            }
        }
        self.tell(text, with_contributions, take);
    }

    /// As [`Reader::read`], of sentences that somebody else has found; they are in order.
    pub(crate) fn read_spans(
        &mut self,
        text: &str,
        spans: &[Range<usize>],
        take: impl FnMut(Found<'_>),
    ) {
        let mut before = 0;
        let mut sentences = Vec::with_capacity(spans.len());
        for span in spans {
            let gap = text.get(before..span.start).unwrap_or_default();
            sentences.push(sentence(span.clone(), before == 0 || gap.contains('\n')));
            before = span.end;
        }
        self.classifier.classify_sentences(text, &sentences, &mut self.predictions);
        self.tell(text, true, take);
    }

    fn tell(&self, text: &str, with_contributions: bool, mut take: impl FnMut(Found<'_>)) {
        let mut places = Places::new(text, self.offsets);
        for (number, prediction) in (1..).zip(&self.predictions.sentences) {
            let span = prediction.sentence.span;
            let start = places.seek(span.start);
            let contributions = if with_contributions {
                evidence(text, self.model, &self.predictions, prediction)
                    .into_iter()
                    .map(|evidence| Contribution {
                        word: evidence.word,
                        weight: evidence.weight,
                        start: places.at(evidence.start),
                        end: places.at(evidence.end),
                        what: evidence.what,
                    })
                    .collect()
            } else {
                Vec::new()
            };
            take(Found {
                number,
                start,
                end: places.at(span.end),
                role: role_name(prediction.sentence.role),
                text: span.of(text),
                prediction,
                contributions,
            });
        }
    }
}

fn sentence(span: Range<usize>, paragraph_start: bool) -> Sentence {
    let span = Span { start: span.start, end: span.end };
    Sentence { span, role: Role::Sentence, paragraph_start }
}
