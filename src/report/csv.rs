//! Rows as CSV (RFC 4180), safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{Error, Write};

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

/// Writes rows.
///
/// # Errors
///
/// Where they cannot be written.
pub fn write<'a>(
    to: &mut impl Write,
    rows: impl Iterator<Item = Row<'a>>,
    settings: Settings,
) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(to);
    for row in rows {
        let evidence = serde_json::to_string(&row.evidence)?;
        let numbers = [row.sentence, row.start, row.end].map(|number| number.to_string());
        let probability = row.probability_opinion.to_string();
        writer.write_record([
            guarded(row.document, settings).as_ref(),
            &numbers[0],
            &numbers[1],
            &numbers[2],
            row.role,
            row.label,
            row.kind,
            &probability,
            if row.unsure { "true" } else { "false" },
            row.language,
            &evidence,
            guarded(row.text, settings).as_ref(),
            row.model,
            row.corrected,
        ])?;
    }
    writer.flush()
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
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_guarded() {
        let on = Settings { formula_guard: true, bom: false };
        assert_eq!(guarded("=1+1", on), "'=1+1");
        assert_eq!(guarded("1+1", on), "1+1");
        let off = Settings { formula_guard: false, bom: false };
        assert_eq!(guarded("=1+1", off), "=1+1");
    }
}
