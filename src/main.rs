//! Parse, run, map to an exit code.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use surmise::cli::{args::Cli, run::run};
use surmise::error::Error;

fn main() -> ExitCode {
    let mut failed = false;
    let mut complain = |error: &Error| {
        failed |= !error.is_note();
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "surmise: {error}");
    };
    match run(Cli::parse(), &mut complain) {
        Err(error) if error.is_closed_pipe() => return ExitCode::SUCCESS,
        Err(error) => complain(&error),
        Ok(()) => {}
    }
    if failed { ExitCode::from(2) } else { ExitCode::SUCCESS }
}
