//! What can be asked of the correction loop. The doc comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::learn::challenge::MARGIN;
use crate::learn::correct::WEIGHT;

/// Where models are kept.
#[derive(Args, Debug)]
pub struct FolderChoice {
    /// The model folder [default: the environment variable `SURMISE_MODELS`, else surmise/models
    /// where the platform keeps data]
    #[arg(long, value_name = "DIR", global = true)]
    pub models: Option<PathBuf>,
}

/// Arguments of `retrain`.
#[derive(Args, Debug)]
pub struct Retrain {
    /// Files with corrections: CSV reports with the column corrected filled in, CSV with text
    /// and label, journals of the review page, JSON lines of Label Studio, doccano or Prodigy.
    /// Without any, those that the folder holds
    #[arg(value_name = "CORRECTIONS")]
    pub files: Vec<PathBuf>,
    /// How many times a correction counts
    #[arg(long, value_name = "N", default_value_t = WEIGHT, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub weight: u32,
    /// How much macro-F1 the shipped corpus may lose
    #[arg(long, value_name = "LOSS", default_value_t = MARGIN, value_parser = margin)]
    pub margin: f64,
    /// Show what would happen, and change nothing
    #[arg(long, conflicts_with = "force")]
    pub dry_run: bool,
    /// Use the new model even where it is worse
    #[arg(long)]
    pub force: bool,
    /// Take back the corrections that came from this file, or `file:line`; may be given more
    /// than once
    #[arg(long, value_name = "SOURCE")]
    pub drop: Vec<String>,
    /// Who made the corrections that name nobody
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub folder: FolderChoice,
}

/// Arguments of `models`.
#[derive(Args, Debug)]
pub struct Models {
    /// What to do with them.
    #[command(subcommand)]
    pub command: ModelsCommand,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub folder: FolderChoice,
}

/// What can be done with the models of a folder. A model is named by its id, the first 4
/// digits or more of it, or its version; version 0 is the model inside the program.
#[derive(Subcommand, Debug)]
pub enum ModelsCommand {
    /// List the models, oldest first; * marks the current one
    List,
    /// Show where a model came from, and its corrections
    Show {
        /// The model [default: the current one]
        model: Option<String>,
    },
    /// Show what differs between two models
    Diff {
        /// The one
        a: String,
        /// The other
        b: String,
    },
    /// Make a model the current one
    Use {
        /// The model
        model: String,
    },
    /// Go back to the model that the current one was made from
    Rollback,
    /// Write a model to a file
    Export {
        /// The model
        model: String,
        /// Where to
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

fn margin(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(margin) if (0.0..=1.0).contains(&margin) => Ok(margin),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}
