//! Any bytes: every sentence has a probability, and its contributions sum to its log-odds.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use surmise::classify::{Classifier, Settings};
use surmise::input::document::Document;
use surmise::model::Model;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().expect("the shipped model"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::from_bytes(String::from("-"), bytes) else { return };
    let settings = Settings { contributions: true, ..Settings::default() };
    let predictions = Classifier::new(&MODEL, settings).classify(&document.text);
    for prediction in &predictions.sentences {
        assert!((0.0..=1.0).contains(&prediction.probability_opinion.0));
        let parts = predictions.contributions(prediction);
        let sum: f64 = parts.clone().map(|part| part.weight).sum();
        assert!((sum - prediction.log_odds.0).abs() < 1e-6);
    }
});
