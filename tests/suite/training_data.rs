//! The training data is normalised, so that a change to it shows as the change that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use surmise::label::Kind;
use surmise::learn::corpus::Corpus;

/// The columns of every file, in order.
const COLUMNS: [&str; 6] = ["document", "genre", "desk", "place", "kind", "text"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data")
}

/// The files of a folder with this ending, by name, with their bytes.
fn files(folder: &Path, ending: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|found| found == ending) {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).expect("a readable file"));
        }
    }
    assert!(!files.is_empty(), "no *.{ending} in {}", folder.display());
    files
}

/// The labelled files of both folders, by name.
fn labelled_files() -> BTreeMap<String, Vec<u8>> {
    let mut all = files(&folder(), "csv");
    for (name, bytes) in files(&folder().join("elsewhere"), "csv") {
        let twice = all.insert(name.clone(), bytes);
        assert!(twice.is_none(), "{name} stands in both folders");
    }
    all
}

/// One row of a file, with where it stands.
struct Row {
    place: String,
    document: String,
    kind: String,
    text: String,
}

fn rows(name: &str, bytes: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(bytes);
    assert_eq!(
        reader.headers().expect("a first line"),
        &csv::StringRecord::from(COLUMNS.to_vec()),
        "{name}"
    );
    let row = |record: csv::StringRecord| Row {
        place: format!("{name}:{}", record.position().map_or(0, csv::Position::line)),
        document: record[0].to_owned(),
        kind: record[4].to_owned(),
        text: record[5].to_owned(),
    };
    reader.records().map(|record| row(record.expect("a whole row"))).collect()
}

fn all_rows() -> BTreeMap<String, Vec<Row>> {
    let files = labelled_files();
    files.into_iter().map(|(name, bytes)| (name.clone(), rows(&name, &bytes))).collect()
}

/// Fails with all that is wrong, a line each.
fn expect_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_sentence_has_a_kind() {
    let known = Kind::ALL.map(Kind::as_str);
    let rows = all_rows();
    let wrong: Vec<String> = rows
        .values()
        .flatten()
        .filter(|row| !known.contains(&row.kind.as_str()))
        .map(|row| format!("{}: unknown kind {:?}", row.place, row.kind))
        .collect();
    expect_none(&wrong);
    let corpus = Corpus::from_folder(&folder()).expect("good training data");
    assert_eq!(corpus.examples().count(), rows.values().map(Vec::len).sum::<usize>());
    assert!(corpus.examples().all(|(_, example)| example.gold.kind().is_some()));
}

#[test]
fn no_sentence_stands_twice() {
    let mut seen = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in all_rows().into_values().flatten() {
        let key = row.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if let Some(first) = seen.insert(key, row.place.clone()) {
            wrong.push(format!("{} says what {first} says: {}", row.place, row.text));
        }
    }
    expect_none(&wrong);
}

#[test]
fn a_sentence_has_no_space_around_it_and_stands_on_one_line() {
    let is_tidy = |text: &str| {
        !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r', '\t', '\0'])
    };
    let rows = all_rows();
    let untidy =
        rows.values().flatten().filter(|row| !is_tidy(&row.text) || !is_tidy(&row.document));
    expect_none(&untidy.map(|row| format!("{}: {:?}", row.place, row.text)).collect::<Vec<_>>());
}

#[test]
fn a_document_stands_in_one_place_and_files_are_sorted() {
    let mut wrong = Vec::new();
    let mut home = BTreeMap::new();
    for (name, rows) in &all_rows() {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for pair in rows.windows(2).filter(|pair| pair[0].document != pair[1].document) {
            done.insert(&pair[0].document);
            if done.contains(pair[1].document.as_str()) {
                wrong
                    .push(format!("{}: {} goes on after a break", pair[1].place, pair[1].document));
            } else if pair[1].document < pair[0].document {
                wrong.push(format!(
                    "{}: {} after {}",
                    pair[1].place, pair[1].document, pair[0].document
                ));
            }
        }
        for document in rows.iter().map(|row| &row.document).collect::<BTreeSet<_>>() {
            if let Some(other) = home.insert(document.clone(), name.clone()) {
                wrong.push(format!("{document} stands in {other} and in {name}"));
            }
        }
    }
    expect_none(&wrong);
}

#[test]
fn a_file_is_written_as_the_csv_crate_writes_it() {
    let mut wrong = Vec::new();
    for (name, bytes) in labelled_files() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.byte_records() {
            writer.write_byte_record(&record.expect("a whole row")).expect("memory takes all");
        }
        let written = writer.into_inner().expect("memory takes all");
        if let Some(at) = written.iter().zip(&bytes).position(|(a, b)| a != b) {
            let line = bytes[..at].split(|byte| *byte == b'\n').count();
            wrong.push(format!("{name}:{line}: quoted otherwise than the csv crate does"));
        } else if written.len() != bytes.len() {
            wrong.push(format!("{name}: {} bytes; expected {}", bytes.len(), written.len()));
        }
    }
    expect_none(&wrong);
}

#[test]
fn cue_lists_are_sorted_and_say_nothing_twice() {
    let mut wrong = Vec::new();
    for (name, bytes) in files(&folder().join("cues"), "tsv") {
        let text = String::from_utf8(bytes).expect("a cue list is UTF-8");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name}: a line ends in one newline");
        let says_what =
            text.starts_with("# ") && text.lines().next().is_some_and(|l| l.contains(": "));
        assert!(says_what, "{name}: the first line says what a cue is called and what it is");
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.starts_with('#'));
        let cues: Vec<(&str, usize)> = lines
            .map(|(line, number)| (line.split('\t').next().unwrap_or_default(), number))
            .collect();
        for pair in cues.windows(2).filter(|pair| pair[0].0 >= pair[1].0) {
            wrong.push(format!("{name}:{}: {:?} after {:?}", pair[1].1, pair[1].0, pair[0].0));
        }
        for (phrase, number) in cues {
            if phrase != phrase.trim() || phrase != phrase.to_lowercase() || phrase.is_empty() {
                wrong.push(format!("{name}:{number}: {phrase:?} is not in normal form"));
            }
        }
    }
    expect_none(&wrong);
}

#[test]
fn the_program_carries_the_training_data_of_the_repository() {
    let embedded = Corpus::embedded().expect("good training data");
    let in_folder = Corpus::from_folder(&folder()).expect("good training data");
    assert_eq!(embedded.hash(), in_folder.hash());
    assert_eq!(embedded.groups.len(), in_folder.groups.len());
    assert!(embedded.cues == in_folder.cues);
}
