//! The figures of an evaluation, as JSON and for people.

use serde_json::{Value, json};

use crate::label::{Kind, Label};
use crate::learn::evaluate::Figures;

/// One object with every figure; what is undefined is null.
pub(super) fn json(figures: &Figures) -> Value {
    let [fact, opinion] = figures.confusion.counts;
    json!({
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
    })
}

/// The figures as lines.
pub(super) fn for_people(figures: &Figures) -> String {
    let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.4}"));
    let mut lines = vec![
        format!("sentences           {}", figures.n),
        format!("macro-F1            {}", ratio(figures.confusion.macro_f1())),
        format!("accuracy            {}", ratio(figures.confusion.accuracy())),
        format!("AUC                 {}", ratio(figures.auc)),
        format!("ECE                 {}", ratio(figures.ece)),
        format!("Brier               {}", ratio(figures.brier)),
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
    lines.join("\n") + "\n"
}
