//! Predictions for people: each sentence with its label, probability and deciding words.

use std::io::{Error, Write};

use crate::classify::{Predictions, Source};
use crate::input::document::Document;
use crate::model::Model;

use super::row::{Row, rows};

/// How to write for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whether the terminal shows colours.
    pub colour: bool,
    /// Whether every contribution is shown.
    pub explain: bool,
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
pub(super) const FACT: &str = "\x1b[36m";
pub(super) const OPINION: &str = "\x1b[33m";
pub(super) const RESET: &str = "\x1b[0m";

/// Writes one document and its summary.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write(
    to: &mut impl Write,
    document: &Document,
    model: &Model,
    predictions: &Predictions,
    settings: Settings,
) -> Result<(), Error> {
    let paint = |style: &'static str| if settings.colour { style } else { "" };
    let reset = paint(RESET);
    writeln!(to, "{}{}{reset}", paint(BOLD), shown(&document.name))?;
    let (mut opinions, mut unsure) = (0, 0);
    for (row, prediction) in rows(document, model, predictions).zip(&predictions.sentences) {
        let opinion = prediction.label.is_opinion();
        opinions += usize::from(opinion);
        unsure += usize::from(row.unsure);
        let colour = paint(if opinion { OPINION } else { FACT });
        let percent =
            100.0 * if opinion { row.probability_opinion } else { 1.0 - row.probability_opinion };
        let how = if row.corrected.is_empty() {
            format!("{percent:>3.0} %{}", if row.unsure { " ?" } else { "  " })
        } else {
            "corrected".to_owned()
        };
        writeln!(to, "{colour}{:<8}{how}{reset} {}", row.label, shown(row.text))?;
        writeln!(to, "{}                {}{reset}", paint(DIM), because(&row))?;
        if settings.explain {
            for contribution in predictions.contributions(prediction) {
                let what = match contribution.source {
                    Source::Prior => "before any evidence".to_owned(),
                    Source::Context => "the other sentences".to_owned(),
                    Source::Feature(feature) => shown(model.name(feature)),
                };
                writeln!(to, "                {:>+9.4}  {what}", contribution.weight)?;
            }
            writeln!(to, "                {:>+9.4}  log-odds of opinion", prediction.log_odds.0)?;
        }
    }
    let n = predictions.sentences.len();
    let share = if n == 0 { 0.0 } else { 100.0 * opinions as f64 / n as f64 };
    writeln!(
        to,
        "{}{n} sentences, {opinions} opinion ({share:.0} %), {unsure} unsure; model {}{reset}\n",
        paint(BOLD),
        model.id
    )
}

fn because(row: &Row<'_>) -> String {
    let words: Vec<String> = row
        .evidence
        .iter()
        .map(|found| format!("{} “{}” {:+.1}", found.what, shown(found.word), found.weight))
        .collect();
    format!(
        "{}: {}",
        row.kind,
        if words.is_empty() { "no single word".to_owned() } else { words.join(", ") }
    )
}

/// On one line, and without the characters that would command a terminal.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .filter(|character| !character.is_control())
        .collect()
}
