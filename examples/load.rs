//! What `surmise serve` does under load, with another model taking over in mid-run.
//!
//! ```sh
//! cargo build --release && cargo run --release --example load -- target/release/surmise 200 10000
//! ```
//!
//! The arguments are the program, requests a second, and how many. Each request is an article
//! of about 600 words, made of those in `examples/`. Requests are due at even intervals,
//! whether or not the earlier ones are answered, and a latency is counted from the moment at
//! which its request was due: a server that falls behind cannot hide it. The load comes from
//! the same machine and takes its share of the cores.
//!
//! The other model is a retraining on two corrections; `surmise models use` makes it current
//! when half of the requests were sent. A request is lost if it gets no answer, or another
//! status than 200.

// Figures are what this is for.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

type Failure = Box<dyn Error + Send + Sync>;

/// Connections that are kept open; so many requests can be under way at once.
const CONNECTIONS: usize = 32;

/// Words of an article.
const WORDS: usize = 600;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [program, rate, requests] = &args[..] else {
        return Err("expected the program, requests a second, and the number of requests".into());
    };
    let (rate, requests): (f64, usize) = (rate.parse()?, requests.parse()?);
    let articles = articles()?;
    let folder = tempfile::tempdir()?;
    let models = folder.path().join("models");
    let surmise = || {
        let mut command = Command::new(program);
        command.env("SURMISE_MODELS", &models).env_remove("SURMISE_TOKEN");
        command
    };
    let other = other_model(folder.path(), &surmise)?;
    let mut server = Server::start(surmise().args(["serve", "--listen", "127.0.0.1:0"]))?;
    let loads = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();

    // Every worker has its model, and every page of memory is there.
    for article in articles.iter().cycle().take(50) {
        Line::open(server.port)?.ask(article)?;
    }
    let (sent, begun) = (AtomicUsize::new(0), Instant::now());
    let mut answers: Vec<Answer> = std::thread::scope(|scope| {
        let client = || -> Vec<Answer> {
            let (mut line, mut answers) = (Line::open(server.port), Vec::new());
            loop {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return answers;
                }
                let due = begun + Duration::from_secs_f64(number as f64 / rate);
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let said = match &mut line {
                    Ok(line) => line.ask(&articles[number % articles.len()]),
                    Err(_) => Err("no connection".into()),
                };
                let (status, model) = said.unwrap_or_else(|_| {
                    line = Line::open(server.port);
                    (0, String::new())
                });
                answers.push(Answer { status, model, latency: due.elapsed() });
            }
        };
        let clients: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(client)).collect();
        let switch = scope.spawn(|| -> Result<(), Failure> {
            while sent.load(Ordering::Relaxed) < requests / 2 {
                std::thread::sleep(Duration::from_millis(5));
            }
            run(surmise().args(["models", "use", &other]))
        });
        let answers = clients.into_iter().flat_map(|client| client.join().unwrap_or_default());
        let answers = answers.collect();
        switch.join().map_err(|_| "the switch failed")??;
        Ok::<_, Failure>(answers)
    })?;
    let took = begun.elapsed();
    server.stop()?;

    let mut models: BTreeMap<&str, usize> = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_default() += 1;
        *models.entry(&answer.model).or_default() += 1;
    }
    println!("asked     {requests} requests, {rate} a second, {CONNECTIONS} connections");
    println!("load      {} before it began", loads.trim());
    println!("answered  {} in {:.1} s", answers.len(), took.as_secs_f64());
    println!("statuses  {statuses:?}");
    println!("models    {models:?}");
    let lost = requests - statuses.get(&200).copied().unwrap_or(0);
    println!("lost      {lost}");
    answers.sort_by_key(|answer| answer.latency);
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)] {
        println!("{name:<9} {:.2} ms", milliseconds(&answers, share));
    }
    println!("slowest   {:.2} ms", milliseconds(&answers, 1.0));
    if lost > 0 { Err("requests were lost".into()) } else { Ok(()) }
}

/// What became of a request.
struct Answer {
    status: u16,
    model: String,
    latency: Duration,
}

/// The latency that this share of the answers, which are sorted, does not exceed.
fn milliseconds(answers: &[Answer], share: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let place = (answers.len() as f64 * share).ceil() as usize;
    let answer = answers.get(place.saturating_sub(1));
    answer.map_or(f64::NAN, |answer| answer.latency.as_secs_f64() * 1000.0)
}

/// Articles of [`WORDS`] words: each of the examples, with the beginning of the next.
fn articles() -> Result<Vec<String>, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            texts.push(std::fs::read_to_string(path)?);
        }
    }
    texts.sort();
    let next = texts.iter().cycle().skip(1);
    Ok(texts.iter().zip(next).map(|(text, next)| article(text, next)).collect())
}

fn article(text: &str, next: &str) -> String {
    let mut article = text.trim_end().to_owned();
    for line in next.lines() {
        let words = article.split_whitespace().count();
        if words >= WORDS {
            break;
        }
        let fitting: Vec<&str> = line.split(' ').take(WORDS - words).collect();
        article.push('\n');
        article += &fitting.join(" ");
    }
    article
}

/// Makes a model folder with another model in it; gives that one's id. The one inside the
/// program is current.
fn other_model(folder: &Path, surmise: &dyn Fn() -> Command) -> Result<String, Failure> {
    let corrections = folder.join("corrections.csv");
    let rows = "text,label\nThe plan is a scandal of rare beauty.,opinion\nThe ferry sank in March.,fact\n";
    std::fs::write(&corrections, rows)?;
    run(surmise().args(["retrain", "--force"]).arg(corrections))?;
    let id = std::fs::read_to_string(folder.join("models/current"))?.trim().to_owned();
    run(surmise().args(["models", "use", "0"]))?;
    Ok(id)
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let out = command.output()?;
    if out.status.success() { Ok(()) } else { Err(String::from_utf8(out.stderr)?.into()) }
}

/// A server that runs.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Result<Server, Failure> {
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let mut told = BufReader::new(child.stderr.take().ok_or("stderr is piped")?);
        told.read_line(&mut line)?;
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        let port = line.split_once("http://127.0.0.1:").map_or("", |(_, rest)| rest);
        let port = port.split(' ').next().unwrap_or_default();
        Ok(Server { child, port: port.parse().map_err(|_| line)? })
    }

    fn stop(&mut self) -> Result<(), Failure> {
        run(Command::new("kill").arg("-TERM").arg(self.child.id().to_string()))?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err("the server did not end cleanly".into()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that is kept.
struct Line(BufReader<TcpStream>);

impl Line {
    fn open(port: u16) -> Result<Line, Failure> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Line(BufReader::new(stream)))
    }

    /// Asks about a text; gives the status and the id of the model.
    fn ask(&mut self, text: &str) -> Result<(u16, String), Failure> {
        let port = self.0.get_ref().peer_addr()?.port();
        let mut request = format!(
            "POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        request += text;
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err("the connection ended".into());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(says) = line.strip_prefix("http/1.1 ") {
                status = says.get(..3).unwrap_or_default().parse()?;
            } else if let Some(says) = line.strip_prefix("content-length:") {
                length = says.trim().parse()?;
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        // The answer begins {"model":"ce2c42676fb0".
        let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let model = start.split('"').nth(3).unwrap_or_default();
        Ok((status, model.to_owned()))
    }
}
