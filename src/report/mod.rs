//! How do we say it? From predictions to rows and lines.

pub mod csv;
pub mod evaluation;
pub mod evidence;
pub mod explain;
pub mod figure;
pub mod jsonl;
pub mod plot;
pub mod predictions;
pub mod row;
pub mod table;
pub mod text;
