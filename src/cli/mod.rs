//! The command line: parse, run, map to an exit code.

pub mod args;
mod doctor;
mod evaluate;
mod given;
pub mod input_args;
pub mod loop_args;
mod models;
mod out;
mod progress;
mod retrain;
#[cfg(feature = "review")]
mod review;
pub mod run;
mod tables;
mod versus;
