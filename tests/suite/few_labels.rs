//! A person who begins with a handful of labels in one document gets a model that can be used.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

const FACTS: [&str; 10] = [
    "The council approved the budget on Monday.",
    "Police arrested two men in the harbour on Tuesday.",
    "The bank raised its rate to 4 percent on Thursday.",
    "The council said the bridge was closed on Friday.",
    "Two ships arrived in the harbour on Monday.",
    "The company reported a profit of 3 million euros.",
    "The court fined the company 2 million euros.",
    "Officials said the fire began on Tuesday.",
    "The minister arrived in the city on Thursday.",
    "The bank reported a loss of 5 million euros.",
];

const OPINIONS: [&str; 10] = [
    "This is a shameful budget.",
    "The minister should resign at once.",
    "Nobody should believe such a foolish promise.",
    "It is a disgrace that the bridge is closed.",
    "Perhaps the bank will never learn.",
    "We must not let this shameful plan pass.",
    "It is the most beautiful harbour in the world.",
    "The court was far too kind, and foolish.",
    "Surely this is a disgrace.",
    "We should be proud of such a beautiful city.",
];

fn train(folder: &Path, rows: &[(&str, &str)], document: bool) -> Output {
    let mut file = String::from(if document { "text,label,document\n" } else { "text,label\n" });
    for (text, label) in rows {
        let end = if document { ",mine" } else { "" };
        writeln!(file, "\"{text}\",{label}{end}").expect("memory");
    }
    std::fs::write(folder.join("labels.csv"), file).expect("a writable folder");
    Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(["train", "--data", "labels.csv", "-o", "own.model"])
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn labels() -> Vec<(&'static str, &'static str)> {
    let facts = FACTS.iter().map(|text| (*text, "fact"));
    facts.chain(OPINIONS.iter().map(|text| (*text, "opinion"))).collect()
}

#[test]
fn ten_facts_and_ten_opinions_in_one_document_make_a_model() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = train(folder.path(), &labels(), true);
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{told}");
    assert!(told.contains("cautious") && told.lines().count() == 2, "{told}");

    let text = "The company said two ships arrived on Monday.\n\nThis is a shameful and foolish disgrace.\n";
    std::fs::write(folder.path().join("new.txt"), text).expect("a writable folder");
    let out = Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(["score", "new.txt", "--model", "own.model", "--to", "csv"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let mut reader = csv::Reader::from_reader(out.stdout.as_slice());
    let rows: Vec<(String, f64)> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            (row[5].to_owned(), row[7].parse().expect("a probability"))
        })
        .collect();
    let labels: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(labels, ["fact", "opinion"], "{rows:?}");
    assert!(rows.iter().all(|row| row.1 > 0.001 && row.1 < 0.999), "not cautious: {rows:?}");
}

#[test]
fn rows_without_documents_make_a_model_too() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = train(folder.path(), &labels(), false);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(folder.path().join("own.model").exists());
}

#[test]
fn one_label_alone_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = train(folder.path(), &labels()[..10], true);
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert_eq!(
        told,
        "surmise: nothing to learn from: the examples must hold every label at least once\n"
    );
    assert!(!folder.path().join("own.model").exists());
}
