//! One sentence's whole computation, as a table and a bar chart for a terminal.

use std::io::{Error, Write};

use crate::classify::{Prediction, Predictions, Source};
use crate::label::Kind;
use crate::model::Model;
use crate::model::family::Family;

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
        Source::Feature(feature) => {
            let name = model.name(feature);
            let parts: Vec<&str> = name.split(' ').collect();
            let part = |place: usize| parts.get(place).copied().unwrap_or_default();
            match Family::of(name) {
                Family::Cue => {
                    let category = model.vocabulary().shown(feature).category();
                    let called = category.map_or("cue", |place| model.lexicon().called(place));
                    let grade = match part(2) {
                        "strong" => "strong ",
                        "weak" => "weak ",
                        _ => "",
                    };
                    let again = match part(3) {
                        "2" => ", the second",
                        "3" => ", the third",
                        _ => "",
                    };
                    format!("{grade}{called} “{words}”{again}")
                }
                Family::Quotation if words.is_empty() => {
                    format!("quotation: {}", part(1).replace('-', " "))
                }
                Family::Quotation => {
                    format!("quotation, {}: “{words}”", part(1).replace('-', " "))
                }
                Family::Piece => format!("letters “{}” in “{words}”", part(1)),
                _ if name.contains("<s>") => format!("“{words}” at the start"),
                _ if name.contains("</s>") => format!("“{words}” at the end"),
                _ if name.contains("<name>") => format!("a name: “{words}”"),
                _ if name.contains("<q>") => format!("a quotation: “{words}”"),
                _ => format!("“{words}”"),
            }
        }
    }
}
