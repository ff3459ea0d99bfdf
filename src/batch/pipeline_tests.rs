use std::sync::atomic::AtomicUsize;
use std::sync::mpsc;

use super::*;
use crate::batch::labeller::Task;
use crate::classify;
use crate::input::document::{About, Document, Part};
use crate::input::limits::Limits;
use crate::input::unread::Page;
use crate::model::Model;
use crate::report::carry::Carry;
use crate::report::csv;
use crate::report::format::{Failed, Format, Scored};
use crate::report::lines::Csv;
use crate::report::nested::Nested;
use crate::report::sarif::Sarif;

fn part(name: &str, text: &str, start: usize, last: bool) -> Document {
    Document {
        name: name.to_owned(),
        text: text.to_owned(),
        language: "eng",
        about: About::default(),
        part: Part { start, sentences: 0, last },
    }
}

fn settings(jobs: usize) -> Settings {
    Settings { jobs, ..Settings::default() }
}

fn task(model: &Model) -> Task<'_> {
    let sheets = csv::Settings { formula_guard: true, bom: false };
    Task {
        model,
        settings: classify::Settings::default(),
        formats: vec![
            Box::new(Csv { settings: sheets, carry: Carry::default() }),
            Box::new(Nested::default()),
            Box::new(Sarif { model: model.id.clone() }),
        ],
        words: true,
    }
}

fn model() -> Model {
    Model::embedded().expect("the shipped model is whole")
}

/// What comes out, format by format, and the last mark.
fn made(
    task: &Task<'_>,
    settings: Settings,
    given: Vec<Result<Given>>,
) -> (Vec<Vec<u8>>, Mark, Result<()>) {
    let (mut streams, mut mark) = (vec![Vec::new(); task.formats.len()], Mark::default());
    let source: Source = Box::new(move |take| given.into_iter().try_for_each(take));
    let how = run(task, settings, source, &mut |made| {
        for (all, more) in streams.iter_mut().zip(&made.streams) {
            all.extend(more);
        }
        mark.clone_from(&made.mark);
        Ok(())
    });
    (streams, mark, how)
}

fn page(name: &str, paragraphs: usize) -> Given {
    let html =
        "<p>It rained on Monday, and the river rose, they said in the town. A shameful plan!";
    let html = format!("<title>{name}</title>{}", html.repeat(paragraphs));
    Given::Page(Box::new(Page::new(name, html.into_bytes(), Limits::default())))
}

/// A long document in many parts between two short ones, pages, and failures.
fn mixed() -> Vec<Result<Given>> {
    let given = parts().into_iter().map(|document| document.map(Given::Document));
    let mut given: Vec<Result<Given>> = given.collect();
    if cfg!(feature = "pages") {
        given.insert(1, Ok(page("long page", 2500)));
        given.insert(2, Ok(page("page", 9)));
        given.insert(44, Ok(page("no page", 0)));
    }
    given
}

fn parts() -> Vec<Result<Document>> {
    let mut given = vec![Ok(part("a", "It rained. A shameful plan!", 0, true))];
    let mut start = 0;
    for number in 0..40 {
        let text = format!("Line {number} was read.\nWhat a shameful plan it was!\n").repeat(120);
        let length = text.len();
        given.push(Ok(part("long", &text, start, number == 39)));
        start += length;
    }
    given.push(Err(Error::at("none", "cannot read")));
    given.push(Ok(part("broken", "It rained.\n", 0, false)));
    given.push(Err(Error::at("broken", "cannot read any further")));
    given.push(Ok(part("torn", "It rained.\n", 0, false)));
    given.push(Ok(part("b", "It snowed.", 0, true)));
    given.push(Ok(part("cut off", "It hailed.\n", 0, false)));
    given
}

#[test]
fn numbers_and_offsets_run_on_through_the_parts_whoever_labels_them() {
    let model = model();
    let task = task(&model);
    let (alone, mark, _) = made(&task, settings(1), mixed());
    for jobs in [2, 3, 7] {
        let (together, same, how) = made(&task, settings(jobs), mixed());
        assert!(how.is_ok(), "{jobs} jobs: {how:?}");
        assert!(together == alone, "{jobs} jobs write something else");
        assert_eq!(same, mark);
    }
    let mut expected = (0, 0);
    for row in
        ::csv::ReaderBuilder::new().has_headers(false).from_reader(alone[0].as_slice()).records()
    {
        let row = row.expect("a whole row");
        if &row[0] == "long" {
            expected.0 += 1;
            assert_eq!(row[1], expected.0.to_string());
            let start: usize = row[2].parse().expect("a number");
            assert!(start >= expected.1);
            expected.1 = row[3].parse().expect("a number");
        }
    }
    assert_eq!(expected.0, 40 * 120 * 2);
    // One line a document: the long one is one, and those that broke off say so.
    let lines: Vec<serde_json::Value> = alone[1]
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("an object"))
        .collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line["document"].as_str()).collect();
    let pages = if cfg!(feature = "pages") { 3 } else { 0 };
    let expected =
        ["a", "long page", "page", "long", "none", "no page", "broken", "torn", "b", "cut off"];
    assert!(names.iter().eq(expected.iter().filter(|name| pages > 0 || !name.contains("page"))));
    let line = |name: &str| &lines[names.iter().position(|found| *found == name).expect("it is")];
    assert_eq!(line("long")["counts"]["sentences"], 9600);
    assert_eq!(line("broken")["error"], "cannot read any further");
    assert_eq!(line("torn")["error"], "breaks off; its end was not read");
    assert_eq!(line("cut off")["error"], "breaks off; its end was not read");
    if pages > 0 {
        assert_eq!(line("no page")["error"], "no text in it; expected an article");
        // The first line is a headline, of two sentences.
        assert_eq!(line("long page")["counts"]["sentences"], 4999);
    }
    assert_eq!(mark.documents, 7 + pages);
    assert_eq!(mark.items, pages + 1 + 40 + 1 + 2 + 1 + 1 + 1 + 2);
    // Lines run on too: the last opinion of the long document is on its last line.
    let results = String::from_utf8(alone[2].clone()).expect("UTF-8");
    assert!(results.contains("\"startLine\":9600"));
}

#[test]
fn what_was_done_before_is_not_done_again_also_amid_a_long_document() {
    let model = model();
    let task = task(&model);
    let (whole, last, _) = made(&task, settings(1), mixed());
    let mut marks = Vec::new();
    let given = mixed();
    let source: Source = Box::new(move |take| given.into_iter().try_for_each(take));
    let mut lengths = vec![0; 3];
    run(&task, settings(1), source, &mut |made| {
        for (length, stream) in lengths.iter_mut().zip(&made.streams) {
            *length += stream.len();
        }
        marks.push((made.mark.clone(), lengths.clone()));
        Ok(())
    })
    .expect("nothing fails");
    assert!(marks.iter().any(|(mark, _)| mark.open.is_some()) && marks.len() > 2);
    for (number, (from, lengths)) in marks.into_iter().enumerate() {
        let again = Settings { from: from.clone(), ..settings(1 + number % 3) };
        let (rest, end, how) = made(&task, again.clone(), mixed());
        assert!(how.is_ok(), "{how:?}");
        for ((rest, whole), length) in rest.iter().zip(&whole).zip(lengths) {
            assert!(*rest == whole[length..], "after {} items", from.items);
        }
        assert!(end == last || from == last);
        // Other inputs are told from the same.
        let mut other = mixed();
        other[0] = Ok(Given::Document(part("a", "It rained! A shameful plan!", 0, true)));
        let how = made(&task, again.clone(), other).2;
        assert!(how.is_err_and(|error| error.to_string().starts_with("the inputs are not what")));
        let fewer = made(&task, again, Vec::new()).2;
        assert!(fewer.is_err_and(|error| error.to_string().starts_with("the inputs are not what")));
    }
}

/// A format that cannot bear one document.
struct Fragile;

impl Format for Fragile {
    fn scored(&self, _to: &mut Vec<u8>, scored: &Scored<'_>) -> std::io::Result<()> {
        assert!(scored.document.name != "bad", "it cannot be borne");
        Ok(())
    }

    fn failed(&self, _to: &mut Vec<u8>, _failed: &Failed<'_>) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_panic_ends_in_an_error_and_nobody_waits() {
    let model = model();
    let task = Task { formats: vec![Box::new(Fragile)], ..task(&model) };
    let text = "It rained. ".repeat(8000);
    for jobs in [2, 7] {
        // The parts after the bad one wait for it.
        let given = (0..30)
            .map(|number| {
                let name = if number == 10 { "bad" } else { "good" };
                Ok(Given::Document(part(name, &text, number * text.len(), number == 29)))
            })
            .collect();
        let how = made(&task, settings(jobs), given).2;
        assert!(how.is_err(), "{jobs} jobs");
    }
    let source: Source = Box::new(|_| panic!("the reader cannot bear it"));
    let how = run(&task, settings(2), source, &mut |_| Ok(()));
    assert!(how.is_err_and(|error| error.to_string() == "a fault in reading; please report it"));
}

#[test]
fn a_writer_that_fails_stops_the_reader() {
    let model = model();
    let task = task(&model);
    for jobs in [1, 2, 7] {
        let text = "It rained. ".repeat(8000);
        // Without an end: only the failure can end it.
        let source: Source = Box::new(move |take| {
            loop {
                take(Ok(Given::Document(part("again", &text, 0, true))))?;
            }
        });
        let mut batches = 0;
        let how = run(&task, settings(jobs), source, &mut |_| {
            batches += 1;
            if batches > 3 { Err(Error::new("the disk is full")) } else { Ok(()) }
        });
        assert!(how.is_err_and(|error| error.to_string() == "the disk is full"));
        assert_eq!(batches, 4, "nothing is written after a failure");
    }
}

#[test]
fn whoever_waits_for_input_does_not_keep_one_who_wants_to_stop() {
    let model = model();
    let task = task(&model);
    let stop = Arc::new(AtomicBool::new(false));
    let (never, wait) = mpsc::channel::<()>();
    let source: Source = Box::new(move |take| {
        take(Ok(Given::Document(part("long", &"It rained. ".repeat(8000), 0, true))))?;
        let _ = wait.recv();
        Ok(())
    });
    let settings = Settings { stop: stop.clone(), ..settings(2) };
    let mut batches = 0;
    let how = run(&task, settings, source, &mut |_| {
        batches += 1;
        stop.store(true, Ordering::Relaxed);
        Ok(())
    });
    assert!(how.is_err_and(|error| error.is_interrupt()));
    assert_eq!(batches, 1);
    drop(never);
}

#[test]
fn only_so_much_is_in_flight() {
    let model = model();
    let task = task(&model);
    let read = Arc::new(AtomicUsize::new(0));
    let by_reader = read.clone();
    let text = "It rained. ".repeat(8000);
    let batch = text.len();
    let source: Source = Box::new(move |take| {
        for _ in 0..40 {
            by_reader.fetch_add(1, Ordering::SeqCst);
            take(Ok(Given::Document(part("again", &text, 0, true))))?;
        }
        Ok(())
    });
    let (mut written, mut most) = (0, 0);
    run(&task, settings(3), source, &mut |_| {
        most = most.max(read.load(Ordering::SeqCst) - written);
        written += 1;
        Ok(())
    })
    .expect("nothing fails");
    // Those in flight, the one that is written, and the one that the reader holds.
    assert!(most <= IN_FLIGHT_BYTES / batch + 2, "{most} batches of {batch} bytes");
}
