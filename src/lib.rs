//! Says of every sentence of a news article whether it reports a fact or voices opinion.

pub mod classify;
#[cfg(feature = "cli")]
pub mod cli;
pub mod error;
pub mod input;
pub mod label;
pub mod learn;
pub mod model;
pub mod report;
#[cfg(feature = "review")]
pub mod review;
pub mod store;
pub mod text;
