//! Figures as Python's own dictionaries; a figure that is undefined is `None`.

use pyo3::prelude::*;
use serde_json::{Value, json};

use surmise::label::Kind;
use surmise::learn::bootstrap::intervals;
use surmise::learn::challenge;
use surmise::learn::evaluate::{Scored, figures};
use surmise::store::retraining;

/// Where the draws of documents begin, as in the command line's `evaluate`.
const SEED: u64 = 1;

/// The figures of scored sentences, with their 95 % intervals.
pub(crate) fn measured(scored: &[Scored]) -> Value {
    let (figures, intervals) = (figures(scored), intervals(scored, SEED));
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    json!({
        "n": figures.n,
        "macro_f1": figures.confusion.macro_f1(),
        "macro_f1_interval": intervals.macro_f1,
        "accuracy": figures.confusion.accuracy(),
        "accuracy_interval": intervals.accuracy,
        "auc": figures.auc,
        "auc_interval": intervals.auc,
        "ece": figures.ece,
        "ece_interval": intervals.ece,
        "brier": figures.brier,
        "brier_interval": intervals.brier,
        "coverage": figures.coverage(),
        "accuracy_when_sure": figures.accuracy_when_sure(),
        "confusion": figures.confusion.counts,
        "kinds": kinds,
        "kinds_confusion": figures.kinds,
        "kinds_macro_f1": figures.kinds_macro_f1,
    })
}

/// How a challenger stands against the champion.
pub(crate) fn comparison(comparison: &challenge::Comparison) -> Value {
    let flips: Vec<Value> = comparison.flips.iter().map(retraining::flip).collect();
    json!({
        "promotes": comparison.promotes(),
        "objections": comparison.objections,
        "margin": comparison.margin,
        "figures": retraining::figures(comparison),
        "flips": flips,
    })
}

/// The same in Python.
pub(crate) fn told<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (value.to_string(),))
}
