//! The command line: parse, run, map to an exit code.

pub mod args;
mod doctor;
mod evaluate;
mod given;
pub mod loop_args;
mod man;
mod models;
mod out;
mod progress;
mod retrain;
#[cfg(feature = "review")]
mod review;
pub mod run;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
pub mod serve_args;
mod tables;
mod versus;
