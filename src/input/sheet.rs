//! Corrections that were typed into a table.
//!
//! A report goes through a spreadsheet and comes back with other separators, columns moved
//! or added, line ends inside cells, and last cells lost. What makes it a report is its
//! column `corrected`; without one, each row's `kind` or `label` is a person's.

use crate::error::{Error, Result};
use crate::label::Gold;

use super::corrections::{Correction, Corrections, Sampling};
use super::place::place_of_field;

/// The separators of spreadsheets.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// What a spreadsheet would run; the report's `'` in front keeps it from that.
const GUARDED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The places of the columns.
#[derive(Default)]
struct Columns {
    text: usize,
    corrected: Option<usize>,
    kind: Option<usize>,
    label: Option<usize>,
    document: Option<usize>,
    sentence: Option<usize>,
    by: Option<usize>,
    at: Option<usize>,
    order: Option<usize>,
}

/// One row's cells by name. A spreadsheet may lose the last empty ones.
struct Cells<'a> {
    record: &'a csv::StringRecord,
}

impl<'a> Cells<'a> {
    fn cell(&self, column: Option<usize>) -> Option<&'a str> {
        column.and_then(|column| self.record.get(column)).filter(|cell| !cell.trim().is_empty())
    }

    fn owned(&self, column: Option<usize>) -> Option<String> {
        self.cell(column).map(|cell| cell.trim().to_owned())
    }
}

/// Reads the corrections in a table of UTF-8.
pub(super) fn read(name: &str, bytes: &[u8], into: &mut Corrections) -> Result<()> {
    // Excel's own line that names the separator.
    let skipped = match bytes.strip_prefix(b"sep=") {
        Some(_) => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
        None => 0,
    };
    let table = &bytes[skipped..];
    let (delimiter, columns) = dialect(name, table)?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(table);
    let width = reader.headers().map_err(|cause| damaged(name, &cause))?.len();
    let first = into.given.len();
    let mut rows: Vec<(Option<String>, bool)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| damaged(name, &cause))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let start = skipped + usize::try_from(start).unwrap_or(table.len());
        let at = |field: usize| place_of_field(bytes, start, field, delimiter);
        let problem = |field: usize, problem: String| {
            let (line, column) = at(field);
            Error::at(format!("{name}:{line}:{column}"), problem)
        };
        if record.len() > width {
            let found =
                format!("found {} fields; expected {width}, as in the first line", record.len());
            return Err(problem(width, found));
        }
        let cells = Cells { record: &record };
        let gold_column = match columns.corrected {
            Some(column) => Some(column),
            None => columns.kind.filter(|_| cells.cell(columns.kind).is_some()).or(columns.label),
        };
        let gold = cells.cell(gold_column);
        let document = cells.owned(columns.document).map(|name| unguarded(&name).to_owned());
        rows.push((document.clone(), gold.is_some()));
        let (Some(gold), Some(field)) = (gold, gold_column) else {
            continue;
        };
        let gold = parsed(gold).map_err(|unknown| problem(field, unknown))?;
        let text = cells.cell(Some(columns.text)).ok_or_else(|| {
            problem(columns.text, "found no text; expected a sentence".to_owned())
        })?;
        let is_report = columns.corrected.is_some();
        let predicted = || {
            let said = cells.cell(columns.kind).or(cells.cell(columns.label))?;
            said.parse::<Gold>().ok()
        };
        into.given.push(Correction {
            document,
            sentence: cells.cell(columns.sentence).and_then(|cell| cell.trim().parse().ok()),
            text: if is_report { unguarded(text).to_owned() } else { text.to_owned() },
            gold,
            predicted: if is_report { predicted() } else { None },
            by: cells.owned(columns.by),
            at: cells.owned(columns.at),
            order: cells.cell(columns.order).map_or(Sampling::Unknown, Sampling::named),
            source: format!("{name}:{}", at(0).0),
        });
    }
    if columns.order.is_none() {
        tell_order(&rows, &mut into.given[first..]);
    }
    Ok(())
}

/// A document of which a person filled in every row was read in order. Where rows were left
/// empty, those filled in are likely the wrong ones alone.
fn tell_order(rows: &[(Option<String>, bool)], given: &mut [Correction]) {
    let left_out: std::collections::HashSet<Option<&str>> = rows
        .iter()
        .filter(|(_, filled)| !filled)
        .map(|(document, _)| document.as_deref())
        .collect();
    for correction in given {
        if !left_out.contains(&correction.document.as_deref()) {
            correction.order = Sampling::Reading;
        }
    }
}

/// A label or kind, also with the `'` by which spreadsheets mark text.
fn parsed(cell: &str) -> std::result::Result<Gold, String> {
    let cell = cell.trim();
    cell.strip_prefix('\'').unwrap_or(cell).parse::<Gold>().map_err(|unknown| unknown.to_string())
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(GUARDED) => rest,
        _ => cell,
    }
}

/// The separator with which the first line has the columns that are needed.
fn dialect(name: &str, table: &[u8]) -> Result<(u8, Columns)> {
    let mut most: Vec<String> = Vec::new();
    for delimiter in DELIMITERS {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table);
        let Ok(headers) = reader.headers() else { continue };
        let names: Vec<String> =
            headers.iter().map(|header| header.trim().to_lowercase()).collect();
        if let Some(columns) = columns(&names) {
            return Ok((delimiter, columns));
        }
        if names.len() > most.len() {
            most = names;
        }
    }
    Err(Error::at(
        format!("{name}:1:1"),
        format!(
            "found the columns {}; expected text, and corrected, label or kind",
            if most.is_empty() { "–".to_owned() } else { most.join(", ") }
        ),
    ))
}

fn columns(names: &[String]) -> Option<Columns> {
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
    let columns = Columns {
        text: find("text")?,
        corrected: find("corrected"),
        kind: find("kind"),
        label: find("label"),
        document: find("document"),
        sentence: find("sentence"),
        by: find("by"),
        at: find("at"),
        order: find("order"),
    };
    columns.corrected.or(columns.kind).or(columns.label).map(|_| columns)
}

fn damaged(name: &str, cause: &csv::Error) -> Error {
    let line = cause.position().map_or(1, csv::Position::line);
    Error::at(format!("{name}:{line}:1"), cause.to_string())
}
