//! What a report has come to so far, on the disk.
//!
//! ```text
//! DIR/unfinished/sentences.csv …   what was made, in the order of the inputs
//! DIR/unfinished/progress.json     how much of it counts, and what it is the beginning of
//! ```
//!
//! Every second or so the files are flushed to the disk and then `progress.json` is replaced,
//! while others go on: who waited for the disk would keep every labeller waiting.
//! Whoever goes on cuts the files back to the lengths in it. The files get their names in `DIR`
//! when all are whole; `run.json` is the last.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::lock::Lock;

use super::identity::{Identity, not_ours, of_same, same};
use super::labeller::Made;
use super::reader::Mark;
use super::stream::{Stream, cannot_write, replace, sync};
use super::totals::Totals;

/// The folder of what is not finished.
pub const UNFINISHED: &str = "unfinished";

/// The file that appears last.
pub const RUN: &str = "run.json";

/// What is made becomes durable after so long, if nothing else is asked for.
pub const EVERY: Duration = Duration::from_secs(1);

/// It takes so many times as long to make things as to make them durable, at least.
const WORK_TO_SAVING: u32 = 20;

/// How much of the files counts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Progress {
    identity: Identity,
    /// How far the inputs were read.
    mark: Mark,
    /// How long each file is, in bytes.
    lengths: Vec<u64>,
    totals: Totals,
    /// Whether all inputs were read.
    complete: bool,
}

/// What is in a folder before the work begins.
pub enum Begun {
    /// Work to do, or to go on with.
    Work(Box<Work>),
    /// A finished report.
    Finished,
}

/// A report that is not finished.
pub struct Work {
    folder: PathBuf,
    unfinished: PathBuf,
    streams: Vec<Stream>,
    progress: Progress,
    /// When the work was last made durable.
    saved: Instant,
    /// How long it is until the next time.
    every: Duration,
    /// How long it is at least.
    at_least: Duration,
    /// Who makes it durable while others go on. Returns how long that took.
    saving: Option<JoinHandle<Result<Duration>>>,
    _lock: Lock,
}

impl Work {
    /// Begins a report in `folder`, or goes on with one if `resume` says so. `names` are those
    /// of the files, with what each begins with; what is made becomes durable as often as `every`
    /// says, less often where that would take up the time, and after each batch if it is zero.
    ///
    /// # Errors
    ///
    /// Where there is something else, or what is there belongs to another report.
    pub fn begin(
        folder: &Path,
        identity: Identity,
        resume: bool,
        names: &[(String, Vec<u8>)],
        every: Duration,
    ) -> Result<Begun> {
        let unfinished = folder.join(UNFINISHED);
        let at = |problem: &str| Error::at(folder.display().to_string(), problem);
        match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) if cause.kind() == std::io::ErrorKind::NotADirectory => {
                return Err(at("found a file; expected a folder, or a name that is free"));
            }
            Err(cause) => return Err(Error::io(folder, "cannot read the folder", cause)),
            Ok(false) => {}
            Ok(true) if !resume && unfinished.is_dir() => {
                return Err(at(
                    "holds a report that is not finished; go on with --resume, or name another folder",
                ));
            }
            Ok(true) if !resume => return Err(at("is not empty; name another folder")),
            Ok(true) if folder.join(RUN).is_file() => {
                of_same(&folder.join(RUN), &identity)?;
                // It was stopped after its last step but one.
                if unfinished.is_dir() {
                    fs::remove_dir_all(&unfinished)
                        .map_err(|cause| cannot_write(&unfinished, cause))?;
                }
                return Ok(Begun::Finished);
            }
            Ok(true) if !unfinished.is_dir() => {
                return Err(at("holds no report of surmise to go on with; name another folder"));
            }
            Ok(true) => {}
        }
        fs::create_dir_all(&unfinished).map_err(|cause| cannot_write(&unfinished, cause))?;
        let lock = Lock::take_now(&unfinished.join("lock"))?;
        let known = Progress::read(&unfinished, &identity)?;
        let is_new = known.is_none();
        let progress = known.unwrap_or_else(|| Progress {
            identity,
            mark: Mark::default(),
            lengths: names.iter().map(|(_, head)| head.len() as u64).collect(),
            totals: Totals::default(),
            complete: false,
        });
        let mut streams = Vec::new();
        if !progress.complete {
            for ((name, head), length) in names.iter().zip(&progress.lengths) {
                let path = unfinished.join(name);
                let begun =
                    if is_new { Stream::new(path, head) } else { Stream::cut(path, *length) };
                streams.push(begun?);
            }
        }
        let mut work = Work {
            folder: folder.to_owned(),
            unfinished,
            streams,
            progress,
            saved: Instant::now(),
            every,
            at_least: every,
            saving: None,
            _lock: lock,
        };
        if is_new {
            work.save(false)?;
        }
        Ok(Begun::Work(Box::new(work)))
    }

    /// How far the inputs were read.
    #[must_use]
    pub fn mark(&self) -> &Mark {
        &self.progress.mark
    }

    /// What was counted so far.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.progress.totals
    }

    /// What the report is made of.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.progress.identity
    }

    /// Whether all inputs were read, so that only the end is to be done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.progress.complete
    }

    /// Adds what became of a batch. `separators` are left out at the beginning of a file, which
    /// has only its head of so many bytes.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn add(&mut self, made: &Made, heads: &[(usize, &'static str)]) -> Result<()> {
        for ((stream, bytes), (head, separator)) in
            self.streams.iter_mut().zip(&made.streams).zip(heads)
        {
            let skip = if stream.length == *head as u64 && !bytes.is_empty() {
                separator.len()
            } else {
                0
            };
            let bytes = &bytes[skip..];
            stream.file.write_all(bytes).map_err(|cause| cannot_write(&stream.path, cause))?;
            stream.length += bytes.len() as u64;
        }
        let totals = &mut self.progress.totals;
        made.finished.iter().for_each(|finished| totals.add(finished));
        totals.histogram.merge(&made.histogram);
        self.progress.mark.clone_from(&made.mark);
        if self.saved.elapsed() < self.every {
            return Ok(());
        }
        if self.at_least.is_zero() { self.save(false) } else { self.save_aside() }
    }

    /// Adds what stands at the end of each file; nothing more follows.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn complete(&mut self, tails: &[Vec<u8>]) -> Result<()> {
        for (stream, tail) in self.streams.iter_mut().zip(tails) {
            stream.file.write_all(tail).map_err(|cause| cannot_write(&stream.path, cause))?;
            stream.length += tail.len() as u64;
        }
        self.save(true)
    }

    /// Makes durable what is there.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn save(&mut self, complete: bool) -> Result<()> {
        self.saved_aside()?;
        for stream in &self.streams {
            stream.file.sync_data().map_err(|cause| cannot_write(&stream.path, cause))?;
        }
        let json = self.progress(complete);
        self.write("progress.json", &json)?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Makes durable what is there, while others go on, unless that is still being done.
    fn save_aside(&mut self) -> Result<()> {
        if self.saving.as_ref().is_some_and(|saving| !saving.is_finished()) {
            return Ok(());
        }
        self.saved_aside()?;
        let mut files = Vec::with_capacity(self.streams.len());
        for Stream { path, file, .. } in &self.streams {
            let file = file.try_clone().map_err(|cause| cannot_write(path, cause))?;
            files.push((path.clone(), file));
        }
        // What is added from now on may become durable too, and does not count.
        let json = self.progress(false);
        let path = self.unfinished.join("progress.json");
        let save = move || {
            let begun = Instant::now();
            for (path, file) in files {
                file.sync_data().map_err(|cause| cannot_write(&path, cause))?;
            }
            replace(&path, &json)?;
            Ok(begun.elapsed())
        };
        self.saved = Instant::now();
        match Builder::new().name("saver".to_owned()).spawn(save) {
            Ok(saving) => self.saving = Some(saving),
            // Where there is no room for another thread, this one does it.
            Err(_) => self.save(false)?,
        }
        Ok(())
    }

    /// Waits for who makes it durable.
    fn saved_aside(&mut self) -> Result<()> {
        let Some(saving) = self.saving.take() else { return Ok(()) };
        let fault = |_| Err(Error::new("a fault in saving; please report it"));
        let took = saving.join().unwrap_or_else(fault)?;
        self.every = self.at_least.max(took * WORK_TO_SAVING);
        Ok(())
    }

    /// How much counts from now on.
    fn progress(&mut self, complete: bool) -> Vec<u8> {
        if !self.progress.complete {
            self.progress.lengths = self.streams.iter().map(|stream| stream.length).collect();
        }
        self.progress.complete |= complete;
        serde_json::to_vec(&self.progress).expect("names and numbers")
    }

    /// Writes a file among the unfinished.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        replace(&self.unfinished.join(name), bytes)
    }

    /// Where a file is: among the unfinished, or already under its name.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        let unfinished = self.unfinished.join(name);
        if unfinished.exists() { unfinished } else { self.folder.join(name) }
    }

    /// Gives the files their names, in this order, and takes the folder of the unfinished away.
    /// Those that have theirs already, since it was stopped here, keep it.
    ///
    /// # Errors
    ///
    /// Where a name cannot be given.
    pub fn finish(self, names: &[String]) -> Result<()> {
        for name in names {
            let (from, to) = (self.unfinished.join(name), self.folder.join(name));
            if from.exists() {
                fs::rename(&from, &to).map_err(|cause| cannot_write(&to, cause))?;
            }
        }
        sync(&self.folder)?;
        fs::remove_dir_all(&self.unfinished).map_err(|cause| cannot_write(&self.unfinished, cause))
    }
}

impl Drop for Work {
    /// Whoever goes on in the same folder must not find somebody still at it.
    fn drop(&mut self) {
        let _ = self.saved_aside();
    }
}

impl Progress {
    /// What was durable; nothing where the work was stopped before anything was.
    fn read(unfinished: &Path, identity: &Identity) -> Result<Option<Progress>> {
        let path = unfinished.join("progress.json");
        sweep(unfinished);
        let bytes = match fs::read(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|cause| Error::io(&path, "cannot read", cause))?,
        };
        let progress: Progress =
            serde_json::from_slice(&bytes).map_err(|cause| not_ours(&path, &cause))?;
        same(&path, &progress.identity, identity)?;
        Ok(Some(progress))
    }
}

/// Removes what was left by a writer that was killed in the middle of a file.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
}
