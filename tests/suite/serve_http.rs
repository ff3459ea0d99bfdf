//! The HTTP service, as good clients and strangers meet it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::served::{ARTICLE, Answer, folder_of, program};
use super::service::{Line, Service};

/// The lines of `score --to jsonl -` for a text.
fn lines_of_score(folder: &Path, text: &str, args: &[&str]) -> Vec<String> {
    let mut child = program()
        .args(["score", "--to", "jsonl", "-"])
        .args(args)
        .env("SURMISE_MODELS", folder.join("models"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(text.as_bytes()).expect("it reads");
    drop(stdin);
    let out = child.wait_with_output().expect("it ends");
    let out = String::from_utf8(out.stdout).expect("UTF-8");
    out.lines().map(str::to_owned).collect()
}

/// The type of a problem, without its beginning.
fn problem(answer: &Answer) -> String {
    assert!(answer.head.contains("content-type: application/problem+json"), "{}", answer.head);
    let said = answer.json();
    assert_eq!(said["status"], answer.status);
    assert!(!said["title"].as_str().expect("a title").is_empty());
    assert!(!said["detail"].as_str().expect("a detail").is_empty());
    let name = said["type"].as_str().expect("a type");
    name.strip_prefix("urn:surmise:").expect("one of ours").to_owned()
}

#[test]
fn an_answer_holds_the_rows_of_score_to_the_last_byte() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    for (query, args) in [
        ("", &[][..]),
        ("?context=0", &["--context", "0"]),
        ("?expect_opinion=0.2&context=0.5", &["--expect-opinion", "0.2", "--context", "0.5"]),
    ] {
        let rows = lines_of_score(folder.path(), ARTICLE, args);
        let model = server.get("/healthz").json()["model"].clone();
        let language = serde_json::from_str::<Value>(&rows[0]).expect("JSON")["language"].clone();
        let expected = format!(
            "{{\"model\":{model},\"documents\":[{{\"document\":\"-\",\"language\":{language},\"sentences\":[{}]}}]}}\n",
            rows.join(",")
        );
        let answer = server.text(&format!("/v1/score{query}"), ARTICLE);
        assert_eq!((answer.status, answer.body), (200, expected), "{query}");
        // A mark at the start belongs to the encoding.
        let marked = server.text(&format!("/v1/score{query}"), &format!("\u{FEFF}{ARTICLE}"));
        assert_eq!(marked.body, server.text(&format!("/v1/score{query}"), ARTICLE).body);
    }
}

#[test]
fn many_texts_are_answered_in_their_order() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let texts = ["It rained.", " \n", "A splendid idea.", "\u{0}It rained.", ""];
    let answer = server.json("/v1/score", &json!({ "texts": texts }));
    assert_eq!(answer.status, 200);
    let documents = answer.json()["documents"].as_array().expect("documents").clone();
    let names: Vec<&Value> = documents.iter().map(|document| &document["document"]).collect();
    assert_eq!(names, ["1", "2", "3", "4", "5"]);
    for (number, text) in [(0, "It rained."), (2, "A splendid idea."), (3, "\u{0}It rained.")] {
        let sentence = &documents[number]["sentences"][0];
        let place = |name: &str| {
            usize::try_from(sentence[name].as_u64().expect("a number")).expect("small")
        };
        assert_eq!(sentence["text"], text[place("start")..place("end")]);
    }
    for number in [1, 4] {
        assert_eq!(documents[number]["error"]["type"], "urn:surmise:empty-text");
        assert_eq!(documents[number]["sentences"], Value::Null);
    }
    let named = json!({ "documents": [
        { "id": "b", "text": "A splendid idea." },
        { "id": "a", "text": "It rained." },
        { "id": "b", "text": "It rained." },
    ] });
    let documents = server.json("/v1/score", &named).json()["documents"].clone();
    let ids: Vec<&Value> =
        documents.as_array().expect("documents").iter().map(|found| &found["document"]).collect();
    assert_eq!(ids, ["b", "a", "b"]);
    assert_eq!(documents[0]["sentences"][0]["document"], "b");
    assert_eq!(server.json("/v1/score", &json!({ "texts": [] })).json()["documents"], json!([]));
}

#[test]
fn options_may_stand_in_the_query_or_among_the_members_which_win() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let probability = |answer: &Answer| {
        answer.json()["documents"][0]["sentences"][1]["probability_opinion"].clone()
    };
    let alone = probability(&server.text("/v1/score?context=0", ARTICLE));
    let in_context = probability(&server.text("/v1/score", ARTICLE));
    assert_ne!(alone, in_context);
    let said = json!({ "text": ARTICLE, "context": 0 });
    assert_eq!(probability(&server.json("/v1/score", &said)), alone);
    assert_eq!(probability(&server.json("/v1/score?context=1", &said)), alone);
    let silent = json!({ "text": ARTICLE });
    assert_eq!(probability(&server.json("/v1/score?context=0", &silent)), alone);
    let evidence = |answer: &Answer| -> usize {
        let sentences = answer.json()["documents"][0]["sentences"].clone();
        let all = sentences.as_array().expect("sentences").clone();
        all.iter().map(|row| row["evidence"].as_array().expect("evidence").len()).sum()
    };
    assert!(evidence(&server.json("/v1/score", &silent)) > 0);
    assert_eq!(evidence(&server.text("/v1/score?evidence=false", ARTICLE)), 0);
    let without = json!({ "text": ARTICLE, "evidence": false });
    assert_eq!(evidence(&server.json("/v1/score", &without)), 0);
    // The options of one request are not those of the next on the same worker.
    assert_eq!(probability(&server.text("/v1/score", ARTICLE)), in_context);
}

#[test]
fn what_makes_no_sense_is_told_in_one_shape() {
    let folder = folder_of(&[]);
    let args = ["--body-bytes", "4000", "--texts", "3"];
    let server = Service::start(folder.path(), &args);
    let (plain, json) = ("text/plain", "application/json");
    let large = "It rained. ".repeat(2000);
    let deep = "[".repeat(3000);
    let asked: [(&str, &str, &[u8], u16, &str); 40] = [
        ("/v1/score", plain, b"caf\xe9", 400, "bad-text"),
        ("/v1/score", json, b"{\"text\":\"caf\xe9\"}", 400, "bad-json"),
        ("/v1/score", json, b"", 400, "bad-json"),
        ("/v1/score", json, b"{", 400, "bad-json"),
        ("/v1/score", json, b"{\"text\":\"a\"} x", 400, "bad-json"),
        ("/v1/score", json, b"{\"text\":\"\\ud800\"}", 400, "bad-json"),
        ("/v1/score", json, deep.as_bytes(), 422, "wrong-members"),
        ("/v1/score", json, b"[\"It rained.\"]", 422, "wrong-members"),
        ("/v1/score", json, b"{\"documents\":[[\"a\",\"It rained.\"]]}", 422, "wrong-members"),
        ("/v1/score", json, b"{}", 422, "wrong-members"),
        ("/v1/score", json, b"null", 422, "wrong-members"),
        ("/v1/score", json, b"[]", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":null}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":1}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"texts\":[]}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"text\":\"b\"}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"contxt\":0}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"documents\":[{\"text\":\"a\"}]}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"context\":-1}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"context\":101}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"context\":1e999}", 400, "bad-json"),
        ("/v1/score", json, b"{\"text\":\"a\",\"expect_opinion\":1}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\"a\",\"evidence\":\"no\"}", 422, "wrong-members"),
        ("/v1/score", json, b"{\"text\":\" \\n\"}", 422, "empty-text"),
        ("/v1/score", plain, b"", 422, "empty-text"),
        ("/v1/score", plain, b"\xEF\xBB\xBF \n", 422, "empty-text"),
        ("/v1/score", json, b"{\"texts\":[\"\",\"\",\"\",\"\"]}", 413, "too-many-texts"),
        ("/v1/score", plain, large.as_bytes(), 413, "too-large"),
        ("/v1/score", "", b"It rained.", 415, "wrong-media"),
        ("/v1/score", "text/html", b"It rained.", 415, "wrong-media"),
        ("/v1/score", "text/plain; charset=latin1", b"It rained.", 415, "wrong-media"),
        ("/v1/score?context=x", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?context=NaN", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?context=-1", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?context=1&context=1", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?expect_opinion=0", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?evidence=1", plain, b"It rained.", 400, "bad-query"),
        ("/v1/score?contxt=1", plain, b"It rained.", 400, "bad-query"),
        ("/v1/scores", plain, b"It rained.", 404, "no-such-route"),
        ("/metrics", plain, b"It rained.", 405, "wrong-method"),
    ];
    for (path, media, body, status, name) in asked {
        let headers = [("Content-Type", media)];
        let headers = if media.is_empty() { &[][..] } else { &headers[..] };
        let answer = server.send("POST", path, headers, body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(answer.status, status, "{path} {media} {shown}: {}", answer.body);
        assert_eq!(problem(&answer), name, "{path} {media} {shown}");
    }
    for (method, path, allowed) in [
        ("GET", "/v1/score", "allow: post"),
        ("DELETE", "/v1/models", "allow: get,head"),
        ("OPTIONS", "/v1/score", "allow: post"),
        ("BREW", "/v1/score", "allow: post"),
    ] {
        let answer = server.send(method, path, &[], b"");
        assert_eq!((answer.status, problem(&answer).as_str()), (405, "wrong-method"));
        assert!(answer.head.contains(allowed), "{}", answer.head);
        assert!(!answer.head.contains("access-control"));
    }
    let packed = [("Content-Type", plain), ("Content-Encoding", "gzip")];
    assert_eq!(server.send("POST", "/v1/score", &packed, b"x").status, 415);
    let twice = [("Content-Type", plain), ("Content-Type", json)];
    assert_eq!(server.send("POST", "/v1/score", &twice, b"x").status, 415);
    for good in ["TEXT/PLAIN", "text/plain;charset=UTF-8", "text/plain; charset=\"us-ascii\""] {
        let answer = server.send("POST", "/v1/score", &[("Content-Type", good)], b"It rained.");
        assert_eq!(answer.status, 200, "{good}");
    }
}

#[test]
fn an_answer_that_would_be_too_large_is_refused() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--body-bytes", "2000"]);
    let answer = server.text("/v1/score", &"Hm.\n\n".repeat(400));
    assert_eq!((answer.status, problem(&answer).as_str()), (413, "answer-too-large"));
    assert_eq!(server.text("/v1/score", "It rained.").status, 200);
}

#[test]
fn a_body_of_unknown_length_is_read_to_its_limit() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--body-bytes", "3000"]);
    let chunked = |pieces: usize| {
        let mut line = Line::open(server.port);
        let (_, host) = server.host();
        line.write(
            format!("POST /v1/score HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n").as_bytes(),
        );
        for _ in 0..pieces {
            line.write(format!("3e8\r\n{}\r\n", "It rained ".repeat(100)).as_bytes());
        }
        line.write(b"0\r\n\r\n");
        line.answer()
    };
    assert_eq!(chunked(3).status, 200);
    let refused = chunked(4);
    assert_eq!((refused.status, problem(&refused).as_str()), (413, "too-large"));
    // Who asks first is told before anything is sent.
    let mut line = Line::open(server.port);
    let (_, host) = server.host();
    line.write(format!("POST /v1/score HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n").as_bytes());
    assert_eq!(line.answer().status, 413);
}

#[test]
fn what_is_not_http_harms_nobody() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    let long = "y".repeat(300_000);
    for (bytes, statuses) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), &[0, 400][..]),
        (b"\0\0\0\0\r\n\r\n".to_vec(), &[400]),
        (b"GET /healthz HTTP/9.9\r\n\r\n".to_vec(), &[400]),
        (format!("GET /healthz HTTP/1.1\r\n{many}\r\n").into_bytes(), &[431]),
        (format!("GET /healthz HTTP/1.1\r\nX: {long}\r\n\r\n").into_bytes(), &[0, 431]),
        (format!("GET /{long} HTTP/1.1\r\n\r\n").into_bytes(), &[0, 414, 431]),
        (b"GET /healthz HTTP/1.1\r\n\r\n".to_vec(), &[421]),
        (b"POST /v1/score HTTP/1.1\r\nContent-Length: x\r\n\r\n".to_vec(), &[400]),
    ] {
        let mut line = Line::open(server.port);
        line.write(&bytes);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let status = line.answer().status;
        assert!(statuses.contains(&status), "{status} {shown}");
    }
    assert_eq!(server.get("/healthz").status, 200, "it lives");
}

#[test]
fn without_a_token_only_programs_of_this_machine_may_ask() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &[]);
    let port = server.port;
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port.wrapping_add(1)),
        format!("127.0.0.1.evil.example:{port}"),
        String::new(),
    ] {
        let headers = [("Host", host.clone())];
        let answer = super::served::exchange(port, "GET", "/healthz", &headers, b"");
        assert_eq!(answer.status, 421, "{host:?}");
        assert_eq!(problem(&answer), "wrong-host");
    }
    for host in [format!("localhost:{port}"), format!("[::1]:{port}")] {
        let answer = super::served::exchange(port, "GET", "/healthz", &[("Host", host)], b"");
        assert_eq!(answer.status, 200);
    }
    let own = format!("http://127.0.0.1:{port}");
    for (name, says) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", &own),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        for (method, path) in [("POST", "/v1/score"), ("POST", "/v1/models/reload"), ("GET", "/")] {
            let answer = server.send(method, path, &[(name, says)], b"");
            assert_eq!(answer.status, 403, "{name}: {says}");
            assert_eq!(problem(&answer), "foreign-page");
        }
    }
    assert_eq!(server.send("GET", "/healthz", &[("Sec-Fetch-Site", "none")], b"").status, 200);
}

#[test]
fn with_a_token_nobody_asks_without_it() {
    let folder = folder_of(&[("token", "0123456789abcdef0123\n")]);
    let server = Service::start(folder.path(), &["--token-file", "token"]);
    let paths = [
        ("POST", "/v1/score"),
        ("GET", "/v1/models"),
        ("POST", "/v1/models/reload"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/nowhere"),
    ];
    for (method, path) in paths {
        for shown in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer 0123456789abcdef012",
            "Bearer 0123456789abcdef01234",
            "Basic 0123456789abcdef0123",
            "0123456789abcdef0123",
        ] {
            let answer = server.send(method, path, &[("Authorization", shown)], b"");
            assert_eq!(answer.status, 401, "{path} {shown:?}");
            assert_eq!(problem(&answer), "no-token");
            assert!(answer.head.contains("www-authenticate: bearer"), "{}", answer.head);
        }
    }
    let good = ("Authorization", "bearer 0123456789abcdef0123");
    assert_eq!(server.send("GET", "/metrics", &[good, good], b"").status, 401, "twice is a trick");
    assert_eq!(server.send("GET", "/metrics", &[good], b"").status, 200);
    let asked = [good, ("Content-Type", "text/plain"), ("Origin", "https://app.example")];
    assert_eq!(server.send("POST", "/v1/score", &asked, b"It rained.").status, 200);
    assert_eq!(server.get("/healthz").status, 200, "whether it lives is no secret");
    let openapi = server.send("GET", "/openapi.json", &[good], b"").json();
    assert_eq!(openapi["security"], json!([{ "token": [] }]));
    assert_eq!(openapi["paths"]["/healthz"]["get"]["security"], json!([]));
}

#[test]
fn unsafe_settings_are_told_at_once() {
    let folder = folder_of(&[("short", "0123456789abcde\n"), ("space", "0123456789 abcdef\n")]);
    let run = |args: &[&str], token: Option<&str>| -> Output {
        let mut command = program();
        command.arg("serve").args(args).current_dir(folder.path());
        command.env("SURMISE_MODELS", folder.path().join("models")).env_remove("SURMISE_TOKEN");
        command.envs(token.map(|token| ("SURMISE_TOKEN", token)));
        command.output().expect("the program runs")
    };
    for (args, token, told) in [
        (&["--listen", "0.0.0.0:0"][..], None, "others can reach this address"),
        (&["--listen", "[::]:0"], None, "others can reach this address"),
        (&["--token-file", "short"], None, "the token has 15 characters; expected 16 or more"),
        (&["--token-file", "space"], None, "cannot stand in a header"),
        (&["--token-file", "nowhere"], None, "nowhere: cannot read the token"),
        (&[], Some(""), "the token has 0 characters"),
        (&["--listen", "localhost:80"], None, "invalid value 'localhost:80'"),
        (&["--model", "short"], None, "not a model file"),
        (&["--workers", "0"], None, "invalid value '0'"),
    ] {
        let out = run(args, token);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        let complaint = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(complaint.contains(told), "{args:?}: {complaint}");
        assert!(out.stdout.is_empty());
    }
    let server = Service::start(folder.path(), &[]);
    let out = run(&["--listen", &format!("127.0.0.1:{}", server.port)], None);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("choose another with --listen"));
}

#[test]
fn the_server_tells_what_it_has_done() {
    let folder = folder_of(&[]);
    let server = Service::start(folder.path(), &["--texts", "7"]);
    let texts = json!({ "texts": ["It rained. It was a shame.", "Snow fell.", ""] });
    assert_eq!(server.json("/v1/score", &texts).status, 200);
    assert_eq!(server.text("/v1/score", "").status, 422);
    assert_eq!(server.get("/no\"where").status, 404);
    for (metric, says) in [
        ("surmise_requests_total{route=\"/v1/score\",status=\"200\"}", 1.0),
        ("surmise_requests_total{route=\"/v1/score\",status=\"422\"}", 1.0),
        ("surmise_requests_total{route=\"other\",status=\"404\"}", 1.0),
        ("surmise_texts_total", 3.0),
        ("surmise_sentences_total", 3.0),
        ("surmise_text_bytes_total", 36.0),
        ("surmise_requests_in_flight", 1.0),
        ("surmise_score_duration_seconds_count", 1.0),
        ("surmise_score_duration_seconds_bucket{le=\"+Inf\"}", 1.0),
    ] {
        assert_eq!(server.metric(metric), Some(says), "{metric}");
    }
    let model = server.get("/healthz").json()["model"].as_str().expect("an id").to_owned();
    assert_eq!(server.metric(&format!("surmise_model_info{{model=\"{model}\"}}")), Some(1.0));
    let models = server.get("/v1/models").json();
    assert_eq!(models["current"]["id"], model);
    assert_eq!(models["models"], json!([{ "id": model, "version": 0, "current": true }]));
    let openapi = server.get("/openapi.json").json();
    assert_eq!(openapi["openapi"], "3.1.0");
    assert_eq!(openapi["info"]["version"], env!("CARGO_PKG_VERSION"));
    let texts = &openapi["components"]["schemas"]["Texts"]["properties"]["texts"];
    assert_eq!(texts["maxItems"], 7);
    assert_eq!(server.send("HEAD", "/healthz", &[], b"").status, 200);
}
