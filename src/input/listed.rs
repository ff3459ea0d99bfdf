//! *A list of paths*, one a line or between NULs, as `find` writes them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::lines::{Line, read_line};

/// The longest path in a list, in bytes.
const LONGEST_PATH_BYTES: usize = 64 << 10;

/// Gives every path of a list to `take`; `-` is standard input.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_path(
    list: &Path,
    take: &mut dyn FnMut(Result<PathBuf>) -> Result<()>,
) -> Result<()> {
    if list.as_os_str() == "-" {
        return each_in(list, io::stdin().lock(), take);
    }
    match File::open(list) {
        Ok(file) => each_in(list, BufReader::new(file), take),
        Err(cause) => take(Err(Error::io(list, "cannot read", cause))),
    }
}

fn each_in(
    list: &Path,
    mut reader: impl BufRead,
    take: &mut dyn FnMut(Result<PathBuf>) -> Result<()>,
) -> Result<()> {
    let place = list.display();
    // `find -print0` writes a NUL after the first path already.
    let is_nul = reader.fill_buf().is_ok_and(|top| memchr::memchr(0, top).is_some());
    let end = if is_nul { 0 } else { b'\n' };
    let (mut path, mut number) = (Vec::new(), 0_u64);
    loop {
        number += 1;
        match read_line(&mut reader, end, LONGEST_PATH_BYTES, &mut path) {
            Ok(Line::End) => return Ok(()),
            Ok(Line::TooLong) => {
                let problem = format!("a path of more than {LONGEST_PATH_BYTES} bytes");
                take(Err(Error::at(format!("{place}:{number}"), problem)))?;
            }
            Ok(Line::Whole) => {
                let path = if is_nul { &path } else { path.strip_suffix(b"\r").unwrap_or(&path) };
                if !path.is_empty() {
                    take(path_of(path, || format!("{place}:{number}")))?;
                }
            }
            Err(cause) => return take(Err(Error::io(list, "cannot read", cause))),
        }
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere not all bytes are a path")]
fn path_of(bytes: &[u8], _: impl Fn() -> String) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8], place: impl Fn() -> String) -> Result<PathBuf> {
    let path = std::str::from_utf8(bytes);
    path.map(PathBuf::from).map_err(|_| Error::at(place(), "a path that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(list: &[u8]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        each_in(Path::new("-"), list, &mut |path| {
            found.push(path?);
            Ok(())
        })
        .expect("take agrees");
        found
    }

    #[test]
    fn lines_or_nuls_end_a_path() {
        assert_eq!(
            paths(b"a.txt\r\nb c.txt\n\nd.txt"),
            ["a.txt", "b c.txt", "d.txt"].map(PathBuf::from)
        );
        assert_eq!(paths(b"a.txt\0b\nc.txt\0"), ["a.txt", "b\nc.txt"].map(PathBuf::from));
        assert_eq!(paths(b""), [] as [PathBuf; 0]);
    }
}
