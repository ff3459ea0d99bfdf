//! One JSON object a document and line, with its sentences: one line in, one line out.
//!
//! A document that could not be read has a line too: what is not known of it is null, and
//! `error` says why. So the line numbers of a file of records stay those of its results.

use std::io::{Error, Result, Write as _};

use serde::Serialize;
use serde::ser::SerializeMap as _;

use crate::label::{Kind, Label};

use super::carry::Carry;
use super::cut::cut;
use super::evidence::Evidence;
use super::format::{Article, Failed, Format, Scored};
use super::row::rows;
use super::tally::Tally;

/// One JSON object a document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Nested {
    /// What stands in the member `columns`, and null where a record has none; without names, the
    /// other columns of each record.
    pub carry: Carry,
}

/// The members in front of the sentences.
#[derive(Serialize)]
struct Head<'a> {
    document: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<&'a str>,
    language: Option<&'a str>,
    columns: Columns<'a>,
}

/// The other columns of a record as one object, in their order, or those that were named.
struct Columns<'a>(&'a Article, &'a Carry);

impl Serialize for Columns<'_> {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        if !self.1.is_empty() {
            return self.1.object(self.0).serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.0.columns.len()))?;
        for (name, cell) in &self.0.columns {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

/// A sentence; the members of a row without those that the whole document shares.
#[derive(Serialize)]
struct Line<'a> {
    sentence: usize,
    start: usize,
    end: usize,
    role: &'static str,
    label: &'static str,
    kind: &'static str,
    probability_opinion: f64,
    unsure: bool,
    evidence: &'a [Evidence<'a>],
    text: &'a str,
    corrected: Option<&'a str>,
    /// Whether it is too long and goes on in the next one; not there where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

/// The members behind the sentences.
#[derive(Serialize)]
struct Tail<'a> {
    counts: Option<Counts>,
    opinion_share: Option<f64>,
    mean_probability: Option<f64>,
    model: Option<&'a str>,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Counts {
    sentences: u64,
    fact: u64,
    opinion: u64,
    event: u64,
    statement: u64,
    judgement: u64,
    speculation: u64,
    appeal: u64,
    unsure: u64,
}

impl Counts {
    fn of(tally: &Tally) -> Counts {
        Counts {
            sentences: tally.sentences,
            fact: tally.label(Label::Fact),
            opinion: tally.label(Label::Opinion),
            event: tally.kind(Kind::Event),
            statement: tally.kind(Kind::Statement),
            judgement: tally.kind(Kind::Judgement),
            speculation: tally.kind(Kind::Speculation),
            appeal: tally.kind(Kind::Appeal),
            unsure: tally.unsure,
        }
    }
}

fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

/// Everything in front of the first sentence.
fn open(to: &mut Vec<u8>, article: &Article, carry: &Carry) -> Result<()> {
    let head = Head {
        document: &article.document,
        title: filled(&article.title),
        source: article.source.as_deref(),
        date: article.date.as_deref(),
        language: filled(&article.language),
        columns: Columns(article, carry),
    };
    serde_json::to_writer(&mut *to, &head)?;
    // The object goes on.
    to.pop();
    to.write_all(b",\"sentences\":[")
}

/// Everything behind the last sentence.
fn close(
    to: &mut Vec<u8>,
    tally: Option<&Tally>,
    model: Option<&str>,
    error: Option<&str>,
) -> Result<()> {
    let tail = Tail {
        counts: tally.map(Counts::of),
        opinion_share: tally.and_then(Tally::opinion_share),
        mean_probability: tally.and_then(Tally::mean_probability),
        model,
        error,
    };
    to.write_all(b"],")?;
    let begin = to.len();
    serde_json::to_writer(&mut *to, &tail)?;
    to.remove(begin);
    to.write_all(b"\n")
}

impl Format for Nested {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let Scored { document, model, predictions, .. } = *scored;
        if document.part.is_first() {
            open(to, scored.article, &self.carry)?;
        }
        let mut cut = cut(document, predictions).peekable();
        for (at, row) in rows(document, model, predictions).enumerate() {
            if row.sentence > 1 {
                to.push(b',');
            }
            let line = Line {
                sentence: row.sentence,
                start: row.start,
                end: row.end,
                role: row.role,
                label: row.label,
                kind: row.kind,
                probability_opinion: row.probability_opinion,
                unsure: row.unsure,
                evidence: &row.evidence,
                text: row.text,
                corrected: filled(row.corrected),
                cut: cut.next_if_eq(&at).is_some(),
            };
            serde_json::to_writer(&mut *to, &line).map_err(Error::from)?;
        }
        if document.part.last {
            close(to, Some(scored.tally), Some(&model.id), None)?;
        }
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        if failed.open.is_none() {
            let document = failed.document().to_owned();
            open(to, &Article { document, ..Article::default() }, &self.carry)?;
        }
        close(to, failed.open.map(|open| &open.tally), None, Some(&failed.error.problem()))
    }
}
