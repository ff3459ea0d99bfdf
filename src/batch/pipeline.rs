//! One reads, many label, one writes; what comes out is in the order of what went in.
//!
//! ```text
//! reader → waiting batches → labellers → made, by number → writer
//! ```
//!
//! A batch is *in flight* from when it was read until it is written, and only so many bytes are
//! in flight at a time: whoever reads waits. A batch that begins with a later part of a document
//! waits for how many sentences the parts before it had. That cannot lock up: batches are
//! taken in order, so whoever labels the batch before is already at it.
//!
//! With one job everything happens in the caller's thread.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::input::unread::Given;

use super::labeller::{Labeller, Made, Task};
use super::reader::{Batch, Mark, Reader, interrupted};

/// So many bytes of text may be in flight, if at least a batch is there for each labeller and
/// one for each of reader and writer.
const IN_FLIGHT_BYTES: usize = 512 * 1024;

/// How long the writer waits before it looks whether somebody wants to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Where documents and unread pages come from: gives each to what it is called with.
pub type Source = Box<dyn FnOnce(&mut dyn FnMut(Result<Given>) -> Result<()>) -> Result<()> + Send>;

/// How the work is done; nothing here changes what comes out, but that formats which say
/// something of whole batches ([`crate::report::format::Format::batch`]) see other batches one by
/// one.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many label at once; at least one.
    pub jobs: usize,
    /// Whether each document is written as soon as it is read.
    pub one_by_one: bool,
    /// Whether whoever stops drops the batch that is not full yet. It is read again then, and
    /// batches end where they end for whoever is never stopped.
    pub whole_batches: bool,
    /// What was done before, and is not done again.
    pub from: Mark,
    /// Set when somebody wants to stop.
    pub stop: Arc<AtomicBool>,
}

impl Default for Settings {
    /// One job for each core.
    fn default() -> Settings {
        let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Settings {
            jobs,
            one_by_one: false,
            whole_batches: false,
            from: Mark::default(),
            stop: Arc::default(),
        }
    }
}

/// Labels what `source` gives and hands it to `write`, in order.
///
/// # Errors
///
/// The first of the source or of `write`, and where somebody stopped it; what was read until
/// then is written, unless it fills no batch and only whole ones are wanted.
pub fn run(
    task: &Task<'_>,
    settings: Settings,
    source: Source,
    write: &mut dyn FnMut(&mut Made) -> Result<()>,
) -> Result<()> {
    if settings.jobs <= 1 {
        alone(task, &settings, source, write)
    } else {
        together(task, settings, source, write)
    }
}

fn alone(
    task: &Task<'_>,
    settings: &Settings,
    source: Source,
    write: &mut dyn FnMut(&mut Made) -> Result<()>,
) -> Result<()> {
    let mut labeller = Labeller::new(task);
    let mut made = Made::default();
    let mut hand_on = |batch: Batch| {
        labeller.label(batch, &mut made)?;
        write(&mut made)
    };
    read(settings, source, &mut hand_on)
}

/// Reads everything, in batches.
fn read(
    settings: &Settings,
    source: Source,
    hand_on: &mut dyn FnMut(Batch) -> Result<()>,
) -> Result<()> {
    let mut reader = Reader::new(&settings.from, &settings.stop, settings.one_by_one, hand_on);
    match source(&mut |given| reader.take(given)) {
        Ok(()) => reader.finish(),
        Err(stopped) if stopped.is_interrupt() && !settings.whole_batches => {
            reader.rest()?;
            Err(stopped)
        }
        Err(error) => Err(error),
    }
}

/// What all threads see.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There is room for another batch, or nobody wants one.
    room: Condvar,
    /// There is a batch to label, or there will be none.
    work: Condvar,
    /// There is something to write, or there will be nothing.
    made: Condvar,
}

#[derive(Default)]
struct State {
    /// Batches to label, in order, with their numbers.
    waiting: VecDeque<(u64, Batch)>,
    /// How many were read.
    read: u64,
    /// How the reading ended, once it has.
    ended: Option<Result<()>>,
    made: BTreeMap<u64, Made>,
    in_flight: (usize, usize),
    /// Used up, to be filled again.
    spare: Vec<Made>,
    /// Why all stop.
    stopped: Option<Error>,
    is_stopped: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves this state whole: nothing here is changed in two steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everybody stops, because of this if it is the first.
    fn stop(&self, because: Option<Error>) {
        let mut state = self.state();
        if !state.is_stopped {
            state.stopped = because;
        }
        state.is_stopped = true;
        // Whoever waits for the part before one of these is told that it will not come.
        state.waiting.clear();
        drop(state);
        self.room.notify_all();
        self.work.notify_all();
        self.made.notify_all();
    }

    /// Puts a batch where labellers find it, as soon as there is room.
    fn hand_on(&self, batch: Batch, jobs: usize) -> Result<()> {
        let mut state = self.state();
        while !state.is_stopped
            && state.in_flight.0 >= jobs + 2
            && state.in_flight.1 + batch.bytes > IN_FLIGHT_BYTES
        {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_stopped {
            return Err(Error::new("stopped"));
        }
        state.in_flight.0 += 1;
        state.in_flight.1 += batch.bytes;
        let number = state.read;
        state.read += 1;
        state.waiting.push_back((number, batch));
        drop(state);
        self.work.notify_one();
        Ok(())
    }

    /// The next batch to label and something to put it in; nothing where all are taken.
    fn next(&self) -> Option<(u64, Batch, Made)> {
        let mut state = self.state();
        loop {
            if state.is_stopped {
                return None;
            }
            if let Some((number, batch)) = state.waiting.pop_front() {
                return Some((number, batch, state.spare.pop().unwrap_or_default()));
            }
            if state.ended.is_some() {
                return None;
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn put(&self, number: u64, made: Made) {
        self.state().made.insert(number, made);
        self.made.notify_one();
    }

    fn end(&self, how: Result<()>) {
        self.state().ended = Some(how);
        self.work.notify_all();
        self.made.notify_all();
    }

    /// What became of batch `number`, as soon as it is there; nothing after the last.
    fn made(&self, number: u64, stop: &AtomicBool) -> Result<Option<Made>> {
        let mut state = self.state();
        loop {
            if let Some(error) = state.stopped.take() {
                return Err(error);
            }
            if let Some(made) = state.made.remove(&number) {
                return Ok(Some(made));
            }
            if state.read == number {
                if let Some(how) = state.ended.take() {
                    return how.map(|()| None);
                }
                // Whoever reads may wait for a keyboard or a network.
                if stop.load(Ordering::Relaxed) {
                    return Err(interrupted());
                }
            }
            let waited = self.made.wait_timeout(state, LOOK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives back what has been written.
    fn written(&self, mut made: Made) {
        let bytes = made.bytes;
        made.clear();
        let mut state = self.state();
        state.in_flight.0 -= 1;
        state.in_flight.1 -= bytes;
        state.spare.push(made);
        drop(state);
        self.room.notify_one();
    }
}

fn together(
    task: &Task<'_>,
    settings: Settings,
    source: Source,
    write: &mut dyn FnMut(&mut Made) -> Result<()>,
) -> Result<()> {
    let shared = Arc::new(Shared::default());
    let (jobs, stop) = (settings.jobs, settings.stop.clone());
    let for_reader = shared.clone();
    // Not a scoped thread: one that waits for its input for ever does not keep the others.
    std::thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || {
            let mut hand_on = |batch| for_reader.hand_on(batch, jobs);
            let how = unpanicked(|| read(&settings, source, &mut hand_on), "reading");
            for_reader.end(how);
        })
        .map_err(no_thread)?;
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let labelling = || {
                let how = unpanicked(|| label(task, &shared), "labelling");
                if let Err(error) = how {
                    shared.stop(Some(error));
                }
            };
            if let Err(cause) = std::thread::Builder::new().spawn_scoped(scope, labelling) {
                shared.stop(None);
                return Err(no_thread(cause));
            }
        }
        let how = unpanicked(|| write_all(&shared, &stop, write), "writing");
        shared.stop(None);
        how
    })
}

/// Labels batches until there are no more.
fn label(task: &Task<'_>, shared: &Shared) -> Result<()> {
    // Whoever never gets a batch needs no memory.
    let mut labeller = None;
    while let Some((number, batch, mut made)) = shared.next() {
        let labeller = labeller.get_or_insert_with(|| Labeller::new(task));
        labeller.label(batch, &mut made)?;
        shared.put(number, made);
    }
    Ok(())
}

fn write_all(
    shared: &Shared,
    stop: &AtomicBool,
    write: &mut dyn FnMut(&mut Made) -> Result<()>,
) -> Result<()> {
    let mut number = 0;
    while let Some(mut made) = shared.made(number, stop)? {
        write(&mut made)?;
        shared.written(made);
        number += 1;
    }
    Ok(())
}

/// A panic becomes an error, so that nobody waits for who will not come.
fn unpanicked(work: impl FnOnce() -> Result<()>, what: &str) -> Result<()> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::new(format!("a fault in {what}; please report it"))))
}

fn no_thread(cause: std::io::Error) -> Error {
    Error::io(std::path::Path::new("--jobs"), "cannot start a thread", cause)
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
