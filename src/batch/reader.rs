//! *A batch is so much text that handing it on costs nothing beside labelling it*: one part of
//! a long document, or a few dozen articles, or hundreds of tiny ones.
//!
//! Where a batch ends depends on what is read alone, never on time or on how many work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use crate::error::{Error, Result};
use crate::input::unread::Given;
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

/// A document, a part of one, an unread page, or what could not be read.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) given: Result<Given>,
    /// The number of the document, from 1.
    pub(crate) number: u64,
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

/// How many bytes of text stand before a batch. Pages are read by whoever labels them, so only
/// they know.
#[derive(Debug)]
pub(crate) enum TextBefore {
    /// So many.
    Known(u64),
    /// Whoever labels the batch before will tell, as soon as its pages are read.
    Told(Receiver<u64>),
}

impl Default for TextBefore {
    fn default() -> TextBefore {
        TextBefore::Known(0)
    }
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
    /// How much text stands before it, and where to tell how much stands before the next.
    pub(crate) text_before: TextBefore,
    pub(crate) text_after: Option<Sender<u64>>,
    /// How far the inputs are read with it; the text and the document that goes on are filled
    /// in later.
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
    /// What the next batch is told of the text before it.
    text_before: TextBefore,
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
            text_before: TextBefore::Known(from.text_bytes),
        }
    }

    /// Takes the next document, part or failure.
    pub(crate) fn take(&mut self, given: Result<Given>) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(interrupted());
        }
        if given.as_ref().is_ok_and(begins) {
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

    fn item(&mut self, given: Result<Given>) -> Result<()> {
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
        let number = self.mark.documents;
        self.batch.items.push(Item { given, number });
        self.batch.bytes += bytes + ITEM_BYTES;
        if self.one_by_one || self.batch.bytes >= BATCH_BYTES {
            self.hand_on_batch()?;
        }
        Ok(())
    }

    /// Counts an item; returns the bytes that it holds.
    fn count(&mut self, given: &Result<Given>) -> usize {
        self.mark.items += 1;
        let begins = match given {
            Ok(given) => begins(given),
            Err(_) => self.unfinished.is_none(),
        };
        if begins {
            self.mark.documents += 1;
        }
        let bytes = match given {
            Ok(Given::Document(document)) => {
                self.hash([document.name.as_bytes(), document.text.as_bytes()]);
                self.unfinished = (!document.part.last).then(|| document.name.clone());
                document.text.len()
            }
            Ok(Given::Page(page)) => {
                self.hash([page.name().as_bytes(), page.bytes()]);
                self.unfinished = None;
                page.bytes().len()
            }
            Err(error) => {
                self.hash.update(&u64::MAX.to_le_bytes());
                self.hash.update(error.to_string().as_bytes());
                self.unfinished = None;
                0
            }
        };
        if self.mark.items == self.from.items {
            self.mark.digest = self.hash.digest();
        }
        bytes
    }

    fn hash(&mut self, fields: [&[u8]; 2]) {
        for field in fields {
            self.hash.update(&field.len().to_le_bytes());
            self.hash.update(field);
        }
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
        let (tell, told) = channel();
        batch.text_after = Some(tell);
        batch.text_before = std::mem::replace(&mut self.text_before, TextBefore::Told(told));
        self.mark.digest = self.hash.digest();
        batch.mark = self.mark.clone();
        (self.hand_on)(batch)
    }
}

/// Whether a document begins here.
fn begins(given: &Given) -> bool {
    match given {
        Given::Document(document) => document.part.is_first(),
        Given::Page(_) => true,
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
