//! One row a document, and one row a failure, as CSV.

use std::io::Result;

use crate::label::{Kind, Label};

use super::carry::{Carry, end_with};
use super::csv::{Settings, guarded};
use super::format::{Article, Failed, Format, Scored};
use super::tally::Tally;

/// The columns of the table of documents, in their order. `columns` holds the other columns
/// of the document's record, as a JSON object.
pub const COLUMNS: [&str; 19] = [
    "document",
    "title",
    "source",
    "date",
    "sentences",
    "fact",
    "opinion",
    "event",
    "statement",
    "judgement",
    "speculation",
    "appeal",
    "opinion_share",
    "opinion_share_of_words",
    "mean_probability",
    "unsure",
    "language",
    "error",
    "columns",
];

/// The columns of the table of failures.
pub const FAILURE_COLUMNS: [&str; 2] = ["document", "error"];

/// One row a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Articles {
    /// How to write it.
    pub settings: Settings,
    /// What stands behind our columns.
    pub carry: Carry,
}

/// One row for each input that could not be read, or not to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failures(pub Settings);

/// The names of the columns.
fn head(columns: &[&str], settings: Settings) -> Vec<u8> {
    let mut head = Vec::new();
    if settings.bom {
        head.extend("\u{feff}".as_bytes());
    }
    head.extend(columns.join(",").bytes());
    head.push(b'\n');
    head
}

/// A share with four digits; nothing where there is none.
fn share(share: Option<f64>) -> String {
    share.map_or(String::new(), |share| format!("{share:.4}"))
}

fn write(
    to: &mut Vec<u8>,
    article: &Article,
    tally: Option<&Tally>,
    error: &str,
    format: &Articles,
) -> Result<()> {
    let settings = format.settings;
    let cell = |cell: &str| guarded(cell, settings).into_owned();
    let count = |count: &dyn Fn(&Tally) -> u64| {
        tally.map_or(String::new(), |tally| count(tally).to_string())
    };
    let columns = if article.columns.is_empty() {
        String::new()
    } else {
        let columns = article
            .columns
            .iter()
            .map(|(name, cell)| (name.clone(), serde_json::Value::String(cell.clone())));
        serde_json::Value::Object(columns.collect()).to_string()
    };
    let mut writer = csv::Writer::from_writer(&mut *to);
    writer.write_record([
        cell(&article.document),
        cell(&article.title),
        cell(article.source.as_deref().unwrap_or_default()),
        cell(article.date.as_deref().unwrap_or_default()),
        count(&|tally| tally.sentences),
        count(&|tally| tally.label(Label::Fact)),
        count(&|tally| tally.label(Label::Opinion)),
        count(&|tally| tally.kind(Kind::Event)),
        count(&|tally| tally.kind(Kind::Statement)),
        count(&|tally| tally.kind(Kind::Judgement)),
        count(&|tally| tally.kind(Kind::Speculation)),
        count(&|tally| tally.kind(Kind::Appeal)),
        share(tally.and_then(Tally::opinion_share)),
        share(tally.and_then(Tally::opinion_share_of_words)),
        share(tally.and_then(Tally::mean_probability)),
        count(&|tally| tally.unsure),
        cell(&article.language),
        cell(error),
        columns,
    ])?;
    writer.flush()?;
    drop(writer);
    end_with(to, 1, &format.carry.csv_cells(article, settings));
    Ok(())
}

impl Format for Articles {
    fn head(&self) -> Vec<u8> {
        let mut head = head(&COLUMNS, self.settings);
        end_with(&mut head, 1, &self.carry.csv_head(&COLUMNS, self.settings));
        head
    }

    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        if !scored.document.part.last {
            return Ok(());
        }
        write(to, scored.article, Some(scored.tally), "", self)
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        let problem = failed.error.problem();
        let unread = Article { document: failed.document().to_owned(), ..Article::default() };
        let article = failed.open.map_or(&unread, |open| &open.article);
        write(to, article, failed.open.map(|open| &open.tally), &problem, self)
    }
}

impl Format for Failures {
    fn head(&self) -> Vec<u8> {
        head(&FAILURE_COLUMNS, self.0)
    }

    fn scored(&self, _to: &mut Vec<u8>, _scored: &Scored<'_>) -> Result<()> {
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        let (document, problem) = (failed.document(), failed.error.problem());
        writer.write_record([
            guarded(document, self.0).as_ref(),
            guarded(&problem, self.0).as_ref(),
        ])?;
        writer.flush()
    }
}
