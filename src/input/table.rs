//! *A table has a first line of names*, and a record in each row below: CSV, TSV, and what
//! spreadsheets make of them.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read as _};

use crate::error::{Error, Result};
use crate::text::decode::decode;

use super::columns::{Roles, document, no_text_column};
use super::document::Document;
use super::jsonl::too_long;
use super::plain::deliver;
use super::row::{Read, Row};
use super::source::{Settings, Take};

/// The separators of tables; the first is the likeliest.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// After a quote that is never closed, the rows below its own are read again, at most so often.
const MOST_REREADS: usize = 16;

/// The separator of a table whose first line this is: the one by which a column holds the text,
/// else the most frequent.
pub(super) fn delimiter(line: &[u8], text_column: Option<&str>) -> u8 {
    let names = |separator: u8| {
        let mut row = Row::default();
        // A line in memory cannot fail.
        let _ = row.read(&mut Cursor::new(line), separator, usize::MAX, usize::MAX);
        row
    };
    let holds_text = |separator: &u8| {
        let row = names(*separator);
        let cells: Vec<Cow<'_, str>> = row.cells().map(String::from_utf8_lossy).collect();
        cells.len() > 1 && Roles::of(cells.iter().map(Cow::as_ref), text_column).is_some()
    };
    let frequent = |separator: &u8| memchr::memchr_iter(*separator, line).count();
    SEPARATORS
        .into_iter()
        .find(holds_text)
        .or_else(|| SEPARATORS.into_iter().rev().max_by_key(frequent))
        .unwrap_or(b',')
}

/// What the first line says of the rows below.
struct Table<'a> {
    file: &'a str,
    separator: u8,
    names: Vec<String>,
    roles: Roles,
    carry: &'a [String],
}

/// Gives the document of every row.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_row(
    file: &str,
    mut reader: Box<dyn BufRead + '_>,
    settings: &Settings,
    take: &mut Take<'_>,
) -> Result<()> {
    let mut line = 1;
    let table = match head(file, &mut reader, settings, &mut line) {
        Ok(table) => table,
        Err(error) => return take(Err(error)),
    };
    let mut row = Row::default();
    let mut rereads = 0;
    loop {
        let limits = &settings.limits;
        let read = row.read(&mut reader, table.separator, limits.record_bytes, limits.columns);
        let place = || format!("{file}:{line}");
        match read {
            Ok(Read::End) => return Ok(()),
            Ok(Read::TooLong) => {
                take(Err(Error::at(place(), too_long(limits.record_bytes))))?;
            }
            Ok(Read::Unclosed) => {
                take(Err(Error::at(place(), "a quote is opened here and never closed")))?;
                rereads += 1;
                if rereads > MOST_REREADS {
                    return Ok(());
                }
                let raw = std::mem::take(&mut row.raw);
                let below = memchr::memchr(b'\n', &raw).map_or(raw.len(), |end| end + 1);
                let mut again = Cursor::new(raw);
                again.set_position(below as u64);
                reader = Box::new(again);
                row.lines = u64::from(below > 0);
            }
            Ok(Read::Whole) => {
                if let Some(document) = table.document(&row, &place) {
                    deliver(document, take)?;
                }
            }
            Err(cause) => {
                return take(Err(Error::io(place().as_ref(), "cannot read", cause)));
            }
        }
        line += row.lines;
    }
}

/// Reads the names of the columns.
fn head<'a>(
    file: &'a str,
    reader: &mut dyn BufRead,
    settings: &'a Settings,
    line: &mut u64,
) -> Result<Table<'a>> {
    let failed = |cause| Error::io(file.as_ref(), "cannot read", cause);
    let limits = &settings.limits;
    let mut reader = reader;
    let mut first = Vec::new();
    let mut separator = None;
    loop {
        first.clear();
        let most = limits.record_bytes as u64;
        (&mut reader).take(most).read_until(b'\n', &mut first).map_err(failed)?;
        let text = first.trim_ascii();
        // Excel's own line that names the separator.
        if let Some(named) = text.strip_prefix(b"sep=").and_then(<[u8]>::first) {
            separator = Some(*named);
        } else if !text.is_empty() || first.is_empty() {
            break;
        }
        *line += 1;
    }
    let separator = separator
        .unwrap_or_else(|| delimiter(first.trim_ascii_end(), settings.text_column.as_deref()));
    let mut row = Row::default();
    // A name may hold a line end, so the row may go on in the reader.
    let mut whole = Cursor::new(first).chain(reader);
    let read = row.read(&mut whole, separator, limits.record_bytes, limits.columns);
    let names: Vec<String> = row.cells().map(|cell| characters(cell).trim().to_owned()).collect();
    match read.map_err(failed)? {
        Read::TooLong => {
            let most = limits.columns;
            return Err(Error::at(
                format!("{file}:{line}"),
                format!("a first line of more than {most} columns; expected their names"),
            ));
        }
        Read::Whole | Read::Unclosed | Read::End => {}
    }
    let found = || names.iter().map(String::as_str);
    let text_column = settings.text_column.as_deref();
    let Some(roles) = Roles::of(found(), text_column) else {
        return Err(no_text_column(format!("{file}:{line}"), found(), text_column));
    };
    *line += row.lines;
    Ok(Table { file, separator, names, roles, carry: &settings.carry })
}

impl Table<'_> {
    /// The document of a row; nothing for an empty one.
    fn document(&self, row: &Row, place: &dyn Fn() -> String) -> Option<Result<Document>> {
        if row.cells().all(|cell| cell.trim_ascii().is_empty()) {
            return None;
        }
        if row.len() > self.names.len() {
            let found = format!(
                "found {} cells; expected {}, as in the first line",
                row.len(),
                self.names.len()
            );
            return Some(Err(Error::at(place(), found)));
        }
        if memchr::memchr(0, &row.raw).is_some() {
            return Some(Err(Error::at(place(), "a byte 0x00; expected text")));
        }
        // A spreadsheet loses the last empty cells.
        let cells = row.cells().map(|cell| characters(cell).into_owned());
        let mut named: Vec<(String, String)> = self.names.iter().cloned().zip(cells).collect();
        for name in self.names.iter().skip(named.len()) {
            named.push((name.clone(), String::new()));
        }
        Some(document(self.file, place(), named, &self.roles, self.carry))
    }
}

/// A cell's characters; what is not UTF-8 is read in the encoding that it looks like.
fn characters(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => decode(cell).map_or_else(|_| String::from_utf8_lossy(cell), |found| found.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Vec<std::result::Result<Document, String>> {
        let mut found = Vec::new();
        let reader = Box::new(Cursor::new(table.to_owned()));
        each_row("day.csv", reader, &Settings::default(), &mut |document| {
            found.push(document.map_err(|error| error.to_string()));
            Ok(())
        })
        .expect("take agrees");
        found
    }

    fn texts(table: &str) -> Vec<(String, String)> {
        read(table)
            .into_iter()
            .map(|document| document.expect("a whole row"))
            .map(|document| (document.name, document.text))
            .collect()
    }

    #[test]
    fn dialects_are_told_by_their_first_line() {
        let expected = [("day.csv#7".to_owned(), "It rained, twice; really.".to_owned())];
        assert_eq!(texts("id,text\n7,\"It rained, twice; really.\"\n"), expected);
        assert_eq!(texts("id\ttext\r\n7\tIt rained, twice; really.\r\n"), expected);
        assert_eq!(texts("id;text\n7;\"It rained, twice; really.\"\n"), expected);
        assert_eq!(texts("sep=|\nid|text\n7|It rained, twice; really.\n\n"), expected);
    }

    #[test]
    fn a_record_without_an_id_is_named_by_its_line() {
        let found = texts("text\n\"It\nrained.\"\n\nAgain.\n");
        assert_eq!(found[0], ("day.csv:2".to_owned(), "It\nrained.".to_owned()));
        assert_eq!(found[1], ("day.csv:5".to_owned(), "Again.".to_owned()));
    }

    #[test]
    fn a_damaged_row_costs_that_row() {
        let found = read("id,text\n1,It rained.,what,is,this\n2\n3,Again.\n");
        assert_eq!(
            found[0].as_ref().expect_err("too wide"),
            "day.csv:2: found 5 cells; expected 2, as in the first line"
        );
        assert_eq!(
            found[1].as_ref().expect_err("no text"),
            "day.csv:3: no text in it; expected an article"
        );
        assert_eq!(found[2].as_ref().expect("a row").name, "day.csv#3");
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_row() {
        let found = read("id,text\n1,\"It rained.\n2,Again.\n3,And again.\n");
        assert_eq!(
            found[0].as_ref().expect_err("unclosed"),
            "day.csv:2: a quote is opened here and never closed"
        );
        assert_eq!(found[1].as_ref().expect("a row").name, "day.csv#2");
        assert_eq!(found[2].as_ref().expect("a row").name, "day.csv#3");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_nul_costs_its_row() {
        let found = read("id,text\n1,It \0rained.\n2,Again.\n");
        assert_eq!(found[0].as_ref().expect_err("a nul"), "day.csv:2: a byte 0x00; expected text");
        assert_eq!(found[1].as_ref().expect("a row").name, "day.csv#2");
    }

    #[test]
    fn a_table_without_a_text_is_one_error() {
        let found = read("a,b\n1,2\n3,4\n");
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .as_ref()
                .expect_err("no text")
                .starts_with("day.csv:1: no column holds the text; found the columns a, b;")
        );
        assert_eq!(read("").len(), 1);
    }
}
