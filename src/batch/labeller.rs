//! A labeller takes a batch of documents and says what was found, in every format.

use std::sync::mpsc::Sender;

use crate::classify::{self, Classifier, Predictions};
use crate::error::{Error, Result};
use crate::input::document::Document;
use crate::model::Model;
use crate::report::cut::cut;
use crate::report::format::{Article, Failed, Format, Open, Place, Scored};
use crate::report::tally::Tally;
use crate::text::sentence::LONGEST_SENTENCE_BYTES;

use super::reader::{Batch, Before, Item, Mark, TextBefore};
use super::totals::{Finished, Histogram};

/// What is asked of every labeller.
pub struct Task<'m> {
    /// Who knows.
    pub model: &'m Model,
    /// How sentences are classified.
    pub settings: classify::Settings,
    /// How it is said: a stream of bytes for each.
    pub formats: Vec<Box<dyn Format>>,
    /// Whether words are counted, for shares of words.
    pub words: bool,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub struct Made {
    /// The bytes of each format.
    pub streams: Vec<Vec<u8>>,
    /// The documents that ended in it.
    pub finished: Vec<Finished>,
    /// What could not be read, and warnings, in order.
    pub told: Vec<Error>,
    /// How often each probability was said.
    pub histogram: Histogram,
    /// How far the inputs were read.
    pub mark: Mark,
    /// What of memory it stands for.
    pub(crate) bytes: usize,
}

impl Made {
    /// Makes room for the next batch.
    pub(crate) fn clear(&mut self) {
        for stream in &mut self.streams {
            stream.clear();
            // What one batch of long sentences needed is not kept for ever.
            stream.shrink_to(LARGEST_KEPT_BYTES);
        }
        self.finished.clear();
        self.told.clear();
        self.histogram = Histogram::default();
    }
}

/// A buffer keeps no more memory than this between batches.
const LARGEST_KEPT_BYTES: usize = 1024 * 1024;

/// Labels batches, one after the other; one for each thread.
pub(crate) struct Labeller<'t, 'm> {
    task: &'t Task<'m>,
    classifier: Classifier<'m>,
    predictions: Predictions,
}

impl<'t, 'm> Labeller<'t, 'm> {
    pub(crate) fn new(task: &'t Task<'m>) -> Labeller<'t, 'm> {
        let classifier = Classifier::new(task.model, task.settings);
        Labeller { task, classifier, predictions: Predictions::default() }
    }

    /// Labels a batch in place of what `made` held.
    pub(crate) fn label(&mut self, batch: Batch, made: &mut Made) -> Result<()> {
        made.clear();
        made.streams.resize_with(self.task.formats.len(), Vec::new);
        made.bytes = batch.bytes;
        made.mark = batch.mark;
        let items = read(batch.items)?;
        let mut text_before = so_far(batch.text_before)?;
        made.mark.text_bytes = text_before + items.iter().map(Read::text_bytes).sum::<u64>();
        if let Some(tell) = batch.text_after {
            // Who waits no longer has stopped with everybody else.
            let _ = tell.send(made.mark.text_bytes);
        }
        let (mut before, mut after) = (batch.before, batch.after);
        let mut open = None;
        let mut items = items.into_iter();
        while let Some(item) = items.next() {
            let here = text_before;
            text_before += item.text_bytes();
            let Read { given, number } = item;
            // Whoever labels the next batch waits for how the last item ends.
            let after = if items.len() == 0 { after.take() } else { None };
            match given {
                Ok(mut document) => {
                    let begins = document.part.is_first();
                    self.classifier.classify_part(&document.text, begins, &mut self.predictions);
                    // Only now is it needed how the part before ended.
                    let begun = waited_for(std::mem::take(&mut before))?.or_else(|| open.take());
                    open = self.document(&mut document, begun, after, number, here, made)?;
                }
                Err(error) => {
                    let begun = waited_for(std::mem::take(&mut before))?.or_else(|| open.take());
                    self.failure(error, begun.as_ref(), number, here, made)?;
                }
            }
        }
        made.mark.open = open;
        for (format, stream) in self.task.formats.iter().zip(&mut made.streams) {
            format.batch(stream).map_err(unwritable)?;
        }
        Ok(())
    }

    /// Says what was found in a document or part. Returns its state if it goes on.
    fn document(
        &self,
        document: &mut Document,
        begun: Option<Open>,
        after: Option<Sender<Open>>,
        number: u64,
        text_before: u64,
        made: &mut Made,
    ) -> Result<Option<Open>> {
        let predictions = &self.predictions;
        let Open { article, tally: before, place, text_before } = begun.unwrap_or_else(|| Open {
            article: Article::of(document, predictions),
            tally: Tally::default(),
            place: Place::default(),
            text_before,
        });
        let mut tally = before;
        for found in &predictions.sentences {
            let words = self.task.words.then(|| found.sentence.span.of(&document.text));
            tally.add(found, words);
            made.histogram.add(found);
        }
        for at in cut(document, predictions) {
            if tally.cut == 0 {
                let start = document.part.start + predictions.sentences[at].sentence.span.start;
                let problem = format!(
                    "the sentence at byte {start} is longer than {LONGEST_SENTENCE_BYTES} bytes and is cut; others of this document are not told"
                );
                made.told.push(Error::at(document.name.as_str(), problem).as_note());
            }
            tally.cut += 1;
        }
        document.part.sentences = usize::try_from(before.sentences).unwrap_or(usize::MAX);
        let mut goes_on = None;
        if !document.part.last {
            let place = place.after(&document.text);
            let open = Open { article: article.clone(), tally, place, text_before };
            if let Some(after) = after {
                // The next part waits for this before it is written. Who waits no longer has
                // stopped with everybody else.
                let _ = after.send(open.clone());
            }
            goes_on = Some(open);
        }
        let model = self.task.model;
        let scored = Scored {
            document,
            model,
            predictions,
            article: &article,
            tally: &tally,
            place,
            number,
            text_before,
        };
        for (format, stream) in self.task.formats.iter().zip(&mut made.streams) {
            format.scored(stream, &scored).map_err(unwritable)?;
        }
        if document.part.is_first() && !matches!(document.language, "eng" | "und") {
            let problem =
                format!("looks like {}, not English; its labels mean little", document.language);
            made.told.push(Error::at(document.name.as_str(), problem).as_note());
        }
        if document.part.last {
            made.finished.push(Finished::read(&article, tally));
        }
        Ok(goes_on)
    }

    /// Says that an input could not be read.
    fn failure(
        &self,
        error: Error,
        open: Option<&Open>,
        number: u64,
        text_before: u64,
        made: &mut Made,
    ) -> Result<()> {
        let text_before = open.map_or(text_before, |open| open.text_before);
        let failed = Failed { error: &error, open, number, text_before };
        for (format, stream) in self.task.formats.iter().zip(&mut made.streams) {
            format.failed(stream, &failed).map_err(unwritable)?;
        }
        made.finished.push(Finished::failed(open));
        made.told.push(error);
        Ok(())
    }
}

/// A document, a part of one, or what could not be read.
struct Read {
    given: Result<Document>,
    /// The number of the document, from 1.
    number: u64,
}

impl Read {
    fn text_bytes(&self) -> u64 {
        self.given.as_ref().map_or(0, |document| document.text.len() as u64)
    }
}

/// Reads the pages among these items.
fn read(items: Vec<Item>) -> Result<Vec<Read>> {
    let mut all = Vec::with_capacity(items.len());
    for Item { given, number } in items {
        let mut keep = |given: Result<Document>| {
            all.push(Read { given, number });
            Ok(())
        };
        match given {
            Ok(given) => given.read(&mut keep)?,
            Err(error) => keep(Err(error))?,
        }
    }
    Ok(all)
}

/// How much text stands before a batch, as soon as it is known.
fn so_far(before: TextBefore) -> Result<u64> {
    match before {
        TextBefore::Known(bytes) => Ok(bytes),
        TextBefore::Told(told) => told.recv().map_err(|_| no_batch_before()),
    }
}

fn no_batch_before() -> Error {
    Error::new("stopped, because the part before was not labelled")
}

/// The state of the document that goes on, as soon as it is known.
fn waited_for(before: Before) -> Result<Option<Open>> {
    match before {
        Before::Nothing => Ok(None),
        Before::Known(open) => Ok(Some(*open)),
        Before::Told(told) => match told.recv() {
            Ok(open) => Ok(Some(open)),
            Err(_) => Err(no_batch_before()),
        },
    }
}

fn unwritable(cause: std::io::Error) -> Error {
    Error::io(std::path::Path::new("a result"), "cannot be written in this format", cause)
}
