//! The command line: parse, run, map to an exit code.

pub mod args;
#[cfg(feature = "review")]
mod review;
pub mod run;
mod tables;
