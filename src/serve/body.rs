//! The body of a request, read to its end but never beyond its limit.

use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use http_body_util::BodyExt as _;

use super::limits::Limits;
use super::problem::{Problem, Sort};

/// So many times the largest body is read and thrown away, so that a client that sends all
/// before it listens hears why it was refused.
const THROWN_AWAY: usize = 4;

/// The body's bytes.
pub(super) async fn body(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<Vec<u8>, Problem> {
    let arrived = tokio::time::timeout(limits.patience, arrive(headers, body, limits.body_bytes));
    arrived.await.unwrap_or_else(|_| {
        let waited = limits.patience.as_secs();
        Err(Problem::new(Sort::SlowBody, format!("expected all of it within {waited} s")))
    })
}

async fn arrive(headers: &HeaderMap, mut body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let too_large = || {
        let wanted = format!("expected {most} bytes or fewer; send the texts in several requests");
        Problem::new(Sort::TooLarge, wanted)
    };
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let announced = announced.and_then(|length| length.parse::<u64>().ok()).unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > most && headers.contains_key(header::EXPECT) {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(announced.min(most));
    let mut thrown_away = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|cause| Problem::new(Sort::BadBody, cause.to_string()))?;
        let Ok(piece) = frame.into_data() else { continue };
        if announced > most || bytes.len() + piece.len() > most {
            thrown_away += piece.len() + std::mem::take(&mut bytes).len();
            if thrown_away > most.saturating_mul(THROWN_AWAY) {
                break;
            }
        } else if thrown_away == 0 {
            bytes.extend_from_slice(&piece);
        } else {
            thrown_away += piece.len();
        }
    }
    if announced > most || thrown_away > 0 { Err(too_large()) } else { Ok(bytes) }
}
