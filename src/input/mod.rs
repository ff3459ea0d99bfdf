//! Where do records come from?

pub mod document;
pub mod labelled;
pub mod predicted;
