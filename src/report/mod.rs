//! How do we say it? From predictions to rows and lines.

pub mod articles;
#[cfg(feature = "parquet")]
mod bounds;
pub mod carry;
#[cfg(feature = "parquet")]
mod columns;
pub mod csv;
pub mod cut;
pub mod evaluation;
pub mod evidence;
pub mod explain;
pub mod figure;
pub mod format;
pub mod jsonl;
mod line;
pub mod lines;
pub mod markdown;
pub mod nested;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
pub mod piece;
pub mod plot;
pub mod predictions;
pub mod row;
pub mod sarif;
pub mod table;
pub mod tally;
pub mod text;
pub mod tinted;
