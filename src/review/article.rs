//! *An article is a document as an editor reads it*: its lines in order, each sentence with
//! what the model says of it and what a person said.

use serde::Serialize;

use crate::classify::{Classifier, Prediction, Predictions};
use crate::input::document::Document;
use crate::label::{Gold, Kind, Label};
use crate::model::Model;
use crate::report::evidence::evidence;
use crate::report::row::role_name;
use crate::text::sentence::{Role, sentences};
use crate::text::span::Span;

/// Words that decided, and how strongly, for a page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Reason {
    word: String,
    /// What it is, in plain words: `hedge`, `attribution` …
    what: String,
    /// In nats; positive speaks for opinion.
    weight: f64,
}

/// A sentence, what the model says of it and what a person said.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Reviewed {
    pub(crate) span: Span,
    pub(crate) label: Label,
    pub(crate) kind: Kind,
    pub(crate) probability_opinion: f64,
    pub(crate) unsure: bool,
    pub(crate) because: Vec<Reason>,
    /// What a person said, on this desk.
    pub(crate) corrected: Option<Gold>,
    /// Whether that was what the model said at the time.
    pub(crate) confirmed: bool,
    /// What a person had said of this very sentence when the model was trained.
    pub(crate) learned: Option<Gold>,
}

/// Whether a person's word says what the model says.
pub(crate) fn confirms(said: Gold, label: &str, kind: &str) -> bool {
    said.label().as_str() == label && said.kind().is_none_or(|said| said.as_str() == kind)
}

/// How many sentences of a document are what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(crate) sentences: usize,
    /// Sentences that are opinion: by a person's word, or else by the model's.
    pub(crate) opinions: usize,
    /// Sentences of which the model is unsure and no person has spoken.
    pub(crate) unsure: usize,
    pub(crate) corrected: usize,
    pub(crate) confirmed: usize,
}

/// A piece of the article, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    span: Span,
    role: Role,
    begins_paragraph: bool,
}

/// A document on the desk.
pub(crate) struct Article {
    pub(crate) document: Document,
    pieces: Vec<Piece>,
    /// The headline and sentences, in order: those that have a label.
    pub(crate) reviewed: Vec<Reviewed>,
}

impl Reviewed {
    /// How near the model is to not knowing: 0 at even chances, 0.5 where it is certain.
    pub(crate) fn sureness(&self) -> f64 {
        (self.probability_opinion - 0.5).abs()
    }
}

impl Article {
    /// Labels a document.
    pub(crate) fn new(
        document: Document,
        model: &Model,
        classifier: &mut Classifier<'_>,
    ) -> Article {
        let pieces = sentences(&document.text)
            .into_iter()
            .map(|sentence| Piece {
                span: sentence.span,
                role: sentence.role,
                begins_paragraph: sentence.paragraph_start,
            })
            .collect();
        let mut article = Article { document, pieces, reviewed: Vec::new() };
        article.label(model, classifier);
        article
    }

    /// Labels it again, with another model; what people said stays.
    pub(crate) fn label(&mut self, model: &Model, classifier: &mut Classifier<'_>) {
        let text = &self.document.text;
        let predictions = classifier.classify(text);
        let before = std::mem::take(&mut self.reviewed)
            .into_iter()
            .map(|reviewed| (reviewed.corrected, reviewed.confirmed))
            .chain(std::iter::repeat((None, false)));
        self.reviewed = predictions
            .sentences
            .iter()
            .zip(before)
            .map(|(prediction, (corrected, confirmed))| Reviewed {
                span: prediction.sentence.span,
                label: prediction.label,
                kind: prediction.kind,
                probability_opinion: prediction.probability_opinion.0,
                unsure: prediction.unsure,
                because: because(text, model, &predictions, prediction),
                corrected,
                confirmed,
                learned: prediction.corrected,
            })
            .collect();
    }

    /// The words of a sentence.
    pub(crate) fn text(&self, reviewed: &Reviewed) -> &str {
        reviewed.span.of(&self.document.text)
    }

    /// Its headline, or its name where it has none.
    pub(crate) fn title(&self) -> &str {
        self.pieces
            .iter()
            .find(|piece| piece.role == Role::Headline)
            .map_or(&self.document.name, |piece| piece.span.of(&self.document.text))
    }

    /// The sentence that an entry of the journal is about: the one at the same place, or, if
    /// the text was edited since, the only one with the same words.
    pub(crate) fn find(&self, span: Span, text: &str) -> Option<usize> {
        let same = |reviewed: &Reviewed| self.text(reviewed) == text;
        let here = self.reviewed.binary_search_by_key(&span.start, |reviewed| reviewed.span.start);
        if let Some(index) = here.ok().filter(|index| same(&self.reviewed[*index])) {
            return Some(index);
        }
        let mut alike = (0..self.reviewed.len()).filter(|index| same(&self.reviewed[*index]));
        let first = alike.next();
        first.filter(|_| alike.next().is_none())
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut tally = Tally { sentences: self.reviewed.len(), ..Tally::default() };
        for reviewed in &self.reviewed {
            let label = reviewed.corrected.map_or(reviewed.label, Gold::label);
            tally.opinions += usize::from(label.is_opinion());
            tally.unsure += usize::from(reviewed.unsure && reviewed.corrected.is_none());
            let said = reviewed.corrected.is_some();
            tally.confirmed += usize::from(said && reviewed.confirmed);
            tally.corrected += usize::from(said && !reviewed.confirmed);
        }
        tally
    }

    /// The article for the page.
    pub(crate) fn shown(&self) -> Shown<'_> {
        let mut reviewed = self.reviewed.iter().zip(1..);
        let pieces = self.pieces.iter().map(|piece| ShownPiece {
            role: role_name(piece.role),
            begins_paragraph: piece.begins_paragraph,
            text: piece.span.of(&self.document.text),
            sentence: matches!(piece.role, Role::Headline | Role::Sentence)
                .then(|| reviewed.next())
                .flatten()
                .map(|(reviewed, number)| ShownSentence {
                    number,
                    label: reviewed.label.as_str(),
                    kind: reviewed.kind.as_str(),
                    probability_opinion: reviewed.probability_opinion,
                    unsure: reviewed.unsure,
                    because: &reviewed.because,
                    corrected: reviewed.corrected.map(Gold::as_str),
                    confirmed: reviewed.confirmed,
                    learned: reviewed.learned.map(Gold::as_str),
                }),
        });
        Shown {
            name: &self.document.name,
            title: self.title(),
            language: self.document.language,
            pieces: pieces.collect(),
        }
    }
}

fn because(
    text: &str,
    model: &Model,
    predictions: &Predictions,
    prediction: &Prediction,
) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for found in evidence(text, model, predictions, prediction) {
        // A word that speaks twice is read once.
        if reasons.iter().all(|reason| reason.word != found.word) {
            reasons.push(Reason {
                word: found.word.to_owned(),
                what: found.what.to_owned(),
                weight: found.weight,
            });
        }
    }
    reasons
}

/// An article as the page gets it.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    name: &'a str,
    title: &'a str,
    language: &'a str,
    pieces: Vec<ShownPiece<'a>>,
}

#[derive(Serialize)]
struct ShownPiece<'a> {
    role: &'static str,
    begins_paragraph: bool,
    text: &'a str,
    /// Nothing for source and date lines, which have no label.
    sentence: Option<ShownSentence<'a>>,
}

#[derive(Serialize)]
struct ShownSentence<'a> {
    number: usize,
    label: &'static str,
    kind: &'static str,
    probability_opinion: f64,
    unsure: bool,
    because: &'a [Reason],
    corrected: Option<&'static str>,
    confirmed: bool,
    learned: Option<&'static str>,
}
