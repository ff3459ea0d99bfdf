//! *A batch is so much text that handing it on costs nothing beside labelling it*: one part of
//! a long document, or a few dozen articles, or hundreds of tiny ones.
//!
//! Where a batch ends depends on what is read alone, never on time or on how many work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use crate::error::{Error, Result};
use crate::input::document::Document;
use crate::report::format::Open;

/// A batch ends with the item that fills so many bytes.
const BATCH_BYTES: usize = 64 * 1024;

/// What an item counts beside its text, so that a batch of empty ones ends too.
const ITEM_BYTES: usize = 256;

/// How far the inputs were read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mark {
    /// Documents, parts and failures.
    pub items: u64,
    /// Documents and failures.
    pub documents: u64,
    /// Bytes of text.
    pub text_bytes: u64,
    /// The hash of all that was read.
    pub digest: u64,
    /// The document that goes on.
    pub open: Option<Open>,
}

/// A document, a part of one, or what could not be read.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) given: Result<Document>,
    /// The number of the document, from 1.
    pub(crate) number: u64,
    /// How many bytes of text the documents before it had.
    pub(crate) text_before: u64,
}

/// Where the state of the document comes from whose next part a batch begins with.
#[derive(Debug, Default)]
pub(crate) enum Before {
    /// The batch begins with a new document.
    #[default]
    Nothing,
    /// It is known.
    Known(Box<Open>),
    /// Whoever labels the batch before will tell.
    Told(Receiver<Open>),
}

/// Items to label together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) items: Vec<Item>,
    /// What of memory and work it stands for.
    pub(crate) bytes: usize,
    pub(crate) before: Before,
    /// Where to tell of the document that goes on in the next batch.
    pub(crate) after: Option<Sender<Open>>,
    /// How far the inputs are read with it; the document that goes on is filled in later.
    pub(crate) mark: Mark,
}

/// Cuts what is read into batches.
pub(crate) struct Reader<'a> {
    /// What is known from before is read again, and not handed on.
    from: &'a Mark,
    stop: &'a AtomicBool,
    /// Whether each item is a batch of its own.
    one_by_one: bool,
    hand_on: &'a mut dyn FnMut(Batch) -> Result<()>,
    hash: Xxh3Default,
    mark: Mark,
    batch: Batch,
    /// The document of which another part must come.
    unfinished: Option<String>,
    /// The text before the document that was begun last.
    text_before: u64,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        from: &'a Mark,
        stop: &'a AtomicBool,
        one_by_one: bool,
        hand_on: &'a mut dyn FnMut(Batch) -> Result<()>,
    ) -> Reader<'a> {
        Reader {
            from,
            stop,
            one_by_one,
            hand_on,
            hash: Xxh3Default::new(),
            mark: Mark::default(),
            batch: Batch::default(),
            unfinished: None,
            text_before: 0,
        }
    }

    /// Takes the next document, part or failure.
    pub(crate) fn take(&mut self, given: Result<Document>) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(interrupted());
        }
        if given.as_ref().is_ok_and(|document| document.part.is_first()) {
            self.break_off()?;
        }
        self.item(given)
    }

    /// Hands on what is left, though the inputs have not ended.
    pub(crate) fn rest(mut self) -> Result<()> {
        self.hand_on_batch()
    }

    /// Hands on what is left of inputs that have ended.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.break_off()?;
        if self.mark.items < self.from.items {
            return Err(changed());
        }
        self.hand_on_batch()
    }

    /// A document whose last part never came has failed.
    fn break_off(&mut self) -> Result<()> {
        match self.unfinished.clone() {
            Some(name) => self.item(Err(Error::at(name, "breaks off; its end was not read"))),
            None => Ok(()),
        }
    }

    fn item(&mut self, given: Result<Document>) -> Result<()> {
        let bytes = self.count(&given);
        let known = self.mark.items <= self.from.items;
        if known {
            if self.mark.items == self.from.items && self.mark.digest != self.from.digest {
                return Err(changed());
            }
            if self.mark.items == self.from.items
                && let Some(open) = &self.from.open
            {
                self.batch.before = Before::Known(Box::new(open.clone()));
            }
            return Ok(());
        }
        let (number, text_before) = (self.mark.documents, self.text_before);
        self.batch.items.push(Item { given, number, text_before });
        self.batch.bytes += bytes + ITEM_BYTES;
        if self.one_by_one || self.batch.bytes >= BATCH_BYTES {
            self.hand_on_batch()?;
        }
        Ok(())
    }

    /// Counts an item; returns the bytes of its text.
    fn count(&mut self, given: &Result<Document>) -> usize {
        self.mark.items += 1;
        let begins = match given {
            Ok(document) => document.part.is_first(),
            Err(_) => self.unfinished.is_none(),
        };
        if begins {
            self.mark.documents += 1;
            self.text_before = self.mark.text_bytes;
        }
        match given {
            Ok(document) => {
                for field in [&document.name, &document.text] {
                    self.hash.update(&field.len().to_le_bytes());
                    self.hash.update(field.as_bytes());
                }
                self.unfinished = (!document.part.last).then(|| document.name.clone());
                self.mark.text_bytes += document.text.len() as u64;
            }
            Err(error) => {
                self.hash.update(&u64::MAX.to_le_bytes());
                self.hash.update(error.to_string().as_bytes());
                self.unfinished = None;
            }
        }
        if self.mark.items == self.from.items {
            self.mark.digest = self.hash.digest();
        }
        given.as_ref().map_or(0, |document| document.text.len())
    }

    fn hand_on_batch(&mut self) -> Result<()> {
        let mut batch = std::mem::take(&mut self.batch);
        if batch.items.is_empty() {
            return Ok(());
        }
        if self.unfinished.is_some() {
            let (tell, told) = channel();
            batch.after = Some(tell);
            self.batch.before = Before::Told(told);
        }
        self.mark.digest = self.hash.digest();
        batch.mark = self.mark.clone();
        (self.hand_on)(batch)
    }
}

/// Somebody pressed Ctrl-C.
pub(crate) fn interrupted() -> Error {
    Error::new("interrupted").as_interrupt()
}

fn changed() -> Error {
    Error::new(
        "the inputs are not what they were when this report was begun; begin anew in another folder",
    )
}
