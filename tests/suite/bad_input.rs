//! Bad input and bad outputs as a user meets them: one clear line on stderr, exit code 2, the other inputs
//! go on, and nothing half-written stays.
#![cfg(unix)]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const GOOD: &str = "The council met on Monday.\n\nThis is a shameful plan.\n";

/// A folder that holds a good article, `good.txt`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join("good.txt"), GOOD).expect("a writable folder");
    folder
}

fn run<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// Exit code 2 and one line on stderr that begins with `complaint`.
fn assert_refused(out: &Output, complaint: &str) {
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with(complaint), "{told}");
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Scores a bad file between two mentions of a good one: only the bad one is complained of.
fn assert_others_go_on(bytes: &[u8], complaint: &str) {
    let folder = folder();
    std::fs::write(folder.path().join("bad.txt"), bytes).expect("a writable folder");
    let out = run(folder.path(), ["score", "good.txt", "bad.txt", "good.txt", "--to", "jsonl"]);
    assert_refused(&out, complaint);
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), 4);
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let folder = folder();
    let out = run(folder.path(), ["score", "none.txt", "good.txt", "--to", "jsonl"]);
    assert_refused(&out, "surmise: none.txt: cannot read: No such file");
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), 2);
}

#[test]
fn a_folder_without_text_does_not_stop_the_others() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("empty")).expect("a writable folder");
    let out = run(folder.path(), ["score", "empty", "good.txt", "--to", "jsonl"]);
    assert_refused(&out, "surmise: empty: no articles in this folder");
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), 2);
}

#[test]
fn an_empty_file_is_named() {
    assert_others_go_on(b"", "surmise: bad.txt: no text in it; expected an article");
    assert_others_go_on(b" \r\n\t\n", "surmise: bad.txt: no text in it; expected an article");
}

#[test]
fn binary_files_are_named() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde";
    assert_others_go_on(png, "surmise: bad.txt: ");
    let noise: Vec<u8> =
        (0..4096_u32).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    assert_others_go_on(&noise, "surmise: bad.txt: ");
}

#[test]
fn nul_bytes_among_words_are_kept_or_refused_but_never_a_panic() {
    let folder = folder();
    std::fs::write(folder.path().join("nul.txt"), "The council met.\0 It voted twice.\n")
        .expect("a writable folder");
    let out = run(folder.path(), ["score", "nul.txt", "good.txt", "--to", "jsonl"]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(told.lines().count() <= 1 && !told.contains("panicked"), "{told}");
    assert_eq!(out.status.code(), Some(if told.is_empty() { 0 } else { 2 }), "{told}");
    let rows =
        String::from_utf8_lossy(&out.stdout).lines().filter(|row| row.contains("good.txt")).count();
    assert_eq!(rows, 2);
}

#[test]
fn lone_surrogates_are_read_with_a_replacement_mark() {
    let folder = folder();
    // Half of a pair, as UTF-16 with a mark, and as the three bytes that UTF-8 forbids.
    let mut wide = vec![0xFF, 0xFE];
    for unit in "The vote was ".encode_utf16().chain([0xD800]).chain(" close.\n".encode_utf16()) {
        wide.extend(unit.to_le_bytes());
    }
    std::fs::write(folder.path().join("wide.txt"), wide).expect("a writable folder");
    std::fs::write(folder.path().join("narrow.txt"), b"The vote was \xED\xA0\x80 close.\n")
        .expect("a writable folder");
    let out = run(folder.path(), ["segment", "wide.txt", "narrow.txt", "good.txt"]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(!told.contains("panicked"), "{told}");
    let rows = String::from_utf8(out.stdout).expect("UTF-8 comes out, whatever goes in");
    assert!(rows.lines().any(|row| row.contains("wide.txt") && row.contains("vote was")), "{rows}");
    assert_eq!(rows.lines().filter(|row| row.contains("good.txt")).count(), 2, "{rows}");
}

#[test]
fn one_line_of_twenty_megabytes_is_scored() {
    let folder = folder();
    let line = "and the price of bread rose again, ".repeat(20 * 1024 * 1024 / 35);
    std::fs::write(folder.path().join("long.txt"), line).expect("room for the test");
    let out = run(folder.path(), ["score", "long.txt", "--to", "csv", "-o", "report.csv"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let rows = csv::Reader::from_path(folder.path().join("report.csv")).expect("a report");
    assert!(rows.into_records().flatten().count() >= 1000);
}

#[test]
fn an_unknown_flag_is_named() {
    let folder = folder();
    let out = run(folder.path(), ["score", "good.txt", "--colour"]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2));
    assert!(told.starts_with("error: unexpected argument '--colour' found"), "{told}");
    assert!(out.stdout.is_empty());
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing() {
    let folder = folder();
    // A folder that is a file, one that is not there, and one where nobody may write, not even root.
    for output in ["good.txt/report.csv", "none/report.csv", "/proc/report.csv"] {
        let out = run(folder.path(), ["score", "good.txt", "--to", "csv", "-o", output]);
        assert_refused(&out, &format!("surmise: {output}: cannot write here: "));
        assert!(out.stdout.is_empty());
        let out = run(folder.path(), ["train", "-o", output, "--data", "good.txt"]);
        assert_eq!(out.status.code(), Some(2));
    }
    assert_eq!(names(folder.path()), ["good.txt"]);
}

#[test]
fn an_output_that_is_a_folder_is_refused_and_nothing_stays_beside_it() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("report")).expect("a writable folder");
    let out = run(folder.path(), ["score", "good.txt", "-o", "report"]);
    assert_refused(&out, "surmise: report: cannot write: ");
    assert_eq!(names(folder.path()), ["good.txt", "report"]);
}

#[test]
fn a_read_only_folder_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let locked = folder.path().join("locked");
    std::fs::create_dir(&locked).expect("a writable folder");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).expect("it is ours");
    if std::fs::write(locked.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write to a read-only folder (root?)");
        return;
    }
    let out = run(folder.path(), ["score", "good.txt", "-o", "locked/report.txt"]);
    assert_refused(&out, "surmise: locked/report.txt: cannot write here: Permission denied");
    assert_eq!(names(&locked), [""; 0]);
}

#[test]
fn a_full_standard_output_is_an_error() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("skipped: no /dev/full here");
        return;
    };
    let folder = folder();
    let out = Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(["score", "good.txt"])
        .current_dir(folder.path())
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("the program runs");
    assert_refused(&out, "surmise: standard output: cannot write: No space left on device");
}

/// A file system of its own that is taken away at the end.
struct Mount(TempDir);

impl Mount {
    /// One of 64 kB, or `None` where this user may not mount.
    fn small() -> Option<Mount> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success()).then(|| Mount(folder))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_leaves_nothing() {
    let Some(disk) = Mount::small() else {
        eprintln!("skipped: this user may not mount a small tmpfs");
        return;
    };
    let folder = folder();
    std::fs::write(folder.path().join("many.txt"), GOOD.repeat(2000)).expect("room for the test");
    let output = disk.0.path().join("report.csv");
    let output = output.to_str().expect("a plain path");
    std::fs::write(output, "the report of yesterday").expect("room for that");
    let out = run(folder.path(), ["score", "many.txt", "--to", "csv", "-o", output]);
    assert_refused(&out, &format!("surmise: {output}: cannot write: No space left on device"));
    assert_eq!(names(disk.0.path()), ["report.csv"]);
    assert_eq!(std::fs::read(output).ok(), Some(b"the report of yesterday".to_vec()));
}

#[test]
fn a_pipe_that_closes_midway_is_no_error() {
    let folder = folder();
    std::fs::write(folder.path().join("many.txt"), GOOD.repeat(2000)).expect("room for the test");
    let mut child = Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(["segment", "many.txt"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("stdout is piped");
    std::io::Read::read_exact(&mut stdout, &mut first).expect("it prints");
    drop(stdout);
    let out = child.wait_with_output().expect("the program ends");
    assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0));
}

#[test]
fn rubbish_on_standard_input_is_refused() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(["score", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(b"PK\x03\x04\0\0\0\0\x08\0\0\0\0\0").expect("it reads");
    drop(stdin);
    assert_refused(&child.wait_with_output().expect("the program ends"), "surmise: -: ");
}
