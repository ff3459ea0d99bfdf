//! What lasts?

pub mod atomic;
