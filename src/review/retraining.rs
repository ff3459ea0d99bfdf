//! The loop closes: a model is trained on what people said, compared with the one in use, and
//! takes its place when a person says so.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Result;
use crate::input::corrections::Corrections;
use crate::label::Gold;
use crate::learn::challenge::Flip;
use crate::learn::retrain::Settings;
use crate::store::folder::Folder;
use crate::store::retraining::{Decision, Outcome, figures, flip, retrain};

use super::api::{Office, refusal};
use super::desk::Desk;

/// So many sentences that change their label, and so many contradictions, are shown.
const MOST_SHOWN: usize = 50;

/// Where a retraining stands.
#[derive(Clone, Debug, Default)]
pub(crate) enum Round {
    /// Nobody asked for one.
    #[default]
    None,
    /// It runs.
    Running,
    /// It ended; the comparison, and whether the challenger was promoted.
    Ended(Value),
    /// It could not be done.
    Failed(String),
}

/// A retraining and the folder that keeps its models.
#[derive(Clone)]
pub(crate) struct Trainer {
    /// None where the model in use is a file of its own, outside any folder.
    folder: Option<Folder>,
    round: Arc<Mutex<Round>>,
    /// The folder's current model when the desk was last labelled.
    current: Arc<Mutex<Option<String>>>,
}

impl Trainer {
    pub(crate) fn new(folder: Option<Folder>) -> Trainer {
        let current = folder.as_ref().and_then(|folder| folder.current_id().ok());
        Trainer { folder, round: Arc::default(), current: Arc::new(Mutex::new(current)) }
    }

    /// Labels the desk again where another program made another model current, as
    /// `surmise models rollback` does. A folder that cannot be read changes nothing.
    pub(super) fn follow(&self, desk: &mut Desk) {
        let Some(folder) = &self.folder else { return };
        let Ok(now) = folder.current_id() else { return };
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref() != Some(&now)
            && let Ok(model) = folder.current()
        {
            desk.take_up(model);
            *current = Some(now);
        }
    }

    fn round(&self) -> Round {
        self.round.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, round: Round) {
        *self.round.lock().unwrap_or_else(PoisonError::into_inner) = round;
    }

    /// Begins a round, unless one runs.
    fn begin(&self) -> bool {
        let mut round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !matches!(*round, Round::Running);
        if free {
            *round = Round::Running;
        }
        free
    }
}

/// The ways to ask for a retraining.
pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/api/retraining", routing::get(stands).post(start))
        .route("/api/promotion", routing::post(promote))
}

async fn stands(State(office): State<Office>) -> Response {
    let stands = match office.trainer.round() {
        Round::None => json!({ "state": "none" }),
        Round::Running => json!({ "state": "running" }),
        Round::Ended(comparison) => json!({ "state": "ended", "comparison": comparison }),
        Round::Failed(why) => json!({ "state": "failed", "error": why }),
    };
    Json(stands).into_response()
}

async fn start(State(office): State<Office>) -> Response {
    let Some(folder) = office.trainer.folder.clone() else {
        return refusal(
            StatusCode::CONFLICT,
            "a model given by --model is not retrained; start surmise review without it",
        );
    };
    if office.trainer.begin() {
        let office = office.clone();
        // It answers through `stands`, whatever becomes of the page that asked.
        tokio::task::spawn_blocking(move || {
            let ended = match compared(&office, &folder) {
                Ok(outcome) => Round::Ended(shown(&outcome)),
                Err(error) => Round::Failed(error.to_string()),
            };
            office.trainer.set(ended);
        });
    }
    (StatusCode::ACCEPTED, Json(json!({ "state": "running" }))).into_response()
}

fn compared(office: &Office, folder: &Folder) -> Result<Outcome> {
    let (given, by) = office.now(|desk| {
        let journal = desk.journal.path().to_owned();
        (Corrections::read(&[journal], Some(&desk.by)), desk.by.clone())
    });
    retrain(folder, &given?, &[], Settings::default(), Decision::Ask, Some(&by))
}

#[derive(Deserialize)]
struct Promotion {
    model: String,
}

async fn promote(State(office): State<Office>, Json(wanted): Json<Promotion>) -> Response {
    let trainer = office.trainer.clone();
    let (Some(folder), Round::Ended(mut comparison)) = (trainer.folder.clone(), trainer.round())
    else {
        return refusal(StatusCode::CONFLICT, "there is no comparison to decide; retrain first");
    };
    // Nobody promotes a model that they were not shown.
    if comparison["challenger"] != wanted.model {
        return refusal(StatusCode::CONFLICT, "another model was trained since; look at it first");
    }
    office
        .ask(move |desk| {
            let promoted = folder.make_current(&wanted.model, Some(&desk.by));
            match promoted {
                Ok(_) => {
                    trainer.follow(desk);
                    comparison["promoted"] = json!(true);
                    trainer.set(Round::Ended(comparison));
                    Json(json!({ "model": desk.model.id })).into_response()
                }
                Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            }
        })
        .await
}

/// A comparison for the page.
fn shown(outcome: &Outcome) -> Value {
    let comparison = &outcome.comparison;
    let losses = comparison.flips.iter().filter(|flip| flip.is_loss()).count();
    let flips: Vec<Value> = widest(&comparison.flips).map(judged).collect();
    let contradictions: Vec<Value> = outcome
        .merged
        .contradictions
        .iter()
        .take(MOST_SHOWN)
        .map(|contradiction| {
            let sides = contradiction.sides.iter().map(|side| {
                json!({ "corrected": side.gold.as_str(), "by": side.by, "source": side.source })
            });
            json!({
                "text": contradiction.text,
                "learned": contradiction.agreed.map(Gold::as_str),
                "sides": sides.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "champion": outcome.champion,
        "challenger": outcome.challenger.id,
        "promoted": outcome.promoted,
        "objections": comparison.objections,
        "figures": figures(comparison),
        "corrections": outcome.corrections,
        "confirmed": outcome.merged.confirmed,
        "gains": comparison.flips.len() - losses,
        "losses": losses,
        "flips": flips,
        "contradictions": contradictions,
    })
}

/// The widest losses and the widest gains, half and half.
fn widest(flips: &[Flip]) -> impl Iterator<Item = &Flip> {
    let losses = flips.iter().filter(|flip| flip.is_loss()).take(MOST_SHOWN / 2);
    let gains = flips.iter().filter(|flip| !flip.is_loss()).take(MOST_SHOWN / 2);
    losses.chain(gains)
}

/// A flip, and whether the champion had it right.
fn judged(lost_or_won: &Flip) -> Value {
    let mut said = flip(lost_or_won);
    said["loss"] = lost_or_won.is_loss().into();
    said
}
