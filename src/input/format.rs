//! *A format is how a file holds its documents*: one text, a page, or many records.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How a file holds its documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One document in plain characters.
    Text,
    /// One web page, of which the main text is read.
    Html,
    /// One document in Markdown.
    Markdown,
    /// A JSON object a line.
    Jsonl,
    /// A table with a first line of names: CSV or TSV.
    Csv,
    /// A table in columns.
    Parquet,
    /// RSS, Atom or JSON Feed: its entries.
    Feed,
    /// A web archive: its pages.
    Warc,
}

/// The endings of each format, without their dot, in lower case.
const ENDINGS: [(&str, Format); 16] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("parquet", Format::Parquet),
    ("xml", Format::Feed),
    ("rss", Format::Feed),
    ("atom", Format::Feed),
    ("warc", Format::Warc),
];

/// The endings of compressed files, without their dot.
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

impl Format {
    /// All formats, in the order in which the help names them.
    pub const ALL: [Format; 8] = [
        Format::Text,
        Format::Html,
        Format::Markdown,
        Format::Jsonl,
        Format::Csv,
        Format::Parquet,
        Format::Feed,
        Format::Warc,
    ];

    /// How the command line calls it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Feed => "feed",
            Format::Warc => "warc",
        }
    }

    /// What a file's name says of its format; the endings of compressed files are looked
    /// through.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Format> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        Format::of_plain_name(&name)
    }

    /// The same, of a name in lower case.
    pub(super) fn of_plain_name(name: &str) -> Option<Format> {
        let mut parts = name.rsplit('.');
        let mut ending = parts.next()?;
        if PACKED.contains(&ending) {
            ending = parts.next()?;
        }
        // A name without a dot has no ending.
        parts.next()?;
        ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Format, String> {
        Format::ALL.into_iter().find(|format| format.as_str() == word).ok_or_else(|| {
            let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
            format!("unknown format {word:?}; expected one of {}", known.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_format_also_when_compressed() {
        let of = |name: &str| Format::of_name(Path::new(name));
        assert_eq!(of("a/b.txt"), Some(Format::Text));
        assert_eq!(of("news.CSV"), Some(Format::Csv));
        assert_eq!(of("CC-NEWS-2026.warc.gz"), Some(Format::Warc));
        assert_eq!(of("day.jsonl.zst"), Some(Format::Jsonl));
        assert_eq!((of("notes"), of("txt"), of("a.gz"), of("photo.png")), (None, None, None, None));
    }

    #[test]
    fn a_word_is_a_format_or_an_error_that_lists_them() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        assert_eq!(
            "pdf".parse::<Format>(),
            Err("unknown format \"pdf\"; expected one of text, html, markdown, jsonl, csv, parquet, feed, warc".to_owned())
        );
    }
}
