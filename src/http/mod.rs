//! Who is at the door, and when does it close? What every server of surmise needs.
//!
//! 1. `header`: what a request's head says, once and no more.
//! 2. `token`: the secret that it must show.
//! 3. `signal`: how a server is told to stop, or to look again.

pub(crate) mod header;
pub(crate) mod signal;
pub(crate) mod token;
