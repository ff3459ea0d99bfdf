//! Training in parts, for `surmise.spark`: what travels between driver and workers are bytes.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use surmise::learn::shard::{self, ScoredShard};
use surmise::learn::train;

use super::failure::{SurmiseError, refused};
use super::learning::{Rows, corpus, cues};
use super::model::Model;

fn packed<'py>(py: Python<'py>, value: &(impl Serialize + Sync)) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = py.detach(|| postcard::to_allocvec(value)).map_err(refused)?;
    Ok(PyBytes::new(py, &bytes))
}

fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> PyResult<T> {
    postcard::from_bytes(bytes).map_err(|cause| {
        SurmiseError::new_err(format!(
            "the bytes of a training cannot be read: {cause}; use one version of surmise on all machines"
        ))
    })
}

/// The words that these rows write in lower case, sorted.
#[pyfunction]
pub(crate) fn common_words(py: Python<'_>, rows: Rows) -> PyResult<Vec<String>> {
    let corpus = corpus(rows)?;
    Ok(py.detach(|| train::common_words(&corpus)))
}

/// The counts of some shards, by fold.
#[pyclass(module = "surmise._surmise")]
pub(crate) struct Tally(shard::Tally);

#[pymethods]
impl Tally {
    #[new]
    #[pyo3(signature = (rows=None, words=None))]
    fn new(py: Python<'_>, rows: Option<Rows>, words: Option<Vec<String>>) -> PyResult<Tally> {
        let Some(rows) = rows else { return Ok(Tally(shard::Tally::default())) };
        let (corpus, words) = (corpus(rows)?, words.unwrap_or_default());
        Ok(Tally(py.detach(|| shard::Tally::of(&corpus, &words))))
    }

    /// Adds the counts that another machine sent.
    fn add(&mut self, bytes: &[u8]) -> PyResult<()> {
        self.0.add(unpacked(bytes)?);
        Ok(())
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        packed(py, &self.0)
    }
}

/// The features of a model on its way, and their counts by fold.
#[pyclass(frozen, module = "surmise._surmise")]
pub(crate) struct Plan(shard::Plan);

#[pymethods]
impl Plan {
    #[new]
    fn new(tally: &Tally, words: Vec<String>) -> PyResult<Plan> {
        let settings = train::Settings::default();
        Ok(Plan(shard::Plan::new(tally.0.clone(), words, cues()?, settings)))
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Plan> {
        Ok(Plan(unpacked(bytes)?))
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        packed(py, &self.0)
    }

    /// What the other folds say of these rows, as bytes.
    fn scored<'py>(&self, py: Python<'py>, rows: Rows) -> PyResult<Bound<'py, PyBytes>> {
        let corpus = corpus(rows)?;
        let scored = py.detach(|| self.0.scored(&corpus));
        packed(py, &scored)
    }

    /// The model, from what every shard's rows were scored.
    fn model(&self, py: Python<'_>, shards: Vec<Vec<u8>>) -> PyResult<Model> {
        let shards =
            shards.iter().map(|bytes| unpacked(bytes)).collect::<PyResult<Vec<ScoredShard>>>()?;
        let model = py.detach(|| self.0.model(shards)).map_err(refused)?;
        Ok(Model { model: model.into() })
    }
}
