//! May I ask you something? The HTTP service: texts in, labelled sentences out.
//!
//! 1. `guard`: who may ask.
//! 2. `body`, `object`, `question`: what is asked, within limits.
//! 3. `pool`, `answer`: the workers, and what they say.
//! 4. `current`: the model in use, and how it changes under the running server.
//! 5. `problem`: whatever goes wrong, in one shape.
//! 6. `metrics`, `listing`, `openapi`: what the server says about itself.
//! 7. `api`: the routes; `connection` and [`server`]: from the first connection to a clean end.

mod answer;
mod api;
mod body;
mod connection;
mod current;
mod guard;
pub mod limits;
mod listing;
mod metrics;
mod object;
mod openapi;
mod pool;
mod problem;
mod question;
pub mod server;
