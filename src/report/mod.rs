//! How do we say it? From predictions to rows and lines.

pub mod csv;
pub mod evidence;
pub mod jsonl;
pub mod row;
pub mod scored;
pub mod text;
