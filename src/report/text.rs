//! Predictions for people: each sentence with its label, probability and deciding words.

use std::io::{Error, Write};

use crate::classify::{Prediction, Predictions, Source};
use crate::label::Label;
use crate::model::Model;

use super::format::{Format, Scored};
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

/// Sentences for people, and a summary of each document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text(pub Settings);

impl Format for Text {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<(), Error> {
        let Text(settings) = *self;
        let Scored { document, model, predictions, tally, .. } = *scored;
        let paint = |style: &'static str| if settings.colour { style } else { "" };
        let reset = paint(RESET);
        if document.part.is_first() {
            writeln!(to, "{}{}{reset}", paint(BOLD), shown(&document.name))?;
        }
        for (row, prediction) in rows(document, model, predictions).zip(&predictions.sentences) {
            let opinion = prediction.label.is_opinion();
            let colour = paint(if opinion { OPINION } else { FACT });
            let percent = 100.0
                * if opinion { row.probability_opinion } else { 1.0 - row.probability_opinion };
            let how = if row.corrected.is_empty() {
                format!("{percent:>3.0} %{}", if row.unsure { " ?" } else { "  " })
            } else {
                "corrected".to_owned()
            };
            writeln!(to, "{colour}{:<8}{how}{reset} {}", row.label, shown(row.text))?;
            writeln!(to, "{}                {}{reset}", paint(DIM), because(&row))?;
            if settings.explain {
                explain(to, predictions, prediction, model)?;
            }
        }
        if !document.part.last {
            return Ok(());
        }
        let (n, opinions) = (tally.sentences, tally.label(Label::Opinion));
        let share = 100.0 * tally.opinion_share().unwrap_or(0.0);
        let unsure = tally.unsure;
        writeln!(
            to,
            "{}{n} sentences, {opinions} opinion ({share:.0} %), {unsure} unsure; model {}{reset}\n",
            paint(BOLD),
            model.id
        )
    }
}

/// Every contribution of a sentence, and their sum.
fn explain(
    to: &mut Vec<u8>,
    predictions: &Predictions,
    prediction: &Prediction,
    model: &Model,
) -> Result<(), Error> {
    for contribution in predictions.contributions(prediction) {
        let what = match contribution.source {
            Source::Prior => "before any evidence".to_owned(),
            Source::Context => "the other sentences".to_owned(),
            Source::Feature(feature) => shown(model.name(feature)),
        };
        writeln!(to, "                {:>+9.4}  {what}", contribution.weight)?;
    }
    writeln!(to, "                {:>+9.4}  log-odds of opinion", prediction.log_odds.0)
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
