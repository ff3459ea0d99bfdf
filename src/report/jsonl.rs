//! Rows as JSON, one object a line.

use std::io::{Error, Write};

use super::row::Row;

/// Writes rows, each with a line feed.
///
/// # Errors
///
/// Where they cannot be written.
pub fn write<'a>(to: &mut impl Write, rows: impl Iterator<Item = Row<'a>>) -> Result<(), Error> {
    for row in rows {
        serde_json::to_writer(&mut *to, &row)?;
        to.write_all(b"\n")?;
    }
    Ok(())
}
