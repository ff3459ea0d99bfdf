//! The examples of `docs/serve.md` run as a reader would type them.

#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::process::Command;

use serde_json::Value;

use super::served::folder_of;
use super::service::Service;

/// The fenced blocks of the page in this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = page.split(&fence).skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// Whether the two are built alike: the same members, whatever their values.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|b| alike(value, b)))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.first().zip(b.last()).is_some_and(|(a, b)| alike(a, b))
        }
        (Value::String(_), Value::String(_)) | (Value::Bool(_), Value::Bool(_)) => true,
        (Value::Number(_), Value::Number(_)) => true,
        _ => false,
    }
}

#[test]
fn the_examples_of_the_page_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl");
        return;
    }
    let page = include_str!("../../docs/serve.md");
    let folder = folder_of(&[("token", "0123456789abcdef0123456789abcdef\n")]);
    let open = Service::start(folder.path(), &[]);
    let guarded = Service::start(folder.path(), &["--token-file", "token"]);
    let mut answers = Vec::new();
    for block in blocks(page, "sh") {
        for command in block.replace("\\\n", " ").lines().filter(|line| line.starts_with("curl")) {
            let server = if command.contains("Bearer") { &guarded } else { &open };
            let typed = command.replace("127.0.0.1:8421", &format!("127.0.0.1:{}", server.port));
            assert_ne!(typed, command, "it names the address");
            let typed = typed.replacen("curl -s", "curl -sS --fail-with-body", 1);
            let mut bash = Command::new("bash");
            let out = bash.args(["-c", &typed]).current_dir(folder.path()).output();
            let out = out.expect("bash runs");
            let body = String::from_utf8(out.stdout).expect("UTF-8");
            let told = String::from_utf8_lossy(&out.stderr).into_owned();
            assert!(out.status.success() && !body.is_empty(), "{command}: {body}{told}");
            answers.push(body);
        }
    }
    assert_eq!(answers.len(), 10);
    let shown: Value = serde_json::from_str(&blocks(page, "json")[0]).expect("JSON");
    let answered: Value = serde_json::from_str(&answers[0]).expect("JSON");
    assert!(alike(&shown, &answered), "{shown}\n{answered}");
    let evening = &answered["documents"][0]["sentences"][1];
    assert_eq!((&evening["start"], &evening["end"]), (&Value::from(27), &Value::from(53)));
    assert_eq!(evening["label"], shown["documents"][0]["sentences"][0]["label"]);
}

#[test]
fn every_sort_of_problem_stands_on_the_page() {
    let page = include_str!("../../docs/serve.md");
    let source = include_str!("../../src/serve/problem.rs");
    let names: Vec<&str> = source
        .lines()
        .filter_map(|line| line.split_once("(\"")?.1.split_once("\", S::"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names.len(), 20);
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
