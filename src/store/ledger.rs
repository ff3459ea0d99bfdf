//! The corrections that a model folder keeps: none is lost, each can be taken back.
//!
//! `corrections.jsonl` holds one JSON object for each correction or withdrawal, in the order
//! in which they came; those of one retraining share a `batch`. Every retraining builds on
//! all that hold. A later batch's word of the same person on the same sentence of the same
//! document replaces the earlier; within a batch nothing replaces anything, so that what
//! contradicts itself is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::input::corrections::{Correction, Corrections, Sampling, file_of};
use crate::label::{Gold, Label};
use crate::learn::corpus::hex;
use crate::text::key::{folded, key};

use super::{clock, line};

/// Who said something of which sentence: person, document, number in it, key of the text.
type Place = (String, Option<String>, Option<u64>, u64);

/// The corrections of a folder.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    batch: u64,
    held: BTreeMap<Place, BTreeSet<Correction>>,
    /// The places of which this batch has spoken.
    since: BTreeSet<Place>,
}

/// Lines to be written, and what they change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Added {
    lines: String,
    /// Corrections that the ledger did not hold.
    pub new: usize,
    /// Corrections that no longer hold.
    pub withdrawn: usize,
}

impl Ledger {
    /// Reads the ledger at `path`, which need not be there.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or at the line that is damaged.
    pub fn read(path: PathBuf) -> Result<Ledger> {
        let lines = line::read(&path)?;
        let mut ledger = Ledger { path, batch: 0, held: BTreeMap::new(), since: BTreeSet::new() };
        for (number, line) in lines.lines().enumerate() {
            let damaged = || {
                Error::at(
                    format!("{}:{}", ledger.path.display(), number + 1),
                    "this line is damaged; expected a correction: restore the file from a copy, or take the line out",
                )
            };
            let (batch, place, correction) = entry(line).ok_or_else(damaged)?;
            ledger.take(batch, place, correction);
        }
        Ok(ledger)
    }

    /// All corrections that hold, in an order of their own.
    #[must_use]
    pub fn corrections(&self) -> Vec<Correction> {
        self.held.values().flatten().cloned().collect()
    }

    /// The SHA-256 of all corrections that hold, in lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for correction in self.held.values().flatten() {
            hasher.update(line_of(0, "", correction, true).as_bytes());
        }
        hex(&hasher.finalize())
    }

    /// Takes in what files say, in memory only; a correction that the ledger holds already is
    /// no news. `drop` names sources, as `file` or `file:line`, whose corrections no longer
    /// hold.
    ///
    /// # Errors
    ///
    /// Where `drop` names a source of which there is nothing.
    pub fn add(&mut self, given: &Corrections, drop: &[String]) -> Result<Added> {
        let mut added = Added::default();
        let batch = self.batch + 1;
        let saved = clock::now();
        for source in drop {
            let dropped: Vec<Correction> = self
                .corrections()
                .into_iter()
                .filter(|c| c.source == *source || file_of(&c.source) == source)
                .collect();
            if dropped.is_empty() {
                return Err(Error::new(format!(
                    "--drop {source}: no correction came from there; `surmise models show` lists the sources"
                )));
            }
            for correction in dropped {
                self.withdraw(batch, &saved, &correction, &mut added);
            }
        }
        for withdrawal in &given.withdrawn {
            let taken_back: Vec<Correction> = self
                .corrections()
                .into_iter()
                .filter(|c| {
                    c.person() == withdrawal.person()
                        && c.document == withdrawal.document
                        && key(&c.text) == key(&withdrawal.text)
                })
                .collect();
            for correction in taken_back {
                self.withdraw(batch, &saved, &correction, &mut added);
            }
        }
        let held: BTreeSet<Correction> = self.corrections().into_iter().map(timeless).collect();
        for correction in &given.given {
            if held.contains(&timeless(correction.clone())) {
                continue;
            }
            added.lines.push_str(&line_of(batch, &saved, correction, true));
            added.new += 1;
            self.take(batch, place(correction), Some(correction.clone()));
        }
        Ok(added)
    }

    /// Writes what was added; it is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn save(&self, added: &Added) -> Result<()> {
        if added.lines.is_empty() { Ok(()) } else { line::append(&self.path, &added.lines) }
    }

    fn withdraw(&mut self, batch: u64, saved: &str, correction: &Correction, added: &mut Added) {
        added.lines.push_str(&line_of(batch, saved, correction, false));
        added.withdrawn += 1;
        self.take(batch, place(correction), None);
    }

    fn take(&mut self, batch: u64, place: Place, correction: Option<Correction>) {
        if batch > self.batch {
            self.batch = batch;
            self.since.clear();
        }
        let replaces = self.since.insert(place.clone());
        let held = self.held.entry(place).or_default();
        if replaces || correction.is_none() {
            held.clear();
        }
        held.extend(correction);
    }
}

fn place(correction: &Correction) -> Place {
    let Correction { document, sentence, text, .. } = correction;
    (correction.person().to_owned(), document.clone(), *sentence, key(text))
}

/// The correction without what changes when the same file is read again from elsewhere.
fn timeless(correction: Correction) -> Correction {
    let by = Some(correction.person().to_owned());
    let text = folded(&correction.text);
    Correction { at: None, by, text, source: String::new(), predicted: None, ..correction }
}

fn line_of(batch: u64, saved: &str, correction: &Correction, holds: bool) -> String {
    let mut line = json!({
        "batch": batch,
        "saved": saved,
        "document": correction.document,
        "sentence": correction.sentence,
        "text": correction.text,
        "corrected": holds.then(|| correction.gold.as_str()),
        "predicted": correction.predicted.map(Gold::as_str),
        "by": correction.by,
        "at": correction.at,
        "order": correction.order.as_str(),
        "source": correction.source,
    })
    .to_string();
    line.push('\n');
    line
}

/// What a line says: its batch, the place, and the correction unless it was taken back.
fn entry(line: &str) -> Option<(u64, Place, Option<Correction>)> {
    let fields: Value = serde_json::from_str(line).ok()?;
    let string = |name: &str| fields[name].as_str().map(str::to_owned);
    let gold = match &fields["corrected"] {
        Value::Null => None,
        Value::String(gold) => Some(gold.parse().ok()?),
        _ => return None,
    };
    let correction = Correction {
        document: string("document"),
        sentence: fields["sentence"].as_u64(),
        text: string("text")?,
        gold: gold.unwrap_or(Gold::Label(Label::Fact)),
        predicted: string("predicted").and_then(|gold| gold.parse().ok()),
        by: string("by"),
        at: string("at"),
        order: Sampling::named(fields["order"].as_str()?),
        source: string("source")?,
    };
    let place = place(&correction);
    Some((fields["batch"].as_u64()?, place, gold.map(|_| correction)))
}
