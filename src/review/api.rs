//! What the page asks and tells, in JSON.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::json;

use super::desk::{Correction, Desk, Refusal};
use super::retraining::Trainer;

/// What every answer needs.
#[derive(Clone)]
pub(crate) struct Office {
    desk: Arc<Mutex<Desk>>,
    /// Names this run of the server: a page that knows another must load everything again.
    run: Arc<str>,
    pub(super) trainer: Trainer,
}

impl Office {
    pub(crate) fn new(desk: Desk, trainer: Trainer, run: &str) -> Office {
        Office { desk: Arc::new(Mutex::new(desk)), run: run.into(), trainer }
    }

    /// Answers from the desk, away from the threads that listen: the disk may take its time.
    pub(super) async fn ask(
        &self,
        answer: impl FnOnce(&mut Desk) -> Response + Send + 'static,
    ) -> Response {
        let desk = Arc::clone(&self.desk);
        let answered = tokio::task::spawn_blocking(move || {
            // Nothing is left half done in a desk, even by a panic: the journal comes first.
            answer(&mut desk.lock().unwrap_or_else(PoisonError::into_inner))
        });
        answered.await.unwrap_or_else(|_| {
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "a fault of surmise itself")
        })
    }

    /// Does something at the desk, on the thread that asks.
    pub(crate) fn now<T>(&self, act: impl FnOnce(&mut Desk) -> T) -> T {
        act(&mut self.desk.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The ways to ask.
pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/api/overview", routing::get(overview))
        .route("/api/documents/{document}", routing::get(document))
        .route("/api/queue", routing::get(queue))
        .route("/api/search", routing::get(search))
        .route("/api/changes", routing::get(changes))
        .route("/api/corrections", routing::post(correct))
}

pub(super) fn refusal(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

async fn overview(State(office): State<Office>) -> Response {
    let run = Arc::clone(&office.run);
    office
        .ask(move |desk| {
            let documents: Vec<_> = desk.summaries().collect();
            Json(json!({
                "run": &*run,
                "version": desk.version(),
                "model": desk.model.id,
                "journal": desk.journal.path().display().to_string(),
                "elsewhere": desk.elsewhere,
                "documents": documents,
            }))
            .into_response()
        })
        .await
}

async fn document(State(office): State<Office>, Path(index): Path<usize>) -> Response {
    office
        .ask(move |desk| {
            let version = desk.version();
            match desk.shown(index) {
                None => refusal(StatusCode::NOT_FOUND, "no such document"),
                // One serialisation: an article may be large.
                Some(shown) => match serde_json::to_string(&(version, shown)) {
                    Ok(text) => {
                        ([(header::CONTENT_TYPE, "application/json")], text).into_response()
                    }
                    Err(cause) => refusal(StatusCode::INTERNAL_SERVER_ERROR, &cause.to_string()),
                },
            }
        })
        .await
}

async fn queue(State(office): State<Office>) -> Response {
    office
        .ask(|desk| {
            let (sentences, total) = desk.queue();
            Json(json!({ "sentences": sentences, "total": total })).into_response()
        })
        .await
}

#[derive(Deserialize)]
struct Wanted {
    words: String,
}

async fn search(State(office): State<Office>, Query(wanted): Query<Wanted>) -> Response {
    office
        .ask(move |desk| {
            let (sentences, total) = desk.search(&wanted.words);
            Json(json!({ "sentences": sentences, "total": total })).into_response()
        })
        .await
}

#[derive(Deserialize)]
struct Since {
    version: usize,
}

async fn changes(State(office): State<Office>, Query(since): Query<Since>) -> Response {
    let (run, trainer) = (Arc::clone(&office.run), office.trainer.clone());
    office
        .ask(move |desk| {
            trainer.follow(desk);
            Json(json!({
                "run": &*run,
                "version": desk.version(),
                "model": desk.model.id,
                "changes": desk.changes_since(since.version),
            }))
            .into_response()
        })
        .await
}

async fn correct(State(office): State<Office>, Json(said): Json<Correction>) -> Response {
    office
        .ask(move |desk| match desk.correct(&said) {
            Ok(version) => Json(json!({ "saved": true, "version": version })).into_response(),
            Err(Refusal::Wrong(why)) => refusal(StatusCode::UNPROCESSABLE_ENTITY, &why),
            Err(Refusal::Unsaved(error)) => {
                refusal(StatusCode::INSUFFICIENT_STORAGE, &error.to_string())
            }
        })
        .await
}
