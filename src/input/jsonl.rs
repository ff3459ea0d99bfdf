//! *A JSON object a line*: each is a record, and a damaged one costs its line.

use std::fmt;
use std::io::BufRead;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use crate::text::decode::decode;

use super::columns::{Roles, document, no_text_column};
use super::document::Document;
use super::lines::{Line, read_line};
use super::plain::deliver;
use super::source::{Settings, Take};

/// Gives the document of every line.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_line(
    file: &str,
    mut reader: impl BufRead,
    settings: &Settings,
    take: &mut Take<'_>,
) -> Result<()> {
    let most = settings.limits.record_bytes;
    let (mut line, mut number) = (Vec::new(), 0_u64);
    loop {
        number += 1;
        match read_line(&mut reader, b'\n', most, &mut line) {
            Ok(Line::End) => return Ok(()),
            Ok(Line::TooLong) => {
                take(Err(Error::at(format!("{file}:{number}"), too_long(most))))?;
            }
            Ok(Line::Whole) if line.trim_ascii().is_empty() => {}
            Ok(Line::Whole) => deliver(record(file, number, &line, settings), take)?,
            Err(cause) => {
                // A damaged member of gzip; the reader goes on with the next.
                let goes_on = cause.kind() == std::io::ErrorKind::InvalidData;
                take(Err(Error::io(format!("{file}:{number}").as_ref(), "cannot read", cause)))?;
                if !goes_on {
                    return Ok(());
                }
            }
        }
    }
}

/// What is said of a record beyond its limit.
pub(super) fn too_long(most_bytes: usize) -> String {
    format!("a record of more than {most_bytes} bytes; --largest-record allows more")
}

fn record(file: &str, number: u64, line: &[u8], settings: &Settings) -> Result<Document> {
    let place = || format!("{file}:{number}");
    let decoded = decode(line).map_err(|cause| Error::at(place(), cause.to_string()))?;
    let mut parser = serde_json::Deserializer::from_str(&decoded.text);
    let most = settings.limits.columns;
    let members = parser
        .deserialize_map(Members { most })
        .and_then(|members| parser.end().map(|()| members))
        .map_err(|cause| {
            // serde_json counts lines in the record, of which there is one.
            let message = cause.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            let place = format!("{file}:{number}:{}", cause.column().max(1));
            Error::at(place, format!("not a JSON object: {}", &message[..end]))
        })?;
    let names = || members.iter().map(|(name, _)| name.as_str());
    let Some(roles) = Roles::of(names(), settings.text_column.as_deref()) else {
        return Err(no_text_column(place(), names(), settings.text_column.as_deref()));
    };
    let cells = members.iter().map(|(name, value)| (name.clone(), cell(value))).collect();
    let mut read = document(file, place(), cells, &roles, &settings.carry)?;
    read.about.columns.retain(|(_, cell)| !cell.is_empty());
    Ok(read)
}

/// A value as a cell: a string's characters, nothing for null, and the JSON of the rest.
fn cell(value: &RawValue) -> String {
    let json = value.get();
    if json.starts_with('"') {
        serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
    } else if json == "null" {
        String::new()
    } else {
        json.to_owned()
    }
}

/// Reads the members of an object in their order.
struct Members {
    most: usize,
}

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, Box<RawValue>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a text")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry::<String, Box<RawValue>>()? {
            if members.len() == self.most {
                let problem = format!("more than {} members", self.most);
                return Err(serde::de::Error::custom(problem));
            }
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], settings: &Settings) -> Vec<std::result::Result<Document, String>> {
        let mut found = Vec::new();
        each_line("day.jsonl", bytes, settings, &mut |document| {
            found.push(document.map_err(|error| error.to_string()));
            Ok(())
        })
        .expect("take agrees");
        found
    }

    #[test]
    fn a_damaged_line_costs_that_line() {
        let lines = b"{\"id\":1,\"text\":\"It rained.\",\"words\":2}\n{\"text\": \n\n[1]\n{\"text\":\"Again.\"}";
        let found = read(lines, &Settings::default());
        let first = found[0].as_ref().expect("a record");
        assert_eq!((first.name.as_str(), first.text.as_str()), ("day.jsonl#1", "It rained."));
        assert_eq!(first.about.columns, [("words".to_owned(), "2".to_owned())]);
        assert_eq!(
            found[1].as_ref().expect_err("damaged"),
            "day.jsonl:2:9: not a JSON object: EOF while parsing a value"
        );
        assert!(
            found[2]
                .as_ref()
                .expect_err("a list")
                .starts_with("day.jsonl:4:1: not a JSON object: invalid type: sequence")
        );
        assert_eq!(found[3].as_ref().expect("a record").name, "day.jsonl:5");
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn limits_are_errors_in_their_place() {
        let mut settings = Settings::default();
        settings.limits.record_bytes = 30;
        settings.limits.columns = 2;
        let lines = b"{\"text\":\"It rained for a very long time.\"}\n{\"a\":1,\"b\":2,\"text\":\"T.\"}\n{\"text\":\"It rained.\"}\n";
        let found = read(lines, &settings);
        assert_eq!(
            found[0].as_ref().expect_err("too long"),
            "day.jsonl:1: a record of more than 30 bytes; --largest-record allows more"
        );
        assert!(found[1].as_ref().expect_err("too wide").contains("more than 2 members"));
        assert!(found[2].is_ok());
    }

    #[test]
    fn deep_nesting_is_carried_or_refused_but_never_a_panic() {
        let deep = format!(
            "{{\"text\":\"It rained.\",\"deep\":{}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(read(deep.as_bytes(), &Settings::default()).len(), 1);
    }
}
