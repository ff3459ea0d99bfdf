//! *Detection looks at what a file holds*; its name only decides between what looks alike.

use super::columns::Roles;
use super::format::Format;
use super::table::delimiter;

/// So many bytes at the top tell the format.
const LOOK_BYTES: usize = 8192;

/// The longest name of a column in a table that is told by its first line alone, in bytes.
const LONGEST_NAME_BYTES: usize = 64;

/// The format of an input that begins with `head`; `named` is what its name says.
///
/// What only a program writes (Parquet, an archive, a page's doctype, a feed's root) is believed
/// before the name. Markdown cannot be told from plain text, and a table hardly, so there the
/// name counts. The rest is plain text.
pub(super) fn detect(head: &[u8], named: Option<Format>) -> Format {
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    if head.starts_with(b"WARC/") {
        return Format::Warc;
    }
    let top = readable_top(head);
    let begins = top.trim_start();
    if begins.starts_with('<')
        && let Some(format) = markup(begins)
    {
        return format;
    }
    let is_json = begins.starts_with('{');
    if is_json && top.contains("https://jsonfeed.org/version/") {
        return Format::Feed;
    }
    match named {
        Some(format) => format,
        None if is_json && is_object(begins) => Format::Jsonl,
        None if is_table(&top) => Format::Csv,
        None if begins.starts_with('<') && has_page_element(begins) => Format::Html,
        None => Format::Text,
    }
}

/// The top as characters, whatever the encoding: what marks a format is ASCII in all of them.
fn readable_top(head: &[u8]) -> String {
    let top = &head[..head.len().min(LOOK_BYTES)];
    let top = top.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(top);
    if top.starts_with(b"\xFF\xFE") || top.starts_with(b"\xFE\xFF") {
        let ascii = top.iter().copied().filter(u8::is_ascii);
        return ascii.filter(|byte| *byte != 0).map(char::from).collect();
    }
    String::from_utf8_lossy(top).into_owned()
}

/// What the first element says, after declarations and comments.
fn markup(text: &str) -> Option<Format> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let lower = rest.get(..rest.len().min(64)).unwrap_or(rest).to_ascii_lowercase();
        let after = if lower.starts_with("<!doctype html") {
            return Some(Format::Html);
        } else if lower.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if lower.starts_with("<?") || lower.starts_with("<!") {
            rest.find('>').map(|at| at + 1)
        } else {
            let name = lower.trim_start_matches('<');
            let end = name.find(|c: char| !(c.is_alphanumeric() || c == ':')).unwrap_or(name.len());
            return match &name[..end] {
                "html" | "head" | "body" => Some(Format::Html),
                "rss" | "feed" | "rdf:rdf" | "atom:feed" => Some(Format::Feed),
                _ => None,
            };
        };
        rest = rest.get(after?..)?;
    }
}

/// Whether a text that begins with a sign looks like a part of a page.
fn has_page_element(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["<p>", "<p ", "<div", "<article", "<section", "<h1", "<title", "<main"]
        .iter()
        .any(|element| lower.contains(element))
}

/// Whether the first line is a JSON object, or begins one that the top does not hold whole.
fn is_object(text: &str) -> bool {
    let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text.trim()).is_ok();
    if let Some((line, _)) = text.split_once('\n') {
        return is_json(line);
    }
    let begins = text[1..].trim_start().starts_with('"');
    begins && (text.len() + 4 > LOOK_BYTES || is_json(text))
}

/// Whether the first line names columns, among them one of a text.
fn is_table(top: &str) -> bool {
    let Some((line, below)) = top.split_once('\n') else { return false };
    let line = line.trim_end();
    let separator = char::from(delimiter(line.as_bytes(), None));
    let names: Vec<&str> =
        line.split(separator).map(|name| name.trim_matches(['"', ' '])).collect();
    names.len() > 1
        && below.contains(separator)
        && names.iter().all(|name| !name.is_empty() && name.len() <= LONGEST_NAME_BYTES)
        && Roles::of(names.iter().copied(), None).is_some()
        && names.iter().all(|name| !name.ends_with(['.', '!', '?']) && !name.contains(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unnamed(head: &str) -> Format {
        detect(head.as_bytes(), None)
    }

    #[test]
    fn what_programs_write_is_told_by_its_first_bytes() {
        assert_eq!(unnamed("PAR1\u{15}"), Format::Parquet);
        assert_eq!(unnamed("WARC/1.0\r\nWARC-Type: warcinfo\r\n"), Format::Warc);
        assert_eq!(unnamed("\n<!DOCTYPE html><title>A</title>"), Format::Html);
        assert_eq!(
            unnamed("<?xml version=\"1.0\"?>\n<!-- made -->\n<rss version=\"2.0\">"),
            Format::Feed
        );
        assert_eq!(unnamed("<feed xmlns=\"http://www.w3.org/2005/Atom\">"), Format::Feed);
        assert_eq!(
            unnamed("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>"),
            Format::Html
        );
        assert_eq!(unnamed("{\"text\":\"It rained.\"}\n{\"text\""), Format::Jsonl);
        assert_eq!(unnamed("{\"version\":\"https://jsonfeed.org/version/1.1\"}"), Format::Feed);
    }

    #[test]
    fn a_name_does_not_hide_a_page_but_tells_markdown() {
        assert_eq!(detect(b"<!doctype html><p>A", Some(Format::Text)), Format::Html);
        assert_eq!(detect(b"# A headline\n\nText.", Some(Format::Markdown)), Format::Markdown);
        assert_eq!(detect(b"# A headline\n\nText.", None), Format::Text);
        assert_eq!(detect(b"text,label\n", Some(Format::Text)), Format::Text);
    }

    #[test]
    fn a_table_is_told_by_a_first_line_of_names_and_prose_is_not_one() {
        assert_eq!(unnamed("id,text\n1,It rained.\n"), Format::Csv);
        assert_eq!(unnamed("id\ttext\n1\tIt rained.\n"), Format::Csv);
        assert_eq!(unnamed("Rain, text and mud.\nIt rained, twice.\n"), Format::Text);
        assert_eq!(unnamed("Storm, floods hit coast\n\nIt rained, twice.\n"), Format::Text);
        assert_eq!(unnamed("{quoted} words begin it.\n"), Format::Text);
        assert_eq!(unnamed("<name withheld> wrote to us.\n"), Format::Text);
        assert_eq!(unnamed(""), Format::Text);
    }
}
