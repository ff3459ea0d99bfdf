//! A review server in a folder of its own, and a client that can say whatever it likes.

// Each test file that includes this uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A server that runs, and ends with this value.
pub struct Server {
    child: Child,
    /// The rest of what it says; closed, it could say no more.
    _stderr: BufReader<ChildStderr>,
    pub folder: PathBuf,
    pub port: u16,
    pub token: String,
    /// The lines that it printed to stderr up to its address.
    pub told: Vec<String>,
}

/// What the server answered.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The answer that these bytes are.
    pub fn of(bytes: &[u8]) -> Answer {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: unchunked(head, body) }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

/// The program under test.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_surmise"))
}

impl Server {
    /// Serves `paths`, as seen from `folder`, where the journal is too.
    pub fn start(folder: &Path, paths: &[&str]) -> Server {
        let mut command = program();
        command.arg("review").args(paths).args(["--by", "anna"]);
        Server::run(folder, command)
    }

    /// Runs a command that is a review server, and waits for its address.
    pub fn run(folder: &Path, mut command: Command) -> Server {
        let mut child = command
            .current_dir(folder)
            .env("SURMISE_MODELS", folder.join("models"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut told = Vec::new();
        let address = loop {
            let mut line = String::new();
            let read = stderr.read_line(&mut line).expect("UTF-8");
            assert!(read > 0, "it ended and had told {told:?}");
            told.push(line.trim_end().to_owned());
            if let Some((_, rest)) = line.split_once("open http://127.0.0.1:") {
                break rest.split(' ').next().expect("an address").to_owned();
            }
        };
        let (port, token) = address.split_once("/?token=").expect("a token");
        let port = port.parse().expect("a port");
        let token = token.to_owned();
        Server { child, _stderr: stderr, folder: folder.to_owned(), port, token, told }
    }

    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// The headers that our own page sends with everything.
    pub fn own(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Host", format!("127.0.0.1:{}", self.port)),
            ("Origin", format!("http://127.0.0.1:{}", self.port)),
            ("X-Surmise-Token", self.token.clone()),
        ]
    }

    /// Sends a request, byte for byte; what cannot be sent or read is a status of 0.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Answer {
        exchange(self.port, method, path, headers, body)
    }

    /// Asks as our own page asks.
    pub fn ask(&self, path: &str) -> Answer {
        self.send("GET", path, &self.own(), b"")
    }

    /// Tells as our own page tells.
    pub fn tell(&self, path: &str, said: &Value) -> Answer {
        let mut headers = self.own();
        headers.push(("Content-Type", "application/json".to_owned()));
        self.send("POST", path, &headers, said.to_string().as_bytes())
    }

    /// The pieces of a document that have a label.
    pub fn sentences(&self, document: usize) -> Vec<Value> {
        let answer = self.ask(&format!("/api/documents/{document}")).json();
        let pieces = answer[1]["pieces"].as_array().expect("pieces").clone();
        pieces.into_iter().filter(|piece| !piece["sentence"].is_null()).collect()
    }

    /// Corrects a sentence of the first document.
    pub fn correct(&self, sentence: usize, corrected: Option<&str>) -> Answer {
        let text = self.sentences(0)[sentence - 1]["text"].clone();
        self.tell("/api/corrections", &self.correction(sentence, &text, corrected))
    }

    pub fn correction(&self, sentence: usize, text: &Value, corrected: Option<&str>) -> Value {
        let name = self.ask("/api/overview").json()["documents"][0]["name"].clone();
        json!({
            "document": name, "sentence": sentence, "text": text,
            "corrected": corrected, "order": "reading",
        })
    }

    /// Ends it without a warning, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Sends it a signal and waits for its end; gives how it ended, what it had written to
    /// stdout, and how long it took.
    pub fn stop(mut self, signal: &str) -> (ExitStatus, String, Duration) {
        let begun = Instant::now();
        let sent = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
        let status = self.child.wait().expect("it ends");
        let took = begun.elapsed();
        let mut out = String::new();
        let mut stdout = self.child.stdout.take().expect("stdout is piped");
        stdout.read_to_string(&mut out).expect("UTF-8");
        (status, out, took)
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.join("surmise-corrections.jsonl")
    }

    /// The lines of the journal.
    pub fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.journal()).expect("the journal is there");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// Sends one request to a server on this machine, byte for byte, and closes; what cannot be sent
/// or read is a status of 0.
pub fn exchange(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> Answer {
    let headers: Vec<String> =
        headers.iter().map(|(name, says)| format!("{name}: {says}\r\n")).collect();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n",
        headers.concat(),
        body.len()
    );
    let mut bytes = request.into_bytes();
    bytes.extend(body);
    let mut answered = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket");
        // A server that refuses need not read to the end.
        let _ = stream.write_all(&bytes);
        let _ = stream.read_to_end(&mut answered);
    }
    Answer::of(&answered)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unchunked(head: &str, body: &str) -> String {
    if !head.to_lowercase().contains("transfer-encoding: chunked") {
        return body.to_owned();
    }
    let (mut rest, mut whole) = (body, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let Some(chunk) = after.get(..size).filter(|_| size > 0) else { break };
        whole += chunk;
        rest = after.get(size + 2..).unwrap_or_default();
    }
    whole
}

/// A new folder with these files.
pub fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("there is room");
    }
    folder
}

/// An article for the tests.
pub const ARTICLE: &str = "\
Council closes the harbour bridge
The Harbour Gazette
12 May 2025

The council closed the bridge on Monday after engineers found a crack. It will stay shut for six weeks, the mayor said.

The decision is a disgrace, and everybody knows it. Perhaps the money was never there. The council should resign.

Traffic was sent over the old lock. Four buses were late.
";

/// An article that would like to be more than text.
pub const HOSTILE: &str = "\
<script>document.title='owned'</script> & <b>bold</b> headline

<img src=x onerror=\"document.title='owned'\"> was said on Monday, he said. \
</p></article><script>window.owned = 1</script> The mayor said \u{202E}desrever\u{2066} so. \
</script><script>alert(1)</script> \"quoted\" 'and' `ticked` ${window.owned = 1} is a shame.

{{constructor.constructor('window.owned=1')()}} javascript:alert(1) &lt;script&gt; &#x3c;b> \u{2028}\u{2029} it was told.

<style>*{display:none}</style><svg onload=window.owned=1><iframe src=//example.com></iframe> was a terrible idea.
";
