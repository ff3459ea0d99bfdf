//! The example articles against their gold labels: every labelled span has a row and every row a span.
#![allow(clippy::print_stderr, reason = "a run prints its figure")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use surmise::classify::{Classifier, Settings};
use surmise::input::document::Document;
use surmise::label::{Gold, Kind};
use surmise::model::Model;
use surmise::text::sentence::Role;

/// At least so much of the labels must be those of the gold. The README states how many are.
const LEAST_AGREEMENT: f64 = 0.8;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The role, kind and text of each row, by document.
fn gold() -> BTreeMap<String, Vec<(String, Kind, String)>> {
    let mut rows: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(examples().join("gold.csv")).expect("the gold labels");
    for record in reader.records() {
        let record = record.expect("a row of five fields");
        let document = rows.entry(record[0].to_owned()).or_default();
        assert_eq!(record[1], (document.len() + 1).to_string(), "{}: rows in order", &record[0]);
        let gold: Gold = record[3].parse().expect("a kind that is known");
        let kind = gold.kind().expect("a kind, not only a label");
        document.push((record[2].to_owned(), kind, record[4].to_owned()));
    }
    rows
}

#[test]
fn gold_rows_and_labelled_spans_are_the_same_and_most_labels_agree() {
    let model = Model::embedded().expect("the shipped model");
    let mut classifier = Classifier::new(&model, Settings::default());
    let (mut agree, mut all) = (0_u32, 0_u32);
    let gold = gold();
    for (name, rows) in &gold {
        let path = examples().join(format!("{name}.txt"));
        let document = Document::read(&path).expect("an article for every document of the gold");
        let predictions = classifier.classify(&document.text);
        let mut rows_left = rows.iter();
        for prediction in &predictions.sentences {
            let span = prediction.sentence.span.of(&document.text);
            let Some((role, kind, text)) = rows_left.next() else {
                panic!("{name}: no gold row for {span:?}")
            };
            assert_eq!(span, text, "{name}: a span and its gold row differ");
            let expected = match role.as_str() {
                "headline" => Role::Headline,
                "sentence" => Role::Sentence,
                other => panic!("{name}: role {other}"),
            };
            assert_eq!(prediction.sentence.role, expected, "{name}: {span:?}");
            agree += u32::from(prediction.label == kind.label());
            all += 1;
        }
        assert_eq!(rows_left.next(), None, "{name}: a gold row without a span");
    }
    eprintln!("{agree} of {all} labels as in examples/gold.csv");
    assert!(f64::from(agree) >= LEAST_AGREEMENT * f64::from(all), "{agree} of {all}");
}

#[test]
fn every_article_has_gold_labels() {
    let gold = gold();
    for entry in std::fs::read_dir(examples()).expect("the folder of examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name");
            assert!(gold.contains_key(name), "{name} has no rows in gold.csv");
        }
    }
}
