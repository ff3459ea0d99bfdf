//! Predictions that an earlier build wrote with `evaluate --predictions`.
//!
//! The columns are found by name: `document`, `sentence`, `text`, `gold`, `label`, `kind`,
//! `probability_opinion`, `log_odds`, `unsure`. All are needed; others are ignored.

use std::path::Path;

use crate::error::{Error, Result};
use crate::label::{Gold, Kind, Label};

use super::labelled::damaged;
use super::place::place_of_field;

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 9] = [
    "document",
    "sentence",
    "text",
    "gold",
    "label",
    "kind",
    "probability_opinion",
    "log_odds",
    "unsure",
];

/// One prediction.
#[derive(Clone, PartialEq, Debug)]
pub struct PredictedRow {
    /// Where it stands: `file:line`.
    pub place: String,
    /// The id of its document.
    pub document: String,
    /// The number of the sentence in its document, from 1.
    pub sentence: usize,
    /// The sentence.
    pub text: String,
    /// What people said.
    pub gold: Gold,
    /// The label that the model gave.
    pub label: Label,
    /// The kind that the model gave.
    pub kind: Kind,
    /// The calibrated probability of opinion, in `0..=1`.
    pub probability_opinion: f64,
    /// The log-odds before calibration, in nats.
    pub log_odds: f64,
    /// Whether the model was unsure.
    pub unsure: bool,
}

/// Reads a file of predictions.
///
/// # Errors
///
/// As [`predicted_rows`], and where the file cannot be read.
pub fn predicted_file(path: &Path) -> Result<Vec<PredictedRow>> {
    let bytes = std::fs::read(path).map_err(|cause| Error::io(path, "cannot read", cause))?;
    predicted_rows(&path.display().to_string(), &bytes)
}

/// Reads the predictions in `bytes`; `name` is how errors call them.
///
/// # Errors
///
/// At `name:line:column` where a column is missing, a row is damaged or a cell holds what
/// its column cannot.
pub fn predicted_rows(name: &str, bytes: &[u8]) -> Result<Vec<PredictedRow>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let headers = reader.headers().map_err(|cause| damaged(name, &cause))?.clone();
    let mut columns = [0; COLUMNS.len()];
    for (place, wanted) in columns.iter_mut().zip(COLUMNS) {
        *place = headers.iter().position(|found| found.trim() == wanted).ok_or_else(|| {
            Error::at(
                format!("{name}:1:1"),
                format!(
                    "no column {wanted}; expected predictions, which `surmise evaluate --predictions FILE` writes"
                ),
            )
        })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| damaged(name, &cause))?;
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(bytes.len());
        let cell = |column: usize| &record[columns[column]];
        let wrong = |column: usize, expected: &str| {
            let (line, at) = place_of_field(bytes, start, columns[column], b',');
            let problem =
                format!("found {:?} as {}; expected {expected}", cell(column), COLUMNS[column]);
            Error::at(format!("{name}:{line}:{at}"), problem)
        };
        let gold = |column: usize| cell(column).parse::<Gold>().ok();
        let number = |column: usize| cell(column).parse::<f64>().ok();
        let (line, _) = place_of_field(bytes, start, 0, b',');
        rows.push(PredictedRow {
            place: format!("{name}:{line}"),
            document: cell(0).to_owned(),
            sentence: cell(1).parse().map_err(|_| wrong(1, "a number from 1"))?,
            text: cell(2).to_owned(),
            gold: gold(3).ok_or_else(|| wrong(3, "a kind or a label"))?,
            label: match gold(4) {
                Some(Gold::Label(label)) => label,
                _ => return Err(wrong(4, "fact or opinion")),
            },
            kind: gold(5).and_then(Gold::kind).ok_or_else(|| wrong(5, "one of the five kinds"))?,
            probability_opinion: number(6)
                .filter(|found| (0.0..=1.0).contains(found))
                .ok_or_else(|| wrong(6, "a number from 0 to 1"))?,
            log_odds: number(7)
                .filter(|found| !found.is_nan())
                .ok_or_else(|| wrong(7, "a number"))?,
            unsure: cell(8).parse().map_err(|_| wrong(8, "true or false"))?,
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "document,sentence,text,gold,label,kind,probability_opinion,log_odds,unsure\n";

    #[test]
    fn a_prediction_is_read_back() {
        let file = format!("{HEAD}a,2,\"It rained, twice.\",event,opinion,appeal,0.75,1.5,true\n");
        let rows = predicted_rows("old.csv", file.as_bytes()).expect("a good file");
        assert_eq!(rows[0].place, "old.csv:2");
        assert_eq!((rows[0].sentence, rows[0].label), (2, Label::Opinion));
        assert_eq!(rows[0].gold, Gold::Kind(Kind::Event));
        assert!(rows[0].unsure && (rows[0].probability_opinion - 0.75).abs() < 1e-12);
    }

    #[test]
    fn a_wrong_cell_is_shown_at_its_place() {
        let complaint = |row: &str| {
            let file = format!("{HEAD}{row}\n");
            predicted_rows("old.csv", file.as_bytes()).expect_err("a wrong cell").to_string()
        };
        assert_eq!(
            complaint("a,1,T.,fact,fact,event,1.5,0,false"),
            "old.csv:2:24: found \"1.5\" as probability_opinion; expected a number from 0 to 1"
        );
        assert_eq!(
            complaint("a,1,T.,fact,event,event,0.5,0,false"),
            "old.csv:2:13: found \"event\" as label; expected fact or opinion"
        );
        assert!(complaint("a,1,T.,fact,fact,event,NaN,0,false").contains("0 to 1"));
    }

    #[test]
    fn another_table_is_told_from_predictions() {
        let complaint = predicted_rows("gold.csv", b"text,label\nIt rained.,fact\n")
            .expect_err("no predictions")
            .to_string();
        assert_eq!(
            complaint,
            "gold.csv:1:1: no column document; expected predictions, which `surmise evaluate --predictions FILE` writes"
        );
    }
}
