//! Pages by their addresses, from a server on loopback.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use surmise::input::document::Document;
use surmise::input::source::{Settings, each};

/// What the server sends for a path: the status line, headers and body.
fn answer(path: &str) -> Vec<u8> {
    let page = |headers: &str, body: &[u8]| {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    };
    let moved = |to: &str| {
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .into_bytes()
    };
    match path {
        "/cafe" => page(
            "Content-Type: text/html; charset=windows-1252",
            b"<title>Caf\xE9</title><p>The caf\xE9 closed on Monday, and <a href=\"/linked\">nobody</a> said why.</p>",
        ),
        "/text" => page("Content-Type: text/plain", b"It rained on Monday.\n"),
        "/feed" => page(
            "Content-Type: application/rss+xml",
            include_bytes!("../inputs/feed.rss"),
        ),
        "/moved" => moved("/text"),
        "/round" => moved("/round"),
        "/file" => moved("file:///etc/passwd"),
        "/large" => page("Content-Type: text/html", "<p>It rained.</p>".repeat(9000).as_bytes()),
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    }
}

fn serve(mut connection: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    if path == "/slow" {
        std::thread::sleep(std::time::Duration::from_secs(5));
    }
    assert_ne!(path, "/linked", "a link was followed");
    connection.write_all(&answer(path))
}

/// The address of a server that answers until the tests end.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            std::thread::spawn(move || serve(connection));
        }
    });
    format!("http://{address}")
}

fn fetched(address: &str, settings: &Settings) -> Vec<Result<Document, String>> {
    let mut found = Vec::new();
    each(&[PathBuf::from(address)], settings, &mut |document| {
        found.push(document.map_err(|error| error.to_string()));
        Ok(())
    })
    .expect("nothing refuses a document");
    found
}

fn refused(address: &str, settings: &Settings) -> String {
    fetched(address, settings).remove(0).expect_err("it cannot be had")
}

#[test]
fn a_page_is_read_in_the_charset_of_its_header() {
    let address = format!("{}/cafe", server());
    let page = fetched(&address, &Settings::default()).remove(0).expect("a page");
    assert_eq!(page.name, address);
    assert_eq!(page.text.trim(), "The café closed on Monday, and nobody said why.");
    assert_eq!(page.about.title.as_deref(), Some("Café"));
    assert_eq!(page.about.source.as_deref(), Some("127.0.0.1"));
}

#[test]
fn texts_feeds_and_redirects_are_read() {
    let server = server();
    let text = |path: &str| {
        let found = fetched(&format!("{server}{path}"), &Settings::default());
        found.into_iter().flatten().map(|document| document.text).collect::<Vec<_>>()
    };
    assert_eq!(text("/text"), ["It rained on Monday.\n"]);
    assert_eq!(text("/moved"), ["It rained on Monday.\n"]);
    assert_eq!(text("/feed").len(), 2);
}

#[test]
fn what_cannot_be_had_is_an_error_that_says_why() {
    let server = server();
    let told = |path: &str| refused(&format!("{server}{path}"), &Settings::default());
    assert_eq!(told("/none"), format!("{server}/none: the server answered 404; expected 200"));
    assert_eq!(told("/round"), format!("{server}/round: more than 5 redirects"));
    assert!(told("/file").starts_with(&format!("{server}/file: ")));
    let mut settings = Settings::default();
    settings.limits.page_bytes = 10_000;
    settings.limits.seconds = 1;
    let told = |path: &str| refused(&format!("{server}{path}"), &settings);
    assert_eq!(
        told("/large"),
        format!("{server}/large: a page of more than 10000 bytes; --largest-page allows more")
    );
    assert_eq!(
        told("/slow"),
        format!("{server}/slow: no answer within 1 seconds; --seconds allows more")
    );
}

#[test]
fn a_closed_port_is_an_error() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("it");
    let address = format!("http://{free}/");
    assert!(
        refused(&address, &Settings::default()).starts_with(&format!("{address}: cannot fetch: "))
    );
}
