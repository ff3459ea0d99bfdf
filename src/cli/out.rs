//! How a command writes its results.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use crate::error::{Error, Result};
use crate::store::atomic::Output;

/// Writes to standard output.
pub(super) fn print(bytes: &[u8]) -> Result<()> {
    let mut output = Output::open(None)?;
    output.write_all(bytes).map_err(refused(None))?;
    output.finish()
}

/// What becomes of a refusal to write to `path`, or to standard output.
pub(super) fn refused(path: Option<&Path>) -> impl Fn(std::io::Error) -> Error {
    let path = path.unwrap_or(Path::new("standard output")).to_owned();
    move |cause| Error::io(&path, "cannot write", cause)
}

/// Whether standard output is a terminal that shows colours.
pub(super) fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}
