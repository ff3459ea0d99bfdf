//! What lasts?

pub mod atomic;
pub mod journal;
pub mod moment;
