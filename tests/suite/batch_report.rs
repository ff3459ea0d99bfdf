//! `surmise report` as a person would use it: what stands in the folder, and when there is none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// An article that wants to be markup in every format.
const HOSTILE: &str = "<script>alert(1)</script> & \"quoted\"\n\n=cmd|'/c calc'!A0 is a shameful plan.\n\n[a](javascript:alert(1)) **What** a brilliant, brave <img src=x onerror=alert(1)> idea.\n";

pub(crate) fn surmise(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(args)
        .env("SURMISE_MODELS", "no-such-folder")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

pub(crate) fn told(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// A folder with `articles/`: the examples, and one that is hostile.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let articles = folder.path().join("articles");
    fs::create_dir(&articles).expect("it is writable");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(examples).expect("the examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let name = path.file_name().expect("it has one");
            fs::copy(&path, articles.join(name)).expect("there is room");
        }
    }
    fs::write(articles.join("hostile.txt"), HOSTILE).expect("there is room");
    folder
}

/// All files of a folder but the times, by name.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.ends_with("times.json"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(path).expect("a file"))
        })
        .collect()
}

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns = reader.headers().expect("a first line").clone();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.expect("a whole row");
        columns.iter().zip(row.iter()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    };
    reader.records().map(row).collect()
}

#[test]
fn a_report_has_its_tables_its_page_and_what_failed() {
    let folder = folder();
    fs::write(folder.path().join("void.txt"), "").expect("there is room");
    let out = surmise(folder.path(), &["report", "articles", "void.txt", "none.txt", "-o", "r"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    assert_eq!(
        told(&out).lines().collect::<Vec<_>>().len(),
        1,
        "failed inputs stand in a table: {}",
        told(&out)
    );
    let files = files(&folder.path().join("r"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["articles.csv", "errors.csv", "report.html", "run.json", "sentences.csv"]);
    assert!(folder.path().join("r/times.json").is_file());
    // The sentences are those of `score`.
    let score = surmise(folder.path(), &["score", "articles", "--to", "csv"]);
    assert_eq!(files["sentences.csv"], score.stdout);
    let articles = rows(&files["articles.csv"]);
    assert_eq!(articles.len(), 11);
    let sentences = rows(&files["sentences.csv"]);
    for article in &articles[..9] {
        let own = || sentences.iter().filter(|row| row["document"] == article["document"]);
        assert_eq!(article["sentences"], own().count().to_string());
        let opinions = own().filter(|row| row["label"] == "opinion").count();
        assert_eq!(article["opinion"], opinions.to_string());
        let share = opinions as f64 / own().count() as f64;
        assert_eq!(article["opinion_share"], format!("{share:.4}"));
        let said = |row: &BTreeMap<String, String>| -> f64 {
            row["probability_opinion"].parse().expect("a number")
        };
        let mean = own().map(said).sum::<f64>() / own().count() as f64;
        let written: f64 = article["mean_probability"].parse().expect("a number");
        assert!((mean - written).abs() < 6e-5, "{mean} and {written}");
    }
    assert_eq!(
        articles[0]["title"],
        "Acid leak forces evacuation of 2,300 near Chilean copper smelter"
    );
    assert_eq!(
        (articles[9]["document"].as_str(), articles[9]["sentences"].as_str()),
        ("void.txt", "")
    );
    assert_eq!(articles[9]["error"], "no text in it; expected an article");
    let failed: Vec<String> = rows(&files["errors.csv"])
        .into_iter()
        .map(|mut row| row.remove("document").expect("it"))
        .collect();
    assert_eq!(failed, ["void.txt", "none.txt"]);
    let run: serde_json::Value = serde_json::from_slice(&files["run.json"]).expect("JSON");
    assert_eq!(run["counts"]["documents"], 9);
    assert_eq!(run["counts"]["failed"], 2);
    assert_eq!(run["counts"]["sentences"], sentences.len());
    assert_eq!(run["inputs"][2], "none.txt");
    let strict = surmise(folder.path(), &["report", "articles", "none.txt", "-o", "s", "--strict"]);
    assert_eq!(strict.status.code(), Some(2), "{}", told(&strict));
    assert!(folder.path().join("s/report.html").is_file());
}

#[test]
fn how_many_work_changes_no_byte() {
    let folder = folder();
    let also = [
        "--also", "jsonl", "--also", "nested", "--also", "markdown", "--also", "html", "--also",
        "sarif",
    ];
    let once = |jobs: &str| {
        let place = format!("r{jobs}");
        let args = [
            &["report", "articles", "none.txt", "articles", "-o", &place, "--jobs", jobs][..],
            &also[..],
        ]
        .concat();
        let out = surmise(folder.path(), &args);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        let place = folder.path().join(place);
        let files = files(&place);
        std::fs::remove_dir_all(&place).expect("nobody else holds it");
        files
    };
    let one = once("1");
    assert_eq!(one.len(), 10);
    assert!(once("2") == one, "two jobs write something else");
    assert!(once("2") == one, "two jobs write something else");
    assert!(once("7") == one, "seven jobs write something else");
    // Each format besides is what `score` writes.
    for (format, name) in
        [("markdown", "articles.md"), ("html", "articles.html"), ("sarif", "sentences.sarif")]
    {
        let out = surmise(
            folder.path(),
            &["score", "articles", "none.txt", "articles", "--to", format, "--jobs", "3"],
        );
        assert!(out.stdout == one[name], "{format} differs");
    }
}

#[test]
fn what_an_article_says_is_never_markup() {
    let folder = folder();
    let out = surmise(
        folder.path(),
        &["report", "articles/hostile.txt", "-o", "r", "--also", "markdown", "--also", "html"],
    );
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let files = files(&folder.path().join("r"));
    let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    let page = text("report.html");
    // Its own script, which has the hash that the policy asks for, and no other.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("script-src 'sha256-") || page.contains("script-src &#39;sha256-"));
    for name in ["report.html", "articles.html"] {
        let page = text(name);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{name}");
        assert!(!page.contains("<img") && !page.contains("<script>alert"), "{name}");
        assert!(!page.contains("http://") && !page.contains("https://"), "{name} fetches nothing");
    }
    assert!(!text("articles.html").contains("<script"));
    let markdown = text("articles.md");
    assert!(!markdown.contains('<') && !markdown.contains("](") && markdown.contains("\\=cmd"));
    for row in rows(&files["sentences.csv"]) {
        assert!(!row["text"].starts_with('='), "{}", row["text"]);
    }
    assert!(rows(&files["sentences.csv"]).iter().any(|row| row["text"].starts_with("'=cmd")));
}

#[test]
fn nothing_but_failures_is_a_report_too() {
    let folder = folder();
    let out = surmise(folder.path(), &["report", "none.txt", "-o", "deep/er"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let files = files(&folder.path().join("deep/er"));
    assert!(
        String::from_utf8_lossy(&files["report.html"]).contains("There was no sentence to read.")
    );
    assert_eq!(rows(&files["sentences.csv"]).len(), 0);
    assert_eq!(rows(&files["articles.csv"]).len(), 1);
}

#[test]
fn a_folder_that_is_not_free_is_refused() {
    let folder = folder();
    let report =
        |args: &[&str]| surmise(folder.path(), &[&["report", "articles"][..], args].concat());
    for inside in ["articles", "articles/new/er"] {
        let out = report(&["-o", inside]);
        assert_eq!(out.status.code(), Some(2));
        let problem = "lies in articles, which is read; name a folder that is in no input";
        assert_eq!(told(&out), format!("surmise: {inside}: {problem}\n"));
    }
    fs::create_dir(folder.path().join("mine")).expect("it is writable");
    fs::write(folder.path().join("mine/own.txt"), "mine").expect("there is room");
    let out = report(&["-o", "mine"]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(told(&out), "surmise: mine: is not empty; name another folder\n");
    let out = report(&["-o", "mine", "--resume"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).starts_with("surmise: mine: holds no report of surmise"), "{}", told(&out));
    let out = report(&["-o", "mine/own.txt"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("found a file; expected a folder"), "{}", told(&out));
    // An empty folder is free, and one that is not there can be gone on with.
    fs::create_dir(folder.path().join("new")).expect("it is writable");
    assert_eq!(report(&["-o", "new"]).status.code(), Some(0));
    assert_eq!(report(&["-o", "resumed", "--resume"]).status.code(), Some(0));
    let new = files(&folder.path().join("new"));
    assert!(files(&folder.path().join("resumed")) == new);
    // A finished one stays as it is, and belongs to what it was made of.
    assert_eq!(report(&["-o", "new"]).status.code(), Some(2));
    let out = report(&["-o", "new", "--resume"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    assert!(told(&out).contains("was finished before: 9 documents"), "{}", told(&out));
    assert!(files(&folder.path().join("new")) == new);
    let out = report(&["-o", "new", "--resume", "--context", "0"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("was begun with the settings"), "{}", told(&out));
    let out = surmise(folder.path(), &["report", "articles", "articles", "-o", "new", "--resume"]);
    assert!(
        told(&out).contains("was begun with the inputs articles, not articles articles"),
        "{}",
        told(&out)
    );
}

#[test]
fn too_much_opinion_fails_a_check_after_all_is_written() {
    let folder = folder();
    let run = |args: &[&str]| surmise(folder.path(), args);
    let out = run(&["score", "articles", "--to", "csv", "-o", "s.csv", "--fail-on-opinion", "0.1"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(
        told(&out).contains("sentences are opinion; expected at most 10.0 %"),
        "{}",
        told(&out)
    );
    assert!(folder.path().join("s.csv").is_file());
    assert_eq!(run(&["score", "articles", "--fail-on-opinion", "0.9"]).status.code(), Some(0));
    let report = ["report", "articles", "-o", "r", "--fail-on-opinion", "0.1"];
    assert_eq!(run(&report).status.code(), Some(1));
    assert!(folder.path().join("r/run.json").is_file());
    // The finished report fails it again, and passes another.
    assert_eq!(run(&[&report[..], &["--resume"]].concat()).status.code(), Some(1));
    let out = run(&["report", "articles", "-o", "r", "--fail-on-opinion", "0.9", "--resume"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let out = run(&["score", "articles", "--fail-on-opinion", "30"]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn a_report_goes_straight_into_retrain() {
    let folder = folder();
    assert_eq!(surmise(folder.path(), &["report", "articles", "-o", "r"]).status.code(), Some(0));
    let path = folder.path().join("r/sentences.csv");
    let report = fs::read_to_string(&path).expect("it is there");
    // The column `corrected` is the last, and the first sentence stands on one line.
    let mut lines: Vec<String> = report.lines().map(str::to_owned).collect();
    lines[1].push_str("opinion");
    fs::write(&path, lines.join("\n") + "\n").expect("there is room");
    let out = surmise(folder.path(), &["retrain", "r/sentences.csv", "--dry-run", "--models", "m"]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", told(&out));
    assert!(String::from_utf8_lossy(&out.stdout).contains("1 correction"), "{out:?}");
}

#[test]
fn ten_thousand_tiny_documents_stay_in_order() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let tiny = folder.path().join("tiny");
    fs::create_dir(&tiny).expect("it is writable");
    for number in 0..10_000 {
        fs::write(tiny.join(format!("{number:05}.txt")), format!("It rained on day {number}."))
            .expect("there is room");
    }
    let once = |jobs: &str| {
        let args = ["score", "tiny", "--to", "jsonl", "--nested", "--jobs", jobs];
        let out = surmise(folder.path(), &args);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        out.stdout
    };
    let one = once("1");
    let lines: Vec<&str> = std::str::from_utf8(&one).expect("UTF-8").lines().collect();
    assert_eq!(lines.len(), 10_000);
    for (number, line) in lines.iter().enumerate() {
        assert!(line.contains(&format!("day {number}.")), "{line}");
    }
    assert!(once("7") == one, "seven jobs write something else");
}
