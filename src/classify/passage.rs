//! *A passage is the words that some features rest on*, and what those say together.

use crate::model::feature::Place;
use crate::model::shown::Shown;

/// Words in a row, and what the features that rest on exactly these say together.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Passage {
    /// The words.
    pub(crate) place: Place,
    /// What their features add to the log-odds of opinion, in nats.
    pub(crate) weight: f64,
    /// The best reason to show them.
    pub(crate) shown: Shown,
}
