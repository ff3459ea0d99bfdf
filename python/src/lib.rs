//! The Python package `surmise`: the Rust library behind Python's and Arrow's own interfaces.
//!
//! The compiled module is `surmise._surmise`. What people import, with its documentation,
//! stands in `surmise/*.py` beside it.

mod asked;
mod capsule;
mod column;
mod failure;
mod figures;
mod learning;
mod model;
mod owned;
mod places;
mod rows;
mod sentences;
mod shards;
mod spread;

use pyo3::prelude::*;

/// The compiled half of the package.
#[pymodule]
fn _surmise(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("SurmiseError", module.py().get_type::<failure::SurmiseError>())?;
    module.add_class::<model::Model>()?;
    module.add_class::<capsule::Batches>()?;
    module.add_class::<shards::Tally>()?;
    module.add_class::<shards::Plan>()?;
    module.add_function(wrap_pyfunction!(model::load, module)?)?;
    module.add_function(wrap_pyfunction!(learning::train, module)?)?;
    module.add_function(wrap_pyfunction!(shards::common_words, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
