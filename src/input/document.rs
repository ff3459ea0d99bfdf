//! *A document is what is labelled as one*: an article, with what its file says about it.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use crate::error::{Error, Result};
use crate::text::decode::{DecodeError, decode};

use super::language::language;
use super::limits::Limits;

/// A text to score: a whole document, or one part of a long one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// How reports call it: its path, or `-` for standard input.
    pub name: String,
    /// Its characters.
    pub text: String,
    /// The language that it is written in, as ISO 639-3, or `und` where that is not sure.
    pub language: &'static str,
    /// What its file says about it.
    pub about: About,
    /// Where it stands in a document that is read in parts.
    pub part: Part,
}

/// What a file says about its document, beside the text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// Its title.
    pub title: Option<String>,
    /// The outlet or site that it comes from.
    pub source: Option<String>,
    /// When it appeared: `YYYY-MM-DD`, or a time of RFC 3339.
    pub date: Option<String>,
    /// The other columns or members of its record, by name, in their order.
    pub columns: Vec<(String, String)>,
    /// The cells of its record that were asked for by name, in the order of
    /// [`super::source::Settings::carry`]; empty where the record has none.
    pub carried: Vec<String>,
}

/// Where a text stands in its document. A document too long to be held is read in parts, cut
/// between paragraphs, each of which is scored like a document of its own; only numbers and
/// offsets run on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The byte offset of the part in the document's decoded text.
    pub start: usize,
    /// How many headlines and sentences the parts before it have. Whoever reads parts leaves 0;
    /// whoever scores them in order fills it in.
    pub sentences: usize,
    /// Whether the document ends with it.
    pub last: bool,
}

impl Part {
    /// A document in one part.
    pub const WHOLE: Part = Part { start: 0, sentences: 0, last: true };

    /// Whether the document begins with it.
    #[must_use]
    pub fn is_first(self) -> bool {
        self.start == 0
    }
}

/// What is said of an input without a text.
pub(super) const NO_TEXT: &str = "no text in it; expected an article";

/// The longest text that is given in one part, in bytes.
pub const PART_BYTES: usize = 128 << 10;

impl Document {
    /// Reads one document of plain text, whole: a file, or standard input for `-`.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is empty, too large or not text.
    pub fn read(path: &Path) -> Result<Document> {
        let name = path.display().to_string();
        let most = Limits::default().record_bytes;
        let refused = |cause| Error::io(path, "cannot read", cause);
        let mut bytes = Vec::new();
        let read = if name == "-" {
            std::io::stdin().lock().take(most as u64 + 1).read_to_end(&mut bytes)
        } else {
            let file = std::fs::File::open(path).map_err(refused)?;
            file.take(most as u64 + 1).read_to_end(&mut bytes)
        };
        if read.map_err(refused)? > most {
            return Err(Error::at(name, format!("more than {most} bytes; split it into articles")));
        }
        Document::from_owned(name, bytes)
    }

    /// The document of plain text that these bytes hold.
    ///
    /// # Errors
    ///
    /// Where there is no text in them, or they are not text.
    pub fn from_bytes(name: String, bytes: &[u8]) -> Result<Document> {
        Document::from_owned(name, bytes.to_vec())
    }

    /// The same, of bytes that are not needed any more: UTF-8 is not copied.
    ///
    /// # Errors
    ///
    /// Where there is no text in them, or they are not text.
    pub fn from_owned(name: String, bytes: Vec<u8>) -> Result<Document> {
        let text = match text_of(bytes) {
            Ok(text) => text,
            Err(cause) => return Err(Error::at(name, cause.to_string())),
        };
        if text.trim_start().is_empty() {
            return Err(Error::at(name, NO_TEXT));
        }
        Ok(Document::of_text(name, text, About::default()))
    }

    /// A document in one part.
    #[must_use]
    pub fn of_text(name: String, text: String, about: About) -> Document {
        Document { name, language: language(&text), text, about, part: Part::WHOLE }
    }
}

impl Document {
    /// The document of a text that is known as such, of which every character stays.
    ///
    /// # Errors
    ///
    /// Where there is no text in it.
    pub fn from_text(name: String, text: String) -> Result<Document> {
        if text.trim().is_empty() {
            return Err(Error::at(name, NO_TEXT));
        }
        let (about, part) = (About::default(), Part::WHOLE);
        Ok(Document { name, language: language(&text), text, about, part })
    }
}

/// The characters of bytes in whatever encoding.
pub(super) fn text_of(bytes: Vec<u8>) -> std::result::Result<String, DecodeError> {
    let is_whole = match decode(&bytes)?.text {
        Cow::Owned(text) => return Ok(text),
        Cow::Borrowed(text) if text.len() < bytes.len() => return Ok(text.to_owned()),
        Cow::Borrowed(_) => String::from_utf8(bytes),
    };
    // What was borrowed as characters is UTF-8, so nothing is ever replaced here.
    Ok(is_whole.unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_text_are_named() {
        let complaint = |bytes: &[u8]| {
            Document::from_bytes("a.txt".to_owned(), bytes)
                .expect_err("there is no text")
                .to_string()
        };
        assert_eq!(complaint(b" \n"), "a.txt: no text in it; expected an article");
        assert!(complaint(b"PK\x03\x04\0\0\0\0\x08\0\0").starts_with("a.txt: "));
    }

    #[test]
    fn german_is_not_english() {
        let german = "Der Rat hat den Haushalt am Dienstag mit sieben zu vier Stimmen beschlossen, und die Opposition kritisierte die Entscheidung scharf.";
        let document = Document::from_bytes("-".to_owned(), german.as_bytes());
        assert_eq!(document.map(|d| d.language).ok(), Some("deu"));
    }
}
