//! Retraining is exact: whatever came and went, the model is byte for byte the one that
//! training from scratch on the changed corpus gives.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use surmise::input::corrections::{Correction, Corrections, Sampling, Withdrawal};
use surmise::label::{Gold, Kind, Label};
use surmise::learn::corpus::{Corpus, Example, Group};
use surmise::learn::retrain::{self, Settings};
use surmise::learn::train::{self, train};
use surmise::model::Model;
use surmise::store::ledger::Ledger;
use surmise::text::key::{folded, key};

/// A part of the shipped corpus, so that a training is quick.
static BASE: LazyLock<Corpus> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/newsroom-a.csv");
    let bytes = std::fs::read(file).expect("the training data");
    Corpus::from_files(vec![("newsroom-a.csv".to_owned(), bytes)]).expect("a good file")
});

const WEIGHT: u32 = 3;

/// Sentences to correct: some stand in the corpus, the others do not.
fn sentence(number: usize) -> String {
    if number.is_multiple_of(2) {
        BASE.groups[number].examples[1].text.clone()
    } else {
        format!("The  mayor said\tnumber {number} was a sorry spectacle of {} reasons.", number * 7)
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// A person labels a sentence, for the first time or again.
    Say(usize, usize, Gold),
    /// A person takes a label back.
    TakeBack(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let gold = prop_oneof![
        (0..2_usize).prop_map(|label| Gold::Label(Label::ALL[label])),
        (0..5_usize).prop_map(|kind| Gold::Kind(Kind::ALL[kind])),
    ];
    let step = prop_oneof![
        3 => (0..2_usize, 0..12_usize, gold).prop_map(|(by, n, gold)| Step::Say(by, n, gold)),
        1 => (0..2_usize, 0..12_usize).prop_map(|(by, n)| Step::TakeBack(by, n)),
    ];
    prop::collection::vec(prop::collection::vec(step, 1..4), 1..8)
}

fn person(by: usize) -> String {
    ["anna", "bo"][by].to_owned()
}

fn document(number: usize) -> Option<String> {
    (!number.is_multiple_of(3)).then(|| format!("article-{}", number % 4))
}

fn correction(by: usize, number: usize, gold: Gold, order: Sampling) -> Correction {
    Correction {
        document: document(number),
        sentence: Some(number as u64),
        text: sentence(number),
        gold,
        predicted: None,
        by: Some(person(by)),
        at: None,
        order,
        source: "page:1".to_owned(),
    }
}

/// What people hold in the end, by sentence.
type Held = BTreeMap<usize, BTreeMap<usize, Gold>>;

/// What all agree on; the kind where one and no more is named.
fn agreed(said: &BTreeMap<usize, Gold>) -> Option<Gold> {
    let label = said.values().next()?.label();
    if said.values().any(|gold| gold.label() != label) {
        return None;
    }
    let mut kinds: Vec<Kind> = said.values().filter_map(|gold| gold.kind()).collect();
    kinds.dedup();
    Some(if let [kind] = kinds[..] { Gold::Kind(kind) } else { Gold::Label(label) })
}

/// The changed corpus, made by hand, and what it says of each corrected sentence.
fn by_hand(held: &Held) -> (Corpus, Vec<(u64, Gold)>) {
    let mut corpus = BASE.clone();
    let mut new: BTreeMap<String, Vec<(u64, String, Gold)>> = BTreeMap::new();
    let mut corrected = Vec::new();
    for (number, said) in held {
        let Some(gold) = agreed(said) else { continue };
        let text = sentence(*number);
        corrected.push((key(&text), gold));
        let examples = corpus.groups.iter_mut().flat_map(|group| &mut group.examples);
        let mut known = false;
        for example in examples.filter(|example| example.text == text) {
            example.gold = gold;
            if !known {
                example.weight = WEIGHT;
            }
            known = true;
        }
        if !known {
            let name = document(*number)
                .map_or(format!("corrections:{:016x}", key(&text)), |document| {
                    format!("corrections/{document}")
                });
            new.entry(name).or_default().push((*number as u64, folded(&text), gold));
        }
    }
    for (document, examples) in new {
        let examples = examples
            .into_iter()
            .map(|(_, text, gold)| Example { gold, text, weight: WEIGHT })
            .collect();
        let source = "corrections".to_owned();
        corpus.groups.push(Group {
            document,
            genre: String::new(),
            source,
            elsewhere: false,
            examples,
        });
    }
    corrected.sort_unstable();
    (corpus, corrected)
}

fn bytes(model: &Model) -> Vec<u8> {
    model.to_bytes().expect("the encoder works")
}

fn retrained(corrections: &[Correction]) -> Vec<u8> {
    let settings = Settings { weight: WEIGHT, ..Settings::default() };
    bytes(&retrain::model(&BASE, corrections, settings).expect("a corpus to learn from"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_came_and_went_leaves_nothing_behind(batches in steps()) {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("corrections.jsonl");
        let mut held = Held::new();
        for batch in &batches {
            let mut given = Corrections::default();
            let mut spoken = std::collections::BTreeSet::new();
            for step in batch {
                // One word a sentence and person in a batch; the journal's reader sees to that.
                let (Step::Say(by, number, _) | Step::TakeBack(by, number)) = step;
                if !spoken.insert((*by, *number)) {
                    continue;
                }
                match step {
                    Step::Say(by, number, gold) => {
                        given.given.push(correction(*by, *number, *gold, Sampling::Unknown));
                        held.entry(*number).or_default().insert(*by, *gold);
                    }
                    Step::TakeBack(by, number) => {
                        given.withdrawn.push(Withdrawal {
                            document: document(*number),
                            text: sentence(*number),
                            by: Some(person(*by)),
                            source: "page:2".to_owned(),
                        });
                        held.entry(*number).or_default().remove(by);
                    }
                }
            }
            let mut ledger = Ledger::read(path.clone()).expect("a ledger");
            let added = ledger.add(&given, &[]).expect("nothing to drop");
            ledger.save(&added).expect("there is room");
        }
        let ledger = Ledger::read(path).expect("a ledger");

        let (corpus, corrected) = by_hand(&held);
        let mut scratch = train(&corpus, train::Settings::default()).expect("a corpus");
        scratch.learned.corrected = corrected;
        prop_assert!(retrained(&ledger.corrections()) == bytes(&scratch));

        // With calibration on a person's own labels too, only what holds in the end matters.
        let reading = |mut correction: Correction| {
            correction.order = Sampling::Reading;
            correction
        };
        let on_the_way: Vec<Correction> =
            ledger.corrections().into_iter().map(reading).collect();
        let at_once: Vec<Correction> = held
            .iter()
            .rev()
            .flat_map(|(number, said)| said.iter().map(|(by, gold)| (*number, *by, *gold)))
            .map(|(number, by, gold)| correction(by, number, gold, Sampling::Reading))
            .collect();
        prop_assert!(retrained(&on_the_way) == retrained(&at_once));
    }
}

#[test]
fn taking_every_correction_back_gives_the_model_of_before() {
    let scratch = train(&BASE, train::Settings::default()).expect("a corpus");
    assert!(retrained(&[]) == bytes(&scratch));
    let one = correction(0, 3, Gold::Label(Label::Opinion), Sampling::Reading);
    assert!(retrained(&[one]) != bytes(&scratch));
}
