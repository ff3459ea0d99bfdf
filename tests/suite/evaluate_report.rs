//! `surmise evaluate --report`, `--predictions` and `--against`, as a person would use them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROWS: &str = "document,label,text\n\
    a,fact,The council met on Monday.\n\
    a,opinion,It was a shameful muddle.\n\
    b,fact,Police said two men were held.\n\
    b,opinion,\"<script>alert(1)</script> What a brilliant, brave plan.\"\n";

fn evaluate(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_surmise"))
        .arg("evaluate")
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder_with_rows() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("gold.csv"), ROWS).expect("it is writable");
    folder
}

#[test]
fn a_report_is_written_twice_with_the_same_bytes() {
    let folder = folder_with_rows();
    let index = folder.path().join("out/page/index.html");
    let once = || {
        let out = evaluate(folder.path(), &["--data", "gold.csv", "--report", "out/page"]);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        assert_eq!(told(&out), "surmise: wrote out/page/index.html\n");
        fs::read_to_string(&index).expect("a page")
    };
    let page = once();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("surmise evaluate --data gold.csv --context 1"));
    assert!(!page.contains("<script"));
    // Its own page it replaces.
    assert_eq!(once(), page);
    let left = fs::read_dir(folder.path().join("out/page")).expect("a folder").count();
    assert_eq!(left, 1, "no half file is left behind");
}

#[test]
fn cross_validation_has_the_learning_curve_and_the_ablation() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    // A part of the corpus, for the whole takes half a minute.
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data");
    fs::create_dir_all(folder.path().join("part/cues")).expect("it is writable");
    for file in ["newsroom-a.csv", "politics.csv", "cues/hedge.tsv", "cues/praise.tsv"] {
        fs::copy(shipped.join(file), folder.path().join("part").join(file)).expect("it is there");
    }
    let out = evaluate(folder.path(), &["--training-data", "part", "--report", "page"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    // No bar where there is no terminal.
    assert_eq!(told(&out), "surmise: wrote page/index.html\n");
    let page = fs::read_to_string(folder.path().join("page/index.html")).expect("a page");
    for section in ["Would more articles help?", "cue hedge", "<h2>Likely label errors</h2>"] {
        assert!(page.contains(section), "no {section}");
    }
}

#[test]
fn a_file_in_the_way_is_left_alone() {
    let folder = folder_with_rows();
    fs::create_dir(folder.path().join("site")).expect("it is writable");
    fs::write(folder.path().join("site/other.txt"), "mine").expect("it is writable");
    let out = evaluate(folder.path(), &["--data", "gold.csv", "--report", "site"]);
    assert_eq!(out.status.code(), Some(0), "other files are no hindrance: {}", told(&out));
    fs::write(folder.path().join("site/index.html"), "<p>mine").expect("it is writable");
    let out = evaluate(folder.path(), &["--data", "gold.csv", "--report", "site"]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(
        told(&out),
        "surmise: site/index.html: is in the way and no report of surmise; choose another folder\n"
    );
    assert_eq!(fs::read(folder.path().join("site/index.html")).ok(), Some(b"<p>mine".to_vec()));
    assert_eq!(fs::read(folder.path().join("site/other.txt")).ok(), Some(b"mine".to_vec()));
    let out = evaluate(folder.path(), &["--data", "gold.csv", "--report", "gold.csv"]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(
        told(&out),
        "surmise: gold.csv: found a file; expected a folder, or a name that is free\n"
    );
    assert_eq!(fs::read_to_string(folder.path().join("gold.csv")).ok().as_deref(), Some(ROWS));
}

#[test]
fn a_build_is_compared_with_what_another_wrote() {
    let folder = folder_with_rows();
    let data = ["--data", "gold.csv", "--context", "0"];
    let out = evaluate(folder.path(), &[&data[..], &["--predictions", "old.csv"]].concat());
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let old = fs::read_to_string(folder.path().join("old.csv")).expect("predictions");
    assert!(old.starts_with("document,sentence,text,gold,label,kind,probability_opinion,"));
    assert_eq!(old.lines().count(), 5);
    let against = [&data[..], &["--against", "old.csv", "--json"]].concat();
    let out = evaluate(folder.path(), &against);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("one object");
    assert_eq!(json["n"], 4);
    assert_eq!(json["interval"]["macro_f1"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["against"]["macro_f1"]["difference"], 0.0);
    assert_eq!(json["against"]["flips"], 0);
    // A file of other sentences is no comparison.
    let other = old.replace("on Monday", "on Sunday");
    fs::write(folder.path().join("old.csv"), other).expect("it is writable");
    let out = evaluate(folder.path(), &against);
    assert_eq!(out.status.code(), Some(2));
    assert!(out.stdout.is_empty());
    assert!(told(&out).starts_with("surmise: old.csv:2: found sentence 1 of a; expected"));
    let out = evaluate(folder.path(), &["--data", "gold.csv", "--against", "gold.csv"]);
    assert!(told(&out).starts_with("surmise: gold.csv:1:1: no column sentence; expected predic"));
}
