//! The HTTP service when it is crowded, kept waiting, or told to stop.

#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::time::{Duration, Instant};

use super::served::folder_of;
use super::service::{Line, Service, within};

/// A text that keeps a worker busy for at least this long, whatever the build.
fn long_text(server: &Service, least: Duration) -> (String, Duration) {
    let mut text = "The plan, she said, may well have been a shameful one. ".repeat(1000);
    loop {
        let begun = Instant::now();
        assert_eq!(server.text("/v1/score", &text).status, 200);
        let took = begun.elapsed();
        if took >= least || text.len() > 1_500_000 {
            return (text, took);
        }
        text = text.repeat(2);
    }
}

/// How many requests were answered with each of these statuses, all sent at once.
fn crowd(server: &Service, text: &str, requests: usize, statuses: [u16; 2]) -> [usize; 2] {
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> =
            (0..requests).map(|_| scope.spawn(|| server.text("/v1/score", text))).collect();
        asking.into_iter().map(|asking| asking.join().expect("it answers")).collect()
    });
    for answer in answers.iter().filter(|answer| answer.status == 503) {
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
        assert!(answer.head.contains("application/problem+json"));
    }
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    let counts = statuses.map(count);
    assert_eq!(counts[0] + counts[1], requests, "another status than {statuses:?}");
    counts
}

#[test]
fn a_full_queue_is_told_at_once() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--workers", "1", "--queue", "2"]);
    let (text, _) = long_text(&server, Duration::from_millis(200));
    let [answered, refused] = crowd(&server, &text, 12, [200, 503]);
    // One at work, two in the queue; more if they come late.
    assert!(answered >= 3 && refused >= 1, "{answered} answered, {refused} refused");
    assert_eq!(server.text("/v1/score", "It rained.").status, 200);
}

#[test]
fn who_waits_too_long_is_told() {
    let folder = folder_of(&[]);
    let args = ["--workers", "1", "--queue", "400", "--patience", "1"];
    let server = Service::start(folder.path(), &args);
    let (text, took) = long_text(&server, Duration::from_millis(60));
    let millis = usize::try_from(took.as_millis().max(1)).expect("short");
    let requests = (4000 / millis).clamp(8, 350);
    let [answered, refused] = crowd(&server, &text, requests, [200, 503]);
    assert!(answered >= 1 && refused >= 1, "{answered} answered, {refused} refused of {requests}");
    // What nobody waits for any more is not done: the queue is soon empty.
    let begun = Instant::now();
    assert!(within(Duration::from_secs(10), || {
        server.text("/v1/score", "It rained.").status == 200
    }));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_slow_head_ends_and_keeps_nobody_out() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let begun = Instant::now();
    let mut slow: Vec<Line> = (0..50).map(|_| Line::open(server.port)).collect();
    let mut silent = Line::open(server.port);
    for letter in b"GET /healthz HTTP/1.1\r\nX: yyyyyyyyyyyy".chunks(3) {
        for line in &mut slow {
            line.write(letter);
        }
        assert_eq!(server.get("/healthz").status, 200);
        std::thread::sleep(Duration::from_millis(100));
    }
    for line in &mut slow {
        assert_eq!(line.answer().status, 0, "no answer to half a head");
    }
    silent.rest();
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(4) && took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn a_slow_body_is_told_so() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--patience", "1"]);
    let mut line = Line::open(server.port);
    line.head(1000);
    line.write(b"It rained");
    let begun = Instant::now();
    let answer = line.answer();
    assert!(begun.elapsed() >= Duration::from_millis(900));
    assert_eq!(answer.status, 408);
    assert_eq!(answer.json()["type"], "urn:surmise:slow-body");
    assert_eq!(line.rest(), b"", "and the connection ends");
}

#[test]
fn who_goes_away_is_not_worked_for() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--workers", "1"]);
    let (text, took) = long_text(&server, Duration::from_millis(100));
    for _ in 0..30 {
        let mut line = Line::open(server.port);
        line.head(text.len());
        line.write(text.as_bytes());
    }
    let begun = Instant::now();
    assert_eq!(server.text("/v1/score", "It rained.").status, 200);
    assert!(begun.elapsed() < 20 * took, "{:?}, and {took:?} for each", begun.elapsed());
    assert!(within(Duration::from_secs(10), || {
        server.metric("surmise_requests_in_flight") == Some(1.0)
    }));
}

#[test]
fn told_to_stop_it_finishes_what_it_took() {
    for signal in ["-INT", "-TERM"] {
        let folder = folder_of(&[]);
        let mut server = Service::start(folder.path(), &[]);
        let text = "The mayor resigned on Monday. ".repeat(20);
        let (mut half, mut kept, mut silent) =
            (Line::open(server.port), Line::open(server.port), Line::open(server.port));
        assert_eq!(kept.ask("It rained.").status, 200);
        half.head(text.len());
        half.write(&text.as_bytes()[..100]);
        assert!(within(Duration::from_secs(5), || {
            server.metric("surmise_requests_in_flight") == Some(2.0)
        }));
        server.signal(signal);
        assert!(
            within(Duration::from_secs(5), || server.get("/healthz").status == 0),
            "it takes no more connections"
        );
        assert_eq!(kept.rest(), b"", "a connection that only waits is closed");
        half.write(&text.as_bytes()[100..]);
        let answer = half.answer();
        assert_eq!(answer.status, 200, "an accepted request is answered");
        let sentences = answer.json()["documents"][0]["sentences"].clone();
        assert_eq!(sentences.as_array().map(Vec::len), Some(20));
        assert!(answer.head.contains("connection: close"));
        let (status, took) = server.ends();
        assert_eq!(status.code(), Some(0), "{signal}: {:?}", server.told());
        assert!(took < Duration::from_secs(9), "{took:?}");
        silent.rest();
    }
}

#[test]
fn what_does_not_finish_in_time_is_cut_off_and_told() {
    let folder = folder_of(&[]);
    let mut server = Service::start(folder.path(), &["--grace", "1"]);
    let mut half = Line::open(server.port);
    half.head(1000);
    half.write(b"It rained");
    assert!(within(Duration::from_secs(5), || {
        server.metric("surmise_requests_in_flight") == Some(2.0)
    }));
    server.signal("-TERM");
    let (status, took) = server.ends();
    assert_eq!(status.code(), Some(2));
    assert!(took > Duration::from_millis(900) && took < Duration::from_secs(5), "{took:?}");
    assert!(server.hears("were cut off"), "{:?}", server.told());

    let mut server = Service::start(folder.path(), &["--grace", "60"]);
    let mut half = Line::open(server.port);
    half.head(1000);
    assert!(within(Duration::from_secs(5), || {
        server.metric("surmise_requests_in_flight") == Some(2.0)
    }));
    server.signal("-INT");
    assert!(within(Duration::from_secs(5), || server.get("/healthz").status == 0));
    server.signal("-INT");
    let (status, took) = server.ends();
    assert_eq!(status.code(), Some(2), "told twice, it stops at once");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn who_leaves_an_answer_untaken_is_let_go() {
    if std::env::var_os("SURMISE_LOAD").is_none() {
        eprintln!("skipped: takes 35 seconds; SURMISE_LOAD=10000 runs it");
        return;
    }
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    // An answer of 20 MB, more than the system's buffers hold.
    let text = "Snow fell. ".repeat(60_000);
    let mut lazy = Line::open(server.port);
    lazy.head(text.len());
    lazy.write(text.as_bytes());
    assert!(within(Duration::from_secs(60), || {
        server.metric("surmise_score_duration_seconds_count") == Some(1.0)
    }));
    std::thread::sleep(Duration::from_secs(40));
    let rest = lazy.rest();
    let head = String::from_utf8_lossy(&rest[..rest.len().min(400)]).to_lowercase();
    let (_, length) = head.split_once("content-length: ").expect("it began to answer");
    let length = length.split('\r').next().and_then(|length| length.parse().ok());
    assert!(Some(rest.len()) < length, "{} bytes of {length:?}", rest.len());
    assert_eq!(server.get("/healthz").status, 200);
}
