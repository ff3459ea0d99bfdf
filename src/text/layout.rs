//! *Layout is what the lines mean*: whether a line end is a space, as in a letter wrapped at the margin, or
//! the end of a paragraph, as in a file with one paragraph to a line.
//!
//! The shape of the lines tells. Wrapped lines end in mid-sentence, all near one width, and the next line
//! often begins with a small letter; paragraphs on lines of their own are long and end in a stop.

use memchr::memchr_iter;

use super::stop::ends_in_stop;

/// The part of the text that is looked at at once, in bytes: some fifty wrapped lines, or a dozen paragraphs.
const WINDOW_BYTES: usize = 4096;

/// Lines of more bytes than this are not wrapped: margins are set at 60 to 100 characters.
const WIDEST_LINE_BYTES: usize = 120;

/// Lines of fewer bytes than this are too short to have met a margin.
const NARROWEST_LINE_BYTES: usize = 40;

/// How the lines near a place are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lines {
    /// Each line is a paragraph.
    Paragraphs,
    /// Lines break at a margin of so many bytes.
    Wrapped(usize),
    /// Short lines without a sign of either; the longest has so many bytes.
    Unsure(usize),
}

/// The layout of a window of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) lines: Lines,
    valid_until: usize,
}

impl Layout {
    /// No layout: it is valid nowhere.
    pub(super) const UNKNOWN: Self = Self { lines: Lines::Unsure(0), valid_until: 0 };

    /// Whether the layout still holds for a line end at `at`.
    pub(super) fn holds_at(self, at: usize) -> bool {
        at < self.valid_until
    }

    /// The layout of the lines from `line_start` on.
    pub(super) fn of(bytes: &[u8], line_start: usize) -> Self {
        let end = bytes.len().min(line_start.saturating_add(WINDOW_BYTES));
        let window = bytes.get(line_start..end).unwrap_or_default();
        let (mut continued, mut long, mut width, mut start) = (0_usize, 0_usize, 0_usize, 0_usize);
        let ends = memchr_iter(b'\n', window).chain((end == bytes.len()).then_some(window.len()));
        for line_end in ends {
            let line = window[start..line_end].trim_ascii();
            start = line_end + 1;
            if line.len() > WIDEST_LINE_BYTES {
                long += 1;
                continue;
            }
            width = width.max(line.len());
            let goes_on = window.get(start).is_some_and(u8::is_ascii_lowercase);
            if goes_on && line.len() >= NARROWEST_LINE_BYTES && !ends_in_stop(line) {
                continued += 1;
            }
        }
        // A window without one line end is a long line.
        if start == 0 {
            long += 1;
        }
        let lines = if continued > long {
            Lines::Wrapped(width)
        } else if long > 0 {
            Lines::Paragraphs
        } else {
            Lines::Unsure(width)
        };
        Self { lines, valid_until: end.max(line_start + 1) }
    }
}

/// Whether a line of `line_bytes` reached the margin: the first word of the next line, of `word_bytes`, would
/// not have fitted.
pub(super) fn is_full(line_bytes: usize, word_bytes: usize, width_bytes: usize) -> bool {
    line_bytes >= NARROWEST_LINE_BYTES && line_bytes + 1 + word_bytes > width_bytes
}
