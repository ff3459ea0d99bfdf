//! The server: on the loopback address, from the first request to a clean end.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::error::{Error, Result};
use crate::http::signal::{Hangup, Stop};
use crate::store::folder::Folder;

use super::api::{self, Office};
use super::desk::Desk;
use super::guard::{self, Guard, guarded};
use super::page;
use super::retraining::{self, Trainer};

/// The largest request that is read, in bytes: a correction with the longest sentence (16 KiB),
/// each of its bytes written in JSON as `\u0000`.
const LARGEST_REQUEST_BYTES: usize = 128 * 1024;

/// How long a request may take to finish after the server was told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// Serves the desk until SIGINT, SIGTERM or SIGHUP. Models are retrained in the folder
/// `models`; without one they are not. `tell` gets the address when the server
/// is ready. Port 0 is the port of the journal's last server if it is free, so that a page
/// that is still open finds the new one, or else any free one.
///
/// # Errors
///
/// Where the port is taken, or the system gives no socket, thread or randomness.
pub fn serve(
    mut desk: Desk,
    models: Option<Folder>,
    port: u16,
    tell: &mut dyn FnMut(&str),
) -> Result<()> {
    let last = Last::read(&desk.journal.note());
    let listener = listen(port, last.port)?;
    let refused = |cause| Error::at("127.0.0.1", format!("cannot listen: {cause}"));
    let port = listener.local_addr().map_err(refused)?.port();
    let token = match last.token {
        // The last server was killed at this address: its page may come back.
        Some(token) if last.port == Some(port) => token,
        _ => guard::token().map_err(|cause| Error::new(format!("no random token: {cause}")))?,
    };
    let run = guard::token().map_err(|cause| Error::new(format!("no random token: {cause}")))?;
    desk.journal.set_note(&format!("{port} {token}\n"))?;
    let office = Office::new(desk, Trainer::new(models), &run);
    let app = app(office.clone(), Guard::new(&token, port));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(refused)?;
    runtime.block_on(async {
        listener.set_nonblocking(true).map_err(refused)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(refused)?;
        let mut stopped = Stop::listen().map_err(refused)?;
        let mut hangup = Hangup::listen().map_err(refused)?;
        let (stop, told) = tokio::sync::oneshot::channel::<()>();
        let served = axum::serve(listener, app).with_graceful_shutdown(async {
            // A sender that is gone says the same as one that spoke.
            let _ = told.await;
        });
        let served = tokio::spawn(served.into_future());
        tell(&format!("http://127.0.0.1:{port}/?token={token}"));
        tokio::select! {
            () = stopped.heard() => {}
            () = hangup.heard() => {}
        }
        let _ = stop.send(());
        let _ = tokio::time::timeout(LAST_REQUESTS, served).await;
        Ok(())
    })?;
    runtime.shutdown_timeout(LAST_REQUESTS);
    // Asked to stop, the server forgets its token; the port is no secret.
    office.now(|desk| desk.journal.set_note(&format!("{port}\n")))
}

fn app(office: Office, guard: Guard) -> Router {
    Router::new()
        .route("/", get(page::page))
        .route("/assets/{name}", get(page::asset))
        .merge(api::routes())
        .merge(retraining::routes())
        .with_state(office)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST_BYTES))
        .layer(from_fn_with_state(Arc::new(guard), guarded))
}

fn listen(port: u16, last: Option<u16>) -> Result<TcpListener> {
    if let (0, Some(last)) = (port, last)
        && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, last))
    {
        return Ok(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|cause| {
        let problem = format!("cannot listen: {cause}; choose another --port, or 0 for a free one");
        Error::at(format!("127.0.0.1:{port}"), problem)
    })
}

/// What the journal's last server noted: its port, and its token unless it was asked to stop.
struct Last {
    port: Option<u16>,
    token: Option<String>,
}

impl Last {
    fn read(note: &str) -> Last {
        let mut words = note.split_whitespace();
        let port = words.next().and_then(|word| word.parse().ok()).filter(|port| *port != 0);
        let token = words.next().filter(|word| guard::is_token(word)).map(str::to_owned);
        Last { port, token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_makes_no_sense_says_nothing() {
        let read = |note: &str| {
            let last = Last::read(note);
            (last.port, last.token)
        };
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(read(&format!("8080 {token}\n")), (Some(8080), Some(token.to_owned())));
        assert_eq!(read("8080\n"), (Some(8080), None));
        for nonsense in ["", "0", "x y", "99999 abc", "\0"] {
            assert_eq!(read(nonsense), (None, None), "{nonsense}");
        }
    }
}
