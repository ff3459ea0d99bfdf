//! What came from what: the journal of a model folder, one JSON object a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};

use super::{clock, line};

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// A model was trained, and the comparison let it take the champion's place.
    Promoted,
    /// A model was trained and took the champion's place against the comparison's advice.
    Forced,
    /// A model was trained and kept as a candidate.
    Candidate,
    /// A person made a model the current one.
    Used,
    /// A person went back to the parent.
    Rollback,
}

impl Event {
    /// Whether a model was trained.
    #[must_use]
    pub fn trained(self) -> bool {
        matches!(self, Event::Promoted | Event::Forced | Event::Candidate)
    }

    /// The event as it stands in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Event::Promoted => "promoted",
            Event::Forced => "forced",
            Event::Candidate => "candidate",
            Event::Used => "used",
            Event::Rollback => "rollback",
        }
    }
}

/// One line of the history.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// What happened.
    pub event: Event,
    /// The model that it is about.
    pub id: String,
    /// The model that was current before.
    pub parent: String,
    /// When, as RFC 3339.
    pub at: String,
    /// Who asked for it, where they said.
    pub by: Option<String>,
    /// How the model was trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<TrainingRecord>,
}

/// How a model was trained.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// Corrections that held then.
    pub corrections: usize,
    /// Their SHA-256.
    pub corrections_sha256: String,
    /// How many times each counted.
    pub weight: u32,
    /// How much macro-F1 the guard was allowed to lose.
    pub margin: f64,
    /// Why the model should not have taken the champion's place.
    pub objections: Vec<String>,
    /// The figures of the comparison.
    pub figures: Value,
}

/// The history of a folder.
#[derive(Debug)]
pub struct History {
    path: PathBuf,
    /// Its lines, oldest first.
    pub entries: Vec<Entry>,
}

impl History {
    /// Reads the history at `path`, which need not be there.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or at the line that is damaged.
    pub fn read(path: PathBuf) -> Result<History> {
        let mut entries = Vec::new();
        for (number, line) in line::read(&path)?.lines().enumerate() {
            entries.push(serde_json::from_str(line).map_err(|cause| {
                let place = format!("{}:{}", path.display(), number + 1);
                Error::at(place, format!("this line is damaged ({cause}); take it out"))
            })?);
        }
        Ok(History { path, entries })
    }

    /// Adds a line; it is on the disk when this returns. The lock is the caller's.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn add(
        &mut self,
        event: Event,
        id: &str,
        parent: &str,
        by: Option<&str>,
        training: Option<TrainingRecord>,
    ) -> Result<()> {
        let entry = Entry {
            event,
            id: id.to_owned(),
            parent: parent.to_owned(),
            at: clock::now(),
            by: by.map(str::to_owned),
            training,
        };
        let mut line =
            serde_json::to_string(&entry).map_err(|cause| Error::new(cause.to_string()))?;
        line.push('\n');
        line::append(&self.path, &line)?;
        self.entries.push(entry);
        Ok(())
    }

    /// The models that were trained here, in the order in which they first were; the first is
    /// version 1.
    #[must_use]
    pub fn versions(&self) -> Vec<&Entry> {
        let mut versions: Vec<&Entry> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.event.trained()) {
            if versions.iter().all(|known| known.id != entry.id) {
                versions.push(entry);
            }
        }
        versions
    }

    /// The last line that tells how a model was trained.
    #[must_use]
    pub fn training_of(&self, id: &str) -> Option<&TrainingRecord> {
        self.entries.iter().rev().find_map(|e| e.training.as_ref().filter(|_| e.id == id))
    }
}
