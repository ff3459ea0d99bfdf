//! Rows as CSV (RFC 4180), safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{Error, Write};

use super::evidence::Evidence;
use super::line::{Line, SHORT};
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
/// compares them), at less than a fifth of the time, which was a third of all that scoring took.
pub fn write<'a>(to: &mut Vec<u8>, rows: impl Iterator<Item = Row<'a>>, settings: Settings) {
    let mut decimal = zmij::Buffer::new();
    // Most rows have the document and the model of the row before.
    let (mut document, mut model) = (Cell::default(), Cell::default());
    let mut whats = [const { Cell::NONE }; WHATS];
    let mut line = Line::new();
    for row in rows {
        document.set(row.document, |cell, to| push_guarded(to, cell, settings));
        model.set(row.model, |cell, to| push_cell(to, cell.as_bytes()));
        let looks = Looks::of(row.text);
        document.write(&mut line);
        for count in [row.sentence, row.start, row.end] {
            line.literal(b",");
            line.number(count);
        }
        for word in [row.role, row.label, row.kind] {
            line.literal(b",");
            line.bytes(word.as_bytes());
        }
        line.literal(b",");
        probability(&mut line, row.probability_opinion, &mut decimal);
        line.bytes(if row.unsure { b",true," } else { b",false," });
        line.bytes(row.language.as_bytes());
        line.literal(b",");
        evidence(&mut line, &row.evidence, &mut whats);
        line.literal(b",");
        text(&mut line, &row, looks, settings);
        line.literal(b",");
        model.write(&mut line);
        line.literal(b",");
        line.bytes(row.corrected.as_bytes());
        line.literal(b"\n");
        line.end(to);
    }
}

/// Something that was written before, and comes again.
#[derive(Default)]
struct Cell<'a> {
    of: Option<&'a str>,
    length: usize,
    /// Its bytes, and some more, so that they can be copied at once.
    bytes: Vec<u8>,
}

/// So many things that evidence is called are remembered: some three times as many as there are.
const WHATS: usize = 64;

impl<'a> Cell<'a> {
    const NONE: Cell<'a> = Cell { of: None, length: 0, bytes: Vec::new() };

    /// That of this very string, which `write` appends if it is another one than before.
    #[inline]
    fn set(&mut self, of: &'a str, write: impl FnOnce(&str, &mut Vec<u8>)) {
        if !self.of.is_some_and(|before| std::ptr::eq(before, of)) {
            self.of = Some(of);
            self.bytes.clear();
            write(of, &mut self.bytes);
            self.length = self.bytes.len();
            self.bytes.resize(self.length + SHORT, 0);
        }
    }

    #[inline]
    fn write(&self, line: &mut Line) {
        line.padded(&self.bytes, self.length);
    }
}

/// What is in a text, found in one pass.
#[derive(Clone, Copy)]
struct Looks(u8);

impl Looks {
    /// A comma, a quotation mark or a line break: its cell needs quotation marks.
    const QUOTED: u8 = 1;
    /// A quotation mark.
    const MARK: u8 = 2;

    /// Without a branch, so that many bytes are looked at in one step.
    fn of(text: &str) -> Looks {
        let look = |byte: u8| {
            let (comma, mark) = (u8::from(byte == b','), u8::from(byte == b'"'));
            let line_break = u8::from(byte == b'\n') | u8::from(byte == b'\r');
            ((comma | mark | line_break) * Self::QUOTED) | (mark * Self::MARK)
        };
        Looks(text.bytes().fold(0, |all, byte| all | look(byte)))
    }

    fn has(self, what: u8) -> bool {
        self.0 & what != 0
    }
}

/// The text of a row, which looks so, as a cell.
#[inline]
fn text(line: &mut Line, row: &Row<'_>, looks: Looks, settings: Settings) {
    let (text, quoted) = (row.text.as_bytes(), looks.has(Looks::QUOTED));
    if quoted {
        line.literal(b"\"");
    }
    if settings.formula_guard && runs(row.text) {
        line.literal(b"'");
    }
    if looks.has(Looks::MARK) {
        line.doubled(text);
    } else {
        line.bytes(text);
    }
    if quoted {
        line.literal(b"\"");
    }
}

/// A probability, as `Display` writes it: the shortest digits that read back exactly.
fn probability(line: &mut Line, probability: f64, decimal: &mut zmij::Buffer) {
    if (1e-4..1.0).contains(&probability) {
        line.bytes(decimal.format_finite(probability).as_bytes());
    } else {
        // Here the two write other forms; and it is rare.
        line.bytes(probability.to_string().as_bytes());
    }
}

/// The evidence of a row as a cell that holds a JSON array.
fn evidence<'a>(line: &mut Line, evidence: &[Evidence<'a>], whats: &mut [Cell<'a>; WHATS]) {
    let [first, rest @ ..] = evidence else { return line.literal(b"[]") };
    line.literal(b"\"[{");
    words(line, first, whats);
    for other in rest {
        line.literal(b",{");
        words(line, other, whats);
    }
    line.literal(b"]\"");
}

#[inline]
fn words<'a>(line: &mut Line, words: &Evidence<'a>, whats: &mut [Cell<'a>; WHATS]) {
    line.literal(b"\"\"word\"\":\"\"");
    if words.word.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let mut escaped = Vec::new();
        push_json(&mut escaped, words.word);
        line.bytes(&escaped);
    } else {
        line.bytes(words.word.as_bytes());
    }
    line.literal(b"\"\",\"\"weight\"\":");
    line.weight(words.weight);
    line.literal(b",\"\"start\"\":");
    line.number(words.start);
    line.literal(b",\"\"end\"\":");
    line.number(words.end);
    // What is called the same is one string, at one place in memory.
    let what = &mut whats[words.what.as_ptr().addr() / 8 % WHATS];
    what.set(words.what, |what, to| {
        to.extend_from_slice(b",\"\"what\"\":\"\"");
        push_json(to, what);
        to.extend_from_slice(b"\"\"}");
    });
    what.write(line);
}

/// What stands in a JSON string inside a quoted cell.
fn push_json(to: &mut Vec<u8>, text: &str) {
    let json = serde_json::Value::from(text).to_string();
    push_doubled(to, &json.as_bytes()[1..json.len() - 1]);
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
    if settings.formula_guard && runs(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Whether a spreadsheet would take a cell for a formula.
fn runs(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
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
