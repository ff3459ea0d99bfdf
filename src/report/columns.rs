//! *A table keeps each column by itself*: the names of our columns, their types, and in which
//! bytes a Parquet file keeps them.
//!
//! No column has a dictionary, because a dictionary stands before all values of a column, and
//! whoever labels one batch knows nothing of the others. What repeats is left to the
//! compression, which makes almost nothing of it.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as PhysicalType};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnPath, SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

use super::carry::Carry;
use super::row::COLUMNS;

/// How every column is compressed.
pub(super) const COMPRESSION: Compression = Compression::SNAPPY;

/// A page is written when it has so many bytes. Snappy looks back no further, so larger ones
/// would only take more memory.
const PAGE_BYTES: usize = 64 * 1024;

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

/// What whoever labels and whoever writes must know of the columns.
#[derive(Clone)]
pub(super) struct Layout {
    /// Their names and types.
    pub(super) schema: SchemaDescPtr,
    /// How they are encoded.
    pub(super) settings: WriterPropertiesPtr,
}

impl Layout {
    /// Our columns, and those that are carried behind them.
    pub(super) fn new(carry: &Carry) -> Layout {
        let schema = schema(carry).expect("a column may have any name");
        let mut settings = WriterProperties::builder()
            .set_compression(COMPRESSION)
            .set_dictionary_enabled(false)
            // What is kept of each page until the end would grow with the table.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_data_page_size_limit(PAGE_BYTES);
        for counted in ["sentence", "start", "end"] {
            // One number is little more than the one before.
            settings = settings
                .set_column_encoding(ColumnPath::from(counted), Encoding::DELTA_BINARY_PACKED);
        }
        for unlike in ["evidence", "text"] {
            // Nobody looks for the least of them.
            settings = settings
                .set_column_statistics_enabled(ColumnPath::from(unlike), EnabledStatistics::None);
        }
        Layout {
            schema: Arc::new(SchemaDescriptor::new(schema)),
            settings: Arc::new(settings.build()),
        }
    }
}

/// Our columns, and text or null for each that is carried.
fn schema(carry: &Carry) -> Result<TypePtr> {
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
