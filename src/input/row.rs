//! *A row is a record of a table*: cells between separators, some of them in quotes, which may
//! hold separators and line ends.
//!
//! Like RFC 4180, and lenient: a quote within a cell that does not begin with one is a character
//! like others, and what stands after a closing quote belongs to the cell.

use std::io::{self, BufRead};

/// What was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Read {
    /// A row.
    Whole,
    /// A row longer than allowed, or with more cells; it was skipped.
    TooLong,
    /// A quote was opened and never closed; what follows it is in the row's bytes.
    Unclosed,
    /// Nothing: the table has ended.
    End,
}

/// A row: its cells one after the other, and where each ends.
#[derive(Default)]
pub(super) struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many line ends were read with it.
    pub(super) lines: u64,
    /// The bytes as they stand in the file.
    pub(super) raw: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: another one makes it a character.
    Quote,
}

impl Row {
    /// The cells as bytes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.bytes[start..*end])
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Reads the next row.
    pub(super) fn read(
        &mut self,
        reader: &mut impl BufRead,
        separator: u8,
        most_bytes: usize,
        most_cells: usize,
    ) -> io::Result<Read> {
        self.bytes.clear();
        self.ends.clear();
        self.raw.clear();
        self.lines = 0;
        let (mut state, mut is_begun, mut is_too_long) = (State::CellStart, false, false);
        loop {
            let ready = match reader.fill_buf() {
                Ok(ready) => ready,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(cause),
            };
            if ready.is_empty() {
                if !is_begun {
                    return Ok(Read::End);
                }
                self.ends.push(self.bytes.len());
                return Ok(match (is_too_long, state) {
                    (true, _) => Read::TooLong,
                    (false, State::Quoted) => Read::Unclosed,
                    (false, _) => Read::Whole,
                });
            }
            is_begun = true;
            let mut taken = 0;
            let mut is_ended = false;
            for &byte in ready {
                taken += 1;
                self.lines += u64::from(byte == b'\n');
                state = match (state, byte) {
                    (State::CellStart, b'"') => State::Quoted,
                    (State::Quoted, b'"') => State::Quote,
                    (State::Quote, b'"') | (State::Quoted, _) => {
                        self.bytes.push(byte);
                        State::Quoted
                    }
                    (_, b'\n') => {
                        is_ended = true;
                        break;
                    }
                    (_, byte) if byte == separator => {
                        self.ends.push(self.bytes.len());
                        State::CellStart
                    }
                    (_, byte) => {
                        self.bytes.push(byte);
                        State::Plain
                    }
                };
            }
            if self.bytes.len() > most_bytes || self.ends.len() >= most_cells {
                // Only where it ends matters from here on.
                is_too_long = true;
                self.bytes.clear();
                self.ends.clear();
                self.raw.clear();
            }
            if !is_too_long {
                self.raw.extend_from_slice(&ready[..taken]);
            }
            reader.consume(taken);
            if is_ended {
                let cell = self.ends.last().copied().unwrap_or(0);
                if self.bytes.len() > cell && self.bytes.ends_with(b"\r") {
                    self.bytes.pop();
                }
                self.ends.push(self.bytes.len());
                return Ok(if is_too_long { Read::TooLong } else { Read::Whole });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str) -> Vec<(Read, Vec<String>)> {
        let mut reader = io::BufReader::with_capacity(7, table.as_bytes());
        let mut row = Row::default();
        let mut found = Vec::new();
        loop {
            match row.read(&mut reader, b',', 40, 5).expect("it reads") {
                Read::End => return found,
                kind => {
                    let cells = row.cells().map(|cell| String::from_utf8_lossy(cell).into_owned());
                    found.push((kind, cells.collect()));
                }
            }
        }
    }

    fn whole(cells: &[&str]) -> (Read, Vec<String>) {
        (Read::Whole, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_are_cut_as_rfc_4180_says() {
        let table = "a,b\r\n\"1,\n2\",\"he said \"\"no\"\"\"\n,\nlast,5\" pipe";
        assert_eq!(
            rows(table),
            [
                whole(&["a", "b"]),
                whole(&["1,\n2", "he said \"no\""]),
                whole(&["", ""]),
                whole(&["last", "5\" pipe"]),
            ]
        );
    }

    #[test]
    fn a_row_without_end_costs_itself() {
        let table = format!("\"{}\",x\nb,c\n", "long\n".repeat(30));
        let found = rows(&table);
        assert_eq!((found[0].0, found.len()), (Read::TooLong, 2));
        assert_eq!(found[1], whole(&["b", "c"]));
        let wide = rows("1,2,3,4,5,6,7\nb,c\n");
        assert_eq!((wide[0].0, &wide[1]), (Read::TooLong, &whole(&["b", "c"])));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told() {
        assert_eq!(rows("a,\"b\nc,d\n")[0].0, Read::Unclosed);
    }
}
