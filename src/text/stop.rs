//! *A stop is a mark that could end a sentence*, with all that belongs to it: repeated marks, the quotes and
//! brackets it closes, the number of a note.

use super::glyph::{glyph_at, glyph_before, is_closer, is_closing_quote, skip, skip_blanks};

/// What a stop is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Force {
    /// One full stop, which abbreviations have too.
    Period,
    /// Several full stops or `…`.
    Ellipsis,
    /// A question or exclamation mark among them.
    Emphatic,
    /// A mark of Chinese or Japanese, after which no space is expected.
    Wide,
}

/// A stop and its place in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stop {
    /// Where the first mark stands.
    pub(super) start: usize,
    /// The place after the last mark.
    pub(super) end: usize,
    /// The place after the quotes, brackets and notes that follow; nothing but white space or another
    /// sentence comes next.
    pub(super) closed: usize,
    pub(super) force: Force,
    /// Whether a quotation is closed.
    pub(super) quoted: bool,
}

impl Stop {
    /// The stop whose first mark stands at `start`.
    pub(super) fn at(text: &str, start: usize) -> Self {
        let (mut end, mut points, mut force) = (start, 0_usize, Force::Period);
        loop {
            match glyph_at(text, end) {
                Some('.') => points += 1,
                Some('…') => points += 3,
                Some('!' | '?') => force = Force::Emphatic,
                Some('。' | '！' | '？' | '｡') => force = Force::Wide,
                _ if force == Force::Period && is_spaced_point(text, end) => {
                    points += 1;
                    end += 2;
                    continue;
                }
                _ => break,
            }
            end += glyph_at(text, end).map_or(1, char::len_utf8);
        }
        if force == Force::Period && points > 1 {
            force = Force::Ellipsis;
        }
        let mut stop = Self { start, end, closed: end, force, quoted: false };
        stop.close(text);
        stop
    }

    /// Takes in the marks that follow without a space.
    fn close(&mut self, text: &str) {
        while let Some(glyph) = glyph_at(text, self.closed) {
            if is_closing_quote(glyph) {
                // An apostrophe goes on with the word: `Jr.'s`.
                self.quoted = true;
            } else if !(is_closer(glyph) || matches!(glyph, '*' | '_' | '¹' | '²' | '³')) {
                match note_end(text, self.closed) {
                    Some(end) => {
                        self.closed = end;
                        continue;
                    }
                    None => break,
                }
            }
            self.closed += glyph.len_utf8();
        }
        // `. [12] The`: some pages set the note apart.
        let note = skip_blanks(text, self.closed);
        if note == self.closed + 1
            && let Some(end) = note_end(text, note)
            && glyph_at(text, end).is_none_or(char::is_whitespace)
        {
            self.closed = end;
        }
    }

    /// The stop without anything after `closed`, where a straight quote turned out to open.
    pub(super) fn closed_at(self, closed: usize) -> Self {
        Self { closed, quoted: false, ..self }
    }

    /// Whether this is `. . .` apart from the words around it: something is left out of the sentence.
    pub(super) fn is_omission(self, text: &str) -> bool {
        let apart = glyph_before(text, self.start).is_some_and(char::is_whitespace);
        apart && text.get(self.start..self.end) == Some(". . .") && self.closed == self.end
    }

    /// The full stop of `. . . .`, when it stands at a word: the three points after it belong to the sentence
    /// to come.
    pub(super) fn before_spaced_ellipsis(self, text: &str) -> Option<Self> {
        let spaced = text.get(self.start..self.end) == Some(". . . .") && self.closed == self.end;
        let attached = glyph_before(text, self.start).is_some_and(|glyph| !glyph.is_whitespace());
        (spaced && attached).then(|| {
            let end = self.start + 1;
            Self { end, closed: end, force: Force::Period, ..self }
        })
    }
}

/// Whether ` .` at `at` goes on with an ellipsis: no word such as `.NET` begins there.
fn is_spaced_point(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at..) {
        Some([b' ', b'.', rest @ ..]) => {
            rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// The place after a note such as `[12]` at `at`.
fn note_end(text: &str, at: usize) -> Option<usize> {
    if text.as_bytes().get(at) != Some(&b'[') {
        return None;
    }
    let digits_end = skip(text, at + 1, |glyph| glyph.is_ascii_digit());
    let digits = digits_end - at - 1;
    ((1..=3).contains(&digits) && text.as_bytes().get(digits_end) == Some(&b']'))
        .then_some(digits_end + 1)
}

/// Whether the last bytes of a line are a stop, closing marks aside.
pub(super) fn ends_in_stop(line: &[u8]) -> bool {
    let is_closing =
        |byte: u8| matches!(byte, b'"' | b'\'' | b')' | b']' | 0xE2 | 0x80 | 0x99 | 0x9D);
    let last = line.iter().rev().take(8).find(|&&byte| !is_closing(byte));
    // The last byte of an ellipsis, whose others look like a closing quote's.
    matches!(last, Some(b'.' | b'!' | b'?' | 0xA6))
}
