//! The Rust path on Arrow batches, without Python: what `score_arrow` costs by itself.
//!
//! `cargo run --example rust_path -- LINES.txt ROUNDS` reads one text a line, and prints the
//! least CPU seconds of one thread in so many rounds. `overhead.py` runs it.

#![allow(dead_code, reason = "it takes a part of the package's files")]

#[path = "../src/column.rs"]
mod column;
#[path = "../src/places.rs"]
mod places;
#[path = "../src/rows.rs"]
mod rows;
#[path = "../src/sentences.rs"]
mod sentences;
#[path = "../src/spread.rs"]
mod spread;

use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, StringArray};
use surmise::classify::Settings;
use surmise::model::Model;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected a file of texts, one a line")?;
    let rounds: usize = arguments.next().unwrap_or("5".to_owned()).parse()?;
    let text = std::fs::read_to_string(path)?;
    let texts = StringArray::from_iter_values(text.lines());
    let model = Model::embedded()?;
    let wanted = rows::Wanted {
        shape: rows::Shape::Sentences,
        contributions: true,
        settings: Settings::default(),
        offsets: places::Offsets::Characters,
    };
    let mut least = f64::INFINITY;
    let mut sentences = 0;
    for _ in 0..rounds {
        let start = cpu_seconds()?;
        sentences = 0;
        for first in (0..texts.len()).step_by(10_000) {
            let batch: ArrayRef = Arc::new(texts.slice(first, 10_000.min(texts.len() - first)));
            let columns = [column::Column::of(&batch, "text")?];
            let scored = rows::score(&model, &columns, wanted, 1)?;
            sentences += scored.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>();
        }
        least = least.min(cpu_seconds()? - start);
    }
    println!("{least} {sentences}");
    Ok(())
}

/// The CPU seconds of this thread so far, as Linux counts them.
fn cpu_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = counted.split(' ').next().unwrap_or_default();
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
