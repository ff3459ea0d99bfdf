//! The command line: parse, run, map to an exit code.

pub mod args;
mod evaluate;
mod progress;
pub mod run;
mod tables;
