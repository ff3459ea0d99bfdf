//! Documents to score: files, folders and standard input, one document each.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::text::decode::decode;

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

/// The largest document that is read, in bytes; a longer one is not an article.
pub const LARGEST_DOCUMENT_BYTES: u64 = 1 << 30;

/// Only so much of a text is looked at to tell its language, in bytes.
const LANGUAGE_SAMPLE_BYTES: usize = 4096;

impl Document {
    /// Reads one document: a file, or standard input for `-`.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is empty, too large or not text.
    pub fn read(path: &Path) -> Result<Document> {
        let name = path.display().to_string();
        let refused = |cause| Error::io(path, "cannot read", cause);
        let mut bytes = Vec::new();
        let read = if name == "-" {
            let stdin = std::io::stdin().lock();
            stdin.take(LARGEST_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)
        } else {
            let file = std::fs::File::open(path).map_err(refused)?;
            file.take(LARGEST_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)
        };
        if read.map_err(refused)? as u64 > LARGEST_DOCUMENT_BYTES {
            return Err(Error::at(
                name,
                format!("more than {LARGEST_DOCUMENT_BYTES} bytes; split it into articles"),
            ));
        }
        Document::from_bytes(name, &bytes)
    }

    /// The document that these bytes hold.
    ///
    /// # Errors
    ///
    /// Where there is no text in them, or they are not text.
    pub fn from_bytes(name: String, bytes: &[u8]) -> Result<Document> {
        let decoded = match decode(bytes) {
            Ok(decoded) => decoded,
            Err(cause) => return Err(Error::at(name, cause.to_string())),
        };
        if decoded.text.trim().is_empty() {
            return Err(Error::at(name, "no text in it; expected an article"));
        }
        Ok(Document {
            name,
            language: language(&decoded.text),
            text: decoded.text.into_owned(),
            about: About::default(),
            part: Part::WHOLE,
        })
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
            return Err(Error::at(name, "no text in it; expected an article"));
        }
        let (about, part) = (About::default(), Part::WHOLE);
        Ok(Document { name, language: language(&text), text, about, part })
    }
}

/// The ISO 639-3 code of the language, or `und` where whatlang is not sure.
fn language(text: &str) -> &'static str {
    let mut end = text.len().min(LANGUAGE_SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    whatlang::detect(&text[..end])
        .filter(whatlang::Info::is_reliable)
        .map_or("und", |found| found.lang().code())
}

/// The documents that `paths` name: a folder stands for the `*.txt` files in it and below,
/// in the order of their names. What cannot be listed is an error in its place.
#[must_use]
pub fn expand(paths: &[PathBuf]) -> Vec<Result<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, &mut found);
            if found.len() == before {
                let place = path.display().to_string();
                found.push(Err(Error::at(place, "no *.txt files in this folder")));
            }
        } else {
            found.push(Ok(path.clone()));
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<Result<PathBuf>>) {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(cause) => {
            found.push(Err(Error::io(folder, "cannot read the folder", cause)));
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // Links to folders are not followed: they may lead round in a circle.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.push(Ok(path));
        }
    }
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
