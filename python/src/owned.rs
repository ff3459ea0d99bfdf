//! Sentences as Python's own objects: the named tuples of `surmise.result`.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::sentences::{Contribution, Found};

/// One sentence without a tie to its text, until Python has it.
pub(crate) struct Owned {
    start: i64,
    end: i64,
    role: &'static str,
    text: String,
    label: &'static str,
    kind: &'static str,
    probability_opinion: f64,
    unsure: bool,
    contributions: Vec<(String, f64, i64, i64, String)>,
    corrected: Option<&'static str>,
}

impl Owned {
    pub(crate) fn of(found: &Found<'_>) -> Owned {
        let contribution =
            |c: &Contribution<'_>| (c.word.to_owned(), c.weight, c.start, c.end, c.what.to_owned());
        Owned {
            start: found.start,
            end: found.end,
            role: found.role,
            text: found.text.to_owned(),
            label: found.prediction.label.as_str(),
            kind: found.prediction.kind.as_str(),
            probability_opinion: found.prediction.probability_opinion.0,
            unsure: found.prediction.unsure,
            contributions: found.contributions.iter().map(contribution).collect(),
            corrected: found.corrected(),
        }
    }
}

/// The named tuples of `surmise.result`.
pub(crate) struct Classes<'py> {
    sentence: Bound<'py, PyAny>,
    contribution: Bound<'py, PyAny>,
}

impl<'py> Classes<'py> {
    pub(crate) fn of(py: Python<'py>) -> PyResult<Self> {
        let module = py.import("surmise.result")?;
        Ok(Classes {
            sentence: module.getattr("Sentence")?,
            contribution: module.getattr("Contribution")?,
        })
    }

    pub(crate) fn list(&self, py: Python<'py>, owned: Vec<Owned>) -> PyResult<Bound<'py, PyList>> {
        let sentences = owned.into_iter().map(|one| {
            let contributions = one.contributions.into_iter();
            let contributions: Vec<_> =
                contributions.map(|c| self.contribution.call1(c)).collect::<PyResult<_>>()?;
            let fields = (
                one.start,
                one.end,
                one.text,
                one.role,
                one.label,
                one.kind,
                one.probability_opinion,
                one.unsure,
                PyTuple::new(py, contributions)?,
                one.corrected,
            );
            self.sentence.call1(fields)
        });
        PyList::new(py, sentences.collect::<PyResult<Vec<_>>>()?)
    }
}
