//! Rows as CSV (RFC 4180), safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{Error, Write};

use super::evidence::Evidence;
use super::row::{COLUMNS, Row};

/// How to write CSV.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whether cells that a spreadsheet would run as a formula get a `'` in front.
    pub formula_guard: bool,
    /// Whether the file begins with a byte order mark, as Excel likes it.
    pub bom: bool,
}

/// Writes the columns' names.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_header(to: &mut impl Write, settings: Settings) -> Result<(), Error> {
    if settings.bom {
        to.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    writer.flush()
}

/// Appends rows to `to`.
///
/// Written by hand: these are the bytes that the csv and `serde_json` crates write (a test
/// compares them), at a fifth of the time, which was a third of all that scoring took.
pub fn write<'a>(to: &mut Vec<u8>, rows: impl Iterator<Item = Row<'a>>, settings: Settings) {
    let mut number = itoa::Buffer::new();
    let mut decimal = zmij::Buffer::new();
    for row in rows {
        push_guarded(to, row.document, settings);
        for count in [row.sentence, row.start, row.end] {
            to.push(b',');
            to.extend_from_slice(number.format(count).as_bytes());
        }
        for word in [row.role, row.label, row.kind] {
            to.push(b',');
            to.extend_from_slice(word.as_bytes());
        }
        to.push(b',');
        push_probability(to, row.probability_opinion, &mut decimal);
        to.extend_from_slice(if row.unsure { b",true," } else { b",false," });
        to.extend_from_slice(row.language.as_bytes());
        to.push(b',');
        push_evidence(to, &row.evidence, &mut number, &mut decimal);
        to.push(b',');
        push_guarded(to, row.text, settings);
        to.push(b',');
        push_cell(to, row.model.as_bytes());
        to.push(b',');
        to.extend_from_slice(row.corrected.as_bytes());
        to.push(b'\n');
    }
}

/// A probability, as `Display` writes it: the shortest digits that read back exactly.
fn push_probability(to: &mut Vec<u8>, probability: f64, decimal: &mut zmij::Buffer) {
    if (1e-4..1.0).contains(&probability) {
        to.extend_from_slice(decimal.format_finite(probability).as_bytes());
    } else {
        // Here the two write other forms; and it is rare.
        to.extend_from_slice(probability.to_string().as_bytes());
    }
}

/// A number with four decimals at most, as the shortest digits that read back exactly.
fn push_weight(
    to: &mut Vec<u8>,
    weight: f64,
    number: &mut itoa::Buffer,
    decimal: &mut zmij::Buffer,
) {
    let scaled = (weight.abs() * 1e4).round();
    if !(1.0..1e9).contains(&scaled) || (scaled / 1e4).to_bits() != weight.abs().to_bits() {
        to.extend_from_slice(decimal.format(weight).as_bytes());
        return;
    }
    if weight < 0.0 {
        to.push(b'-');
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 1e9")]
    let scaled = scaled as u32;
    let (whole, mut rest) = (scaled / 10_000, scaled % 10_000);
    to.extend_from_slice(number.format(whole).as_bytes());
    let mut digits = [b'.', 0, 0, 0, 0];
    for digit in digits[1..].iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).expect("a digit");
        rest /= 10;
    }
    let zeros = digits[2..].iter().rev().take_while(|&&digit| digit == b'0').count();
    to.extend_from_slice(&digits[..digits.len() - zeros]);
}

/// The evidence as a cell that holds a JSON array.
fn push_evidence(
    to: &mut Vec<u8>,
    evidence: &[Evidence<'_>],
    number: &mut itoa::Buffer,
    decimal: &mut zmij::Buffer,
) {
    if evidence.is_empty() {
        to.extend_from_slice(b"[]");
        return;
    }
    to.extend_from_slice(b"\"[");
    for (place, words) in evidence.iter().enumerate() {
        if place > 0 {
            to.push(b',');
        }
        to.extend_from_slice(b"{\"\"word\"\":");
        push_json(to, words.word);
        to.extend_from_slice(b",\"\"weight\"\":");
        push_weight(to, words.weight, number, decimal);
        to.extend_from_slice(b",\"\"start\"\":");
        to.extend_from_slice(number.format(words.start).as_bytes());
        to.extend_from_slice(b",\"\"end\"\":");
        to.extend_from_slice(number.format(words.end).as_bytes());
        to.extend_from_slice(b",\"\"what\"\":");
        push_json(to, words.what);
        to.push(b'}');
    }
    to.extend_from_slice(b"]\"");
}

/// A JSON string inside a quoted cell.
fn push_json(to: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        to.extend_from_slice(b"\"\"");
        to.extend_from_slice(text.as_bytes());
        to.extend_from_slice(b"\"\"");
    } else {
        let json = serde_json::Value::from(text).to_string();
        push_doubled(to, json.as_bytes());
    }
}

/// A cell that the text at hand may have filled with anything.
pub(super) fn push_guarded(to: &mut Vec<u8>, cell: &str, settings: Settings) {
    match guarded(cell, settings) {
        Cow::Borrowed(cell) => push_cell(to, cell.as_bytes()),
        Cow::Owned(cell) => push_cell(to, cell.as_bytes()),
    }
}

/// A cell, in quotes where it needs them.
fn push_cell(to: &mut Vec<u8>, cell: &[u8]) {
    let needs = memchr::memchr3(b',', b'"', b'\n', cell).is_some();
    if needs || memchr::memchr(b'\r', cell).is_some() {
        to.push(b'"');
        push_doubled(to, cell);
        to.push(b'"');
    } else {
        to.extend_from_slice(cell);
    }
}

/// With every quotation mark doubled.
fn push_doubled(to: &mut Vec<u8>, cell: &[u8]) {
    let mut from = 0;
    for mark in memchr::memchr_iter(b'"', cell) {
        to.extend_from_slice(&cell[from..=mark]);
        from = mark;
    }
    to.extend_from_slice(&cell[from..]);
}

/// The cell as a spreadsheet may see it.
pub(super) fn guarded(cell: &str, settings: Settings) -> Cow<'_, str> {
    if settings.formula_guard && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::evidence::Reasons;

    /// The same row, by the crates.
    fn by_crates(row: &Row<'_>, settings: Settings) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let evidence = serde_json::to_string(&row.evidence).expect("strings and numbers");
        let numbers = [row.sentence, row.start, row.end].map(|number| number.to_string());
        let record = [
            guarded(row.document, settings).as_ref(),
            &numbers[0],
            &numbers[1],
            &numbers[2],
            row.role,
            row.label,
            row.kind,
            &row.probability_opinion.to_string(),
            if row.unsure { "true" } else { "false" },
            row.language,
            &evidence,
            guarded(row.text, settings).as_ref(),
            row.model,
            row.corrected,
        ]
        .map(str::to_owned);
        writer.write_record(record).expect("there is memory");
        writer.into_inner().expect("there is memory")
    }

    proptest! {
        #[test]
        fn rows_are_what_the_crates_would_write(
            document in "[=a,\"\n]{0,3}", text in ".{0,20}|[-\"',a\r\n]{0,9}",
            word in ".{0,8}|[\"\\\\a\t\n]{0,5}",
            probability in prop_oneof![0.0..=1.0_f64, 0.0..1e-6_f64, Just(0.0), Just(1.0), Just(1e-4)],
            weight in -9_000_000_i32..9_000_000, sentence in 0_usize..99_999, unsure: bool,
            guard: bool, many in 0_usize..4,
        ) {
            let settings = Settings { formula_guard: guard, bom: false };
            let weight = f64::from(weight) / 1e4;
            let words = Evidence { word: &word, weight, start: sentence, end: 7, what: "hedge" };
            let row = Row {
                document: &document, sentence, start: 3, end: usize::MAX, role: "sentence",
                label: "fact", kind: "event", probability_opinion: probability, unsure,
                language: "eng", evidence: Reasons::from_elem(words, many), text: &text,
                model: "abc", corrected: "",
            };
            let mut written = Vec::new();
            write(&mut written, std::iter::once(row.clone()), settings);
            prop_assert_eq!(
                String::from_utf8(written).expect("text"),
                String::from_utf8(by_crates(&row, settings)).expect("text")
            );
        }
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_guarded() {
        let on = Settings { formula_guard: true, bom: false };
        assert_eq!(guarded("=1+1", on), "'=1+1");
        assert_eq!(guarded("1+1", on), "1+1");
        let off = Settings { formula_guard: false, bom: false };
        assert_eq!(guarded("=1+1", off), "=1+1");
    }
}
