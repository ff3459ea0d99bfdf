//! How far is it? A bar on stderr, where that is a terminal; nothing elsewhere.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that goes away when it is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for work of this name.
    pub(super) fn new(work: &'static str) -> Progress {
        // indicatif draws on stderr, and only where that is a terminal.
        let bar = ProgressBar::new(0).with_message(work);
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar }
    }

    /// So much is done of so much.
    pub(super) fn tell(&self, done: usize, of: usize) {
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
