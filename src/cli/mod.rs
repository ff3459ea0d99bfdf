//! The command line: parse, run, map to an exit code.

pub mod args;
pub mod batch_args;
mod doctor;
mod evaluate;
mod given;
pub mod input_args;
pub mod loop_args;
mod man;
mod models;
mod out;
mod progress;
mod report;
mod retrain;
#[cfg(feature = "review")]
mod review;
pub mod run;
mod score;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
pub mod serve_args;
pub mod stop;
mod tables;
mod throughput;
mod versus;
