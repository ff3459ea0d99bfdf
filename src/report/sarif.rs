//! Opinions as SARIF 2.1.0, so that editors and code review underline them in prose.
//!
//! Each opinion is a result; its rule is its kind. Lines and columns count from 1, columns in
//! Unicode code points; `byteOffset` and `byteLength` count bytes of the decoded text. All
//! of them are places in the file where the file is plain text; in other files they are places
//! in the text that was taken from it. Source: OASIS, *Static Analysis Results Interchange
//! Format (SARIF) Version 2.1.0*, 27 March 2020.

use std::io::{Result, Write as _};

use serde_json::{Value, json};

use crate::label::{Kind, Label};

use super::evidence::evidence;
use super::format::{Failed, Format, Scored};

/// Opinions as SARIF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sarif {
    /// The id of the model that says so.
    pub model: String,
}

/// The rule of what could not be read.
const UNREADABLE: &str = "unreadable";

/// Where the schema of this format is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a rule finds.
fn described(kind: Kind) -> &'static str {
    match kind {
        Kind::Event | Kind::Statement => "Reported as fact.",
        Kind::Judgement => "The author's own evaluation, praise, blame or irony.",
        Kind::Speculation => "The author's own guess, forecast or insinuation.",
        Kind::Appeal => {
            "Says what ought to be done, urges, warns, or argues by a question, in the author's own voice."
        }
    }
}

fn rules() -> Vec<Value> {
    let mut rules: Vec<Value> = Label::Opinion
        .kinds()
        .iter()
        .map(|kind| {
            json!({
                "id": kind.as_str(),
                "shortDescription": { "text": described(*kind) },
                "defaultConfiguration": { "level": "note" },
            })
        })
        .collect();
    rules.push(json!({
        "id": UNREADABLE,
        "shortDescription": { "text": "The input could not be read." },
        "defaultConfiguration": { "level": "error" },
    }));
    rules
}

/// The place of a rule among [`rules`].
fn rule_index(kind: Kind) -> Option<usize> {
    Label::Opinion.kinds().iter().position(|known| *known == kind)
}

/// A document's name as a URI reference: an address as it is, a path with all that a URI
/// does not take written out.
fn uri(name: &str) -> String {
    let is_address = name.starts_with("https://") || name.starts_with("http://");
    let mut uri = String::from(if name.starts_with('/') { "file://" } else { "" });
    for byte in name.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain || (is_address && b":?#[]@!$&'()*+,;=%".contains(&byte)) {
            uri.push(char::from(byte));
        } else {
            uri.extend(format!("%{byte:02X}").chars());
        }
    }
    uri
}

impl Format for Sarif {
    fn head(&self) -> Vec<u8> {
        let driver = json!({
            "name": "surmise",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules(),
        });
        let properties = json!({ "model": self.model });
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\"properties\":{properties},\"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
        )
        .into_bytes()
    }

    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let Scored { document, model, predictions, article, .. } = *scored;
        let text = document.text.as_str();
        let (mut at, mut place) = (0, scored.place);
        for found in &predictions.sentences {
            let Some(rule) = rule_index(found.kind) else { continue };
            let span = found.sentence.span;
            let start = place.after(&text[at..span.start]);
            let end = start.after(span.of(text));
            (at, place) = (span.end, end);
            let because: Vec<String> = evidence(text, model, predictions, found)
                .iter()
                .map(|why| format!("{} “{}”", why.what, why.word))
                .collect();
            let probability = found.probability_opinion.0;
            let message = format!(
                "{}, {:.0} % opinion{}{}{}",
                found.kind,
                100.0 * probability,
                if found.unsure { ", unsure" } else { "" },
                if because.is_empty() { "" } else { ": " },
                because.join(", ")
            );
            let result = json!({
                "ruleId": found.kind.as_str(),
                "ruleIndex": rule,
                "level": if found.unsure { "note" } else { "warning" },
                "rank": 100.0 * probability,
                "message": { "text": message },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&article.document) },
                    "region": {
                        "startLine": start.line,
                        "startColumn": start.column,
                        "endLine": end.line,
                        "endColumn": end.column,
                        "byteOffset": document.part.start + span.start,
                        "byteLength": span.end - span.start,
                        "snippet": { "text": span.of(text) },
                    },
                } }],
            });
            to.write_all(self.separator().as_bytes())?;
            serde_json::to_writer(&mut *to, &result)?;
        }
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        let result = json!({
            "ruleId": UNREADABLE,
            "ruleIndex": Label::Opinion.kinds().len(),
            "level": "error",
            "message": { "text": failed.error.problem() },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": uri(failed.document()) },
            } }],
        });
        to.write_all(self.separator().as_bytes())?;
        serde_json::to_writer(&mut *to, &result)?;
        Ok(())
    }

    fn tail(&self) -> Vec<u8> {
        b"\n]}]}\n".to_vec()
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_uri() {
        assert_eq!(uri("news/a b.txt"), "news/a%20b.txt");
        assert_eq!(uri("news.csv:12"), "news.csv%3A12");
        assert_eq!(uri("/tmp/é.txt"), "file:///tmp/%C3%A9.txt");
        assert_eq!(uri("https://example.org/a?b=1"), "https://example.org/a?b=1");
    }
}
