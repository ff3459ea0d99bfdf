//! Where do records come from?

pub mod labelled;
