//! Nested JSON lines, and SARIF by the rules of its specification.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use surmise::model::Model;

use super::batch_report::{surmise, told};

#[test]
fn one_input_is_one_line_also_where_it_fails() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("a.txt"), "It rained.\n\nWhat a shameful plan!\n").expect("room");
    fs::write(folder.path().join("b.txt"), "").expect("room");
    let args = ["score", "a.txt", "b.txt", "c.txt", "a.txt", "--to", "jsonl", "--nested"];
    let out = surmise(folder.path(), &args);
    assert_eq!(out.status.code(), Some(2), "{}", told(&out));
    let lines: Vec<Value> = out
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("an object"))
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0], lines[3]);
    assert_eq!(lines[0]["error"], Value::Null);
    assert_eq!(lines[0]["counts"]["sentences"], 2);
    assert_eq!(lines[0]["counts"]["opinion"], 1);
    assert_eq!(lines[0]["sentences"][1]["sentence"], 2);
    assert_eq!(lines[0]["sentences"][1]["text"], "What a shameful plan!");
    let members: Vec<&String> = lines[0].as_object().expect("an object").keys().collect();
    let same: Vec<&String> = lines[1].as_object().expect("an object").keys().collect();
    assert_eq!(members, same, "a failure has the same members");
    assert_eq!(lines[1]["document"], "b.txt");
    assert_eq!(lines[1]["error"], "no text in it; expected an article");
    assert_eq!(lines[1]["sentences"], Value::Array(Vec::new()));
    assert_eq!((&lines[1]["counts"], &lines[1]["title"]), (&Value::Null, &Value::Null));
    assert_eq!(lines[2]["document"], "c.txt");
}

#[test]
fn nested_asks_for_json_lines() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = surmise(folder.path(), &["score", "a.txt", "--nested"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("--nested goes with --to jsonl"), "{}", told(&out));
}

#[test]
fn line_buffered_writes_a_document_before_the_next_is_read() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("a.txt"), "It rained.\n").expect("room");
    for jobs in ["1", "3"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_surmise"))
            .args(["score", "a.txt", "-", "--to", "jsonl", "--line-buffered", "--jobs", jobs])
            .env("SURMISE_MODELS", "no-such-folder")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        // Standard input is still open: this line does not wait for it.
        let first = lines.next().expect("a line").expect("UTF-8");
        assert!(first.contains("It rained."), "{first}");
        stdin.write_all(b"It snowed.\n").expect("it reads");
        drop(stdin);
        assert!(lines.next().expect("a line").expect("UTF-8").contains("It snowed."));
        assert!(child.wait().expect("it ends").success());
    }
}

/// The member of an object, which must be there.
fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// A whole number that is at least `least`.
fn number(value: &Value, name: &str, least: u64) -> u64 {
    let found = member(value, name).as_u64().unwrap_or_else(|| panic!("{name} is no number"));
    assert!(found >= least, "{name} is {found}");
    found
}

/// Whether a text is a URI reference as RFC 3986 has it, as far as its characters go.
fn is_uri(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let first_segment = text.split('/').next().unwrap_or_default();
    text.bytes().all(plain) && (text.contains("://") || !first_segment.contains(':'))
}

/// The rules of SARIF 2.1.0 (OASIS standard, 27 March 2020) for what we write; the numbers are
/// its sections.
fn assert_sarif(log: &Value, texts: &dyn Fn(&str) -> String) -> usize {
    // 3.13: a version and runs, and nothing else but a schema.
    assert_eq!(member(log, "version"), "2.1.0");
    assert!(member(log, "$schema").as_str().is_some_and(is_uri));
    let runs = member(log, "runs").as_array().expect("an array");
    let mut regions = 0;
    for run in runs {
        // 3.14, 3.18, 3.19: a tool with a driver with a name.
        let driver = member(member(run, "tool"), "driver");
        assert!(!member(driver, "name").as_str().expect("a text").is_empty());
        assert_eq!(member(run, "columnKind"), "unicodeCodePoints", "3.14.17");
        let model = Model::embedded().expect("the shipped model").id;
        assert_eq!(member(member(run, "properties"), "model"), &Value::from(model));
        let rules = member(driver, "rules").as_array().expect("an array");
        let mut ids: Vec<&str> =
            rules.iter().map(|rule| member(rule, "id").as_str().expect("a text")).collect();
        for rule in rules {
            assert!(member(member(rule, "shortDescription"), "text").is_string(), "3.49.9");
            let level = member(member(rule, "defaultConfiguration"), "level");
            assert!(
                ["none", "note", "warning", "error"].contains(&level.as_str().expect("a text"))
            );
        }
        for result in member(run, "results").as_array().expect("an array") {
            // 3.27.5, 3.27.6: the index names the rule of that id.
            let rule = usize::try_from(number(result, "ruleIndex", 0)).expect("it is small");
            assert_eq!(ids[rule], member(result, "ruleId").as_str().expect("a text"));
            let level = member(result, "level").as_str().expect("a text");
            assert!(["none", "note", "warning", "error"].contains(&level), "3.27.10");
            assert!(member(member(result, "message"), "text").is_string(), "3.27.11");
            if let Some(rank) = result.get("rank") {
                assert!((0.0..=100.0).contains(&rank.as_f64().expect("a number")), "3.27.25");
            }
            for location in member(result, "locations").as_array().expect("an array") {
                let place = member(location, "physicalLocation");
                let uri =
                    member(member(place, "artifactLocation"), "uri").as_str().expect("a text");
                assert!(is_uri(uri), "3.4.3: {uri}");
                let Some(region) = place.get("region") else { continue };
                regions += 1;
                // 3.30: lines and columns from 1, the end not before the start.
                let start = (number(region, "startLine", 1), number(region, "startColumn", 1));
                let end = (number(region, "endLine", 1), number(region, "endColumn", 1));
                assert!(start <= end);
                let (offset, length) =
                    (number(region, "byteOffset", 0), number(region, "byteLength", 0));
                let text = texts(uri);
                let range = usize::try_from(offset).expect("small")
                    ..usize::try_from(offset + length).expect("small");
                let snippet = member(member(region, "snippet"), "text").as_str().expect("a text");
                assert_eq!(&text[range.clone()], snippet, "3.30.9, 3.30.13");
                assert_eq!(place_of(&text, range.start), start, "3.30.5, 3.30.6");
                assert_eq!(place_of(&text, range.end), end, "3.30.7, 3.30.8");
            }
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rules.len(), "3.19.23: ids are distinct here");
    }
    regions
}

/// The line and column of a byte, counted the slow way.
fn place_of(text: &str, at: usize) -> (u64, u64) {
    let mut place = (1, 1);
    for character in text[..at].chars() {
        place = if character == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + 1) };
    }
    place
}

#[test]
fn sarif_keeps_the_rules_of_its_specification() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let own = "Ünïcode “first”.\nIt rained. What a shameful, reckless plan!\n\nPerhaps it may well fail. He ought to resign.\n";
    fs::write(folder.path().join("a b.txt"), own).expect("room");
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let out = surmise(folder.path(), &["score", "a b.txt", examples, "c:d.txt", "--to", "sarif"]);
    assert_eq!(out.status.code(), Some(2), "one input is not there: {}", told(&out));
    let log: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let texts = |uri: &str| match uri {
        "a%20b.txt" => own.to_owned(),
        uri => {
            fs::read_to_string(uri.trim_start_matches("file://").replace("%20", " ")).expect("it")
        }
    };
    let regions = assert_sarif(&log, &texts);
    let csv = surmise(folder.path(), &["score", "a b.txt", examples, "--to", "csv"]);
    let opinions = csv::Reader::from_reader(csv.stdout.as_slice())
        .records()
        .filter(|row| &row.as_ref().expect("a whole row")[5] == "opinion")
        .count();
    assert_eq!(regions, opinions);
    let results = log["runs"][0]["results"].as_array().expect("an array");
    let last = results.last().expect("one");
    assert_eq!(last["ruleId"], "unreadable");
    assert_eq!(last["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "c%3Ad.txt");
    // Without any result it is a whole log too.
    let out =
        surmise(folder.path(), &["score", examples, "--to", "sarif", "--expect-opinion", "0.0001"]);
    let log: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_sarif(&log, &texts);
}
