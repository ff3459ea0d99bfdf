//! Do you agree? A local web page on which a person corrects or confirms the labels.
//!
//! 1. [`desk`]: the documents, what the model says of them, what people said; no HTTP.
//! 2. `guard`: who may speak to the server, and what a browser may do with its answers.
//! 3. `page`: the page's files, which travel inside the program.
//! 4. `api`: what the page asks and tells.
//! 5. `retraining`: train, compare, ask, promote.
//! 6. [`server`]: the loopback address, and a clean end.

mod api;
mod article;
pub mod desk;
mod guard;
mod page;
mod retraining;
pub mod server;
