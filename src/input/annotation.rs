//! Corrections as JSON lines: our own journal and report, and the exports of Label Studio,
//! doccano and Prodigy (text classification).
//!
//! Which tool wrote a line shows in its fields. A list of such objects, as Label Studio's
//! `JSON` export is one, is read as well.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::label::{Gold, Label};
use crate::text::key::key;

use super::corrections::{Correction, Corrections, Sampling, Withdrawal};
use super::place::place;

/// One object of a file, and where it stands.
struct Record<'a> {
    name: &'a str,
    file: &'a [u8],
    /// Where it begins and ends in the file, in bytes.
    range: (usize, usize),
    fields: Map<String, Value>,
}

/// What one record says.
enum Said {
    /// Of a sentence.
    Gold(Gold, Sampling),
    /// That an earlier answer no longer holds.
    Withdrawn,
    /// Nothing: skipped, cancelled, not filled in.
    Nothing,
}

/// What tells apart the sentences of a journal: who, document, start, end and text.
type Place = (Option<String>, Option<String>, Option<u64>, Option<u64>, u64);

/// Reads the corrections in a file of JSON.
pub(super) fn read(name: &str, text: &str, into: &mut Corrections) -> Result<()> {
    let mut answers: Vec<(Correction, bool)> = Vec::new();
    let mut places: HashMap<Place, usize> = HashMap::new();
    for record in records(name, text, into)? {
        let (said, in_journal) = record.said()?;
        let gold = match said {
            Said::Gold(gold, order) => Some((gold, order)),
            Said::Withdrawn => None,
            Said::Nothing => continue,
        };
        let correction = Correction {
            document: record.string("document"),
            sentence: record.number("sentence"),
            text: record.text()?,
            gold: gold.map_or(Gold::Label(Label::Fact), |(gold, _)| gold),
            predicted: record.predicted(in_journal),
            by: record.string("by").or_else(|| record.annotator()),
            at: record.string("at").or_else(|| record.string("updated_at")),
            order: gold.map_or(Sampling::Unknown, |(_, order)| order),
            source: format!("{name}:{}", record.place(0).0),
        };
        let given = gold.is_some();
        if !in_journal {
            answers.push((correction, given));
            continue;
        }
        let place = (
            correction.by.clone(),
            correction.document.clone(),
            record.number("start"),
            record.number("end"),
            key(&correction.text),
        );
        if let Some(&earlier) = places.get(&place) {
            answers[earlier] = (correction, given);
        } else {
            places.insert(place, answers.len());
            answers.push((correction, given));
        }
    }
    for (correction, given) in answers {
        if given {
            into.given.push(correction);
        } else {
            let Correction { document, text, by, source, .. } = correction;
            into.withdrawn.push(Withdrawal { document, text, by, source });
        }
    }
    Ok(())
}

/// The objects of the file.
fn records<'a>(name: &'a str, text: &'a str, into: &mut Corrections) -> Result<Vec<Record<'a>>> {
    let file = text.as_bytes();
    let wrong = |at: usize, problem: String| {
        let (line, column) = place(file, at);
        Error::at(format!("{name}:{line}:{column}"), problem)
    };
    let object = |value: Value, range: (usize, usize)| match value {
        Value::Object(fields) => Ok(Record { name, file, range, fields }),
        _ => Err(wrong(range.0, "found JSON of another shape; expected an object".to_owned())),
    };
    let start = text.len() - text.trim_start().len();
    if text[start..].starts_with('[') {
        let values: Vec<Value> = serde_json::from_str(text).map_err(|cause| {
            Error::at(format!("{name}:{}:{}", cause.line(), cause.column()), cause.to_string())
        })?;
        return values.into_iter().map(|value| object(value, (start, text.len()))).collect();
    }
    let mut records = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(value) => records.push(object(value, (start, end))?),
            // The writer was stopped in the middle of its last line.
            Err(_) if end == text.len() && !line.ends_with('\n') && !records.is_empty() => {
                let (line, _) = place(file, start);
                let told = "the last line is cut off and was left out";
                into.notes.push(Error::at(format!("{name}:{line}"), told).as_note());
            }
            Err(cause) => {
                return Err(wrong(
                    start + cause.column().saturating_sub(1),
                    format!("found no JSON object on this line ({cause}); expected one"),
                ));
            }
        }
    }
    Ok(records)
}

impl Record<'_> {
    /// What it says, and whether it is of our own journal or report.
    fn said(&self) -> Result<(Said, bool)> {
        if self.fields.contains_key("corrected") {
            return Ok((self.in_journal()?, true));
        }
        let said = if self.fields.contains_key("annotations") {
            self.in_label_studio()?
        } else if self.fields.contains_key("answer") {
            self.in_prodigy()?
        } else {
            self.in_doccano()?
        };
        Ok((said, false))
    }

    fn in_journal(&self) -> Result<Said> {
        let order = match self.fields.get("order") {
            Some(order) => Sampling::named(order.as_str().unwrap_or_default()),
            None => Sampling::Unknown,
        };
        match &self.fields["corrected"] {
            Value::Null => Ok(Said::Withdrawn),
            Value::String(gold) if gold.trim().is_empty() => Ok(Said::Nothing),
            Value::String(gold) => Ok(Said::Gold(self.gold(gold)?, order)),
            other => Err(self.unexpected(other, "a label or a kind in corrected")),
        }
    }

    /// `{"data":{"text":…},"annotations":[{"result":[{"value":{"choices":["fact"]}}]}]}`
    fn in_label_studio(&self) -> Result<Said> {
        let annotations = self.fields["annotations"].as_array();
        let counted = annotations.into_iter().flatten().rfind(|annotation| {
            annotation["was_cancelled"] != Value::Bool(true)
                && annotation["result"].as_array().is_some_and(|result| !result.is_empty())
        });
        let Some(annotation) = counted else { return Ok(Said::Nothing) };
        let mut labels = Vec::new();
        for result in annotation["result"].as_array().into_iter().flatten() {
            labels.extend(result["value"]["choices"].as_array().into_iter().flatten());
        }
        self.one_of(&labels)
    }

    /// `{"text":…,"accept":["fact"],"answer":"accept"}` or `{"text":…,"label":"fact","answer":"reject"}`
    fn in_prodigy(&self) -> Result<Said> {
        let accepted = match self.fields["answer"].as_str() {
            Some("accept") => true,
            Some("reject") => false,
            _ => return Ok(Said::Nothing),
        };
        let gold = match (self.fields.get("accept"), self.fields.get("label")) {
            (Some(Value::Array(labels)), _) if accepted => {
                return self.one_of(&labels.iter().collect::<Vec<_>>()).map(unordered);
            }
            (None, Some(Value::String(label))) => self.gold(label)?,
            _ => return Ok(Said::Nothing),
        };
        Ok(match (accepted, gold) {
            (true, gold) => Said::Gold(gold, Sampling::Unknown),
            // Not the one label is the other; not a kind may be any other.
            (false, Gold::Label(label)) => {
                let other = Label::ALL[usize::from(!label.is_opinion())];
                Said::Gold(Gold::Label(other), Sampling::Unknown)
            }
            (false, Gold::Kind(_)) => Said::Nothing,
        })
    }

    /// `{"text":…,"label":["fact"]}`; Label Studio's `JSON_MIN` has the same shape, with the
    /// name of its control.
    fn in_doccano(&self) -> Result<Said> {
        let named = ["label", "labels", "kind", "choice", "category"];
        match named.iter().find_map(|name| self.fields.get(*name)) {
            Some(Value::String(label)) if label.trim().is_empty() => Ok(Said::Nothing),
            Some(label @ Value::String(_)) => self.one_of(&[label]),
            Some(Value::Array(labels)) => self.one_of(&labels.iter().collect::<Vec<_>>()),
            Some(Value::Null) => Ok(Said::Nothing),
            _ => Err(self.wrong(
                0,
                "found no label here; expected a line of the journal, Label Studio, doccano or Prodigy",
            )),
        }
    }

    fn one_of(&self, labels: &[&Value]) -> Result<Said> {
        match labels {
            [] => Ok(Said::Nothing),
            [Value::String(label)] => Ok(Said::Gold(self.gold(label)?, Sampling::Reading)),
            [other] => Err(self.unexpected(other, "a label or a kind")),
            [_, second, ..] => Err(self.unexpected(second, "one label, and this is another")),
        }
    }

    fn gold(&self, found: &str) -> Result<Gold> {
        found.parse().map_err(|unknown: crate::label::UnknownLabel| {
            self.wrong(self.find(&format!("{found:?}")), &unknown.to_string())
        })
    }

    /// The sentence: at the top, or in `data`, under the first name that holds one.
    fn text(&self) -> Result<String> {
        let data = &self.fields.get("data").cloned().unwrap_or_default();
        let text = ["text", "body"]
            .iter()
            .find_map(|name| self.fields.get(*name).or(data.get(*name)).and_then(Value::as_str));
        match text {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            _ => Err(self.wrong(0, "found no text; expected a sentence")),
        }
    }

    fn predicted(&self, in_journal: bool) -> Option<Gold> {
        let said = ["kind", "label"].iter().find_map(|name| self.fields.get(*name)?.as_str())?;
        if in_journal { said.parse().ok() } else { None }
    }

    /// A field at the top, in `data` or in `meta`.
    fn field(&self, name: &str) -> Option<&Value> {
        let within = ["data", "meta"].iter().find_map(|outer| self.fields.get(*outer)?.get(name));
        self.fields.get(name).or(within)
    }

    fn string(&self, name: &str) -> Option<String> {
        self.field(name)?.as_str().map(str::to_owned)
    }

    fn number(&self, name: &str) -> Option<u64> {
        let found = self.field(name)?;
        found.as_u64().or_else(|| found.as_str()?.parse().ok())
    }

    /// Who annotated, as Prodigy and Label Studio write it.
    fn annotator(&self) -> Option<String> {
        let prodigy = ["_annotator_id", "_session_id"].iter().find_map(|name| self.string(name));
        if prodigy.is_some() {
            return prodigy;
        }
        match &self.fields.get("annotations")?.as_array()?.last()?["completed_by"] {
            Value::Object(person) => person.get("email").and_then(Value::as_str).map(str::to_owned),
            Value::Number(number) => Some(format!("annotator {number}")),
            _ => None,
        }
    }

    /// Where in the record `wanted` stands, in bytes from its start.
    fn find(&self, wanted: &str) -> usize {
        memchr::memmem::find(&self.file[self.range.0..self.range.1], wanted.as_bytes()).unwrap_or(0)
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        place(self.file, self.range.0 + offset)
    }

    fn wrong(&self, offset: usize, problem: &str) -> Error {
        let (line, column) = self.place(offset);
        Error::at(format!("{}:{line}:{column}", self.name), problem)
    }

    fn unexpected(&self, found: &Value, expected: &str) -> Error {
        let shown = found.to_string();
        self.wrong(self.find(&shown), &format!("found {shown}; expected {expected}"))
    }
}

/// Prodigy may have asked for the unsure ones first.
fn unordered(said: Said) -> Said {
    match said {
        Said::Gold(gold, _) => Said::Gold(gold, Sampling::Unknown),
        said => said,
    }
}
