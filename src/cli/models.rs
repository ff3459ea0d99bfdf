//! `surmise models`: look at the models of a folder, and choose among them.

use std::collections::BTreeMap;
use std::io::Write as _;

use crate::error::{Error, Result};
use crate::label::Gold;
use crate::model::Model;
use crate::store::atomic::Output;
use crate::store::folder::{EMBEDDED, Folder};
use crate::store::history::Entry;
use crate::text::key::key;

use super::loop_args::{Models, ModelsCommand};
use super::retrain::chosen;
use super::versus::clipped;

/// So many features are shown whose weight differs the most.
const FEATURES_SHOWN: usize = 10;

/// Runs the command; returns what to print.
///
/// # Errors
///
/// Where the folder or a model cannot be read or written, or there is no such model.
pub(super) fn run(args: &Models) -> Result<String> {
    let folder = chosen(&args.folder)?;
    match &args.command {
        ModelsCommand::List => list(&folder),
        ModelsCommand::Show { model } => show(&folder, model.as_deref()),
        ModelsCommand::Diff { a, b } => diff(&folder, a, b),
        ModelsCommand::Use { model } => {
            let id = folder.make_current(model, None)?;
            Ok(format!("{} is in use now\n", named(&id)?))
        }
        ModelsCommand::Rollback => {
            let id = folder.rollback(None)?;
            Ok(format!("{} is in use again\n", named(&id)?))
        }
        ModelsCommand::Export { model, output } => {
            let bytes = folder.model(model)?.to_bytes()?;
            let mut file = Output::open(Some(output))?;
            file.write_all(&bytes).map_err(|cause| Error::io(output, "cannot write", cause))?;
            file.finish()?;
            Ok(String::new())
        }
    }
}

/// A model as people call it.
fn named(id: &str) -> Result<String> {
    if id == EMBEDDED {
        return Ok(format!("version 0, the model inside the program ({})", Model::embedded()?.id));
    }
    Ok(format!("model {id}"))
}

fn list(folder: &Folder) -> Result<String> {
    let current = folder.current_id()?;
    let mark = |id: &str| if id == current { '*' } else { ' ' };
    let embedded = Model::embedded()?.id;
    let mut lines = vec![
        format!("models in {}", folder.path().display()),
        format!("{} 0  {embedded}  inside the program", mark(EMBEDDED)),
    ];
    for (version, entry) in folder.history()?.versions().into_iter().enumerate() {
        lines.push(format!("{} {}  {}", mark(&entry.id), version + 1, line(entry)));
    }
    Ok(lines.join("\n") + "\n")
}

fn line(entry: &Entry) -> String {
    let corrections = entry.training.as_ref().map_or(0, |training| training.corrections);
    format!(
        "{}  {}  {}  {corrections} corrections{}, from {}",
        entry.id,
        entry.at,
        entry.event.as_str(),
        entry.by.as_ref().map_or(String::new(), |by| format!(" by {by}")),
        entry.parent
    )
}

fn show(folder: &Folder, wanted: Option<&str>) -> Result<String> {
    let id = match wanted {
        Some(wanted) => folder.find(wanted)?,
        None => folder.current_id()?,
    };
    let model = folder.model(&id)?;
    let made = &model.provenance;
    let mut lines = vec![
        named(&id)?,
        format!("trained by   surmise {}", made.version),
        format!("corpus       {}", made.corpus),
        format!("examples     {} sentences in {} documents", made.sentences, made.documents),
        format!("features     {}", model.vocabulary().len()),
        format!("calibration  alone {}", calibration(model.learned.alone)),
        format!("             in context {}", calibration(model.learned.in_context)),
    ];
    for entry in folder.history()?.entries.iter().filter(|entry| entry.id == id) {
        lines.push(format!("history      {}", line(entry)));
        if let Some(training) = &entry.training {
            lines.push(format!(
                "             weight {}, margin {}, corrections {}",
                training.weight, training.margin, training.corrections_sha256
            ));
            for set in ["guard", "corrections"] {
                let macro_f1 = |side: &str| match training.figures[set][side]["macro_f1"].as_f64() {
                    Some(figure) => format!("{figure:.4}"),
                    None => "–".to_owned(),
                };
                let (before, after) = (macro_f1("champion"), macro_f1("challenger"));
                lines.push(format!("             macro-F1 on the {set} {before} → {after}"));
            }
            lines.extend(training.objections.iter().map(|why| format!("             {why}")));
        }
    }
    let known: BTreeMap<u64, Gold> = model.learned.corrected.iter().copied().collect();
    for correction in folder.ledger()?.corrections() {
        if known.contains_key(&key(&correction.text)) {
            let by = correction.by.as_ref().map_or(String::new(), |by| format!("{by}, "));
            lines.push(format!(
                "correction   {} ({by}{}) {}",
                correction.gold,
                correction.source,
                clipped(&correction.text)
            ));
        }
    }
    Ok(lines.join("\n") + "\n")
}

fn calibration(line: crate::model::calibration::Calibration) -> String {
    format!("{:.4} · log-odds {:+.4}", line.slope, line.intercept)
}

fn diff(folder: &Folder, a: &str, b: &str) -> Result<String> {
    let (a, b) = (folder.model(a)?, folder.model(b)?);
    let mut lines = vec![
        format!("{:<12} {:>24} {:>24}", "model", a.id, b.id),
        format!(
            "{:<12} {:>24} {:>24}",
            "sentences", a.provenance.sentences, b.provenance.sentences
        ),
        format!("{:<12} {:>24} {:>24}", "features", a.vocabulary().len(), b.vocabulary().len()),
        format!(
            "{:<12} {:>24} {:>24}",
            "alone",
            calibration(a.learned.alone),
            calibration(b.learned.alone)
        ),
        format!(
            "{:<12} {:>24} {:>24}",
            "in context",
            calibration(a.learned.in_context),
            calibration(b.learned.in_context)
        ),
    ];
    let texts: BTreeMap<u64, String> = folder
        .ledger()?
        .corrections()
        .into_iter()
        .map(|correction| (key(&correction.text), clipped(&correction.text)))
        .collect();
    let golds = |model: &Model| -> BTreeMap<u64, Gold> {
        model.learned.corrected.iter().copied().collect()
    };
    let (of_a, of_b) = (golds(&a), golds(&b));
    let all: std::collections::BTreeSet<&u64> = of_a.keys().chain(of_b.keys()).collect();
    for sentence in all {
        let (old, new) = (of_a.get(sentence), of_b.get(sentence));
        if old != new {
            let word = |gold: Option<&Gold>| gold.map_or("–", |gold| gold.as_str());
            let text = texts.get(sentence).map_or("a sentence no longer held", String::as_str);
            lines.push(format!("correction   {} → {}  {text}", word(old), word(new)));
        }
    }
    let mut moved: Vec<(f64, f64, &str)> = weights(&a, &b);
    moved.sort_by(|x, y| {
        let far = |pair: &(f64, f64, &str)| (pair.1 - pair.0).abs();
        far(y).total_cmp(&far(x)).then(x.2.cmp(y.2))
    });
    for (old, new, name) in moved.into_iter().take(FEATURES_SHOWN) {
        lines.push(format!("feature      {old:+.3} → {new:+.3}  {}", clipped(name)));
    }
    Ok(lines.join("\n") + "\n")
}

/// The weights in both models of every feature that either knows and that differ; one that a
/// model does not know weighs nothing.
fn weights<'m>(a: &'m Model, b: &'m Model) -> Vec<(f64, f64, &'m str)> {
    let weight = |model: &Model, place: usize| {
        let feature = u32::try_from(place).expect("a vocabulary is below 2^32");
        model.vocabulary().weight(feature).opinion
    };
    let mut both: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (place, name) in a.learned.names.iter().enumerate() {
        both.entry(name).or_default().0 = weight(a, place);
    }
    for (place, name) in b.learned.names.iter().enumerate() {
        both.entry(name).or_default().1 = weight(b, place);
    }
    both.into_iter()
        .filter(|(_, (old, new))| old.to_bits() != new.to_bits())
        .map(|(name, (old, new))| (old, new, name))
        .collect()
}
