//! Rows as Parquet: the columns of the CSV, with their types, for data frames and databases.
//!
//! Parquet puts the columns of a group of rows one behind the other, so the pieces of a group
//! are held before it is written. They are compressed already, by whoever labelled: what is left
//! is to copy them into another order.

use std::io::{BufRead, Error, Read, Result, Write};

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::writer::ColumnCloseResult;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescPtr;

use super::bounds::Bounds;
use super::carry::Carry;
use super::columns::{COMPRESSION, Layout};
use super::piece::{Head, next_head, told, torn};

/// A group of rows is written when its columns have so many bytes, or there are so many rows.
const GROUP_BYTES: usize = 4 * 1024 * 1024;
const GROUP_ROWS: u64 = 64 * 1024;

/// A Parquet file in the making.
pub struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    layout: Layout,
    group: Group,
}

/// Pieces that are written together.
#[derive(Default)]
struct Group {
    heads: Vec<Head>,
    /// Their columns, piece by piece.
    bytes: Vec<u8>,
    rows: u64,
}

impl<W: Write + Send> Table<W> {
    /// An empty table that is written to `to`, with what is carried behind our columns.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn new(to: W, carry: &Carry) -> Result<Table<W>> {
        let layout = Layout::new(carry);
        let schema = layout.schema.root_schema_ptr();
        let writer =
            SerializedFileWriter::new(to, schema, layout.settings.clone()).map_err(told)?;
        Ok(Table { writer, layout, group: Group::default() })
    }

    /// Adds pieces, as [`super::piece::Pieces`] makes them. Where groups of rows end depends on
    /// the pieces alone.
    ///
    /// # Errors
    ///
    /// Where they are not pieces of ours, or cannot be written.
    pub fn add(&mut self, mut pieces: impl BufRead) -> Result<()> {
        while let Some(head) = next_head(&mut pieces)? {
            if head.chunks.len() != self.layout.schema.num_columns() {
                return Err(torn());
            }
            let bytes = head.chunks.iter().map(|chunk| chunk.bytes).sum();
            let size = usize::try_from(bytes).map_err(Error::other)?;
            let group = &self.group;
            if group.bytes.len().saturating_add(size) > GROUP_BYTES
                || group.rows.saturating_add(head.rows) > GROUP_ROWS
            {
                self.write_group()?;
            }
            let group = &mut self.group;
            if group.bytes.capacity() == 0 {
                // Grown by doubling, it would take twice as much.
                group.bytes.reserve_exact(GROUP_BYTES);
            }
            let before = group.bytes.len();
            pieces.by_ref().take(bytes).read_to_end(&mut group.bytes)?;
            if group.bytes.len() - before != size {
                return Err(torn());
            }
            group.rows = group.rows.saturating_add(head.rows);
            group.heads.push(head);
        }
        Ok(())
    }

    /// Writes what is left and the end of the file; gives back where it was written.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn finish(mut self) -> Result<W> {
        self.write_group()?;
        self.writer.into_inner().map_err(told)
    }

    fn write_group(&mut self) -> Result<()> {
        if self.group.heads.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(told)?;
        for (at, column) in self.layout.schema.columns().iter().enumerate() {
            let closed = self.group.closed(at, column, &self.layout).map_err(told)?;
            group.append_column(&self.group.column(at), closed).map_err(told)?;
        }
        group.close().map_err(told)?;
        self.group.heads.clear();
        self.group.bytes.clear();
        self.group.bytes.shrink_to(GROUP_BYTES);
        self.group.rows = 0;
        Ok(())
    }
}

impl Group {
    /// The bytes of a column, piece by piece.
    fn column(&self, at: usize) -> Column<'_> {
        let mut parts = Vec::with_capacity(self.heads.len());
        let mut rest = self.bytes.as_slice();
        for head in &self.heads {
            for (place, chunk) in head.chunks.iter().enumerate() {
                let size = usize::try_from(chunk.bytes).unwrap_or(usize::MAX).min(rest.len());
                let (part, behind) = rest.split_at(size);
                rest = behind;
                if place == at {
                    parts.push(part);
                }
            }
        }
        Column { parts }
    }

    /// What the file says of a column.
    fn closed(
        &self,
        at: usize,
        column: &ColumnDescPtr,
        layout: &Layout,
    ) -> parquet::errors::Result<ColumnCloseResult> {
        let (mut bytes, mut uncompressed, mut nulls) = (0_u64, 0_u64, Some(0_u64));
        let mut bounds = Bounds::None;
        for chunk in self.heads.iter().filter_map(|head| head.chunks.get(at)) {
            bytes = bytes.saturating_add(chunk.bytes);
            uncompressed = uncompressed.saturating_add(chunk.uncompressed_bytes);
            nulls = nulls.zip(chunk.nulls).map(|(some, more)| some.saturating_add(more));
            bounds = bounds.and(chunk.bounds.clone());
        }
        let encoding = layout.settings.encoding(column.path()).unwrap_or(Encoding::PLAIN);
        let mut known = ColumnChunkMetaData::builder(column.clone())
            .set_compression(COMPRESSION)
            // The places of nulls are encoded too.
            .set_encodings(vec![Encoding::RLE, encoding])
            .set_total_compressed_size(i64::try_from(bytes)?)
            .set_total_uncompressed_size(i64::try_from(uncompressed)?)
            .set_num_values(i64::try_from(self.rows)?)
            .set_data_page_offset(0);
        if let Some(nulls) = nulls {
            known = known.set_statistics(bounds.told(nulls));
        }
        Ok(ColumnCloseResult {
            bytes_written: bytes,
            rows_written: self.rows,
            metadata: known.build()?,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        })
    }
}

/// A column that lies in many places.
struct Column<'a> {
    parts: Vec<&'a [u8]>,
}

/// Reads one part after the other.
struct Parts<'a> {
    parts: std::vec::IntoIter<&'a [u8]>,
    part: &'a [u8],
}

impl Read for Parts<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        while self.part.is_empty() {
            match self.parts.next() {
                Some(part) => self.part = part,
                None => return Ok(0),
            }
        }
        self.part.read(to)
    }
}

impl Length for Column<'_> {
    fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.len() as u64).sum()
    }
}

impl<'a> ChunkReader for Column<'a> {
    type T = Parts<'a>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Parts<'a>> {
        let mut read = Parts { parts: self.parts.clone().into_iter(), part: &[] };
        std::io::copy(&mut read.by_ref().take(start), &mut std::io::sink())?;
        Ok(read)
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let mut bytes = Vec::new();
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
