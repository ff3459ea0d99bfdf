//! *A glyph is a character seen for its shape*: does it open, close, stop or only fill space?
//!
//! All of these look at one place of the text and step over one character; the text is ASCII nearly
//! always, so that case comes first.

/// The character that begins at `at`, or `None` at the end of the text.
#[inline]
pub(super) fn glyph_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(&byte) if byte.is_ascii() => Some(char::from(byte)),
        Some(_) => text.get(at..)?.chars().next(),
        None => None,
    }
}

/// The character that ends at `at`, or `None` at the beginning of the text.
#[inline]
pub(super) fn glyph_before(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at.checked_sub(1)?) {
        Some(&byte) if byte.is_ascii() => Some(char::from(byte)),
        Some(_) => text.get(..at)?.chars().next_back(),
        None => None,
    }
}

/// The place of the first character at or after `at` that is no white space.
#[inline]
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    skip(text, at, char::is_whitespace)
}

/// The place of the first character at or after `at` that is no white space within a line.
#[inline]
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    skip(text, at, |glyph| glyph.is_whitespace() && !is_line_end(glyph))
}

/// The place of the first character at or after `at` of which `passes` is false.
#[inline]
pub(super) fn skip(text: &str, mut at: usize, passes: impl Fn(char) -> bool) -> usize {
    while let Some(glyph) = glyph_at(text, at) {
        if !passes(glyph) {
            break;
        }
        at += glyph.len_utf8();
    }
    at
}

/// The place just after the last character before `at` that is no white space, but never before `floor`.
#[inline]
pub(super) fn trim_back(text: &str, floor: usize, mut at: usize) -> usize {
    while at > floor {
        match glyph_before(text, at) {
            Some(glyph) if glyph.is_whitespace() => at -= glyph.len_utf8(),
            _ => break,
        }
    }
    at
}

/// A line feed, or one of Unicode's two explicit separators.
#[inline]
pub(super) fn is_line_end(glyph: char) -> bool {
    matches!(glyph, '\n' | '\u{2028}' | '\u{2029}')
}

/// A mark that may close a quotation or a bracket after a stop. The straight marks may also open.
#[inline]
pub(super) fn is_closer(glyph: char) -> bool {
    is_closing_quote(glyph) || matches!(glyph, ')' | ']' | '}' | '」' | '』' | '）')
}

/// A mark that may close a quotation.
#[inline]
pub(super) fn is_closing_quote(glyph: char) -> bool {
    matches!(glyph, '"' | '\'' | '”' | '’' | '»' | '›' | '＂')
}

/// A mark that may open a quotation.
#[inline]
pub(super) fn is_opening_quote(glyph: char) -> bool {
    matches!(glyph, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '`' | '「' | '『')
}

/// A mark that may stand before the first word of a sentence and belongs to it. Zero-width characters,
/// which scrapers leave behind, count too: nobody sees them.
#[inline]
pub(super) fn is_opener(glyph: char) -> bool {
    is_opening_quote(glyph)
        || matches!(
            glyph,
            '(' | '[' | '{' | '¿' | '¡' | '（' | '_' | '\u{200b}' | '\u{feff}' | '\u{2060}'
        )
}

/// A dash of any length.
#[inline]
pub(super) fn is_dash(glyph: char) -> bool {
    matches!(glyph, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−')
}

/// A mark at the beginning of a line that makes the line an item of a list.
#[inline]
pub(super) fn is_bullet(glyph: char) -> bool {
    matches!(glyph, '•' | '⁃' | '‣' | '●' | '◦' | '▪' | '■' | '►' | '·' | '∙')
}
