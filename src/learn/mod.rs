//! What have people told us, and how well did we listen?

mod calibrate;
pub mod corpus;
pub mod evaluate;
pub mod fit;
pub mod fold;
pub mod metrics;
pub mod prior;
pub mod sample;
pub mod train;
