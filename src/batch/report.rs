//! The command `report`, from its inputs to the finished folder.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::error::{Error, Result};
use crate::label::{Kind, Label};
use crate::report::articles::{Articles, Failures};
use crate::report::carry::Carry;
use crate::report::csv;
use crate::report::format::Format;
use crate::report::lines::Csv;
#[cfg(feature = "parquet")]
use crate::report::parquet::Table;
#[cfg(feature = "parquet")]
use crate::store::atomic::Output;

use super::folder::{Begun, RUN, Work};
use super::identity::Identity;
use super::labeller::Task;
use super::page;
use super::page_text::{MOST_ARTICLES, MOST_TEXT_BYTES, Rows, Texts};
use super::pipeline::{self, Source};
use super::totals::Totals;

/// The names of the files that every report has, in the order in which they get them. Those
/// that were asked for besides come before the page.
const SENTENCES: &str = "sentences.csv";
const ARTICLES: &str = "articles.csv";
const FAILURES: &str = "errors.csv";
const PAGE: &str = "report.html";
const TIMES: &str = "times.json";

/// What the page is made of; these two stay among the unfinished.
const PAGE_ROWS: &str = "rows.html";
const PAGE_TEXTS: &str = "texts.html";

/// The table of sentences as Parquet, and the pieces that it is made of at the end.
pub const PARQUET: &str = "sentences.parquet";
const PARQUET_PIECES: &str = "parquet.pieces";

/// A format that was asked for besides, under the name of its file.
pub struct Also {
    /// The name of the file.
    pub name: &'static str,
    /// What stands in it.
    pub format: Box<dyn Format>,
}

/// What a report is made of.
pub struct Order<'m> {
    /// The folder, which must be empty or not there.
    pub folder: PathBuf,
    /// Whether to go on with a report that is not finished.
    pub resume: bool,
    /// Everything on which the bytes depend.
    pub identity: Identity,
    /// Who knows, and how sentences are classified. Its formats are filled in here.
    pub task: Task<'m>,
    /// How to write CSV.
    pub sheets: csv::Settings,
    /// What stands behind the columns of the tables.
    pub carry: Carry,
    /// Formats besides.
    pub also: Vec<Also>,
    /// How often what is made becomes durable.
    pub save_every: std::time::Duration,
    /// How to work.
    pub pipeline: pipeline::Settings,
}

/// Why there is no report.
#[derive(Debug)]
pub struct Stopped {
    /// What happened.
    pub error: Error,
    /// Whether the same can be asked for again, to go on from where it stopped.
    pub can_go_on: bool,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped { error, can_go_on: false }
    }
}

/// How it went.
#[derive(Debug)]
pub struct Outcome {
    /// What was counted.
    pub totals: Totals,
    /// Whether the report had been finished before.
    pub was_finished: bool,
}

/// Makes a report. `told` learns how much is done after each batch: documents and bytes of
/// text, of all runs together; `times` gives what stands in `times.json`.
///
/// # Errors
///
/// Where the folder is not free, or what is there belongs to another report, or cannot be
/// written; and where somebody stopped it. `--resume` goes on from there.
pub fn report(
    order: Order<'_>,
    source: Source,
    told: &mut dyn FnMut(u64, u64),
    times: &dyn Fn(u64, u64) -> String,
) -> std::result::Result<Outcome, Stopped> {
    let Order {
        folder,
        resume,
        identity,
        mut task,
        sheets: settings,
        carry,
        also,
        save_every,
        mut pipeline,
    } = order;
    let mut names = vec![SENTENCES, ARTICLES, FAILURES, PAGE_ROWS, PAGE_TEXTS];
    task.formats = vec![
        Box::new(Csv { settings, carry: carry.clone() }),
        Box::new(Articles { settings, carry: carry.clone() }),
        Box::new(Failures(settings)),
        Box::new(Rows),
        Box::new(Texts),
    ];
    for Also { name, format } in also {
        names.push(if name == PARQUET { PARQUET_PIECES } else { name });
        task.formats.push(format);
    }
    let heads: Vec<(String, Vec<u8>)> = names
        .iter()
        .zip(&task.formats)
        .map(|(name, format)| ((*name).to_owned(), format.head()))
        .collect();
    let begins: Vec<(usize, &'static str)> = heads
        .iter()
        .zip(&task.formats)
        .map(|((_, head), format)| (head.len(), format.separator()))
        .collect();
    let mut work = match Work::begin(&folder, identity, resume, &heads, save_every)? {
        Begun::Work(work) => *work,
        Begun::Finished => return Ok(Outcome { totals: finished(&folder)?, was_finished: true }),
    };
    let going_on = |error: Error| {
        let can_go_on = error.is_interrupt() || error.is_refusal();
        Stopped { error, can_go_on }
    };
    if !work.is_complete() {
        pipeline.from = work.mark().clone();
        // A piece of the table is made of a batch.
        pipeline.whole_batches = names.contains(&PARQUET_PIECES);
        let how = pipeline::run(&task, pipeline, source, &mut |made| {
            work.add(made, &begins)?;
            told(made.mark.documents, made.mark.text_bytes);
            Ok(())
        });
        if how.as_ref().is_err_and(Error::is_interrupt) {
            work.save(false).map_err(going_on)?;
        }
        how.map_err(going_on)?;
        let tails: Vec<Vec<u8>> = task.formats.iter().map(|format| format.tail()).collect();
        work.complete(&tails).map_err(going_on)?;
    }
    let totals = work.totals().clone();
    let files: Vec<&str> = names
        .iter()
        .map(|name| if *name == PARQUET_PIECES { PARQUET } else { *name })
        .filter(|name| !matches!(*name, PAGE_ROWS | PAGE_TEXTS))
        .collect();
    end(work, &files, &carry, times).map_err(going_on)?;
    Ok(Outcome { totals, was_finished: false })
}

/// Writes what is made of the whole, and gives everything its name.
fn end(
    work: Work,
    files: &[&str],
    carry: &Carry,
    times: &dyn Fn(u64, u64) -> String,
) -> Result<()> {
    #[cfg(feature = "parquet")]
    if files.contains(&PARQUET) {
        columns(&work, carry)?;
    }
    #[cfg(not(feature = "parquet"))]
    let _ = carry;
    let mut page = Vec::new();
    page::write(
        &mut page,
        work.identity(),
        work.totals(),
        &work.place(PAGE_ROWS),
        &work.place(PAGE_TEXTS),
    )
    .map_err(|cause| Error::io(&work.place(PAGE), "cannot be made", cause))?;
    work.write(PAGE, &page)?;
    let mark = work.mark();
    work.write(TIMES, times(mark.documents, mark.text_bytes).as_bytes())?;
    work.write(RUN, run(&work, files)?.as_bytes())?;
    let names: Vec<String> =
        files.iter().chain(&[PAGE, TIMES, RUN]).map(|name| (*name).to_owned()).collect();
    work.finish(&names)
}

/// Puts the pieces into groups of rows.
#[cfg(feature = "parquet")]
fn columns(work: &Work, carry: &Carry) -> Result<()> {
    let pieces = work.place(PARQUET_PIECES);
    let path = pieces.with_file_name(PARQUET);
    let refused = |cause| Error::io(&path, "cannot write", cause);
    let from =
        std::fs::File::open(&pieces).map_err(|cause| Error::io(&pieces, "cannot read", cause))?;
    let mut table = Table::new(Output::open(Some(&path))?, from, carry).map_err(refused)?;
    table.add_all().map_err(refused)?;
    table.finish().map_err(refused)?.finish()
}

/// What was done, as JSON: what a report is made of, what was counted, and how large the files
/// are. Nothing in it depends on when or how fast it was made.
fn run(work: &Work, files: &[&str]) -> Result<String> {
    let totals = work.totals();
    let tally = &totals.tally;
    let kinds: serde_json::Map<String, serde_json::Value> =
        Kind::ALL.iter().map(|kind| (kind.to_string(), json!(tally.kind(*kind)))).collect();
    let mut sizes = serde_json::Map::new();
    for name in files.iter().chain(&[PAGE]) {
        let path = work.place(name);
        let length =
            std::fs::metadata(&path).map_err(|cause| Error::io(&path, "cannot read", cause))?.len();
        sizes.insert((*name).to_owned(), json!(length));
    }
    let identity = serde_json::to_value(work.identity()).expect("names and numbers");
    let mut run = json!({
        "counts": {
            "documents": totals.documents,
            "failed": totals.failed,
            "not_english": totals.foreign,
            "text_bytes": work.mark().text_bytes,
            "sentences": tally.sentences,
            "fact": tally.label(Label::Fact),
            "opinion": tally.label(Label::Opinion),
            "kinds": kinds,
            "unsure": tally.unsure,
            "cut_sentences": tally.cut,
            "words": tally.words,
            "opinion_words": tally.opinion_words,
        },
        "shares": {
            "opinion": tally.opinion_share(),
            "opinion_of_words": tally.opinion_share_of_words(),
            "mean_probability": tally.mean_probability(),
        },
        "page": {
            "order": "as the inputs come",
            "most_articles": MOST_ARTICLES,
            "most_text_bytes": MOST_TEXT_BYTES,
        },
        "file_bytes": sizes,
    });
    if let (Some(run), serde_json::Value::Object(identity)) = (run.as_object_mut(), identity) {
        run.extend(identity);
    }
    let mut text = serde_json::to_string_pretty(&run).expect("names and numbers");
    text.push('\n');
    Ok(text)
}

/// The counts that matter of a report that was finished before.
fn finished(folder: &Path) -> Result<Totals> {
    let path = folder.join(RUN);
    let bytes = std::fs::read(&path).map_err(|cause| Error::io(&path, "cannot read", cause))?;
    let run: serde_json::Value = serde_json::from_slice(&bytes)
        .map_err(|cause| Error::at(path.display().to_string(), cause.to_string()))?;
    let count = |place: &str| run.pointer(place).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let mut totals = Totals {
        documents: count("/counts/documents"),
        failed: count("/counts/failed"),
        foreign: count("/counts/not_english"),
        ..Totals::default()
    };
    totals.tally.sentences = count("/counts/sentences");
    totals.tally.cut = count("/counts/cut_sentences");
    for kind in Kind::ALL {
        totals.tally.kinds[kind.index()] = count(&format!("/counts/kinds/{kind}"));
    }
    Ok(totals)
}
