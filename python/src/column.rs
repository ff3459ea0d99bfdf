//! A column of texts as Arrow hands it over, read where it lies.
//!
//! What another program calls text need not be UTF-8, so every value is looked at as bytes
//! first.

use arrow_array::cast::AsArray as _;
use arrow_array::{
    Array as _, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, StructArray,
};
use arrow_schema::DataType;

/// The largest text, in bytes; a longer one is no article.
const LARGEST_TEXT_BYTES: usize = 1 << 30;

/// The texts of one batch.
pub(crate) enum Column {
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
    /// A column of which nothing is known but its length.
    Nulls(usize),
}

impl Column {
    /// The column `name` of a batch, or the array itself where it is no batch.
    ///
    /// # Errors
    ///
    /// Where there is no such column, or it holds no text.
    pub(crate) fn of(array: &ArrayRef, name: &str) -> Result<Column, String> {
        if let Some(batch) = array.as_any().downcast_ref::<StructArray>() {
            let Some(column) = batch.column_by_name(name) else {
                let found = batch.column_names().join(", ");
                return Err(format!(
                    "no column {name:?}; found the columns {found}: name one with text_column"
                ));
            };
            return Column::of_texts(column)
                .map_err(|found| format!("column {name:?} holds {found}; expected strings"));
        }
        Column::of_texts(array)
            .map_err(|found| format!("found an array of {found}; expected strings"))
    }

    fn of_texts(array: &ArrayRef) -> Result<Column, String> {
        Ok(match array.data_type() {
            DataType::Utf8 => Column::Small(array.as_string::<i32>().clone().into()),
            DataType::LargeUtf8 => Column::Large(array.as_string::<i64>().clone().into()),
            DataType::Utf8View => Column::View(array.as_string_view().clone().to_binary_view()),
            DataType::Binary => Column::Small(array.as_binary().clone()),
            DataType::LargeBinary => Column::Large(array.as_binary().clone()),
            DataType::BinaryView => Column::View(array.as_binary_view().clone()),
            DataType::Null => Column::Nulls(array.len()),
            other => return Err(other.to_string()),
        })
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        match self {
            Column::Small(array) => array.len(),
            Column::Large(array) => array.len(),
            Column::View(array) => array.len(),
            Column::Nulls(length) => *length,
        }
    }

    fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Column::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Column::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Column::View(array) => array.is_valid(row).then(|| array.value(row)),
            Column::Nulls(_) => None,
        }
    }

    /// The length of a text in bytes; 0 for a null.
    pub(crate) fn text_bytes(&self, row: usize) -> usize {
        self.bytes(row).map_or(0, <[u8]>::len)
    }

    /// The text of a row, nothing for a null.
    ///
    /// # Errors
    ///
    /// In words, where it is no text or too long.
    pub(crate) fn text(&self, row: usize) -> Result<Option<&str>, String> {
        let Some(bytes) = self.bytes(row) else { return Ok(None) };
        if bytes.len() > LARGEST_TEXT_BYTES {
            return Err(format!(
                "found {} bytes; expected at most {LARGEST_TEXT_BYTES}: split it into articles",
                bytes.len()
            ));
        }
        let text = std::str::from_utf8(bytes);
        text.map(Some).map_err(|cause| {
            format!(
                "found bytes that are not UTF-8 after byte {}; expected text: decode it first",
                cause.valid_up_to()
            )
        })
    }
}
