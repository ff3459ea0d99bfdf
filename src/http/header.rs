//! What a request's head says.

use axum::http::header::{HeaderMap, HeaderName};

/// A header that is there once; twice is a trick.
pub(crate) fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}
