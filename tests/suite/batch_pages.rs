//! Pages are read by whoever labels them, and nobody can tell.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use surmise::input::source::{Settings, each};

use super::batch_report::{files, surmise, told};

#[test]
fn a_report_of_pages_has_the_same_bytes_whatever_the_jobs() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let pages = folder.path().join("pages");
    fs::create_dir(&pages).expect("it is writable");
    let saved = include_str!("../inputs/saved-page.html");
    for number in 0..30 {
        let name = pages.join(format!("{number:02}.html"));
        let more =
            format!("<p>Page {number} said so, in the town of the moor.</p>").repeat(number * 90);
        let html = match number {
            7 => "<html><script>1</script>".to_owned(),
            8 => "<div>".repeat(600),
            _ => saved.replace("</article>", &format!("{more}</article>")),
        };
        fs::write(name, html).expect("there is room");
    }
    fs::write(pages.join("15.txt"), "It rained.\n\nWhat a plan!\n").expect("there is room");
    let report = |jobs: &str| {
        let out = surmise(folder.path(), &["report", "pages", "--jobs", jobs, "-o", jobs]);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        files(&folder.path().join(jobs))
    };
    let alone = report("1");
    let names: BTreeSet<&String> = alone.keys().collect();
    for jobs in ["2", "5"] {
        let together = report(jobs);
        assert_eq!(names, together.keys().collect());
        for (name, bytes) in &together {
            assert!(*bytes == alone[name], "{name} differs with {jobs} jobs");
        }
    }
    let run: serde_json::Value = serde_json::from_slice(&alone["run.json"]).expect("JSON");
    let (mut bytes, mut failed) = (0, 0);
    each(&[PathBuf::from(&pages)], &Settings::default(), &mut |document| {
        match document {
            Ok(document) => bytes += document.text.len(),
            Err(_) => failed += 1,
        }
        Ok(())
    })
    .expect("nothing refuses a document");
    assert_eq!(run["counts"]["text_bytes"], bytes);
    assert_eq!((&run["counts"]["failed"], failed), (&serde_json::json!(2), 2));
}
