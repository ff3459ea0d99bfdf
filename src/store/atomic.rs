//! A file that appears under its name only when it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// Where results go: a file that is not there until [`Output::finish`], or standard output.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<std::io::Stdout>),
    /// A file beside its final name.
    File {
        /// Where it is written.
        temporary: BufWriter<NamedTempFile>,
        /// Where it will stand.
        path: PathBuf,
    },
}

impl Output {
    /// Opens the file at `path`, or standard output where there is none.
    ///
    /// # Errors
    ///
    /// Where the folder of `path` cannot be written to.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else {
            return Ok(Output::Stdout(BufWriter::new(std::io::stdout())));
        };
        let temporary = as_any_file(&mut Builder::new())
            .tempfile_in(folder_of(path))
            .map_err(|cause| Error::io(path, "cannot write here", cause))?;
        Ok(Output::File { temporary: BufWriter::new(temporary), path: path.to_owned() })
    }

    /// A file without a name for what must be put in order before it is written: beside this
    /// one, or in the folder for such files where this goes to standard output. It is gone when
    /// it is closed.
    ///
    /// # Errors
    ///
    /// Where there is no room for it.
    pub fn beside(&self) -> Result<File> {
        match self {
            Output::Stdout(_) => tempfile::tempfile()
                .map_err(|cause| Error::io(&std::env::temp_dir(), "cannot write here", cause)),
            Output::File { path, .. } => tempfile::tempfile_in(folder_of(path))
                .map_err(|cause| Error::io(path, "cannot write here", cause)),
        }
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    ///
    /// Where the disk is full or the name cannot be taken; nothing is left behind then.
    pub fn finish(self) -> Result<()> {
        match self {
            Output::Stdout(mut stdout) => stdout
                .flush()
                .map_err(|cause| Error::io(Path::new("standard output"), "cannot write", cause)),
            Output::File { temporary, path } => {
                let refused = |cause| Error::io(&path, "cannot write", cause);
                let file =
                    temporary.into_inner().map_err(|unwritten| refused(unwritten.into_error()))?;
                file.as_file().sync_all().map_err(refused)?;
                file.persist(&path).map_err(|unnamed| refused(unnamed.error))?;
                Ok(())
            }
        }
    }
}

/// The folder in which `path` is.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// With the permissions of any new file; a temporary one would be its owner's alone.
fn as_any_file<'a, 'b, 'c>(builder: &'a mut Builder<'b, 'c>) -> &'a mut Builder<'b, 'c> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Output::Stdout(stdout) => stdout.write(bytes),
            Output::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Output::Stdout(stdout) => stdout.flush(),
            Output::File { temporary, .. } => temporary.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("report.csv");
        let mut output = Output::open(Some(&path)).expect("the folder is writable");
        output.write_all(b"half").expect("there is room");
        drop(output);
        assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(0));

        let mut output = Output::open(Some(&path)).expect("the folder is writable");
        output.write_all(b"whole").expect("there is room");
        output.finish().expect("there is room");
        assert_eq!(std::fs::read(&path).ok(), Some(b"whole".to_vec()));
    }
}
