//! A running `surmise serve`, and clients that behave well or badly.

// Each test file that includes this uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::served::{Answer, exchange, program};

/// A server that runs, and ends with this value.
pub struct Service {
    child: Child,
    pub port: u16,
    /// The lines that it has printed to stderr so far.
    told: Arc<Mutex<Vec<String>>>,
}

impl Service {
    /// Serves the models of `folder/models` with these arguments.
    pub fn start(folder: &Path, args: &[&str]) -> Service {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(args);
        Service::run(folder, command)
    }

    /// Runs a command that is a server, and waits for its address.
    pub fn run(folder: &Path, mut command: Command) -> Service {
        let mut child = command
            .current_dir(folder)
            .env("SURMISE_MODELS", folder.join("models"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr is piped")).lines();
        let first = lines.next().expect("it tells its address").expect("UTF-8");
        let (_, rest) = first.split_once("listening at http://127.0.0.1:").expect(&first);
        let port = rest.split(' ').next().and_then(|port| port.parse().ok()).expect("a port");
        let told = Arc::new(Mutex::new(vec![first]));
        let telling = Arc::clone(&told);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                telling.lock().expect("nobody panics with it").push(line);
            }
        });
        Service { child, port, told }
    }

    /// What it has told so far.
    pub fn told(&self) -> Vec<String> {
        self.told.lock().expect("nobody panics with it").clone()
    }

    /// Waits until it has told something that holds these words.
    pub fn hears(&self, words: &str) -> bool {
        within(Duration::from_secs(20), || self.told().iter().any(|line| line.contains(words)))
    }

    /// The header that every client sends.
    pub fn host(&self) -> (&'static str, String) {
        ("Host", format!("127.0.0.1:{}", self.port))
    }

    /// Sends a request with these headers besides the Host.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut all = vec![self.host()];
        all.extend(headers.iter().map(|(name, says)| (*name, (*says).to_owned())));
        exchange(self.port, method, path, &all, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// Asks about one text.
    pub fn text(&self, path: &str, text: &str) -> Answer {
        self.send("POST", path, &[("Content-Type", "text/plain")], text.as_bytes())
    }

    /// Asks in JSON.
    pub fn json(&self, path: &str, said: &Value) -> Answer {
        let headers = [("Content-Type", "application/json")];
        self.send("POST", path, &headers, said.to_string().as_bytes())
    }

    /// The value of a metric, named with its labels.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let text = self.get("/metrics").body;
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.and_then(|says| says.parse().ok())
    }

    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for its end; gives how it ended and how long that took.
    pub fn ends(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let status = self.child.wait().expect("it ends");
        let mut out = String::new();
        self.child.stdout.take().expect("piped").read_to_string(&mut out).expect("UTF-8");
        assert_eq!(out, "", "stdout is for results");
        (status, begun.elapsed())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether something comes to hold in time.
pub fn within(time: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !holds() {
        if begun.elapsed() > time {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

/// A connection that is kept for many requests.
pub struct Line {
    stream: BufReader<TcpStream>,
    port: u16,
}

impl Line {
    pub fn open(port: u16) -> Line {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a socket");
        stream.set_nodelay(true).expect("a socket");
        Line { stream: BufReader::new(stream), port }
    }

    /// Sends bytes as they are; says whether the other side takes them.
    pub fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.get_mut().write_all(bytes).is_ok()
    }

    /// Sends the head of a question whose body will have `length` bytes.
    pub fn head(&mut self, length: usize) {
        let head = format!(
            "POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n",
            self.port
        );
        assert!(self.write(head.as_bytes()), "it takes a head");
    }

    /// Asks about one text and reads the answer.
    pub fn ask(&mut self, text: &str) -> Answer {
        self.head(text.len());
        assert!(self.write(text.as_bytes()), "it takes a body");
        self.answer()
    }

    /// Reads one answer; a connection that ends before it is a status of 0.
    pub fn answer(&mut self) -> Answer {
        let mut bytes = Vec::new();
        let mut length = 0;
        loop {
            let before = bytes.len();
            if self.stream.read_until(b'\n', &mut bytes).unwrap_or(0) == 0 {
                return Answer::of(b"");
            }
            let line = String::from_utf8_lossy(&bytes[before..]).to_lowercase();
            if let Some(says) = line.strip_prefix("content-length:") {
                length = says.trim().parse().expect("a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        let before = bytes.len();
        bytes.resize(before + length, 0);
        match self.stream.read_exact(&mut bytes[before..]) {
            Ok(()) => Answer::of(&bytes),
            Err(_) => Answer::of(b""),
        }
    }

    /// What still comes until the other side closes.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A connection that is reset has ended too.
        let _ = self.stream.read_to_end(&mut rest);
        rest
    }
}
