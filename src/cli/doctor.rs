//! `surmise train --check-labels`: the examples whose label looks wrong, as a table that
//! `surmise retrain` takes back.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};
use crate::learn::corpus::Corpus;
use crate::learn::doctor::{Suspect, suspects};
use crate::learn::train::Settings;
use crate::store::atomic::Output;

/// The columns. `label` and `kind` are people's; `suggested` is what the other folds say;
/// `order` tells `retrain` that these are not sentences as they come.
const COLUMNS: [&str; 10] = [
    "document",
    "sentence",
    "text",
    "label",
    "kind",
    "probability_opinion",
    "probability_of_label",
    "suggested",
    "order",
    "corrected",
];

/// Writes the suspects of `corpus` to `path`, or to standard output. Returns how many.
///
/// # Errors
///
/// As training, and where it cannot be written.
pub(super) fn run(corpus: &Corpus, path: Option<&Path>) -> Result<usize> {
    let suspects = suspects(corpus, Settings::default())?;
    let mut output = Output::open(path)?;
    let shown = path.unwrap_or(Path::new("standard output"));
    write(&mut output, &suspects).map_err(|cause| Error::io(shown, "cannot write", cause))?;
    output.finish()?;
    Ok(suspects.len())
}

fn write(to: &mut impl Write, suspects: &[Suspect]) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    for suspect in suspects {
        writer.write_record([
            guarded(&suspect.document).as_str(),
            &suspect.sentence.to_string(),
            &guarded(&suspect.text),
            suspect.gold.label().as_str(),
            suspect.gold.kind().map_or("", |kind| kind.as_str()),
            &format!("{:.4}", suspect.probability_opinion),
            &format!("{:.4}", suspect.probability_of_gold()),
            suspect.kind.as_str(),
            "queue",
            "",
        ])?;
    }
    writer.flush()
}

/// A cell that a spreadsheet would run gets a `'` in front, as in every report.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
