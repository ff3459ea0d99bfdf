//! The sparse fit is the dense one: seeding linfa with counts gives, to the last bit, the model that linfa
//! fits to the rows themselves.

use linfa::DatasetBase;
use linfa::ParamGuard;
use linfa::traits::Fit;
use linfa_bayes::{MultinomialNb, MultinomialNbParams};
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use std::collections::BTreeMap;
use surmise::learn::fit::naive_bayes;
use surmise::model::bayes::{Counts, LogProbabilities};

/// A small corpus: the class of each row, and how often each feature occurs in it.
#[derive(Clone, Debug)]
struct Rows<const K: usize> {
    width: usize,
    rows: Vec<(usize, Vec<u32>)>,
}

impl<const K: usize> Rows<K> {
    fn counts(&self) -> Counts<K> {
        let mut counts = Counts::new(self.width);
        for (class, row) in &self.rows {
            counts.sentences[*class] += 1;
            for (sum, count) in counts.features.iter_mut().zip(row) {
                sum[*class] += count;
            }
        }
        counts
    }

    /// What linfa makes of the rows as they are, read by its serialised fields.
    fn dense(&self, alpha: f64) -> LogProbabilities<K> {
        let mut records = Array2::<f64>::zeros((self.rows.len(), self.width));
        for (row, (_, counts)) in self.rows.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                records[[row, column]] = f64::from(count);
            }
        }
        let targets = Array1::from_iter(self.rows.iter().map(|(class, _)| *class));
        let params =
            MultinomialNbParams::<f64, usize>::new().alpha(alpha).check().expect("a good alpha");
        let fitted =
            params.fit(&DatasetBase::new(records, targets)).expect("rows that can be fitted");
        read(&fitted, self.width)
    }
}

#[derive(serde::Deserialize)]
struct Fields {
    class_info: BTreeMap<usize, Class>,
}

#[derive(serde::Deserialize)]
#[expect(
    dead_code,
    clippy::struct_field_names,
    reason = "the names and their order are the format"
)]
struct Class {
    class_count: usize,
    prior: f64,
    feature_count: Array1<f64>,
    feature_log_prob: Array1<f64>,
}

fn read<const K: usize>(fitted: &MultinomialNb<f64, usize>, width: usize) -> LogProbabilities<K> {
    let bytes = postcard::to_allocvec(fitted).expect("a model can be written");
    let fields: Fields = postcard::from_bytes(&bytes).expect("the fields of linfa-bayes 0.8.1");
    LogProbabilities {
        prior: std::array::from_fn(|class| fields.class_info[&class].prior.ln()),
        features: (0..width)
            .map(|at| std::array::from_fn(|class| fields.class_info[&class].feature_log_prob[at]))
            .collect(),
    }
}

/// The bits of every number, so that equal means equal.
fn bits<const K: usize>(fitted: &LogProbabilities<K>) -> Vec<u64> {
    let all = std::iter::once(&fitted.prior).chain(&fitted.features);
    all.flatten().map(|number| number.to_bits()).collect()
}

/// Rows of which every class has at least one.
fn rows<const K: usize>() -> impl Strategy<Value = Rows<K>> {
    (1..12_usize).prop_flat_map(|width| {
        let counts = prop::collection::vec(0..5_u32, width);
        let first = prop::collection::vec(counts.clone(), K);
        let more = prop::collection::vec((0..K, counts), 0..30);
        (first, more).prop_map(move |(first, more)| Rows {
            width,
            rows: first.into_iter().enumerate().chain(more).collect(),
        })
    })
}

/// Multiples of powers of two: sums are exact with these.
fn alpha() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![0.125, 0.5, 1.0, 1.5, 2.0, 8.0])
}

fn example() -> Counts<2> {
    Counts { sentences: [3, 1], features: vec![[5, 1], [1, 0], [0, 2]] }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_fit_of_two_classes_is_the_dense_one(rows in rows::<2>(), alpha in alpha()) {
        let fitted = naive_bayes(&rows.counts(), alpha).expect("counts that can be fitted");
        prop_assert_eq!(bits(&fitted), bits(&rows.dense(alpha)));
    }

    #[test]
    fn the_fit_of_five_classes_is_the_dense_one(rows in rows::<5>(), alpha in alpha()) {
        let fitted = naive_bayes(&rows.counts(), alpha).expect("counts that can be fitted");
        prop_assert_eq!(bits(&fitted), bits(&rows.dense(alpha)));
    }

    #[test]
    fn the_fit_is_the_textbook_formula(
        sentences in prop::array::uniform2(1..100_000_u32),
        features in prop::collection::vec(prop::array::uniform2(0..100_000_u32), 1..200),
        alpha in alpha(),
    ) {
        let counts = Counts { sentences, features };
        let fitted = naive_bayes(&counts, alpha).expect("counts that can be fitted");
        prop_assert_eq!(bits(&fitted), bits(&counts.log_probabilities(alpha)));
    }
}

#[test]
fn fits_at_once_agree() {
    let alone = bits(&naive_bayes(&example(), 1.0).expect("a good fit"));
    std::thread::scope(|scope| {
        let fit = || {
            (0..50)
                .map(|_| bits(&naive_bayes(&example(), 1.0).expect("a good fit")))
                .collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(fit)).collect();
        for thread in threads {
            assert!(thread.join().expect("no panic").iter().all(|fitted| *fitted == alone));
        }
    });
}

#[test]
fn a_smoothing_that_is_not_above_zero_is_refused() {
    for alpha in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let refused = naive_bayes(&example(), alpha).expect_err("no smoothing").to_string();
        assert_eq!(
            refused,
            format!("smoothing of {alpha} cannot be used; expected a number above 0")
        );
    }
}

#[test]
fn a_class_without_sentences_is_refused() {
    let counts = Counts { sentences: [3, 0], features: vec![[1, 0]] };
    let refused = naive_bayes(&counts, 1.0).expect_err("an empty class").to_string();
    assert_eq!(refused, "nothing to learn from: the examples must hold every label at least once");
}

#[test]
fn no_features_are_refused() {
    let counts = Counts { sentences: [3, 1], features: Vec::new() };
    let refused = naive_bayes(&counts, 1.0).expect_err("no features").to_string();
    assert_eq!(refused, "nothing to learn from: no features in the examples");
}
