//! What a journal promises.

use super::*;

fn entry(sentence: usize, corrected: Option<&str>) -> Entry {
    Entry {
        at: "2025-05-21T08:15:00Z".to_owned(),
        by: "anna".to_owned(),
        document: "a.txt".to_owned(),
        sentence,
        start: 0,
        end: 5,
        text: "“Ay”\n".to_owned(),
        corrected: corrected.map(str::to_owned),
        label: "fact".to_owned(),
        kind: "event".to_owned(),
        probability_opinion: 0.25,
        model: "0123456789ab".to_owned(),
        order: "reading".to_owned(),
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn opened(path: &Path) -> Vec<Entry> {
    Journal::open(path).expect("a journal").1
}

#[test]
fn what_was_appended_is_read_back() {
    let folder = folder();
    let path = folder.path().join("journal.jsonl");
    let (mut journal, before) = Journal::open(&path).expect("a new journal");
    assert!(before.is_empty());
    let wanted = [entry(1, Some("opinion")), entry(1, None), entry(2, Some("appeal"))];
    for entry in &wanted {
        journal.append(entry).expect("there is room");
    }
    assert_eq!(read(&path).expect("a journal"), wanted);
    drop(journal);
    assert_eq!(opened(&path), wanted);
    let text = std::fs::read_to_string(&path).expect("UTF-8");
    assert_eq!(
        text.lines().nth(1),
        Some(concat!(
            r#"{"at":"2025-05-21T08:15:00Z","by":"anna","document":"a.txt","sentence":1,"start":0,"#,
            r#""end":5,"text":"“Ay”\n","corrected":null,"label":"fact","kind":"event","#,
            r#""probability_opinion":0.25,"model":"0123456789ab","order":"reading"}"#
        ))
    );
}

#[test]
fn a_journal_cut_anywhere_loses_no_whole_line() {
    let folder = folder();
    let path = folder.path().join("journal.jsonl");
    let (mut journal, _) = Journal::open(&path).expect("a new journal");
    let wanted = [entry(1, Some("opinion")), entry(2, None)];
    for entry in &wanted {
        journal.append(entry).expect("there is room");
    }
    drop(journal);
    let whole = std::fs::read(&path).expect("it is there");
    let first = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    for cut in 0..=whole.len() {
        std::fs::write(&path, &whole[..cut]).expect("there is room");
        // A line that lacks its line feed alone is whole.
        let lines = usize::from(cut + 1 >= first) + usize::from(cut + 1 >= whole.len());
        let (mut journal, found) = Journal::open(&path).expect("a cut journal opens");
        assert_eq!(found, wanted[..lines], "cut at {cut}");
        journal.append(&entry(3, Some("fact"))).expect("there is room");
        drop(journal);
        assert_eq!(opened(&path).len(), lines + 1, "cut at {cut}");
    }
}

#[test]
fn zeros_after_a_crash_are_taken_away() {
    let folder = folder();
    let path = folder.path().join("journal.jsonl");
    let (mut journal, _) = Journal::open(&path).expect("a new journal");
    journal.append(&entry(1, None)).expect("there is room");
    drop(journal);
    let mut bytes = std::fs::read(&path).expect("it is there");
    let whole = bytes.len();
    bytes.extend([0; 100]);
    std::fs::write(&path, bytes).expect("there is room");
    assert_eq!(opened(&path).len(), 1);
    assert_eq!(std::fs::read(&path).map(|bytes| bytes.len()).ok(), Some(whole));
}

#[test]
fn another_file_is_refused_and_left_as_it_is() {
    let folder = folder();
    let path = folder.path().join("article.txt");
    for text in ["The vote was close.", "One\nTwo\n", "{\"text\":\"a\"}\n", "{\"at\":\"x\"}\n"] {
        std::fs::write(&path, text).expect("there is room");
        let error = Journal::open(&path).expect_err("not a journal").to_string();
        assert!(error.contains("article.txt:1:"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), Some(text));
    }
}

#[test]
fn two_cannot_have_it_open() {
    let folder = folder();
    let path = folder.path().join("journal.jsonl");
    let (journal, _) = Journal::open(&path).expect("a new journal");
    let error = Journal::open(&path).expect_err("it is in use").to_string();
    assert!(error.contains("another surmise review has this journal open"), "{error}");
    drop(journal);
    assert!(Journal::open(&path).is_ok());
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_or_redirects_the_note() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let (path, other) = (folder.path().join("journal.jsonl"), folder.path().join("other"));
    let lock = folder.path().join("journal.jsonl.lock");
    std::fs::write(&lock, "").expect("there is room");
    std::fs::set_permissions(&lock, std::fs::Permissions::from_mode(0o666)).expect("it is ours");
    drop(Journal::open(&path).expect("a new journal"));
    let mode = lock.metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(&other, "precious").expect("there is room");
    std::fs::remove_file(&lock).expect("it is ours");
    std::os::unix::fs::symlink(&other, &lock).expect("there is room");
    let error = Journal::open(&path).expect_err("it is a link").to_string();
    assert!(error.ends_with("journal.jsonl.lock: is a link; take it away"), "{error}");
    assert_eq!(std::fs::read_to_string(&other).ok().as_deref(), Some("precious"));
}

#[test]
fn a_note_stays_until_another_is_made() {
    let folder = folder();
    let path = folder.path().join("journal.jsonl");
    let (mut journal, _) = Journal::open(&path).expect("a new journal");
    journal.set_note("a long note").expect("there is room");
    journal.set_note("short").expect("there is room");
    drop(journal);
    assert_eq!(Journal::open(&path).expect("a journal").0.note(), "short");
}
