//! *Markdown becomes plain paragraphs*: headings and prose stay, code, pictures and HTML go.

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::error::{Error, Result};

use super::document::{About, Document, NO_TEXT};
use super::moment::moment;

/// The document of a Markdown text. Front matter (YAML between lines of `---`) gives title, date
/// and source.
///
/// # Errors
///
/// Where there is no prose in it.
pub(super) fn document(name: String, markdown: &str) -> Result<Document> {
    let mut prose = Prose::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for event in Parser::new_ext(markdown, options) {
        prose.take(event);
    }
    let text = prose.text.trim_end();
    if text.is_empty() {
        return Err(Error::at(name, NO_TEXT));
    }
    let text = format!("{text}\n");
    Ok(Document::of_text(name, text, prose.about))
}

#[derive(Default)]
struct Prose {
    text: String,
    about: About,
    front_matter: Option<String>,
    /// How many elements are open whose text is not prose.
    hidden: usize,
}

impl Prose {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => {
                self.front_matter = Some(String::new());
            }
            Event::End(TagEnd::MetadataBlock(_)) => {
                let lines = self.front_matter.take().unwrap_or_default();
                lines.lines().for_each(|line| self.learn(line));
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock) => {
                self.hidden += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(lines) = &mut self.front_matter {
                    lines.push_str(&words);
                } else if self.hidden == 0 {
                    self.text.push_str(&words);
                }
            }
            Event::SoftBreak if self.hidden == 0 => self.text.push(' '),
            Event::HardBreak if self.hidden == 0 => self.text.push('\n'),
            Event::End(TagEnd::TableCell) => self.text.push(' '),
            Event::End(
                TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::DefinitionListTitle,
            ) => self.end("\n"),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::List(_)
                | TagEnd::Table
                | TagEnd::BlockQuote(_)
                | TagEnd::FootnoteDefinition,
            ) => self.end("\n\n"),
            _ => {}
        }
    }

    /// Ends a line or a paragraph, unless one has just ended.
    fn end(&mut self, with: &str) {
        let trimmed = self.text.trim_end_matches(' ').len();
        self.text.truncate(trimmed);
        if self.text.is_empty() {
            return;
        }
        let ended = self.text.bytes().rev().take_while(|byte| *byte == b'\n').count();
        for _ in ended..with.len() {
            self.text.push('\n');
        }
    }

    /// Takes a line `name: words` of the front matter.
    fn learn(&mut self, line: &str) {
        let Some((name, words)) = line.split_once(':') else { return };
        let words = words.trim().trim_matches(['"', '\'']).trim();
        if words.is_empty() {
            return;
        }
        match name.trim().to_ascii_lowercase().as_str() {
            "title" => self.about.title = Some(words.to_owned()),
            "date" | "published" => self.about.date = moment(words),
            "source" | "site" | "publication" => self.about.source = Some(words.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_headings_stay_and_code_goes() {
        let markdown = "# Rain again\n\nIt *rained* on\nMonday, says [the office](http://example.org).\n\n```sh\nrm -rf rain\n```\n\n- One wet `dog`.\n- Two wet dogs.\n\n![A picture](wet.png)\n\n<div>markup</div>\n\n> “Enough,” she said.\n";
        let read = document("a.md".to_owned(), markdown).expect("prose");
        assert_eq!(
            read.text,
            "Rain again\n\nIt rained on Monday, says the office.\n\nOne wet dog.\nTwo wet dogs.\n\n“Enough,” she said.\n"
        );
    }

    #[test]
    fn front_matter_is_about_the_document() {
        let markdown =
            "---\ntitle: \"Rain: again\"\ndate: 2026-03-01\ntags: [wet]\n---\nIt rained.\n";
        let read = document("a.md".to_owned(), markdown).expect("prose");
        assert_eq!(read.text, "It rained.\n");
        assert_eq!(read.about.title.as_deref(), Some("Rain: again"));
        assert_eq!(read.about.date.as_deref(), Some("2026-03-01"));
    }

    #[test]
    fn code_alone_is_no_text() {
        let refused = document("a.md".to_owned(), "```\nx\n```\n").expect_err("no prose");
        assert_eq!(refused.to_string(), "a.md: no text in it; expected an article");
    }
}
