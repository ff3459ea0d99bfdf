//! Command-line cases, as files that a person can read, and what they cannot say.

use std::io::Write as _;
use std::process::{Command, Stdio};

#[test]
fn cases() {
    // No model folder of whoever runs the tests is looked at.
    trycmd::TestCases::new().env("SURMISE_MODELS", "no-such-folder").case("tests/cmd/*.trycmd");
}

fn surmise() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_surmise"));
    command.env("SURMISE_MODELS", "no-such-folder");
    command
}

#[test]
fn linfa_prints_nothing_while_it_trains() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = surmise()
        .args(["train", "-o"])
        .arg(folder.path().join("a.model"))
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(out.status.success() && out.stdout.is_empty());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = surmise()
        .args(["score", "examples", "examples", "examples", "--to", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let out = child.wait_with_output().expect("the program ends");
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
}

#[test]
fn standard_input_is_a_document() {
    let mut child = surmise()
        .args(["segment", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all("The vote was close.The mood was not.\n".as_bytes()).expect("it reads");
    drop(stdin);
    let out = child.wait_with_output().expect("the program ends");
    assert_eq!(
        String::from_utf8_lossy(&out.stdout),
        concat!(
            r#"{"document":"-","start":0,"end":19,"role":"sentence","text":"The vote was close."}"#,
            "\n",
            r#"{"document":"-","start":19,"end":36,"role":"sentence","text":"The mood was not."}"#,
            "\n"
        )
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let once = || surmise().args(["score", "examples", "--to", "jsonl"]).output().expect("it runs");
    assert_eq!(once().stdout, once().stdout);
}

#[test]
fn predictions_stand_in_the_order_of_the_rows() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (rows, predictions) = (folder.path().join("rows.csv"), folder.path().join("said.csv"));
    let labelled = "text,label\nA splendid idea.,judgement\nIt rained on Monday.,fact\n";
    std::fs::write(&rows, labelled).expect("the folder is writable");
    let mut command = surmise();
    command.args(["evaluate", "--json", "--data"]).arg(&rows).arg("--predictions");
    let out = command.arg(&predictions).output().expect("the program runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut said = csv::Reader::from_path(&predictions).expect("it was written");
    let columns = said.headers().expect("a first line");
    let gold = columns.iter().position(|column| column == "gold").expect("the column");
    let golds: Vec<String> =
        said.records().map(|row| row.expect("a whole row")[gold].to_owned()).collect();
    assert_eq!(golds, ["judgement", "fact"]);
}
