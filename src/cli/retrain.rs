//! `surmise retrain`: from corrections to a better model, or to the reasons why not.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::input::corrections::{Correction, Corrections};
use crate::label::Gold;
use crate::learn::challenge::Flip;
use crate::learn::retrain::Settings;
use crate::store::folder::Folder;
use crate::store::retraining::{Decision, Outcome, figures, flip, retrain};

use super::loop_args::{FolderChoice, Retrain};
use super::versus::{clipped, for_people};

/// So many flips are shown to people; `--json` has all.
const FLIPS_SHOWN: usize = 10;

/// So many contradictions are shown to people; `--json` has all.
const CONTRADICTIONS_SHOWN: usize = 10;

/// Runs the command; returns what to print and, where the model was not promoted, why.
///
/// # Errors
///
/// Where corrections or the folder cannot be read, and as training.
pub(super) fn run(
    args: &Retrain,
    complain: &mut dyn FnMut(&Error),
) -> Result<(String, Option<Error>)> {
    let folder = chosen(&args.folder)?;
    let given = Corrections::read(&args.files, args.by.as_deref())?;
    given.notes.iter().for_each(&mut *complain);
    let settings = Settings { weight: args.weight, margin: args.margin, ..Settings::default() };
    let decision = match (args.dry_run, args.force) {
        (true, _) => Decision::DryRun,
        (false, true) => Decision::Force,
        (false, false) => Decision::Judge,
    };
    let by = args.by.as_deref();
    let outcome = retrain(&folder, &given, &args.drop, settings, decision, by)?;
    let printed = if args.json {
        format!("{}\n", json(&outcome))
    } else {
        told(&outcome, args.dry_run, &folder)
    };
    let refused = (!outcome.comparison.promotes() && !args.force).then(|| {
        Error::new(format!(
            "model {} is {}: {}",
            outcome.challenger.id,
            if args.dry_run {
                "not good enough"
            } else {
                "kept as a candidate; the model in use stays (--force uses it)"
            },
            outcome.comparison.objections.join("; ")
        ))
    });
    Ok((printed, refused))
}

/// The folder that is meant, or an error that says how to name one.
pub(super) fn chosen(choice: &FolderChoice) -> Result<Folder> {
    Folder::chosen(choice.models.as_deref()).ok_or_else(|| {
        Error::new("no place for models on this machine; name a folder with --models DIR")
    })
}

fn told(outcome: &Outcome, dry_run: bool, folder: &Folder) -> String {
    let merged = &outcome.merged;
    let sentences = merged.corrected.len();
    let mut lines = vec![format!(
        "{} corrections ({} new, {} taken back) of {sentences} sentences: {} confirmed, {} in the corpus already",
        outcome.corrections, outcome.new, outcome.withdrawn, merged.confirmed, merged.replaced
    )];
    for contradiction in merged.contradictions.iter().take(CONTRADICTIONS_SHOWN) {
        lines.push(format!(
            "{}: “{}”",
            match contradiction.agreed {
                Some(label) => format!("only the label {label} is learned, people differ"),
                None => "left out, people differ".to_owned(),
            },
            clipped(&contradiction.text)
        ));
        lines.extend(contradiction.sides.iter().map(|side| format!("    {}", said(side))));
    }
    let more = merged.contradictions.len().saturating_sub(CONTRADICTIONS_SHOWN);
    if more > 0 {
        lines.push(format!("    and {more} more contradictions; --json shows all"));
    }
    lines.push(String::new());
    lines.push(format!("champion    {}", outcome.champion));
    lines.push(format!("challenger  {}", outcome.challenger.id));
    lines.push(String::new());
    lines.push(for_people(&outcome.comparison));
    let flips = &outcome.comparison.flips;
    let losses = flips.iter().filter(|flip| flip.is_loss()).count();
    lines.push(format!(
        "{} sentences change their label: {} become right, {losses} become wrong",
        flips.len(),
        flips.len() - losses
    ));
    lines.extend(shown(flips).map(flip_line));
    lines.push(String::new());
    lines.push(match (dry_run, outcome.promoted) {
        (true, _) if outcome.comparison.promotes() => {
            "a dry run: the challenger would be promoted; nothing was changed".to_owned()
        }
        (true, _) => "a dry run: nothing was changed".to_owned(),
        (false, true) => {
            format!("model {} is in use now ({})", outcome.challenger.id, folder.path().display())
        }
        (false, false) => format!("model {} stays in use", outcome.champion),
    });
    lines.join("\n") + "\n"
}

/// The widest losses and the widest gains, half and half.
fn shown(flips: &[Flip]) -> impl Iterator<Item = &Flip> {
    let losses = flips.iter().filter(|flip| flip.is_loss()).take(FLIPS_SHOWN / 2);
    let gains = flips.iter().filter(|flip| !flip.is_loss()).take(FLIPS_SHOWN / 2);
    losses.chain(gains)
}

fn flip_line(flip: &Flip) -> String {
    format!(
        "  {} {} {:>3.0} % → {} {:>3.0} %  {}",
        if flip.is_loss() { "wrong" } else { "right" },
        flip.from,
        percent(flip.probability_before, flip.from.is_opinion()),
        flip.to,
        percent(flip.probability_after, flip.to.is_opinion()),
        clipped(&flip.text)
    )
}

fn percent(probability_opinion: f64, opinion: bool) -> f64 {
    100.0 * if opinion { probability_opinion } else { 1.0 - probability_opinion }
}

fn said(side: &Correction) -> String {
    match &side.by {
        Some(by) => format!("{} ({by}, {})", side.gold, side.source),
        None => format!("{} ({})", side.gold, side.source),
    }
}

fn json(outcome: &Outcome) -> Value {
    let contradictions: Vec<Value> = outcome
        .merged
        .contradictions
        .iter()
        .map(|contradiction| {
            let sides: Vec<Value> = contradiction
                .sides
                .iter()
                .map(|side| json!({ "corrected": side.gold.as_str(), "by": side.by, "source": side.source }))
                .collect();
            json!({
                "text": contradiction.text,
                "learned": contradiction.agreed.map(Gold::as_str),
                "sides": sides,
            })
        })
        .collect();
    let flips: Vec<Value> = outcome.comparison.flips.iter().map(flip).collect();
    json!({
        "champion": outcome.champion,
        "challenger": outcome.challenger.id,
        "promoted": outcome.promoted,
        "objections": outcome.comparison.objections,
        "margin": outcome.comparison.margin,
        "corrections": {
            "held": outcome.corrections,
            "new": outcome.new,
            "withdrawn": outcome.withdrawn,
            "sentences": outcome.merged.corrected.len(),
            "confirmed": outcome.merged.confirmed,
            "replaced": outcome.merged.replaced,
        },
        "contradictions": contradictions,
        "figures": figures(&outcome.comparison),
        "flips": flips,
    })
}
