//! From characters to words: where does a sentence end, and what are its words?

pub mod abbreviation;
mod boundary;
mod byte_class;
mod calendar;
mod candidate;
pub mod cue;
pub mod decode;
mod glued;
mod glyph;
pub mod grammar;
mod header;
pub mod key;
mod layout;
mod list;
mod mask;
mod masthead;
mod normal;
pub mod octet;
mod opener;
mod plain_word;
pub mod quotation;
pub mod sentence;
pub mod span;
mod stop;
pub mod token;
