//! *A sentence is what a reader takes in at once*, and the unit that gets a label.
//!
//! The text is read once. Masks of bytes find the places where a sentence could end – stops, line ends,
//! bullets – and at each of them the neighbourhood, never more than a window of fixed size, decides. So the
//! time grows with the length of the text whatever is in it.

use super::boundary::ends_sentence;
use super::candidate::Candidates;
use super::glyph::{
    glyph_at, is_bullet, is_line_end, is_opener, skip, skip_blanks, skip_space, trim_back,
};
use super::header;
use super::layout::{Layout, Lines, is_full};
use super::list::{List, Marker};
use super::opener::begins_with_opener;
use super::span::Span;
use super::stop::{Stop, ends_in_stop};

/// The longest sentence, in bytes. Longer ones are no sentences but tables or noise, and are cut, so that
/// whatever is done to a sentence takes bounded memory.
pub const LONGEST_SENTENCE_BYTES: usize = 16 * 1024;

/// How far ahead the end of a line is looked for, in bytes; a longer line is prose.
const LINE_AHEAD_BYTES: usize = 512;

/// What a sentence is in its document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The title of the document.
    Headline,
    /// A sentence of the text, also a heading or an item of a list.
    Sentence,
    /// A line at the top that names the author or the outlet.
    Source,
    /// A line at the top that says when the document appeared.
    Date,
}

/// A sentence: where it is, and what it is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Sentence {
    /// Its place; it begins and ends with characters that are no white space.
    pub span: Span,
    /// What it is in the document.
    pub role: Role,
    /// Whether a paragraph, heading or item begins with it.
    pub paragraph_start: bool,
}

/// The sentences of `text` in order. Every character that is no white space is in exactly one of them.
#[must_use]
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    sentences_into(text, true, &mut found);
    found
}

/// As [`sentences`], in place of what `found` held, so that many documents can share one allocation. Only
/// where the document `begins` with `text`, and this is no later part of it, does a header stand on top.
pub fn sentences_into(text: &str, begins: bool, found: &mut Vec<Sentence>) {
    found.clear();
    Splitter::new(text, found).run();
    if begins {
        header::mark(text, found);
    }
}

/// The state of the one pass over a text.
struct Splitter<'a> {
    text: &'a str,
    found: &'a mut Vec<Sentence>,
    /// Where the sentence under the cursor begins.
    start: usize,
    paragraph_start: bool,
    /// Where the line under the cursor begins, and how many blanks stand there.
    line_start: usize,
    indent: usize,
    layout: Layout,
    list: List,
    /// The stop that the line under the cursor ends in, if it does.
    pending: Option<Stop>,
    /// Whether an odd number of straight double quotes stands between the paragraph's start and `quotes_to`.
    in_quotes: bool,
    quotes_to: usize,
    candidates: Candidates<'a>,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, found: &'a mut Vec<Sentence>) -> Self {
        Self {
            text,
            found,
            start: 0,
            paragraph_start: true,
            line_start: 0,
            indent: 0,
            layout: Layout::UNKNOWN,
            list: List::default(),
            pending: None,
            in_quotes: false,
            quotes_to: 0,
            candidates: Candidates::of(text),
        }
    }

    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let first = skip_space(self.text, 0);
        self.line_start = first;
        let mut at = self.open(first, true);
        while let Some(hit) = self.candidates.next(at) {
            at = match bytes[hit] {
                b'.' | b'!' | b'?' => self.stop(hit),
                b'\n' => self.line_end(hit),
                b')' => self.item(hit).unwrap_or(hit + 1),
                _ => self.wide(hit),
            };
        }
        let end = trim_back(self.text, self.start, bytes.len());
        self.emit(end);
    }

    /// At an ASCII or other stop: ends the sentence if the stop does. Returns where to go on.
    fn stop(&mut self, hit: usize) -> usize {
        let bytes = self.text.as_bytes();
        if bytes[hit] == b'.' {
            if let Some(after) = self.item(hit) {
                return after;
            }
            // `3.14`, `example.com`, `a.m.`
            if bytes
                .get(hit + 1)
                .is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            {
                return hit + 1;
            }
        }
        let mut stop = Stop::at(self.text, hit);
        let mut next = skip_blanks(self.text, stop.closed);
        match glyph_at(self.text, next) {
            None => return next,
            Some(glyph) if is_line_end(glyph) => {
                self.pending = Some(stop);
                return next;
            }
            Some(_) if next == stop.closed && stop.quoted => {
                if let Some(quote) = self.opening_quote(stop) {
                    stop = stop.closed_at(quote);
                    next = quote;
                }
            }
            Some(_) => {}
        }
        if !ends_sentence(self.text, self.start, stop, next) {
            return stop.closed;
        }
        if let Some(point) = stop.before_spaced_ellipsis(self.text) {
            return self.cut(point.closed, point.closed + 1, false);
        }
        self.cut(stop.closed, next, false)
    }

    /// The straight quote right after a stop, if no quotation is open in the paragraph that it could close.
    fn opening_quote(&mut self, stop: Stop) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if bytes.get(stop.end) != Some(&b'"') || stop.closed != stop.end + 1 {
            return None;
        }
        let passed = bytes.get(self.quotes_to..stop.end)?;
        let quotes = memchr::memchr_iter(b'"', passed).count();
        self.in_quotes ^= quotes % 2 == 1;
        self.quotes_to = stop.end;
        (!self.in_quotes).then_some(stop.end)
    }

    /// At the mark of `2.` or `2)`: begins the next item of a list that the line holds. Returns where to go
    /// on, or `None` if no item begins here.
    fn item(&mut self, hit: usize) -> Option<usize> {
        let expected = self.list.expected?;
        let bytes = self.text.as_bytes();
        let word = bytes.get(self.start..hit)?;
        let width =
            word.iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count().max(1);
        let at = hit.checked_sub(width)?;
        let (marker, end) =
            if bytes.get(at.checked_sub(1)?)?.is_ascii_whitespace() && at > self.start {
                Marker::at(self.text, at)?
            } else {
                return None;
            };
        let next = skip(self.text, skip_blanks(self.text, end), is_opener);
        let begins = glyph_at(self.text, next).is_some_and(char::is_uppercase);
        if marker != expected || !begins {
            return None;
        }
        let before = trim_back(self.text, self.start, at);
        Some(self.cut(before, at, false))
    }

    /// At a byte that may begin `…`, a bullet or another mark beyond ASCII.
    fn wide(&mut self, hit: usize) -> usize {
        let Some(glyph) = glyph_at(self.text, hit) else {
            return hit + 1;
        };
        match glyph {
            '…' | '。' | '！' | '？' | '｡' => self.stop(hit),
            '\u{2028}' | '\u{2029}' => self.line_end(hit),
            _ if self.list.bullet == Some(glyph) && is_bullet(glyph) => self.bullet(hit, glyph),
            _ => hit + glyph.len_utf8(),
        }
    }

    /// At the bullet that began the line: begins the next item.
    fn bullet(&mut self, hit: usize, glyph: char) -> usize {
        let before = trim_back(self.text, self.start, hit);
        if before == hit || before <= self.start {
            return hit + glyph.len_utf8();
        }
        self.cut(before, hit, true)
    }

    /// At a line end: ends the paragraph or only the sentence, or neither. Returns where to go on.
    fn line_end(&mut self, hit: usize) -> usize {
        let next = skip_space(self.text, hit);
        let gap = &self.text.as_bytes()[hit..next];
        if next == self.text.len() {
            return next;
        }
        let line_end = trim_back(self.text, self.start, hit);
        let stop = self.pending.take().filter(|stop| stop.closed == line_end);
        let indent = gap.iter().rev().take_while(|&&byte| byte != b'\n').count();
        let is_one_line_end = gap[0] == b'\n' && indent + 1 == gap.len();
        let goes_on = is_one_line_end && self.line_goes_on(hit, line_end, next, indent, stop);
        self.line_start = next - indent;
        self.indent = indent;
        if !goes_on {
            return self.cut(line_end, next, true);
        }
        match stop {
            Some(stop) if ends_sentence(self.text, self.start, stop, next) => {
                self.cut(line_end, next, false)
            }
            _ => next,
        }
    }

    /// Whether the line that ends at `line_end` goes on in the next one, which begins at `next`.
    fn line_goes_on(
        &mut self,
        hit: usize,
        line_end: usize,
        next: usize,
        indent: usize,
        stop: Option<Stop>,
    ) -> bool {
        let bytes = self.text.as_bytes();
        if indent >= 2 && self.indent < indent || is_item(self.text, next) || is_byline(bytes, next)
        {
            return false;
        }
        if !self.layout.holds_at(hit) {
            self.layout = Layout::of(bytes, self.line_start);
        }
        let line_bytes = line_end.saturating_sub(self.line_start);
        let word_bytes =
            bytes[next..].iter().take(40).take_while(|byte| !byte.is_ascii_whitespace()).count();
        let first = glyph_at(self.text, skip(self.text, next, is_opener));
        let small = first.is_some_and(char::is_lowercase) && stop.is_none();
        match self.layout.lines {
            Lines::Paragraphs => small,
            // A line that ends in `Mr.` goes on even if it is short.
            Lines::Wrapped(width) => {
                let is_owned = |stop| !ends_sentence(self.text, self.start, stop, next);
                small || is_full(line_bytes, word_bytes, width) || stop.is_some_and(is_owned)
            }
            Lines::Unsure(_) if small => is_full(line_bytes, 0, 0) || next_line_stops(bytes, next),
            Lines::Unsure(width) => {
                is_full(line_bytes, word_bytes, width)
                    && match stop {
                        Some(stop) => !ends_sentence(self.text, self.start, stop, next),
                        None => {
                            !begins_with_opener(&self.text[next..]) && next_line_stops(bytes, next)
                        }
                    }
            }
        }
    }

    /// Ends the sentence at `end` and begins one at `next`. Returns where to go on.
    fn cut(&mut self, end: usize, next: usize, paragraph: bool) -> usize {
        self.emit(end);
        self.open(next, paragraph)
    }

    /// Begins a sentence at `start`. Returns the place after the marker of a list item, or `start`.
    fn open(&mut self, start: usize, paragraph: bool) -> usize {
        self.start = start;
        self.paragraph_start = paragraph;
        if paragraph {
            self.in_quotes = false;
            self.quotes_to = start;
            let (list, after) = List::at_line_start(self.text, start, self.list.expected);
            self.list = list;
            return after;
        }
        match (self.list.expected, Marker::at(self.text, start)) {
            (Some(expected), Some((marker, after))) if marker == expected => {
                self.list.expected = Some(expected.next());
                after
            }
            (_, Some((marker, after))) if marker.is_numbered_stop() => after,
            _ => start,
        }
    }

    /// Gives out the sentence that ends at `end`, in pieces if it is too long.
    fn emit(&mut self, end: usize) {
        while end.saturating_sub(self.start) > LONGEST_SENTENCE_BYTES {
            let mut limit = self.start + LONGEST_SENTENCE_BYTES;
            while !self.text.is_char_boundary(limit) {
                limit -= 1;
            }
            let piece = &self.text.as_bytes()[self.start..limit];
            let space = memchr::memrchr3(b' ', b'\n', b'\t', piece).map(|at| self.start + at);
            let limit = space.unwrap_or(limit);
            let piece_end = trim_back(self.text, self.start, limit);
            self.push(piece_end);
            self.start = skip_space(self.text, limit);
            self.paragraph_start = false;
        }
        if end > self.start {
            self.push(end);
        }
    }

    fn push(&mut self, end: usize) {
        let span = Span { start: self.start, end };
        self.found.push(Sentence {
            span,
            role: Role::Sentence,
            paragraph_start: self.paragraph_start,
        });
    }
}

/// Whether the line at `at` is an item of a list or a heading of Markdown, by its first mark.
fn is_item(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'-' | b'*' | b'+' | b'#' | b'>') => {
            let after = skip(text, at, |glyph| matches!(glyph, '#' | '-' | '*' | '>' | '+'));
            bytes.get(after).is_none_or(u8::is_ascii_whitespace)
        }
        Some(byte) if byte.is_ascii_alphanumeric() => Marker::at(text, at).is_some(),
        Some(byte) if byte.is_ascii() => false,
        _ => glyph_at(text, at).is_some_and(is_bullet),
    }
}

/// Whether the line at `at` begins as the author's line does: *By Jane Doe*.
fn is_byline(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..), Some([b'B' | b'b', b'y' | b'Y', b' ', b'A'..=b'Z', ..]))
}

/// Whether the line at `at` ends in a stop, or is too long for a heading.
fn next_line_stops(bytes: &[u8], at: usize) -> bool {
    let ahead = bytes.get(at..bytes.len().min(at + LINE_AHEAD_BYTES)).unwrap_or_default();
    match memchr::memchr(b'\n', ahead) {
        Some(end) => ends_in_stop(ahead[..end].trim_ascii_end()),
        None => ahead.len() == LINE_AHEAD_BYTES || ends_in_stop(ahead.trim_ascii_end()),
    }
}

#[cfg(test)]
#[path = "sentence_tests.rs"]
mod tests;
