//! Every `surmise …` command in the README runs as a reader would type it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the examples of the README name, made as a reader would have it. A new name in the README needs a line here.
fn make(folder: &Path) {
    let article =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/editorial.txt"))
            .expect("an example article");
    std::fs::create_dir_all(folder.join("articles")).expect("a writable folder");
    for name in ["article.txt", "articles/one.txt", "articles/two.txt"] {
        std::fs::write(folder.join(name), &article).expect("a writable folder");
    }
    let mut labels = String::from("text,label,document\n");
    for day in 1..=12 {
        writeln!(labels, "The council met on {day} May and published its budget.,fact,{day}")
            .expect("memory");
        writeln!(labels, "This is a shameful and reckless plan number {day}.,opinion,{day}")
            .expect("memory");
    }
    std::fs::write(folder.join("labels.csv"), labels).expect("a writable folder");
}

/// Confirms the first ten sentences of a report, as a person would by its column `corrected`.
fn confirm(report: &Path) {
    let Ok(bytes) = std::fs::read(report) else { return };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let columns = reader.headers().expect("a first line").clone();
    let place = |name: &str| columns.iter().position(|column| column == name).expect(name);
    let (label, corrected) = (place("label"), place("corrected"));
    let mut writer = csv::Writer::from_path(report).expect("a writable folder");
    writer.write_record(&columns).expect("there is room");
    for (number, row) in reader.records().enumerate() {
        let row = row.expect("a whole row");
        let cells = row.iter().enumerate();
        let filled =
            cells.map(|(at, cell)| if at == corrected && number < 10 { &row[label] } else { cell });
        writer.write_record(filled).expect("there is room");
    }
    writer.flush().expect("there is room");
}

/// What runs until it is stopped, and what takes minutes; both have tests of their own.
const ELSEWHERE: [&str; 3] = ["surmise review ", "surmise serve", "surmise evaluate --report DIR"];

/// What `make` makes, as the README writes it.
const MADE: [&str; 3] = ["article.txt", "articles/", "labels.csv"];

/// The lines of the blocks that are marked as shell, without comments; a line that ends in `\` goes on.
fn commands(readme: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut begun = String::new();
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line.trim() == "```sh";
            continue;
        }
        if !inside {
            continue;
        }
        let line = line.split(" #").next().unwrap_or_default().trim();
        if let Some(first) = line.strip_suffix('\\') {
            begun.push_str(first);
        } else if !line.is_empty() {
            commands.push(std::mem::take(&mut begun) + line);
        }
    }
    commands
}

/// Whether a word of a command names a file that is read: it has an ending or a slash, and no option writes it.
fn reads<'a>(words: &[&'a str], written: &mut Vec<String>) -> Vec<&'a str> {
    let mut read = Vec::new();
    let mut before = "";
    for &word in words {
        let is_file = !word.starts_with('-')
            && (word.contains('/') || word.contains('.'))
            && word.parse::<f64>().is_err();
        if matches!(before, "-o" | "--output" | "--predictions" | ">") {
            written.push(word.to_owned());
        } else if is_file {
            read.push(word);
        }
        before = word;
    }
    read
}

#[test]
fn the_commands_of_the_readme_run() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))
        .expect("the README");
    let folder = tempfile::tempdir().expect("a folder for the test");
    make(folder.path());
    let binary = Path::new(env!("CARGO_BIN_EXE_surmise"));
    let path = format!(
        "{}:{}",
        binary.parent().expect("it stands in a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let mut written = Vec::new();
    let mut run = 0;
    for command in commands(&readme) {
        if !command.split_whitespace().any(|word| word == "surmise")
            || command.starts_with("cargo ")
            || ELSEWHERE.iter().any(|begins| command.starts_with(begins))
        {
            continue;
        }
        let words: Vec<&str> = command.split_whitespace().collect();
        let mut writes = Vec::new();
        for file in reads(&words, &mut writes) {
            assert!(
                MADE.contains(&file) || written.iter().any(|one: &String| one == file),
                "the README names {file} in `{command}`, which nothing makes: add it to `make` and `MADE`"
            );
        }
        written.append(&mut writes);
        let out = Command::new("sh")
            .args(["-c", &command])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("SURMISE_MODELS", folder.path().join("models"))
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(0), "`{command}` failed:\n{told}");
        if command.contains("-o report.csv") {
            confirm(&folder.path().join("report.csv"));
        }
        run += 1;
    }
    for file in &written {
        assert!(folder.path().join(file).exists(), "no command wrote {file}");
    }
    assert!(run >= 5, "only {run} commands were found in the README");
}

#[test]
fn commands_are_found_in_shell_blocks_alone() {
    let readme = "```sh\nsurmise score a.txt   # a comment\nsurmise train \\\n  -o b\n```\n```text\nsurmise x\n```\n";
    assert_eq!(commands(readme), ["surmise score a.txt", "surmise train -o b"]);
}
