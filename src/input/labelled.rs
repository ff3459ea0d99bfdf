//! Sentences that people labelled, from CSV files.
//!
//! The columns are found by name: `text`, and `kind` or `label` (either may hold a kind or
//! a label); `document` groups rows in reading order, `genre` is carried along. All other
//! columns are ignored.

use std::path::Path;

use crate::error::{Error, Result};
use crate::label::Gold;

use super::place::place_of_field;

/// One labelled row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelledRow {
    /// The id of its document, where the file has that column.
    pub document: Option<String>,
    /// The genre of its document, where the file has that column.
    pub genre: Option<String>,
    /// What people said.
    pub gold: Gold,
    /// The sentence.
    pub text: String,
}

/// The columns that are read, as they stand in one file.
struct Columns {
    text: usize,
    gold: usize,
    document: Option<usize>,
    genre: Option<usize>,
}

/// Reads the labelled rows of a file.
///
/// # Errors
///
/// As [`labelled_rows`], and where the file cannot be read.
pub fn labelled_file(path: &Path) -> Result<Vec<LabelledRow>> {
    let bytes = std::fs::read(path).map_err(|cause| Error::io(path, "cannot read", cause))?;
    labelled_rows(&path.display().to_string(), &bytes)
}

/// Reads the labelled rows of `bytes`, a CSV file (RFC 4180, UTF-8, a byte order mark is
/// skipped); `name` is how errors call it.
///
/// # Errors
///
/// At `name:line:column` (the column counts bytes from 1) where a column is missing, a row
/// is damaged, a label is unknown or a text is empty.
pub fn labelled_rows(name: &str, bytes: &[u8]) -> Result<Vec<LabelledRow>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let headers = reader.headers().map_err(|cause| damaged(name, &cause))?.clone();
    let columns = Columns::find(name, &headers)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| damaged(name, &cause))?;
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(bytes.len());
        let problem = |field: usize, problem: String| {
            let (line, column) = place_of_field(bytes, start, field, b',');
            Error::at(format!("{name}:{line}:{column}"), problem)
        };
        let optional = |field: Option<usize>| field.map(|field| record[field].to_owned());
        let gold =
            record[columns.gold].parse().map_err(|unknown: crate::label::UnknownLabel| {
                problem(columns.gold, unknown.to_string())
            })?;
        let text = record[columns.text].to_owned();
        if text.trim().is_empty() {
            return Err(problem(columns.text, "found no text; expected a sentence".to_owned()));
        }
        rows.push(LabelledRow {
            document: optional(columns.document),
            genre: optional(columns.genre),
            gold,
            text,
        });
    }
    Ok(rows)
}

impl Columns {
    fn find(name: &str, headers: &csv::StringRecord) -> Result<Columns> {
        let find = |wanted: &str| headers.iter().position(|header| header.trim() == wanted);
        let missing = |wanted: &str| {
            let found: Vec<&str> = headers.iter().collect();
            Error::at(
                format!("{name}:1:1"),
                format!(
                    "no column {wanted}; found the columns {}",
                    if found.is_empty() { "–".to_owned() } else { found.join(", ") }
                ),
            )
        };
        Ok(Columns {
            text: find("text").ok_or_else(|| missing("text"))?,
            gold: find("kind").or_else(|| find("label")).ok_or_else(|| missing("label or kind"))?,
            document: find("document"),
            genre: find("genre"),
        })
    }
}

fn damaged(name: &str, cause: &csv::Error) -> Error {
    let line = cause.position().map_or(1, csv::Position::line);
    let problem = match cause.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("found {len} fields; expected {expected_len}, as in the first line")
        }
        csv::ErrorKind::Utf8 { .. } => {
            "found bytes that are not UTF-8; save it as UTF-8".to_owned()
        }
        _ => cause.to_string(),
    };
    Error::at(format!("{name}:{line}:1"), problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Kind, Label};

    fn complaint(file: &str) -> String {
        labelled_rows("news.csv", file.as_bytes()).expect_err("the file is wrong").to_string()
    }

    #[test]
    fn columns_are_found_by_name() {
        let rows = labelled_rows(
            "news.csv",
            b"\xEF\xBB\xBFid,label,text\r\n1,fact,\"It rained, twice.\"\r\n2,appeal,Stay in.\r\n",
        )
        .expect("a good file");
        assert_eq!(rows[0].gold, Gold::Label(Label::Fact));
        assert_eq!(rows[0].text, "It rained, twice.");
        assert_eq!(rows[1].gold, Gold::Kind(Kind::Appeal));
        assert_eq!(rows[1].document, None);
    }

    #[test]
    fn an_unknown_label_is_shown_at_its_place() {
        assert_eq!(
            complaint("text,label\n\"one,\ntwo\",fact\n\"a, b\",opnion\n"),
            "news.csv:4:8: unknown label \"opnion\"; expected fact, opinion, event, statement, judgement, speculation or appeal"
        );
    }

    #[test]
    fn a_missing_column_is_named_beside_those_found() {
        assert_eq!(
            complaint("id,sentence\n1,It rained.\n"),
            "news.csv:1:1: no column text; found the columns id, sentence"
        );
    }

    #[test]
    fn a_short_row_is_shown_at_its_line() {
        assert_eq!(
            complaint("text,label\nIt rained.,fact\nIt snowed.\n"),
            "news.csv:3:1: found 1 fields; expected 2, as in the first line"
        );
    }

    #[test]
    fn an_empty_text_is_shown_at_its_place() {
        assert_eq!(
            complaint("label,text\nfact, \n"),
            "news.csv:2:6: found no text; expected a sentence"
        );
    }
}
