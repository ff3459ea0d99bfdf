//! *A problem is an answer too.* Whatever goes wrong is told in one shape, the problem details
//! of RFC 9457: a type that programs know, a title, and what to do.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The sorts of problems. Each has one type, one title and one status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    BadQuery,
    BadJson,
    BadText,
    BadBody,
    WrongMembers,
    EmptyText,
    WrongMedia,
    TooLarge,
    TooManyTexts,
    AnswerTooLarge,
    SlowBody,
    NoToken,
    ForeignPage,
    WrongHost,
    NoSuchRoute,
    WrongMethod,
    QueueFull,
    TooSlow,
    ModelUnreadable,
    Fault,
}

impl Sort {
    /// All of them.
    #[cfg(test)]
    const ALL: [Sort; 20] = [
        Sort::BadQuery,
        Sort::BadJson,
        Sort::BadText,
        Sort::BadBody,
        Sort::WrongMembers,
        Sort::EmptyText,
        Sort::WrongMedia,
        Sort::TooLarge,
        Sort::TooManyTexts,
        Sort::AnswerTooLarge,
        Sort::SlowBody,
        Sort::NoToken,
        Sort::ForeignPage,
        Sort::WrongHost,
        Sort::NoSuchRoute,
        Sort::WrongMethod,
        Sort::QueueFull,
        Sort::TooSlow,
        Sort::ModelUnreadable,
        Sort::Fault,
    ];

    /// The end of its type, its status, and its title.
    fn described(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Sort::BadQuery => ("bad-query", S::BAD_REQUEST, "the query makes no sense"),
            Sort::BadJson => ("bad-json", S::BAD_REQUEST, "the body is not JSON"),
            Sort::BadText => ("bad-text", S::BAD_REQUEST, "the body is not UTF-8"),
            Sort::BadBody => ("bad-body", S::BAD_REQUEST, "the body broke off"),
            Sort::WrongMembers => {
                ("wrong-members", S::UNPROCESSABLE_ENTITY, "the JSON is not a question")
            }
            Sort::EmptyText => ("empty-text", S::UNPROCESSABLE_ENTITY, "there is no text"),
            Sort::WrongMedia => {
                ("wrong-media", S::UNSUPPORTED_MEDIA_TYPE, "the body is of another type")
            }
            Sort::TooLarge => ("too-large", S::PAYLOAD_TOO_LARGE, "the body is too large"),
            Sort::TooManyTexts => {
                ("too-many-texts", S::PAYLOAD_TOO_LARGE, "there are too many texts")
            }
            Sort::AnswerTooLarge => {
                ("answer-too-large", S::PAYLOAD_TOO_LARGE, "the answer would be too large")
            }
            Sort::SlowBody => ("slow-body", S::REQUEST_TIMEOUT, "the body came too slowly"),
            Sort::NoToken => ("no-token", S::UNAUTHORIZED, "the token is missing or wrong"),
            Sort::ForeignPage => ("foreign-page", S::FORBIDDEN, "a web page may not ask"),
            Sort::WrongHost => {
                ("wrong-host", S::MISDIRECTED_REQUEST, "not addressed to this server")
            }
            Sort::NoSuchRoute => ("no-such-route", S::NOT_FOUND, "there is nothing here"),
            Sort::WrongMethod => {
                ("wrong-method", S::METHOD_NOT_ALLOWED, "this cannot be done here")
            }
            Sort::QueueFull => {
                ("queue-full", S::SERVICE_UNAVAILABLE, "too many requests wait already")
            }
            Sort::TooSlow => ("too-slow", S::SERVICE_UNAVAILABLE, "the answer took too long"),
            Sort::ModelUnreadable => {
                ("model-unreadable", S::INTERNAL_SERVER_ERROR, "the model cannot be read")
            }
            Sort::Fault => ("fault", S::INTERNAL_SERVER_ERROR, "a fault of surmise itself"),
        }
    }
}

/// What went wrong with a request, or with one of its texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Problem {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip)]
    sort: Sort,
}

impl Problem {
    /// A problem of this sort; `detail` says what was found and what to do.
    pub(super) fn new(sort: Sort, detail: impl Into<String>) -> Problem {
        let (name, status, title) = sort.described();
        Problem {
            r#type: format!("urn:surmise:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            sort,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (_, status, _) = self.sort.described();
        let sort = self.sort;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let media = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media);
        match sort {
            Sort::QueueFull | Sort::TooSlow => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            Sort::NoToken => {
                let scheme = HeaderValue::from_static("Bearer realm=\"surmise\"");
                headers.insert(header::WWW_AUTHENTICATE, scheme);
            }
            // The rest of the body is not worth waiting for.
            Sort::TooLarge | Sort::SlowBody | Sort::BadBody => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_has_a_type_of_its_own_and_the_status_of_an_error() {
        let mut names: Vec<&str> = Sort::ALL.iter().map(|sort| sort.described().0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Sort::ALL.len());
        for sort in Sort::ALL {
            let response = Problem::new(sort, "so").into_response();
            assert!(response.status().is_client_error() || response.status().is_server_error());
            assert_eq!(response.headers()["content-type"], "application/problem+json");
        }
    }

    #[test]
    fn a_problem_says_what_it_is() {
        let problem = Problem::new(Sort::EmptyText, "expected an article");
        assert_eq!(
            serde_json::to_string(&problem).expect("JSON"),
            r#"{"type":"urn:surmise:empty-text","title":"there is no text","status":422,"detail":"expected an article"}"#
        );
    }
}
