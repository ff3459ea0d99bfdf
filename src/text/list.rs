//! *A marker is the number or letter before an item of a list*: the stop after it ends nothing, and the next
//! one begins a sentence even in the middle of a line.

use super::glyph::{glyph_at, is_bullet, skip_blanks};

/// What stands after the number of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// `1.`
    Stop,
    /// `1)`
    Bracket,
    /// `1.)`
    Both,
}

/// The counter of an item: a number, or a letter of the alphabet counted from one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ordinal {
    Number(u16),
    Letter(u8),
}

/// The marker of an item: its counter and what stands after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Marker {
    ordinal: Ordinal,
    style: Style,
}

impl Marker {
    /// The marker at `at` and the place after it, if one is there and white space follows.
    pub(super) fn at(text: &str, at: usize) -> Option<(Self, usize)> {
        let bytes = text.as_bytes();
        let rest = bytes.get(at..)?;
        let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        let (ordinal, width) = match (digits, rest.first()?) {
            (1..=3, _) => {
                let number =
                    rest[..digits].iter().fold(0, |sum, &byte| sum * 10 + u16::from(byte - b'0'));
                (Ordinal::Number(number), digits)
            }
            (0, &letter @ b'a'..=b'z') => (Ordinal::Letter(letter), 1),
            _ => return None,
        };
        let (style, width) = match rest.get(width..)? {
            [b'.', b')', ..] => (Style::Both, width + 2),
            [b'.', ..] => (Style::Stop, width + 1),
            [b')', ..] => (Style::Bracket, width + 1),
            _ => return None,
        };
        let end = at + width;
        glyph_at(text, end)?.is_whitespace().then_some((Self { ordinal, style }, end))
    }

    /// Whether a list begins with this marker. Any number may begin one on a line of its own, but a letter
    /// other than the first is more often an abbreviation.
    pub(super) fn begins_list(self) -> bool {
        !matches!(self.ordinal, Ordinal::Letter(b'b'..))
    }

    /// Whether this is a number with a stop, `7.`: no sentence consists of it, even in the middle of a line.
    pub(super) fn is_numbered_stop(self) -> bool {
        matches!(self, Self { ordinal: Ordinal::Number(_), style: Style::Stop })
    }

    /// The marker of the item after this one.
    pub(super) fn next(self) -> Self {
        let ordinal = match self.ordinal {
            Ordinal::Number(number) => Ordinal::Number(number + 1),
            Ordinal::Letter(letter) => Ordinal::Letter(letter + 1),
        };
        Self { ordinal, ..self }
    }
}

/// What is known of the list that the line under the cursor belongs to.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct List {
    /// The marker that the next item would have.
    pub(super) expected: Option<Marker>,
    /// The bullet that began the line.
    pub(super) bullet: Option<char>,
}

impl List {
    /// The list that a line beginning at `at` begins, or goes on with if its marker is `expected`; and the
    /// place after the marker.
    pub(super) fn at_line_start(text: &str, at: usize, expected: Option<Marker>) -> (Self, usize) {
        let bullet = glyph_at(text, at).filter(|&glyph| is_bullet(glyph));
        let after_bullet = bullet.map_or(at, |glyph| skip_blanks(text, at + glyph.len_utf8()));
        match Marker::at(text, after_bullet) {
            Some((marker, end)) if marker.begins_list() || Some(marker) == expected => {
                (Self { expected: Some(marker.next()), bullet }, end)
            }
            _ => (Self { expected: None, bullet }, after_bullet),
        }
    }
}
