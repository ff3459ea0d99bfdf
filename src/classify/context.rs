//! Articles are of a piece: a sentence among opinions is likelier to be one.

use crate::model::calibration::{Calibration, LogOdds};

/// No single sentence says more than this about its neighbours, in nats.
const CONTEXT_CLIP: f64 = 4.0;

/// With so many other sentences, their mean has half its full weight.
const CONTEXT_HALF: f64 = 2.0;

/// What the other sentences of a block say about each: articles are of a piece, and a
/// sentence among opinions is likelier to be one.
pub(crate) struct Context {
    total: f64,
    others: usize,
    /// The weight that the mean of the others has here.
    pub(crate) weight: f64,
}

impl Context {
    /// The context of a block of sentences, at the full weight `weight`. The mean of few
    /// others deserves less: nothing without others, half at [`CONTEXT_HALF`].
    pub(crate) fn new(block: impl ExactSizeIterator<Item = LogOdds>, weight: f64) -> Self {
        let others = block.len().saturating_sub(1);
        let share = others as f64 / (others as f64 + CONTEXT_HALF);
        Context { total: block.map(clipped).sum(), others, weight: weight * share }
    }

    /// What the others add to the log-odds of a sentence of the block, in nats.
    pub(crate) fn adds(&self, own: LogOdds) -> f64 {
        if self.others == 0 {
            return 0.0;
        }
        self.weight * (self.total - clipped(own)) / self.others as f64
    }
}

fn clipped(log_odds: LogOdds) -> f64 {
    log_odds.0.clamp(-CONTEXT_CLIP, CONTEXT_CLIP)
}

/// The calibration for a weight of context between none and the full weight.
pub(crate) fn between(alone: Calibration, in_context: Calibration, weight: f64) -> Calibration {
    let share = weight.clamp(0.0, 1.0);
    Calibration {
        slope: alone.slope + share * (in_context.slope - alone.slope),
        intercept: alone.intercept + share * (in_context.intercept - alone.intercept),
    }
}
