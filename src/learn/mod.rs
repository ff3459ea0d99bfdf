//! What have people told us, and how well did we listen?

pub mod bootstrap;
mod calibrate;
pub mod corpus;
pub mod curve;
pub mod evaluate;
pub mod experiment;
pub mod fit;
pub mod fold;
pub mod metrics;
pub mod predicted;
pub mod prior;
pub mod sample;
pub mod train;
