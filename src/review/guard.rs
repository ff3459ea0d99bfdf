//! *The guard knows the one browser that was invited.* Any page on the web can make a browser
//! send requests to the loopback address, and any name can be made to point there; so a
//! request must bear the token that was printed, be addressed to us by number, and come from
//! our own page. What we answer may load nothing and run nothing but our own files.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::http::header::only;
use crate::http::token::Token;

/// The header in which the page sends the token back.
const TOKEN_HEADER: &str = "x-surmise-token";

/// Random bytes in a token: 128 bits cannot be guessed.
const TOKEN_BYTES: usize = 16;

/// Said with every answer.
const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// What a request must show.
pub(crate) struct Guard {
    token: Token,
    hosts: [String; 2],
}

impl Guard {
    pub(crate) fn new(token: &str, port: u16) -> Guard {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Guard { token: Token::new(token), hosts }
    }

    /// Why a request is turned away, if it is.
    fn objection(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let headers = request.headers();
        let host = only(headers, &header::HOST).unwrap_or_default();
        if !self.hosts.iter().any(|ours| ours == host) {
            return Some((StatusCode::MISDIRECTED_REQUEST, "not addressed to this server"));
        }
        let path = request.uri().path();
        // The page's own files hold nothing of anybody.
        let open = path.starts_with("/assets/");
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let ours = match (headers.contains_key(header::ORIGIN), only(headers, &header::ORIGIN)) {
            (false, _) => reads,
            (true, origin) => {
                origin.and_then(|origin| origin.strip_prefix("http://")).is_some_and(|o| o == host)
            }
        };
        let site = only(headers, &HeaderName::from_static("sec-fetch-site"));
        let own_page = !path.starts_with("/api/")
            || !headers.contains_key("sec-fetch-site")
            || matches!(site, Some("same-origin"));
        if !ours || !own_page {
            return Some((StatusCode::FORBIDDEN, "not asked by this server's own page"));
        }
        let shown = if path == "/" {
            request.uri().query().and_then(|query| query.strip_prefix("token="))
        } else {
            only(headers, &HeaderName::from_static(TOKEN_HEADER))
        };
        if !open && !self.token.is(shown.unwrap_or_default()) {
            return Some((
                StatusCode::FORBIDDEN,
                "wrong token; open the address that surmise review printed",
            ));
        }
        None
    }
}

/// Lets a request in or turns it away, and says with every answer what a browser may do.
pub(crate) async fn guarded(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match guard.objection(&request) {
        Some((status, why)) => (status, format!("{why}\n")).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, says) in HEADERS {
        headers.insert(name, HeaderValue::from_static(says));
    }
    response
}

/// A new token, in hexadecimal digits.
///
/// # Errors
///
/// Where the operating system has no randomness to give.
pub(crate) fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether this could be a token that [`token`] gave.
pub(crate) fn is_token(word: &str) -> bool {
    word.len() == 2 * TOKEN_BYTES && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ() {
        let (a, b) = (token().expect("randomness"), token().expect("randomness"));
        assert!(is_token(&a) && is_token(&b) && a != b);
    }
}
