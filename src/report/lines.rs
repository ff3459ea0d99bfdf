//! The formats that put each sentence on a row of its own.

use std::io::Result;

use super::carry::{Carry, end_with};
use super::cut::cut;
use super::format::{Format, Scored};
use super::row::{COLUMNS, rows};
use super::{csv, jsonl};

/// One row a sentence, as CSV.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Csv {
    /// How to write it.
    pub settings: csv::Settings,
    /// What stands behind our columns.
    pub carry: Carry,
}

impl Format for Csv {
    fn head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        csv::write_header(&mut head, self.settings).expect("memory takes what it is given");
        end_with(&mut head, 1, &self.carry.csv_head(&COLUMNS, self.settings));
        head
    }

    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let rows = rows(scored.document, scored.model, scored.predictions);
        if self.carry.is_empty() {
            csv::write(to, rows, self.settings);
            return Ok(());
        }
        let cells = self.carry.csv_cells(scored.article, self.settings);
        for row in rows {
            csv::write(to, std::iter::once(row), self.settings);
            end_with(to, 1, &cells);
        }
        Ok(())
    }
}

/// One JSON object a sentence and line; `cut` is true in one that is too long and goes on in
/// the next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Jsonl {
    /// What stands in the member `columns`, where there is anything.
    pub carry: Carry,
}

impl Format for Jsonl {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let rows = rows(scored.document, scored.model, scored.predictions);
        let mut cut = cut(scored.document, scored.predictions).peekable();
        if self.carry.is_empty() && cut.peek().is_none() {
            return jsonl::write(to, rows);
        }
        let mut end = Vec::new();
        if !self.carry.is_empty() {
            end.extend_from_slice(b",\"columns\":");
            serde_json::to_writer(&mut end, &self.carry.object(scored.article))?;
        }
        end.extend_from_slice(b"}\n");
        for (at, row) in rows.enumerate() {
            jsonl::write(to, std::iter::once(row))?;
            if cut.next_if_eq(&at).is_some() {
                end_with(to, 2, b",\"cut\":true}\n");
            }
            end_with(to, 2, &end);
        }
        Ok(())
    }
}
