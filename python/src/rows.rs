//! From a column of texts to scored rows in Arrow columns.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use surmise::classify::Settings;
use surmise::model::Model;

use super::column::Column;
use super::places::Offsets;
use super::sentences::{Found, Reader, Unit};
use super::spread::spread;

/// What a row of the result is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A sentence; `row` says of which text.
    Sentences,
    /// A text, with the list of its sentences.
    Nested,
    /// A text that is one sentence.
    One,
}

/// What is wanted of each row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Wanted {
    pub(crate) shape: Shape,
    pub(crate) contributions: bool,
    pub(crate) settings: Settings,
    pub(crate) offsets: Offsets,
}

/// A part of a batch that one thread works on at a time: so many texts at most, and so many
/// bytes unless one text is longer. Each part becomes a batch of the result.
const PART_ROWS: usize = 2048;
const PART_BYTES: usize = 4 << 20;

impl Wanted {
    /// The columns of the result.
    pub(crate) fn schema(&self) -> SchemaRef {
        let error = Field::new("error", DataType::Utf8, true);
        let mut fields: Vec<Field> = match self.shape {
            Shape::Sentences => {
                let mut fields = vec![Field::new("row", DataType::Int64, false)];
                fields.extend(self.sentence_fields().iter().map(|field| field.as_ref().clone()));
                fields
            }
            Shape::Nested => {
                vec![Field::new("sentences", list_of(self.sentence_fields()), true)]
            }
            Shape::One => {
                self.sentence_fields().iter().map(|field| field.as_ref().clone()).collect()
            }
        };
        fields.push(error);
        Arc::new(Schema::new(fields))
    }

    /// The fields of one sentence. All may be null: a text that is null or refused has none.
    fn sentence_fields(&self) -> Fields {
        let mut fields = Vec::new();
        if self.shape != Shape::One {
            fields.extend([
                Field::new("sentence", DataType::Int32, true),
                Field::new("start", DataType::Int64, true),
                Field::new("end", DataType::Int64, true),
                Field::new("role", DataType::Utf8, true),
            ]);
        }
        fields.extend([
            Field::new("label", DataType::Utf8, true),
            Field::new("kind", DataType::Utf8, true),
            Field::new("probability_opinion", DataType::Float64, true),
            Field::new("unsure", DataType::Boolean, true),
        ]);
        if self.contributions {
            fields.push(Field::new("contributions", list_of(contribution_fields()), true));
        }
        if self.shape != Shape::One {
            fields.push(Field::new("text", DataType::Utf8, true));
        }
        fields.into()
    }
}

fn list_of(fields: Fields) -> DataType {
    DataType::List(item_of(fields))
}

fn item_of(fields: Fields) -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(fields), true))
}

fn contribution_fields() -> Fields {
    vec![
        Field::new("word", DataType::Utf8, true),
        Field::new("weight", DataType::Float64, true),
        Field::new("start", DataType::Int64, true),
        Field::new("end", DataType::Int64, true),
        Field::new("what", DataType::Utf8, true),
    ]
    .into()
}

/// Scores the texts of `columns`, which together are numbered from 0.
///
/// # Errors
///
/// None but Arrow's own, where columns of one batch did not fit together.
pub(crate) fn score(
    model: &Model,
    columns: &[Column],
    wanted: Wanted,
    threads: usize,
) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut parts = Vec::new();
    let mut before = 0;
    for column in columns {
        let mut start = 0;
        while start < column.len() {
            let (mut end, mut bytes) = (start, 0);
            while end < column.len() && end - start < PART_ROWS && bytes < PART_BYTES {
                bytes += column.text_bytes(end);
                end += 1;
            }
            parts.push((column, before, start..end));
            start = end;
        }
        before += column.len();
    }
    let reader = || Reader::new(model, wanted.settings, wanted.offsets);
    let batches = spread(parts.len(), threads, reader, |reader, part| {
        let (column, before, rows) = &parts[part];
        let mut batch = Batch::new(wanted);
        for row in rows.clone() {
            batch.add(reader, i64::try_from(before + row).unwrap_or(i64::MAX), column.text(row));
        }
        batch.finish()
    });
    batches.into_iter().collect()
}

/// The columns of one batch while they grow.
struct Batch {
    wanted: Wanted,
    rows: Int64Builder,
    sentences: Sentences,
    /// How many sentences stand before the end of each text.
    ends: Vec<i32>,
    valid: NullBufferBuilder,
    errors: StringBuilder,
}

impl Batch {
    fn new(wanted: Wanted) -> Batch {
        Batch {
            wanted,
            rows: Int64Builder::new(),
            sentences: Sentences::default(),
            ends: vec![0],
            valid: NullBufferBuilder::new(PART_ROWS),
            errors: StringBuilder::new(),
        }
    }

    fn add(&mut self, reader: &mut Reader<'_>, row: i64, text: Result<Option<&str>, String>) {
        let (text, error) = match text {
            Ok(text) => (text, None),
            Err(error) => (None, Some(error)),
        };
        let before = self.sentences.len;
        if let Some(text) = text {
            let unit = if self.wanted.shape == Shape::One { Unit::Text } else { Unit::Sentences };
            let sentences = &mut self.sentences;
            reader.read(text, unit, self.wanted.contributions, |found| sentences.add(&found));
        }
        let found = self.sentences.len - before;
        match self.wanted.shape {
            Shape::Sentences => {
                if text.is_none() {
                    self.sentences.add_null();
                }
                for _ in before..self.sentences.len {
                    self.rows.append_value(row);
                    self.errors.append_option(error.as_deref());
                }
            }
            Shape::Nested => {
                self.ends.push(i32::try_from(self.sentences.len).unwrap_or(i32::MAX));
                self.valid.append(text.is_some());
                self.errors.append_option(error);
            }
            Shape::One => {
                if found == 0 {
                    self.sentences.add_null();
                }
                self.errors.append_option(error);
            }
        }
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let fields = self.wanted.sentence_fields();
        let sentences = self.sentences.finish(self.wanted)?;
        let mut columns: Vec<ArrayRef> = Vec::new();
        match self.wanted.shape {
            Shape::Sentences => {
                columns.push(Arc::new(self.rows.finish()));
                columns.extend(sentences);
            }
            Shape::Nested => {
                let structs = StructArray::try_new(fields.clone(), sentences, None)?;
                columns.push(Arc::new(ListArray::try_new(
                    item_of(fields),
                    OffsetBuffer::new(self.ends.into()),
                    Arc::new(structs),
                    self.valid.finish(),
                )?));
            }
            Shape::One => columns.extend(sentences),
        }
        columns.push(Arc::new(self.errors.finish()));
        RecordBatch::try_new(self.wanted.schema(), columns)
    }
}

/// Sentences column by column.
#[derive(Default)]
struct Sentences {
    len: usize,
    numbers: Int32Builder,
    starts: Int64Builder,
    ends: Int64Builder,
    roles: StringBuilder,
    labels: StringBuilder,
    kinds: StringBuilder,
    probabilities: Float64Builder,
    unsure: BooleanBuilder,
    texts: StringBuilder,
    contributions: Contributions,
}

impl Sentences {
    fn add(&mut self, found: &Found<'_>) {
        self.len += 1;
        self.numbers.append_value(found.number);
        self.starts.append_value(found.start);
        self.ends.append_value(found.end);
        self.roles.append_value(found.role);
        self.labels.append_value(found.prediction.label.as_str());
        self.kinds.append_value(found.prediction.kind.as_str());
        self.probabilities.append_value(found.prediction.probability_opinion.0);
        self.unsure.append_value(found.prediction.unsure);
        self.texts.append_value(found.text);
        self.contributions.add(Some(found));
    }

    fn add_null(&mut self) {
        self.len += 1;
        self.numbers.append_null();
        self.starts.append_null();
        self.ends.append_null();
        self.roles.append_null();
        self.labels.append_null();
        self.kinds.append_null();
        self.probabilities.append_null();
        self.unsure.append_null();
        self.texts.append_null();
        self.contributions.add(None);
    }

    /// The columns in the order of [`Wanted::sentence_fields`].
    fn finish(&mut self, wanted: Wanted) -> Result<Vec<ArrayRef>, ArrowError> {
        let mut columns: Vec<ArrayRef> = Vec::new();
        let is_placed = wanted.shape != Shape::One;
        if is_placed {
            columns.push(Arc::new(self.numbers.finish()));
            columns.push(Arc::new(self.starts.finish()));
            columns.push(Arc::new(self.ends.finish()));
            columns.push(Arc::new(self.roles.finish()));
        }
        columns.push(Arc::new(self.labels.finish()));
        columns.push(Arc::new(self.kinds.finish()));
        columns.push(Arc::new(self.probabilities.finish()));
        columns.push(Arc::new(self.unsure.finish()));
        if wanted.contributions {
            columns.push(Arc::new(self.contributions.finish()?));
        }
        if is_placed {
            columns.push(Arc::new(self.texts.finish()));
        }
        Ok(columns)
    }
}

/// The contributions of all sentences, one list each.
struct Contributions {
    ends: Vec<i32>,
    valid: NullBufferBuilder,
    words: StringBuilder,
    weights: Float64Builder,
    starts: Int64Builder,
    stops: Int64Builder,
    whats: StringBuilder,
}

impl Default for Contributions {
    fn default() -> Self {
        Contributions {
            ends: vec![0],
            valid: NullBufferBuilder::new(PART_ROWS),
            words: StringBuilder::new(),
            weights: Float64Builder::new(),
            starts: Int64Builder::new(),
            stops: Int64Builder::new(),
            whats: StringBuilder::new(),
        }
    }
}

impl Contributions {
    fn add(&mut self, found: Option<&Found<'_>>) {
        let contributions = found.map_or(&[][..], |found| &found.contributions);
        for contribution in contributions {
            self.words.append_value(contribution.word);
            self.weights.append_value(contribution.weight);
            self.starts.append_value(contribution.start);
            self.stops.append_value(contribution.end);
            self.whats.append_value(contribution.what);
        }
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.push(before + i32::try_from(contributions.len()).unwrap_or(0));
        self.valid.append(found.is_some());
    }

    fn finish(&mut self) -> Result<ListArray, ArrowError> {
        let columns: Vec<Arc<dyn Array>> = vec![
            Arc::new(self.words.finish()),
            Arc::new(self.weights.finish()),
            Arc::new(self.starts.finish()),
            Arc::new(self.stops.finish()),
            Arc::new(self.whats.finish()),
        ];
        ListArray::try_new(
            item_of(contribution_fields()),
            OffsetBuffer::new(std::mem::take(&mut self.ends).into()),
            Arc::new(StructArray::try_new(contribution_fields(), columns, None)?),
            self.valid.finish(),
        )
    }
}
