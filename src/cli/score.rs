//! The command `score`: many documents in, one stream out, in their order.

use std::io::Write as _;

use crate::batch::labeller::Task;
use crate::batch::pipeline;
use crate::batch::totals::see;
use crate::classify;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::report::carry::Carry;
use crate::report::lines::{Csv, Jsonl};
use crate::report::markdown::Markdown;
use crate::report::nested::Nested;
#[cfg(feature = "parquet")]
use crate::report::parquet::Table;
#[cfg(feature = "parquet")]
use crate::report::piece::Pieces;
use crate::report::sarif::Sarif;
use crate::report::tally::Tally;
use crate::report::text::{self, Text};
use crate::report::tinted::Html;
use crate::report::{csv, format};
use crate::store::atomic::Output;

use super::args::{Format, Score};
use super::batch_args::{Check, Sheets, Work};
use super::given::{chosen, note_unseen, source};
use super::out::{colour, refused};
use super::stop;

/// Labels every sentence of what can be read; the rest is complained of.
pub(super) fn score(args: &Score, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    if args.nested && args.to != Format::Jsonl {
        return Err(Error::new("--nested goes with --to jsonl"));
    }
    let carry = args.sheets.carry();
    if !carry.is_empty() && !args.to.has_columns() {
        return Err(Error::new("--carry goes with --to csv, jsonl or parquet"));
    }
    let model = chosen(&args.model)?;
    let format = format(args, &carry, &model);
    let (head, separator, tail) = (format.head(), format.separator(), format.tail());
    let task = Task {
        model: &model,
        settings: classify::Settings {
            context: args.context.context,
            expect_opinion: args.expectation.expect_opinion,
            contributions: args.explain,
        },
        formats: vec![format],
        words: false,
    };
    let output = Output::open(args.output.as_deref())?;
    let unwritten = refused(args.output.as_deref());
    let mut output = match args.to {
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let pieces = output.beside()?;
            Sink::Table(Box::new(Table::new(output, pieces, &carry).map_err(&unwritten)?))
        }
        _ => Sink::Bytes(output),
    };
    output.write(&head).map_err(&unwritten)?;
    let mut pipeline = args.work.pipeline()?;
    // Nobody reads a table before it is whole.
    let line_buffered = args.line_buffered && !args.to.is_table();
    pipeline.one_by_one = line_buffered;
    let mut is_first = true;
    let mut tally = Tally::default();
    let mut seen = Vec::new();
    pipeline::run(&task, pipeline, source(&args.input, &carry), &mut |made| {
        made.told.iter().for_each(&mut *complain);
        for finished in &made.finished {
            tally.merge(&finished.tally);
            see(&mut seen, &finished.carried);
        }
        let bytes = made.streams[0].as_slice();
        let skip = if is_first && !bytes.is_empty() { separator.len() } else { 0 };
        is_first &= bytes.is_empty();
        output.write(&bytes[skip..]).map_err(&unwritten)?;
        if line_buffered { output.flush().map_err(&unwritten) } else { Ok(()) }
    })?;
    output.write(&tail).map_err(&unwritten)?;
    output.finished().map_err(&unwritten)?.finish()?;
    note_unseen(&carry, &seen, complain);
    args.check.of(&tally)
}

/// Where the pieces of a format go.
enum Sink {
    /// One behind the other.
    Bytes(Output),
    /// Into columns.
    #[cfg(feature = "parquet")]
    Table(Box<Table<Output>>),
}

impl Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Sink::Bytes(output) => output.write_all(bytes),
            #[cfg(feature = "parquet")]
            Sink::Table(table) => table.add(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Sink::Bytes(output) => output.flush(),
            // A group of rows cannot be written in two pieces.
            #[cfg(feature = "parquet")]
            Sink::Table(_) => Ok(()),
        }
    }

    #[cfg_attr(
        not(feature = "parquet"),
        expect(clippy::unnecessary_wraps, reason = "a table may fail to finish")
    )]
    fn finished(self) -> std::io::Result<Output> {
        match self {
            Sink::Bytes(output) => Ok(output),
            #[cfg(feature = "parquet")]
            Sink::Table(table) => table.finish(),
        }
    }
}

fn format(args: &Score, carry: &Carry, model: &Model) -> Box<dyn format::Format> {
    let carry = || carry.clone();
    let colour = args.output.is_none() && colour();
    match args.to {
        Format::Text => Box::new(Text(text::Settings { colour, explain: args.explain })),
        Format::Csv => Box::new(Csv { settings: args.sheets.csv(), carry: carry() }),
        Format::Jsonl if args.nested => Box::new(Nested { carry: carry() }),
        Format::Jsonl => Box::new(Jsonl { carry: carry() }),
        Format::Markdown => Box::new(Markdown),
        Format::Html => Box::new(Html),
        Format::Sarif => Box::new(Sarif { model: model.id.clone() }),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(Pieces::new(carry())),
    }
}

impl Format {
    /// Whether it is kept by columns.
    #[cfg_attr(not(feature = "parquet"), expect(clippy::unused_self, reason = "nothing is"))]
    fn is_table(self) -> bool {
        #[cfg(feature = "parquet")]
        return self == Format::Parquet;
        #[cfg(not(feature = "parquet"))]
        false
    }

    /// Whether it has columns or members for each sentence.
    fn has_columns(self) -> bool {
        match self {
            Format::Csv | Format::Jsonl => true,
            #[cfg(feature = "parquet")]
            Format::Parquet => true,
            Format::Text | Format::Markdown | Format::Html | Format::Sarif => false,
        }
    }
}

impl Sheets {
    /// What of the inputs' records stands behind our columns.
    pub(super) fn carry(&self) -> Carry {
        Carry::new(&self.carry)
    }

    /// How to write CSV.
    pub(super) fn csv(&self) -> csv::Settings {
        csv::Settings { formula_guard: !self.no_formula_guard, bom: self.bom }
    }
}

impl Work {
    /// How to work, from now on with an ear for Ctrl-C.
    pub(super) fn pipeline(&self) -> Result<pipeline::Settings> {
        let mut settings = pipeline::Settings { stop: stop::flag()?, ..Default::default() };
        if let Some(jobs) = self.jobs {
            settings.jobs = usize::from(jobs);
        }
        Ok(settings)
    }
}

impl Check {
    /// Whether what was asked for holds of all sentences.
    pub(super) fn of(&self, tally: &Tally) -> Result<()> {
        let (Some(most), Some(share)) = (self.fail_on_opinion, tally.opinion_share()) else {
            return Ok(());
        };
        if share <= most {
            return Ok(());
        }
        let problem = format!(
            "{:.1} % of {} sentences are opinion; expected at most {:.1} %",
            100.0 * share,
            tally.sentences,
            100.0 * most
        );
        Err(Error::new(problem).as_check())
    }
}
