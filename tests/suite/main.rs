//! Everything that the whole program must hold, in one binary: a file of its own for each
//! would be linked eighteen times over. `cargo test --release NAME` runs the tests of a file.

mod bad_input;
#[cfg(unix)]
mod batch_faults;
mod batch_formats;
#[cfg(feature = "pages")]
mod batch_pages;
mod batch_report;
mod card;
mod carry;
mod command_line;
mod correction_loop;
mod corrections;
mod crafted_model;
mod evaluate_report;
mod exact;
mod examples;
mod few_labels;
mod fit;
mod fuzz_seeds;
mod inputs;
#[cfg(all(feature = "web", unix))]
mod inputs_web;
mod layout;
mod oracle;
#[cfg(all(any(feature = "review", feature = "serve"), unix))]
mod packaging;
mod promotion;
mod properties;
mod readme;
#[cfg(all(feature = "review", unix))]
mod review_browser;
#[cfg(all(feature = "review", unix))]
mod review_http;
mod segment_eval;
#[cfg(all(feature = "serve", unix))]
mod serve_docs;
#[cfg(all(feature = "serve", unix))]
mod serve_http;
#[cfg(all(feature = "serve", unix))]
mod serve_life;
#[cfg(all(feature = "serve", unix))]
mod serve_switch;
#[cfg(all(any(feature = "review", feature = "serve"), unix))]
mod served;
#[cfg(all(feature = "serve", unix))]
mod service;
mod shard;
mod shipped_model;
mod training_data;
