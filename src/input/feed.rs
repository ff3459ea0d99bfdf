//! *A feed is a list of entries*: RSS, Atom or JSON Feed, each entry a document.
//!
//! Where a feed is damaged, its entries are read one by one, so that those before and after the
//! damage are not lost.

use feed_rs::model::{Entry, Feed};
use feed_rs::parser::Builder;

use crate::error::{Error, Result};
use crate::text::decode::decode;

use super::document::{About, Document, NO_TEXT};
use super::limits::{Limits, too_long_page};
use super::markup::is_deeper;
use super::page::{fragment_text, host, known};
use super::plain::deliver;
use super::source::Take;

/// The longest top of a feed (its title, its namespaces) that is read again with each entry of
/// a damaged one, in bytes.
const LONGEST_TOP_BYTES: usize = 64 << 10;

/// Gives the document of every entry.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_entry(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    take: &mut Take<'_>,
) -> Result<()> {
    if bytes.len() > limits.page_bytes {
        return take(Err(Error::at(file, too_long_page(limits.page_bytes))));
    }
    let text = String::from_utf8_lossy(bytes);
    if is_deeper(&text, limits.depth) {
        let problem = format!("elements nested more than {} deep", limits.depth);
        return take(Err(Error::at(file, problem)));
    }
    match parsed(bytes) {
        Ok(feed) => {
            if feed.entries.is_empty() {
                return take(Err(Error::at(file, "a feed without entries")));
            }
            each_of(file, feed, 0, limits, take).map(|_| ())
        }
        Err(problem) => one_by_one(file, bytes, &problem, limits, take),
    }
}

fn parsed(bytes: &[u8]) -> std::result::Result<Feed, String> {
    // Ids are not used; those that the parser makes up differ from run to run.
    let parser = Builder::new().sanitize_content(false).id_generator(|_, _, _| "-".to_owned());
    parser.build().parse(bytes).map_err(|cause| cause.to_string().replace('\n', " "))
}

/// Gives a feed's entries, of which `before` came before, and says how many there are now.
fn each_of(
    file: &str,
    feed: Feed,
    before: usize,
    limits: &Limits,
    take: &mut Take<'_>,
) -> Result<usize> {
    let source = feed.title.and_then(|title| words(&title.content, limits));
    let source =
        source.or_else(|| feed.links.iter().find_map(|link| host(&link.href)).map(str::to_owned));
    let mut number = before;
    for entry in feed.entries {
        number += 1;
        deliver(document(file, number, entry, source.as_deref(), limits), take)?;
    }
    Ok(number)
}

/// The document of an entry: the longer of its content and its summary.
fn document(
    file: &str,
    number: usize,
    entry: Entry,
    source: Option<&str>,
    limits: &Limits,
) -> Result<Document> {
    let links = entry.links.iter().filter(|link| {
        link.rel.as_deref().is_none_or(|rel| rel == "alternate")
            && !link.href.chars().any(char::is_control)
    });
    let name = match links.map(|link| link.href.as_str()).find(|link| !link.is_empty()) {
        Some(link) => format!("{file}#{link}"),
        None => format!("{file}:{number}"),
    };
    let content = entry.content.and_then(|content| content.body).unwrap_or_default();
    let summary = entry.summary.map(|summary| summary.content).unwrap_or_default();
    let html = if content.len() >= summary.len() { content } else { summary };
    let text = match fragment_text(&html, limits) {
        Ok(text) => text,
        Err(problem) => return Err(Error::at(name, problem)),
    };
    if text.trim().is_empty() {
        return Err(Error::at(name, NO_TEXT));
    }
    let date = entry.published.or(entry.updated);
    let about = About {
        title: entry.title.and_then(|title| words(&title.content, limits)),
        source: source.map(str::to_owned),
        date: date.map(|date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        ..About::default()
    };
    Ok(Document::of_text(name, text, about))
}

/// The words of a title, which may hold markup.
fn words(html: &str, limits: &Limits) -> Option<String> {
    known(&fragment_text(html, limits).unwrap_or_else(|_| html.to_owned()))
}

/// Reads the entries of a damaged feed one by one, each in a feed of its own.
fn one_by_one(
    file: &str,
    bytes: &[u8],
    problem: &str,
    limits: &Limits,
    take: &mut Take<'_>,
) -> Result<()> {
    let whole = |problem: &str| Error::at(file, format!("not a feed: {problem}"));
    let Ok(decoded) = decode(bytes) else { return take(Err(whole(problem))) };
    let text = decoded.text.as_ref();
    let kinds = [("<item", "</item>"), ("<entry", "</entry>")];
    let found = kinds.into_iter().filter_map(|kind| Some((next(text, kind.0)?, kind)));
    let Some((first, (begin, end))) = found.min() else { return take(Err(whole(problem))) };
    let top = without_encoding(&text[..first]);
    let top = if top.len() <= LONGEST_TOP_BYTES { top } else { String::new() };
    let bottom = if begin == "<entry" { "</feed>" } else { "</channel></rss>" };
    let (mut rest, mut number) = (&text[first..], 0);
    loop {
        let after = next(&rest[begin.len()..], begin).map(|at| at + begin.len());
        let piece = &rest[..after.unwrap_or(rest.len())];
        let closed = piece.find(end).map_or(piece, |at| &piece[..at + end.len()]);
        number += 1;
        // In RSS 1.0 the entries stand beside the channel.
        let feeds = [
            format!("{top}{closed}{bottom}"),
            format!("{top}{closed}</rdf:RDF>"),
            format!("<rss version=\"2.0\"><channel>{closed}</channel></rss>"),
        ];
        let read = feeds
            .iter()
            .find_map(|feed| parsed(feed.as_bytes()).ok().filter(|feed| !feed.entries.is_empty()));
        if let Some(feed) = read {
            each_of(file, feed, number - 1, limits, take)?;
        } else {
            let place = format!("{file}:{number}");
            take(Err(Error::at(place, format!("a damaged entry: {problem}"))))?;
        }
        match after {
            Some(at) => rest = &rest[at..],
            None => return Ok(()),
        }
    }
}

/// Where the next element of a name begins: not one whose name is longer, such as `<items>`.
fn next(text: &str, begin: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), begin).find(|at| {
        let after = text.as_bytes().get(at + begin.len());
        after.is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
    })
}

/// A feed's top without its declaration, since the characters are UTF-8 by now.
fn without_encoding(top: &str) -> String {
    let begins = top.trim_start();
    let declared = begins.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    declared.map_or(begins, |(_, after)| after).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = include_str!("../../tests/inputs/feed.rss");
    const ATOM: &str = include_str!("../../tests/inputs/feed.atom");

    fn read(feed: &str) -> Vec<std::result::Result<Document, String>> {
        let mut found = Vec::new();
        each_entry("feed.xml", feed.as_bytes(), &Limits::default(), &mut |document| {
            found.push(document.map_err(|error| error.to_string()));
            Ok(())
        })
        .expect("take agrees");
        found
    }

    #[test]
    fn entries_of_rss_are_documents() {
        let found = read(RSS);
        let first = found[0].as_ref().expect("an entry");
        assert_eq!(first.name, "feed.xml#https://moor.example/rain");
        assert_eq!(
            first.text.trim(),
            "It rained on Monday, the office said.\n\nIt was a dreadful day & a long one."
        );
        assert_eq!(first.about.title.as_deref(), Some("Rain & wind"));
        assert_eq!(first.about.source.as_deref(), Some("The Moor Gazette"));
        assert_eq!(first.about.date.as_deref(), Some("2026-03-03T17:20:00Z"));
        assert_eq!(found[1].as_ref().expect("an entry").name, "feed.xml:2");
        assert_eq!(
            found[2].as_ref().expect_err("empty"),
            "feed.xml#https://moor.example/empty: no text in it; expected an article"
        );
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn entries_of_atom_are_documents() {
        let found = read(ATOM);
        let first = found[0].as_ref().expect("an entry");
        assert_eq!(first.name, "feed.xml#https://moor.example/quay");
        assert_eq!(first.text.trim(), "The board voted on Tuesday.\n\nIt will cost 14 million.");
        assert_eq!(first.about.date.as_deref(), Some("2026-03-03T17:20:00Z"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_damaged_entry_costs_that_entry() {
        let damaged = RSS.replace("<title>Snow</title>", "<title>Snow</wrong></b>");
        let found = read(&damaged);
        assert_eq!(found[0].as_ref().expect("an entry").name, "feed.xml#https://moor.example/rain");
        assert!(
            found[1].as_ref().expect_err("damaged").starts_with("feed.xml:2: a damaged entry: "),
            "{found:?}"
        );
        assert_eq!(found.len(), 3);
        let cut = &RSS[..RSS.find("<title>Snow").expect("it is there")];
        assert!(read(cut)[0].is_ok());
    }

    #[test]
    fn what_is_no_feed_is_one_error() {
        assert!(
            read("<html><p>A</p></html>")[0]
                .as_ref()
                .expect_err("no feed")
                .starts_with("feed.xml: not a feed: ")
        );
        assert_eq!(read("").len(), 1);
        let deep = format!("<rss><channel>{}", "<a>".repeat(1000));
        assert_eq!(
            read(&deep)[0].as_ref().expect_err("deep"),
            "feed.xml: elements nested more than 500 deep"
        );
    }
}
