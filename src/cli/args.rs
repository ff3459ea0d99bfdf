//! What can be asked for. The doc comments are the help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::batch_args::{Check, Report, Sheets, Work};
use super::input_args::InputChoice;
use super::loop_args::{FolderChoice, Models, Retrain};

/// Says of every sentence of a news article whether it reports a fact or voices opinion.
///
/// "fact" means reported as fact, not true. Exit codes: 0 done; 1 a check that you asked
/// for did not hold; 2 an error, also when one input of several failed (the others are
/// written first); 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "surmise", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Label every sentence of articles
    Score(Score),
    /// Label many articles: tables, a page to read, and what failed, in a folder
    Report(Report),
    /// Train a model
    Train(Train),
    /// Measure how good the labels are
    Evaluate(Evaluate),
    /// Learn from corrections: train, compare with the model in use, take the better
    Retrain(Retrain),
    /// Look at the models of a folder, and choose among them
    Models(Models),
    /// Show how a sentence got its label: the whole computation, as a bar chart
    Explain(Explain),
    /// Print the sentences of articles, one JSON object a line
    Segment(Segment),
    /// Correct and confirm labels on a local web page
    #[cfg(feature = "review")]
    Review(Review),
    /// Answer over HTTP: texts in, labelled sentences out
    #[cfg(feature = "serve")]
    Serve(super::serve_args::Serve),
    /// Print a completion script for your shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Where a model comes from.
#[derive(Args, Debug)]
pub struct ModelChoice {
    /// Use this model instead of the current one of the model folder
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub folder: FolderChoice,
}

/// How a sentence's neighbours count.
#[derive(Args, Debug)]
pub struct ContextChoice {
    /// The weight of the document's other sentences; 0 looks at each sentence alone
    #[arg(long, value_name = "WEIGHT", default_value_t = 1.0, value_parser = weight)]
    pub context: f64,
}

/// What is known of the text at hand.
#[derive(Args, Debug)]
pub struct Expectation {
    /// The share of sentences that are opinion in this text, if you know it (0.3 in much of
    /// the news); probabilities are moved by it
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub expect_opinion: Option<f64>,
}

/// Formats of `score`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people
    Text,
    /// One row a sentence, RFC 4180
    Csv,
    /// One JSON object a sentence and line
    Jsonl,
    /// Articles with opinion in bold
    Markdown,
    /// A page with tinted sentences, which fetches nothing
    Html,
    /// Opinions for editors and code review, SARIF 2.1.0
    Sarif,
    /// The columns of csv, for data frames and databases
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Arguments of `score`.
#[derive(Args, Debug)]
pub struct Score {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputChoice,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub to: Format,
    /// Write to this file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show every contribution of each sentence; they sum to its log-odds
    #[arg(long)]
    pub explain: bool,
    /// With --to jsonl: one object a document with its sentences; one line in, one line out
    #[arg(long)]
    pub nested: bool,
    /// Write each document as soon as it is read
    #[arg(long)]
    pub line_buffered: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub check: Check,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub work: Work,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sheets: Sheets,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub context: ContextChoice,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub expectation: Expectation,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub model: ModelChoice,
}

/// Arguments of `train`.
#[derive(Args, Debug)]
pub struct Train {
    /// Train from scratch on labelled rows (columns text and label or kind) and the shipped
    /// cue lists alone; may be given more than once
    #[arg(long, value_name = "FILE.csv", conflicts_with = "training_data")]
    pub data: Vec<PathBuf>,
    /// Train on a folder like training-data/ instead of the corpus inside the program
    #[arg(long, value_name = "DIR")]
    pub training_data: Option<PathBuf>,
    /// Write the model here [default: surmise.model]; with --check-labels, the table [default:
    /// standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Train nothing; list the examples whose label the rest of the corpus contradicts most,
    /// as CSV. Fill in its column corrected and give it to retrain
    #[arg(long)]
    pub check_labels: bool,
}

/// Arguments of `evaluate`.
#[derive(Args, Debug)]
pub struct Evaluate {
    /// Score these labelled rows (columns text and label or kind) with the model, instead of
    /// cross-validating the training corpus
    #[arg(long, value_name = "FILE.csv")]
    pub data: Vec<PathBuf>,
    /// Cross-validate training on this folder
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub training_data: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Write the evaluation as a page: DIR/index.html, with figures, that fetches nothing
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// Write what was said of each sentence, one row a sentence
    #[arg(long, value_name = "FILE.csv")]
    pub predictions: Option<PathBuf>,
    /// Compare with what another build wrote by --predictions on the same sentences
    #[arg(long, value_name = "FILE.csv")]
    pub against: Option<PathBuf>,
    /// The weight of the document's other sentences. Default: 0 in cross-validation, 1 with
    /// --data where rows have a document
    #[arg(long, value_name = "WEIGHT", value_parser = weight)]
    pub context: Option<f64>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub expectation: Expectation,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub model: ModelChoice,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// The sentence, or several; - reads them from standard input
    #[arg(required = true, value_name = "SENTENCE")]
    pub sentence: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub context: ContextChoice,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub expectation: Expectation,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub model: ModelChoice,
}

/// Arguments of `segment`.
#[derive(Args, Debug)]
pub struct Segment {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputChoice,
}

fn share(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("expected a number between 0 and 1, such as 0.3".to_owned()),
    }
}

/// Arguments of `review`.
#[cfg(feature = "review")]
#[derive(Args, Debug)]
pub struct Review {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputChoice,
    /// Keep what you say in this file, which is only ever added to
    #[arg(long, value_name = "FILE", default_value = "surmise-corrections.jsonl")]
    pub journal: PathBuf,
    /// The name that stands beside what you say. Default: that of your account
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The port to listen on, at 127.0.0.1 only; 0 is a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub model: ModelChoice,
}

fn weight(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(weight) if weight.is_finite() && weight >= 0.0 => Ok(weight),
        _ => Err("expected a number, 0 or more".to_owned()),
    }
}
