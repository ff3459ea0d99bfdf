//! What lasts?

pub mod atomic;
pub mod clock;
pub mod folder;
pub mod history;
pub mod journal;
pub mod ledger;
mod line;
pub mod lock;
pub mod retraining;
