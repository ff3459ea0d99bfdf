//! *A header is what stands above the text*: the headline, who wrote it, where and when it appeared.
//!
//! None of it is a sentence of the article, so each such line gets a role of its own. A line that only might
//! be one stays a sentence: a headline taken for a sentence does less harm than a sentence lost.

use super::calendar::is_date_line;
use super::glyph::trim_back;
use super::masthead::{is_outlet_line, is_outlet_name, is_source_line};
use super::sentence::{Role, Sentence};
use super::span::Span;
use super::stop::ends_in_stop;

/// The paragraphs among which the header is looked for: headline, standfirst, author, outlet, place, date
/// and one more.
const HEADER_PARAGRAPHS: usize = 7;

/// The longest headline, in bytes. Long ones run to a hundred characters.
const LONGEST_HEADLINE_BYTES: usize = 200;

/// The most sentences in a headline: *Who is to blame? The story of a leak*.
const MOST_HEADLINE_SENTENCES: usize = 2;

/// The longest line of a header other than the headline, in bytes.
const LONGEST_LINE_BYTES: usize = 120;

/// A paragraph at the top: its place in the text and the sentences that it was split into.
#[derive(Clone, Copy)]
struct Paragraph {
    first: usize,
    after: usize,
    span: Span,
}

/// Gives the lines of the header their roles, each as one sentence.
pub(super) fn mark(text: &str, found: &mut Vec<Sentence>) {
    let mut roles = [(Role::Sentence, 0_usize, 0_usize); HEADER_PARAGRAPHS];
    let mut marked = 0;
    let mut headline = false;
    let mut next = paragraph(found, 0);
    let mut seen = 0;
    while let Some(current) = next {
        next = paragraph(found, current.after);
        seen += 1;
        // What has nothing below it is the text, whatever it looks like.
        let Some(below) = next else { break };
        if seen > HEADER_PARAGRAPHS {
            break;
        }
        let line = current.span.of(text);
        let role = if let Some(role) = line_role(line, headline) {
            Some(role)
        } else if !headline && is_outlet_name(line) && is_above_headline(text, found, below) {
            Some(Role::Source)
        } else if !headline
            && is_headline(line)
            && current.after - current.first <= MOST_HEADLINE_SENTENCES
            && stands_above(text, found, below)
        {
            headline = true;
            Some(Role::Headline)
        } else if headline
            && line_role(below.span.of(text), true).is_some()
            && line.len() <= 2 * LONGEST_HEADLINE_BYTES
        {
            // A standfirst between the headline and the author is a sentence.
            None
        } else {
            break;
        };
        if let (Some(role), Some(slot)) = (role, roles.get_mut(marked)) {
            *slot = (role, current.first, current.after);
            marked += 1;
        }
    }
    for &(role, first, after) in roles[..marked].iter().rev() {
        let end = found[after - 1].span.end;
        found[first].span.end = end;
        found[first].role = role;
        found.drain(first + 1..after);
    }
}

/// The paragraph whose first sentence is the one at `first`.
fn paragraph(found: &[Sentence], first: usize) -> Option<Paragraph> {
    let start = found.get(first)?.span.start;
    let rest = found.get(first + 1..)?;
    let more = rest.iter().take_while(|sentence| !sentence.paragraph_start).count();
    let after = first + 1 + more;
    Some(Paragraph { first, after, span: Span { start, end: found[after - 1].span.end } })
}

/// What a short line is by its words; an outlet that is not well known is believed only below a headline.
fn line_role(line: &str, below_headline: bool) -> Option<Role> {
    if line.len() > LONGEST_LINE_BYTES {
        None
    } else if is_date_line(line) {
        Some(Role::Date)
    } else if is_source_line(line) || (below_headline && is_outlet_line(line)) {
        Some(Role::Source)
    } else {
        None
    }
}

/// Whether a possible headline, then a line with an author, an outlet or a date, stands at `below`.
fn is_above_headline(text: &str, found: &[Sentence], below: Paragraph) -> bool {
    let line = below.span.of(text);
    let Some(after) = paragraph(found, below.after) else { return false };
    line_role(line, true).is_none()
        && is_headline(line)
        && line_role(after.span.of(text), true).is_some()
        && stands_above(text, found, after)
}

/// Whether a paragraph looks like a headline: short, with a capital or a sign in front and no full stop.
fn is_headline(line: &str) -> bool {
    let words = line.trim_start_matches(['#', '*', ' ']);
    let begins = words.chars().find(|glyph| glyph.is_alphanumeric());
    let last = words.trim_end_matches(['*', ' ', '"', '”', '\'', '’', ')']).chars().next_back();
    let open_end = match last {
        Some('.' | '…') => ends_in_abbreviation(words),
        Some(',' | ';' | ':' | '-' | '–' | '—' | '。') | None => false,
        Some(_) => true,
    };
    line.len() <= LONGEST_HEADLINE_BYTES
        && open_end
        && begins.is_some_and(|glyph| !glyph.is_lowercase())
        && !words.starts_with(['•', '-', '>', '|'])
}

/// Whether a line ends in the stop of letters such as `U.S.`, which headlines do.
fn ends_in_abbreviation(line: &str) -> bool {
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let letters = word
        .split_terminator('.')
        .all(|piece| piece.len() == 1 && piece.bytes().all(|byte| byte.is_ascii_uppercase()));
    word.len() >= 4 && letters
}

/// Whether the paragraphs below a possible headline are an article: further lines of the header, then one that
/// is prose, which ends in a stop.
fn stands_above(text: &str, found: &[Sentence], below: Paragraph) -> bool {
    let mut below = Some(below);
    for _ in 0..HEADER_PARAGRAPHS {
        let Some(current) = below else { return false };
        let line = current.span.of(text);
        let end = trim_back(text, current.span.start, current.span.end);
        if line_role(line, true).is_none()
            && ends_in_stop(&text.as_bytes()[current.span.start..end])
        {
            return true;
        }
        below = paragraph(found, current.after);
    }
    false
}
