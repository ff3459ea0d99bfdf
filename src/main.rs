//! Parse, run, map to an exit code.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use surmise::cli::{args::Cli, run::run, stop::INTERRUPTED};
use surmise::error::Error;

fn main() -> ExitCode {
    let (mut failed, mut unmet) = (false, false);
    let mut complain = |error: &Error| {
        failed |= !error.is_note() && !error.is_check();
        unmet |= error.is_check();
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "surmise: {error}");
    };
    match run(Cli::parse(), &mut complain) {
        Err(error) if error.is_closed_pipe() => return ExitCode::SUCCESS,
        Err(error) if error.is_interrupt() => {
            complain(&error);
            return ExitCode::from(INTERRUPTED);
        }
        Err(error) => complain(&error),
        Ok(()) => {}
    }
    match (failed, unmet) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    }
}
