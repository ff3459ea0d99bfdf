//! What have people told us, and how well did we listen?

pub mod bootstrap;
mod calibrate;
pub mod challenge;
pub mod corpus;
pub mod correct;
pub mod curve;
pub mod doctor;
pub mod draws;
pub mod evaluate;
pub mod experiment;
pub mod fit;
pub mod fold;
mod interner;
pub mod metrics;
pub mod personal;
pub mod predicted;
pub mod prior;
pub mod retrain;
pub mod sample;
pub mod shard;
pub mod train;
pub mod unordered;
