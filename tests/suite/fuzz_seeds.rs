//! What the fuzz targets hold for any bytes, held here for their seeds: text cut from the examples, damaged by hand,
//! and whatever the fuzzer found. Each body is that of `fuzz/fuzz_targets/`.

use std::path::{Path, PathBuf};

use surmise::classify::{Classifier, Settings};
use surmise::input::document::Document;
use surmise::input::format::Format;
use surmise::input::source::{Settings as Reading, each_in};
use surmise::model::Model;
use surmise::text::decode::decode;
use surmise::text::sentence::sentences;

use super::crafted_model::{ABOUT, FIRST_LINE, crafted, is_used};

/// All seeds together stay below so many bytes; minimise what the fuzzer finds.
const LARGEST_SEEDS_BYTES: usize = 100_000;

/// The fuzz targets.
const TARGETS: [&str; 10] = [
    "segment",
    "score",
    "model_file",
    "model_body",
    "html",
    "jsonl",
    "csv",
    "feed",
    "warc",
    "packed",
];

/// The seeds of a target, by path, in order.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let entries = std::fs::read_dir(&folder).expect("the folder of seeds");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} has no seeds", folder.display());
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("a seed");
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn segment_loses_nothing() {
    for (path, bytes) in seeds("segment") {
        let Ok(decoded) = decode(&bytes) else { continue };
        let mut covered = 0;
        for sentence in sentences(&decoded.text) {
            assert!(covered <= sentence.span.start && !sentence.span.is_empty(), "{path:?}");
            assert!(decoded.text[covered..sentence.span.start].trim().is_empty(), "{path:?}");
            covered = sentence.span.end;
        }
        assert!(decoded.text[covered..].trim().is_empty(), "{path:?}");
    }
}

#[test]
fn contributions_sum_to_the_log_odds() {
    let model = Model::embedded().expect("the shipped model");
    let mut classifier =
        Classifier::new(&model, Settings { contributions: true, ..Settings::default() });
    for (path, bytes) in seeds("score") {
        let Ok(document) = Document::from_bytes(String::from("-"), &bytes) else { continue };
        let predictions = classifier.classify(&document.text);
        for prediction in &predictions.sentences {
            assert!((0.0..=1.0).contains(&prediction.probability_opinion.0), "{path:?}");
            let sum: f64 = predictions.contributions(prediction).map(|part| part.weight).sum();
            assert!((sum - prediction.log_odds.0).abs() < 1e-6, "{path:?}");
        }
    }
}

#[test]
fn a_damaged_model_file_is_an_error() {
    for (path, bytes) in seeds("model_file") {
        assert!(Model::from_bytes("-", &bytes).is_err(), "{path:?}");
    }
}

#[test]
fn a_model_body_behind_its_checksum_is_used() {
    for (path, body) in seeds("model_body") {
        assert!(is_used(&crafted(FIRST_LINE, ABOUT, &body)), "{path:?}");
    }
}

/// What comes out of reading bytes: names and texts, and errors.
fn outcome(bytes: &[u8], reading: &Reading) -> Vec<Result<(String, String), String>> {
    let mut found = Vec::new();
    each_in("-", bytes, reading, &mut |document| {
        found.push(match document {
            Ok(document) => Ok((document.name, document.text)),
            Err(error) => Err(error.to_string()),
        });
        Ok(())
    })
    .expect("nothing refuses a document");
    found
}

#[test]
fn every_format_gives_documents_with_text_or_errors_of_one_line() {
    let formats = [
        ("html", Format::Html),
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("feed", Format::Feed),
        ("warc", Format::Warc),
    ];
    for (target, format) in formats {
        let reading = Reading { from: Some(format), ..Reading::default() };
        for (path, bytes) in seeds(target) {
            for document in outcome(&bytes, &reading) {
                match document {
                    Ok((_, text)) => assert!(!text.trim().is_empty(), "{path:?}"),
                    Err(error) => assert!(!error.contains('\n'), "{path:?}: {error}"),
                }
            }
        }
    }
}

#[test]
fn packed_bytes_give_the_same_again() {
    let mut reading = Reading::default();
    reading.limits.unpacked_bytes = 4 << 20;
    for (path, bytes) in seeds("packed") {
        let found = outcome(&bytes, &reading);
        assert!(!found.is_empty(), "{path:?}");
        assert_eq!(found, outcome(&bytes, &reading), "{path:?}");
    }
}

#[test]
fn the_seeds_are_small() {
    let bytes: usize =
        TARGETS.iter().flat_map(|target| seeds(target)).map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < LARGEST_SEEDS_BYTES, "{bytes} bytes");
}
