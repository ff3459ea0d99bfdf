//! Whose words are these? Where quotations begin and end.
//!
//! Quotation marks come typographic, straight, single and unbalanced, and a quotation may
//! run over several sentences. Marks are paired within a paragraph; where the partner is
//! missing, a quotation that was opened ends with its sentence, and one that is only closed
//! began with its sentence. Newspapers open each paragraph of a long quotation anew and
//! close only the last, which this rule reads as people do.

use super::span::Span;

/// The words inside one pair of quotation marks, in one sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quotation {
    /// From the opening mark to the closing one, both inside, cut to the sentence.
    pub span: Span,
    /// Whether both marks stand in the sentence.
    pub closed: bool,
}

/// What quotation is open at the end of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QuotationState {
    open: Option<Style>,
}

impl QuotationState {
    /// Whether a quotation goes on from one sentence to the next.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.open.is_some()
    }
}

/// The marks that belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// “ ” and „ “ and « »
    Double,
    /// " "
    Straight,
    /// ‘ ’
    Single,
    /// ' '
    StraightSingle,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Opens,
    Closes,
    Either,
}

/// Appends the quotations of the sentence `text[span]` to `quotations`, in order; they
/// never overlap. `state` carries an open quotation from the sentence before; a new
/// paragraph ends it.
pub fn quotations_into(
    text: &str,
    span: Span,
    paragraph_start: bool,
    state: &mut QuotationState,
    quotations: &mut Vec<Quotation>,
) {
    if paragraph_start {
        state.open = None;
    }
    let carried = state.open.take();
    let mut open: Option<(Style, usize)> = None;
    let mut inherited = carried;
    let mut single_can_close = SingleCloses::Unknown;
    for_each_mark(text, span, |at, width, style, way| {
        let after = at + width;
        if let Some((opened, start)) = open {
            let closes = opened == style && way != Way::Opens;
            if closes {
                quotations.push(Quotation { span: Span { start, end: after }, closed: true });
                open = None;
            } else if opened == style && style == Style::Double {
                // A second opening mark without a closing one: the first was unbalanced.
                open = Some((style, start));
            }
            return;
        }
        match way {
            Way::Closes | Way::Either if inherited == Some(style) => {
                quotations.push(Quotation {
                    span: Span { start: span.start, end: after },
                    closed: false,
                });
                inherited = None;
            }
            // Closed but never opened: it began with the sentence, or in one before. An
            // apostrophe looks the same, so single marks do not count here.
            Way::Closes
                if matches!(style, Style::Double | Style::Straight)
                    && quotations_empty(quotations, span) =>
            {
                quotations.push(Quotation {
                    span: Span { start: span.start, end: after },
                    closed: false,
                });
                inherited = None;
            }
            Way::Closes => {}
            Way::Opens | Way::Either => {
                let single = matches!(style, Style::Single | Style::StraightSingle);
                if single && !single_can_close.find(text, span, after, style) {
                    return;
                }
                inherited = None;
                open = Some((style, at));
            }
        }
    });
    if let Some((style, start)) = open {
        quotations.push(Quotation { span: Span { start, end: span.end }, closed: false });
        state.open = Some(style);
    } else if let Some(style) = inherited {
        // No mark at all since it was opened: the whole sentence is quoted.
        quotations.push(Quotation { span, closed: false });
        state.open = Some(style);
    }
}

fn quotations_empty(quotations: &[Quotation], span: Span) -> bool {
    quotations.last().is_none_or(|quotation| quotation.span.start < span.start)
}

/// Whether a single opening mark has a closing one later in its sentence. Looked up once a
/// sentence, so that a line of apostrophes costs no more than its length.
#[derive(Clone, Copy)]
enum SingleCloses {
    Unknown,
    LastAt(usize),
}

impl SingleCloses {
    fn find(&mut self, text: &str, span: Span, after: usize, style: Style) -> bool {
        let last = match *self {
            SingleCloses::LastAt(last) => last,
            SingleCloses::Unknown => {
                let mut last = 0;
                for_each_mark(text, span, |at, _, found, way| {
                    if found == style && way == Way::Closes {
                        last = at;
                    }
                });
                *self = SingleCloses::LastAt(last);
                last
            }
        };
        last >= after
    }
}

/// Calls `mark` with place, width, style and direction of every quotation mark in the span.
fn for_each_mark(text: &str, span: Span, mut mark: impl FnMut(usize, usize, Style, Way)) {
    let bytes = &text.as_bytes()[..span.end.min(text.len())];
    let mut at = span.start;
    // The first byte of « and » is rare; where it is, every byte is looked at.
    let guillemets = memchr::memchr(0xC2, &bytes[at.min(bytes.len())..]).is_some();
    while at < bytes.len() {
        if !guillemets {
            match memchr::memchr3(b'"', b'\'', 0xE2, &bytes[at..]) {
                Some(next) => at += next,
                None => return,
            }
        }
        let byte = bytes[at];
        let (style, width, fixed) = match byte {
            b'"' => (Style::Straight, 1, None),
            b'\'' => (Style::StraightSingle, 1, None),
            // U+2018 to U+201F
            0xE2 if bytes.get(at + 1) == Some(&0x80) => match bytes.get(at + 2) {
                Some(0x98) => (Style::Single, 3, Some(Way::Opens)),
                Some(0x99) => (Style::Single, 3, Some(Way::Closes)),
                Some(0x9C | 0x9E) => (Style::Double, 3, Some(Way::Opens)),
                Some(0x9D) => (Style::Double, 3, Some(Way::Closes)),
                _ => {
                    at += 1;
                    continue;
                }
            },
            // U+00AB and U+00BB
            0xC2 => match bytes.get(at + 1) {
                Some(0xAB) => (Style::Double, 2, Some(Way::Opens)),
                Some(0xBB) => (Style::Double, 2, Some(Way::Closes)),
                _ => {
                    at += 1;
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        };
        let before = if at > span.start { bytes[at - 1] } else { b' ' };
        let after = bytes.get(at + width).copied().unwrap_or(b' ');
        let word_before = before.is_ascii_alphanumeric() || before >= 0x80;
        let word_after = after.is_ascii_alphanumeric() || after >= 0x80;
        let single = matches!(style, Style::Single | Style::StraightSingle);
        if single && word_before && word_after {
            // An apostrophe.
            at += width;
            continue;
        }
        let way = match fixed {
            // ’ before a word is an apostrophe (’tis) or closes nothing.
            Some(Way::Closes) if single && word_after => {
                at += width;
                continue;
            }
            Some(way) => way,
            None => {
                let open_before = matches!(
                    before,
                    b' ' | b'\n' | b'\t' | b'\r' | b'(' | b'[' | b'-' | b'\'' | b'"'
                );
                let open_after = !matches!(after, b' ' | b'\n' | b'\t' | b'\r');
                match (open_before, open_after) {
                    (true, true) => Way::Opens,
                    (false, _) if single || !word_after => Way::Closes,
                    (false, _) => Way::Either,
                    (true, false) => Way::Closes,
                }
            }
        };
        mark(at, width, style, way);
        at += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(sentences: &[&str]) -> Vec<(String, bool)> {
        let text = sentences.join(" ");
        let mut state = QuotationState::default();
        let mut found = Vec::new();
        let mut start = 0;
        for (index, sentence) in sentences.iter().enumerate() {
            let span = Span { start, end: start + sentence.len() };
            quotations_into(&text, span, index == 0, &mut state, &mut found);
            start = span.end + 1;
        }
        found
            .iter()
            .map(|quotation| (quotation.span.of(&text).to_owned(), quotation.closed))
            .collect()
    }

    fn closed(words: &str) -> (String, bool) {
        (words.to_owned(), true)
    }

    fn unbalanced(words: &str) -> (String, bool) {
        (words.to_owned(), false)
    }

    #[test]
    fn every_style_of_marks_is_read() {
        assert_eq!(
            quoted(&["He called it “a disgrace” and \"a shame\", «un scandale»."]),
            [closed("“a disgrace”"), closed("\"a shame\""), closed("«un scandale»")]
        );
        assert_eq!(
            quoted(&["The workers' leader said: ‘We won’t go.’"]),
            [closed("‘We won’t go.’")]
        );
        assert_eq!(
            quoted(&["Prisoner lists agreed 'in principle' at workers' talks"]),
            [closed("'in principle'")]
        );
    }

    #[test]
    fn apostrophes_quote_nothing() {
        assert_eq!(quoted(&["The bosses' sons weren't in the '90s band, and ’tis a pity."]), []);
    }

    #[test]
    fn a_quotation_runs_over_sentences() {
        assert_eq!(
            quoted(&["“We did it.", "We would again.", "It was right,” she said."]),
            [
                unbalanced("“We did it."),
                unbalanced("We would again."),
                unbalanced("It was right,”"),
            ]
        );
    }

    #[test]
    fn a_mark_that_is_only_closed_began_with_the_sentence() {
        assert_eq!(quoted(&["It was right,\" she said."]), [unbalanced("It was right,\"")]);
    }
}
