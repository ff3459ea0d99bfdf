//! What have people told us, and how well did we listen?

pub mod bootstrap;
pub mod challenge;
pub mod corpus;
pub mod correct;
pub mod doctor;
pub mod evaluate;
pub mod fit;
pub mod fold;
pub mod metrics;
pub mod personal;
pub mod retrain;
pub mod sample;
pub mod train;
