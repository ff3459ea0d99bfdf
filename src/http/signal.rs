//! How a server is told to stop, or to look again at what it serves. A signal counts from the
//! moment at which one begins to listen for it.

use std::io::Result;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT and SIGTERM, or Ctrl-C where there are no signals.
pub(crate) struct Stop {
    #[cfg(unix)]
    signals: [Signal; 2],
}

impl Stop {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// Where the system lets nobody listen.
    pub(crate) fn listen() -> Result<Stop> {
        Ok(Stop {
            #[cfg(unix)]
            signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?],
        })
    }

    /// Ends when the server is told to stop, and each further time.
    #[cfg(unix)]
    pub(crate) async fn heard(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    /// Ends when the server is told to stop, and each further time.
    #[cfg(not(unix))]
    pub(crate) async fn heard(&mut self) {
        // A system without Ctrl-C never stops a server this way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// SIGHUP: the terminal is gone, or somebody asks to look again.
pub(crate) struct Hangup {
    #[cfg(unix)]
    signal: Signal,
}

impl Hangup {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// Where the system lets nobody listen.
    pub(crate) fn listen() -> Result<Hangup> {
        Ok(Hangup {
            #[cfg(unix)]
            signal: signal(SignalKind::hangup())?,
        })
    }

    /// Ends at the next one; never where there are no signals.
    pub(crate) async fn heard(&mut self) {
        #[cfg(unix)]
        self.signal.recv().await;
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
