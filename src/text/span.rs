//! *A span is a place in a text*: everything the program says points back to the words it is about.

use std::ops::Range;

/// A half-open range of bytes, `start..end`, in the text it was taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Byte offset of the first byte inside.
    pub start: usize,
    /// Byte offset of the first byte after.
    pub end: usize,
}

impl Span {
    /// The number of bytes inside; 0 if the ends are the wrong way round.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether there is no byte inside.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the byte at `byte_offset` is inside.
    #[must_use]
    pub const fn contains(self, byte_offset: usize) -> bool {
        self.start <= byte_offset && byte_offset < self.end
    }

    /// The part of `text` at this place; empty where the text has no such place (too short, or an end
    /// inside a character), which happens only with the span of another text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_span_points_at_its_words() {
        assert_eq!(Span::from(4..7).of("The cat sat."), "cat");
    }

    #[test]
    fn a_span_of_another_text_points_at_nothing() {
        assert_eq!(Span::from(4..90).of("The cat sat."), "");
        assert_eq!(Span::from(0..4).of("café"), "");
    }

    #[test]
    fn the_end_is_outside() {
        let span = Span { start: 2, end: 4 };
        assert!(span.contains(2) && span.contains(3) && !span.contains(4));
        assert_eq!((span.len(), span.is_empty()), (2, false));
    }
}
