//! A person's own line: what a probability is worth on their articles.
//!
//! The shipped calibration tells how often a probability comes true on the articles that it
//! was fitted on. A newsroom's articles are others. Two numbers, fitted on the newsroom's own
//! labels, put most of that right: `calibrated' = slope · calibrated + intercept`. Few labels
//! tell little, so the two are held to 1 and 0 by a Gaussian prior; with no labels they stay
//! there, and with hundreds the labels decide.

use crate::label::Label;
use crate::model::calibration::{Calibration, LogOdds};

/// How far the slope may lie from 1 before labels speak: a standard deviation. It and the
/// intercept's were chosen on random draws of NewsSD-ENG (`docs/corrections.md`).
pub const SLOPE_DEVIATION: f64 = 0.2;

/// How far the intercept may lie from 0 before labels speak: a standard deviation, in nats.
pub const INTERCEPT_DEVIATION: f64 = 0.25;

/// How much alike the sentences of one article are beyond what the model says of each: the
/// correlation within a document of what came true less what was said. Measured on the
/// corpus's newspaper articles (`docs/corrections.md`).
pub const WITHIN_DOCUMENT: f64 = 0.06;

/// One label of a person.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OwnLabel {
    /// The calibrated log-odds of opinion, of a model that had not seen the sentence.
    pub said: LogOdds,
    /// What the person said.
    pub gold: Label,
    /// How much it tells, in `0..=1`; see [`worth`].
    pub worth: f64,
}

/// How much each of `labels` labels in one document tells: together they tell less than so
/// many from everywhere (Kish 1965, the design effect).
#[must_use]
pub fn worth(labels: usize) -> f64 {
    1.0 / (1.0 + WITHIN_DOCUMENT * labels.saturating_sub(1) as f64)
}

/// No slope below this: a person's labels may make the model doubtful, not perverse.
const LEAST_SLOPE: f64 = 0.05;

/// Newton's method needs five or six steps here.
const STEPS: usize = 50;

/// The line that is likeliest after `labels`; without labels, the identity.
#[must_use]
pub fn own_line(labels: &[OwnLabel]) -> Calibration {
    own_line_within(labels, SLOPE_DEVIATION, INTERCEPT_DEVIATION)
}

/// As [`own_line`], with other standard deviations of the prior.
#[must_use]
pub fn own_line_within(
    labels: &[OwnLabel],
    slope_deviation: f64,
    intercept_deviation: f64,
) -> Calibration {
    let (mut slope, mut intercept) = (1.0, 0.0);
    let (held_slope, held_intercept) = (slope_deviation.powi(-2), intercept_deviation.powi(-2));
    let loss = |slope: f64, intercept: f64| {
        let prior = held_slope * (slope - 1.0).powi(2) + held_intercept * intercept.powi(2);
        let surprise: f64 = labels
            .iter()
            .map(|label| {
                let z = slope * label.said.0 + intercept;
                let against = if label.gold.is_opinion() { -z } else { z };
                // ln(1 + e^against), which does not overflow.
                label.worth * (against.max(0.0) + (-against.abs()).exp().ln_1p())
            })
            .sum();
        prior / 2.0 + surprise
    };
    for _ in 0..STEPS {
        let mut gradient = [held_slope * (slope - 1.0), held_intercept * intercept];
        let mut curvature = [held_slope, 0.0, held_intercept];
        for label in labels {
            let x = label.said.0;
            let said = Calibration { slope, intercept }.probability(label.said).0;
            let error = label.worth * (said - f64::from(u8::from(label.gold.is_opinion())));
            let weight = label.worth * said * (1.0 - said);
            gradient[0] += error * x;
            gradient[1] += error;
            curvature[0] += weight * x * x;
            curvature[1] += weight * x;
            curvature[2] += weight;
        }
        // Positive: the prior alone sees to that.
        let determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1];
        let step = [
            (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant,
            (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant,
        ];
        // The loss is convex; half a step is taken where a whole one overshoots.
        let (before, mut share) = (loss(slope, intercept), 1.0);
        while share > 1e-6 && loss(slope - share * step[0], intercept - share * step[1]) > before {
            share /= 2.0;
        }
        slope -= share * step[0];
        intercept -= share * step[1];
        if step[0].abs() + step[1].abs() < 1e-10 {
            break;
        }
    }
    Calibration { slope: slope.max(LEAST_SLOPE), intercept }
}

/// The calibration `shipped`, followed by a person's own line.
#[must_use]
pub fn followed_by(shipped: Calibration, own: Calibration) -> Calibration {
    Calibration {
        slope: own.slope * shipped.slope,
        intercept: own.slope * shipped.intercept + own.intercept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(said: f64, gold: Label) -> OwnLabel {
        OwnLabel { said: LogOdds(said), gold, worth: 1.0 }
    }

    #[test]
    fn twenty_labels_of_one_article_tell_less_than_twenty_from_everywhere() {
        assert!((worth(0) - 1.0).abs() < 1e-12 && (worth(1) - 1.0).abs() < 1e-12);
        assert!((20.0 * worth(20) - 20.0 / 2.14).abs() < 1e-12);
    }

    #[test]
    fn without_labels_the_shipped_calibration_stays() {
        assert_eq!(own_line(&[]), Calibration::IDENTITY);
        let shipped = Calibration { slope: 0.3, intercept: -0.2 };
        assert_eq!(followed_by(shipped, Calibration::IDENTITY), shipped);
    }

    #[test]
    fn many_labels_overrule_the_prior_and_few_do_not() {
        // Said: even chances. True: one in five is opinion, log-odds −1.386.
        let labels = |n: usize| -> Vec<OwnLabel> {
            (0..n).map(|i| label(0.0, Label::ALL[usize::from(i % 5 == 0)])).collect()
        };
        let few = own_line(&labels(5)).intercept;
        let many = own_line(&labels(5000)).intercept;
        assert!(-0.2 < few && few < -0.05, "{few}");
        assert!((many + 4.0_f64.ln()).abs() < 0.05, "{many}");
    }

    #[test]
    fn labels_against_the_model_make_it_doubtful_not_perverse() {
        let labels: Vec<OwnLabel> = (0..500)
            .map(|i| label(if i % 2 == 0 { 4.0 } else { -4.0 }, Label::ALL[i % 2]))
            .collect();
        assert!((own_line(&labels).slope - LEAST_SLOPE).abs() < 1e-12);
    }
}
