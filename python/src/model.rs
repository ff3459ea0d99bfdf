//! `surmise.Model`: a model ready to score.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyList};

use super::asked::{self, in_bytes, labelled, settings};
use super::capsule::{Batches, arrays};
use super::column::Column;
use super::failure::{SurmiseError, refused};
use super::learning;
use super::owned::{Classes, Owned};
use super::places::Offsets;
use super::rows::{self, Shape, Wanted};
use super::sentences::{Found, Reader, Unit};
use super::spread::spread;

/// A model ready to score. Immutable, so threads may share it. It pickles.
///
/// The global lock is released while it works. The number of threads changes no result.
#[pyclass(frozen, module = "surmise", name = "Model")]
pub(crate) struct Model {
    pub(crate) model: Arc<surmise::model::Model>,
}

/// What a model is read from.
#[derive(FromPyObject)]
pub(crate) enum Given {
    Bytes(Vec<u8>),
    Path(PathBuf),
}

/// The model that travels inside the package, or the one at a path or in bytes.
///
/// Raises:
///     SurmiseError: Where there is no model, or one that is cut off, altered or of another
///         format.
#[pyfunction]
#[pyo3(signature = (path_or_bytes=None))]
pub(crate) fn load(py: Python<'_>, path_or_bytes: Option<Given>) -> PyResult<Model> {
    let model = py.detach(|| match path_or_bytes {
        None => surmise::model::Model::embedded(),
        Some(Given::Bytes(bytes)) => surmise::model::Model::from_bytes("the bytes", &bytes),
        Some(Given::Path(path)) => surmise::model::Model::open(&path),
    });
    Ok(Model { model: Arc::new(model.map_err(refused)?) })
}

#[pymethods]
impl Model {
    /// Its name in reports: the first 12 hexadecimal digits of its checksum.
    #[getter]
    fn id(&self) -> &str {
        &self.model.id
    }

    /// ``version``, ``corpus`` (its SHA-256), ``documents`` and ``sentences``.
    #[getter]
    fn provenance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let about = &self.model.provenance;
        let provenance = pyo3::types::PyDict::new(py);
        provenance.set_item("version", &about.version)?;
        provenance.set_item("corpus", &about.corpus)?;
        provenance.set_item("documents", about.documents)?;
        provenance.set_item("sentences", about.sentences)?;
        Ok(provenance.into_any())
    }

    fn __repr__(&self) -> String {
        let about = &self.model.provenance;
        format!(
            "<surmise.Model {} of {} sentences in {} documents>",
            self.model.id, about.sentences, about.documents
        )
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let py = slf.py();
        Ok((py.import("surmise")?.getattr("load")?, (slf.get().to_bytes(py)?,)))
    }

    /// The model as its file holds it; ``surmise.load`` reads it.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.model.to_bytes()).map_err(refused)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Labels the sentences of one article.
    ///
    /// Args:
    ///     text: The article.
    ///     context: The weight of its other sentences, 0 to 10; 0 looks at each alone.
    ///     expect_opinion: The share of opinion in the text at hand, where it is known,
    ///         strictly between 0 and 1.
    ///
    /// Returns:
    ///     One for each headline and sentence, in order; source and date lines have none.
    #[pyo3(signature = (text, *, context=1.0, expect_opinion=None))]
    fn score<'py>(
        &self,
        py: Python<'py>,
        text: PyBackedStr,
        context: f64,
        expect_opinion: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let settings = settings(context, expect_opinion)?;
        let owned = py.detach(|| {
            let mut reader = Reader::new(&self.model, settings, Offsets::Characters);
            let mut owned = Vec::new();
            reader.read(&text, Unit::Sentences, true, |found| owned.push(Owned::of(&found)));
            owned
        });
        Classes::of(py)?.list(py, owned)
    }

    /// Labels the sentences of many articles, on all cores unless ``threads`` is given.
    ///
    /// Returns:
    ///     As many lists as texts, in their order; ``None`` for a ``None``.
    #[pyo3(signature = (texts, *, context=1.0, expect_opinion=None, threads=None))]
    fn score_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        context: f64,
        expect_opinion: Option<f64>,
        threads: Option<i64>,
    ) -> PyResult<Bound<'py, PyList>> {
        /// So many texts go to a thread at a time.
        const PART: usize = 64;
        let settings = settings(context, expect_opinion)?;
        let threads = asked::threads(threads)?;
        if texts.is_instance_of::<pyo3::types::PyString>() {
            return Err(pyo3::exceptions::PyTypeError::new_err(
                "found one string; expected several texts: score takes one",
            ));
        }
        let texts: Vec<Option<PyBackedStr>> =
            texts.try_iter()?.map(|text| text?.extract()).collect::<PyResult<_>>()?;
        let scored = py.detach(|| {
            let parts: Vec<_> = texts.chunks(PART).collect();
            let reader = || Reader::new(&self.model, settings, Offsets::Characters);
            spread(parts.len(), threads, reader, |reader, part| {
                let read = |text: &Option<PyBackedStr>| {
                    let mut owned = Vec::new();
                    let take = |found: Found<'_>| owned.push(Owned::of(&found));
                    reader.read(text.as_ref()?, Unit::Sentences, true, take);
                    Some(owned)
                };
                parts[part].iter().map(read).collect::<Vec<_>>()
            })
        });
        let classes = Classes::of(py)?;
        let lists = scored.into_iter().flatten().map(|owned| match owned {
            Some(owned) => Ok(Some(classes.list(py, owned)?)),
            None => Ok(None),
        });
        PyList::new(py, lists.collect::<PyResult<Vec<_>>>()?)
    }

    /// The probability of opinion of texts that are one sentence each.
    ///
    /// Returns:
    ///     As many as texts; ``None`` for a text of white space alone.
    #[pyo3(signature = (texts, *, expect_opinion=None, threads=None))]
    fn probability_opinion(
        &self,
        py: Python<'_>,
        texts: Vec<PyBackedStr>,
        expect_opinion: Option<f64>,
        threads: Option<i64>,
    ) -> PyResult<Vec<Option<f64>>> {
        /// So many texts go to a thread at a time.
        const PART: usize = 256;
        let settings = settings(0.0, expect_opinion)?;
        let threads = asked::threads(threads)?;
        let probabilities = py.detach(|| {
            let parts: Vec<_> = texts.chunks(PART).collect();
            let reader = || Reader::new(&self.model, settings, Offsets::Characters);
            spread(parts.len(), threads, reader, |reader, part| {
                let read = |text: &PyBackedStr| {
                    let mut probability = None;
                    reader.read(text, Unit::Text, false, |found| {
                        probability = Some(found.prediction.probability_opinion.0);
                    });
                    probability
                };
                parts[part].iter().map(read).collect::<Vec<_>>()
            })
        });
        Ok(probabilities.into_iter().flatten().collect())
    }

    /// Labels sentences that somebody else has found.
    ///
    /// Args:
    ///     text: The article.
    ///     spans: ``(start, end)`` of each sentence in characters, in order, none empty.
    ///
    /// Returns:
    ///     As many as spans, in their order.
    #[pyo3(signature = (text, spans, *, context=1.0, expect_opinion=None))]
    fn score_spans<'py>(
        &self,
        py: Python<'py>,
        text: PyBackedStr,
        spans: Vec<(usize, usize)>,
        context: f64,
        expect_opinion: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let settings = settings(context, expect_opinion)?;
        let spans = in_bytes(&text, &spans)?;
        let owned = py.detach(|| {
            let mut reader = Reader::new(&self.model, settings, Offsets::Characters);
            let mut owned = Vec::new();
            reader.read_spans(&text, &spans, |found| owned.push(Owned::of(&found)));
            owned
        });
        Classes::of(py)?.list(py, owned)
    }

    /// Labels a column of texts, read where it lies.
    ///
    /// Args:
    ///     data: An Arrow array, chunked array, record batch, table or stream, or a data frame
    ///         with ``__arrow_c_stream__`` or ``__arrow_c_array__``. The texts may be string,
    ///         large_string, string_view, or binary that holds UTF-8.
    ///     text_column: The column of the texts, where ``data`` has columns.
    ///     shape: What a row of the result is. ``sentences``: a sentence, with ``row``, the
    ///         number of its text from 0. ``nested``: a text, with the list ``sentences``.
    ///         ``one``: a text that is one sentence, whatever stands in it.
    ///     contributions: Whether the words that decided are wanted.
    ///     offsets: What ``start`` and ``end`` count.
    ///
    /// Returns:
    ///     ``sentences``: ``row`` int64, ``sentence`` int32 (from 1), ``start`` and ``end``
    ///     int64, ``role``, ``label``, ``kind`` string, ``probability_opinion`` double,
    ///     ``unsure`` bool, ``contributions`` list of structs, ``text`` string, ``error``
    ///     string. A text without a sentence has no row; a null one has one row of nulls, a
    ///     refused one too, with its ``error``.
    ///     ``nested`` and ``one`` have as many rows as texts, in their order; ``nested`` has
    ///     ``sentences`` (null for a null) and ``error``, ``one`` has the columns from ``label``
    ///     to ``contributions``, and ``error``.
    #[pyo3(signature = (data, text_column="text", *, shape="sentences", contributions=true,
        context=1.0, expect_opinion=None, offsets="characters", threads=None))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn score_arrow(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        text_column: &str,
        shape: &str,
        contributions: bool,
        context: f64,
        expect_opinion: Option<f64>,
        offsets: &str,
        threads: Option<i64>,
    ) -> PyResult<Batches> {
        let wanted = Wanted {
            shape: match shape {
                "sentences" => Shape::Sentences,
                "nested" => Shape::Nested,
                "one" => Shape::One,
                other => {
                    return Err(SurmiseError::new_err(format!(
                        "shape {other:?}; expected sentences, nested or one"
                    )));
                }
            },
            contributions,
            settings: settings(context, expect_opinion)?,
            offsets: match offsets {
                "characters" => Offsets::Characters,
                "bytes" => Offsets::Bytes,
                other => {
                    return Err(SurmiseError::new_err(format!(
                        "offsets {other:?}; expected characters or bytes"
                    )));
                }
            },
        };
        let threads = asked::threads(threads)?;
        let columns = arrays(data)?
            .iter()
            .map(|array| Column::of(array, text_column))
            .collect::<Result<Vec<_>, _>>()
            .map_err(SurmiseError::new_err)?;
        let batches = py.detach(|| rows::score(&self.model, &columns, wanted, threads));
        Ok(Batches { schema: wanted.schema(), batches: batches.map_err(refused)? })
    }

    /// The figures on labelled sentences; the arguments are those of ``surmise.train``.
    ///
    /// Returns:
    ///     ``n``, ``macro_f1``, ``accuracy``, ``auc``, ``ece``, ``brier`` and the 95 % interval of
    ///     each (``macro_f1_interval`` …, drawn over documents), ``coverage``,
    ///     ``accuracy_when_sure``, ``confusion`` (gold label first, then predicted; fact, opinion),
    ///     ``kinds``, ``kinds_confusion``, ``kinds_macro_f1``. What is undefined is ``None``.
    #[pyo3(signature = (data, *, text="text", label="label", document=None, sentence=None,
        context=1.0, expect_opinion=None))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        text: &str,
        label: &str,
        document: Option<&str>,
        sentence: Option<&str>,
        context: f64,
        expect_opinion: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let rows = labelled(data, text, label, document, sentence)?;
        learning::evaluation(py, self, rows, context, expect_opinion)
    }

    /// A challenger from a person's corrections, and how it stands against this model.
    ///
    /// Args:
    ///     data: The corrections, as in ``surmise.train``.
    ///     base: The labelled rows that they correct or add to; the shipped corpus by default.
    ///     order: In which order the person came to them; only ``reading`` (as they stand in
    ///         the text, or at random) may teach the calibration.
    ///     weight: How many times a correction counts.
    #[pyo3(signature = (data, *, text="text", label="label", document=None, sentence=None,
        base=None, order="unknown", weight=3))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn retrain<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        text: &str,
        label: &str,
        document: Option<&str>,
        sentence: Option<&str>,
        base: Option<&Bound<'py, PyAny>>,
        order: &str,
        weight: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        let rows = labelled(data, text, label, document, sentence)?;
        let base = base.map(|base| labelled(base, text, label, document, sentence)).transpose()?;
        let (model, comparison) = learning::challenger(py, self, rows, base, order, weight)?;
        py.import("surmise.result")?.getattr("Retrained")?.call1((model, comparison))
    }
}
