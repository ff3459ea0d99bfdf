//! An evaluation as one page: how good the labels are, where they fail, and what would help.
//!
//! Plain writing instead of a template: the page is a dozen sections in one order, each a
//! figure or a table made by a function, and a template would add a language without taking
//! away a line. Everything that came from outside goes through [`escaped`].

use std::fmt::Write as _;

use crate::learn::bootstrap::{Comparison, Intervals};
use crate::learn::corpus::{Corpus, Group};
use crate::learn::evaluate::{Figures, Scored};
use crate::learn::experiment::Experiments;
use crate::learn::metrics::Outcome;

use super::figure::{Figure, escaped, grouped, svg};
use super::{plot, table};

/// How a page of ours is told from another file of that name.
pub const MARK: &str = "<meta name=\"generator\" content=\"surmise evaluate\">";

/// So many single sentences are shown in a table.
const SHOWN: usize = 20;

/// A genre with fewer sentences stands behind a fold: its figures are mostly chance.
const LEAST_IN_GENRE: u64 = 100;

/// All that the page shows.
pub struct Evaluation<'a> {
    /// The command that gives these figures.
    pub command: &'a str,
    /// What was measured, as a sentence.
    pub about: &'a str,
    /// The sentences that were scored.
    pub corpus: &'a Corpus,
    /// What was said of them.
    pub scored: &'a [Scored],
    /// Their figures.
    pub figures: &'a Figures,
    /// The intervals of these.
    pub intervals: &'a Intervals,
    /// The difference to earlier predictions, where there are some.
    pub comparison: Option<&'a Comparison>,
    /// The learning curve, ablation and likely label errors of a cross-validation.
    pub experiments: Option<&'a Experiments>,
}

/// The page, as HTML that fetches nothing.
#[must_use]
pub fn page(evaluation: &Evaluation<'_>) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{MARK}\n<title>How good are the labels?</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        include_str!("evaluation.css")
    );
    // Writing to a string cannot fail.
    let _ = write!(
        html,
        "<header><h1>How good are the labels?</h1>\n{}</header>\n<main>\n",
        lead(evaluation)
    );
    let _ = writeln!(
        html,
        "<div class=\"short\">{}</div>",
        table::summary(evaluation.figures, evaluation.intervals)
    );
    html += "<p class=\"soft\">Intervals: 1,000 draws of whole documents with replacement (bootstrap); where a sentence has no document, of single sentences. Drawing adds calibration error, so the interval of the ECE lies too high.</p>\n";
    if let Some(comparison) = evaluation.comparison {
        html += &table::comparison(comparison);
        let _ = writeln!(
            html,
            "<p class=\"soft\">Paired bootstrap: every draw takes the same documents for both. {} of {} labels differ.</p>",
            grouped(comparison.flips as f64),
            grouped(evaluation.figures.n as f64)
        );
    }
    html += &table::labels(evaluation.figures);
    html += &drawings(evaluation);
    html += &kinds_and_genres(evaluation);
    if let Some(experiments) = evaluation.experiments {
        html += &ablation(experiments);
    }
    html += &mistakes(evaluation);
    if let Some(experiments) = evaluation.experiments {
        html += &likely_errors(evaluation, experiments);
    }
    html += "</main>\n</body>\n</html>\n";
    html
}

fn lead(evaluation: &Evaluation<'_>) -> String {
    let right = evaluation.figures.confusion.accuracy().map_or_else(
        || "There was nothing to measure.".to_owned(),
        |accuracy| {
            format!(
                "Of {} sentences, {:.1} % got the label that people gave them.",
                grouped(evaluation.figures.n as f64),
                100.0 * accuracy
            )
        },
    );
    format!(
        "<p class=\"lead\">{right}</p>\n<p>{}</p>\n<p>“Fact” means reported as fact, not true. Gold is what people said.</p>\n<p class=\"soft\">surmise {}: <code>{}</code></p>\n",
        escaped(evaluation.about),
        env!("CARGO_PKG_VERSION"),
        escaped(evaluation.command)
    )
}

fn drawn(figure: &Figure, caption: &str) -> String {
    format!(
        "<figure><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n",
        escaped(&figure.title),
        svg(figure),
        escaped(caption)
    )
}

fn drawings(evaluation: &Evaluation<'_>) -> String {
    let outcomes: Vec<Outcome> = evaluation.scored.iter().map(Scored::outcome).collect();
    let mut html = "<h2>In pictures</h2>\n<div class=\"figures\">\n".to_owned();
    html += &drawn(
        &plot::reliability_diagram(&outcomes),
        "Above the dotted line there were more opinions than it said, below fewer.",
    );
    html += &drawn(
        &plot::score_histogram(&outcomes),
        "Facts point up, opinions down. What points up at the right or down at the left is a mistake.",
    );
    html += &drawn(&plot::roc_curve(&outcomes), "The closer to the upper left corner, the better.");
    html += &drawn(
        &plot::precision_recall_curve(&outcomes),
        "The closer to the upper right corner, the better.",
    );
    html += &drawn(
        &plot::coverage_curve(evaluation.scored),
        "From the surest sentences alone, at the left, to all of them.",
    );
    if let Some(experiments) = evaluation.experiments {
        html += &drawn(
            &plot::learning_curve(&experiments.learning),
            "A line that still climbs at its end asks for more labelled articles.",
        );
    }
    html += "</div>\n";
    html
}

fn kinds_and_genres(evaluation: &Evaluation<'_>) -> String {
    let Evaluation { corpus, scored, figures, .. } = evaluation;
    let mut html = String::new();
    if figures.kinds.iter().flatten().any(|count| *count > 0) {
        html += "<h2>Kinds</h2>\n";
        html += &table::kinds(figures);
    }
    let by_genre = table::parts("genre", corpus, scored, genre_of, LEAST_IN_GENRE);
    let by_file = table::parts("file", corpus, scored, source_of, 0);
    if !(by_genre.is_empty() && by_file.is_empty()) {
        html += "<h2>Where it is good, and where not</h2>\n";
        html += &by_genre;
        html += &by_file;
    }
    html
}

fn genre_of(group: &Group) -> &str {
    &group.genre
}

fn source_of(group: &Group) -> &str {
    &group.source
}

fn ablation(experiments: &Experiments) -> String {
    let table = table::ablation(&experiments.ablations);
    format!(
        "<h2>What the evidence is worth</h2>\n<p>Each line is a cross-validation without one family of features. A minus means that the family helps, if the interval holds no zero (paired bootstrap); “cue” stands for all cue lists, “cue …” for one of them.</p>\n{table}"
    )
}

/// The wrong labels that the model was surest of, with their probability.
fn surest_mistakes<'a>(evaluation: &Evaluation<'a>) -> Vec<(&'a Scored, f64)> {
    let mut wrong: Vec<(&Scored, f64)> = evaluation
        .scored
        .iter()
        .filter(|scored| scored.label != scored.gold.label())
        .map(|scored| {
            let p = scored.probability_opinion;
            (scored, if scored.label.is_opinion() { p } else { 1.0 - p })
        })
        .collect();
    wrong.sort_by(|a, b| b.1.total_cmp(&a.1));
    wrong.truncate(SHOWN);
    wrong
}

fn mistakes(evaluation: &Evaluation<'_>) -> String {
    let wrong = surest_mistakes(evaluation);
    let shown = if wrong.is_empty() {
        "<p>It made no mistake.</p>".to_owned()
    } else {
        let caption = "The surest of the wrong labels";
        table::sentences(caption, evaluation.corpus, &wrong, "its probability")
    };
    format!("<h2>Its most confident mistakes</h2>\n<div class=\"sentences\">{shown}</div>\n")
}

/// Those that the mistakes do not show already; the likeliest of all stand there.
fn likely_errors(evaluation: &Evaluation<'_>, experiments: &Experiments) -> String {
    let errors = &experiments.likely_errors;
    let above = surest_mistakes(evaluation);
    let is_above = |scored: &Scored| above.iter().any(|(shown, _)| *shown == scored);
    let (known, more): (Vec<_>, Vec<_>) = errors
        .iter()
        .map(|error| (&evaluation.scored[error.place], error.least_against))
        .partition(|(scored, _)| is_above(scored));
    let rows: Vec<(&Scored, f64)> = more.into_iter().take(SHOWN).collect();
    let mut html = format!(
        "<h2>Likely label errors</h2>\n<p>{} gold labels are contradicted by every one of {} models, each blind to another family of evidence, as surely as these models know sentences of the other label. Some are wrong labels; others are sentences that the model cannot understand. Read them before you change them. {} of them stand in the table above{}</p>\n<div class=\"sentences\">",
        grouped(errors.len() as f64),
        experiments.ablations.len() + 1,
        known.len(),
        if rows.is_empty() { "." } else { "; these come next." }
    );
    if !rows.is_empty() {
        html += &table::sentences(
            "Gold labels to look at again",
            evaluation.corpus,
            &rows,
            "least against",
        );
    }
    html += "</div>\n";
    html
}

#[cfg(test)]
#[path = "evaluation_tests.rs"]
mod tests;
