//! What decides whether a retrained model takes the place of the one in use.

use std::path::Path;

use surmise::input::corrections::{Correction, Sampling};
use surmise::input::labelled::labelled_file;
use surmise::label::{Gold, Label};
use surmise::learn::corpus::Corpus;
use surmise::learn::retrain::{Retrained, Settings, retrain};
use surmise::learn::train;
use surmise::model::bayes::Counts;

/// The corpus is one file, so that a training takes no time.
fn base() -> Corpus {
    let name = "newsroom-a.csv";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data").join(name);
    let bytes = std::fs::read(file).expect("the training data");
    Corpus::from_files(vec![(name.to_owned(), bytes)]).expect("a good file")
}

/// A person who calls one sentence in ten opinion, whatever it says: 300 sentences of another
/// file, each a document of its own.
fn corrections(order: Sampling) -> Vec<Correction> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/newsroom-b.csv");
    let rows = labelled_file(&file).expect("the training data");
    let corrections = rows.into_iter().take(300).enumerate().map(|(number, row)| Correction {
        document: None,
        sentence: None,
        text: row.text,
        gold: Gold::Label(if number % 10 == 0 { Label::Opinion } else { Label::Fact }),
        predicted: None,
        by: Some("anna".to_owned()),
        at: None,
        order,
        source: "labels.csv:1".to_owned(),
    });
    corrections.collect()
}

fn retrained(order: Sampling) -> Retrained {
    let base = base();
    let champion = train::train(&base, train::Settings::default()).expect("it can be learned");
    let settings = Settings::default();
    retrain(&base, &corrections(order), &champion, settings.weight, settings)
        .expect("it can be learned")
}

fn counts(retrained: &Retrained) -> Counts<2> {
    retrained.model.learned.label_statistics()
}

#[test]
fn the_comparison_asks_for_corrections_with_the_own_line_and_for_the_guard_without() {
    let (read, queued) = (retrained(Sampling::Reading), retrained(Sampling::Queue));
    // The same labels and so the same counts; labels of a queue alone teach no own line.
    assert_eq!(counts(&read), counts(&queued));
    assert_ne!(read.model.learned.alone, queued.model.learned.alone);
    assert_eq!(read.comparison.guard, queued.comparison.guard);
    let (read, queued) = (&read.comparison.corrections, &queued.comparison.corrections);
    assert_eq!(read.champion, queued.champion);
    // The own line is fitted without what is held out, and what it learned holds there too.
    let brier = |duel: &surmise::learn::challenge::Duel| duel.challenger.figures.brier;
    assert!(brier(read) < brier(queued), "{:?} {:?}", brier(read), brier(queued));
    assert!(read.brier_difference < queued.brier_difference);
    assert!(read.brier_difference_interval.is_some_and(|(low, high)| low < high));
}

#[test]
fn the_file_of_the_challenger_is_that_of_its_model() {
    let retrained = retrained(Sampling::Reading);
    assert_eq!(retrained.file, retrained.model.to_bytes().expect("the encoder works"));
}
