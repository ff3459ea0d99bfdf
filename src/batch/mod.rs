//! How is a whole day of the web labelled? In batches, by many hands, in order, and so that
//! nothing is lost when it is interrupted.
//!
//! 1. [`reader`] cuts what is read into batches.
//! 2. [`labeller`] labels a batch and says it in every format that was asked for.
//! 3. [`pipeline`] lets many labellers work at once and puts what they made back in order.
//! 4. [`totals`] adds up; [`folder`] keeps what is durable; [`page`] shows it.
//! 5. [`report`] is the whole of it.

mod chart;
pub mod folder;
pub mod identity;
pub mod labeller;
pub mod page;
mod page_text;
pub mod pipeline;
pub mod reader;
pub mod report;
mod stream;
pub mod totals;
