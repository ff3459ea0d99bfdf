//! The formats that put each sentence on a row of its own.

use std::io::Result;

use super::format::{Format, Scored};
use super::row::rows;
use super::{csv, jsonl};

/// One row a sentence, as CSV.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Csv(pub csv::Settings);

impl Format for Csv {
    fn head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        csv::write_header(&mut head, self.0).expect("memory takes what it is given");
        head
    }

    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        csv::write(to, rows(scored.document, scored.model, scored.predictions), self.0);
        Ok(())
    }
}

/// One row a sentence as CSV without the columns' names and for no spreadsheet: what other
/// formats are made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BareCsv;

impl Format for BareCsv {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let settings = csv::Settings { formula_guard: false, bom: false };
        csv::write(to, rows(scored.document, scored.model, scored.predictions), settings);
        Ok(())
    }
}

/// One JSON object a sentence and line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jsonl;

impl Format for Jsonl {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        jsonl::write(to, rows(scored.document, scored.model, scored.predictions))
    }
}
