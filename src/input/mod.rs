//! Where do records come from?

pub mod annotation;
mod characters;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
pub mod corrections;
mod detect;
pub mod document;
mod feed;
mod folder;
pub mod format;
mod jsonl;
pub mod labelled;
mod language;
pub mod limits;
mod lines;
mod listed;
mod markdown;
mod markup;
mod moment;
mod nesting;
mod packed;
mod page;
mod place;
mod plain;
pub mod predicted;
mod reading;
mod response;
mod row;
pub mod sheet;
pub mod source;
mod stream;
mod table;
mod warc;
#[cfg(feature = "web")]
mod web;
