//! *A long text is read in parts*, cut where a reader would pause: between paragraphs if
//! possible, else after a line, a sentence or a word.

use std::io::Read;

use crate::error::{Error, Result};

use super::document::{About, Document, NO_TEXT, PART_BYTES, Part, text_of};
use super::source::Take;

/// What comes out of reading a long text.
pub(super) enum End {
    /// All of it was read.
    Whole,
    /// This went wrong, after some parts or before the first.
    Failed(Error),
}

/// Gives a text of UTF-8 in parts, and holds no more than two of them.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_part(name: &str, mut bytes: impl Read, take: &mut Take<'_>) -> Result<End> {
    let mut held: Vec<u8> = Vec::with_capacity(PART_BYTES + 1);
    let mut parts = Parts { name, start: 0, language: None, is_blank: true };
    loop {
        let room = (PART_BYTES + 1).saturating_sub(held.len());
        let read = (&mut bytes).take(room as u64).read_to_end(&mut held);
        if let Err(cause) = read {
            return Ok(End::Failed(Error::io(name.as_ref(), "cannot read", cause)));
        }
        let last = held.len() <= PART_BYTES;
        let mut next = Vec::new();
        if !last {
            let end = pause(&held[..PART_BYTES]);
            next.reserve_exact(PART_BYTES + 1);
            next.extend_from_slice(&held[end..]);
            held.truncate(end);
        }
        match text_of(held) {
            Ok(text) => take(Ok(parts.next(text, last)))?,
            Err(cause) => return Ok(End::Failed(Error::at(name, cause.to_string()))),
        }
        if last {
            let blank = || End::Failed(Error::at(name, NO_TEXT));
            return Ok(if parts.is_blank { blank() } else { End::Whole });
        }
        held = next;
    }
}

/// Gives a document, or the error in its place.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn deliver(document: Result<Document>, take: &mut Take<'_>) -> Result<()> {
    match document {
        Ok(document) => give(document, take),
        Err(error) => take(Err(error)),
    }
}

/// Gives a document, in parts where its text is long.
///
/// # Errors
///
/// The first of `take`.
fn give(document: Document, take: &mut Take<'_>) -> Result<()> {
    if document.text.len() <= PART_BYTES {
        return take(Ok(document));
    }
    let mut rest = document.text.as_str();
    let mut start = 0;
    while !rest.is_empty() {
        let last = rest.len() <= PART_BYTES;
        let end = if last { rest.len() } else { pause(&rest.as_bytes()[..PART_BYTES]) };
        let (text, after) = rest.split_at(end);
        take(Ok(Document {
            name: document.name.clone(),
            text: text.to_owned(),
            language: document.language,
            about: document.about.clone(),
            part: Part { start, sentences: 0, last },
        }))?;
        start += end;
        rest = after;
    }
    Ok(())
}

/// The parts that were given.
struct Parts<'a> {
    name: &'a str,
    start: usize,
    language: Option<&'static str>,
    is_blank: bool,
}

impl Parts<'_> {
    fn next(&mut self, text: String, last: bool) -> Document {
        let part = Part { start: self.start, sentences: 0, last };
        self.start += text.len();
        self.is_blank &= text.trim_start().is_empty();
        let (name, about) = (self.name.to_owned(), About::default());
        if let Some(language) = self.language {
            return Document { name, text, language, about, part };
        }
        let first = Document::of_text(name, text, about);
        self.language = Some(first.language);
        Document { part, ..first }
    }
}

/// Where to cut `text`, which goes on: at its end or before, in its second half where there is a
/// pause. Never within a character of UTF-8.
fn pause(text: &[u8]) -> usize {
    let half = text.len() / 2;
    let after =
        |mark: &[u8]| memchr::memmem::rfind(&text[half..], mark).map(|at| half + at + mark.len());
    after(b"\n\n")
        .or_else(|| after(b"\n\r\n"))
        .or_else(|| after(b"\n"))
        .or_else(|| after_sentence(text, half))
        .or_else(|| after("。".as_bytes()))
        .or_else(|| after(b" "))
        .unwrap_or_else(|| character_start(text))
}

/// The place after the last full stop and space.
fn after_sentence(text: &[u8], half: usize) -> Option<usize> {
    memchr::memrchr_iter(b' ', &text[half..])
        .map(|at| half + at)
        .find(|at| matches!(text[at - 1], b'.' | b'!' | b'?'))
        .map(|at| at + 1)
}

/// The start of the character that the end of `text` may cut.
fn character_start(text: &[u8]) -> usize {
    let continues = text.iter().rev().take(3).take_while(|byte| **byte & 0xC0 == 0x80).count();
    let lead = text.len() - continues - 1;
    if text[lead] >= 0xC0 { lead } else { text.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &[u8]) -> Vec<Document> {
        let mut found = Vec::new();
        each_part("long.txt", text, &mut |part| {
            found.push(part?);
            Ok(())
        })
        .expect("take agrees");
        found
    }

    /// The parts of a text join to it, and none is longer than it may be.
    fn assert_joins(text: &str) -> Vec<Document> {
        let found = parts(text.as_bytes());
        let joined: String = found.iter().map(|part| part.text.as_str()).collect();
        assert!(joined == text);
        let mut start = 0;
        for part in &found {
            assert_eq!(part.part.start, start);
            assert!(part.text.len() <= PART_BYTES);
            start += part.text.len();
        }
        let last: Vec<bool> = found.iter().map(|part| part.part.last).collect();
        assert_eq!(last.iter().filter(|last| **last).count(), 1);
        assert_eq!(last.last(), Some(&true));
        found
    }

    #[test]
    fn a_long_text_is_cut_between_paragraphs() {
        let found = assert_joins(&"It rained. It rained again.\n\n".repeat(5 * PART_BYTES / 58));
        assert_eq!(found.len(), 3);
        assert!(found[..2].iter().all(|part| part.text.ends_with("\n\n")));
    }

    #[test]
    fn without_paragraphs_it_is_cut_after_a_line_a_sentence_or_a_word() {
        let lines = assert_joins(&"It rained. It rained again.\n".repeat(60_000));
        assert!(lines[0].text.ends_with(".\n"));
        let sentences = assert_joins(&"It rained. It rained again. ".repeat(60_000));
        assert!(sentences[0].text.ends_with(". "));
        let words = assert_joins(&"rain and ".repeat(200_000));
        assert!(words[0].text.ends_with(' '));
    }

    #[test]
    fn a_line_without_end_is_cut_between_characters() {
        let found = assert_joins(&"雨".repeat(PART_BYTES / 2));
        assert_eq!(found.len(), 2);
        assert_eq!(assert_joins(&"a".repeat(PART_BYTES + 1)).len(), 2);
        assert_eq!(assert_joins(&"a".repeat(PART_BYTES)).len(), 1);
    }

    #[test]
    fn blank_bytes_without_end_are_no_text() {
        let blank = " ".repeat(3 * PART_BYTES);
        let end = each_part("blank.txt", blank.as_bytes(), &mut |_| Ok(())).expect("take agrees");
        let End::Failed(error) = end else { panic!("there is no text") };
        assert_eq!(error.to_string(), "blank.txt: no text in it; expected an article");
    }

    #[test]
    fn a_long_document_in_memory_is_given_in_the_same_parts() {
        let text = "It rained. It rained again.\n\n".repeat(100_000);
        let document = Document::of_text("a".to_owned(), text.clone(), About::default());
        let mut given = Vec::new();
        give(document, &mut |part| {
            given.push(part?);
            Ok(())
        })
        .expect("take agrees");
        let flowed: Vec<(usize, String)> =
            parts(text.as_bytes()).into_iter().map(|part| (part.part.start, part.text)).collect();
        assert!(given.into_iter().map(|part| (part.part.start, part.text)).eq(flowed));
    }
}
