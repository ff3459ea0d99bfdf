//! Rows as Parquet: the columns of the CSV, with their types, for data frames and databases.
//!
//! Parquet puts its columns one behind the other, so whole groups of rows are held before they
//! are written. The rows come as CSV (no guard, no header), which is what threads make and a
//! report keeps while it is unfinished.

use std::io::{Error, Result, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::carry::Carry;
use super::row::COLUMNS;

/// A group of rows is written when its rows have so many bytes, or there are so many.
const GROUP_BYTES: usize = 4 * 1024 * 1024;
const GROUP_ROWS: usize = 64 * 1024;

/// A page, or a dictionary, is written when it has so many bytes.
const PAGE_BYTES: usize = 256 * 1024;

/// The columns with their types. What a person said of a sentence is null where nobody did.
const SCHEMA: &str = "message sentences {
    required binary document (string);
    required int64 sentence;
    required int64 start;
    required int64 end;
    required binary role (string);
    required binary label (string);
    required binary kind (string);
    required double probability_opinion;
    required boolean unsure;
    required binary language (string);
    required binary evidence (string);
    required binary text (string);
    required binary model (string);
    optional binary corrected (string);
}";

/// A Parquet file in the making.
pub struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    /// How many columns there are.
    width: usize,
    rows: Rows,
}

/// The rows of a group: their cells one behind the other, and where each ends.
#[derive(Default)]
struct Rows {
    cells: Vec<u8>,
    ends: Vec<u32>,
}

impl<W: Write + Send> Table<W> {
    /// An empty table that is written to `to`, with what is carried behind our columns.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn new(to: W, carry: &Carry) -> Result<Table<W>> {
        let schema = schema(carry).map_err(unwritable)?;
        let width = schema.get_fields().len();
        let mut settings = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // What is kept of each page until the end would grow with the table.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_data_page_size_limit(PAGE_BYTES)
            .set_dictionary_page_size_limit(PAGE_BYTES);
        for unlike in ["evidence", "text"] {
            // No two of them are alike, so a dictionary is only in the way, and so is the least of
            // them.
            let column = ColumnPath::from(unlike);
            settings = settings
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_statistics_enabled(column, EnabledStatistics::None);
        }
        let writer = SerializedFileWriter::new(to, schema, Arc::new(settings.build()))
            .map_err(unwritable)?;
        Ok(Table { writer, width, rows: Rows::default() })
    }

    /// Adds rows of CSV.
    ///
    /// # Errors
    ///
    /// Where they are not rows of ours, or cannot be written.
    pub fn add(&mut self, rows: impl std::io::Read) -> Result<()> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows);
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row)? {
            if row.len() != self.width {
                let problem = format!("found {} cells; expected {}", row.len(), self.width);
                return Err(Error::other(problem));
            }
            if self.rows.cells.len() + row.as_slice().len() > GROUP_BYTES
                || self.rows.ends.len() >= GROUP_ROWS * self.width
            {
                self.write_group()?;
            }
            self.rows.push(&row);
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
        self.writer.into_inner().map_err(unwritable)
    }

    fn write_group(&mut self) -> Result<()> {
        let Rows { cells, ends } = std::mem::take(&mut self.rows);
        if ends.is_empty() {
            return Ok(());
        }
        // The values share these bytes.
        let (cells, width) = (Bytes::from(cells), self.width);
        let mut group = self.writer.next_row_group().map_err(unwritable)?;
        let mut place = 0;
        while let Some(mut column) = group.next_column().map_err(unwritable)? {
            let places = || places_of(&ends, place, width);
            let words = || places().map(|place| ByteArray::from(cells.slice(place)));
            let texts =
                || places().map(|place| std::str::from_utf8(&cells[place]).unwrap_or_default());
            // Behind our columns stand those that are carried.
            let written = match COLUMNS.get(place).copied().unwrap_or("carried") {
                "sentence" | "start" | "end" => {
                    let numbers: Vec<i64> = read(texts())?;
                    column.typed::<Int64Type>().write_batch(&numbers, None, None)
                }
                "probability_opinion" => {
                    let numbers: Vec<f64> = read(texts())?;
                    column.typed::<DoubleType>().write_batch(&numbers, None, None)
                }
                "unsure" => {
                    let claims: Vec<bool> = read(texts())?;
                    column.typed::<BoolType>().write_batch(&claims, None, None)
                }
                "corrected" | "carried" => {
                    let there: Vec<i16> = texts().map(|cell| i16::from(!cell.is_empty())).collect();
                    let words: Vec<ByteArray> = words().filter(|cell| !cell.is_empty()).collect();
                    column.typed::<ByteArrayType>().write_batch(&words, Some(&there), None)
                }
                _ => {
                    let words: Vec<ByteArray> = words().collect();
                    column.typed::<ByteArrayType>().write_batch(&words, None, None)
                }
            };
            written.map_err(unwritable)?;
            column.close().map_err(unwritable)?;
            place += 1;
        }
        group.close().map_err(unwritable)?;
        Ok(())
    }
}

/// Where the cells of a column are.
fn places_of(ends: &[u32], place: usize, width: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let begin = |at: usize| at.checked_sub(1).map_or(0, |before| ends[before] as usize);
    (place..ends.len()).step_by(width).map(move |at| begin(at)..ends[at] as usize)
}

impl Rows {
    fn push(&mut self, row: &csv::StringRecord) {
        if self.cells.capacity() == 0 {
            // Grown by doubling, it would take twice as much.
            self.cells.reserve_exact(GROUP_BYTES);
        }
        for cell in row {
            self.cells.extend_from_slice(cell.as_bytes());
            // A row is part of a document's part, so this is far below 4 GiB.
            self.ends.push(u32::try_from(self.cells.len()).unwrap_or(u32::MAX));
        }
    }
}

/// Our columns, and text or null for each that is carried.
fn schema(carry: &Carry) -> parquet::errors::Result<TypePtr> {
    let ours = parse_message_type(SCHEMA)?;
    let mut fields = ours.get_fields().to_vec();
    for name in carry.shown(&COLUMNS) {
        let field = Type::primitive_type_builder(&name, PhysicalType::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(LogicalType::String))
            .build()?;
        fields.push(Arc::new(field));
    }
    Type::group_type_builder(ours.name()).with_fields(fields).build().map(Arc::new)
}

/// The cells of a column as values of its type.
fn read<'a, T: std::str::FromStr>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<T>> {
    let read = |cell: &str| {
        cell.parse().map_err(|_| Error::other(format!("found {cell:?}; expected another type")))
    };
    cells.map(read).collect()
}

/// What the file system refused, if it was that.
fn unwritable(error: ParquetError) -> Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<Error>() {
            Ok(cause) => *cause,
            Err(cause) => Error::other(cause),
        },
        error => Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::{Field, Row, RowAccessor as _};

    #[test]
    fn what_is_written_is_read_back_with_its_types() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("a.parquet");
        let file = std::fs::File::create(&path).expect("it is writable");
        let mut table = Table::new(file, &Carry::default()).expect("a new file");
        let rows = "=a,1,0,10,headline,fact,event,0.25,false,eng,[],It rained.,0123,\n\
                    b,2,11,20,sentence,opinion,appeal,0.75,true,und,[],\"Go, \"\"now\"\"!\",0123,fact\n";
        table.add(rows.as_bytes()).expect("rows of ours");
        table.write_group().expect("there is room");
        table
            .add("c,3,0,1,sentence,fact,event,0,false,eng,[],x,0123,\n".as_bytes())
            .expect("a row");
        table.finish().expect("there is room");
        let file = std::fs::File::open(&path).expect("it was written");
        let reader = SerializedFileReader::new(file).expect("a Parquet file");
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let columns = reader.metadata().file_metadata().schema_descr();
        let names: Vec<&str> = columns.columns().iter().map(|column| column.name()).collect();
        assert_eq!(names, COLUMNS);
        let rows: Vec<Row> =
            reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 3);
        let corrected = |row: &Row| row.get_column_iter().nth(13).map(|(_, cell)| cell.clone());
        assert_eq!(rows[0].get_string(0).ok().map(String::as_str), Some("=a"));
        assert_eq!(corrected(&rows[0]), Some(Field::Null));
        assert_eq!((rows[1].get_long(1).ok(), rows[1].get_bool(8).ok()), (Some(2), Some(true)));
        assert_eq!(rows[1].get_double(7).ok(), Some(0.75));
        assert_eq!(rows[1].get_string(11).ok().map(String::as_str), Some("Go, \"now\"!"));
        assert_eq!(corrected(&rows[1]), Some(Field::Str("fact".to_owned())));
    }

    #[test]
    fn what_is_no_row_of_ours_is_refused() {
        let mut table = Table::new(Vec::new(), &Carry::default()).expect("a new file");
        table
            .add("a,one,0,10,headline,fact,event,0.25,false,eng,[],x,0,\n".as_bytes())
            .expect("held");
        let error = table.finish().expect_err("one is no number");
        assert_eq!(error.to_string(), "found \"one\"; expected another type");
    }
}
