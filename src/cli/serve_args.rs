//! What can be asked of the HTTP service. The doc comments are the help.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::serve::limits::{BODY_BYTES, GRACE_SECONDS, PATIENCE_SECONDS, QUEUE, TEXTS};

use super::args::ModelChoice;

/// Arguments of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Where to listen; port 0 is a free one. Others than this machine can reach only an
    /// address that you name, and for that a token is needed
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8421")]
    pub listen: SocketAddr,
    /// A file with the token that requests must show, 16 characters or more [default: the
    /// environment variable `SURMISE_TOKEN`, else none]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Threads that classify [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Requests that may wait for a worker; one more is told to come back (503)
    #[arg(long, value_name = "N", default_value_t = QUEUE)]
    pub queue: usize,
    /// The largest body of a request, in bytes (413 beyond)
    #[arg(long, value_name = "BYTES", default_value_t = BODY_BYTES)]
    pub body_bytes: usize,
    /// Texts in a request (413 beyond)
    #[arg(long, value_name = "N", default_value_t = TEXTS)]
    pub texts: usize,
    /// How long a body may take to arrive (408 beyond), and then its answer (503 beyond)
    #[arg(long, value_name = "SECONDS", default_value_t = PATIENCE_SECONDS, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub patience: u64,
    /// How long accepted requests may take to finish after SIGINT or SIGTERM
    #[arg(long, value_name = "SECONDS", default_value_t = GRACE_SECONDS, value_parser = clap::value_parser!(u64).range(..=3600))]
    pub grace: u64,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub model: ModelChoice,
}
