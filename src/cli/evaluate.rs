//! `evaluate`: measure, compare, and say it to people, programs and readers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::classify;
use crate::error::{Error, Result};
use crate::input::predicted::predicted_file;
use crate::learn::bootstrap::{self, compare, intervals};
use crate::learn::corpus::Corpus;
use crate::learn::evaluate::{self, Scored, calibrated, figures, read, score};
use crate::learn::experiment::{self, Experiments};
use crate::learn::predicted::matched;
use crate::learn::train::Settings;
use crate::report::evaluation::{Evaluation, MARK, page};
use crate::report::predictions;
use crate::store::atomic::Output;

use super::args::Evaluate;
use super::given::{chosen, corpus, labelled};
use super::out::{print, refused};
use super::progress::Progress;
use super::tables;

/// Where the draws of documents begin: any number would do, and the same one always gives
/// the same intervals.
const SEED: u64 = 1;

/// What was measured.
struct Measured {
    corpus: Corpus,
    scored: Vec<Scored>,
    /// Cross-validated sentences unlike the rest of the corpus; not among `scored`.
    elsewhere: Vec<Scored>,
    experiments: Option<Experiments>,
    about: String,
    command: String,
}

pub(super) fn evaluate(args: &Evaluate, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    // What cannot be used is said before the work, not after it.
    let index = args.report.as_deref().map(index_in).transpose()?;
    let rows = args.against.as_deref().map(predicted_file).transpose()?;
    let measured = if args.data.is_empty() { cross_validated(args)? } else { labelled_data(args)? };
    let Measured { corpus, scored, elsewhere, experiments, about, command } = &measured;
    let earlier = rows.map(|rows| matched(corpus, scored, &rows)).transpose()?;
    let comparison = earlier.map(|earlier| compare(scored, &earlier, SEED)).transpose()?;
    let comparison = comparison.as_ref();
    let (figures, intervals) = (figures(scored), intervals(scored, SEED));
    if let Some(path) = &args.predictions {
        let mut output = Output::open(Some(path))?;
        predictions::write(&mut output, corpus, scored).map_err(refused(Some(path)))?;
        output.finish()?;
    }
    if let Some(path) = &index {
        let evaluation = Evaluation {
            command,
            about,
            corpus,
            scored,
            figures: &figures,
            intervals: &intervals,
            comparison,
            experiments: experiments.as_ref(),
        };
        write_page(path, &page(&evaluation))?;
        complain(&Error::new(format!("wrote {}", path.display())).as_note());
    }
    let elsewhere = (!elsewhere.is_empty())
        .then(|| (evaluate::figures(elsewhere), bootstrap::intervals(elsewhere, SEED)));
    if args.json {
        let mut object = tables::json(&figures, &intervals, comparison);
        if let Some((figures, intervals)) = &elsewhere {
            object["elsewhere"] = tables::json(figures, intervals, None);
        }
        print(format!("{object}\n").as_bytes())
    } else {
        let mut lines = tables::for_people(&figures, &intervals, comparison);
        if let Some((figures, intervals)) = &elsewhere {
            lines.push_str("\nText unlike the rest of the corpus, each file held out:\n");
            lines.push_str(&tables::for_people(figures, intervals, None));
        }
        print(lines.as_bytes())
    }
}

fn cross_validated(args: &Evaluate) -> Result<Measured> {
    let settings = Settings::default();
    let classify = classify::Settings {
        context: args.context.unwrap_or(0.0),
        expect_opinion: args.expectation.expect_opinion,
        ..classify::Settings::default()
    };
    let corpus = corpus(args.training_data.as_deref())?;
    let samples = read(&corpus);
    let scores = samples.out_of_fold(settings.alpha);
    let scored = calibrated(&samples, &scores, settings, classify)?;
    let (elsewhere, scored): (Vec<_>, Vec<_>) = scored.into_iter().partition(|s| s.elsewhere);
    let experiments = if args.report.is_some() {
        let progress = Progress::new("cross-validations");
        let mut tell = |done, of| progress.tell(done, of);
        Some(experiment::run(&corpus, &samples, &scored, settings, classify, SEED, &mut tell)?)
    } else {
        None
    };
    let about = format!(
        "Measured by ten-fold cross-validation on the training corpus {}: every sentence is scored by a model that has not seen its article. {}",
        &corpus.hash()[..12],
        context_in_words(classify.context)
    );
    let from: Vec<(&str, &Path)> =
        args.training_data.iter().map(|folder| ("--training-data", folder.as_path())).collect();
    let command = command(&from, classify.context);
    Ok(Measured { corpus, scored, elsewhere, experiments, about, command })
}

fn labelled_data(args: &Evaluate) -> Result<Measured> {
    let classify = classify::Settings {
        context: args.context.unwrap_or(1.0),
        expect_opinion: args.expectation.expect_opinion,
        ..classify::Settings::default()
    };
    let model = chosen(&args.model)?;
    let corpus = labelled(&args.data)?;
    let scored = score(&corpus, &model, classify);
    let about = format!(
        "Measured with the model {} on labelled sentences. {}",
        model.id,
        context_in_words(classify.context)
    );
    let mut from: Vec<(&str, &Path)> =
        args.data.iter().map(|file| ("--data", file.as_path())).collect();
    from.extend(args.model.model.iter().map(|file| ("--model", file.as_path())));
    let command = command(&from, classify.context);
    Ok(Measured { corpus, scored, elsewhere: Vec::new(), experiments: None, about, command })
}

fn context_in_words(context: f64) -> String {
    if context == 0.0 {
        "Each sentence was looked at alone.".to_owned()
    } else {
        format!(
            "The other sentences of an article, where rows name one, count with weight {context}."
        )
    }
}

/// The command that gives these figures again.
fn command(from: &[(&str, &Path)], context: f64) -> String {
    let from: String =
        from.iter().map(|(flag, path)| format!(" {flag} {}", path.display())).collect();
    format!("surmise evaluate{from} --context {context}")
}

/// Where the page of a folder stands; the folder may not be there yet.
///
/// # Errors
///
/// Where the folder is a file, or holds an `index.html` that is not ours.
fn index_in(folder: &Path) -> Result<PathBuf> {
    if folder.exists() && !folder.is_dir() {
        let problem = "found a file; expected a folder, or a name that is free";
        return Err(Error::at(folder.display().to_string(), problem));
    }
    let index = folder.join("index.html");
    if index.symlink_metadata().is_ok() {
        let ours = index.is_file()
            && std::fs::read(&index)
                .is_ok_and(|bytes| memchr::memmem::find(&bytes, MARK.as_bytes()).is_some());
        if !ours {
            let problem = "is in the way and no report of surmise; choose another folder";
            return Err(Error::at(index.display().to_string(), problem));
        }
    }
    Ok(index)
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|cause| Error::io(folder, "cannot make this folder", cause))?;
    }
    let mut output = Output::open(Some(path))?;
    output.write_all(page.as_bytes()).map_err(refused(Some(path)))?;
    output.finish()
}
