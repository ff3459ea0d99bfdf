//! The server: from the first connection to a clean end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::error::{Error, Result};
use crate::http::signal::{Hangup, Stop};

use super::api::{Office, app};
use super::connection::Door;
use super::current::Current;
use super::guard::{Guard, allowed};
use super::limits::Limits;
use super::metrics::Metrics;
use super::openapi;
use super::pool::Pool;

pub use super::current::Origin;

/// So often the server looks where the folder points to.
const LOOK: Duration = Duration::from_secs(1);

/// How to serve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Where to listen; port 0 is any free one.
    pub address: SocketAddr,
    /// What a request must show. Without it, the address must be a loopback address.
    pub token: Option<String>,
    /// How much at once, and how long.
    pub limits: Limits,
}

/// Serves models of `origin` until SIGINT or SIGTERM; SIGHUP reads the model again. `tell`
/// gets the address when the server is ready, and a line for each change of the model.
///
/// # Errors
///
/// Where the settings are not safe, the port is taken, the model cannot be read, or accepted
/// requests were cut off because they did not finish within the grace.
pub fn serve(settings: &Settings, origin: Origin, tell: &mut dyn FnMut(&str)) -> Result<()> {
    let Settings { address, token, limits } = settings;
    allowed(token.as_deref(), *address)?;
    let current = Current::read(origin)?;
    let refused = |cause: std::io::Error| {
        let problem = format!("cannot listen: {cause}; choose another with --listen ADDRESS:PORT");
        Error::at(address.to_string(), problem)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(refused)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let guard = Guard::new(token.as_deref(), address);
        let (notes, told) = mpsc::unbounded_channel();
        let office = Arc::new(Office {
            current,
            pool: Pool::start(*limits)?,
            limits: *limits,
            metrics: Metrics::default(),
            openapi: openapi::document(limits, guard.needs_token()),
            notes,
        });
        let door = Door::new(listener, app(Arc::clone(&office), guard));
        let signals = (Stop::listen().map_err(refused)?, Hangup::listen().map_err(refused)?);
        let model = &office.current.model().id;
        tell(&format!("listening at http://{address} with model {model}; Ctrl-C stops"));
        run(&office, door, signals, told, tell).await
    });
    // What still runs was asked for by nobody who is left.
    runtime.shutdown_background();
    served
}

async fn run(
    office: &Arc<Office>,
    door: Door,
    (mut stop, mut hangup): (Stop, Hangup),
    mut told: mpsc::UnboundedReceiver<String>,
    tell: &mut dyn FnMut(&str),
) -> Result<()> {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // The same complaint every second helps nobody.
    let mut complaint = String::new();
    let (failed, mut failures) = mpsc::unbounded_channel::<Option<String>>();
    let look_again = |always: bool| {
        let (office, failed) = (Arc::clone(office), failed.clone());
        tokio::task::spawn_blocking(move || {
            let failure = office.look_again(always).err().map(|error| error.to_string());
            // Who stops the server hears no more.
            let _ = failed.send(failure);
        });
    };
    // A disk that takes its time is asked once at a time.
    let mut looking = false;
    loop {
        tokio::select! {
            () = stop.heard() => break,
            () = hangup.heard() => look_again(true),
            _ = look.tick() => if !std::mem::replace(&mut looking, true) {
                look_again(false);
            },
            Some(note) = told.recv() => tell(&note),
            Some(failure) = failures.recv() => {
                looking = false;
                let failure = failure.unwrap_or_default();
                if !failure.is_empty() && failure != complaint {
                    tell(&format!("{failure}; the model in use stays"));
                }
                complaint = failure;
            }
            (stream, permit) = door.next() => door.serve(stream, permit),
        }
    }
    door.take_waiting().await;
    let seconds = office.limits.grace.as_secs();
    tokio::select! {
        ended = tokio::time::timeout(office.limits.grace, door.close()) => ended.map_err(|_| {
            Error::new(format!("stopped; requests that took longer than {seconds} s more were cut off"))
        }),
        () = stop.heard() => Err(Error::new("stopped at once, as told twice; requests were cut off")),
    }
}
