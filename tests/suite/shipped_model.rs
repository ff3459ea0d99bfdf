//! The shipped model is what training on the shipped corpus gives, and damage is noticed.

use std::path::Path;

use surmise::classify::{Classifier, Settings};
use surmise::learn::corpus::Corpus;
use surmise::learn::fit::naive_bayes;
use surmise::learn::train::{self, train};
use surmise::model::Model;

fn shipped() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default.model");
    std::fs::read(path).expect("the shipped model")
}

#[test]
fn a_fresh_training_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Corpus::from_folder(&root.join("training-data")).expect("the training data");
    let embedded = Corpus::embedded().expect("the packed training data");
    assert_eq!(folder.hash(), embedded.hash());
    let model = train(&embedded, train::Settings::default()).expect("a corpus to learn from");
    assert!(model.to_bytes().expect("the encoder works") == shipped(), "train and commit it again");
}

#[test]
fn weights_are_what_linfa_fits_times_their_family() {
    let model = Model::embedded().expect("the shipped model");
    let counts = model.learned.label_statistics();
    let mut checked = 0;
    for (family, range) in model.learned.families() {
        let fitted = naive_bayes(&counts.part(range.clone()), model.learned.alpha)
            .expect("the counts can be fitted");
        assert!((model.prior() - (fitted.prior[1] - fitted.prior[0])).abs() < 1e-9);
        for (index, [fact, opinion]) in range.zip(&fitted.features) {
            let index = u32::try_from(index).expect("a vocabulary is below 2^32");
            let weight = model.vocabulary().weight(index).opinion;
            assert!((weight - family.weight() * (opinion - fact)).abs() < 1e-9);
            checked += 1;
        }
    }
    assert_eq!(checked, model.vocabulary().len());
}

#[test]
fn each_feature_says_what_its_own_counts_give_to_the_last_bit() {
    let embedded = Model::embedded().expect("the shipped model");
    // What came with the program is not checked when it starts: here it is.
    let read = Model::from_bytes("m", &shipped()).expect("the shipped model");
    assert!(embedded.learned == read.learned);
    let (labels, kinds) = embedded.learned.log_probabilities();
    for (family, range) in embedded.learned.families() {
        let believed = family.weight();
        for place in range {
            let feature = u32::try_from(place).expect("a vocabulary is below 2^32");
            let [fact, opinion] = labels.features[place];
            let weight = embedded.vocabulary().weight(feature);
            assert_eq!(weight.opinion.to_bits(), (believed * (opinion - fact)).to_bits());
            #[expect(clippy::cast_possible_truncation, reason = "as weights keep them")]
            let expected = kinds.features[place].map(|ln| (believed * ln) as f32);
            assert_eq!(weight.kinds.map(f32::to_bits), expected.map(f32::to_bits));
            assert_eq!(read.vocabulary().weight(feature), weight);
            assert_eq!(read.vocabulary().shown(feature), embedded.vocabulary().shown(feature));
        }
    }
}

#[test]
fn a_damaged_model_says_so() {
    let good = shipped();
    let complaint = |bytes: &[u8]| match Model::from_bytes("m", bytes) {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(complaint(b"hello"), "m: not a model file; `surmise train -o FILE.model` makes one");
    assert_eq!(complaint(&good[..9]), "m: a model file that was cut off; copy or train it again");
    assert_eq!(
        complaint(b"surmise model 7\n{}"),
        "m: a model of format 7; this program reads format 4: train it again with this version"
    );
    let altered = "m: a model file that was altered since it was written; copy or train it again";
    for at in (20..good.len()).step_by(good.len() / 50) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_eq!(complaint(&bad), altered, "byte {at}");
        assert_ne!(complaint(&good[..at]), "read");
    }
}

#[test]
fn an_article_of_markup_quotes_and_nothing_has_predictions_without_panic() {
    let model = Model::embedded().expect("the shipped model");
    let mut classifier =
        Classifier::new(&model, Settings { contributions: true, ..Settings::default() });
    for text in ["", " ", "\"", "“““", "a", "\u{0}", "😀.", "'''''", "<script>alert(1)</script>"]
    {
        let predictions = classifier.classify(text);
        for prediction in &predictions.sentences {
            let parts = predictions.contributions(prediction);
            let sum: f64 = parts.map(|part| part.weight).sum();
            assert!((sum - prediction.log_odds.0).abs() < 1e-9);
        }
    }
}
