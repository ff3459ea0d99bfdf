//! The house stands as DESIGN.md says: imports point down, files are small, and linfa has one home.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders and files of `src/` in the order in which data meets them. Each may use those before it.
const ORDER: [&str; 17] = [
    "error", "threads", "sieve", "label", "text", "model", "classify", "input", "learn", "store",
    "report", "batch", "http", "review", "serve", "cli", "main",
];

/// A file holds no more lines than this, its tests included.
const MOST_LINES: usize = 400;

/// The only file that may name linfa.
const HOME_OF_LINFA: &str = "learn/fit.rs";

/// A file of `src/`: its path from there, with `/`, and what is in it.
struct File {
    path: String,
    text: String,
}

impl File {
    /// Its folder, or its own name where it stands in `src/` itself.
    fn part(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Its lines with their numbers, up to its tests.
    fn program_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().zip(1..).map(|(line, number)| (number, line));
        lines.take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]"))
    }
}

fn source_files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    find(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| File {
        path: path
            .strip_prefix(&root)
            .expect("found inside")
            .to_str()
            .expect("UTF-8")
            .replace('\\', "/"),
        text: fs::read_to_string(&path).expect("a source file is UTF-8"),
    };
    paths.into_iter().map(read).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The parts of the crate that a line of code names: `crate::text::span` gives `text`.
fn parts_named(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let name = |rest: &'_ str| {
        rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
    };
    code.match_indices("crate::")
        .filter(|(at, _)| {
            !code[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '_'))
        })
        .map(|(at, found)| &code[at + found.len()..])
        .map(|rest| &rest[..name(rest)])
        .collect()
}

fn place(part: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == part)
}

/// What is wrong with the imports of a file, one line each.
fn wrong_imports(file: &File) -> Vec<String> {
    // The front door shows every folder.
    if file.path == "lib.rs" {
        return Vec::new();
    }
    let Some(own) = place(file.part()) else {
        return vec![format!(
            "src/{}: stands nowhere in the order; give {} its place",
            file.path,
            file.part()
        )];
    };
    let mut wrong = Vec::new();
    for (number, line) in file.program_lines() {
        for part in parts_named(line) {
            match place(part) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!(
                    "src/{}:{number}: {} may not use {part}",
                    file.path,
                    file.part()
                )),
                None => wrong.push(format!(
                    "src/{}:{number}: {part:?} stands nowhere in the order",
                    file.path
                )),
            }
        }
    }
    wrong
}

#[test]
fn imports_point_down() {
    let wrong: Vec<String> = source_files().iter().flat_map(wrong_imports).collect();
    assert!(wrong.is_empty(), "imports that point up:\n{}", wrong.join("\n"));
}

#[test]
fn an_import_that_points_up_is_seen() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let upwards = file("text/token.rs", "use crate::label::Label;\nuse crate::model::Model;\n");
    assert_eq!(wrong_imports(&upwards), ["src/text/token.rs:2: text may not use model"]);
    let in_tests =
        file("text/token.rs", "#[cfg(test)]\nmod tests {\n    use crate::model::Model;\n}\n");
    assert!(wrong_imports(&in_tests).is_empty());
    let in_code = file("label.rs", "fn f() -> crate::cli::Exit { todo!() } // crate::main\n");
    assert_eq!(wrong_imports(&in_code), ["src/label.rs:1: label may not use cli"]);
    let unknown = file("util/mod.rs", "");
    assert_eq!(
        wrong_imports(&unknown),
        ["src/util/mod.rs: stands nowhere in the order; give util its place"]
    );
}

#[test]
fn a_file_is_small() {
    let long: Vec<String> = source_files()
        .iter()
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, path)| format!("src/{path}: {lines} lines; expected at most {MOST_LINES}"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn linfa_is_named_in_one_file() {
    // Prose may speak of linfa; code may not.
    let naming: Vec<String> = source_files()
        .iter()
        .filter(|file| {
            file.text
                .lines()
                .any(|line| line.split("//").next().unwrap_or_default().contains("linfa"))
        })
        .map(|file| file.path.clone())
        .collect();
    assert_eq!(naming, [HOME_OF_LINFA]);
}
