//! A file that only grows, line by line, and loses nothing that it once held.
//!
//! A line counts when its line feed is on the disk. A crash may leave a part of a line
//! behind it; readers ignore that, and the next writer cuts it off.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::error::{Error, Result};

/// The whole lines of the file at `path`; none where there is no file.
pub(super) fn read(path: &Path) -> Result<String> {
    let bytes = match std::fs::read(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        read => read.map_err(|cause| Error::io(path, "cannot read", cause))?,
    };
    let whole = whole(&bytes);
    String::from_utf8(bytes[..whole].to_vec()).map_err(|_| {
        Error::at(
            path.display().to_string(),
            "found bytes that are not UTF-8; restore it from a copy",
        )
    })
}

/// Adds `lines`, each of which ends in a line feed; they are on the disk when this returns.
/// Whoever calls it holds the folder's lock.
pub(super) fn append(path: &Path, lines: &str) -> Result<()> {
    let refused = |cause| Error::io(path, "cannot write", cause);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(refused)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(refused)?;
    let end = whole(&bytes) as u64;
    file.set_len(end).map_err(refused)?;
    file.seek(SeekFrom::Start(end)).map_err(refused)?;
    file.write_all(lines.as_bytes()).map_err(refused)?;
    file.sync_all().map_err(refused)
}

/// How many bytes stand in whole lines.
fn whole(bytes: &[u8]) -> usize {
    memchr::memrchr(b'\n', bytes).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_neither_counts_nor_harms_the_next() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("lines");
        assert_eq!(read(&path).ok().as_deref(), Some(""));
        append(&path, "one\n").expect("there is room");
        std::fs::write(&path, "one\ntw").expect("there is room");
        assert_eq!(read(&path).ok().as_deref(), Some("one\n"));
        append(&path, "three\n").expect("there is room");
        assert_eq!(read(&path).ok().as_deref(), Some("one\nthree\n"));
    }
}
