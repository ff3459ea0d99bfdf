//! The review server, as a stranger, a broken disk and a power cut meet it.

#![cfg(all(feature = "review", unix))]

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::served::{ARTICLE, HOSTILE, Server, folder_of, program};
use serde_json::{Value, json};

fn with<'a>(
    headers: &[(&'a str, String)],
    name: &'a str,
    says: Option<&str>,
) -> Vec<(&'a str, String)> {
    let others = headers.iter().filter(|(other, _)| *other != name).cloned();
    others.chain(says.map(|says| (name, says.to_owned()))).collect()
}

#[test]
fn it_listens_on_the_loopback_address_and_ends_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let folder = folder_of(&[("a.txt", ARTICLE)]);
        let server = Server::start(folder.path(), &["a.txt"]);
        assert_eq!(server.told.len(), 1, "{:?}", server.told);
        assert!(server.told[0].contains("surmise-corrections.jsonl; Ctrl-C stops"));
        let listening = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
        let port = format!(":{:04X} 00000000:0000 0A", server.port);
        let bound: Vec<&str> = listening.lines().filter(|line| line.contains(&port)).collect();
        assert!(bound.iter().all(|line| line.contains("0100007F:")), "{bound:?}");
        // Somebody who holds a connection and says nothing does not keep it.
        let _idle = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
        assert_eq!(server.ask("/api/overview").status, 200);
        let (status, out, took) = server.stop(signal);
        assert_eq!(status.code(), Some(0), "{signal}");
        assert_eq!(out, "");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}

#[test]
fn nothing_is_told_without_the_token() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let paths =
        ["/", "/api/overview", "/api/documents/0", "/api/queue", "/api/search?words=a", "/nowhere"];
    let nearly = format!("{}0", &server.token[..31]);
    let wrong = if nearly == server.token { "f".repeat(32) } else { nearly };
    for path in paths {
        for shown in [None, Some(""), Some(wrong.as_str()), Some(&server.token[..31])] {
            let headers = with(&server.own(), "X-Surmise-Token", shown);
            let answer = server.send("GET", path, &headers, b"");
            assert_eq!(answer.status, 403, "{path} with {shown:?}");
            assert!(!answer.body.contains("Council") && !answer.body.contains(&server.token));
        }
    }
    assert_eq!(server.ask(&format!("/?token={wrong}")).status, 403);
    assert_eq!(server.ask(&format!("/?token={}&x=1", server.token)).status, 403);
    let page = server.send("GET", &format!("/?token={}", server.token), &server.own()[..1], b"");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Council"), "the page itself holds no article");
    let headers = with(&server.own(), "X-Surmise-Token", None);
    assert_eq!(server.send("POST", "/api/corrections", &headers, b"{}").status, 403);
    assert_eq!(server.lines().len(), 0);
    let lock = server.journal().with_extension("jsonl.lock");
    let mode = std::os::unix::fs::MetadataExt::mode(&lock.metadata().expect("it is there"));
    assert_eq!(mode & 0o777, 0o600, "the token is for its owner alone");
}

#[test]
fn another_host_is_turned_away() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let port = server.port;
    let hosts = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port.wrapping_add(1)),
        format!("127.0.0.1.evil.example:{port}"),
        format!("[::1]:{port}"),
        String::new(),
    ];
    for host in hosts {
        for path in ["/api/overview", &format!("/?token={}", server.token), "/assets/page.js"] {
            let headers = with(&with(&server.own(), "Origin", None), "Host", Some(&host));
            let answer = server.send("GET", path, &headers, b"");
            assert!(matches!(answer.status, 400 | 421), "{host:?}: {}", answer.status);
            assert!(answer.body.len() < 100);
        }
    }
    let headers = with(&with(&server.own(), "Origin", None), "Host", None);
    assert!(matches!(server.send("GET", "/api/overview", &headers, b"").status, 400 | 421));
    let mut twice = with(&server.own(), "Origin", None);
    twice.push(("Host", "evil.example".to_owned()));
    assert!(matches!(server.send("GET", "/api/overview", &twice, b"").status, 400 | 421));
    let local = format!("localhost:{port}");
    let headers = with(&with(&server.own(), "Origin", None), "Host", Some(&local));
    assert_eq!(server.send("GET", "/api/overview", &headers, b"").status, 200);
}

#[test]
fn another_page_is_turned_away() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let said = server.correction(1, &server.sentences(0)[0]["text"], Some("opinion")).to_string();
    let mut own = server.own();
    own.push(("Content-Type", "application/json".to_owned()));
    let origins = [
        Some("https://evil.example".to_owned()),
        Some("null".to_owned()),
        Some(String::new()),
        Some(format!("https://127.0.0.1:{}", server.port)),
        Some(format!("http://localhost:{}", server.port)),
        Some(format!("http://127.0.0.1:{}", server.port.wrapping_add(1))),
        None,
    ];
    for origin in origins {
        let headers = with(&own, "Origin", origin.as_deref());
        let answer = server.send("POST", "/api/corrections", &headers, said.as_bytes());
        assert_eq!(answer.status, 403, "{origin:?}");
        if origin.is_some() {
            assert_eq!(server.send("GET", "/api/overview", &headers, b"").status, 403);
        }
    }
    for site in ["cross-site", "same-site", "none"] {
        let headers = with(&own, "Sec-Fetch-Site", Some(site));
        let answer = server.send("POST", "/api/corrections", &headers, said.as_bytes());
        assert_eq!(answer.status, 403, "{site}");
    }
    let mut twice = own.clone();
    twice.push(("Origin", "https://evil.example".to_owned()));
    assert_eq!(server.send("POST", "/api/corrections", &twice, said.as_bytes()).status, 403);
    // What a form on another page can send without asking first.
    let plain = with(&own, "Content-Type", Some("text/plain"));
    assert_eq!(server.send("POST", "/api/corrections", &plain, said.as_bytes()).status, 415);
    let asked = with(&own, "Origin", Some("https://evil.example"));
    let answer = server.send("OPTIONS", "/api/corrections", &asked, b"");
    assert!(answer.status == 403 && !answer.head.contains("access-control"), "{}", answer.head);
    assert_eq!(server.lines().len(), 0);
    let own_site = with(&own, "Sec-Fetch-Site", Some("same-origin"));
    assert_eq!(server.send("POST", "/api/corrections", &own_site, said.as_bytes()).status, 200);
}

#[test]
fn every_answer_says_what_a_browser_may_do() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let page = format!("/?token={}", server.token);
    let asked = [
        ("GET", page.as_str(), 200),
        ("GET", "/", 403),
        ("GET", "/assets/page.css", 200),
        ("GET", "/assets/nothing", 404),
        ("GET", "/assets/..%2f..%2fCargo.toml", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/api/documents/99", 404),
        ("DELETE", "/api/overview", 405),
        ("GET", "/api/corrections", 405),
    ];
    for (method, path, status) in asked {
        let answer = server.send(method, path, &server.own(), b"");
        assert_eq!(answer.status, status, "{method} {path}");
        for wanted in [
            "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "x-frame-options: deny",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(answer.head.contains(wanted), "{method} {path}: no {wanted}");
        }
        assert!(!answer.head.contains("unsafe") && !answer.head.contains("access-control"));
    }
}

#[test]
fn the_page_has_nothing_inline_and_fetches_from_nowhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/review/assets");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the assets are there") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let text = text.replace("http://www.w3.org/2000/svg", "");
        for never in [
            "http://",
            "https://",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "eval(",
            "document.write",
            "style=\"",
            " onclick",
            " onload",
            "@import",
            "new Function",
        ] {
            assert!(!text.contains(never), "{}: {never}", path.display());
        }
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" type=\"module\" src=\"/assets/"), "{}", path.display());
        }
        seen += 1;
    }
    assert_eq!(seen, 13);
}

#[test]
fn a_request_is_bounded_and_must_make_sense() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let huge = json!({ "text": "a".repeat(200_000) });
    assert_eq!(server.tell("/api/corrections", &huge).status, 413);
    let mut headers = server.own();
    headers.push(("Content-Type", "application/json".to_owned()));
    for (body, status) in [
        (&b"{"[..], 400),
        (b"\xff\xfe", 400),
        (b"{}", 422),
        (b"null", 422),
        (b"", 400),
        (b"{\"sentence\":-1}", 422),
    ] {
        let answer = server.send("POST", "/api/corrections", &headers, body);
        assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(body));
    }
    let deep = "[".repeat(100_000);
    let answer = server.send("POST", "/api/corrections", &headers, deep.as_bytes());
    assert!(matches!(answer.status, 400 | 422), "{}", answer.status);
    let long = server.ask(&format!("/api/search?words={}", "a".repeat(500_000)));
    assert!(matches!(long.status, 0 | 414 | 431), "{}", long.status);
    assert_eq!(server.ask("/api/documents/18446744073709551616").status, 400);
    assert_eq!(server.ask("/api/changes?version=18446744073709551615").status, 200);
    assert_eq!(server.ask("/api/overview").status, 200, "it lives");
    assert_eq!(server.lines().len(), 0);
}

#[test]
fn a_correction_of_something_else_is_refused() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let text = server.sentences(0)[0]["text"].clone();
    let good = server.correction(1, &text, Some("opinion"));
    for (field, says) in [
        ("document", json!("../../etc/passwd")),
        ("sentence", json!(0)),
        ("sentence", json!(2)),
        ("sentence", json!(usize::MAX)),
        ("text", json!("Council\u{0}")),
        ("corrected", json!("opnion")),
        ("corrected", json!("")),
        ("order", json!("chance")),
    ] {
        let mut wrong = good.clone();
        wrong[field] = says.clone();
        let answer = server.tell("/api/corrections", &wrong);
        assert_eq!(answer.status, 422, "{field} {says}");
        assert!(!answer.body.is_empty());
    }
    assert_eq!(server.lines().len(), 0);
    assert_eq!(server.tell("/api/corrections", &good).status, 200);
}

#[test]
fn the_journal_says_who_said_what_of_which_words() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    assert_eq!(server.correct(3, Some("Judgement")).json()["saved"], true);
    let line = &server.lines()[0];
    let sentence = &server.sentences(0)[2];
    assert_eq!(sentence["sentence"]["corrected"], "judgement");
    let at = line["at"].as_str().expect("a time");
    assert!(at.len() == 20 && at.starts_with("20") && at.ends_with('Z'), "{at}");
    let (start, end) = (line["start"].as_u64(), line["end"].as_u64());
    let span = usize::try_from(start.expect("a number")).expect("small")
        ..usize::try_from(end.expect("a number")).expect("small");
    assert_eq!(&ARTICLE[span], "It will stay shut for six weeks, the mayor said.");
    for (field, says) in [
        ("by", json!("anna")),
        ("document", json!("a.txt")),
        ("sentence", json!(3)),
        ("text", json!("It will stay shut for six weeks, the mayor said.")),
        ("corrected", json!("judgement")),
        ("label", sentence["sentence"]["label"].clone()),
        ("kind", sentence["sentence"]["kind"].clone()),
        ("probability_opinion", sentence["sentence"]["probability_opinion"].clone()),
        ("model", server.ask("/api/overview").json()["model"].clone()),
        ("order", json!("picked")),
    ] {
        assert_eq!(line[field], says, "{field}");
    }
    // Only who says something of each sentence in turn has come to them by reading.
    for sentence in [4, 1, 2] {
        assert_eq!(server.correct(sentence, Some("fact")).status, 200);
    }
    let orders: Vec<Value> = server.lines().iter().map(|line| line["order"].clone()).collect();
    assert_eq!(orders, ["picked", "reading", "reading", "reading"]);
}

/// What people said, as the page shows it.
fn said(server: &Server) -> Vec<Value> {
    server.sentences(0).iter().map(|piece| piece["sentence"]["corrected"].clone()).collect()
}

#[test]
fn a_killed_server_comes_back_where_it_was_and_knows_all_that_was_saved() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    for (sentence, corrected) in [
        (1, Some("opinion")),
        (2, Some("event")),
        (1, None),
        (4, Some("fact")),
        (2, Some("appeal")),
    ] {
        assert_eq!(server.correct(sentence, corrected).status, 200);
    }
    let (before, address) = (said(&server), server.address());
    assert_eq!(before[..4], [json!(null), json!("appeal"), json!(null), json!("fact")]);
    server.kill();
    let server = Server::start(folder.path(), &["a.txt"]);
    assert_eq!(said(&server), before);
    assert_eq!(server.address(), address, "a page that is still open finds it");
    server.stop("-TERM");
    let server = Server::start(folder.path(), &["a.txt"]);
    assert_eq!(said(&server), before);
    assert_ne!(server.address(), address, "asked to stop, it forgets its token");
}

#[test]
fn what_was_answered_saved_survives_a_kill_at_any_moment() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let mut saved = 0;
    for round in 0..12_u64 {
        let server = Server::start(folder.path(), &["a.txt"]);
        let lines = server.lines();
        assert!(lines.len() >= saved, "{} of {saved} lines", lines.len());
        saved = lines.len();
        let text = server.sentences(0)[0]["text"].clone();
        let correction = server.correction(1, &text, Some("opinion"));
        let told = std::thread::scope(|scope| {
            let telling = scope.spawn(|| {
                let mut told = 0;
                while server.tell("/api/corrections", &correction).status == 200 {
                    told += 1;
                }
                told
            });
            std::thread::sleep(Duration::from_millis(20 + 17 * round));
            let killed = Command::new("kill").arg("-9").arg(server.id()).status();
            assert!(killed.expect("kill runs").success());
            telling.join().expect("it ends")
        });
        saved += told;
    }
    let server = Server::start(folder.path(), &["a.txt"]);
    assert!(server.lines().len() >= saved && saved > 12, "{saved}");
}

#[test]
fn a_correction_that_the_disk_refuses_is_not_called_saved() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let mut command = Command::new("bash");
    // Files of one block at most; the write fails instead of the program.
    command.arg("-c").arg(format!(
        "trap '' XFSZ; ulimit -f 1; exec {} review a.txt --by anna",
        program().get_program().display()
    ));
    let server = Server::run(folder.path(), command);
    let answers: Vec<u16> = (0..8).map(|_| server.correct(1, Some("opinion")).status).collect();
    assert!(answers[0] == 200 && answers[7] == 507, "{answers:?}");
    let saved = answers.iter().filter(|status| **status == 200).count();
    let refused = server.correct(2, Some("opinion"));
    assert!(refused.body.contains("cannot write the journal"), "{}", refused.body);
    assert_eq!(server.sentences(0)[1]["sentence"]["corrected"], json!(null));
    assert_eq!(server.lines().len(), saved, "no half line is left");
}

#[test]
fn a_journal_has_one_server() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let _server = Server::start(folder.path(), &["a.txt"]);
    let second = program()
        .args(["review", "a.txt"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    assert_eq!(second.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&second.stderr),
        "surmise: surmise-corrections.jsonl: another surmise review has this journal open; stop it, or name another with --journal\n"
    );
    assert!(second.stdout.is_empty());
}

#[test]
fn wrong_requests_are_told_at_once() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let complaint = |args: &[&str]| {
        let out = program().arg("review").args(args).current_dir(folder.path()).output();
        let out = out.expect("the program runs");
        assert_eq!(out.status.code(), Some(2));
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    assert!(complaint(&["no.txt"]).ends_with("surmise: no article to review\n"));
    assert!(complaint(&["a.txt", "--journal", "a.txt"]).contains("a.txt:1:1: not a line of"));
    assert!(complaint(&["a.txt", "--journal", "no/such/folder.jsonl"]).contains("lock file"));
    assert!(
        complaint(&["a.txt", "--journal", "."])
            .ends_with(".: is a folder; name a file for the journal\n")
    );
    assert!(!folder.path().join("..lock").exists());
    assert!(complaint(&["a.txt", "--port", "70000"]).contains("70000"));
    let taken = Server::start(folder.path(), &["a.txt"]);
    let port = taken.port.to_string();
    let told = complaint(&["a.txt", "--journal", "b.jsonl", "--port", &port]);
    assert!(told.contains("choose another --port"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).ok().as_deref(), Some(ARTICLE));
}

#[test]
fn markup_is_data_and_a_binary_file_does_not_stop_the_others() {
    let folder = folder_of(&[("a.txt", HOSTILE), ("b.txt", "One\0two.\n"), ("c.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["."]);
    assert!(server.told[0].contains("b.txt: byte 3 is 0x00"), "{:?}", server.told);
    let overview = server.ask("/api/overview");
    assert!(overview.head.contains("content-type: application/json"));
    assert_eq!(overview.json()["documents"].as_array().map(Vec::len), Some(2));
    let answer = server.ask("/api/documents/0");
    assert!(answer.head.contains("content-type: application/json"));
    let texts: String = answer.json()[1]["pieces"]
        .as_array()
        .expect("pieces")
        .iter()
        .filter_map(|piece| piece["text"].as_str())
        .collect();
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(solid(&texts), solid(HOSTILE), "nothing is added, nothing lost");
}

#[test]
fn other_tabs_hear_of_a_change_and_lists_follow_it() {
    let folder = folder_of(&[("a.txt", ARTICLE), ("b.txt", HOSTILE)]);
    let server = Server::start(folder.path(), &["a.txt", "b.txt"]);
    let queue = |server: &Server| server.ask("/api/queue").json();
    let before = queue(&server)["total"].as_u64().expect("a number");
    let first = queue(&server)["sentences"][0].clone();
    let p = |value: &Value| (value["probability_opinion"].as_f64().expect("a number") - 0.5).abs();
    for pair in queue(&server)["sentences"].as_array().expect("a list").windows(2) {
        assert!(p(&pair[0]) <= p(&pair[1]), "the most unsure come first");
    }
    server.correct(2, Some("opinion"));
    let news = server.ask("/api/changes?version=0").json();
    assert_eq!(news["version"], 1);
    assert_eq!(news["changes"][0]["sentence"], 2);
    assert_eq!(news["changes"][0]["corrected"], "opinion");
    assert_eq!(server.ask("/api/changes?version=1").json()["changes"], json!([]));
    assert_eq!(queue(&server)["total"].as_u64(), Some(before - 1));
    assert!(!first["text"].is_null());
    let found = server.ask("/api/search?words=BRIDGE%20on").json();
    assert_eq!((&found["total"], &found["sentences"][0]["sentence"]), (&json!(1), &json!(2)));
    assert_eq!(server.ask("/api/search?words=%20").json()["total"], 0);
    let tally = server.ask("/api/overview").json()["documents"][0]["tally"].clone();
    let corrected = tally["corrected"].as_u64().expect("a number");
    let confirmed = tally["confirmed"].as_u64().expect("a number");
    assert_eq!(corrected + confirmed, 1);
}

#[test]
fn corrections_find_their_sentence_in_a_text_that_was_edited() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    assert_eq!(server.correct(3, Some("judgement")).status, 200);
    assert_eq!(server.correct(4, Some("fact")).status, 200);
    server.stop("-TERM");
    let edited = ARTICLE
        .replace("Four buses", "Five buses")
        .replace("Monday after", "Monday, a day after")
        .replace("The decision is a disgrace", "The decision is bold");
    std::fs::write(folder.path().join("a.txt"), edited).expect("there is room");
    let server = Server::start(folder.path(), &["./a.txt"]);
    assert_eq!(said(&server)[2..4], [json!("judgement"), json!(null)]);
    assert_eq!(server.ask("/api/overview").json()["elsewhere"], 1);
}

#[test]
fn a_retrained_model_is_used_when_a_person_says_so() {
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let settled = || loop {
        let stands = server.ask("/api/retraining").json();
        if stands["state"] != "running" {
            break stands;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(settled()["state"], "none");
    let promote = |model: &Value| server.tell("/api/promotion", &json!({ "model": model }));
    assert_eq!(promote(&json!("0")).status, 409, "there is nothing to decide");
    assert_eq!(server.tell("/api/retraining", &json!({})).status, 202);
    assert_eq!(settled()["state"], "failed", "nothing was corrected");
    let before = server.ask("/api/overview").json()["model"].clone();
    let said = |server: &Server| server.sentences(0)[4]["sentence"].clone();
    assert_eq!(said(&server)["label"], "opinion");
    assert_eq!(server.correct(5, Some("event")).status, 200);
    assert_eq!(server.tell("/api/retraining", &json!({})).status, 202);
    let stands = settled();
    let comparison = &stands["comparison"];
    assert_eq!(comparison["champion"], before, "{stands}");
    assert_eq!(comparison["promoted"], false);
    assert_eq!(comparison["corrections"], 1);
    assert!(comparison["figures"]["guard"]["champion"]["macro_f1"].as_f64() > Some(0.5));
    assert_eq!(server.ask("/api/overview").json()["model"], before, "nobody said so yet");
    assert_eq!(promote(&before).status, 409, "only what was shown is promoted");
    assert_eq!(promote(&comparison["challenger"]).status, 200);
    assert_eq!(server.ask("/api/overview").json()["model"], comparison["challenger"]);
    assert_eq!(server.ask("/api/changes?version=1").json()["model"], comparison["challenger"]);
    let after = said(&server);
    assert_eq!((&after["label"], &after["learned"]), (&json!("fact"), &json!("event")));
    assert_eq!((&after["corrected"], &after["confirmed"]), (&json!("event"), &json!(false)));
    // Another program goes back; the page follows.
    let models = folder.path().join("models");
    let back = program().args(["models", "rollback", "--models"]).arg(&models).output();
    assert!(back.expect("the program runs").status.success());
    assert_eq!(server.ask("/api/changes?version=1").json()["model"], before);
    assert_eq!(said(&server)["learned"], json!(null));
    let again = program().args(["models", "use", "1", "--models"]).arg(&models).output();
    assert!(again.expect("the program runs").status.success());
    assert_eq!(server.ask("/api/changes?version=1").json()["model"], comparison["challenger"]);
    server.stop("-TERM");
    let server = Server::start(folder.path(), &["a.txt"]);
    assert_eq!(server.ask("/api/overview").json()["model"], comparison["challenger"]);
}
