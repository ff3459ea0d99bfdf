//! *A page by its address*, and nothing that it links to.

use std::time::Duration;

use ureq::{Agent, ResponseExt as _};

use crate::error::{Error, Result};

use super::limits::Limits;
use super::response::content_type;

/// As many redirects as browsers follow would lead anywhere.
const MOST_REDIRECTS: u32 = 5;

/// What an address gave.
pub(super) struct Fetched {
    pub(super) bytes: Vec<u8>,
    /// The type of the content, without parameters, in lower case.
    pub(super) content_type: String,
    pub(super) charset: Option<String>,
    /// Where it was found in the end, after redirects.
    pub(super) address: String,
}

/// Fetches what stands at an address of `http` or `https`.
///
/// # Errors
///
/// Where it cannot be had within the limits.
pub(super) fn fetch(address: &str, limits: &Limits) -> Result<Fetched> {
    let failed = |cause: &ureq::Error| Error::at(address, explained(cause, limits));
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(limits.seconds)))
        .max_redirects(MOST_REDIRECTS)
        .max_redirects_will_error(true)
        .max_response_header_size(64 << 10)
        .user_agent(concat!("surmise/", env!("CARGO_PKG_VERSION")))
        .accept("text/html, application/xhtml+xml, text/plain, application/rss+xml, application/atom+xml, */*;q=0.1")
        .build()
        .into();
    let mut response = agent.get(address).call().map_err(|cause| failed(&cause))?;
    let header = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let (content_type, charset) = content_type(header.unwrap_or_default());
    let found = response.get_uri().to_string();
    let body = response.body_mut().with_config().limit(limits.page_bytes as u64);
    let bytes = body.read_to_vec().map_err(|cause| failed(&cause))?;
    Ok(Fetched { bytes, content_type, charset, address: found })
}

/// What went wrong, and what to do.
fn explained(cause: &ureq::Error, limits: &Limits) -> String {
    match cause {
        ureq::Error::StatusCode(status) => format!("the server answered {status}; expected 200"),
        ureq::Error::Timeout(_) => {
            format!("no answer within {} seconds; --seconds allows more", limits.seconds)
        }
        ureq::Error::HostNotFound => {
            "no such host, or no network; save the page and give the file".to_owned()
        }
        ureq::Error::TooManyRedirects => format!("more than {MOST_REDIRECTS} redirects"),
        ureq::Error::BodyExceedsLimit(_) => super::limits::too_long_page(limits.page_bytes),
        ureq::Error::Io(cause) => {
            format!("cannot fetch: {cause}; without network, save the page and give the file")
        }
        other => format!("cannot fetch: {other}"),
    }
}
