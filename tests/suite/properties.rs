//! What holds for every text and every file whatsoever.

use std::sync::OnceLock;

use proptest::prelude::*;
use surmise::classify::{Classifier, Settings};
use surmise::input::document::Document;
use surmise::model::Model;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::embedded().expect("the shipped model"))
}

/// Text as it may come: words, quotation marks, stops and anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[A-Za-z]{1,9}",
        "[ \n\r\t]{1,3}",
        "[.,:;!?…—'\"“”‘’()«»-]{1,3}",
        "[0-9]{1,4}",
        ".{0,4}",
        Just("It may be said that ".to_owned()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_text_has_honest_predictions(text in text(), context in 0.0..3.0) {
        let mut classifier = Classifier::new(model(), Settings { context, contributions: true, ..Settings::default() });
        let predictions = classifier.classify(&text);
        for prediction in &predictions.sentences {
            let parts = predictions.contributions(prediction);
            let sum: f64 = parts.clone().map(|part| part.weight).sum();
            prop_assert!((sum - prediction.log_odds.0).abs() < 1e-9);
            for span in parts.filter_map(|part| part.span) {
                prop_assert!(prediction.sentence.span.start <= span.start);
                prop_assert!(span.end <= prediction.sentence.span.end);
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            let probability = prediction.probability_opinion.0;
            prop_assert!((0.0..=1.0).contains(&probability));
            prop_assert_eq!(prediction.label.is_opinion(), probability >= 0.5);
            prop_assert_eq!(prediction.kind.label(), prediction.label);
        }
        prop_assert_eq!(&classifier.classify(&text), &predictions);
    }

    #[test]
    fn no_bytes_are_too_strange_to_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(document) = Document::from_bytes("-".to_owned(), &bytes) {
            let mut classifier = Classifier::new(model(), Settings::default());
            let _ = classifier.classify(&document.text);
        }
        prop_assert!(Model::from_bytes("-", &bytes).is_err());
    }
}
