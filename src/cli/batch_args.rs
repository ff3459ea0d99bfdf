//! What can be asked of work on many documents. The doc comments are the help.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::batch::folder::EVERY;

use super::args::{ContextChoice, Expectation, ModelChoice};
use super::input_args::InputChoice;

/// How the work is shared out.
#[derive(Args, Debug)]
pub struct Work {
    /// How many documents are labelled at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// A check of the whole.
#[derive(Args, Debug)]
pub struct Check {
    /// Exit with 1 if more than this share of all sentences is opinion, after all is written
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub fail_on_opinion: Option<f64>,
}

/// How tables are written.
#[derive(Args, Debug)]
pub struct Sheets {
    /// Begin CSV with a byte order mark, for Excel
    #[arg(long)]
    pub bom: bool,
    /// Leave cells that begin with = + - @ as they are; a spreadsheet may run them
    #[arg(long)]
    pub no_formula_guard: bool,
    /// Carry these columns or members of the inputs' records through to tables, JSON lines and
    /// Parquet, behind ours; may be given more than once
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', value_parser = column)]
    pub carry: Vec<String>,
}

/// Formats that a report can have besides.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Also {
    /// sentences.jsonl: one JSON object a sentence and line
    Jsonl,
    /// articles.jsonl: one JSON object a document and line, with its sentences
    Nested,
    /// articles.md: articles with opinion in bold
    Markdown,
    /// articles.html: all articles with tinted sentences
    Html,
    /// sentences.sarif: opinions for editors and code review, SARIF 2.1.0
    Sarif,
    /// sentences.parquet: the columns of sentences.csv, for data frames and databases
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Arguments of `report`.
#[derive(Args, Debug)]
pub struct Report {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputChoice,
    /// Write the report into this folder, which must be empty or not there
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Go on with a report that was interrupted; one that is finished stays as it is
    #[arg(long)]
    pub resume: bool,
    /// Exit with 2 if an input could not be read; all others are in the report all the same
    #[arg(long)]
    pub strict: bool,
    /// Write this too; may be given more than once
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub also: Vec<Also>,
    /// Print a line about the progress on stderr every minute
    #[arg(long)]
    pub progress_lines: bool,
    /// Make durable what was made, for --resume, after so many seconds; 0: after each batch
    #[arg(long, value_name = "SECONDS", default_value_t = EVERY.as_secs_f64(), value_parser = seconds)]
    pub save_every: f64,
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

fn column(given: &str) -> Result<String, String> {
    match given.trim() {
        "" => Err("expected the name of a column".to_owned()),
        name => Ok(name.to_owned()),
    }
}

fn share(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1, such as 0.3".to_owned()),
    }
}

fn seconds(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("expected a number of seconds, from 0 to 86400".to_owned()),
    }
}
