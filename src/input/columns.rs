//! *What the columns of a record are*: one holds the text, others say who wrote it and when.

use crate::error::{Error, Result};

use super::document::{About, Document, NO_TEXT};
use super::moment::moment;

/// The names of a text column, the likeliest first.
const TEXT: [&str; 14] = [
    "text",
    "maintext",
    "main_text",
    "full_text",
    "fulltext",
    "article_text",
    "articlebody",
    "article_body",
    "body",
    "content",
    "article",
    "story",
    "sentence",
    "description",
];

const ID: [&str; 8] = ["id", "_id", "doc_id", "docid", "document_id", "article_id", "uuid", "guid"];
const TITLE: [&str; 2] = ["title", "headline"];
const DATE: [&str; 9] = [
    "date",
    "published",
    "date_published",
    "date_publish",
    "published_at",
    "publishedat",
    "publication_date",
    "pub_date",
    "pubdate",
];
const SOURCE: [&str; 7] =
    ["source", "outlet", "publisher", "publication", "newspaper", "site", "source_domain"];

/// The longest id that becomes part of a document's name, in bytes.
const LONGEST_ID_BYTES: usize = 200;

/// The places of the columns that mean something here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Roles {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    date: Option<usize>,
    source: Option<usize>,
}

impl Roles {
    /// Finds the columns by their names; `None` where no column holds a text. Case does not
    /// count, but for a column that was asked for.
    pub(super) fn of<'a>(
        names: impl Iterator<Item = &'a str>,
        text_column: Option<&str>,
    ) -> Option<Roles> {
        let names: Vec<&str> = names.map(str::trim).collect();
        let find = |wanted: &[&str]| {
            wanted
                .iter()
                .find_map(|word| names.iter().position(|name| name.eq_ignore_ascii_case(word)))
        };
        let text = match text_column {
            Some(wanted) => names.iter().position(|name| *name == wanted)?,
            None => find(&TEXT)?,
        };
        let other = |wanted: &[&str]| find(wanted).filter(|found| *found != text);
        Some(Roles {
            text,
            id: other(&ID),
            title: other(&TITLE),
            date: other(&DATE),
            source: other(&SOURCE),
        })
    }
}

/// What is said where no column holds a text: `found` are the names that are there.
pub(super) fn no_text_column<'a>(
    place: String,
    found: impl Iterator<Item = &'a str>,
    text_column: Option<&str>,
) -> Error {
    /// More names than this say no more.
    const SHOWN: usize = 12;
    let mut names: Vec<String> = found.take(SHOWN + 1).map(shown).collect();
    if let Some(last) = names.get_mut(SHOWN) {
        "…".clone_into(last);
    }
    let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    let wanted = text_column.map_or_else(
        || "expected text, body, content, article …, or name it with --text-column".to_owned(),
        |column| format!("expected {column}, as --text-column says"),
    );
    Error::at(place, format!("no column holds the text; found the columns {names}; {wanted}"))
}

/// A column's name on one line.
fn shown(name: &str) -> String {
    let visible = |glyph: char| if glyph.is_control() { '\u{FFFD}' } else { glyph };
    name.trim().chars().take(40).map(visible).collect()
}

/// The document of a record with these cells; `place` is `FILE:LINE`, `carry` names the cells
/// that are kept as they are.
pub(super) fn document(
    file: &str,
    place: String,
    mut cells: Vec<(String, String)>,
    roles: &Roles,
    carry: &[String],
) -> Result<Document> {
    let named = |wanted: &String| {
        let cell = cells.iter().find(|(name, _)| name.trim() == wanted);
        cell.map(|(_, cell)| cell.clone()).unwrap_or_default()
    };
    let carried = carry.iter().map(named).collect();
    let mut taken = |at: Option<usize>| {
        at.and_then(|at| cells.get_mut(at)).map(|(_, cell)| std::mem::take(cell))
    };
    let text = taken(Some(roles.text)).unwrap_or_default();
    let id = taken(roles.id);
    let title = taken(roles.title);
    let written_date = taken(roles.date);
    let source = taken(roles.source);
    if text.trim().is_empty() {
        return Err(Error::at(place, NO_TEXT));
    }
    let date = written_date.as_deref().and_then(moment);
    if let (None, Some(at), Some(written)) = (&date, roles.date, written_date) {
        // What is no date is carried through as it is.
        cells[at].1 = written;
    }
    let is_name = |id: &str| {
        !id.is_empty() && id.len() <= LONGEST_ID_BYTES && !id.chars().any(char::is_control)
    };
    let name = match id.as_deref().map(str::trim).filter(|id| is_name(id)) {
        Some(id) => format!("{file}#{id}"),
        None => place,
    };
    let role = [Some(roles.text), roles.id, roles.title, roles.source];
    let is_kept =
        |at: usize| !role.contains(&Some(at)) && (roles.date != Some(at) || date.is_none());
    let columns = cells
        .into_iter()
        .enumerate()
        .filter(|(at, _)| is_kept(*at))
        .map(|(_, cell)| cell)
        .collect();
    let known = |cell: Option<String>| {
        cell.map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
    };
    let about = About { title: known(title), source: known(source), date, columns, carried };
    Ok(Document::of_text(name, text, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect()
    }

    #[test]
    fn columns_are_found_by_name_and_the_rest_is_carried_through() {
        let given = cells(&[
            ("ID", "a7"),
            ("Headline", "Rain"),
            ("section", "Weather"),
            ("body", "It rained."),
            ("pub_date", "2026-03-01T06:00:00Z"),
            ("outlet", "The Moor"),
        ]);
        let roles = Roles::of(given.iter().map(|(name, _)| name.as_str()), None).expect("a body");
        let read = document("a.csv", "a.csv:2".to_owned(), given, &roles, &[]).expect("a text");
        assert_eq!((read.name.as_str(), read.text.as_str()), ("a.csv#a7", "It rained."));
        assert_eq!(read.about.title.as_deref(), Some("Rain"));
        assert_eq!(read.about.source.as_deref(), Some("The Moor"));
        assert_eq!(read.about.date.as_deref(), Some("2026-03-01T06:00:00Z"));
        assert_eq!(read.about.columns, cells(&[("section", "Weather")]));
    }

    #[test]
    fn the_column_that_was_asked_for_is_the_text() {
        let names = ["text", "lede"];
        assert_eq!(Roles::of(names.into_iter(), Some("lede")).map(|roles| roles.text), Some(1));
        assert_eq!(Roles::of(names.into_iter(), Some("Lede")), None);
        assert_eq!(
            no_text_column("a.csv:1".to_owned(), ["a", "b"].into_iter(), None).to_string(),
            "a.csv:1: no column holds the text; found the columns a, b; expected text, body, content, article …, or name it with --text-column"
        );
    }

    #[test]
    fn names_without_bounds_are_shown_on_one_short_line() {
        let long = "a\nb".repeat(100);
        let told = no_text_column("a:1".to_owned(), std::iter::repeat_n(long.as_str(), 50), None);
        assert!(told.to_string().len() < 1000 && !told.to_string().contains('\n'), "{told}");
    }

    #[test]
    fn a_date_that_is_none_stays_a_column() {
        let given = cells(&[("date", "last week"), ("text", "It rained.")]);
        let roles = Roles::of(["date", "text"].into_iter(), None).expect("a text");
        let read = document("a", "a:2".to_owned(), given, &roles, &[]).expect("a text");
        assert_eq!(read.about.date, None);
        assert_eq!(read.about.columns, cells(&[("date", "last week")]));
    }

    #[test]
    fn an_empty_text_is_an_error_at_its_record() {
        let given = cells(&[("text", " ")]);
        let roles = Roles::of(["text"].into_iter(), None).expect("a text");
        let refused = document("a", "a:7".to_owned(), given, &roles, &[]).expect_err("no text");
        assert_eq!(refused.to_string(), "a:7: no text in it; expected an article");
    }
}
