//! What a package holds besides the program: manual pages and completions.

use clap::CommandFactory as _;
use surmise::cli::args::Cli;

use super::served::program;

#[test]
fn every_command_has_its_page_and_is_completed() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let pages = folder.path().join("new/man");
    let out = program().arg("man").arg(&pages).output().expect("the program runs");
    assert!(out.status.success() && out.stdout.is_empty() && out.stderr.is_empty());
    let command = Cli::command();
    let mut expected = vec!["surmise.1".to_owned()];
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        expected.push(format!("surmise-{}.1", part.get_name()));
        for inner in part.get_subcommands() {
            expected.push(format!("surmise-{}-{}.1", part.get_name(), inner.get_name()));
        }
    }
    expected.sort();
    let mut found: Vec<String> = std::fs::read_dir(&pages)
        .expect("the pages are there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    found.sort();
    assert_eq!(found, expected);
    let page = std::fs::read_to_string(pages.join("surmise-score.1")).expect("UTF-8");
    assert!(page.contains("Label every sentence of articles") && page.contains("context"));
    assert!(page.contains(concat!("surmise ", env!("CARGO_PKG_VERSION"))));
    for shell in ["bash", "zsh", "fish"] {
        let out = program().args(["completions", shell]).output().expect("the program runs");
        let script = String::from_utf8(out.stdout).expect("UTF-8");
        for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
            assert!(script.contains(part.get_name()), "{shell} knows no {}", part.get_name());
        }
    }
}
