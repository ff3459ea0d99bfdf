//! The two streams that a page is made of: a row of its table and the text of each article.

use std::fmt::Write as _;
use std::io::Result;

use crate::label::Label;
use crate::report::figure::escaped;
use crate::report::format::{Article, Failed, Format, Scored};
use crate::report::tally::Tally;
use crate::report::tinted;

/// The page shows so many articles: the first, in the order of the inputs.
pub(super) const MOST_ARTICLES: u64 = 500;

/// It shows their texts as long as the texts before them have fewer bytes than this.
pub(super) const MOST_TEXT_BYTES: u64 = 2 * 1024 * 1024;

/// It shows so many sentences of an article.
const MOST_SENTENCES: usize = 300;

/// A cell of the table shows no more characters of a name or title than this.
const LONGEST_CELL: usize = 160;

/// The rows of the table of articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rows;

/// The texts of the articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Texts;

fn is_shown(number: u64) -> bool {
    number <= MOST_ARTICLES
}

fn has_text(number: u64, text_before: u64) -> bool {
    is_shown(number) && text_before < MOST_TEXT_BYTES
}

/// The beginning of a text that may be very long, escaped.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_CELL) {
        None => escaped(text),
        Some((end, _)) => format!("{} …", escaped(&text[..end])),
    }
}

/// A share in percent, and as a bar whose length says the same.
fn share(share: Option<f64>) -> String {
    share.map_or_else(
        || "<td class=\"number\" data-v=\"-1\">–</td>".to_owned(),
        |share| {
            format!(
                "<td class=\"number\" data-v=\"{share:.4}\">{:.0} %<meter aria-hidden=\"true\" value=\"{share:.3}\"></meter></td>",
                100.0 * share
            )
        },
    )
}

fn row(
    number: u64,
    text_before: u64,
    article: &Article,
    tally: &Tally,
    error: Option<&str>,
) -> String {
    let called = short(article.called());
    let called = if has_text(number, text_before) && error.is_none() {
        format!("<a href=\"#a{number}\">{called}</a>")
    } else {
        called
    };
    let mut row =
        format!("<tr><td class=\"number\">{number}</td><th scope=\"row\" dir=\"auto\">{called}");
    if article.called() != article.document {
        let _ = write!(row, "<small>{}</small>", short(&article.document));
    }
    if let Some(error) = error {
        let _ = write!(row, "<small class=\"error\">not read: {}</small>", short(error));
    }
    let cell = |text: Option<&str>| short(text.unwrap_or_default());
    let _ = writeln!(
        row,
        "</th><td>{}</td><td class=\"date\">{}</td><td class=\"number\">{}</td>{}{}<td class=\"number\">{}</td></tr>",
        cell(article.source.as_deref()),
        cell(article.date.as_deref()),
        tally.sentences,
        share(tally.opinion_share()),
        share(tally.opinion_share_of_words()),
        tally.unsure
    );
    row
}

impl Format for Rows {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        if is_shown(scored.number) && scored.document.part.last {
            to.extend(
                row(scored.number, scored.text_before, scored.article, scored.tally, None).bytes(),
            );
        }
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        if is_shown(failed.number) {
            let nothing = (
                Article { document: failed.document().to_owned(), ..Article::default() },
                Tally::default(),
            );
            let (article, tally) =
                failed.open.map_or((&nothing.0, &nothing.1), |open| (&open.article, &open.tally));
            let problem = failed.error.problem();
            to.extend(
                row(failed.number, failed.text_before, article, tally, Some(&problem)).bytes(),
            );
        }
        Ok(())
    }
}

impl Format for Texts {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let Scored { document, article, tally, number, text_before, .. } = *scored;
        if !has_text(number, text_before) {
            return Ok(());
        }
        let mut html = String::new();
        if document.part.is_first() {
            let _ = write!(
                html,
                "<details><summary>{number}. {}</summary>\n<article id=\"a{number}\">\n{}",
                short(article.called()),
                tinted::facts(scored)
            );
            if tinted::paragraphs(&mut html, scored, MOST_SENTENCES) > 0 || !document.part.last {
                html += "<p class=\"soft\">The rest of this article stands in sentences.csv.</p>\n";
            }
        }
        if document.part.last {
            let _ = write!(
                html,
                "<p class=\"soft\">{} sentences, {} of them opinion; {} unsure. <a href=\"#articles\">Back to the table</a></p>\n</article>\n</details>\n",
                tally.sentences,
                tally.label(Label::Opinion),
                tally.unsure
            );
        }
        to.extend(html.bytes());
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        if failed.open.is_some() && has_text(failed.number, failed.text_before) {
            to.extend(b"<p class=\"soft\">It could not be read any further.</p>\n</article>\n</details>\n");
        }
        Ok(())
    }
}
