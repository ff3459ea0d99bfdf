//! *Nesting is known before a tree is made*: every element that is opened is closed again, in
//! the order in which a parser of HTML would close it, so that no element stands deeper in the
//! tree than here. Without it, end tags that a parser passes over would hide how deep it is.
//!
//! After the rules of the HTML standard for the insertion mode "in body" and for tables, as far
//! as they say which elements are open. Where they differ, more is open here than in the tree.

/// What the elements' depths, and a 200th of their characters' depths, may come to. This is
/// what reading the tree costs: a second or so at most. A long article comes to 100,000.
const MOST_WORK: u64 = 5_000_000;

/// So many characters cost as much as an element at the same depth.
const BYTES_PER_ELEMENT: usize = 200;

/// Elements that hold nothing, or stand for the whole page; they are not open.
const VOID: [&str; 24] = [
    "area", "base", "basefont", "bgsound", "br", "col", "command", "form", "frame", "frameset",
    "head", "hr", "html", "image", "body", "img", "input", "keygen", "link", "meta", "param",
    "source", "track", "colgroup",
];

/// Elements that an end tag of a word or phrase does not close.
const SPECIAL: [&str; 46] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
const CELLS: [&str; 3] = ["td", "th", "caption"];
const ROWS: [&str; 1] = ["tr"];
const GROUPS: [&str; 3] = ["tbody", "thead", "tfoot"];

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    is_special: bool,
}

/// What is open at a place in a page.
pub(super) struct Nesting<'a> {
    open: Vec<Open<'a>>,
    work: u64,
}

impl<'a> Nesting<'a> {
    pub(super) fn new() -> Nesting<'a> {
        Nesting { open: Vec::new(), work: 0 }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether a tree like this costs more to read than any page is worth.
    pub(super) fn is_too_much(&self) -> bool {
        self.work / BYTES_PER_ELEMENT as u64 > MOST_WORK
    }

    /// Counts text at this place.
    pub(super) fn text(&mut self, bytes: usize) {
        self.work += (bytes * (1 + self.depth())) as u64;
    }

    /// Opens an element; `name` stands in the page as it is. Closes in `light` what it ends.
    pub(super) fn start(&mut self, name: &'a str, light: &mut String) {
        self.text(BYTES_PER_ELEMENT);
        let is_void = is_one_of(name, &VOID);
        let is_special = !is_void && is_one_of(name, &SPECIAL);
        if is_void && !matches_any(name, &["hr"]) {
            return;
        }
        if matches_any(name, &["li"]) {
            self.end_item(&["li"], light);
        } else if matches_any(name, &["dd", "dt"]) {
            self.end_item(&["dd", "dt"], light);
        } else if is_one_of(name, &CELLS) {
            self.end_in_table(&CELLS, light);
        } else if is_one_of(name, &ROWS) {
            self.end_in_table(&CELLS, light);
            self.end_in_table(&ROWS, light);
        } else if is_one_of(name, &GROUPS) {
            self.end_in_table(&CELLS, light);
            self.end_in_table(&ROWS, light);
            self.end_in_table(&GROUPS, light);
        } else if matches_any(name, &["a", "option", "button"]) {
            let same = self.open.iter().rposition(|open| {
                open.name.eq_ignore_ascii_case(name)
                    || is_one_of(open.name, &CELLS)
                    || matches_any(open.name, &["table"])
            });
            if let Some(at) = same.filter(|at| self.open[*at].name.eq_ignore_ascii_case(name)) {
                self.close_from(at, light);
            }
        } else if is_one_of(name, &HEADINGS)
            && self.open.last().is_some_and(|open| is_one_of(open.name, &HEADINGS))
        {
            self.close_from(self.open.len() - 1, light);
        }
        if (is_special || is_void) && !matches_any(name, &["button", "table"]) {
            self.end_paragraph(light);
        }
        if !is_void {
            self.open.push(Open { name, is_special });
        }
    }

    /// Closes the element that this end tag closes, if there is one, and all in it, in `light`.
    pub(super) fn end(&mut self, name: &str, light: &mut String) {
        let is_heading = is_one_of(name, &HEADINGS);
        let is_special = is_one_of(name, &SPECIAL);
        let found = self.open.iter().rposition(|open| {
            let is_it = if is_heading {
                is_one_of(open.name, &HEADINGS)
            } else {
                open.name.eq_ignore_ascii_case(name)
            };
            let is_wall = matches_any(open.name, &["table"]) || (!is_special && open.is_special);
            is_it || is_wall
        });
        let Some(at) = found else { return };
        let open = self.open[at].name;
        if open.eq_ignore_ascii_case(name) || (is_heading && is_one_of(open, &HEADINGS)) {
            self.close_from(at, light);
        }
    }

    /// Ends the paragraph that is open in this block.
    fn end_paragraph(&mut self, light: &mut String) {
        let found = self.open.iter().rposition(|open| {
            matches_any(open.name, &["p", "button", "table"]) || is_one_of(open.name, &CELLS)
        });
        if let Some(at) = found.filter(|at| matches_any(self.open[*at].name, &["p"])) {
            self.close_from(at, light);
        }
    }

    /// Ends the item that is open in this list.
    fn end_item(&mut self, names: &[&str], light: &mut String) {
        let found = self.open.iter().rposition(|open| {
            let passes = !open.is_special || matches_any(open.name, &["address", "div", "p"]);
            !passes
        });
        if let Some(at) = found.filter(|at| matches_any(self.open[*at].name, names)) {
            self.close_from(at, light);
        }
    }

    /// Ends the part of this table that is one of `names`.
    fn end_in_table(&mut self, names: &[&str], light: &mut String) {
        let found = self
            .open
            .iter()
            .rposition(|open| matches_any(open.name, names) || matches_any(open.name, &["table"]));
        if let Some(at) = found.filter(|at| matches_any(self.open[*at].name, names)) {
            self.close_from(at, light);
        }
    }

    fn close_from(&mut self, at: usize, light: &mut String) {
        for open in self.open.drain(at..).rev() {
            light.push_str("</");
            light.push_str(open.name);
            light.push('>');
        }
    }
}

/// Whether a name is one of these, whatever its case.
fn matches_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The same for long lists.
fn is_one_of(name: &str, names: &[&str]) -> bool {
    name.len() <= 10 && matches_any(name, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written beside the start tags, and how deep it is at the end.
    fn nested(tags: &str) -> (String, usize) {
        let (mut nesting, mut light) = (Nesting::new(), String::new());
        for tag in tags.split_ascii_whitespace() {
            match tag.strip_prefix('/') {
                Some(name) => nesting.end(name, &mut light),
                None => nesting.start(tag, &mut light),
            }
        }
        (light, nesting.depth())
    }

    #[test]
    fn what_is_open_is_closed_in_order() {
        assert_eq!(nested("div span em /div"), ("</em></span></div>".to_owned(), 0));
        assert_eq!(nested("p p div /div"), ("</p></p></div>".to_owned(), 0));
        assert_eq!(nested("ul li a li ul li"), ("</a></li>".to_owned(), 4));
        assert_eq!(nested("table tr td td tr td").1, 3);
        assert_eq!(nested("DIV h2 /h3 /div"), ("</h2></DIV>".to_owned(), 0));
        assert_eq!(nested("br img hr meta html body"), (String::new(), 0));
    }

    #[test]
    fn an_end_tag_that_a_parser_passes_over_closes_nothing() {
        assert_eq!(nested("div /x div /span"), (String::new(), 2));
        assert_eq!(nested("span div /span"), (String::new(), 2));
        assert_eq!(nested("div table td /div"), (String::new(), 3));
    }
}
