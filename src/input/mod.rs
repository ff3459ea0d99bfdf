//! Where do records come from?

pub mod annotation;
pub mod corrections;
pub mod document;
pub mod labelled;
mod place;
pub mod predicted;
pub mod sheet;
pub mod source;
