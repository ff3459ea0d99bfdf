//! *Every limit is a promise to those who wait.* How much the server takes at once, and how
//! long it waits for anybody.

use std::time::Duration;

/// How much, and how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Threads that classify.
    pub workers: usize,
    /// Requests that may wait for a worker; one more is turned away.
    pub queue: usize,
    /// The largest body of a request, in bytes.
    pub body_bytes: usize,
    /// Texts in a request.
    pub texts: usize,
    /// How long a request's body may take to arrive, and then how long its answer may take.
    pub patience: Duration,
    /// How long accepted requests may take to finish after the server was told to stop.
    pub grace: Duration,
}

/// A request may wait for a worker: at a millisecond an article, the last of 64 waits a
/// thirtieth of a second on two cores.
pub const QUEUE: usize = 64;

/// A thousand news articles of 4 KiB.
pub const BODY_BYTES: usize = 4 << 20;

/// As many texts as such a body has articles.
pub const TEXTS: usize = 1000;

/// Longer than anybody waits for a page, in seconds.
pub const PATIENCE_SECONDS: u64 = 30;

/// What `docker stop` and its kin wait before they kill, in seconds.
pub const GRACE_SECONDS: u64 = 10;

/// A request's head takes no longer than this to arrive, nor does the next one on a
/// connection that is kept: half of the shortest usual grace.
pub(super) const HEAD: Duration = Duration::from_secs(5);

/// A client that takes no byte of its answer for so long is gone.
pub(super) const STALL: Duration = Duration::from_secs(30);

/// Connections at once; further ones wait in the system's queue.
pub(super) const CONNECTIONS: usize = 512;

/// A request's head is no larger, in bytes; as one reads in steps, it may be twice that.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// An answer is no larger than so many times the largest body. A row has some hundred bytes
/// around its sentence, so text of one-word sentences grows a hundredfold.
const ANSWER_TIMES: usize = 16;

impl Limits {
    /// The largest answer, in bytes.
    pub(super) fn answer_bytes(&self) -> usize {
        self.body_bytes.saturating_mul(ANSWER_TIMES)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            queue: QUEUE,
            body_bytes: BODY_BYTES,
            texts: TEXTS,
            patience: Duration::from_secs(PATIENCE_SECONDS),
            grace: Duration::from_secs(GRACE_SECONDS),
        }
    }
}
