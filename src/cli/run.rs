//! One short function a command.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory as _;
use serde::Serialize;

use crate::classify::{self, Classifier};
use crate::error::{Error, Result};
use crate::input::document::Document;
use crate::learn::corpus::Corpus;
use crate::learn::train::{self, train as train_model};
use crate::model::calibration::Calibration;
use crate::report::explain;
use crate::report::row::role_name;
use crate::store::atomic::Output;
use crate::text::sentence::sentences_into;

use super::args::{Cli, Command, Explain, Segment, Train};
use super::evaluate::evaluate;
use super::given::{chosen, corpus, each_document, labelled};
use super::out::{colour, print, refused};
use super::report::report;
use super::score::score;
use super::{doctor, models, retrain};

/// Runs a command. Problems with single inputs go to `complain` and do not stop the others.
///
/// # Errors
///
/// What stops the command as a whole.
pub fn run(cli: Cli, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    match cli.command {
        Command::Score(args) => score(&args, complain),
        Command::Report(args) => report(&args, complain),
        Command::Train(args) => train(&args, complain),
        Command::Evaluate(args) => evaluate(&args, complain),
        Command::Retrain(args) => {
            let (printed, refused) = retrain::run(&args, complain)?;
            print(printed.as_bytes())?;
            refused.map_or(Ok(()), |refused| Err(refused.as_check()))
        }
        Command::Models(args) => print(models::run(&args)?.as_bytes()),
        Command::Explain(args) => explain(&args),
        Command::Segment(args) => segment(&args, complain),
        #[cfg(feature = "review")]
        Command::Review(args) => super::review::review(args, complain),
        #[cfg(feature = "serve")]
        Command::Serve(args) => super::serve::serve(&args, complain),
        Command::Man { folder } => super::man::write(&folder),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "surmise", &mut script);
            print(&script)
        }
    }
}

fn train(args: &Train, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    let corpus = if args.data.is_empty() {
        corpus(args.training_data.as_deref())?
    } else {
        let mut own = labelled(&args.data)?;
        own.cues = Corpus::embedded()?.cues;
        own
    };
    if args.check_labels {
        let found = doctor::run(&corpus, args.output.as_deref())?;
        let told = format!("{found} of {} labels look wrong", corpus.examples().count());
        complain(&Error::new(told).as_note());
        return Ok(());
    }
    let path = args.output.as_deref().unwrap_or(Path::new("surmise.model"));
    let model = train_model(&corpus, train::Settings::default())?;
    let mut output = Output::open(Some(path))?;
    output.write_all(&model.to_bytes()?).map_err(refused(Some(path)))?;
    output.finish()?;
    if model.learned.alone == Calibration::CAUTIOUS {
        let note = "the examples are too few, or in too few documents, to measure how far the model is to be believed; its probabilities are cautious guesses";
        complain(&Error::new(note).as_note());
    }
    complain(
        &Error::new(format!(
            "wrote {}: model {} of {} sentences in {} documents, {} features",
            path.display(),
            model.id,
            model.provenance.sentences,
            model.provenance.documents,
            model.vocabulary().len()
        ))
        .as_note(),
    );
    Ok(())
}

fn explain(args: &Explain) -> Result<()> {
    let model = chosen(&args.model)?;
    let document = if args.sentence == "-" {
        Document::read(Path::new("-"))?
    } else {
        Document::from_bytes("the sentence".to_owned(), args.sentence.as_bytes())?
    };
    let settings = classify::Settings {
        context: args.context.context,
        expect_opinion: args.expectation.expect_opinion,
        contributions: true,
    };
    let predictions = Classifier::new(&model, settings).classify(&document.text);
    let drawing = explain::Settings {
        colour: colour(),
        width: terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)),
    };
    let mut lines = Vec::new();
    for (number, prediction) in predictions.sentences.iter().enumerate() {
        if number > 0 {
            lines.extend(b"\n\n");
        }
        explain::write(&mut lines, &document.text, &model, &predictions, prediction, drawing)
            .map_err(refused(None))?;
    }
    print(&lines)
}

fn segment(args: &Segment, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        document: &'a str,
        start: usize,
        end: usize,
        role: &'static str,
        text: &'a str,
    }
    let mut output = Output::open(None)?;
    let mut found = Vec::new();
    each_document(&args.input, complain, |document| {
        sentences_into(&document.text, document.part.is_first(), &mut found);
        for sentence in &found {
            let line = Line {
                document: &document.name,
                start: document.part.start + sentence.span.start,
                end: document.part.start + sentence.span.end,
                role: role_name(sentence.role),
                text: sentence.span.of(&document.text),
            };
            let written = serde_json::to_writer(&mut output, &line).map_err(std::io::Error::from);
            written.and_then(|()| output.write_all(b"\n")).map_err(refused(None))?;
        }
        Ok(())
    })?;
    output.finish()
}
