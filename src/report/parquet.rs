//! Rows as Parquet: the columns of the CSV, with their types, for data frames and databases.
//!
//! Parquet puts the columns of a group of rows one behind the other, so the pieces of a group
//! must all be there before it is written. They are encoded and compressed already, by whoever
//! labelled, and lie in a file: what is left is to copy them in another order, which needs
//! hardly any memory.

use std::fs::File;
use std::io::{Read, Result, Seek as _, SeekFrom, Write};
use std::ops::Range;

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

/// A group of rows is written when it has so many, or its columns so many bytes: enough that a
/// reader has few groups to go through, and little enough to be read at once.
const GROUP_ROWS: u64 = 64 * 1024;
const GROUP_BYTES: u64 = 16 * 1024 * 1024;

/// A Parquet file in the making.
pub struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    layout: Layout,
    /// Where the columns of the pieces lie.
    pieces: File,
    group: Group,
}

/// Pieces that are written together.
#[derive(Default)]
struct Group {
    /// Each with where its columns begin.
    pieces: Vec<(Head, u64)>,
    rows: u64,
    bytes: u64,
}

impl<W: Write + Send> Table<W> {
    /// An empty table that is written to `to`, with what is carried behind our columns.
    /// `pieces` holds what [`Table::add_all`] adds, or has room for what [`Table::add`] adds.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn new(to: W, pieces: File, carry: &Carry) -> Result<Table<W>> {
        let layout = Layout::new(carry);
        let schema = layout.schema.root_schema_ptr();
        let writer =
            SerializedFileWriter::new(to, schema, layout.settings.clone()).map_err(told)?;
        Ok(Table { writer, layout, pieces, group: Group::default() })
    }

    /// Adds what [`super::piece::Pieces`] makes of a batch. Where groups of rows end depends on
    /// the pieces alone.
    ///
    /// # Errors
    ///
    /// Where it is no piece of ours, or cannot be written.
    pub fn add(&mut self, mut piece: &[u8]) -> Result<()> {
        let Some(head) = next_head(&mut piece)? else { return Ok(()) };
        self.make_room(&head)?;
        if self.group.pieces.is_empty() {
            self.pieces.set_len(0)?;
        }
        let begin = self.pieces.seek(SeekFrom::End(0))?;
        self.pieces.write_all(piece)?;
        self.group.push(head, begin);
        Ok(())
    }

    /// Adds all pieces that lie in the file.
    ///
    /// # Errors
    ///
    /// As [`Table::add`].
    pub fn add_all(&mut self) -> Result<()> {
        let mut place = 0;
        loop {
            // Between two pieces the columns of a group may have been read.
            self.pieces.seek(SeekFrom::Start(place))?;
            let Some(head) = next_head(&mut self.pieces)? else { return Ok(()) };
            let begin = self.pieces.stream_position()?;
            place = begin.saturating_add(head.bytes());
            self.make_room(&head)?;
            self.group.push(head, begin);
        }
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

    /// Writes the group if the piece is too much for it.
    fn make_room(&mut self, piece: &Head) -> Result<()> {
        if piece.chunks.len() != self.layout.schema.num_columns() {
            return Err(torn());
        }
        if self.group.rows.saturating_add(piece.rows) > GROUP_ROWS
            || self.group.bytes.saturating_add(piece.bytes()) > GROUP_BYTES
        {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        if self.group.pieces.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(told)?;
        for (at, column) in self.layout.schema.columns().iter().enumerate() {
            let closed = self.group.closed(at, column, &self.layout).map_err(told)?;
            let column = Column { pieces: &self.pieces, places: self.group.places(at) };
            group.append_column(&column, closed).map_err(told)?;
        }
        group.close().map_err(told)?;
        self.group = Group::default();
        Ok(())
    }
}

impl Group {
    fn push(&mut self, piece: Head, begin: u64) {
        self.rows = self.rows.saturating_add(piece.rows);
        self.bytes = self.bytes.saturating_add(piece.bytes());
        self.pieces.push((piece, begin));
    }

    /// Where a column lies, piece by piece.
    fn places(&self, at: usize) -> Vec<Range<u64>> {
        let place = |(piece, begin): &(Head, u64)| {
            let before = piece.chunks.iter().take(at).map(|chunk| chunk.bytes).sum();
            let begin = begin.saturating_add(before);
            begin..begin.saturating_add(piece.chunks.get(at).map_or(0, |chunk| chunk.bytes))
        };
        self.pieces.iter().map(place).collect()
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
        for chunk in self.pieces.iter().filter_map(|(piece, _)| piece.chunks.get(at)) {
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

/// A column that lies in many places of a file.
struct Column<'a> {
    pieces: &'a File,
    places: Vec<Range<u64>>,
}

/// Reads one place after the other.
struct Places<'a> {
    pieces: &'a File,
    rest: std::vec::IntoIter<Range<u64>>,
    left: u64,
}

impl Read for Places<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        while self.left == 0 {
            let Some(place) = self.rest.next() else { return Ok(0) };
            self.pieces.seek(SeekFrom::Start(place.start))?;
            self.left = place.end - place.start;
        }
        let read = self.pieces.take(self.left).read(to)?;
        self.left -= read as u64;
        // Where the file ends too early there is no more of it, and whoever copies says so.
        Ok(read)
    }
}

impl Length for Column<'_> {
    fn len(&self) -> u64 {
        self.places.iter().map(|place| place.end - place.start).sum()
    }
}

impl<'a> ChunkReader for Column<'a> {
    type T = Places<'a>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Places<'a>> {
        let rest = self.places.clone().into_iter();
        let mut read = Places { pieces: self.pieces, rest, left: 0 };
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
