//! *A stream is a file that only grows*, whose end counts only once it is durable.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::store::atomic::Output;

/// One of the files.
pub(super) struct Stream {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) length: u64,
}

impl Stream {
    pub(super) fn new(path: PathBuf, head: &[u8]) -> Result<Stream> {
        let begin = || {
            let mut file = File::create(&path)?;
            file.write_all(head)?;
            Ok(file)
        };
        let file = begin().map_err(|cause| cannot_write(&path, cause))?;
        Ok(Stream { path, file, length: head.len() as u64 })
    }

    /// The file at `path` without what does not count.
    pub(super) fn cut(path: PathBuf, length: u64) -> Result<Stream> {
        let refused = |cause| cannot_write(&path, cause);
        let mut file = File::options().write(true).open(&path).map_err(refused)?;
        let found = file.metadata().map_err(refused)?.len();
        if found < length {
            let problem = format!(
                "found {found} bytes; expected {length} or more. Begin anew in another folder"
            );
            return Err(Error::at(path.display().to_string(), problem));
        }
        file.set_len(length).map_err(refused)?;
        file.seek(SeekFrom::End(0)).map_err(refused)?;
        Ok(Stream { path, file, length })
    }
}

/// Writes a file in place of one that may be there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut output = Output::open(Some(path))?;
    output.write_all(bytes).map_err(|cause| cannot_write(path, cause))?;
    output.finish()
}

pub(super) fn cannot_write(path: &Path, cause: std::io::Error) -> Error {
    Error::io(path, "cannot write", cause)
}

/// Sees to it that the folder's own entries are on the disk.
pub(super) fn sync(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|opened| opened.sync_all())
        .map_err(|cause| cannot_write(folder, cause))?;
    Ok(())
}
