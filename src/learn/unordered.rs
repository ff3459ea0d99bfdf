//! A corpus from labelled rows in any order.
//!
//! A table of a data engine has no order. So that the same rows give the same corpus, and
//! with it the same model, however they come: documents stand by their id, the sentences of
//! one by the number that their rows give, then by their words. A row without a document is
//! one of its own, which is named by its words.

use xxhash_rust::xxh3::xxh3_64;

use crate::label::Gold;
use crate::text::cue::CueLists;

use super::corpus::{Corpus, Example, Group};

/// A labelled sentence of a table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    /// The id of its document, if it has one.
    pub document: Option<String>,
    /// Its place in its document, where the table tells: the smaller stands first. Without
    /// it the words decide.
    pub sentence: Option<i64>,
    /// The sentence.
    pub text: String,
    /// What people said.
    pub gold: Gold,
}

impl Row {
    /// The id of the row's document, or the one that its words give.
    #[must_use]
    pub fn document_id(&self) -> String {
        match &self.document {
            Some(document) => document.clone(),
            None => format!("rows:{:016x}", xxh3_64(self.text.as_bytes())),
        }
    }
}

/// The corpus of `rows`, whatever order they are in, with these cue lists.
#[must_use]
pub fn corpus(mut rows: Vec<Row>, cues: CueLists) -> Corpus {
    for row in &mut rows {
        row.document = Some(row.document_id());
    }
    rows.sort_unstable();
    let mut groups: Vec<Group> = Vec::new();
    for Row { document, text, gold, .. } in rows {
        let document = document.unwrap_or_default();
        let example = Example { gold, text, weight: 1 };
        match groups.last_mut().filter(|last| last.document == document) {
            Some(group) => group.examples.push(example),
            None => groups.push(Group {
                document,
                genre: String::new(),
                source: "rows".to_owned(),
                elsewhere: false,
                examples: vec![example],
            }),
        }
    }
    Corpus { groups, cues }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

    fn row(document: Option<&str>, sentence: Option<i64>, text: &str) -> Row {
        Row {
            document: document.map(str::to_owned),
            sentence,
            text: text.to_owned(),
            gold: Gold::Label(Label::Fact),
        }
    }

    #[test]
    fn rows_in_any_order_make_one_corpus() {
        let rows = vec![
            row(Some("b"), Some(2), "Second."),
            row(None, None, "Alone."),
            row(Some("b"), Some(1), "To begin with."),
            row(Some("a"), None, "Zebras."),
            row(Some("a"), None, "Ants."),
        ];
        let mut turned = rows.clone();
        turned.reverse();
        let made = corpus(rows, CueLists::default());
        assert_eq!(made, corpus(turned, CueLists::default()));
        let texts: Vec<Vec<&str>> = made
            .groups
            .iter()
            .map(|group| group.examples.iter().map(|example| example.text.as_str()).collect())
            .collect();
        assert_eq!(
            texts,
            [vec!["Ants.", "Zebras."], vec!["To begin with.", "Second."], vec!["Alone."]]
        );
        assert!(made.groups[2].document.starts_with("rows:"));
    }
}
