//! The fit itself, by linfa-bayes: the only file that names linfa.
//!
//! linfa takes dense arrays, and 14,000 sentences × 100,000 features of `f64` are 11 GB.
//! But a multinomial naive Bayes needs only the class counts and the feature sums. So the
//! fit is seeded, through serde, with a model that has counted all sentences of each class
//! but one, and is then given one row a class that holds the sums of all of them: the same
//! model, bit for bit (a test compares it with the dense fit), from a few megabytes.
//!
//! linfa-bayes 0.8.1 prints its counts to stderr on every fit (fixed upstream by
//! rust-ml/linfa#441, not released). Until a release carries that, `gag` takes the noise
//! away; it redirects stderr of the whole process, so a lock goes around the fit. Printing
//! 71,000 features took a sixth of a retraining. But features with the same counts have the
//! same probability, and there are few different counts: so linfa is given each of these
//! once, and what is left of the sums as one more feature.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use linfa::DatasetBase;
use linfa::ParamGuard;
use linfa::composing::platt_scaling::{Platt, platt_newton_method};
use linfa::traits::FitWith;
use linfa_bayes::{MultinomialNb, MultinomialNbParams};
use ndarray::{Array1, Array2, ArrayView1};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::label::Label;
use crate::model::bayes::{Counts, LogProbabilities};
use crate::model::calibration::{Calibration, LogOdds};

/// `gag` redirects the whole process, and allows one redirection at a time.
static STDERR: Mutex<()> = Mutex::new(());

/// Fits a multinomial naive Bayes to `counts` with Lidstone smoothing `alpha`.
///
/// # Errors
///
/// Where a class has no sentences, there are no features, or `alpha` is not positive and
/// finite: linfa would accept these and give numbers that mean nothing.
pub fn naive_bayes<const K: usize>(counts: &Counts<K>, alpha: f64) -> Result<LogProbabilities<K>> {
    let width = counts.features.len();
    if width == 0 {
        return Err(Error::new("nothing to learn from: no features in the examples"));
    }
    if counts.sentences.contains(&0) {
        return Err(Error::new(
            "nothing to learn from: the examples must hold every label at least once",
        ));
    }
    if !(alpha.is_finite() && alpha > 0.0) {
        return Err(Error::new(format!(
            "smoothing of {alpha} cannot be used; expected a number above 0"
        )));
    }
    let (columns, places) = different(counts, alpha);
    let mut sums = Array2::<f64>::zeros((K, columns.len()));
    for (column, sum) in columns.iter().enumerate() {
        for (class, &sum) in sum.iter().enumerate() {
            sums[[class, column]] = sum;
        }
    }
    let rows = DatasetBase::new(sums, Array1::from_iter(0..K));
    let params = MultinomialNbParams::<f64, usize>::new().alpha(alpha).check().map_err(refused)?;
    let seed = seeded(counts.sentences, columns.len())?;
    let fitted = quietly(|| params.fit_with(Some(seed), &rows)).map_err(refused)?;
    let LogProbabilities { prior, features } = read_back(&fitted, columns.len())?;
    Ok(LogProbabilities { prior, features: places.into_iter().map(|at| features[at]).collect() })
}

/// The different counts of features, each once, and for each feature the place of its own
/// there. Where features share their counts, one more column stands for all that repeat: so
/// many sentences that, smoothed, it weighs what they weigh together. That is exact for an
/// `alpha` that is a multiple of a power of two.
fn different<const K: usize>(counts: &Counts<K>, alpha: f64) -> (Vec<[f64; K]>, Vec<usize>) {
    let mut columns = Vec::new();
    let mut known = HashMap::new();
    let mut places = Vec::with_capacity(counts.features.len());
    let mut repeated = [0.0; K];
    for feature in &counts.features {
        let place = *known.entry(feature).or_insert(columns.len());
        if place == columns.len() {
            columns.push(feature.map(f64::from));
        } else {
            for (sum, count) in repeated.iter_mut().zip(feature) {
                *sum += f64::from(*count) + alpha;
            }
        }
        places.push(place);
    }
    if columns.len() < places.len() {
        columns.push(repeated.map(|sum| sum - alpha));
    }
    (columns, places)
}

/// linfa's private fields, by their names and in their order: what serde sees of a model.
#[derive(Serialize, Deserialize)]
struct Fields {
    class_info: BTreeMap<usize, Histogram>,
}

#[derive(Serialize, Deserialize)]
struct Histogram {
    class_count: usize,
    prior: f64,
    feature_count: Array1<f64>,
    feature_log_prob: Array1<f64>,
}

/// A model that has counted all but one sentence of each class and no feature yet.
fn seeded<const K: usize>(sentences: [u32; K], width: usize) -> Result<MultinomialNb<f64, usize>> {
    let class_info = sentences
        .iter()
        .enumerate()
        .map(|(class, &sentences)| {
            let histogram = Histogram {
                class_count: sentences as usize - 1,
                prior: 0.0,
                feature_count: Array1::zeros(width),
                feature_log_prob: Array1::zeros(width),
            };
            (class, histogram)
        })
        .collect();
    through_serde(&Fields { class_info })
}

/// The fitted numbers, which linfa keeps private.
fn read_back<const K: usize>(
    fitted: &MultinomialNb<f64, usize>,
    width: usize,
) -> Result<LogProbabilities<K>> {
    let fields: Fields = through_serde(fitted)?;
    let mut prior = [0.0; K];
    let mut features = vec![[0.0; K]; width];
    for (class, histogram) in fields.class_info {
        prior[class] = histogram.prior.ln();
        for (feature, &log_probability) in features.iter_mut().zip(&histogram.feature_log_prob) {
            feature[class] = log_probability;
        }
    }
    Ok(LogProbabilities { prior, features })
}

/// The same fields in another type. postcard keeps every bit of a float.
fn through_serde<A: Serialize, B: DeserializeOwned>(from: &A) -> Result<B> {
    let bytes = postcard::to_allocvec(from).map_err(refused)?;
    postcard::from_bytes(&bytes).map_err(refused)
}

/// Runs `fit` with stderr redirected away. Where it cannot be (no stderr, no place for
/// `gag`'s file), the fit runs all the same, noisily.
fn quietly<T>(fit: impl FnOnce() -> T) -> T {
    let _one_at_a_time = STDERR.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let _gag = gag::Gag::stderr().ok();
    fit()
}

/// Fits Platt scaling to the log-odds of sentences that the model had not seen.
///
/// # Errors
///
/// Where one of the labels is absent: no line can be drawn through one point.
pub fn platt(outcomes: &[(LogOdds, Label)]) -> Result<Calibration> {
    let log_odds: Vec<f64> = outcomes.iter().map(|(log_odds, _)| log_odds.0).collect();
    let opinion: Vec<bool> = outcomes.iter().map(|(_, gold)| gold.is_opinion()).collect();
    if !(opinion.contains(&true) && opinion.contains(&false)) {
        return Err(Error::new(
            "cannot calibrate: the examples must hold both facts and opinions in several documents",
        ));
    }
    let params = Platt::<f64, ()>::params().check().map_err(refused)?;
    let (a, b) =
        platt_newton_method(ArrayView1::from(&log_odds), ArrayView1::from(&opinion), &params)
            .map_err(|_| {
        Error::new(format!(
            "cannot calibrate on these {} examples: they are too few, or too easily told apart; label more of them, in several documents",
            outcomes.len()
        ))
    })?;
    // linfa gives p = 1 / (1 + exp(a·x + b)).
    Ok(Calibration { slope: -a, intercept: -b })
}

fn refused(cause: impl std::fmt::Display) -> Error {
    Error::new(format!("the fit failed: {cause}"))
}
