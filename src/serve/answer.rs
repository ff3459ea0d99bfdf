//! What the model says of the texts, in JSON: the rows of `score --to jsonl`, document by
//! document.

use serde::Serialize;

use crate::classify::{Classifier, Predictions};
use crate::input::document::Document;
use crate::model::Model;
use crate::report::row::{Row, rows};

use super::problem::{Problem, Sort};
use super::question::{Question, Text};

/// An answer, and what it took.
#[derive(PartialEq, Debug)]
pub(super) struct Answer {
    pub(super) json: Vec<u8>,
    pub(super) texts: usize,
    pub(super) sentences: usize,
    /// Bytes of text.
    pub(super) bytes: usize,
}

/// Answers a question, unless it is `given_up` in the meantime. The classifier is the model's.
pub(super) fn answer(
    question: Question,
    model: &Model,
    classifier: &mut Classifier<'_>,
    most_bytes: usize,
    given_up: &dyn Fn() -> bool,
) -> Result<Answer, Problem> {
    classifier.set(question.settings);
    let mut writer =
        Writer { json: Vec::new(), most_bytes, evidence: question.evidence, sentences: 0 };
    let mut predictions = Predictions::default();
    let (texts, mut bytes) = (question.texts.len(), 0);
    writer.json.extend(b"{\"model\":");
    writer.value(&model.id)?;
    writer.json.extend(b",\"documents\":[");
    for (number, Text { name, text }) in question.texts.into_iter().enumerate() {
        if given_up() {
            return Err(Problem::new(Sort::TooSlow, "nobody waits for the answer any more"));
        }
        if number > 0 {
            writer.json.push(b',');
        }
        bytes += text.len();
        match Document::from_text(name.clone(), text) {
            Ok(document) => {
                classifier.classify_into(&document.text, &mut predictions);
                writer.document(&document, rows(&document, model, &predictions))?;
            }
            Err(error) => {
                let problem = Problem::new(Sort::EmptyText, error.to_string());
                if question.single {
                    return Err(problem);
                }
                writer.problem(&name, &problem)?;
            }
        }
    }
    writer.json.extend(b"]}\n");
    Ok(Answer { json: writer.json, texts, sentences: writer.sentences, bytes })
}

/// Writes JSON up to a limit.
struct Writer {
    json: Vec<u8>,
    most_bytes: usize,
    evidence: bool,
    sentences: usize,
}

impl Writer {
    fn value(&mut self, value: &impl Serialize) -> Result<(), Problem> {
        serde_json::to_writer(&mut self.json, value)
            .map_err(|cause| Problem::new(Sort::Fault, cause.to_string()))?;
        if self.json.len() > self.most_bytes {
            let wanted = format!("more than {} bytes; send fewer texts at once", self.most_bytes);
            return Err(Problem::new(Sort::AnswerTooLarge, wanted));
        }
        Ok(())
    }

    fn document<'a>(
        &mut self,
        document: &Document,
        rows: impl Iterator<Item = Row<'a>>,
    ) -> Result<(), Problem> {
        self.json.extend(b"{\"document\":");
        self.value(&document.name)?;
        self.json.extend(b",\"language\":");
        self.value(&document.language)?;
        self.json.extend(b",\"sentences\":[");
        for (number, mut row) in rows.enumerate() {
            if number > 0 {
                self.json.push(b',');
            }
            if !self.evidence {
                row.evidence.clear();
            }
            self.value(&row)?;
            self.sentences += 1;
        }
        self.json.extend(b"]}");
        Ok(())
    }

    fn problem(&mut self, name: &str, problem: &Problem) -> Result<(), Problem> {
        self.json.extend(b"{\"document\":");
        self.value(&name)?;
        self.json.extend(b",\"error\":");
        self.value(problem)?;
        self.json.push(b'}');
        Ok(())
    }
}
