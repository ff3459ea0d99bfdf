//! An article as HTML: each sentence tinted by its label, with the reasons behind it.
//!
//! Nothing is told by colour alone: opinion is underlined, a dotted line and a mark say that
//! the model is unsure, and the reasons, shown when a sentence is pointed at or focused, are
//! there for a screen reader all the time. Lines between the sentences, such as the author
//! and the date, have no label and no tint.

use std::fmt::Write as _;
use std::io::Result;

use crate::classify::Prediction;
use crate::text::sentence::Role;
use crate::text::span::Span;

use super::evidence::evidence;
use super::figure::escaped;
use super::format::{Failed, Format, Scored};

/// The tints and what belongs to them; a page puts it into its style.
pub const STYLE: &str = include_str!("tinted.css");

/// What the tints say, as HTML.
pub const LEGEND: &str = "<p class=\"legend\"><span class=\"s fact s3\">fact</span> <span class=\"s opinion s3\">opinion</span> <span class=\"s opinion s1 unsure\">unsure<b>opinion?</b></span> The stronger the tint, the surer. Rest the pointer on a sentence, or step to it with the tab key, to see why. “Fact” means <em>reported as fact</em>, not <em>true</em>.</p>\n";

/// Articles as one page that fetches nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Html;

/// The sentences of a document or part, as paragraphs. Of `most` at most; returns how many
/// there were beyond that.
pub fn paragraphs(to: &mut String, scored: &Scored<'_>, most: usize) -> usize {
    let text = scored.document.text.as_str();
    let sentences = &scored.predictions.sentences;
    let (mut at, mut paragraph) = (0, false);
    for found in sentences.iter().take(most) {
        let Span { start, end } = found.sentence.span;
        let between = text[at..start].trim();
        let ends = found.sentence.paragraph_start
            || found.sentence.role == Role::Headline
            || !between.is_empty();
        if paragraph && ends {
            to.push_str("</p>\n");
            paragraph = false;
        }
        masthead(to, between);
        if paragraph {
            to.push(' ');
        } else {
            let headline = found.sentence.role == Role::Headline;
            to.push_str(if headline {
                "<p dir=\"auto\" class=\"headline\">"
            } else {
                "<p dir=\"auto\">"
            });
            paragraph = true;
        }
        sentence(to, scored, found);
        at = end;
    }
    if paragraph {
        to.push_str("</p>\n");
    }
    if sentences.len() <= most {
        masthead(to, text[at..].trim());
    }
    sentences.len().saturating_sub(most)
}

/// Lines that have no label.
fn masthead(to: &mut String, lines: &str) {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // Writing to a string cannot fail.
        let _ = writeln!(to, "<p class=\"soft masthead\" dir=\"auto\">{}</p>", escaped(line));
    }
}

fn sentence(to: &mut String, scored: &Scored<'_>, found: &Prediction) {
    let text = scored.document.text.as_str();
    let probability = found.probability_opinion.0;
    let sure = (probability - 0.5).abs();
    let strength = match sure {
        _ if found.corrected.is_some() => 3,
        sure if sure < 0.25 => 1,
        sure if sure < 0.45 => 2,
        _ => 3,
    };
    let unsure = if found.unsure { " unsure" } else { "" };
    let _ = write!(
        to,
        "<span class=\"s {} s{strength}{unsure}\" tabindex=\"0\">{}",
        found.label,
        escaped(found.sentence.span.of(text))
    );
    if found.unsure {
        let _ = write!(to, "<b>{}?</b>", found.label);
    }
    let _ = write!(to, "<span class=\"why\"> [{}", found.label);
    if let Some(said) = found.corrected {
        let _ = write!(to, ", as a person said: {said}");
    } else {
        let likely = if found.label.is_opinion() { probability } else { 1.0 - probability };
        let (percent, kind) = (100.0 * likely, found.kind);
        let _ = write!(to, " {percent:.0} %{}: {kind}", unsure.replace(' ', ", "));
    }
    let mut shown: Vec<&str> = Vec::new();
    for why in evidence(text, scored.model, scored.predictions, found) {
        // A word that speaks twice is read once.
        if shown.contains(&why.word) {
            continue;
        }
        let _ = write!(
            to,
            "{} {} “{}” {:+.1}",
            if shown.is_empty() { ";" } else { "," },
            escaped(why.what),
            escaped(why.word),
            why.weight
        );
        shown.push(why.word);
    }
    to.push_str("]</span></span>");
}

/// The beginning of a page, up to what stands in its body.
#[must_use]
pub fn page_head(title: &str, policy: &str, styles: &[&str], script: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>\n{}</style>\n{}</head>\n<body>\n",
        escaped(policy),
        escaped(title),
        styles.concat(),
        if script.is_empty() { String::new() } else { format!("<script>{script}</script>\n") }
    )
}

impl Format for Html {
    fn head(&self) -> Vec<u8> {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        let mut head = page_head("surmise: fact and opinion", policy, &[STYLE], "");
        head += LEGEND;
        head += "<main>\n";
        head.into_bytes()
    }

    fn scored(&self, to: &mut Vec<u8>, scored: &Scored<'_>) -> Result<()> {
        let article = scored.article;
        let mut html = String::new();
        if scored.document.part.is_first() {
            let _ =
                write!(html, "<article>\n<h2 dir=\"auto\">{}</h2>\n", escaped(article.called()));
            html += &facts(scored);
        }
        paragraphs(&mut html, scored, usize::MAX);
        if scored.document.part.last {
            let _ = write!(
                html,
                "<p class=\"soft\">{} sentences, {:.0} % opinion, {} unsure; model {}</p>\n</article>\n",
                scored.tally.sentences,
                100.0 * scored.tally.opinion_share().unwrap_or(0.0),
                scored.tally.unsure,
                escaped(&scored.model.id)
            );
        }
        to.extend(html.bytes());
        Ok(())
    }

    fn failed(&self, to: &mut Vec<u8>, failed: &Failed<'_>) -> Result<()> {
        let mut html = String::new();
        if failed.open.is_none() {
            let _ = write!(html, "<article>\n<h2>{}</h2>\n", escaped(failed.document()));
        }
        let problem = escaped(&failed.error.problem());
        let _ = write!(html, "<p>Not read: {problem}</p>\n</article>\n");
        to.extend(html.bytes());
        Ok(())
    }

    fn tail(&self) -> Vec<u8> {
        b"</main>\n</body>\n</html>\n".to_vec()
    }
}

/// A line with the document's name, source, date and language.
#[must_use]
pub fn facts(scored: &Scored<'_>) -> String {
    let article = scored.article;
    let known = [
        Some(article.document.as_str()),
        article.source.as_deref(),
        article.date.as_deref(),
        Some(article.language.as_str()).filter(|language| !matches!(*language, "eng" | "und")),
    ];
    let known: Vec<String> = known.into_iter().flatten().map(escaped).collect();
    format!("<p class=\"soft\">{}</p>\n", known.join(" · "))
}
