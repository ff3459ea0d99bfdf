//! From labelled rows to a model, to its figures, and to a better one.

use pyo3::prelude::*;

use surmise::input::corrections::{Correction, Sampling};
use surmise::label::Gold;
use surmise::learn::corpus::Corpus;
use surmise::learn::train::Settings;
use surmise::learn::unordered::{self, Row};
use surmise::learn::{evaluate, retrain, train as training};
use surmise::text::cue::CueLists;

use super::asked::settings;
use super::failure::{SurmiseError, refused};
use super::figures;
use super::model::Model;

/// Labelled rows, column by column, as `surmise._rows` gathers them.
#[derive(FromPyObject)]
pub(crate) struct Rows {
    texts: Vec<String>,
    labels: Vec<String>,
    documents: Option<Vec<Option<String>>>,
    sentences: Option<Vec<Option<i64>>>,
}

impl Rows {
    /// The rows as the library knows them.
    ///
    /// # Errors
    ///
    /// At the row (from 0) whose label is unknown or whose text is empty.
    fn read(self) -> PyResult<Vec<Row>> {
        let Rows { texts, labels, documents, sentences } = self;
        let mut documents = documents.unwrap_or_default().into_iter();
        let mut sentences = sentences.unwrap_or_default().into_iter();
        let rows = texts.into_iter().zip(labels).enumerate().map(|(number, (text, label))| {
            let gold: Gold = label
                .parse()
                .map_err(|unknown| SurmiseError::new_err(format!("row {number}: {unknown}")))?;
            if text.trim().is_empty() {
                return Err(SurmiseError::new_err(format!(
                    "row {number}: found no text; expected a sentence"
                )));
            }
            let document = documents.next().flatten();
            Ok(Row { document, sentence: sentences.next().flatten(), text, gold })
        });
        rows.collect()
    }
}

/// The cue lists that travel inside the package.
pub(crate) fn cues() -> PyResult<CueLists> {
    Ok(Corpus::embedded().map_err(refused)?.cues)
}

/// The corpus of these rows, whatever order they are in.
pub(crate) fn corpus(rows: Rows) -> PyResult<Corpus> {
    Ok(unordered::corpus(rows.read()?, cues()?))
}

/// Trains a model on labelled rows.
#[pyfunction]
pub(crate) fn train(py: Python<'_>, rows: Rows) -> PyResult<Model> {
    let corpus = corpus(rows)?;
    let model = py.detach(|| training::train(&corpus, Settings::default())).map_err(refused)?;
    Ok(Model { model: model.into() })
}

/// The figures of `model` on labelled rows.
pub(crate) fn evaluation<'py>(
    py: Python<'py>,
    model: &Model,
    rows: Rows,
    context: f64,
    expect_opinion: Option<f64>,
) -> PyResult<Bound<'py, PyAny>> {
    let settings = settings(context, expect_opinion)?;
    let corpus = corpus(rows)?;
    let measured = py.detach(|| {
        let scored = evaluate::score(&corpus, &model.model, settings);
        figures::measured(&scored)
    });
    figures::told(py, &measured)
}

/// A challenger of `champion`, and how it stands, as JSON.
pub(crate) fn challenger<'py>(
    py: Python<'py>,
    champion: &Model,
    rows: Rows,
    base: Option<Rows>,
    order: &str,
    weight: u32,
) -> PyResult<(Model, Bound<'py, PyAny>)> {
    if weight == 0 {
        return Err(SurmiseError::new_err("weight 0; expected 1 or more"));
    }
    let order = match order {
        "reading" | "queue" | "unknown" => Sampling::named(order),
        other => {
            return Err(SurmiseError::new_err(format!(
                "order {other:?}; expected reading, queue or unknown"
            )));
        }
    };
    let corrections: Vec<Correction> = rows
        .read()?
        .into_iter()
        .map(|row| Correction {
            document: row.document,
            sentence: row.sentence.and_then(|sentence| u64::try_from(sentence).ok()),
            text: row.text,
            gold: row.gold,
            predicted: None,
            by: None,
            at: None,
            order,
            source: "rows".to_owned(),
        })
        .collect();
    if corrections.is_empty() {
        return Err(SurmiseError::new_err("no corrections; expected one row or more"));
    }
    let base = match base {
        Some(rows) => corpus(rows)?,
        None => Corpus::embedded().map_err(refused)?,
    };
    let settings = retrain::Settings { weight, ..retrain::Settings::default() };
    let champion = &champion.model;
    let retrained = py
        .detach(|| retrain::retrain(&base, &corrections, champion, weight, settings))
        .map_err(refused)?;
    let comparison = figures::told(py, &figures::comparison(&retrained.comparison))?;
    Ok((Model { model: retrained.model.into() }, comparison))
}
