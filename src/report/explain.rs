//! One sentence's whole computation, as a table and a bar chart for a terminal.

use std::io::{Error, Write};

use crate::classify::{Prediction, Predictions, Source};
use crate::label::Kind;
use crate::model::Model;
use crate::model::feature::Sort;

use super::text::{FACT, OPINION, RESET, shown};

/// How to draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whether the terminal shows colours.
    pub colour: bool,
    /// The width of the terminal, in characters.
    pub width: usize,
}

/// So many contributions are drawn one by one; the rest are summed in one line.
const MOST: usize = 24;

/// The columns beside the bars: a weight, and what it is of.
const BESIDE: usize = 50;

/// Writes the computation of one prediction of `text`.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write(
    to: &mut impl Write,
    text: &str,
    model: &Model,
    predictions: &Predictions,
    prediction: &Prediction,
    settings: Settings,
) -> Result<(), Error> {
    let mut parts: Vec<(f64, String)> = predictions
        .contributions(prediction)
        .iter()
        .map(|part| {
            let words = part.span.map_or("", |span| span.of(text));
            (part.weight, named(model, part.source, words))
        })
        .collect();
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then_with(|| a.1.cmp(&b.1)));
    let rest = parts.split_off(parts.len().min(MOST));
    if !rest.is_empty() {
        let sum = rest.iter().map(|(weight, _)| weight).sum();
        parts.push((sum, format!("{} smaller ones", rest.len())));
    }
    let widest = parts.iter().map(|(weight, _)| weight.abs()).fold(0.0, f64::max);
    let half = (settings.width.saturating_sub(BESIDE) / 2).clamp(6, 30);
    writeln!(to, "{}", shown(prediction.sentence.span.of(text)))?;
    writeln!(to, "\n{:>half$}   opinion →", "← fact")?;
    for (weight, name) in &parts {
        bar(to, *weight, widest, half, name, settings.colour)?;
    }
    let calibrated = prediction.probability_opinion.0;
    writeln!(
        to,
        "\n{:>+9.3}  sum: log-odds of opinion, in nats, before calibration",
        prediction.log_odds.0
    )?;
    writeln!(to, "{:>+9.3}  after calibration", (calibrated / (1.0 - calibrated)).ln())?;
    writeln!(to, "{:>7.1} %  probability of opinion", 100.0 * calibrated)?;
    for kind in Kind::ALL {
        writeln!(to, "{:>7.1} %  {kind}", 100.0 * prediction.kinds[kind.index()])?;
    }
    let doubt = if prediction.unsure { ", but unsure" } else { "" };
    writeln!(to, "\n{}: {}{doubt} (model {})", prediction.label, prediction.kind, model.id)
}

/// One bar, to the left for fact and to the right for opinion.
fn bar(
    to: &mut impl Write,
    weight: f64,
    widest: f64,
    half: usize,
    name: &str,
    colour: bool,
) -> Result<(), Error> {
    let share = if widest > 0.0 { weight.abs() / widest } else { 0.0 };
    // Half of the terminal's width is far below 2^52, and a share is in 0..=1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let length = (share * half as f64).round() as usize;
    let drawn = "█".repeat(length);
    let (left, right) = if weight < 0.0 {
        (format!("{drawn:>half$}"), String::new())
    } else {
        (" ".repeat(half), drawn)
    };
    let paint = match (colour, weight < 0.0) {
        (false, _) => "",
        (true, true) => FACT,
        (true, false) => OPINION,
    };
    let reset = if colour { RESET } else { "" };
    writeln!(to, "{paint}{left}│{right:<half$}{reset} {weight:>+8.3}  {name}")
}

/// A contribution in plain words.
fn named(model: &Model, source: Source, words: &str) -> String {
    let words = shown(words);
    match source {
        Source::Prior => "before any evidence".to_owned(),
        Source::Context => "the other sentences".to_owned(),
        Source::Feature(feature, sort) => {
            let name = model.name(feature);
            match sort {
                Sort::Cue(category) => {
                    let called = model.lexicon().called(usize::from(category));
                    let parts: Vec<&str> = name.split(' ').collect();
                    let grade = match parts.get(2) {
                        Some(&"strong") => "strong ",
                        Some(&"weak") => "weak ",
                        _ => "",
                    };
                    let again = match parts.get(3) {
                        Some(&"2") => ", the second",
                        Some(&"3") => ", the third",
                        _ => "",
                    };
                    format!("{grade}{called} “{words}”{again}")
                }
                Sort::Quotation => {
                    let how = name.split(' ').nth(1).unwrap_or_default().replace('-', " ");
                    if words.is_empty() {
                        format!("quotation: {how}")
                    } else {
                        format!("quotation, {how}: “{words}”")
                    }
                }
                Sort::Piece => {
                    format!("letters “{}” in “{words}”", name.split(' ').nth(1).unwrap_or_default())
                }
                Sort::Words if name.contains("<s>") => format!("“{words}” at the start"),
                Sort::Words if name.contains("</s>") => format!("“{words}” at the end"),
                Sort::Words if name.contains("<name>") => format!("a name: “{words}”"),
                Sort::Words if name.contains("<q>") => format!("a quotation: “{words}”"),
                Sort::Words => format!("“{words}”"),
            }
        }
    }
}
