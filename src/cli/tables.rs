//! The figures of an evaluation, as JSON and for people.

use serde_json::{Value, json};

use crate::label::{Kind, Label};
use crate::learn::bootstrap::{Comparison, Difference, Interval, Intervals};
use crate::learn::evaluate::Figures;

/// One object with every figure; what is undefined is null.
pub(super) fn json(
    figures: &Figures,
    intervals: &Intervals,
    comparison: Option<&Comparison>,
) -> Value {
    let [fact, opinion] = figures.confusion.counts;
    let mut object = json!({
        "n": figures.n,
        "macro_f1": figures.confusion.macro_f1(),
        "accuracy": figures.confusion.accuracy(),
        "auc": figures.auc,
        "ece": figures.ece,
        "brier": figures.brier,
        "coverage": figures.coverage(),
        "accuracy_when_sure": figures.accuracy_when_sure(),
        "confusion": {
            "fact": { "fact": fact[0], "opinion": fact[1] },
            "opinion": { "fact": opinion[0], "opinion": opinion[1] },
        },
        "kinds_macro_f1": figures.kinds_macro_f1,
        "interval": {
            "macro_f1": intervals.macro_f1,
            "accuracy": intervals.accuracy,
            "auc": intervals.auc,
            "ece": intervals.ece,
            "brier": intervals.brier,
        },
    });
    if let Some(comparison) = comparison {
        let of = |difference: &Difference| json!({ "difference": difference.difference, "interval": difference.interval });
        object["against"] = json!({
            "macro_f1": of(&comparison.macro_f1),
            "auc": of(&comparison.auc),
            "flips": comparison.flips,
        });
    }
    object
}

/// The figures as lines.
pub(super) fn for_people(
    figures: &Figures,
    intervals: &Intervals,
    comparison: Option<&Comparison>,
) -> String {
    let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.4}"));
    let with = |figure: Option<f64>, interval: Interval| {
        let span = interval.map(|(low, high)| format!("  95 %: {low:.4} to {high:.4}"));
        ratio(figure) + &span.unwrap_or_default()
    };
    let mut lines = vec![
        format!("sentences           {}", figures.n),
        format!("macro-F1            {}", with(figures.confusion.macro_f1(), intervals.macro_f1)),
        format!("accuracy            {}", with(figures.confusion.accuracy(), intervals.accuracy)),
        format!("AUC                 {}", with(figures.auc, intervals.auc)),
        format!("ECE                 {}", with(figures.ece, intervals.ece)),
        format!("Brier               {}", with(figures.brier, intervals.brier)),
        format!("coverage            {}", ratio(figures.coverage())),
        format!("accuracy when sure  {}", ratio(figures.accuracy_when_sure())),
        String::new(),
        "gold \\ predicted       fact   opinion".to_owned(),
    ];
    for gold in Label::ALL {
        let row = figures.confusion.counts[gold as usize];
        lines.push(format!("{gold:<18} {:>8} {:>9}", row[0], row[1]));
    }
    if figures.kinds.iter().flatten().any(|count| *count > 0) {
        lines.push(String::new());
        lines.push(format!("macro-F1 of kinds   {}", ratio(figures.kinds_macro_f1)));
        let names: String = Kind::ALL.iter().map(|kind| format!("{kind:>12}")).collect();
        lines.push(format!("{:<12}{names}", "gold"));
        for gold in Kind::ALL {
            let counts = figures.kinds[gold.index()];
            let counts: String = counts.iter().map(|count| format!("{count:>12}")).collect();
            lines.push(format!("{gold:<12}{counts}"));
        }
    }
    if let Some(comparison) = comparison {
        lines.push(String::new());
        lines.push("against the earlier predictions".to_owned());
        for (name, difference) in [("macro-F1", comparison.macro_f1), ("AUC", comparison.auc)] {
            let signed = difference.difference.map(|number| format!("{number:+.4}"));
            let span = difference.interval.map(|(low, high)| {
                let noise = if difference.is_beyond_noise() { "more than" } else { "within" };
                format!("  95 %: {low:+.4} to {high:+.4}, {noise} noise")
            });
            let signed = signed.unwrap_or("–".to_owned());
            lines.push(format!("{name:<20}{signed}{}", span.unwrap_or_default()));
        }
        lines.push(format!("labels that differ  {}", comparison.flips));
    }
    lines.join("\n") + "\n"
}
