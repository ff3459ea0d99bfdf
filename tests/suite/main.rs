//! Everything that the whole program must hold, in one binary: a file of its own for each
//! would be linked eighteen times over. `cargo test --release NAME` runs the tests of a file.

mod bad_input;
mod card;
mod command_line;
mod correction_loop;
mod corrections;
mod evaluate_report;
mod exact;
mod examples;
mod few_labels;
mod fit;
mod fuzz_seeds;
mod layout;
mod properties;
mod readme;
#[cfg(all(feature = "review", unix))]
mod review_browser;
#[cfg(all(feature = "review", unix))]
mod review_http;
mod segment_eval;
#[cfg(all(feature = "review", unix))]
mod served;
mod shard;
mod shipped_model;
mod training_data;
