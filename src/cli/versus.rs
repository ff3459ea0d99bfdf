//! A comparison as a table for people.

use crate::label::Kind;
use crate::learn::challenge::{Comparison, Duel};
use crate::learn::draws::Interval;

/// So many characters of a sentence are shown on a line.
const SHOWN: usize = 90;

/// The figures of both models, on the guard and on the corrections.
pub(super) fn for_people(comparison: &Comparison) -> String {
    let guard = table("the shipped corpus, out of fold", &comparison.guard);
    let corrections = table("the corrections, each held out", &comparison.corrections);
    format!("{guard}\n{corrections}")
}

fn table(title: &str, duel: &Duel) -> String {
    let n = duel.champion.figures.n;
    let mut lines = vec![format!("{title}: {n} sentences")];
    if n == 0 {
        return lines.join("\n") + "\n";
    }
    lines.push(format!("{:<14}{:>26}{:>26}", "", "champion", "challenger"));
    let both = |name: &str, figure: &dyn Fn(&crate::learn::challenge::Standing) -> String| {
        format!("{name:<14}{:>26}{:>26}", figure(&duel.champion), figure(&duel.challenger))
    };
    lines.push(both("macro-F1", &|standing| {
        let macro_f1 = ratio(standing.figures.confusion.macro_f1());
        format!("{macro_f1}{}", within(standing.macro_f1_interval))
    }));
    lines.push(both("AUC", &|standing| ratio(standing.figures.auc)));
    lines.push(both("ECE", &|standing| ratio(standing.figures.ece)));
    lines.push(both("Brier", &|standing| ratio(standing.figures.brier)));
    for kind in Kind::ALL {
        let of_kind = duel.of_kind[kind.index()];
        if of_kind > 0 {
            lines.push(both(kind.as_str(), &|standing| {
                format!("{} of {of_kind} right", standing.right[kind.index()])
            }));
        }
    }
    let differences = [
        ("macro-F1", duel.difference, duel.difference_interval),
        ("Brier", duel.brier_difference, duel.brier_difference_interval),
    ];
    for (name, difference, interval) in differences {
        if let Some(difference) = difference {
            let interval =
                interval.map_or(String::new(), |(low, high)| format!(" ({low:+.4} to {high:+.4})"));
            lines.push(format!("{:<20}{difference:+.4}{interval}", format!("change of {name}")));
        }
    }
    lines.join("\n") + "\n"
}

fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.4}"))
}

fn within(interval: Option<Interval>) -> String {
    interval.map_or(String::new(), |(low, high)| format!(" ({low:.4}–{high:.4})"))
}

/// The beginning of a sentence, on one line and without what commands a terminal.
pub(super) fn clipped(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let mut shown: String = plain.filter(|c| !c.is_control()).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
