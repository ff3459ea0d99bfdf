//! Says of every sentence of a news article whether it *reports a fact* or *voices opinion or
//! speculation*: with a calibrated probability, and the words that decided it.
//!
//! ```
//! use surmise::classify::{Classifier, Settings};
//! use surmise::label::Label;
//! use surmise::model::Model;
//! use surmise::report::evidence::evidence;
//!
//! let model = Model::embedded()?;
//! let text = "The council approved the budget by 7 votes to 4. It was a shameful evening.";
//! let predictions = Classifier::new(&model, Settings::default()).classify(text);
//! let labels: Vec<Label> = predictions.sentences.iter().map(|found| found.label).collect();
//! assert_eq!(labels, [Label::Fact, Label::Opinion]);
//! let words = evidence(text, &model, &predictions, &predictions.sentences[1]);
//! assert_eq!((words[0].what, words[0].word), ("blame", "shameful"));
//! # Ok::<(), surmise::error::Error>(())
//! ```
//!
//! How a text becomes labels:
//!
//! 1. [`input`] reads bytes and decodes them into a document.
//! 2. [`text`] finds its sentences, their words, and who is quoted.
//! 3. [`model`] counts the evidence of each sentence and knows what it is worth.
//! 4. [`classify`] adds it up: the middle of the program, which cannot fail.
//! 5. [`report`] says it to people and programs.
//!
//! [`batch`] does the same for many documents at once.
//!
//! How labels become a model: [`learn`] trains, measures and retrains on what people said,
//! [`store`] keeps models and corrections.

pub mod batch;
pub mod classify;
#[cfg(feature = "cli")]
pub mod cli;
pub mod error;
#[cfg(any(feature = "review", feature = "serve"))]
mod http;
pub mod input;
pub mod label;
pub mod learn;
pub mod model;
pub mod report;
#[cfg(feature = "review")]
pub mod review;
#[cfg(feature = "serve")]
pub mod serve;
mod sieve;
pub mod store;
pub mod text;
mod threads;
