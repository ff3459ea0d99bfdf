//! How inputs are read. The doc comments are the help.

use std::path::PathBuf;

use clap::Args;

use crate::input::format::Format;
use crate::input::limits::Limits;
use crate::input::source;

/// What to read, and how.
#[derive(Args, Debug)]
pub struct InputChoice {
    /// Files, folders, addresses (https://…), or - for standard input. Read are plain text, HTML,
    /// Markdown, JSON lines, CSV and TSV, Parquet, RSS and Atom, and web archives (WARC), also
    /// compressed with gzip or zstd
    #[arg(required_unless_present = "paths_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The format of all inputs, instead of what each looks like: text, html, markdown, jsonl,
    /// csv, parquet, feed or warc
    #[arg(long, value_name = "FORMAT", help_heading = "Input options")]
    pub from: Option<Format>,
    /// The column or member that holds the text of a record [default: text, body, content,
    /// article …]
    #[arg(long, value_name = "NAME", help_heading = "Input options")]
    pub text_column: Option<String>,
    /// Read the paths that this file lists too, one a line or between NULs; - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Input options")]
    pub paths_from: Option<PathBuf>,
    /// In folders, also read what .ignore and .gitignore files leave out
    #[arg(long, help_heading = "Input options")]
    pub no_ignore: bool,
    /// The longest record (line of JSON, row, archived page) that is read, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Input options")]
    pub largest_record: u16,
    /// The longest page, Markdown file or feed that is read, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Input options")]
    pub largest_page: u16,
    /// The most that one compressed input may unpack to, in GiB
    #[arg(long, value_name = "GIB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Input options")]
    pub largest_unpacked: u16,
    /// How long a page may take to arrive from its address
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Input options")]
    pub seconds: u16,
}

impl InputChoice {
    /// The same as settings of the reading.
    #[must_use]
    pub fn settings(&self) -> source::Settings {
        source::Settings {
            from: self.from,
            text_column: self.text_column.clone(),
            carry: Vec::new(),
            paths_from: self.paths_from.clone(),
            no_ignore: self.no_ignore,
            limits: Limits {
                record_bytes: usize::from(self.largest_record) << 20,
                page_bytes: usize::from(self.largest_page) << 20,
                unpacked_bytes: u64::from(self.largest_unpacked) << 30,
                seconds: u64::from(self.seconds),
                ..Limits::default()
            },
        }
    }
}
