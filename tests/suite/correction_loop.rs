//! The correction loop as people use it, and what may go wrong on the way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use surmise::learn::bootstrap::SplitMix64;
use tempfile::TempDir;

const ARTICLE: &str = "examples/explainer.txt";

fn surmise(models: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_surmise"));
    command.env("SURMISE_MODELS", models);
    command
}

fn run(models: &Path, arguments: &[&str]) -> Output {
    surmise(models).args(arguments).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder for the test") }
    }

    fn models(&self) -> PathBuf {
        self.folder.path().join("models")
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("there is room");
        path.display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(&self.models(), arguments)
    }

    /// The names of the files in the model folder.
    fn kept(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.models()).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

/// The rows of a CSV report of the article.
fn report(desk: &Desk) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let output = desk.run(&["score", ARTICLE, "--to", "csv"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let headers = reader.headers().expect("a header").clone();
    (headers, reader.records().collect::<Result<_, _>>().expect("rows"))
}

fn column(headers: &csv::StringRecord, name: &str) -> usize {
    headers.iter().position(|header| header == name).expect("a column of the report")
}

#[test]
fn twenty_corrections_typed_into_a_report_are_shown_when_it_is_scored_again() {
    let desk = Desk::new();
    let (headers, rows) = report(&desk);
    let (label, corrected) = (column(&headers, "label"), column(&headers, "corrected"));
    // As a spreadsheet in Berlin saves it.
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&headers).expect("in memory");
    for (number, row) in rows.iter().enumerate() {
        let other = if &row[label] == "fact" { "opinion" } else { "fact" };
        let typed = row
            .iter()
            .enumerate()
            .map(|(place, cell)| if place == corrected && number < 20 { other } else { cell });
        writer.write_record(typed).expect("in memory");
    }
    let typed = String::from_utf8(writer.into_inner().expect("in memory")).expect("UTF-8");
    let file = desk.file("report.csv", &format!("\u{feff}{typed}"));

    let output = desk.run(&["retrain", &file, "--by", "anna"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));

    let (_, again) = report(&desk);
    let right = rows.iter().zip(&again).take(20).filter(|(before, after)| {
        before[label] != after[label] && after[corrected] == after[label]
    });
    assert_eq!(right.count(), 20);
    assert!(again[20..].iter().all(|row| row[corrected].is_empty()));
    let told = stdout(&desk.run(&["score", ARTICLE]));
    assert_eq!(told.matches(" corrected ").count(), 20, "{told}");

    // The way back.
    assert!(desk.run(&["models", "rollback"]).status.success());
    assert_eq!(report(&desk).1, rows);
}

#[test]
fn a_dry_run_changes_nothing_and_a_refusal_keeps_the_champion() {
    let desk = Desk::new();
    let labels = desk.file(
        "labels.csv",
        "text,label\nThe report said nothing of the sort.,opinion\nThat is a shame.,fact\n",
    );
    let output = desk.run(&["retrain", &labels, "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).ends_with("nothing was changed\n"));
    assert_eq!(desk.kept(), BTreeSet::new());

    let output = desk.run(&["retrain", &labels, "--weight", "1000", "--margin", "0", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("kept as a candidate"), "{}", stderr(&output));
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(shown["promoted"], false);
    assert_eq!(shown["corrections"]["held"], 2);
    let candidate = shown["challenger"].as_str().expect("an id").to_owned();
    assert!(desk.kept().contains(&format!("{candidate}.model")));
    assert!(!desk.kept().contains("current"));

    let output = desk.run(&["retrain", "--weight", "1000", "--margin", "0", "--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&desk.run(&["score", ARTICLE])).contains(&format!("model {candidate}")));
    let list = stdout(&desk.run(&["models", "list"]));
    assert!(list.contains(&format!("* 1  {candidate}")), "{list}");

    // Each command that scores says which model it used; --model wins.
    let exported = desk.folder.path().join("own.model");
    let exported = exported.to_str().expect("UTF-8");
    assert!(desk.run(&["models", "export", "0", "-o", exported]).status.success());
    let shipped = stdout(&desk.run(&["score", ARTICLE, "--model", exported]));
    assert!(!shipped.contains(&candidate));
    let empty = desk.folder.path().join("nothing-here");
    let empty = empty.to_str().expect("UTF-8");
    assert_eq!(shipped, stdout(&desk.run(&["score", ARTICLE, "--models", empty])));
}

#[test]
fn people_who_differ_are_shown_and_left_out_until_one_is_dropped() {
    let desk = Desk::new();
    let text = "The plan is a gift to nobody.";
    let anna = desk.file("anna.csv", &format!("text,label\n{text},opinion\nIt rained.,event\n"));
    let bo = desk.file("bo.csv", &format!("text,label\n  {text} ,fact\n"));
    let output = desk.run(&["retrain", &anna, &bo]);
    let told = stdout(&output);
    assert!(told.contains(&format!("left out, people differ: “{text}”")), "{told}");
    assert!(told.contains(&format!("opinion ({anna}:2)")), "{told}");
    assert!(told.contains(&format!("fact ({bo}:2)")), "{told}");
    assert!(told.starts_with("3 corrections (3 new, 0 taken back) of 1 sentences"), "{told}");

    // The same files again are no news.
    let told = stdout(&desk.run(&["retrain", &anna, &bo]));
    assert!(told.starts_with("3 corrections (0 new, 0 taken back)"), "{told}");

    let told = stdout(&desk.run(&["retrain", "--drop", &bo]));
    assert!(told.starts_with("2 corrections (0 new, 1 taken back) of 2 sentences"), "{told}");

    let output = desk.run(&["retrain", "--drop", "nobody.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "surmise: --drop nobody.csv: no correction came from there; `surmise models show` lists the sources\n"
    );
}

#[test]
fn what_is_not_there_is_named() {
    let desk = Desk::new();
    let place = desk.models().display().to_string();
    let told = |arguments: &[&str]| {
        let output = desk.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        stderr(&output)
    };
    assert_eq!(
        told(&["retrain"]),
        "surmise: no corrections: fill in the column corrected of a report, and give its file\n"
    );
    assert_eq!(
        told(&["models", "use", "7"]),
        format!(
            "surmise: {place}: no version 7 here; expected 0 to 0, or 4 digits or more of an id\n"
        )
    );
    assert_eq!(
        told(&["models", "show", "beef"]),
        format!(
            "surmise: {place}: no model beef here; `surmise models list` shows those that are\n"
        )
    );
    assert_eq!(
        told(&["models", "rollback"]),
        format!(
            "surmise: {place}: the model inside the program is current; there is nothing before it\n"
        )
    );
    assert!(
        told(&["retrain", "no-such-file.csv"])
            .starts_with("surmise: no-such-file.csv: cannot read")
    );
}

#[test]
fn the_label_doctor_s_table_goes_back_into_retrain() {
    let desk = Desk::new();
    let table = desk.folder.path().join("suspects.csv");
    let table = table.to_str().expect("UTF-8");
    let output = desk.run(&["train", "--check-labels", "-o", table]);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut reader = csv::Reader::from_path(table).expect("a table");
    let headers = reader.headers().expect("a header").clone();
    let mut rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("a row")).collect();
    let sure = column(&headers, "probability_of_label");
    let probability = |row: &csv::StringRecord| row[sure].parse::<f64>().expect("a number");
    assert!(rows.len() > 10 && rows.iter().all(|row| probability(row) < 0.5));
    assert!(rows.is_sorted_by(|a, b| probability(a) <= probability(b)));
    let (corrected, suggested) = (column(&headers, "corrected"), column(&headers, "suggested"));
    rows.truncate(3);
    let mut writer = csv::Writer::from_path(table).expect("there is room");
    writer.write_record(&headers).expect("there is room");
    for row in rows {
        let cells = row.iter().enumerate();
        let filled =
            cells.map(|(place, cell)| if place == corrected { &row[suggested] } else { cell });
        writer.write_record(filled).expect("there is room");
    }
    writer.flush().expect("there is room");
    let told = stdout(&desk.run(&["retrain", table]));
    // They stand in the corpus, so they take their sentences' place.
    assert!(
        told.starts_with("3 corrections (3 new, 0 taken back) of 3 sentences: 0 confirmed, 3 in the corpus already"),
        "{told}"
    );
    assert!(told.contains("the corrections, each held out: 3 sentences"));
}

#[test]
fn two_retrainings_at_once_lose_nothing() {
    let desk = Desk::new();
    let children: Vec<_> = ["anna", "bo", "cleo"]
        .into_iter()
        .map(|name| {
            let file = desk.file(
                &format!("{name}.csv"),
                &format!("text,label\nThe view of {name} is plain.,fact\n"),
            );
            surmise(&desk.models())
                .args(["retrain", &file, "--by", name])
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program runs")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let shown = stdout(&desk.run(&["models", "show"]));
    for name in ["anna", "bo", "cleo"] {
        assert!(shown.contains(&format!("The view of {name} is plain.")), "{shown}");
    }
    assert_eq!(stdout(&desk.run(&["models", "list"])).lines().count(), 5);
}

// The count of kills survived is a figure that somebody asked for.
#[allow(clippy::print_stdout)]
/// Kills at random moments; `SURMISE_KILLS` says how many, 20 unless it is set.
#[test]
fn killed_at_any_moment_it_keeps_a_model_and_every_correction() {
    let kills: usize =
        std::env::var("SURMISE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let desk = Desk::new();
    let file = |number: usize| {
        desk.file(
            &format!("{number}.csv"),
            &format!("text,label\nVisitor number {number} liked the place.,fact\n"),
        )
    };
    let ledger = desk.models().join("corrections.jsonl");
    let whole_lines = || -> Vec<String> {
        let text = std::fs::read_to_string(&ledger).unwrap_or_default();
        let lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        lines.map(str::to_owned).collect()
    };
    let start = Instant::now();
    assert!(desk.run(&["retrain", &file(0)]).status.success());
    let whole = start.elapsed();

    let mut random = SplitMix64(kills as u64);
    let (mut in_time, mut saved) = (0, 1);
    for number in 1..=kills {
        let mut child = surmise(&desk.models())
            .args(["retrain", &file(number), "--force"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let moment = random.below(1200);
        std::thread::sleep(whole.mul_f64(moment as f64 / 1000.0).max(Duration::from_micros(50)));
        in_time += usize::from(matches!(child.try_wait(), Ok(None)));
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");

        let output = desk.run(&["score", ARTICLE]);
        assert!(output.status.success(), "after kill {number}: {}", stderr(&output));
        let lines = whole_lines();
        assert!(lines.len() >= saved, "kill {number} lost a correction");
        saved = lines.len();
    }
    let output = desk.run(&["retrain", "--force"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stdout(&output);
    assert!(told.starts_with(&format!("{saved} corrections (0 new")), "{saved}: {told}");
    let shown = stdout(&desk.run(&["models", "show"]));
    for line in whole_lines() {
        let line: serde_json::Value = serde_json::from_str(&line).expect("a whole line");
        let text = line["text"].as_str().expect("a text");
        assert!(shown.contains(text), "{text}");
    }
    assert!(desk.kept().iter().all(|name| !name.starts_with(".tmp")), "{:?}", desk.kept());
    println!("survived {kills} kills, {in_time} of them before the end; {saved} corrections kept");
}
