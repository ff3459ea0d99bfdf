//! The command `man`: the manual pages, from the same doc comments as the help.

use std::io::Write as _;
use std::path::Path;

use clap::{Command, CommandFactory as _};

use crate::error::{Error, Result};
use crate::store::atomic::Output;

use super::args::Cli;

/// Writes a page for the program and one for each command into `folder`, which is made where
/// it is not there.
pub(super) fn write(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|cause| Error::io(folder, "cannot make the folder", cause))?;
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    pages(&program, folder)
}

fn pages(command: &Command, folder: &Path) -> Result<()> {
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        pages(part, folder)?;
    }
    let man = clap_mangen::Man::new(command.clone())
        .source(concat!("surmise ", env!("CARGO_PKG_VERSION")))
        .manual("surmise");
    let path = folder.join(man.get_filename());
    let refused = |cause| Error::io(&path, "cannot write", cause);
    let mut page = Vec::new();
    man.render(&mut page).map_err(refused)?;
    let mut output = Output::open(Some(&path))?;
    output.write_all(&page).map_err(refused)?;
    output.finish()
}
