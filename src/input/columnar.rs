//! *Parquet keeps a table by columns*, in groups of rows; each row is a record.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::file::reader::{ChunkReader, FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use crate::error::{Error, Result};

use super::columns::{Roles, document, no_text_column};
use super::plain::deliver;
use super::source::{Settings, Take};

/// Gives the document of every row.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_row<R: ChunkReader + 'static>(
    file: &str,
    bytes: R,
    settings: &Settings,
    take: &mut Take<'_>,
) -> Result<()> {
    let reader = match guarded(|| SerializedFileReader::new(bytes)) {
        Ok(reader) => reader,
        Err(problem) => return take(Err(Error::at(file, format!("not Parquet: {problem}")))),
    };
    let schema = reader.metadata().file_metadata().schema().get_fields().to_vec();
    let names = || schema.iter().map(|field| field.name());
    if schema.len() > settings.limits.columns {
        let problem = format!("more than {} columns", settings.limits.columns);
        return take(Err(Error::at(file, problem)));
    }
    let text_column = settings.text_column.as_deref();
    let Some(roles) = Roles::of(names(), text_column) else {
        return take(Err(no_text_column(file.to_owned(), names(), text_column)));
    };
    let mut number = 0_u64;
    for group in 0..reader.num_row_groups() {
        let promised = u64::try_from(reader.metadata().row_group(group).num_rows()).unwrap_or(0);
        let first = number;
        let rows = guarded(|| reader.get_row_group(group)).and_then(|group| {
            // The rows outlive their group's reader only here.
            each_of(file, &*group, settings, &roles, &mut number, take)
        });
        match rows {
            Ok(done) => done?,
            Err(problem) => {
                let place = format!("{file}:{}", number + 1);
                let problem = format!("damaged Parquet, up to row {}: {problem}", first + promised);
                take(Err(Error::at(place, problem)))?;
                number = first + promised;
            }
        }
    }
    Ok(())
}

/// Gives the rows of a group; the inner error is that of `take`.
fn each_of(
    file: &str,
    group: &dyn parquet::file::reader::RowGroupReader,
    settings: &Settings,
    roles: &Roles,
    number: &mut u64,
    take: &mut Take<'_>,
) -> std::result::Result<Result<()>, String> {
    let mut rows = guarded(|| RowIter::from_row_group(None, group))?;
    loop {
        let Some(row) = guarded(|| rows.next().transpose())? else { return Ok(Ok(())) };
        *number += 1;
        let place = format!("{file}:{number}");
        let done = deliver(record(file, place, row, settings, roles), take);
        if done.is_err() {
            return Ok(done);
        }
    }
}

fn record(
    file: &str,
    place: String,
    row: Row,
    settings: &Settings,
    roles: &Roles,
) -> Result<super::document::Document> {
    let cells: Vec<(String, String)> =
        row.into_columns().into_iter().map(|(name, field)| (name, cell(field))).collect();
    let bytes: usize = cells.iter().map(|(_, cell)| cell.len()).sum();
    let most = settings.limits.record_bytes;
    if bytes > most {
        return Err(Error::at(place, super::jsonl::too_long(most)));
    }
    let mut read = document(file, place, cells, roles, &settings.carry)?;
    read.about.columns.retain(|(_, cell)| !cell.is_empty());
    Ok(read)
}

/// A value as a cell: characters as they are, nothing for null, and what it prints as else.
fn cell(field: Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text,
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        other => other.to_string(),
    }
}

/// Runs a step of the reader. It asserts some of what a file should hold, so a damaged file can
/// make it panic; here that is an error of the file like others.
fn guarded<T>(step: impl FnOnce() -> parquet::errors::Result<T>) -> std::result::Result<T, String> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(cause)) => Err(cause.to_string().replace('\n', " ")),
        Err(_) => Err("it is not as it says".to_owned()),
    }
}
