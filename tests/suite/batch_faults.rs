//! Reports in bad weather: killed, interrupted, no room left, no right to write, inputs that
//! change. What is left can be gone on with, and ends as if nothing had happened.
#![allow(clippy::print_stderr, reason = "a skipped test says so, and a long one what it did")]

use std::fs;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use super::batch_report::{files, surmise, told};

/// So often a report is killed in an ordinary run; `SURMISE_KILLS` asks for more.
const KILLS: u32 = 20;

/// A folder with `many/`: the examples, `copies` times, a few kilobytes each.
fn folder(copies: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let many = folder.path().join("many");
    fs::create_dir(&many).expect("it is writable");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(examples).expect("the examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("an article");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for copy in 0..copies {
            let article = format!("{text}\nThis was copy {copy}.\n");
            fs::write(many.join(format!("{copy:03}-{name}.txt")), article).expect("there is room");
        }
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_surmise"));
    command
        .args(args)
        .env("SURMISE_MODELS", "no-such-folder")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A format whose bytes depend on where batches end, where this build has one.
const BY_BATCHES: &str = if cfg!(feature = "parquet") { "parquet" } else { "nested" };

/// Runs it with this on standard input.
fn given(folder: &Path, args: &[&str], stdin: &[u8]) -> Output {
    let mut child = command(folder, args).spawn().expect("the program runs");
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().expect("stdin is piped").write_all(stdin);
    child.wait_with_output().expect("it ends")
}

/// Waits until so many documents are durable in an unfinished report.
fn wait_for(report: &Path, documents: u64) {
    let progress = report.join("unfinished/progress.json");
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let json = fs::read(&progress).unwrap_or_default();
        let found: serde_json::Value = serde_json::from_slice(&json).unwrap_or_default();
        if found["mark"]["documents"].as_u64().is_some_and(|found| found >= documents) {
            return;
        }
        assert!(
            Instant::now() < until,
            "only {} documents are durable",
            found["mark"]["documents"]
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("there is kill").success());
}

/// A plain generator, for moments nobody chose (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    /// A share of one.
    fn roll(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[test]
fn a_report_that_is_killed_again_and_again_ends_like_one_that_was_not() {
    let kills: u32 = std::env::var("SURMISE_KILLS")
        .ok()
        .map_or(KILLS, |number| number.parse().expect("SURMISE_KILLS is a number"));
    let folder = folder(12);
    // A failure in the middle, a format with a separator, and one that is made of whole batches.
    let args = |place: &'static str| {
        [
            "report",
            "many",
            "none.txt",
            "many",
            "-o",
            place,
            "--also",
            "sarif",
            "--also",
            BY_BATCHES,
            "--save-every",
            "0",
            "--resume",
        ]
    };
    let begun = Instant::now();
    let out = surmise(folder.path(), &args("whole"));
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let takes = begun.elapsed().as_secs_f64();
    let whole = files(&folder.path().join("whole"));
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.subsec_nanos());
    let mut dice = Dice(u64::from(seed));
    let (mut killed, mut finished, mut jobs) = (0, 0, 1);
    while killed < kills || finished == 0 {
        // Whoever goes on may have more or fewer hands.
        jobs = jobs % 3 + 1;
        let jobs = jobs.to_string();
        let all = [&args("again")[..], &["--jobs", &jobs]].concat();
        let mut child = command(folder.path(), &all)
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program runs");
        std::thread::sleep(Duration::from_secs_f64(takes * dice.roll() * 0.7));
        if killed < kills && child.try_wait().expect("it can be asked").is_none() {
            child.kill().expect("it can be killed");
            killed += 1;
            let _ = child.wait();
            continue;
        }
        assert!(child.wait().expect("it ends").success(), "seed {seed}, after {killed} kills");
        finished += 1;
        assert!(files(&folder.path().join("again")) == whole, "seed {seed}, after {killed} kills");
        fs::remove_dir_all(folder.path().join("again")).expect("it is ours");
    }
    eprintln!(
        "killed {killed} times, finished {finished} times, always the same bytes (seed {seed})"
    );
}

#[test]
fn ctrl_c_says_how_to_go_on() {
    let folder = folder(40);
    let place = folder.path().join("r");
    let args = ["report", "many", "-", "-o", "r", "--save-every", "0", "--also", BY_BATCHES];
    for name in ["-INT", "-TERM"] {
        let _ = fs::remove_dir_all(&place);
        let mut child = command(folder.path(), &args).spawn().expect("the program runs");
        // It waits for its standard input by then, which stays open until it has ended.
        let open = child.stdin.take();
        wait_for(&place, 200);
        signal(&child, name);
        let out = child.wait_with_output().expect("it ends");
        drop(open);
        assert_eq!(out.status.code(), Some(130), "{}", told(&out));
        assert_eq!(
            told(&out),
            "surmise: r: interrupted; the same command with --resume goes on from here\n"
        );
        assert!(!place.join("sentences.csv").exists(), "what is not whole has no name yet");
    }
    let out = given(folder.path(), &args, b"It rained.");
    assert!(told(&out).contains("holds a report that is not finished"), "{}", told(&out));
    let other = [&args[..], &["--resume", "--expect-opinion", "0.2"]].concat();
    let out = given(folder.path(), &other, b"It rained.");
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("was begun with the settings"), "{}", told(&out));
    let out = given(folder.path(), &[&args[..], &["--resume"]].concat(), b"It rained.");
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let fresh = ["report", "many", "-", "-o", "fresh", "--also", BY_BATCHES];
    assert_eq!(given(folder.path(), &fresh, b"It rained.").status.code(), Some(0));
    assert!(files(&place) == files(&folder.path().join("fresh")));
}

#[test]
fn ctrl_c_leaves_no_half_file_of_score() {
    let folder = folder(1);
    let args = ["score", "many", "-", "-o", "s.csv", "--to", "csv", "--jobs", "2"];
    let mut child = command(folder.path(), &args).spawn().expect("the program runs");
    let open = child.stdin.take();
    let names = || fs::read_dir(folder.path()).expect("it can be listed").count();
    let until = Instant::now() + Duration::from_secs(60);
    // The temporary file is there, so its signals are heard soon.
    while names() < 2 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    signal(&child, "-INT");
    let out = child.wait_with_output().expect("it ends");
    drop(open);
    assert_eq!(out.status.code(), Some(130), "{}", told(&out));
    assert_eq!(names(), 1, "the articles alone are left");
}

/// A file system of its own that is taken away at the end.
struct Mount(PathBuf);

impl Mount {
    /// One of so many kilobytes at `path`, or `None` where this user may not mount.
    fn small(path: PathBuf, kilobytes: u32) -> Option<Mount> {
        fs::create_dir(&path).expect("it is writable");
        let size = format!("size={kilobytes}k");
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&path)
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success()).then_some(Mount(path))
    }

    fn grow(&self) {
        let status = Command::new("mount").args(["-o", "remount,size=256m"]).arg(&self.0).status();
        assert!(status.is_ok_and(|status| status.success()));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_gone_on_from() {
    let folder = folder(40);
    assert_eq!(surmise(folder.path(), &["report", "many", "-o", "whole"]).status.code(), Some(0));
    let whole = files(&folder.path().join("whole"));
    let Some(disk) = Mount::small(folder.path().join("disk"), 64) else {
        eprintln!("skipped: this user may not mount a small tmpfs");
        return;
    };
    let args = ["report", "many", "-o", "disk/r", "--resume", "--save-every", "0"];
    // At the first word, in the midst of it, and at the page, which comes last.
    for kilobytes in [64, 1024, 3000, 4200] {
        let size = format!("remount,size={kilobytes}k");
        assert!(Command::new("mount").args(["-o", &size]).arg(&disk.0).status().is_ok());
        let out = surmise(folder.path(), &args);
        assert_eq!(out.status.code(), Some(2), "{kilobytes} kB: {}", told(&out));
        assert!(told(&out).contains("No space left on device"), "{}", told(&out));
        assert!(told(&out).contains("the same command with --resume goes on"), "{}", told(&out));
        assert!(!disk.0.join("r/sentences.csv").exists(), "what is not whole has no name");
    }
    disk.grow();
    let out = surmise(folder.path(), &args);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    assert!(files(&disk.0.join("r")) == whole);
}

#[test]
fn a_right_that_is_lost_half_way_is_said_and_gone_on_from() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(40);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    // Root may write everywhere, so somebody else does this.
    let nobody = fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt as _;
        own.uid() == 0
    });
    let run = |args: &[&str]| {
        let mut command = command(folder.path(), args);
        if nobody {
            command.uid(65_534);
        }
        command
    };
    mode(folder.path(), 0o777);
    if !run(&["--version"]).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: nobody else may run this program here");
        return;
    }
    let args = ["report", "many", "-", "-o", "r", "--save-every", "0", "--jobs", "2"];
    let mut child = run(&args).spawn().expect("the program runs");
    wait_for(&folder.path().join("r"), 200);
    mode(&folder.path().join("r/unfinished"), 0o555);
    let more = "It rained again, all day long.\n".repeat(10_000);
    let _ = child.stdin.take().expect("stdin is piped").write_all(more.as_bytes());
    let out = child.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(2), "{}", told(&out));
    assert!(told(&out).contains("Permission denied"), "{}", told(&out));
    mode(&folder.path().join("r/unfinished"), 0o755);
    let mut child = run(&[&args[..], &["--resume"]].concat()).spawn().expect("the program runs");
    child.stdin.take().expect("stdin is piped").write_all(more.as_bytes()).expect("it reads");
    let out = child.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let fresh = ["report", "many", "-", "-o", "fresh"];
    assert_eq!(given(folder.path(), &fresh, more.as_bytes()).status.code(), Some(0));
    assert!(files(&folder.path().join("r")) == files(&folder.path().join("fresh")));
}

#[test]
fn inputs_that_change_between_two_runs_are_no_longer_the_same_report() {
    let folder = folder(40);
    let place = folder.path().join("r");
    let args = ["report", "many", "-", "-o", "r", "--save-every", "0", "--jobs", "2"];
    let child = command(folder.path(), &args).spawn().expect("the program runs");
    wait_for(&place, 200);
    signal(&child, "-KILL");
    child.wait_with_output().expect("it ends");
    let article = folder.path().join("many/000-editorial.txt");
    let before = fs::read(&article).expect("an article");
    fs::write(&article, "It snowed.").expect("there is room");
    let again = [&args[..], &["--resume"]].concat();
    let out = given(folder.path(), &again, b"It rained.");
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("the inputs are not what they were"), "{}", told(&out));
    // Files that are gone are a change too.
    fs::write(&article, before).expect("there is room");
    let fewer = folder.path().join("fewer");
    fs::rename(folder.path().join("many"), &fewer).expect("it is ours");
    let out = given(folder.path(), &again, b"It rained.");
    assert!(told(&out).contains("the inputs are not what they were"), "{}", told(&out));
    fs::rename(fewer, folder.path().join("many")).expect("it is ours");
    assert_eq!(given(folder.path(), &again, b"It rained.").status.code(), Some(0));
}

#[test]
fn a_file_that_changes_or_goes_while_others_are_read_is_read_as_it_is_then() {
    let folder = folder(1);
    for name in ["late.txt", "gone.txt"] {
        fs::write(folder.path().join(name), "It rained.").expect("there is room");
    }
    let args = ["report", "-", "late.txt", "gone.txt", "many", "-o", "r"];
    let mut child = command(folder.path(), &args).spawn().expect("the program runs");
    std::thread::sleep(Duration::from_millis(200));
    fs::write(folder.path().join("late.txt"), "It snowed. A shameful plan!").expect("room");
    fs::remove_file(folder.path().join("gone.txt")).expect("it is ours");
    child.stdin.take().expect("stdin is piped").write_all(b"It hailed.").expect("it reads");
    let out = child.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let files = files(&folder.path().join("r"));
    let sentences = String::from_utf8_lossy(&files["sentences.csv"]).into_owned();
    assert!(sentences.contains("It snowed.") && !sentences.contains("It rained."));
    let failures = String::from_utf8_lossy(&files["errors.csv"]).into_owned();
    assert_eq!(failures.lines().count(), 2, "{failures}");
    assert!(failures.contains("gone.txt,cannot read: No such file"), "{failures}");
}

#[test]
fn a_reader_that_fails_costs_its_document() {
    let folder = folder(1);
    // The first page of a program's memory is not there: reading it is an I/O error.
    let broken = "/proc/self/mem";
    if fs::read(broken).is_ok() || !Path::new(broken).exists() {
        eprintln!("skipped: {broken} can be read here");
        return;
    }
    for jobs in ["1", "3"] {
        let args = ["report", "many", broken, "many", "-o", "r", "--jobs", jobs];
        let out = surmise(folder.path(), &args);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        let files = files(&folder.path().join("r"));
        let failures = String::from_utf8_lossy(&files["errors.csv"]).into_owned();
        assert!(failures.contains("/proc/self/mem,cannot read: Input/output error"), "{failures}");
        let articles = String::from_utf8_lossy(&files["articles.csv"]).into_owned();
        assert_eq!(articles.lines().count(), 1 + 8 + 1 + 8);
        fs::remove_dir_all(folder.path().join("r")).expect("it is ours");
    }
}

#[test]
fn one_at_a_time_works_on_a_report() {
    let folder = folder(40);
    let args = ["report", "many", "-", "-o", "r", "--save-every", "0", "--jobs", "2"];
    let mut first = command(folder.path(), &args).spawn().expect("the program runs");
    wait_for(&folder.path().join("r"), 200);
    let out = given(folder.path(), &[&args[..], &["--resume"]].concat(), b"It rained.");
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("another surmise is at work here"), "{}", told(&out));
    first.stdin.take().expect("stdin is piped").write_all(b"It rained.").expect("it reads");
    let out = first.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
}

#[test]
fn a_damaged_journal_is_said() {
    let folder = folder(40);
    let args = ["report", "many", "-", "-o", "r", "--save-every", "0", "--jobs", "2"];
    let child = command(folder.path(), &args).spawn().expect("the program runs");
    wait_for(&folder.path().join("r"), 200);
    signal(&child, "-KILL");
    child.wait_with_output().expect("it ends");
    let unfinished = folder.path().join("r/unfinished");
    let sentences = fs::File::options().write(true).open(unfinished.join("sentences.csv"));
    sentences.and_then(|file| file.set_len(10)).expect("it is ours");
    let again = [&args[..], &["--resume"]].concat();
    let out = given(folder.path(), &again, b"");
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("sentences.csv: found 10 bytes; expected"), "{}", told(&out));
    fs::write(unfinished.join("progress.json"), "{\"identity\":").expect("room");
    let out = given(folder.path(), &again, b"");
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("progress.json: not written by surmise report"), "{}", told(&out));
}

#[test]
fn a_pipe_that_closes_ends_all_hands() {
    let folder = folder(40);
    for jobs in ["1", "2", "7"] {
        // Standard input is held open: nobody waits for it when there is nobody to read.
        let args = ["score", "many", "many", "many", "many", "--to", "csv", "--jobs", jobs];
        let mut child = command(folder.path(), &args).spawn().expect("the program runs");
        let mut first = [0; 10];
        let mut stdout = child.stdout.take().expect("stdout is piped");
        std::io::Read::read_exact(&mut stdout, &mut first).expect("it prints");
        drop(stdout);
        let out = child.wait_with_output().expect("it ends");
        assert_eq!((out.status.code(), told(&out).as_str()), (Some(0), ""));
    }
}
