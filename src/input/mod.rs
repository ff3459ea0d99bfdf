//! Where do records come from?

pub mod annotation;
mod characters;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
pub mod corrections;
mod detect;
pub mod document;
#[cfg(feature = "pages")]
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
#[cfg(feature = "pages")]
mod markup;
mod moment;
#[cfg(feature = "pages")]
mod nesting;
mod packed;
#[cfg(feature = "pages")]
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
pub mod unread;
mod warc;
#[cfg(feature = "web")]
mod web;
