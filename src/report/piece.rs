//! *A piece holds the rows of one batch, column by column*, encoded and compressed: what one
//! thread makes without knowing of the others. A table puts the columns of many pieces one
//! behind the other.
//!
//! ```text
//! length of the head, length of the columns (u64), head, columns in their order
//! ```

use std::io::{Error, ErrorKind, Read, Result};
use std::ops::Range;

use bytes::Bytes;
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use serde::{Deserialize, Serialize};

use super::bounds::Bounds;
use super::carry::Carry;
use super::columns::Layout;
use super::format::{Format, Scored};
use super::row::rows;

/// A number takes so many bytes.
const LENGTH_BYTES: usize = size_of::<u64>();

/// The rows of each batch as a piece.
pub struct Pieces {
    layout: Layout,
    carry: Carry,
}

/// What is known of a piece beside its columns.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    /// How many rows it has.
    pub(super) rows: u64,
    /// Its columns.
    pub(super) chunks: Vec<Chunk>,
}

/// What is known of a column of a piece.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Chunk {
    /// How many bytes it has.
    pub(super) bytes: u64,
    /// How many it would have without compression.
    pub(super) uncompressed_bytes: u64,
    /// How many rows have no value, where that and the bounds are told.
    pub(super) nulls: Option<u64>,
    pub(super) bounds: Bounds,
}

impl Pieces {
    /// Pieces with our columns, and those that are carried behind them.
    #[must_use]
    pub fn new(carry: Carry) -> Pieces {
        Pieces { layout: Layout::new(&carry), carry }
    }
}

impl Format for Pieces {
    /// Adds rows, a cell behind the other; whoever has a whole batch of them makes it a piece.
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let mut evidence = Vec::new();
        for row in rows(scored.document, scored.model, scored.predictions) {
            evidence.clear();
            serde_json::to_writer(&mut evidence, &row.evidence)?;
            push(to, row.document.as_bytes());
            for count in [row.sentence, row.start, row.end] {
                push(to, &(count as u64).to_le_bytes());
            }
            for word in [row.role, row.label, row.kind] {
                push(to, word.as_bytes());
            }
            push(to, &row.probability_opinion.to_le_bytes());
            push(to, &[u8::from(row.unsure)]);
            push(to, row.language.as_bytes());
            push(to, &evidence);
            for text in [row.text, row.model, row.corrected] {
                push(to, text.as_bytes());
            }
            for cell in self.carry.cells(scored.article) {
                push(to, cell.unwrap_or_default().as_bytes());
            }
        }
        Ok(())
    }

    fn batch(&self, said: &mut Vec<u8>) -> Result<()> {
        if !said.is_empty() {
            let rows = Bytes::from(std::mem::take(said));
            *said = piece(&self.layout, &rows).map_err(told)?;
        }
        Ok(())
    }
}

fn push(to: &mut Vec<u8>, cell: &[u8]) {
    to.extend_from_slice(&(cell.len() as u64).to_le_bytes());
    to.extend_from_slice(cell);
}

/// Takes a number off the front.
fn number(from: &mut &[u8]) -> Option<usize> {
    let (number, rest) = from.split_first_chunk()?;
    *from = rest;
    usize::try_from(u64::from_le_bytes(*number)).ok()
}

/// Where each cell ends, behind its length.
fn ends(rows: &[u8]) -> Option<Vec<u32>> {
    let mut ends = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let length = number(&mut rest)?;
        rest = rest.get(length..)?;
        ends.push(u32::try_from(rows.len() - rest.len()).ok()?);
    }
    Some(ends)
}

/// Puts rows into columns.
fn piece(layout: &Layout, rows: &Bytes) -> parquet::errors::Result<Vec<u8>> {
    let columns = layout.schema.columns();
    let too_large = || ParquetError::General("a batch of more than 4 GiB".to_owned());
    let ends = ends(rows).ok_or_else(too_large)?;
    let count = ends.len() / columns.len();
    let mut head = Head { rows: count as u64, chunks: Vec::with_capacity(columns.len()) };
    // About what compression leaves.
    let mut sink = TrackedWrite::new(Vec::with_capacity(rows.len() / 2));
    for (at, column) in columns.iter().enumerate() {
        let pages = Box::new(SerializedPageWriter::new(&mut sink));
        let mut writer = get_column_writer(column.clone(), layout.settings.clone(), pages);
        let place = |cell: usize| {
            let before = cell.checked_sub(1).map_or(0, |before| ends[before] as usize);
            before + LENGTH_BYTES..ends[cell] as usize
        };
        let places = || (at..ends.len()).step_by(columns.len()).map(place);
        let eight = |place: Range<usize>| rows[place].try_into().unwrap_or_default();
        let texts = || places().map(|place| ByteArray::from(rows.slice(place)));
        match &mut writer {
            ColumnWriter::Int64ColumnWriter(writer) => {
                let numbers: Vec<i64> =
                    places().map(|place| i64::from_le_bytes(eight(place))).collect();
                writer.write_batch(&numbers, None, None)?;
            }
            ColumnWriter::DoubleColumnWriter(writer) => {
                let numbers: Vec<f64> =
                    places().map(|place| f64::from_le_bytes(eight(place))).collect();
                writer.write_batch(&numbers, None, None)?;
            }
            ColumnWriter::BoolColumnWriter(writer) => {
                let claims: Vec<bool> = places().map(|place| rows[place] == [1]).collect();
                writer.write_batch(&claims, None, None)?;
            }
            ColumnWriter::ByteArrayColumnWriter(writer) if column.max_def_level() == 0 => {
                writer.write_batch(&texts().collect::<Vec<_>>(), None, None)?;
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let there: Vec<i16> = places().map(|place| i16::from(!place.is_empty())).collect();
                let texts: Vec<ByteArray> = texts().filter(|text| !text.is_empty()).collect();
                writer.write_batch(&texts, Some(&there), None)?;
            }
            _ => return Err(ParquetError::NYI("a column of another type".to_owned())),
        }
        head.chunks.push(Chunk::of(&writer.close()?));
    }
    let mut piece = sink.into_inner()?;
    let head = postcard::to_allocvec(&head).expect("numbers and bytes");
    let lengths = [head.len(), piece.len()].map(|length| (length as u64).to_le_bytes());
    let front = lengths.into_iter().flatten().chain(head);
    piece.splice(..0, front.collect::<Vec<u8>>());
    Ok(piece)
}

impl Head {
    /// How many bytes its columns have together.
    pub(super) fn bytes(&self) -> u64 {
        self.chunks.iter().fold(0, |sum, chunk| sum.saturating_add(chunk.bytes))
    }
}

impl Chunk {
    fn of(closed: &ColumnCloseResult) -> Chunk {
        let known = closed.metadata.statistics();
        let size = closed.metadata.uncompressed_size();
        Chunk {
            bytes: closed.bytes_written,
            uncompressed_bytes: u64::try_from(size).unwrap_or_default(),
            nulls: known.map(|known| known.null_count_opt().unwrap_or_default()),
            bounds: known.map(Bounds::of).unwrap_or_default(),
        }
    }
}

/// Reads the head of the next piece; its columns come behind it. Nothing where there is no other piece.
///
/// # Errors
///
/// Where it cannot be read, or is no piece.
pub(super) fn next_head(from: &mut impl Read) -> Result<Option<Head>> {
    let mut first = [0; 1];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    let mut lengths = [first[0]; 2 * LENGTH_BYTES];
    from.read_exact(&mut lengths[1..])?;
    let mut rest = &lengths[..];
    let (head, columns) = (number(&mut rest), number(&mut rest));
    let mut bytes = Vec::new();
    from.take(head.unwrap_or_default() as u64).read_to_end(&mut bytes)?;
    let head: Head = postcard::from_bytes(&bytes).map_err(|_| torn())?;
    if Some(head.bytes()) != columns.map(|columns| columns as u64) {
        return Err(torn());
    }
    Ok(Some(head))
}

/// What is read is not what was written.
pub(super) fn torn() -> Error {
    Error::new(ErrorKind::InvalidData, "found other bytes than were written; begin anew")
}

/// What the file system refused, if it was that.
pub(super) fn told(error: ParquetError) -> Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<Error>() {
            Ok(cause) => *cause,
            Err(cause) => Error::other(cause),
        },
        error => Error::other(error),
    }
}
