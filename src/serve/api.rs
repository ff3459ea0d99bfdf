//! The routes.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc::UnboundedSender;

use crate::error::Result;

use super::body::body;
use super::current::{Current, Switch};
use super::guard::{Guard, guarded};
use super::limits::Limits;
use super::listing::Listing;
use super::metrics::Metrics;
use super::openapi;
use super::pool::Pool;
use super::problem::{Problem, Sort};
use super::question::{Question, media};

/// What every answer needs.
pub(super) struct Office {
    pub(super) current: Current,
    pub(super) pool: Pool,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    /// What `/openapi.json` shows.
    pub(super) openapi: String,
    /// What is to be told on stderr.
    pub(super) notes: UnboundedSender<String>,
}

type Shared = State<Arc<Office>>;

/// The service.
pub(super) fn app(office: Arc<Office>, guard: Guard) -> Router {
    let metrics = Arc::clone(&office);
    Router::new()
        .route("/v1/score", post(score))
        .route("/v1/models", get(models))
        .route("/v1/models/reload", post(reload))
        .route("/healthz", get(healthz))
        .route("/metrics", get(tell_metrics))
        .route("/openapi.json", get(tell_openapi))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .with_state(office)
        .layer(from_fn_with_state(Arc::new(guard), guarded))
        .layer(from_fn_with_state(metrics, counted))
}

async fn score(
    State(office): Shared,
    query: std::result::Result<Query<Vec<(String, String)>>, QueryRejection>,
    request: Request,
) -> Response {
    let begun = Instant::now();
    let answered = async {
        let (head, sent) = request.into_parts();
        let Query(query) =
            query.map_err(|cause| Problem::new(Sort::BadQuery, cause.body_text()))?;
        let media = media(&head.headers)?;
        let bytes = body(&head.headers, sent, &office.limits).await?;
        let question = Question::read(&query, media, bytes, &office.limits)?;
        office.pool.ask(question, office.current.model()).await
    };
    match answered.await {
        Ok(answer) => {
            office.metrics.scored(&answer, begun.elapsed());
            ([(header::CONTENT_TYPE, "application/json")], answer.json).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// Answers from the disk, away from the threads that listen.
async fn from_disk<T: Serialize + Send + 'static>(
    office: Arc<Office>,
    read: impl FnOnce(&Office) -> Result<T> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || read(&office)).await {
        Ok(Ok(read)) => Json(read).into_response(),
        Ok(Err(error)) => Problem::new(Sort::ModelUnreadable, error.to_string()).into_response(),
        Err(_) => Problem::new(Sort::Fault, "the folder was not read").into_response(),
    }
}

async fn models(State(office): Shared) -> Response {
    from_disk(office, |office| Listing::read(&office.current)).await
}

async fn reload(State(office): Shared) -> Response {
    from_disk(office, |office| {
        let read = office.current.reload();
        office.after(read)
    })
    .await
}

impl Office {
    /// Reads the model again, where `always` is false only if the folder points to another.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn look_again(&self, always: bool) -> Result<()> {
        let read = if always { self.current.reload().map(Some) } else { self.current.follow() };
        match read {
            Ok(None) => Ok(()),
            Ok(Some(switch)) => self.after(Ok(switch)).map(drop),
            Err(error) => self.after(Err(error)).map(drop),
        }
    }

    /// Counts and tells what came of reading a model.
    fn after(&self, read: Result<Switch>) -> Result<Switch> {
        match &read {
            Ok(switch) if switch.changed => {
                self.metrics.switched();
                // Who stops the server hears no more.
                let _ = self
                    .notes
                    .send(format!("model {} took over from {}", switch.model, switch.before));
            }
            Ok(_) => {}
            Err(_) => self.metrics.failed_to_switch(),
        }
        read
    }
}

async fn healthz(State(office): Shared) -> Response {
    Json(json!({ "status": "ok", "model": office.current.model().id })).into_response()
}

async fn tell_metrics(State(office): Shared) -> Response {
    let text = office.metrics.text(&office.current.model().id);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn tell_openapi(State(office): Shared) -> Response {
    ([(header::CONTENT_TYPE, openapi::MEDIA)], office.openapi.clone()).into_response()
}

async fn nowhere() -> Problem {
    Problem::new(Sort::NoSuchRoute, "/openapi.json shows what there is")
}

async fn wrong_method() -> Problem {
    Problem::new(Sort::WrongMethod, "the header Allow says what can be done")
}

/// A request that is being answered.
struct InFlight(Arc<Office>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.metrics.end();
    }
}

/// Counts a request and its answer.
async fn counted(State(office): Shared, request: Request, next: Next) -> Response {
    office.metrics.begin();
    let in_flight = InFlight(Arc::clone(&office));
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    office.metrics.answered(&path, response.status().as_u16());
    drop(in_flight);
    response
}
