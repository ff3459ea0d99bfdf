//! The command `report`: many documents in, a folder out.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::batch::identity::Identity;
use crate::batch::labeller::Task;
#[cfg(feature = "parquet")]
use crate::batch::report::PARQUET;
use crate::batch::report::{Also as AlsoFile, Order, Stopped, report as make};
use crate::classify;
use crate::error::{Error, Result};
use crate::report::carry::Carry;
use crate::report::format::Format;
use crate::report::lines::Jsonl;
use crate::report::markdown::Markdown;
use crate::report::nested::Nested;
#[cfg(feature = "parquet")]
use crate::report::piece::Pieces;
use crate::report::sarif::Sarif;
use crate::report::tinted::Html;
use crate::store::clock::now;
use crate::text::sentence::LONGEST_SENTENCE_BYTES;

use super::batch_args::{Also, Report};
use super::given::{chosen, note_unseen, source};
use super::throughput::Throughput;

/// Makes a report, or goes on with one.
pub(super) fn report(args: &Report, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    not_among_its_inputs(&args.output, &args.input.paths)?;
    let model = chosen(&args.model)?;
    let mut also: Vec<Also> = Vec::new();
    // Asked for twice, it is written once.
    for format in &args.also {
        if !also.contains(format) {
            also.push(*format);
        }
    }
    let carry = args.sheets.carry();
    let identity = identity(args, &also, &carry, &model.id);
    let pipeline = args.work.pipeline()?;
    let jobs = pipeline.jobs;
    let order = Order {
        folder: args.output.clone(),
        resume: args.resume,
        identity,
        task: Task {
            model: &model,
            settings: classify::Settings {
                context: args.context.context,
                expect_opinion: args.expectation.expect_opinion,
                ..classify::Settings::default()
            },
            formats: Vec::new(),
            words: true,
        },
        sheets: args.sheets.csv(),
        carry: carry.clone(),
        also: also.into_iter().map(|format| file(format, &carry, &model.id)).collect(),
        save_every: Duration::from_secs_f64(args.save_every),
        pipeline,
    };
    let begun = now();
    let clock = Instant::now();
    let mut throughput = Throughput::new(&args.input, args.progress_lines);
    let made = make(
        order,
        source(&args.input, &carry),
        &mut |documents, bytes| {
            if let Some(line) = throughput.tell(documents, bytes) {
                complain(&Error::new(line).as_note());
            }
        },
        &|documents, bytes| times(&begun, clock.elapsed().as_secs_f64(), jobs, documents, bytes),
    );
    drop(throughput);
    let place = args.output.display().to_string();
    let outcome = match made {
        Ok(outcome) => outcome,
        Err(Stopped { error, .. }) if error.is_interrupt() => {
            let problem = "interrupted; the same command with --resume goes on from here";
            return Err(Error::at(place, problem).as_interrupt());
        }
        Err(Stopped { error, can_go_on: true }) => {
            complain(&error);
            let problem =
                "no report yet; when that is mended, the same command with --resume goes on";
            return Err(Error::at(place, problem));
        }
        Err(Stopped { error, .. }) => return Err(error),
    };
    let totals = &outcome.totals;
    let what = if outcome.was_finished { "was finished before" } else { "wrote the report" };
    let share = totals.tally.opinion_share().map_or(0.0, |share| 100.0 * share);
    let told = format!(
        "{what}: {} documents, {} sentences, {share:.1} % opinion; {} inputs failed",
        totals.documents, totals.tally.sentences, totals.failed
    );
    complain(&Error::at(place.as_str(), told).as_note());
    if totals.tally.cut > 0 {
        let told = format!(
            "{} sentences are longer than {LONGEST_SENTENCE_BYTES} bytes and are cut",
            totals.tally.cut
        );
        complain(&Error::at(args.output.display().to_string(), told).as_note());
    }
    if !outcome.was_finished {
        note_unseen(&carry, &totals.carried, complain);
    }
    if args.strict && totals.failed > 0 {
        let problem = format!("{} inputs could not be read; errors.csv says why", totals.failed);
        complain(&Error::at(place, problem));
    }
    args.check.of(&totals.tally)
}

/// A report in a folder that it reads would read itself.
fn not_among_its_inputs(output: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Ok(mut place) = std::path::absolute(output) else { return Ok(()) };
    // Of the folders above, some may not be there yet.
    while !place.exists() && place.pop() {}
    let place = place.canonicalize().unwrap_or(place);
    let inside = |input: &&PathBuf| {
        input.is_dir() && input.canonicalize().is_ok_and(|input| place.starts_with(input))
    };
    match inputs.iter().find(inside) {
        None => Ok(()),
        Some(input) => {
            let problem = format!(
                "lies in {}, which is read; name a folder that is in no input",
                input.display()
            );
            Err(Error::at(output.display().to_string(), problem))
        }
    }
}

/// All on which the bytes of the report depend.
fn identity(args: &Report, also: &[Also], carry: &Carry, model: &str) -> Identity {
    let input = &args.input;
    let settings = json!({
        "from": input.from.map(|format| format.to_string()),
        "text_column": input.text_column,
        "paths_from": input.paths_from,
        "no_ignore": input.no_ignore,
        "largest_record": input.largest_record,
        "largest_page": input.largest_page,
        "largest_unpacked": input.largest_unpacked,
        "context": args.context.context,
        "expect_opinion": args.expectation.expect_opinion,
        "bom": args.sheets.bom,
        "formula_guard": !args.sheets.no_formula_guard,
        "carry": carry.names(),
        "also": also.iter().map(|format| file(*format, carry, model).name).collect::<Vec<_>>(),
    });
    Identity {
        surmise: env!("CARGO_PKG_VERSION").to_owned(),
        model: model.to_owned(),
        inputs: args.input.paths.iter().map(|path| path.display().to_string()).collect(),
        settings: settings.as_object().cloned().unwrap_or_default(),
    }
}

fn file(format: Also, carry: &Carry, model: &str) -> AlsoFile {
    let carry = || carry.clone();
    let (name, format): (_, Box<dyn Format>) = match format {
        Also::Jsonl => ("sentences.jsonl", Box::new(Jsonl { carry: carry() })),
        Also::Nested => ("articles.jsonl", Box::new(Nested { carry: carry() })),
        Also::Markdown => ("articles.md", Box::new(Markdown)),
        Also::Html => ("articles.html", Box::new(Html)),
        Also::Sarif => ("sentences.sarif", Box::new(Sarif { model: model.to_owned() })),
        #[cfg(feature = "parquet")]
        Also::Parquet => (PARQUET, Box::new(Pieces::new(carry()))),
    };
    AlsoFile { name, format }
}

/// When the last run was, and how fast.
fn times(begun: &str, seconds: f64, jobs: usize, documents: u64, bytes: u64) -> String {
    let times = json!({
        "begun": begun,
        "finished": now(),
        "seconds": seconds,
        "jobs": jobs,
        "documents": documents,
        "text_bytes": bytes,
    });
    let mut text = serde_json::to_string_pretty(&times).expect("names and numbers");
    text.push('\n');
    text
}
