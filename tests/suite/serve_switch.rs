//! The model of the HTTP service changes under load, and no request is lost.

#![allow(clippy::print_stdout, reason = "a run prints its figure")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use super::served::{ARTICLE, folder_of, program};
use super::service::{Line, Service, within};

/// So many requests are sent where `SURMISE_LOAD` does not say how many.
const REQUESTS: usize = 400;

/// Clients that ask at once.
const CLIENTS: usize = 4;

/// Trains a small model into the folder's models, and gives its id.
fn small_model(folder: &Path, name: &str) -> String {
    let mut labels = String::from("text,label,document\n");
    for day in 1..=12 {
        writeln!(labels, "The council met on {day} May and published its {name}.,fact,{day}")
            .expect("memory");
        writeln!(labels, "This is a shameful and reckless {name} number {day}.,opinion,{day}")
            .expect("memory");
    }
    let (csv, file) = (folder.join("labels.csv"), folder.join(format!("{name}.model")));
    std::fs::write(&csv, labels).expect("there is room");
    let mut train = program();
    train.arg("train").arg("--data").arg(&csv).arg("-o").arg(&file);
    assert!(train.output().expect("the program runs").status.success());
    let model = surmise::model::Model::open(&file).expect("a model");
    std::fs::create_dir_all(folder.join("models")).expect("there is room");
    std::fs::copy(&file, folder.join("models").join(format!("{}.model", model.id)))
        .expect("there is room");
    model.id
}

/// Makes a model current as the folder itself does: the pointer changes last, and whole.
fn point_to(folder: &Path, id: &str) {
    let (new, current) = (folder.join("models/.new"), folder.join("models/current"));
    std::fs::write(&new, format!("{id}\n")).expect("there is room");
    std::fs::rename(new, current).expect("there is room");
}

#[test]
fn a_switch_under_load_loses_no_request_and_mixes_no_models() {
    let requests = std::env::var("SURMISE_LOAD")
        .map_or(REQUESTS, |requests| requests.parse().expect("SURMISE_LOAD is a number"));
    let folder = folder_of(&[]);
    let ids = [small_model(folder.path(), "budget"), small_model(folder.path(), "report")];
    point_to(folder.path(), &ids[0]);
    let server = Service::start(folder.path(), &[]);
    // What each model says of the text when nothing else happens.
    let mut expected = BTreeMap::new();
    for id in [&ids[1], &ids[0]] {
        point_to(folder.path(), id);
        assert_eq!(server.send("POST", "/v1/models/reload", &[], b"").json()["model"], **id);
        expected.insert(id.clone(), server.text("/v1/score", ARTICLE).body);
    }
    assert_ne!(expected[&ids[0]], expected[&ids[1]]);

    let (asked, switches) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answers: BTreeMap<String, usize> = std::thread::scope(|scope| {
        let client = || {
            let mut line = Line::open(server.port);
            let mut answers: BTreeMap<String, usize> = BTreeMap::new();
            while asked.fetch_add(1, Ordering::Relaxed) < requests {
                let answer = line.ask(ARTICLE);
                assert_eq!(answer.status, 200, "{}", answer.body);
                let model = answer.json()["model"].as_str().expect("an id").to_owned();
                assert_eq!(answer.body, expected[&model], "as {model} alone answers");
                *answers.entry(model).or_default() += 1;
            }
            answers
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let mut current = 0;
        while clients.iter().any(|client| !client.is_finished()) {
            current = 1 - current;
            point_to(folder.path(), &ids[current]);
            // Every second switch is left to the server's own look.
            if current == 1 {
                let told = server.send("POST", "/v1/models/reload", &[], b"");
                // It may have looked by itself a moment before.
                assert_eq!((told.status, told.json()["model"].clone()), (200, json!(ids[1])));
            } else {
                let looked = || server.get("/healthz").json()["model"] == *ids[0];
                assert!(within(Duration::from_secs(10), looked));
            }
            switches.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut sums = BTreeMap::new();
        for client in clients {
            for (model, count) in client.join().expect("no client failed") {
                *sums.entry(model).or_default() += count;
            }
        }
        sums
    });
    assert_eq!(answers.values().sum::<usize>(), requests, "{answers:?}");
    assert_eq!(answers.len(), 2, "both models answered: {answers:?}");
    let score = "surmise_requests_total{route=\"/v1/score\",status=\"200\"}";
    assert_eq!(server.metric(score), Some((requests + 2) as f64));
    println!("{requests} requests, {switches:?} switches: {answers:?}");
}

#[test]
fn a_request_finishes_on_the_model_that_was_current_when_it_came() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--workers", "1"]);
    let embedded = server.get("/healthz").json()["model"].clone();
    let id = small_model(folder.path(), "budget");
    let text = "The plan, she said, may well have been a shameful one. ".repeat(3000);
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| server.text("/v1/score", &text));
        assert!(within(Duration::from_secs(10), || {
            server.metric("surmise_requests_in_flight") >= Some(2.0)
                || server.metric("surmise_score_duration_seconds_count") == Some(1.0)
        }));
        // It is in a worker's hands, or about to be; whatever it began with, it ends with.
        point_to(folder.path(), &id);
        server.signal("-HUP");
        assert!(server.hears(&format!("model {id} took over from")), "{:?}", server.told());
        let second = server.text("/v1/score", "It rained.");
        (first.join().expect("it answers"), second)
    });
    assert_eq!(second.json()["model"], id);
    let first = first.json();
    for row in first["documents"][0]["sentences"].as_array().expect("sentences") {
        assert_eq!(row["model"], first["model"], "one model an answer");
    }
    assert!(first["model"] == embedded || first["model"] == id);
    assert_eq!(server.metric("surmise_model_switches_total"), Some(1.0));
}

#[test]
fn a_model_that_cannot_be_read_takes_over_from_nobody() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let embedded = server.get("/healthz").json()["model"].clone();
    std::fs::create_dir_all(folder.path().join("models")).expect("there is room");
    std::fs::write(folder.path().join("models/0123456789ab.model"), "no model")
        .expect("there is room");
    point_to(folder.path(), "0123456789ab");
    assert!(server.hears("the model in use stays"), "{:?}", server.told());
    let refused = server.send("POST", "/v1/models/reload", &[], b"");
    assert_eq!(refused.status, 500);
    assert_eq!(refused.json()["type"], "urn:surmise:model-unreadable");
    assert_eq!(server.get("/healthz").json()["model"], embedded);
    assert_eq!(server.text("/v1/score", "It rained.").json()["model"], embedded);
    assert!(server.metric("surmise_model_switch_failures_total") >= Some(2.0));
    // The same complaint is not made every second.
    std::thread::sleep(Duration::from_millis(2500));
    let complaints = server.told().iter().filter(|line| line.contains("stays")).count();
    assert_eq!(complaints, 1, "{:?}", server.told());
    let id = small_model(folder.path(), "budget");
    point_to(folder.path(), &id);
    assert!(server.hears(&format!("model {id} took over from")), "{:?}", server.told());
}

#[test]
fn a_model_that_is_a_file_is_read_again_when_asked() {
    let folder = folder_of(&[]);
    let ids = [small_model(folder.path(), "budget"), small_model(folder.path(), "report")];
    let server = Service::start(folder.path(), &["--model", "budget.model"]);
    assert_eq!(server.get("/healthz").json()["model"], *ids[0]);
    std::fs::rename(folder.path().join("report.model"), folder.path().join("budget.model"))
        .expect("there is room");
    let told = server.send("POST", "/v1/models/reload", &[], b"").json();
    assert_eq!(told, json!({ "model": ids[1], "before": ids[0], "changed": true }));
    let models = server.get("/v1/models").json();
    assert_eq!(models["models"], json!([{ "id": ids[1], "current": true }]));
}
