//! Arrow in and out, by the PyCapsule interface: pointers to C structures, without a copy and
//! without pyarrow. The only file with `unsafe`.

use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_data::ffi::FFI_ArrowArray;
use arrow_schema::SchemaRef;
use arrow_schema::ffi::FFI_ArrowSchema;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods, PyTuple};

use super::failure::refused;

/// The arrays behind a Python object: the batches of a table as structs, or the chunks of a
/// column.
///
/// # Errors
///
/// Where the object has no Arrow interface, or its producer fails.
pub(crate) fn arrays(data: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method0("__arrow_c_stream__")?;
        let capsule = capsule.cast::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
        // SAFETY: a capsule of this name holds an initialised stream (Arrow PyCapsule
        // interface); it is moved out, which leaves the capsule a released one.
        let reader = unsafe { ArrayStreamReader::from_raw(pointer.cast().as_ptr()) };
        let reader = reader.map_err(refused)?;
        return reader.collect::<Result<_, _>>().map_err(refused);
    }
    if data.hasattr("__arrow_c_array__")? {
        let pair = data.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_schema"))?;
        let array = array.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_array"))?;
        // SAFETY: capsules of these names hold an initialised schema and an array of it. The
        // array is moved out; the schema is looked at while its capsule is alive.
        let data = unsafe {
            let array = FFI_ArrowArray::from_raw(array.cast().as_ptr());
            arrow_array::ffi::from_ffi(array, schema.cast::<FFI_ArrowSchema>().as_ref())
        };
        return Ok(vec![make_array(data.map_err(refused)?)]);
    }
    Err(PyTypeError::new_err(format!(
        "found {}; expected an Arrow array, record batch or table, or a data frame that exports one (__arrow_c_stream__)",
        data.get_type().name()?
    )))
}

/// Scored rows as Arrow record batches, for anything with the Arrow PyCapsule interface.
///
/// ``pyarrow.table(batches)``, ``polars.DataFrame(batches)``, DuckDB by ``pyarrow.table``. It can
/// be read any number of times.
#[pyclass(frozen, module = "surmise")]
pub(crate) struct Batches {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl Batches {
    /// The number of rows.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
        format!("<surmise.Batches: {} rows of {}>", self.__len__(), names.join(", "))
    }

    /// The schema as an Arrow capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref()).map_err(refused)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The batches as an Arrow capsule. It can be asked for any number of times.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may ignore what was requested.
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The rows as a ``pyarrow.Table``; pyarrow must be installed.
    fn to_pyarrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        py.import("pyarrow")?.call_method1("table", PyTuple::new(py, [slf])?)
    }
}
