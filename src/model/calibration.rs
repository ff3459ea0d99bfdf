//! From log-odds to a probability that comes true as often as it says.
//!
//! Naive Bayes counts dependent evidence as if it were independent, so its own
//! probabilities are far too sure. Platt scaling (Platt 1999) bends them back: a line
//! through the log-odds, fitted on sentences that the model had not seen.

/// Natural log-odds of opinion against fact, in nats; positive leans to opinion.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
pub struct LogOdds(pub f64);

/// A probability, in `0..=1`.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct Probability(pub f64);

/// A line through the log-odds: `p = 1 / (1 + exp(-(slope · log_odds + intercept)))`.
#[derive(Clone, Copy, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Calibration {
    /// How far the log-odds are to be believed; positive.
    pub slope: f64,
    /// What is added after that, in nats.
    pub intercept: f64,
}

impl Calibration {
    /// Naive Bayes as it is.
    pub const IDENTITY: Calibration = Calibration { slope: 1.0, intercept: 0.0 };

    /// This line for text in which another share of the sentences is opinion than the
    /// `share` that it was fitted on: the prior odds are exchanged (Elkan 2001, theorem 2).
    /// Shares beyond 1 % and 99 % are taken as those.
    #[must_use]
    pub fn expecting(self, share: f64, expected: f64) -> Calibration {
        let ln_odds = |share: f64| {
            let share = share.clamp(0.01, 0.99);
            (share / (1.0 - share)).ln()
        };
        Calibration { intercept: self.intercept + ln_odds(expected) - ln_odds(share), ..self }
    }

    /// For a corpus too small to fit a line: the log-odds are believed by a tenth, so that a
    /// few words seen once make nothing certain. The shipped model's slope is 0.135.
    pub const CAUTIOUS: Calibration = Calibration { slope: 0.1, intercept: 0.0 };

    /// The log-odds after calibration.
    #[must_use]
    pub fn log_odds(self, raw: LogOdds) -> LogOdds {
        LogOdds(self.slope * raw.0 + self.intercept)
    }

    /// The probability of opinion; for infinite log-odds it is 0 or 1, never NaN.
    #[must_use]
    pub fn probability(self, raw: LogOdds) -> Probability {
        Probability(1.0 / (1.0 + (-self.log_odds(raw).0).exp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_log_odds_are_even_chances() {
        assert_eq!(Calibration::IDENTITY.probability(LogOdds(0.0)), Probability(0.5));
    }

    #[test]
    fn expecting_more_opinion_moves_even_chances_to_that_share() {
        let line = Calibration { slope: 1.0, intercept: 0.0 }.expecting(0.5, 0.8);
        assert!((line.probability(LogOdds(0.0)).0 - 0.8).abs() < 1e-12);
    }

    #[test]
    fn no_log_odds_give_more_than_certainty() {
        let sure = Calibration::IDENTITY;
        assert_eq!(sure.probability(LogOdds(1e6)), Probability(1.0));
        assert_eq!(sure.probability(LogOdds(-1e6)), Probability(0.0));
    }
}
