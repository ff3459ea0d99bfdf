//! Corrections are read from what spreadsheets, the review page and annotation tools write.
//! The files stand in `tests/corrections/`.

use std::path::{Path, PathBuf};

use surmise::input::corrections::{Correction, Corrections, Sampling};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corrections").join(name)
}

fn read(name: &str) -> Corrections {
    Corrections::read(&[file(name)], None).unwrap_or_else(|error| panic!("{error}"))
}

/// Each correction as `document:sentence gold text`.
fn told(corrections: &[Correction]) -> Vec<String> {
    let word = |c: &Correction| {
        let document = c.document.as_deref().unwrap_or("–");
        let sentence = c.sentence.map_or("–".to_owned(), |number| number.to_string());
        let text = c.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{document}:{sentence} {} {text}", c.gold)
    };
    corrections.iter().map(word).collect()
}

fn complaint(name: &str, content: &str) -> String {
    let mut corrections = Corrections::default();
    match corrections.add(name, content.as_bytes()) {
        Ok(()) => format!("read {:?}", corrections.given),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_report_comes_back_from_any_spreadsheet() {
    for name in ["report.csv", "semicolons-and-a-mark.csv", "tabs-and-lost-cells.csv"] {
        let corrections = read(name);
        assert_eq!(
            told(&corrections.given),
            [
                "a.txt:2 judgement A sorry, sorry \"spectacle\".",
                "a.txt:3 fact -5 degrees it was.",
                "a.txt:4 opinion They should stay in.",
            ],
            "{name}"
        );
        let confirmed: Vec<bool> = corrections.given.iter().map(Correction::is_confirmed).collect();
        assert_eq!(confirmed, [false, false, true], "{name}");
        // A row was left empty: perhaps only the wrong ones are filled in.
        assert!(corrections.given.iter().all(|c| c.order == Sampling::Unknown), "{name}");
    }
}

#[test]
fn a_report_in_the_spreadsheet_s_own_encoding_is_read() {
    let mut sixteen = vec![0xFF, 0xFE];
    let report = "text\tcorrected\nThe café was “full”.\tfact\n";
    sixteen.extend(report.encode_utf16().flat_map(u16::to_le_bytes));
    let mut corrections = Corrections::default();
    corrections.add("r.csv", &sixteen).expect("UTF-16");
    corrections
        .add("r.csv", b"text;corrected\nThe caf\xE9 was full.\tToday.;fact\n")
        .expect("1252");
    assert_eq!(
        told(&corrections.given),
        ["–:– fact The café was “full”.", "–:– fact The café was full. Today."]
    );
}

#[test]
fn a_table_of_labels_is_read_in_order() {
    let corrections = read("labels.csv");
    assert_eq!(
        told(&corrections.given),
        ["–:– fact The vote was close.", "–:– judgement A sorry spectacle."]
    );
    assert!(corrections.given.iter().all(|c| c.order == Sampling::Reading));
}

#[test]
fn later_lines_of_a_journal_replace_earlier_ones_and_null_takes_back() {
    let corrections = read("journal.jsonl");
    assert_eq!(
        told(&corrections.given),
        ["a.txt:1 fact The vote was close.", "a.txt:2 judgement A sorry spectacle."]
    );
    assert_eq!(corrections.given[1].order, Sampling::Queue);
    assert_eq!(corrections.given[1].by.as_deref(), Some("anna"));
    assert!(corrections.given.iter().all(Correction::is_confirmed));
    assert_eq!(corrections.withdrawn.len(), 1);
    assert_eq!(corrections.withdrawn[0].text, "Stay in.");
    let notes: Vec<String> = corrections.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 1);
    assert!(notes[0].ends_with("journal.jsonl:6: the last line is cut off and was left out"));
}

#[test]
fn exports_of_annotation_tools_are_read() {
    let expected = ["fact The vote was close.", "judgement A sorry spectacle."];
    for name in ["label-studio.jsonl", "label-studio.json", "doccano.jsonl", "prodigy.jsonl"] {
        let told = told(&read(name).given);
        let told: Vec<&str> =
            told.iter().filter_map(|line| line.split_once(' ')).map(|(_, rest)| rest).collect();
        assert_eq!(told, expected, "{name}");
    }
    assert_eq!(read("label-studio.jsonl").given[0].by.as_deref(), Some("anna@example.org"));
    assert_eq!(read("label-studio.jsonl").given[0].document.as_deref(), Some("a.txt"));
    assert_eq!(read("prodigy.jsonl").given[0].by.as_deref(), Some("news-anna"));
    // Prodigy asks for the unsure ones first.
    assert_eq!(read("prodigy.jsonl").given[1].order, Sampling::Unknown);
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let told = Corrections::read(&[file("misspelt.csv")], None).expect_err("a wrong label");
    assert!(told.to_string().ends_with(
        "misspelt.csv:4:20: unknown label \"opnion\"; expected fact, opinion, event, statement, judgement, speculation or appeal"
    ), "{told}");
    assert_eq!(
        complaint(
            "j.jsonl",
            "{\"text\":\"A.\",\"label\":[\"fact\"]}\n{\"text\":\"B.\",\"label\":[\"fict\"]}\n"
        ),
        "j.jsonl:2:23: unknown label \"fict\"; expected fact, opinion, event, statement, judgement, speculation or appeal"
    );
    assert_eq!(
        complaint("r.csv", "name;value\n1;2\n"),
        "r.csv:1:1: found the columns name, value; expected text, and corrected, label or kind"
    );
    assert_eq!(
        complaint("r.csv", "text,label\nA, b.,fact\n"),
        "r.csv:2:7: found 3 fields; expected 2, as in the first line"
    );
    assert_eq!(
        complaint("r.csv", "text,label\n ,fact\n"),
        "r.csv:2:1: found no text; expected a sentence"
    );
    assert_eq!(
        complaint("j.jsonl", "{\"text\":\"A.\",\"label\":[\"fact\",\"opinion\"]}\n"),
        "j.jsonl:1:30: found \"opinion\"; expected one label, and this is another"
    );
    assert_eq!(
        complaint("j.jsonl", "{\"text\":\"A.\"}\n"),
        "j.jsonl:1:1: found no label here; expected a line of the journal, Label Studio, doccano or Prodigy"
    );
    assert!(complaint("j.jsonl", "{\"text\":\n{}\n").starts_with("j.jsonl:1:"));
    assert_eq!(
        complaint("e.csv", " \n"),
        "e.csv: nothing in it; expected a CSV report or JSON lines"
    );
}

#[test]
fn any_bytes_are_read_or_refused_without_panic() {
    for name in ["report.csv", "journal.jsonl", "label-studio.json", "prodigy.jsonl"] {
        let good = std::fs::read(file(name)).expect("a test file");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] = b"\"{,\n\0\xFF;["[at % 8];
            let _ = Corrections::default().add("bad", &bad);
            let _ = Corrections::default().add("cut", &good[..at]);
        }
    }
}
