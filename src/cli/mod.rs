//! The command line: parse, run, map to an exit code.

pub mod args;
mod doctor;
pub mod loop_args;
mod models;
mod retrain;
#[cfg(feature = "review")]
mod review;
pub mod run;
mod tables;
mod versus;
