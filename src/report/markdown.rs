//! Articles as Markdown: opinion in bold, with its kind and the words that decided behind it.

use std::io::{Result, Write as _};

use super::evidence::evidence;
use super::format::{Failed, Format, Scored};
use super::text::shown;
use crate::label::Label;
use crate::text::sentence::Role;

/// Articles as Markdown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Markdown;

/// The text on one line, with all that Markdown or HTML would read as markup written out.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for character in shown(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // These alone begin nothing within a line, except where a link is made of bare
            // words: an address, which the colon and the full stop of `www.` make.
            ',' | ';' | '\'' | '"' | '?' | '%' | '/' => safe.push(character),
            '.' if !safe.ends_with(|c: char| c.is_ascii_digit() || c == 'w') => safe.push('.'),
            _ if character.is_ascii_punctuation() => safe.extend(['\\', character]),
            _ => safe.push(character),
        }
    }
    safe
}

impl Format for Markdown {
    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let Scored { document, model, predictions, article, tally, .. } = *scored;
        let text = document.text.as_str();
        if document.part.is_first() {
            writeln!(to, "# {}\n", plain(article.called()))?;
            let known = [
                Some(article.document.as_str()),
                article.source.as_deref(),
                article.date.as_deref(),
            ];
            let known: Vec<String> = known.into_iter().flatten().map(plain).collect();
            writeln!(to, "{}\n", known.join(" · "))?;
        }
        let mut begun = false;
        for found in &predictions.sentences {
            let sentence = found.sentence;
            let words = plain(sentence.span.of(text));
            if sentence.role == Role::Headline
                && words == plain(article.called())
                && !found.label.is_opinion()
            {
                continue;
            }
            if begun {
                to.extend(if sentence.paragraph_start { "\n\n" } else { "\n" }.bytes());
            }
            begun = true;
            if found.label.is_opinion() {
                let because: Vec<String> = evidence(text, model, predictions, found)
                    .iter()
                    .map(|why| format!("{} “{}”", why.what, plain(why.word)))
                    .collect();
                write!(
                    to,
                    "**{words}** \\[{}, {:.0} %{}{}{}\\]",
                    found.kind,
                    100.0 * found.probability_opinion.0,
                    if found.unsure { ", unsure" } else { "" },
                    if because.is_empty() { "" } else { ": " },
                    because.join(", ")
                )?;
            } else {
                write!(to, "{words}{}", if found.unsure { " \\[fact, unsure\\]" } else { "" })?;
            }
        }
        to.extend(b"\n\n");
        if document.part.last {
            writeln!(
                to,
                "*{} sentences, {} opinion ({:.0} %), {} unsure; model {}*\n",
                tally.sentences,
                tally.label(Label::Opinion),
                100.0 * tally.opinion_share().unwrap_or(0.0),
                tally.unsure,
                model.id
            )?;
        }
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        if failed.open.is_none() {
            writeln!(to, "# {}\n", plain(failed.document()))?;
        }
        writeln!(to, "Not read: {}\n", plain(&failed.error.problem()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_text() {
        assert_eq!(
            plain("# <script>*a*</script>\n[b](javascript:c)"),
            "\\# &lt;script&gt;\\*a\\*&lt;/script&gt; \\[b\\]\\(javascript\\:c\\)"
        );
        assert_eq!(plain("1. It rained."), "1\\. It rained.");
        assert_eq!(plain("www.example.org"), "www\\.example.org");
        assert_eq!(plain("- no"), "\\- no");
    }
}
