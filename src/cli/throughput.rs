//! How much is done, and how fast? A bar on stderr where that is a terminal; a line a minute
//! where somebody wants it.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::input_args::InputChoice;

/// A line is printed so often.
const EVERY: Duration = Duration::from_secs(60);

/// How much is done, and how fast.
pub(super) struct Throughput {
    bar: Option<ProgressBar>,
    lines: bool,
    begun: Instant,
    told: Instant,
    /// What was done in an earlier run: documents and bytes.
    before: Option<(u64, u64)>,
}

impl Throughput {
    /// Nothing is done yet of what `input` names.
    pub(super) fn new(input: &InputChoice, lines: bool) -> Throughput {
        let bar = std::io::stderr().is_terminal().then(|| {
            let (bar, template) = match total(input) {
                Some(bytes) => (
                    ProgressBar::new(bytes),
                    "{bar:30} {bytes} of {total_bytes}, {msg}, {eta} left",
                ),
                None => (ProgressBar::no_length(), "{spinner} {bytes}, {msg}, {elapsed}"),
            };
            let style = ProgressStyle::with_template(template);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let now = Instant::now();
        Throughput { bar, lines, begun: now, told: now, before: None }
    }

    /// So many documents and bytes of text are done. Returns a line where it is time for one.
    pub(super) fn tell(&mut self, documents: u64, bytes: u64) -> Option<String> {
        // The first batch of a run that goes on counts for the run before; so little is no matter.
        let before = *self.before.get_or_insert((documents, bytes));
        if let Some(bar) = &self.bar {
            if bar.length().is_some_and(|length| length < bytes) {
                bar.set_length(bytes);
            }
            bar.set_position(bytes);
            bar.set_message(self.speed(documents - before.0, bytes - before.1));
        }
        if !self.lines || self.told.elapsed() < EVERY {
            return None;
        }
        self.told = Instant::now();
        let speed = self.speed(documents - before.0, bytes - before.1);
        Some(format!("{documents} documents, {:.1} MB of text; {speed}", bytes as f64 / 1e6))
    }

    /// So many seconds have passed.
    pub(super) fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    fn speed(&self, documents: u64, bytes: u64) -> String {
        let seconds = self.seconds().max(1e-3);
        let (documents, megabytes) = (documents as f64 / seconds, bytes as f64 / 1e6 / seconds);
        format!("{documents:.0} documents/s, {megabytes:.1} MB/s")
    }
}

impl Drop for Throughput {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// How many bytes of text there are, where all inputs are named files of plain text. Folders are
/// not walked twice only to know.
fn total(input: &InputChoice) -> Option<u64> {
    if input.paths_from.is_some() {
        return None;
    }
    let length = |path: &PathBuf| {
        let is_text = path.extension().is_some_and(|ending| ending == "txt" || ending == "md");
        let file = std::fs::metadata(path).ok().filter(|file| is_text && file.is_file())?;
        Some(file.len())
    };
    input.paths.iter().map(length).sum()
}
