//! *A journal never forgets*: each line says what a person said of one sentence, the last
//! line about a sentence counts, and nothing that was written is ever changed.
//!
//! A line is on the disk (fsync) before [`Journal::append`] returns. A line that a crash cut
//! off was never promised to anybody; opening the journal takes it away.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How every line begins, so that a cut-off line can be told from another file's last words.
const BEGINNING: &[u8] = b"{\"at\":\"";

/// One line: what a person said of a sentence, and what the model had said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When, in UTC as RFC 3339 writes it.
    pub at: String,
    /// Who.
    pub by: String,
    /// The document's name.
    pub document: String,
    /// The number of the sentence in its document, from 1, as reports count.
    pub sentence: usize,
    /// The byte offset of its first character in the decoded text.
    pub start: usize,
    /// The byte offset after its last.
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// The label or kind that it has for this person; null takes back what was said before.
    pub corrected: Option<String>,
    /// The label that the model gave.
    pub label: String,
    /// The kind that the model gave.
    pub kind: String,
    /// The model's probability of opinion.
    pub probability_opinion: f64,
    /// The id of the model.
    pub model: String,
    /// How the person came to this sentence: `reading`, sentence after sentence; `queue`, the
    /// most unsure first; or `picked`, out of others of which they said nothing.
    pub order: String,
}

/// A journal that is open for more. No other program can open it the same way meanwhile.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// The bytes that are whole and on the disk.
    length: u64,
    lock: File,
}

impl Journal {
    /// Opens the journal at `path`, which is made where there is none, and what stands in it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or written, is in use, or is not a journal.
    pub fn open(path: &Path) -> Result<(Journal, Vec<Entry>)> {
        let refused = |cause| Error::io(path, "cannot open the journal", cause);
        if path.is_dir() {
            let place = path.display().to_string();
            return Err(Error::at(place, "is a folder; name a file for the journal"));
        }
        let lock = lock(path)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(refused)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        let (whole, ended) = whole_lines(&bytes);
        let entries = entries(path, &bytes[..whole])?;
        file.set_len(whole as u64).map_err(refused)?;
        let mut length = whole as u64;
        if !ended {
            file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(b"\n")).map_err(refused)?;
            length += 1;
        }
        file.sync_all().map_err(refused)?;
        sync_folder(path).map_err(refused)?;
        Ok((Journal { file, path: path.to_owned(), length, lock }, entries))
    }

    /// Adds a line. When this returns without an error, the line is on the disk; with one,
    /// the journal is as it was.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn append(&mut self, entry: &Entry) -> Result<()> {
        let mut line =
            serde_json::to_vec(entry).map_err(|cause| self.refused(std::io::Error::from(cause)))?;
        line.push(b'\n');
        let written = self
            .file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_| self.file.write_all(&line))
            .and_then(|()| self.file.sync_data());
        if let Err(cause) = written {
            // Half a line must not stand before the next one. If this fails too, the next
            // line is written over it.
            let _ = self.file.set_len(self.length);
            return Err(self.refused(cause));
        }
        self.length += line.len() as u64;
        Ok(())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is noted in the lock file beside the journal, for whoever comes after; at most
    /// 1 KiB of it.
    #[must_use]
    pub fn note(&mut self) -> String {
        let mut note = String::new();
        let read = self
            .lock
            .seek(SeekFrom::Start(0))
            .and_then(|_| (&self.lock).take(1024).read_to_string(&mut note));
        if read.is_ok() { note } else { String::new() }
    }

    /// Notes something in the lock file, which its owner alone can read.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn set_note(&mut self, note: &str) -> Result<()> {
        self.lock
            .set_len(0)
            .and_then(|()| self.lock.seek(SeekFrom::Start(0)))
            .and_then(|_| self.lock.write_all(note.as_bytes()))
            .map_err(|cause| Error::io(&lock_path(&self.path), "cannot write", cause))
    }

    fn refused(&self, cause: std::io::Error) -> Error {
        Error::io(&self.path, "cannot write the journal", cause)
    }
}

/// What stands in the journal at `path`, without opening it for more.
///
/// # Errors
///
/// Where it cannot be read, or is not a journal.
pub fn read(path: &Path) -> Result<Vec<Entry>> {
    let bytes =
        std::fs::read(path).map_err(|cause| Error::io(path, "cannot read the journal", cause))?;
    entries(path, &bytes[..whole_lines(&bytes).0])
}

fn lock_path(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn lock(journal: &Path) -> Result<File> {
    let path = lock_path(journal);
    let refused = |cause| Error::io(&path, "cannot open the journal's lock file", cause);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    // In a folder of many, another could have left a file here to read the note, or a link to
    // have a file of ours overwritten.
    if path.is_symlink() {
        return Err(Error::at(path.display().to_string(), "is a link; take it away"));
    }
    let file = options.open(&path).map_err(refused)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Only the owner of a file can do this.
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(refused)?;
    }
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::at(
            journal.display().to_string(),
            "another surmise review has this journal open; stop it, or name another with --journal",
        )),
        Err(TryLockError::Error(cause)) => Err(refused(cause)),
    }
}

/// The length of the whole lines, and whether the last of them has its line feed. What a
/// crash cut off is not whole: half an entry, or zeros that the file system left.
fn whole_lines(bytes: &[u8]) -> (usize, bool) {
    let start = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let last = &bytes[start..];
    if last.is_empty() {
        return (start, true);
    }
    if serde_json::from_slice::<Entry>(last).is_ok() {
        return (bytes.len(), false);
    }
    let begun = last.starts_with(BEGINNING) || BEGINNING.starts_with(last);
    if begun || last.iter().all(|byte| *byte == 0) {
        return (start, true);
    }
    // Not ours: the reader will say so.
    (bytes.len(), true)
}

fn entries(path: &Path, bytes: &[u8]) -> Result<Vec<Entry>> {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    lines
        .filter(|(line, _)| !line.trim_ascii().is_empty())
        .map(|(line, number)| {
            serde_json::from_slice(line).map_err(|cause| {
                Error::at(
                    format!("{}:{number}:{}", path.display(), cause.column()),
                    format!("not a line of a corrections journal ({cause}); mend or take out the line, or name another file with --journal"),
                )
            })
        })
        .collect()
}

/// A new file is safe only when the folder that names it is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
