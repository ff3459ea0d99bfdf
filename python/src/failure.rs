//! One exception for everything that surmise refuses.

use pyo3::PyErr;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;

create_exception!(
    surmise,
    SurmiseError,
    PyValueError,
    "What surmise refuses: the place, what was found, what was expected, what to do."
);

/// The library's error as Python's.
pub(crate) fn refused(error: impl std::fmt::Display) -> PyErr {
    SurmiseError::new_err(error.to_string())
}
