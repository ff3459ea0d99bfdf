//! *A format is a way to say what was found*, document by document, as bytes that can be put
//! one behind the other.
//!
//! A format holds no state, so that many threads can use it at once. What goes on from one
//! part of a long document to the next stands in [`Open`].

use std::io::Result;

use serde::{Deserialize, Serialize};

use crate::classify::Predictions;
use crate::error::Error;
use crate::input::document::Document;
use crate::model::Model;
use crate::text::sentence::Role;

use super::tally::Tally;

/// A way to say what was found.
pub trait Format: Send + Sync {
    /// What stands before everything.
    fn head(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Adds a document, or a part of a long one.
    ///
    /// # Errors
    ///
    /// Where a value cannot be written in this format; none of ours has such values.
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()>;

    /// Adds an input that could not be read, or the end of a document that broke off.
    ///
    /// # Errors
    ///
    /// As [`Format::scored`].
    fn failed(&self, _to: &mut Vec<u8>, _failed: &Failed<'_>) -> Result<()> {
        Ok(())
    }

    /// Makes of what was said of a batch of documents, once that is all, what stands for the
    /// batch. Where batches end depends on what is read alone.
    ///
    /// # Errors
    ///
    /// As [`Format::scored`].
    fn batch(&self, _said: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    /// What stands after everything.
    fn tail(&self) -> Vec<u8> {
        Vec::new()
    }

    /// What stands at the beginning of each piece, and is left out before the very first.
    fn separator(&self) -> &'static str {
        ""
    }
}

/// What is known of a document beside its text.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Article {
    /// How reports call it.
    pub document: String,
    /// Its title, or its headline; empty where it has neither.
    pub title: String,
    /// The outlet or site.
    pub source: Option<String>,
    /// When it appeared.
    pub date: Option<String>,
    /// The language, as ISO 639-3.
    pub language: String,
    /// The other columns or members of its record.
    pub columns: Vec<(String, String)>,
    /// The cells that were asked for, as in [`crate::input::document::About::carried`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<String>,
}

impl Article {
    /// What a document, or its first part, says of itself.
    #[must_use]
    pub fn of(document: &Document, predictions: &Predictions) -> Article {
        let about = &document.about;
        let headline = || {
            let first = predictions.sentences.first()?;
            let is_headline = first.sentence.role == Role::Headline;
            is_headline.then(|| first.sentence.span.of(&document.text).to_owned())
        };
        Article {
            document: document.name.clone(),
            title: about.title.clone().or_else(headline).unwrap_or_default(),
            source: about.source.clone(),
            date: about.date.clone(),
            language: document.language.to_owned(),
            columns: about.columns.clone(),
            carried: about.carried.clone(),
        }
    }

    /// The title, or the name where it has none.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.title.trim().is_empty() { &self.document } else { &self.title }
    }

    /// The day on which it appeared, as `YYYY-MM-DD`.
    #[must_use]
    pub fn day(&self) -> Option<&str> {
        let day = self.date.as_deref()?.get(..10)?;
        let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        is_day.then_some(day)
    }
}

/// A document that goes on after the parts so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Open {
    /// What its first part said of it.
    pub article: Article,
    /// What the parts so far hold.
    pub tally: Tally,
    /// Where the next part begins.
    pub place: Place,
    /// How many bytes of text the inputs before this document had.
    pub text_before: u64,
}

/// A place in a text, as editors count: line and column from 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1: Unicode code points.
    pub column: u64,
}

impl Default for Place {
    fn default() -> Place {
        Place { line: 1, column: 1 }
    }
}

impl Place {
    /// The place after `text`.
    #[must_use]
    pub fn after(self, text: &str) -> Place {
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        let last = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
        let columns = text[last..].chars().count() as u64;
        match lines {
            0 => Place { line: self.line, column: self.column + columns },
            _ => Place { line: self.line + lines, column: 1 + columns },
        }
    }
}

/// A document, or a part of a long one, with what was said of it.
#[derive(Clone, Copy)]
pub struct Scored<'a> {
    /// The text.
    pub document: &'a Document,
    /// Who said it.
    pub model: &'a Model,
    /// What was said.
    pub predictions: &'a Predictions,
    /// What is known of the whole document.
    pub article: &'a Article,
    /// The counts up to the end of this part.
    pub tally: &'a Tally,
    /// Where the part begins.
    pub place: Place,
    /// The number of the document among all inputs, from 1.
    pub number: u64,
    /// How many bytes of text the inputs before this document had.
    pub text_before: u64,
}

/// An input that could not be read, or not to its end.
#[derive(Clone, Copy)]
pub struct Failed<'a> {
    /// Why.
    pub error: &'a Error,
    /// The document that breaks off here, if one had begun.
    pub open: Option<&'a Open>,
    /// The number of the input, from 1.
    pub number: u64,
    /// How many bytes of text the inputs before this one had.
    pub text_before: u64,
}

impl Failed<'_> {
    /// How the input is called.
    #[must_use]
    pub fn document(&self) -> &str {
        self.open.map_or(self.error.place(), |open| &open.article.document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let start = Place::default();
        assert_eq!(start.after("né"), Place { line: 1, column: 3 });
        assert_eq!(start.after("né").after("a\nbc"), Place { line: 2, column: 3 });
        assert_eq!(start.after("a\n\n"), Place { line: 3, column: 1 });
    }

    #[test]
    fn a_day_is_a_date_or_nothing() {
        let on = |date: &str| {
            let article = Article { date: Some(date.to_owned()), ..Article::default() };
            article.day().map(str::to_owned)
        };
        assert_eq!(on("2026-03-01T10:00:00Z").as_deref(), Some("2026-03-01"));
        assert_eq!(on("2026-03-01").as_deref(), Some("2026-03-01"));
        assert_eq!(on("yesterday"), None);
        assert_eq!(on("<script>x"), None);
    }
}
