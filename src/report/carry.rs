//! *What is carried* are columns of the inputs' records, which stand behind ours.
//!
//! Their names are known before the first row, because a person gave them: inputs may differ,
//! and a record without such a column has an empty cell, or null. They are put together once for
//! each document, and cost nothing where nothing is carried.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::csv::{Settings, push_guarded};
use super::format::Article;

/// What stands before the name of a carried column that is called like one of ours.
pub const PREFIX: &str = "input_";

/// Columns that whoever reads corrections would take for a person's.
const TAKEN: [&str; 3] = ["by", "at", "order"];

/// The names of what is carried, in the order in which they were given, each once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Carry(Vec<String>);

impl Carry {
    /// Carries the columns of these names. `title`, `source` and `date` are also known of what
    /// is no record.
    #[must_use]
    pub fn new(given: &[String]) -> Carry {
        let mut names: Vec<String> = Vec::new();
        for name in given {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Carry(names)
    }

    /// The names, as [`crate::input::source::Settings::carry`] wants them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether nothing is carried.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the columns are called in a table that has columns of its own: never like one of
    /// those, whatever the case of letters.
    #[must_use]
    pub fn shown(&self, ours: &[&str]) -> Vec<String> {
        let mut shown: Vec<String> = Vec::with_capacity(self.0.len());
        for name in &self.0 {
            let mut name = name.clone();
            let is_taken = |name: &str| {
                ours.iter().chain(&TAKEN).any(|known| known.eq_ignore_ascii_case(name))
                    || shown.iter().any(|other| other == name)
            };
            while is_taken(&name) {
                name.insert_str(0, PREFIX);
            }
            shown.push(name);
        }
        shown
    }

    /// The cells of a document by the names of their columns; nothing where it has none.
    pub fn cells<'a>(&'a self, article: &'a Article) -> impl Iterator<Item = Option<&'a str>> {
        self.0.iter().enumerate().map(|(at, name)| {
            let cell = article.carried.get(at).map(String::as_str).filter(|cell| !cell.is_empty());
            let known = || match name.as_str() {
                "title" => Some(article.title.as_str()).filter(|title| !title.is_empty()),
                "source" => article.source.as_deref(),
                "date" => article.date.as_deref(),
                _ => None,
            };
            cell.or_else(known)
        })
    }

    /// The names of columns that no document had; `seen` says which had a cell.
    pub fn unseen<'a>(&'a self, seen: &'a [bool]) -> impl Iterator<Item = &'a str> {
        let names = self.0.iter().enumerate();
        let unseen = names.filter(|(at, _)| !seen.get(*at).copied().unwrap_or(false));
        unseen
            .map(|(_, name)| name.as_str())
            .filter(|name| !matches!(*name, "title" | "source" | "date"))
    }

    /// The end of the line of names: a comma and a name for each column.
    pub(super) fn csv_head(&self, ours: &[&str], settings: Settings) -> Vec<u8> {
        let mut head = Vec::new();
        for name in self.shown(ours) {
            head.push(b',');
            push_guarded(&mut head, &name, settings);
        }
        head.push(b'\n');
        head
    }

    /// The end of each row of a document: a comma and a cell for each column.
    pub(super) fn csv_cells(&self, article: &Article, settings: Settings) -> Vec<u8> {
        let mut cells = Vec::new();
        for cell in self.cells(article) {
            cells.push(b',');
            push_guarded(&mut cells, cell.unwrap_or_default(), settings);
        }
        cells.push(b'\n');
        cells
    }

    /// The cells of a document as one JSON object, null where there is nothing.
    pub(super) fn object<'a>(&'a self, article: &'a Article) -> Object<'a> {
        Object { carry: self, article }
    }
}

/// See [`Carry::object`].
pub(super) struct Object<'a> {
    carry: &'a Carry,
    article: &'a Article,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.carry.0.len()))?;
        for (name, cell) in self.carry.0.iter().zip(self.carry.cells(self.article)) {
            map.serialize_entry(name, &cell)?;
        }
        map.end()
    }
}

/// Puts `end` in place of the last `bytes` bytes.
pub(super) fn end_with(to: &mut Vec<u8>, bytes: usize, end: &[u8]) {
    to.truncate(to.len().saturating_sub(bytes));
    to.extend_from_slice(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carry(names: &[&str]) -> Carry {
        Carry::new(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_like_one_of_ours_gets_a_prefix() {
        let carry = carry(&["id", "Label", "by", "input_Label", "id", "section"]);
        assert_eq!(
            carry.shown(&["document", "label"]),
            ["id", "input_Label", "input_by", "input_input_Label", "section"]
        );
    }

    #[test]
    fn cells_are_found_guarded_and_quoted() {
        let carry = carry(&["a", "title", "b", "date"]);
        let article = Article {
            title: "Rain, again".to_owned(),
            carried: ["=1+1", "", "", ""].map(str::to_owned).to_vec(),
            ..Article::default()
        };
        let on = Settings { formula_guard: true, bom: false };
        assert_eq!(carry.csv_cells(&article, on), b",'=1+1,\"Rain, again\",,\n");
        let off = Settings { formula_guard: false, bom: false };
        assert_eq!(carry.csv_head(&["b"], off), b",a,title,input_b,date\n");
        assert_eq!(
            serde_json::to_string(&carry.object(&article)).expect("strings"),
            "{\"a\":\"=1+1\",\"title\":\"Rain, again\",\"b\":null,\"date\":null}"
        );
        assert_eq!(carry.unseen(&[true]).collect::<Vec<_>>(), ["b"]);
    }
}
