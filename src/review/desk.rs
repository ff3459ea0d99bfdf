//! *The desk is where the articles lie*, with what the model says of them and what people
//! said. It knows nothing of HTTP.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::classify::{Classifier, Settings};
use crate::error::{Error, Result};
use crate::input::document::Document;
use crate::label::Gold;
use crate::model::Model;
use crate::store::clock;
use crate::store::journal::{Entry, Journal};
use crate::text::span::Span;

use super::article::{Article, Shown, Tally, confirms};

/// No list that the page asks for is longer.
const LONGEST_LIST: usize = 200;

/// What a person says of a sentence.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Correction {
    /// The document's name.
    pub document: String,
    /// The number of the sentence in it, from 1.
    pub sentence: usize,
    /// Its words, so that nobody corrects another sentence than the one they saw.
    pub text: String,
    /// Its label or kind; nothing takes back what was said.
    pub corrected: Option<String>,
    /// How the person came to it.
    pub order: Order,
}

/// How a person comes to a sentence. Whoever learns from the corrections must know: sentences
/// from the queue are no fair sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// In the order of the text.
    Reading,
    /// The most unsure first.
    Queue,
}

/// Why a correction was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// It is about nothing on this desk, or says nothing that is a label.
    Wrong(String),
    /// The disk did not take it.
    Unsaved(Error),
}

/// A sentence has got another correction, or lost it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Change {
    document: usize,
    sentence: usize,
    corrected: Option<String>,
    confirmed: bool,
    tally: Tally,
}

/// A sentence in a list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Listed {
    document: usize,
    sentence: usize,
    text: String,
    label: String,
    probability_opinion: f64,
}

/// A document in the list of documents.
#[derive(Serialize)]
pub(crate) struct Summary<'a> {
    name: &'a str,
    title: &'a str,
    language: &'a str,
    tally: Tally,
}

/// The articles, the model and the journal.
pub struct Desk {
    pub(crate) model: Model,
    pub(crate) articles: Vec<Article>,
    pub(crate) journal: Journal,
    pub(crate) by: String,
    /// What happened since the desk was set; its length is the desk's version.
    changes: Vec<Change>,
    /// Entries of the journal that are about none of the sentences here.
    pub(crate) elsewhere: usize,
}

impl Desk {
    /// Sets the desk: labels the documents and reads the journal.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be opened; see [`Journal::open`].
    pub fn new(documents: Vec<Document>, model: Model, journal: &Path, by: String) -> Result<Desk> {
        let (journal, entries) = Journal::open(journal)?;
        let articles = {
            let mut classifier = Classifier::new(&model, Settings::default());
            let labelled = |document| Article::new(document, &model, &mut classifier);
            documents.into_iter().map(labelled).collect()
        };
        let mut desk = Desk { model, articles, journal, by, changes: Vec::new(), elsewhere: 0 };
        for entry in &entries {
            desk.recall(entry);
        }
        Ok(desk)
    }

    /// Takes up what the journal says of a sentence.
    fn recall(&mut self, entry: &Entry) {
        let span = Span { start: entry.start, end: entry.end };
        let found = self.index(&entry.document).and_then(|document| {
            self.articles[document].find(span, &entry.text).map(|sentence| (document, sentence))
        });
        // A word that is no label was not written by this program; it says nothing.
        let said = match &entry.corrected {
            None => Some(None),
            Some(word) => word.parse::<Gold>().ok().map(Some),
        };
        match (found, said) {
            (Some((document, sentence)), Some(corrected)) => {
                let reviewed = &mut self.articles[document].reviewed[sentence];
                reviewed.corrected = corrected;
                reviewed.confirmed =
                    corrected.is_some_and(|gold| confirms(gold, &entry.label, &entry.kind));
            }
            _ => self.elsewhere += 1,
        }
    }

    /// The document of this name; or, since journals outlive working folders, the only one
    /// whose path ends in the same file name.
    fn index(&self, name: &str) -> Option<usize> {
        let exact = |article: &Article| article.document.name == name;
        if let Some(index) = self.articles.iter().position(exact) {
            return Some(index);
        }
        let file = |name: &str| Path::new(name).file_name().map(ToOwned::to_owned);
        let wanted = file(name)?;
        let mut alike = (0..self.articles.len())
            .filter(|index| file(&self.articles[*index].document.name).as_ref() == Some(&wanted));
        let first = alike.next();
        first.filter(|_| alike.next().is_none())
    }

    /// Takes a correction: writes it to the journal, and when it is on the disk, shows it.
    ///
    /// # Errors
    ///
    /// Where it is about no sentence here, or cannot be written; nothing has changed then.
    pub fn correct(&mut self, said: &Correction) -> std::result::Result<usize, Refusal> {
        let wrong = |problem: String| Err(Refusal::Wrong(problem));
        let corrected = match said.corrected.as_deref().map(str::parse::<Gold>) {
            None => None,
            Some(Ok(gold)) => Some(gold),
            Some(Err(cause)) => return wrong(cause.to_string()),
        };
        let exact = |article: &Article| article.document.name == said.document;
        let Some(document) = self.articles.iter().position(exact) else {
            return wrong(format!("no document {:?} here", said.document));
        };
        let article = &self.articles[document];
        let index = said.sentence.wrapping_sub(1);
        let Some(reviewed) = article.reviewed.get(index) else {
            return wrong(format!("no sentence {} in {:?}", said.sentence, said.document));
        };
        if article.text(reviewed) != said.text {
            return wrong(format!(
                "sentence {} of {:?} has other words now; load the page again",
                said.sentence, said.document
            ));
        }
        let entry = Entry {
            at: clock::now(),
            by: self.by.clone(),
            document: said.document.clone(),
            sentence: said.sentence,
            start: reviewed.span.start,
            end: reviewed.span.end,
            text: said.text.clone(),
            corrected: corrected.map(|gold| gold.to_string()),
            label: reviewed.label.as_str().to_owned(),
            kind: reviewed.kind.as_str().to_owned(),
            probability_opinion: reviewed.probability_opinion,
            model: self.model.id.clone(),
            order: self.order(document, index, said.order).to_owned(),
        };
        self.journal.append(&entry).map_err(Refusal::Unsaved)?;
        let confirmed = corrected.is_some_and(|gold| confirms(gold, &entry.label, &entry.kind));
        let reviewed = &mut self.articles[document].reviewed[index];
        (reviewed.corrected, reviewed.confirmed) = (corrected, confirmed);
        self.changes.push(Change {
            document,
            sentence: said.sentence,
            corrected: entry.corrected,
            confirmed,
            tally: self.articles[document].tally(),
        });
        Ok(self.version())
    }

    /// How the journal calls the way to a sentence. Who corrects the mistakes alone picks them,
    /// which is no fair sample either: only a sentence that follows one of which something was
    /// said, or the first, was come to by reading.
    fn order(&self, document: usize, index: usize, order: Order) -> &'static str {
        let before = index.checked_sub(1).map(|before| &self.articles[document].reviewed[before]);
        match order {
            Order::Queue => "queue",
            Order::Reading if before.is_none_or(|before| before.corrected.is_some()) => "reading",
            Order::Reading => "picked",
        }
    }

    /// Labels everything again with another model. What people said stays.
    pub(crate) fn take_up(&mut self, model: Model) {
        let mut classifier = Classifier::new(&model, Settings::default());
        for article in &mut self.articles {
            article.label(&model, &mut classifier);
        }
        drop(classifier);
        self.model = model;
    }

    /// How many changes there were.
    #[must_use]
    pub fn version(&self) -> usize {
        self.changes.len()
    }

    /// What changed since a version.
    pub(crate) fn changes_since(&self, version: usize) -> &[Change] {
        self.changes.get(version..).unwrap_or_default()
    }

    pub(crate) fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.articles.iter().map(|article| Summary {
            name: &article.document.name,
            title: article.title(),
            language: article.document.language,
            tally: article.tally(),
        })
    }

    pub(crate) fn shown(&self, document: usize) -> Option<Shown<'_>> {
        self.articles.get(document).map(Article::shown)
    }

    /// The sentences of which nobody has spoken, the most unsure first, and how many there
    /// are in all.
    pub(crate) fn queue(&self) -> (Vec<Listed>, usize) {
        let mut open: Vec<(f64, usize, usize)> = Vec::new();
        for (document, article) in self.articles.iter().enumerate() {
            for (index, reviewed) in article.reviewed.iter().enumerate() {
                if reviewed.corrected.is_none() {
                    open.push((reviewed.sureness(), document, index));
                }
            }
        }
        let total = open.len();
        open.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        open.truncate(LONGEST_LIST);
        (open.into_iter().map(|(_, document, index)| self.listed(document, index)).collect(), total)
    }

    /// The sentences that hold these words, whatever their case, and how many there are in
    /// all.
    pub(crate) fn search(&self, words: &str) -> (Vec<Listed>, usize) {
        let wanted = words.trim().to_lowercase();
        let (mut found, mut total) = (Vec::new(), 0);
        if wanted.is_empty() {
            return (found, total);
        }
        for (document, article) in self.articles.iter().enumerate() {
            for (index, reviewed) in article.reviewed.iter().enumerate() {
                if article.text(reviewed).to_lowercase().contains(&wanted) {
                    total += 1;
                    if found.len() < LONGEST_LIST {
                        found.push(self.listed(document, index));
                    }
                }
            }
        }
        (found, total)
    }

    fn listed(&self, document: usize, index: usize) -> Listed {
        let article = &self.articles[document];
        let reviewed = &article.reviewed[index];
        Listed {
            document,
            sentence: index + 1,
            text: article.text(reviewed).to_owned(),
            label: reviewed.corrected.map_or(reviewed.label, Gold::label).to_string(),
            probability_opinion: reviewed.probability_opinion,
        }
    }
}
