//! The command line: parse, run, map to an exit code.

pub mod args;
pub mod run;
mod tables;
