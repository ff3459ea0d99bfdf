//! *A web archive is a pile of records*, one after the other: what was asked, what was answered.
//! The answers that are pages are documents.
//!
//! ISO 28500: a version line, headers, an empty line, as many bytes as a header says, two line
//! ends. A record that breaks this costs itself: the next one is looked for.

use std::io::{self, BufRead, Read as _};

use crate::error::{Error, Result};

use super::jsonl::too_long;
use super::lines::{Line, read_line};
use super::response::Response;
use super::source::{Settings, TakeGiven};
use super::unread::{Given, Page};

/// The longest line of a record's head, and the most lines.
const LONGEST_LINE_BYTES: usize = 16 << 10;
const MOST_LINES: usize = 200;

/// Types of content that are pages.
const PAGES: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// The head of a record.
#[derive(Default)]
struct Head {
    kind: String,
    address: Option<String>,
    date: Option<String>,
    content_type: String,
    length: Option<u64>,
}

/// What was found where a record should begin.
enum Found {
    Record(Head),
    /// Lines that belong to no record, from here on.
    Damage,
    End,
}

/// Gives the document of every page in an archive.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_page(
    file: &str,
    mut reader: impl BufRead,
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let mut number = 0_u64;
    let mut is_damaged = false;
    let mut body = Vec::new();
    loop {
        let head = match head(&mut reader) {
            Ok(Found::End) => return Ok(()),
            Ok(Found::Record(head)) => {
                is_damaged = false;
                head
            }
            Ok(Found::Damage) => {
                if !is_damaged {
                    number += 1;
                    let problem = "a damaged record; the next that begins with WARC/ is looked for";
                    take(Err(Error::at(format!("{file}:{number}"), problem)))?;
                }
                is_damaged = true;
                continue;
            }
            Err(cause) => {
                number += 1;
                let goes_on = told(file, number, cause, take)?;
                if goes_on {
                    continue;
                }
                return Ok(());
            }
        };
        number += 1;
        let place = || match &head.address {
            Some(address) => format!("{file}:{number}: {address}"),
            None => format!("{file}:{number}"),
        };
        let Some(length) = head.length else {
            let problem = "a record without Content-Length; the next is looked for";
            take(Err(Error::at(place(), problem)))?;
            is_damaged = true;
            continue;
        };
        let is_wanted =
            head.kind == "response" && head.content_type.starts_with("application/http");
        let most = settings.limits.record_bytes;
        let read = if is_wanted && length <= most as u64 {
            body.clear();
            (&mut reader).take(length).read_to_end(&mut body).map(|read| read as u64)
        } else {
            skip(&mut reader, length)
        };
        match read {
            Ok(read) if read < length => {
                let problem = format!("ends after {read} of {length} bytes");
                return take(Err(Error::at(place(), problem)));
            }
            Ok(_) if is_wanted && length > most as u64 => {
                take(Err(Error::at(place(), too_long(most))))?;
            }
            Ok(_) if is_wanted => page(file, number, &head, &body, settings, take)?,
            Ok(_) => {}
            Err(cause) => {
                if !told(&place(), 0, cause, take)? {
                    return Ok(());
                }
            }
        }
    }
}

/// Tells of a failed reading, and says whether the reader goes on after it.
fn told(file: &str, number: u64, cause: io::Error, take: &mut TakeGiven<'_>) -> Result<bool> {
    let goes_on = cause.kind() == io::ErrorKind::InvalidData;
    let place = if number == 0 { file.to_owned() } else { format!("{file}:{number}") };
    take(Err(Error::io(place.as_ref(), "cannot read", cause)))?;
    Ok(goes_on)
}

/// Takes `length` bytes, and says how many there were.
fn skip(reader: &mut impl BufRead, length: u64) -> io::Result<u64> {
    io::copy(&mut reader.take(length), &mut io::sink())
}

/// Gives the page that a response holds, if it holds one.
fn page(
    file: &str,
    number: u64,
    head: &Head,
    body: &[u8],
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let name = head.address.clone().unwrap_or_else(|| format!("{file}:{number}"));
    let Some(response) = Response::of(body) else {
        return take(Err(Error::at(
            name,
            format!("no response of HTTP/1 in record {number} of {file}"),
        )));
    };
    if !(200..300).contains(&response.status) || !PAGES.contains(&response.content_type.as_str()) {
        return Ok(());
    }
    let html = match response.body(settings.limits.page_bytes) {
        Ok(html) => html,
        Err(problem) => return take(Err(Error::at(name, problem))),
    };
    let page = Page {
        name,
        bytes: html,
        charset: response.charset,
        address: head.address.clone(),
        found: head.date.clone(),
        limits: settings.limits,
    };
    take(Ok(Given::Page(Box::new(page))))
}

/// Reads the head of the next record.
fn head(reader: &mut impl BufRead) -> io::Result<Found> {
    let mut line = Vec::new();
    loop {
        match read_line(reader, b'\n', LONGEST_LINE_BYTES, &mut line)? {
            Line::End => return Ok(Found::End),
            Line::Whole if line.trim_ascii().is_empty() => {}
            Line::Whole if line.starts_with(b"WARC/") => break,
            // The rest of a damaged record may hold the next one's first line at the end of its
            // last, where no line end stands between.
            _ => return Ok(Found::Damage),
        }
    }
    let mut head = Head::default();
    for _ in 0..MOST_LINES {
        match read_line(reader, b'\n', LONGEST_LINE_BYTES, &mut line)? {
            Line::Whole if line.trim_ascii().is_empty() => return Ok(Found::Record(head)),
            Line::Whole => head.learn(&String::from_utf8_lossy(&line)),
            Line::TooLong => {}
            Line::End => return Ok(Found::Damage),
        }
    }
    Ok(Found::Damage)
}

impl Head {
    fn learn(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => {
                // Old writers put the address in angle brackets.
                let address = value.trim_start_matches('<').trim_end_matches('>');
                let is_plain = !address.is_empty() && !address.chars().any(char::is_control);
                self.address = is_plain.then(|| address.to_owned());
            }
            "warc-date" => self.date = Some(value.to_owned()),
            "content-type" => self.content_type = value.to_ascii_lowercase(),
            "content-length" => self.length = value.parse().ok(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record as an archive holds it.
    fn record(address: &str, content_type: &str, html: &str) -> String {
        let body = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n{html}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-03T06:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn read(archive: &[u8]) -> Vec<std::result::Result<super::super::document::Document, String>> {
        let mut found = Vec::new();
        each_page("a.warc", archive, &Settings::default(), &mut |given| {
            let mut keep = |document: Result<super::super::document::Document>| {
                found.push(document.map_err(|error| error.to_string()));
                Ok(())
            };
            match given {
                Ok(given) => given.read(&mut keep),
                Err(error) => keep(Err(error)),
            }
        })
        .expect("take agrees");
        found
    }

    const RAIN: &str = "<title>Rain</title><p>It rained on Monday, and the river rose.</p>";

    #[test]
    fn pages_are_documents_and_the_rest_is_passed_over() {
        let archive = [
            "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nmine\r\n\r\n".to_owned(),
            record("https://moor.example/rain", "text/html; charset=utf-8", RAIN),
            record("https://moor.example/rain.png", "image/png", "no page"),
        ]
        .concat();
        let found = read(archive.as_bytes());
        let page = found[0].as_ref().expect("a page");
        assert_eq!(page.name, "https://moor.example/rain");
        assert!(page.text.contains("It rained on Monday, and the river rose."));
        assert_eq!(page.about.title.as_deref(), Some("Rain"));
        assert_eq!(page.about.date.as_deref(), Some("2026-03-03T06:00:00Z"));
        assert_eq!(page.about.source.as_deref(), Some("moor.example"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_damaged_record_costs_that_record() {
        let good = |name: &str| record(&format!("https://moor.example/{name}"), "text/html", RAIN);
        let damaged = good("b").replace("Content-Length", "Content-Lenght");
        let rubbish = "rubbish\nof several\nlines\n";
        let archive = [good("a"), damaged, good("c"), rubbish.to_owned(), good("d")].concat();
        let found = read(archive.as_bytes());
        let names: Vec<&str> = found
            .iter()
            .map(|document| {
                document.as_ref().map_or_else(String::as_str, |page| page.name.as_str())
            })
            .collect();
        assert_eq!(
            names,
            [
                "https://moor.example/a",
                "a.warc:2: https://moor.example/b: a record without Content-Length; the next is looked for",
                "https://moor.example/c",
                "a.warc:4: a damaged record; the next that begins with WARC/ is looked for",
                "https://moor.example/d",
            ]
        );
    }

    #[test]
    fn an_archive_that_was_cut_off_says_so() {
        let archive = record("https://moor.example/rain", "text/html", RAIN);
        let found = read(&archive.as_bytes()[..archive.len() - 30]);
        assert!(
            found[0]
                .as_ref()
                .expect_err("cut")
                .starts_with("a.warc:1: https://moor.example/rain: ends after ")
        );
    }
}
