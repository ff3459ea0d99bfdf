//! The evaluation's tables, as HTML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::label::{Kind, Label};
use crate::learn::bootstrap::{Comparison, Difference, Interval, Intervals};
use crate::learn::corpus::{Corpus, Group};
use crate::learn::evaluate::{Figures, Scored, figures};
use crate::learn::experiment::Ablation;

use super::figure::{escaped, grouped};

/// A ratio as a table shows it.
#[must_use]
pub fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.3}"))
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or("–".to_owned(), |ratio| format!("{:.1} %", 100.0 * ratio))
}

fn span(interval: Interval) -> String {
    interval.map_or("–".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"))
}

/// A difference with its sign; none where nothing is left of it at four digits.
fn signed(number: f64) -> String {
    let written = format!("{:.4}", number.abs());
    match number {
        _ if written == "0.0000" => written,
        number if number < 0.0 => format!("−{written}"),
        _ => format!("+{written}"),
    }
}

fn change(difference: &Difference) -> [String; 2] {
    [
        difference.difference.map_or("–".to_owned(), signed),
        difference
            .interval
            .map_or("–".to_owned(), |(low, high)| format!("{} to {}", signed(low), signed(high))),
    ]
}

/// A table: columns' names, and rows whose first cell is their name. All but the first
/// column hold numbers, unless `words` names them.
#[must_use]
pub fn table(caption: &str, columns: &[&str], rows: &[Vec<String>], words: &[usize]) -> String {
    let mut html =
        format!("<div class=\"wide\"><table><caption>{}</caption><thead><tr>", escaped(caption));
    let class = |column: usize| {
        if column == 0 || words.contains(&column) { "" } else { " class=\"number\"" }
    };
    for (column, name) in columns.iter().enumerate() {
        let _ = write!(html, "<th scope=\"col\"{}>{}</th>", class(column), escaped(name));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let cell = escaped(cell);
            let _ = if column == 0 {
                write!(html, "<th scope=\"row\">{cell}</th>")
            } else {
                write!(html, "<td{}>{cell}</td>", class(column))
            };
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
    html
}

/// The figures that matter, with their intervals and what they mean.
#[must_use]
pub fn summary(figures: &Figures, intervals: &Intervals) -> String {
    let row = |name: &str, figure: String, interval: String, meaning: &str| {
        vec![name.to_owned(), figure, interval, meaning.to_owned()]
    };
    let rows = [
        row(
            "macro-F1",
            ratio(figures.confusion.macro_f1()),
            span(intervals.macro_f1),
            "how well both labels are found, 1 is best",
        ),
        row(
            "accuracy",
            ratio(figures.confusion.accuracy()),
            span(intervals.accuracy),
            "the share of right labels",
        ),
        row(
            "AUC",
            ratio(figures.auc),
            span(intervals.auc),
            "how often an opinion is ranked above a fact; 0.5 is a guess",
        ),
        row(
            "ECE",
            ratio(figures.ece),
            span(intervals.ece),
            "how far the probabilities lie from what comes true, 0 is best",
        ),
        row(
            "Brier",
            ratio(figures.brier),
            span(intervals.brier),
            "mean squared error of the probability, 0 is best",
        ),
        row("coverage", ratio(figures.coverage()), "–".to_owned(), "the share it is sure of"),
        row(
            "accuracy when sure",
            ratio(figures.accuracy_when_sure()),
            "–".to_owned(),
            "the share of right labels among these",
        ),
        row(
            "macro-F1 of kinds",
            ratio(figures.kinds_macro_f1),
            "–".to_owned(),
            "how well all five kinds are found",
        ),
    ];
    let columns = ["figure", "here", "95 % interval", "what it says"];
    table("The figures in short", &columns, &rows, &[3])
}

/// The differences to an earlier set of predictions.
#[must_use]
pub fn comparison(comparison: &Comparison) -> String {
    let row = |name: &str, difference: &Difference| {
        let [difference_here, interval] = change(difference);
        vec![
            name.to_owned(),
            difference_here,
            interval,
            if difference.is_beyond_noise() { "more than noise" } else { "within noise" }
                .to_owned(),
        ]
    };
    let rows = [row("macro-F1", &comparison.macro_f1), row("AUC", &comparison.auc)];
    let columns = ["figure", "difference", "95 % interval", ""];
    table("Against the earlier predictions", &columns, &rows, &[3])
}

/// The labels, gold against predicted.
#[must_use]
pub fn labels(figures: &Figures) -> String {
    let names: Vec<&str> = Label::ALL.iter().map(|label| label.as_str()).collect();
    confusion("Labels: what people said, and what it said", &names, &figures.confusion.counts)
}

/// The kinds, gold against predicted.
#[must_use]
pub fn kinds(figures: &Figures) -> String {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    confusion("Kinds: what people said, and what it said", &names, &figures.kinds)
}

fn confusion<const K: usize>(caption: &str, names: &[&str], counts: &[[u64; K]; K]) -> String {
    let share = |part: u64, whole: u64| percent((whole > 0).then(|| part as f64 / whole as f64));
    let said = |class: usize| counts.iter().map(|row| row[class]).sum::<u64>();
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(K + 1);
    for (class, (name, counts)) in names.iter().zip(counts).enumerate() {
        let mut row = vec![(*name).to_owned()];
        row.extend(counts.iter().map(|count| grouped(*count as f64)));
        row.push(share(counts[class], counts.iter().sum()));
        rows.push(row);
    }
    let mut last = vec!["precision".to_owned()];
    last.extend((0..K).map(|class| share(counts[class][class], said(class))));
    last.push(String::new());
    rows.push(last);
    let columns: Vec<&str> =
        std::iter::once("gold").chain(names.iter().copied()).chain(["recall"]).collect();
    table(caption, &columns, &rows, &[])
}

/// A part of the sentences, such as a genre.
struct Part {
    name: String,
    figures: Figures,
}

/// The figures of each part of the sentences that `name` tells apart, the largest first;
/// those with fewer than `least` sentences stand behind a fold.
#[must_use]
pub fn parts(
    what: &str,
    corpus: &Corpus,
    scored: &[Scored],
    name: fn(&Group) -> &str,
    least: u64,
) -> String {
    let mut members = BTreeMap::<&str, Vec<Scored>>::new();
    for scored in scored {
        members.entry(name(&corpus.groups[scored.group])).or_default().push(*scored);
    }
    if members.len() < 2 {
        return String::new();
    }
    let mut parts: Vec<Part> = members
        .into_iter()
        .map(|(name, scored)| Part {
            name: if name.is_empty() { "not given" } else { name }.to_owned(),
            figures: figures(&scored),
        })
        .collect();
    parts.sort_by(|a, b| b.figures.n.cmp(&a.figures.n).then(a.name.cmp(&b.name)));
    let rows = |parts: &[Part]| parts.iter().map(row_of).collect::<Vec<_>>();
    let columns = [what, "sentences", "opinion", "accuracy", "macro-F1", "AUC", "ECE"];
    let large = parts.iter().take_while(|part| part.figures.n >= least).count();
    let mut html = String::new();
    if large > 0 {
        html += &table(&format!("By {what}"), &columns, &rows(&parts[..large]), &[]);
    }
    if large < parts.len() {
        let small =
            table(&format!("By {what}, the small ones"), &columns, &rows(&parts[large..]), &[]);
        let _ = write!(
            html,
            "<details><summary>{} more with fewer than {least} sentences each</summary>{small}</details>",
            parts.len() - large
        );
    }
    html
}

fn row_of(part: &Part) -> Vec<String> {
    let Part { name, figures } = part;
    let opinions: u64 = figures.confusion.counts[Label::Opinion as usize].iter().sum();
    vec![
        name.clone(),
        grouped(figures.n as f64),
        format!("{:.0} %", 100.0 * opinions as f64 / figures.n as f64),
        percent(figures.confusion.accuracy()),
        ratio(figures.confusion.macro_f1()),
        ratio(figures.auc),
        ratio(figures.ece),
    ]
}

/// What each family of features is worth: the figures without it, and the change.
#[must_use]
pub fn ablation(ablations: &[Ablation]) -> String {
    let mut sorted: Vec<&Ablation> = ablations.iter().collect();
    let left = |ablation: &Ablation| ablation.figures.auc.unwrap_or(0.0);
    sorted.sort_by(|a, b| left(a).total_cmp(&left(b)).then(a.family.cmp(&b.family)));
    let rows: Vec<Vec<String>> = sorted
        .into_iter()
        .map(|ablation| {
            let mut row = vec![ablation.family.clone(), grouped(ablation.features as f64)];
            row.push(ratio(ablation.figures.confusion.macro_f1()));
            row.extend(change(&ablation.change.macro_f1));
            row.push(ratio(ablation.figures.auc));
            row.extend(change(&ablation.change.auc));
            row
        })
        .collect();
    let columns = ["without", "features", "macro-F1", "change", "95 %", "AUC", "change", "95 %"];
    table("Without one family of features", &columns, &rows, &[])
}

/// Single sentences: what people said, what the model said, and how sure that is.
#[must_use]
pub fn sentences(caption: &str, corpus: &Corpus, rows: &[(&Scored, f64)], against: &str) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|(scored, against)| {
            let group = &corpus.groups[scored.group];
            vec![
                group.examples[scored.example].text.clone(),
                scored.gold.to_string(),
                scored.kind.as_str().to_owned(),
                format!("{:.1} %", 100.0 * against),
                format!("{}, {}", group.document, scored.example + 1),
            ]
        })
        .collect();
    let columns = ["sentence", "gold", "predicted", against, "document, sentence"];
    table(caption, &columns, &rows, &[1, 2, 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_nothing_has_no_sign() {
        assert_eq!(
            [-0.000_04, 0.000_04, -0.0101, 0.5].map(signed),
            ["0.0000", "0.0000", "−0.0101", "+0.5000"]
        );
    }

    #[test]
    fn recall_stands_at_the_right_and_precision_below() {
        let html = confusion("c", &["fact", "opinion"], &[[3, 1], [0, 0]]);
        assert!(html.contains(
            "<td class=\"number\">3</td><td class=\"number\">1</td><td class=\"number\">75.0 %</td>"
        ));
        let last = "precision</th><td class=\"number\">100.0 %</td><td class=\"number\">0.0 %</td>";
        assert!(html.contains(last), "{html}");
    }
}
