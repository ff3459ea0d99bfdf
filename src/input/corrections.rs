//! A *correction* is a person's label against a prediction; it comes in a plain file.
//!
//! What kind of file it is shows in its content, not in its name:
//!
//! - our own CSV report with its column `corrected` filled in, whatever a spreadsheet did to
//!   it, and any CSV with a text and a label (`sheet.rs`);
//! - JSON lines: the review page's journal, our own JSON report, and the exports of Label
//!   Studio, doccano and Prodigy (`annotation.rs`).

use std::path::Path;

use crate::error::{Error, Result};
use crate::label::Gold;
use crate::text::decode::decode;

use super::{annotation, sheet};

/// In which order a person came to a sentence. It decides what may be learned from the label:
/// a calibration needs sentences as they come, not those that the model found hard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sampling {
    /// As they stand in the text, or at random.
    Reading,
    /// The unsure ones first.
    Queue,
    /// Nobody knows; perhaps the wrong ones alone.
    Unknown,
}

impl Sampling {
    /// The order as files call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Sampling::Reading => "reading",
            Sampling::Queue => "queue",
            Sampling::Unknown => "unknown",
        }
    }

    /// The order that a file names; what is neither `reading` nor `queue` is unknown.
    #[must_use]
    pub fn named(name: &str) -> Sampling {
        match name.trim() {
            "reading" | "random" => Sampling::Reading,
            "queue" => Sampling::Queue,
            _ => Sampling::Unknown,
        }
    }
}

/// A person's label for one sentence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Correction {
    /// The document that the sentence stands in, where the file says it.
    pub document: Option<String>,
    /// The number of the sentence in its document, from 1, where the file says it.
    pub sentence: Option<u64>,
    /// The sentence.
    pub text: String,
    /// What the person said.
    pub gold: Gold,
    /// What the model had said, where the file tells.
    pub predicted: Option<Gold>,
    /// Who said it.
    pub by: Option<String>,
    /// When, as the file writes it.
    pub at: Option<String>,
    /// In which order the person came to it.
    pub order: Sampling,
    /// Where it was read: `file:line`.
    pub source: String,
}

impl Correction {
    /// Who answers for it: the person where one is named, the file otherwise.
    #[must_use]
    pub fn person(&self) -> &str {
        self.by.as_deref().unwrap_or_else(|| file_of(&self.source))
    }

    /// Whether the person agreed with the model: such a correction is *confirmed*.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        match (self.gold, self.predicted) {
            (Gold::Kind(kind), Some(Gold::Kind(predicted))) => kind == predicted,
            (gold, Some(predicted)) => gold.label() == predicted.label(),
            (_, None) => false,
        }
    }
}

/// The file in `file:line`.
#[must_use]
pub fn file_of(source: &str) -> &str {
    source.rsplit_once(':').map_or(source, |(file, _)| file)
}

/// A correction that its person has taken back.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Withdrawal {
    /// The document of the sentence.
    pub document: Option<String>,
    /// The sentence.
    pub text: String,
    /// Who takes it back.
    pub by: Option<String>,
    /// Where it was read: `file:line`.
    pub source: String,
}

impl Withdrawal {
    /// Who takes it back: the person where one is named, the file otherwise.
    #[must_use]
    pub fn person(&self) -> &str {
        self.by.as_deref().unwrap_or_else(|| file_of(&self.source))
    }
}

/// What correction files say.
#[derive(Debug, Default)]
pub struct Corrections {
    /// What people said, in the order of the files.
    pub given: Vec<Correction>,
    /// What they took back.
    pub withdrawn: Vec<Withdrawal>,
    /// What a person should hear; nothing failed.
    pub notes: Vec<Error>,
}

impl Corrections {
    /// Reads correction files. `by` answers for what names nobody.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, or at the place in it that is wrong.
    pub fn read(paths: &[impl AsRef<Path>], by: Option<&str>) -> Result<Corrections> {
        let mut corrections = Corrections::default();
        for path in paths {
            let path = path.as_ref();
            let bytes =
                std::fs::read(path).map_err(|cause| Error::io(path, "cannot read", cause))?;
            corrections.add(&path.display().to_string(), &bytes)?;
        }
        if let Some(by) = by {
            for correction in &mut corrections.given {
                correction.by.get_or_insert_with(|| by.to_owned());
            }
            for withdrawal in &mut corrections.withdrawn {
                withdrawal.by.get_or_insert_with(|| by.to_owned());
            }
        }
        Ok(corrections)
    }

    /// Adds what the bytes of a file say; `name` is how sources and errors call it.
    ///
    /// # Errors
    ///
    /// At `name:line:column` where a label is unknown, a column is missing or a row is
    /// damaged.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let decoded = decode(bytes).map_err(|cause| Error::at(name, cause.to_string()))?;
        let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
        if text.trim().is_empty() {
            return Err(Error::at(name, "nothing in it; expected a CSV report or JSON lines"));
        }
        let before = self.given.len() + self.withdrawn.len();
        if text.trim_start().starts_with(['{', '[']) {
            annotation::read(name, text, self)?;
        } else {
            sheet::read(name, text.as_bytes(), self)?;
        }
        if self.given.len() + self.withdrawn.len() == before {
            self.notes.push(Error::at(name, "holds no corrections").as_note());
        }
        Ok(())
    }
}
