//! The review page in a real browser, by keyboard, in two tabs, in the dark and in 400 pixels.
//!
//! Needs Debian's `chromium` and `chromium-driver`; where they are absent, each test says that
//! it skips.

#![cfg(all(feature = "review", unix))]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::served::{ARTICLE, HOSTILE, Server, folder_of};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

/// Nothing on this page takes so long, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser of its own, and all that it logs.
struct Browser {
    client: Client,
    driver: Child,
    folder: tempfile::TempDir,
}

impl Browser {
    /// A browser, or nothing where there is none.
    async fn start(width: u32, more: &[&str]) -> Option<Browser> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let log = folder.path().join("driver.log");
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .arg("--verbose")
            .arg(format!("--log-path={}", log.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = driver else {
            eprintln!("skipped: no chromedriver here; install chromium and chromium-driver");
            return None;
        };
        let said = BufReader::new(driver.stdout.take().expect("stdout is piped"));
        let port = said
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("successfully on port ")?.1.to_owned()))
            .expect("chromedriver names its port");
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let mut args = vec![
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &profile,
        ];
        args.extend(more);
        let wanted = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": args,
                "mobileEmulation": {
                    "deviceMetrics": { "width": width, "height": 900, "pixelRatio": 1, "touch": false, "mobile": false },
                },
            },
        });
        let wanted: Map<String, Value> = wanted.as_object().expect("an object").clone();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&format!("http://127.0.0.1:{}", port.trim_end_matches('.')))
            .await
            .expect("chromium starts");
        Some(Browser { client, driver, folder })
    }

    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// Waits until a JavaScript expression holds.
    async fn until(&self, expression: &str) {
        let begun = Instant::now();
        while self.run(&format!("return Boolean({expression})")).await != json!(true) {
            let page = self
                .run("return ['trouble', 'status', 'details', 'lists-title'].map((id) => document.getElementById(id).textContent)")
                .await;
            assert!(begun.elapsed() < PATIENCE, "never: {expression}\n{page}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn open(&self, server: &Server) {
        self.client.goto(&server.address()).await.expect("the page opens");
        self.until(
            "document.querySelector('#text [aria-current=true]') === document.activeElement",
        )
        .await;
    }

    async fn press(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    async fn status_is(&self, words: &str) {
        self.until(&format!("document.getElementById('status').textContent === {words:?}")).await;
    }

    /// The classes of a sentence of the open document.
    async fn looks(&self, sentence: usize) -> String {
        let script =
            format!("return document.querySelector('[data-sentence=\"{sentence}\"]').className");
        self.run(&script).await.as_str().unwrap_or_default().to_owned()
    }

    /// What the browser complained of: exceptions, and errors in its console.
    fn complaints(&self) -> Vec<String> {
        let log = std::fs::read(self.folder.path().join("driver.log")).expect("the driver's log");
        let log = String::from_utf8_lossy(&log);
        let events = log.split("DevTools WebSocket Event: ").skip(1);
        events
            .filter(|event| {
                event.starts_with("Runtime.exceptionThrown")
                    || event.starts_with("Log.entryAdded")
                    || (event.starts_with("Runtime.consoleAPICalled")
                        && event.contains("\"type\": \"error\""))
            })
            .map(|event| {
                // Its own words, without the stack.
                let words = event.lines().filter(|line| {
                    ["\"text\"", "\"description\"", "\"value\""]
                        .iter()
                        .any(|key| line.contains(key))
                });
                words.take(3).collect()
            })
            .collect()
    }

    async fn end(self) {
        self.client.clone().close().await.expect("chromium ends");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser too.
        let _ = Command::new("kill").arg(self.driver.id().to_string()).status();
        let _ = self.driver.wait();
    }
}

#[tokio::test]
async fn sentences_are_corrected_and_undone_by_keyboard_alone() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE), ("b.txt", HOSTILE)]);
    let server = Server::start(folder.path(), &["a.txt", "b.txt"]);
    browser.open(&server).await;
    let label = server.sentences(0)[1]["sentence"]["label"].as_str().map(str::to_owned);
    let label = label.expect("a label");
    browser.press("j").await;
    browser.press("c").await;
    browser.status_is(&format!("Saved: sentence 2 is {label}.")).await;
    assert!(browser.looks(2).await.contains("confirmed"));
    let (key, other) = if label == "fact" { ("o", "opinion") } else { ("f", "fact") };
    browser.press(key).await;
    browser.status_is(&format!("Saved: sentence 2 is {other}.")).await;
    assert!(browser.looks(2).await.contains("corrected"));
    browser.press("jj").await;
    browser.press("5").await;
    browser.status_is("Saved: sentence 4 is appeal.").await;
    browser.press("u").await;
    browser.status_is("Saved: sentence 4 taken back.").await;
    browser.press("u").await;
    browser.status_is(&format!("Saved: sentence 2 is {label}.")).await;
    let said: Vec<Value> = server.lines().iter().map(|line| line["corrected"].clone()).collect();
    assert_eq!(said, [json!(label), json!(other), json!("appeal"), json!(null), json!(label)]);
    // Enter confirms where the focus is on a sentence.
    browser.press("j").await;
    browser.press(&String::from(char::from(Key::Enter))).await;
    browser
        .until("document.getElementById('status').textContent.startsWith('Saved: sentence 3')")
        .await;
    // What was said stays, and so does the place.
    browser.client.refresh().await.expect("the page loads again");
    browser.until("document.activeElement.dataset.sentence === '3'").await;
    assert!(browser.looks(2).await.contains("confirmed"));
    browser.until("document.getElementById('progress-text').textContent.startsWith('2 of')").await;
    // Undo reaches back behind the reload.
    browser.press("u").await;
    browser.status_is("Saved: sentence 3 taken back.").await;
    // Help, search, documents, the queue.
    browser.press("?").await;
    browser.until("document.getElementById('help').open").await;
    browser.press("o").await;
    browser.press(&String::from(char::from(Key::Escape))).await;
    browser.until("!document.getElementById('help').open").await;
    browser.press("/").await;
    browser.press("buses").await;
    browser
        .until("document.getElementById('lists-title').textContent === '1 sentence with “buses”'")
        .await;
    browser.press(&String::from(char::from(Key::Enter))).await;
    browser.until("document.activeElement.textContent.includes('Four buses')").await;
    browser.press(&String::from(char::from(Key::Escape))).await;
    browser.press("n").await;
    browser.until("document.title.startsWith('b.txt')").await;
    browser.press("p").await;
    browser.until("document.title.startsWith('Council')").await;
    browser.press("q").await;
    let first = server.ask("/api/queue").json()["sentences"][0].clone();
    browser
        .until(&format!("document.activeElement.dataset.sentence === '{}'", first["sentence"]))
        .await;
    browser.press("f").await;
    browser.until("document.getElementById('status').textContent.startsWith('Saved')").await;
    let last = server.lines().pop().expect("a line");
    assert_eq!((&last["order"], &last["text"]), (&json!("queue"), &first["text"]));
    let second = server.ask("/api/queue").json()["sentences"][0].clone();
    browser
        .until(&format!("document.activeElement.dataset.sentence === '{}'", second["sentence"]))
        .await;
    assert_eq!(server.lines().len(), 8, "the dialog took its keys for itself");
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn two_tabs_stay_in_step() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.open(&server).await;
    let first = browser.client.window().await.expect("a tab");
    let second = browser.client.new_window(true).await.expect("a second tab").handle;
    browser.client.switch_to_window(second.clone()).await.expect("it is there");
    browser.open(&server).await;
    browser.press("jj").await;
    browser.press("4").await;
    browser.status_is("Saved: sentence 3 is speculation.").await;
    browser.client.switch_to_window(first).await.expect("it is there");
    browser.until("document.querySelector('[data-sentence=\"3\"] .mark').textContent.includes('speculation')").await;
    browser.press("jj").await;
    browser
        .until("document.getElementById('details').textContent.includes('speculation – saved')")
        .await;
    browser.press("x").await;
    browser.status_is("Saved: sentence 3 taken back.").await;
    browser.client.switch_to_window(second).await.expect("it is there");
    browser
        .until("!document.querySelector('[data-sentence=\"3\"]').className.includes('corrected')")
        .await;
    // What the other tab changed since is not undone.
    browser.press("u").await;
    browser.status_is("Not undone: the sentence was changed elsewhere since.").await;
    assert_eq!(server.lines().len(), 2);
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn an_article_of_markup_is_inert() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("<b>a&amp;.txt", HOSTILE)]);
    let server = Server::start(folder.path(), &["."]);
    browser.open(&server).await;
    for _ in 0..server.sentences(0).len() {
        browser.press("j").await;
    }
    browser.press("o").await;
    browser.until("document.getElementById('status').textContent.startsWith('Saved')").await;
    browser.press("/").await;
    browser.press("<script>").await;
    browser.until("document.getElementById('lists-title').textContent.includes('<script>')").await;
    assert_eq!(browser.run("return typeof window.owned").await, json!("undefined"));
    assert_eq!(
        browser.run("return document.title").await,
        json!("./<b>a&amp;.txt – surmise review")
    );
    let names = "return [...new Set([...document.querySelectorAll('#text *')].map((e) => e.localName))].sort()";
    assert_eq!(browser.run(names).await, json!(["p", "span"]));
    let alien = "return document.querySelectorAll('iframe, object, embed, style, #list b, #list script, body script, svg').length";
    assert_eq!(browser.run(alien).await, json!(0));
    assert_eq!(browser.complaints(), [""; 0]);
    // An inline script that somehow came in would not run either.
    browser
        .run("const s = document.createElement('script'); try { s.textContent = 'window.owned = 2'; } catch { s.append('window.owned = 2'); } try { document.body.append(s); } catch {}")
        .await;
    assert_eq!(browser.run("return typeof window.owned").await, json!("undefined"));
    let seen = browser.complaints().join("\n");
    assert!(seen.contains("TrustedScript"), "a complaint would be seen: {seen}");
    browser.end().await;
}

#[tokio::test]
async fn a_server_that_is_gone_loses_nothing() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.open(&server).await;
    browser.press("o").await;
    browser.status_is("Saved: sentence 1 is opinion.").await;
    // Another tab may send what this one said; both know then that it is saved.
    let first = browser.client.window().await.expect("a tab");
    let second = browser.client.new_window(true).await.expect("a second tab").handle;
    browser.client.switch_to_window(second).await.expect("it is there");
    browser.open(&server).await;
    browser.client.switch_to_window(first).await.expect("it is there");
    server.kill();
    browser.press("jj").await;
    browser.press("3").await;
    browser.until("!document.getElementById('trouble').hidden").await;
    browser.until("document.getElementById('trouble').textContent.includes('The server does not answer; trying again. Not saved: 1 correction waits in this browser.')").await;
    assert!(browser.looks(3).await.contains("waiting"));
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.until("document.getElementById('trouble').hidden").await;
    browser.until("!document.querySelector('.waiting')").await;
    let said = |server: &Server| -> Vec<Value> {
        server.lines().iter().map(|line| json!([line["sentence"], line["corrected"]])).collect()
    };
    assert_eq!(said(&server), [json!([1, "opinion"]), json!([3, "judgement"])]);
    // Asked to stop, it comes back with another token: the page says what to do, and the new
    // page brings along what was not saved.
    server.stop("-INT");
    browser.press("j").await;
    browser.press("1").await;
    browser
        .until("document.getElementById('trouble').textContent.includes('does not answer')")
        .await;
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.until("document.getElementById('trouble').textContent.includes('started anew. Open the address that it printed. Not saved: 1 correction waits')").await;
    browser.open(&server).await;
    browser.until("document.getElementById('trouble').hidden").await;
    browser.until("!document.querySelector('.waiting') && document.querySelector('[data-sentence=\"4\"] .mark').textContent !== ''").await;
    assert_eq!(said(&server)[2..], [json!([4, "event"])]);
    browser.end().await;
}

/// The text on the page whose contrast with what is behind it is below 4.5, each with its ratio.
const PALE: &str = r"
const parse = (colour) => { const m = colour.match(/[\d.]+/g).map(Number); return [m[0], m[1], m[2], m[3] ?? 1]; };
const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
const behind = (e) => {
  const layers = [];
  for (let at = e; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
};
const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const pale = [];
let seen = 0;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen, .skip, noscript')) continue;
  const ground = behind(e);
  const ink = over(parse(getComputedStyle(e).color), ground);
  const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  seen += 1;
  if (ratio < 4.5) pale.push(ratio.toFixed(2) + ' ' + walk.currentNode.data.slice(0, 40));
}
return [seen, pale];
";

#[tokio::test]
async fn text_stands_out_in_light_and_dark() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for (setting, dark) in [("preferredColorScheme=1", false), ("preferredColorScheme=0", true)] {
        let flag = format!("--blink-settings={setting}");
        let Some(browser) = Browser::start(1280, &[&flag]).await else { return };
        let folder = folder_of(&[]);
        let server = Server::start(folder.path(), &[examples]);
        browser.open(&server).await;
        let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
        assert_eq!(browser.run(is_dark).await, json!(dark));
        for keys in ["o", "jo", "jc", "nn", "?"] {
            browser.press(keys).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            let found = browser.run(PALE).await;
            assert!(found[0].as_u64() > Some(50), "{found}");
            assert_eq!(found[1], json!([]), "dark: {dark}, after {keys}");
        }
        assert_eq!(browser.complaints(), [""; 0]);
        browser.end().await;
    }
}

#[tokio::test]
async fn four_hundred_pixels_are_enough() {
    let Some(browser) = Browser::start(400, &["--force-prefers-reduced-motion"]).await else {
        return;
    };
    let long = format!("{} is {} wide, he said.\n", "W".repeat(400), "9".repeat(300));
    let folder = folder_of(&[("a.txt", HOSTILE), ("b.txt", ARTICLE), ("c.txt", &long)]);
    let server = Server::start(folder.path(), &["."]);
    browser.open(&server).await;
    assert_eq!(browser.run("return innerWidth").await, json!(400));
    for _ in 0..3 {
        for keys in ["j", "o"] {
            browser.press(keys).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            let room = "return [document.documentElement, document.body].every((e) => e.scrollWidth <= document.documentElement.clientWidth)";
            assert_eq!(browser.run(room).await, json!(true), "it does not scroll sideways");
        }
        // The chosen sentence is not hidden by the panel.
        let over = "const s = document.activeElement.getClientRects()[0], p = document.getElementById('panel').getBoundingClientRect(); return s.top < p.top || p.top <= 0";
        assert_eq!(browser.run(over).await, json!(true));
        browser.press("n").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let moving =
        "return getComputedStyle(document.querySelector('#text .sentence')).transitionDuration";
    assert_eq!(browser.run(moving).await, json!("0s"), "nothing moves for who asked so");
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn everything_has_a_name_and_a_role() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.open(&server).await;
    let nameless = "return [...document.querySelectorAll('button, input, dialog, nav, aside, progress, [role=button]')].filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length)).length";
    assert_eq!(browser.run(nameless).await, json!(0));
    assert_eq!(browser.run("return document.documentElement.lang").await, json!("en"));
    for (role, least) in [("status", 1), ("alert", 1), ("search", 1), ("button", 8)] {
        let count = format!("return document.querySelectorAll('[role={role}]').length");
        assert!(browser.run(&count).await.as_u64() >= Some(least), "{role}");
    }
    // One sentence is in the tab order, and after it come the buttons.
    let stops = "return [...document.querySelectorAll('#text [tabindex=\"0\"]')].length";
    assert_eq!(browser.run(stops).await, json!(1));
    browser.press(&String::from(char::from(Key::Tab))).await;
    browser.until("document.activeElement.textContent.startsWith('Confirm')").await;
    browser.press(&String::from(char::from(Key::Tab))).await;
    browser.press(" ").await;
    browser.status_is("Saved: sentence 1 is fact.").await;
    browser.until("document.activeElement.getAttribute('aria-pressed') === 'true'").await;
    let spoken =
        browser.run("return document.querySelector('[data-sentence=\"1\"]').textContent").await;
    let spoken = spoken.as_str().expect("text");
    assert!(spoken.starts_with("confirmed fact: ") || spoken.starts_with("corrected to fact: "));
    // The pointer gets a hint, which Escape takes away.
    browser.run("document.querySelector('[data-sentence=\"5\"]').dispatchEvent(new MouseEvent('mouseover', { bubbles: true, clientX: 200, clientY: 200 }))").await;
    browser.until("!document.getElementById('hint').hidden && document.getElementById('hint').textContent.includes('Words that decided: “')").await;
    browser.press(&String::from(char::from(Key::Escape))).await;
    browser.until("document.getElementById('hint').hidden").await;
    // Turned off, single keys say nothing; the buttons stay.
    browser.run("document.getElementById('single-keys').click()").await;
    browser.press("o").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(server.lines().len(), 1);
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn an_article_of_five_thousand_sentences_is_shown_whole() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let many: String = (1..=5000)
        .map(|n| {
            format!(
                "The council met for session {n} on Monday.{}",
                if n % 5 == 0 { "\n\n" } else { " " }
            )
        })
        .collect();
    let folder = folder_of(&[("a.txt", &many)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.open(&server).await;
    let shown = browser.run("return document.querySelectorAll('#text .sentence').length").await;
    assert_eq!(shown.as_u64(), Some(server.sentences(0).len() as u64));
    assert!(shown.as_u64() >= Some(4990), "{shown}");
    browser.press("jjj").await;
    browser.press("o").await;
    browser.status_is("Saved: sentence 4 is opinion.").await;
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn a_person_retrains_sees_the_comparison_and_decides() {
    let Some(browser) = Browser::start(400, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    let enter = String::from(char::from(Key::Enter));
    browser.open(&server).await;
    browser.press("jjjj").await;
    browser.press("1").await;
    browser.status_is("Saved: sentence 5 is event.").await;
    browser.run("document.getElementById('retrain-button').focus()").await;
    browser.press(&enter).await;
    let told = "document.getElementById('retrain-status').textContent";
    browser.until(&format!("{told}.startsWith('Compared')")).await;
    let body = browser.run("return document.getElementById('retrain-body').innerText").await;
    let body = body.as_str().expect("text");
    for wanted in ["In use", "New", "Macro-F1", "Calibration error", "would get another label"] {
        assert!(body.contains(wanted), "{wanted}: {body}");
    }
    assert_eq!(browser.run(PALE).await[1], json!([]));
    let room = "const d = document.getElementById('retrain'); return d.scrollWidth <= d.clientWidth && d.getBoundingClientRect().right <= innerWidth";
    assert_eq!(browser.run(room).await, json!(true), "the comparison fits in 400 pixels");
    let before = server.ask("/api/overview").json()["model"].clone();
    browser.run("document.getElementById('promote').focus()").await;
    browser.press(&enter).await;
    browser.until(&format!("{told}.includes('is in use now')")).await;
    assert_ne!(server.ask("/api/overview").json()["model"], before);
    browser.press(&enter).await;
    browser.until("!document.getElementById('retrain').open").await;
    browser
        .until("document.querySelector('[data-sentence=\"5\"]').className.includes('fact')")
        .await;
    assert_eq!(browser.complaints(), [""; 0]);
    browser.end().await;
}

#[tokio::test]
async fn what_the_server_cannot_take_is_shown_and_can_be_discarded() {
    let Some(browser) = Browser::start(1280, &[]).await else { return };
    let folder = folder_of(&[("a.txt", ARTICLE)]);
    let server = Server::start(folder.path(), &["a.txt"]);
    browser.open(&server).await;
    browser.press("j").await;
    server.kill();
    browser.press("o").await;
    browser.until("!document.getElementById('trouble').hidden").await;
    // The article is another one when the server comes back.
    let edited = ARTICLE.replace("closed the bridge on Monday", "closed the bridge on Sunday");
    std::fs::write(folder.path().join("a.txt"), edited).expect("there is room");
    let server = Server::start(folder.path(), &["a.txt"]);
    let told = "document.getElementById('trouble').textContent";
    browser.until(&format!("{told}.includes('The server did not take what you said of “The council closed the bridge on Monday')")).await;
    browser.until("document.getElementById('article').textContent.includes('on Sunday')").await;
    assert_eq!(server.lines().len(), 0);
    browser.run("document.getElementById('discard').click()").await;
    browser.until("document.getElementById('trouble').hidden").await;
    browser.until("!document.querySelector('#text .corrected, #text .confirmed, .waiting')").await;
    browser.end().await;
}
