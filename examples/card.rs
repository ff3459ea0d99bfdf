//! Measures the shipped model and writes what it found: `models/measured.json`, and from that
//! the model card `models/default.md`.
//!
//! ```sh
//! SURMISE_EVAL=DIR cargo run --release --example card            # measure, then write both
//! cargo run --release --example card -- --from-measured          # write the card alone
//! ```
//!
//! Outside files are those `*.csv` of `SURMISE_EVAL` that have the columns text and label;
//! they are named by their SHA-256. A test holds the card to what was measured.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use surmise::classify;
use surmise::input::labelled::labelled_file;
use surmise::label::{Kind, Label};
use surmise::learn::bootstrap::{Interval, intervals};
use surmise::learn::corpus::{Corpus, hex};
use surmise::learn::evaluate::{Scored, calibrated, figures, read, score};
use surmise::learn::experiment;
use surmise::learn::train::Settings;
use surmise::model::Model;

#[path = "card/page.rs"]
mod page;

/// The seed of `surmise evaluate`, so that the intervals are its intervals.
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let measured_path = root.join("models/measured.json");
    if std::env::args().nth(1).as_deref() != Some("--from-measured") {
        let measured = serde_json::to_string_pretty(&measured(root)?)?;
        fs::write(&measured_path, measured + "\n")?;
    }
    let measured: Value = serde_json::from_str(&fs::read_to_string(&measured_path)?)?;
    fs::write(root.join("models/default.md"), page::page(&measured))?;
    Ok(())
}

fn measured(root: &Path) -> Result<Value, Box<dyn Error>> {
    let (model, corpus) = (Model::embedded()?, Corpus::embedded()?);
    let settings = Settings::default();
    let samples = read(&corpus);
    let scores = samples.out_of_fold(settings.alpha);
    let folded = |context: f64| {
        let classify = classify::Settings { context, ..Default::default() };
        calibrated(&samples, &scores, settings, classify)
    };
    let (alone, in_context) = (folded(0.0)?, folded(1.0)?);
    let split = |all: &[Scored]| -> (Vec<Scored>, Vec<Scored>) {
        all.iter().copied().partition(|scored| !scored.elsewhere)
    };
    let (home, elsewhere) = split(&alone);
    let (home_in_context, elsewhere_in_context) = split(&in_context);

    let mut outside = Vec::new();
    for path in outside_files(root) {
        let Ok(rows) = labelled_file(&path) else { continue };
        let mut labelled = Corpus::default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        labelled.add_rows(&name, rows);
        let scored = score(&labelled, &model, classify::Settings::default());
        let mut row = vitals(&scored);
        row["file"] = json!(name);
        row["sha256"] = json!(hex(&Sha256::digest(fs::read(&path)?)));
        outside.push(row);
    }

    let classify = classify::Settings { context: 0.0, ..Default::default() };
    let experiments =
        experiment::run(&corpus, &samples, &home, settings, classify, SEED, &mut |_, _| {})?;
    let ablations: Vec<Value> = experiments
        .ablations
        .iter()
        .map(|ablation| {
            json!({
                "family": ablation.family,
                "features": ablation.features,
                "macro_f1": ablation.change.macro_f1.difference,
                "macro_f1_interval": ablation.change.macro_f1.interval,
                "auc": ablation.change.auc.difference,
                "auc_interval": ablation.change.auc.interval,
            })
        })
        .collect();
    let learning: Vec<Value> = experiments
        .learning
        .iter()
        .map(|step| json!({"documents": step.documents, "macro_f1": step.figures.confusion.macro_f1(), "auc": step.figures.auc}))
        .collect();
    let by_file: Vec<Value> = elsewhere
        .chunk_by(|a, b| corpus.groups[a.group].source == corpus.groups[b.group].source)
        .map(|file| {
            let mut row = vitals(file);
            row["file"] = json!(corpus.groups[file[0].group].source);
            row
        })
        .collect();
    Ok(json!({
        "model": model.id,
        "corpus": corpus.hash(),
        "documents": corpus.groups.len(),
        "sentences": corpus.examples().count(),
        "features": model.vocabulary().len(),
        "alpha": model.learned.alpha,
        "unsure": [model.learned.unsure.0, model.learned.unsure.1],
        "calibration": { "slope": model.learned.alone.slope, "intercept": model.learned.alone.intercept },
        "opinion_share": model.learned.opinion_share,
        "ten_fold": vitals(&home),
        "ten_fold_in_context": vitals(&home_in_context),
        "elsewhere": vitals(&elsewhere),
        "elsewhere_in_context": vitals(&elsewhere_in_context),
        "elsewhere_by_file": by_file,
        "outside": outside,
        "kinds": kinds(&home),
        "ablation": ablations,
        "learning": learning,
    }))
}

/// The labelled files of the outside folder, sorted; none where there is no such folder.
fn outside_files(root: &Path) -> Vec<PathBuf> {
    let folder =
        std::env::var_os("SURMISE_EVAL").map_or_else(|| root.join("../shared/eval"), PathBuf::from);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    files.sort();
    files
}

fn vitals(scored: &[Scored]) -> Value {
    let figures = figures(scored);
    let drawn = intervals(scored, SEED);
    let interval = |interval: Interval| json!(interval);
    json!({
        "n": figures.n,
        "opinion_share": scored.iter().filter(|s| s.gold.label() == Label::Opinion).count() as f64
            / scored.len() as f64,
        "macro_f1": figures.confusion.macro_f1(),
        "macro_f1_interval": interval(drawn.macro_f1),
        "auc": figures.auc,
        "auc_interval": interval(drawn.auc),
        "ece": figures.ece,
        "brier": figures.brier,
        "coverage": figures.coverage(),
        "accuracy": figures.confusion.accuracy(),
        "accuracy_when_sure": figures.accuracy_when_sure(),
        "kinds_macro_f1": figures.kinds_macro_f1,
    })
}

/// Gold first, then predicted.
fn kinds(scored: &[Scored]) -> Value {
    let figures = figures(scored);
    let rows: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| json!({ "gold": kind.as_str(), "predicted": figures.kinds[kind.index()] }))
        .collect();
    json!(rows)
}
