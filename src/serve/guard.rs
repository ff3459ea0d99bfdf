//! *The guard lets in whoever shows the token; without one, only programs of this machine.*
//! Any web page can make a browser send requests to the loopback address, and any name can be
//! made to point there; so without a token a request must be addressed to us by number and
//! must not come from a page.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::{Error, Result};
use crate::http::header::only;
use crate::http::token::Token;

use super::problem::{Problem, Sort};

/// A token has at least so many characters; shorter ones can be guessed.
const LEAST_CHARACTERS: usize = 16;

/// Said with every answer.
const HEADERS: [(HeaderName, &str); 2] =
    [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::CACHE_CONTROL, "no-store")];

/// What a request must show.
pub(super) enum Guard {
    /// This token.
    Token(Token),
    /// One of these as its host.
    Hosts([String; 3]),
}

impl Guard {
    /// The guard of a server at `address`; what is [`allowed`] is another question.
    pub(super) fn new(token: Option<&str>, address: SocketAddr) -> Guard {
        if let Some(token) = token {
            return Guard::Token(Token::new(token));
        }
        let port = address.port();
        Guard::Hosts(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")))
    }

    /// Whether a token is needed.
    pub(super) fn needs_token(&self) -> bool {
        matches!(self, Guard::Token(_))
    }

    /// Why a request is turned away, if it is.
    fn objection(&self, request: &Request) -> Option<Problem> {
        let headers = request.headers();
        match self {
            // Whoever sees to it that the server lives need not know the token.
            Guard::Token(_) if request.uri().path() == "/healthz" => None,
            Guard::Token(token) => {
                let shown = only(headers, &header::AUTHORIZATION).and_then(|shown| {
                    let (scheme, word) = shown.split_once(' ')?;
                    scheme.eq_ignore_ascii_case("bearer").then(|| word.trim())
                });
                (!shown.is_some_and(|word| token.is(word))).then(|| {
                    let wanted = "expected the header Authorization: Bearer TOKEN";
                    Problem::new(Sort::NoToken, wanted)
                })
            }
            Guard::Hosts(hosts) => {
                let host = only(headers, &header::HOST).unwrap_or_default();
                if !hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host)) {
                    let [number, name, _] = hosts;
                    let wanted = format!("expected the Host {number} or {name}, or a token");
                    return Some(Problem::new(Sort::WrongHost, wanted));
                }
                let site = HeaderName::from_static("sec-fetch-site");
                let asked_by_hand = !headers.contains_key(&site)
                    || matches!(only(headers, &site), Some("none" | "same-origin"));
                (headers.contains_key(header::ORIGIN) || !asked_by_hand).then(|| {
                    let wanted = "without a token, only programs on this machine may ask";
                    Problem::new(Sort::ForeignPage, wanted)
                })
            }
        }
    }
}

/// Whether a server at `address` may do with this token.
///
/// # Errors
///
/// Where the token is too short, cannot stand in a header, or is missing at an address that
/// others can reach.
pub(super) fn allowed(token: Option<&str>, address: SocketAddr) -> Result<()> {
    match token {
        None if address.ip().is_loopback() => Ok(()),
        None => Err(Error::at(
            address.to_string(),
            format!(
                "others can reach this address, so it needs a token of {LEAST_CHARACTERS} characters or more; give --token-file FILE or set SURMISE_TOKEN, or listen at 127.0.0.1"
            ),
        )),
        Some(token) if token.len() < LEAST_CHARACTERS => Err(Error::new(format!(
            "the token has {} characters; expected {LEAST_CHARACTERS} or more, such as `openssl rand -hex 16` gives",
            token.chars().count()
        ))),
        Some(token) if !token.bytes().all(|byte| byte.is_ascii_graphic()) => Err(Error::new(
            "the token has a character that cannot stand in a header; expected ASCII without spaces, such as `openssl rand -hex 16` gives",
        )),
        Some(_) => Ok(()),
    }
}

/// Lets a request in or turns it away.
pub(super) async fn guarded(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match guard.objection(&request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    for (name, says) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(says));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_others_can_reach_needs_a_token() {
        let at = |address: &str| address.parse::<SocketAddr>().expect("an address");
        let long = Some("0123456789abcdef");
        for address in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1"] {
            assert!(allowed(None, at(address)).is_ok() && allowed(long, at(address)).is_ok());
        }
        for address in ["0.0.0.0:1", "192.0.2.1:1", "[::]:1", "[::ffff:127.0.0.1]:1"] {
            assert!(allowed(None, at(address)).is_err(), "{address}");
            assert!(allowed(long, at(address)).is_ok(), "{address}");
        }
        for token in ["", "0123456789abcde", "0123456789 abcdef", "0123456789abcdéf"] {
            assert!(allowed(Some(token), at("127.0.0.1:1")).is_err(), "{token}");
        }
    }
}
