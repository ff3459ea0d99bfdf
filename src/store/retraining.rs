//! The correction loop, step by step, in a model folder: keep what people said, train, compare,
//! promote.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::input::corrections::Corrections;
use crate::label::Kind;
use crate::learn::challenge::{Comparison, Duel, Flip, Standing};
use crate::learn::corpus::Corpus;
use crate::learn::correct::{Merged, WEIGHT};
use crate::learn::retrain::{self, Settings};
use crate::model::Model;

use super::folder::{EMBEDDED, Folder};
use super::history::{Event, TrainingRecord};
use super::ledger::Ledger;

/// What becomes of the challenger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It takes the champion's place if the comparison allows it.
    Judge,
    /// It takes the champion's place.
    Force,
    /// It is kept as a candidate, for [`Folder::make_current`] to promote.
    Ask,
    /// Nothing is written at all.
    DryRun,
}

/// What a retraining came to.
pub struct Outcome {
    /// The challenger.
    pub challenger: Model,
    /// The model that was current before.
    pub champion: String,
    /// How the two stand.
    pub comparison: Comparison,
    /// The corpus with the corrections in it.
    pub merged: Merged,
    /// Corrections that hold, contradictions among them.
    pub corrections: usize,
    /// Corrections that were not known before.
    pub new: usize,
    /// Corrections that were taken back.
    pub withdrawn: usize,
    /// Whether the challenger is the current model now.
    pub promoted: bool,
}

/// Adds what people said to the folder, trains a challenger on all that holds there, and
/// decides between it and the current model. `drop` names sources (`file` or `file:line`)
/// whose corrections are taken back. Waits while another retraining runs in the folder.
///
/// The corrections are on the disk before anything is trained. What was said stays said even
/// where the training fails.
///
/// # Errors
///
/// Where the folder cannot be read or written, where it holds no corrections in the end, and
/// as training.
pub fn retrain(
    folder: &Folder,
    given: &Corrections,
    drop: &[String],
    settings: Settings,
    decision: Decision,
    by: Option<&str>,
) -> Result<Outcome> {
    let lock = if decision == Decision::DryRun { None } else { Some(folder.lock()?) };
    let mut ledger = folder.ledger()?;
    let added = ledger.add(given, drop)?;
    if lock.is_some() {
        ledger.save(&added)?;
    }
    let corrections = ledger.corrections();
    if corrections.is_empty() && added.withdrawn == 0 {
        return Err(Error::new(
            "no corrections: fill in the column corrected of a report, and give its file",
        ));
    }
    let mut history = folder.history()?;
    let champion_id = folder.current_id()?;
    let champion = folder.current()?;
    let champion_weight = history.training_of(&champion_id).map_or(WEIGHT, |made| made.weight);
    let base = Corpus::embedded()?;
    let retrained = retrain::retrain(&base, &corrections, &champion, champion_weight, settings)?;

    let (challenger, comparison) = (retrained.model, retrained.comparison);
    let is_embedded =
        challenger.learned.corrected.is_empty() && challenger.id == Model::embedded()?.id;
    let id = if is_embedded { EMBEDDED } else { &challenger.id };
    let is_current = id == champion_id;
    let promoted = match decision {
        Decision::Judge => comparison.promotes() || is_current,
        Decision::Force => true,
        Decision::Ask | Decision::DryRun => is_current,
    };
    if let Some(lock) = &lock {
        if id != EMBEDDED {
            folder.keep(lock, id, &retrained.file)?;
        }
        let event = match (promoted, comparison.promotes()) {
            (false, _) => Event::Candidate,
            (true, true) => Event::Promoted,
            (true, false) => Event::Forced,
        };
        if !is_current {
            let record = record(&ledger, corrections.len(), settings, &comparison);
            history.add(event, id, &champion_id, by, Some(record))?;
            if promoted {
                folder.point_to(lock, id)?;
            }
        }
    }
    Ok(Outcome {
        champion: champion.id,
        comparison,
        merged: retrained.merged,
        corrections: corrections.len(),
        new: added.new,
        withdrawn: added.withdrawn,
        promoted,
        challenger,
    })
}

fn record(
    ledger: &Ledger,
    corrections: usize,
    settings: Settings,
    comparison: &Comparison,
) -> TrainingRecord {
    TrainingRecord {
        corrections,
        corrections_sha256: ledger.hash(),
        weight: settings.weight,
        margin: settings.margin,
        objections: comparison.objections.clone(),
        figures: figures(comparison),
    }
}

/// The figures of a comparison as JSON, without its flips; what is undefined is null.
#[must_use]
pub fn figures(comparison: &Comparison) -> Value {
    json!({ "guard": duel(&comparison.guard), "corrections": duel(&comparison.corrections) })
}

/// A flip as JSON.
#[must_use]
pub fn flip(flip: &Flip) -> Value {
    json!({
        "document": flip.document,
        "text": flip.text,
        "corrected": flip.corrected,
        "gold": flip.gold.as_str(),
        "from": flip.from.as_str(),
        "to": flip.to.as_str(),
        "probability_before": flip.probability_before,
        "probability_after": flip.probability_after,
    })
}

fn duel(duel: &Duel) -> Value {
    json!({
        "n": duel.champion.figures.n,
        "champion": standing(&duel.champion, &duel.of_kind),
        "challenger": standing(&duel.challenger, &duel.of_kind),
        "macro_f1_difference": duel.difference,
        "macro_f1_difference_interval": duel.difference_interval,
        "brier_difference": duel.brier_difference,
        "brier_difference_interval": duel.brier_difference_interval,
    })
}

fn standing(standing: &Standing, of_kind: &[u64; 5]) -> Value {
    let figures = &standing.figures;
    let kinds: serde_json::Map<String, Value> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let (n, right) = (of_kind[kind.index()], standing.right[kind.index()]);
            (kind.as_str().to_owned(), json!({ "n": n, "right": right }))
        })
        .collect();
    json!({
        "macro_f1": figures.confusion.macro_f1(),
        "macro_f1_interval": standing.macro_f1_interval,
        "auc": figures.auc,
        "ece": figures.ece,
        "brier": figures.brier,
        "kinds_macro_f1": figures.kinds_macro_f1,
        "kinds": kinds,
    })
}
