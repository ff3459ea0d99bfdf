//! From bytes to characters.
//!
//! The library counts bytes. A Python string, and a column of any engine, is cut by its
//! characters (code points), so offsets that leave the package count those.

/// What an offset counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Offsets {
    /// Code points, as Python slices.
    Characters,
    /// Bytes of UTF-8, as the command line.
    Bytes,
}

/// Turns the byte offsets of one text into those that are wanted.
pub(crate) struct Places<'a> {
    text: &'a str,
    /// Whether a byte offset is the answer already.
    is_plain: bool,
    byte: usize,
    character: usize,
}

impl<'a> Places<'a> {
    pub(crate) fn new(text: &'a str, offsets: Offsets) -> Self {
        let is_plain = offsets == Offsets::Bytes || text.is_ascii();
        Places { text, is_plain, byte: 0, character: 0 }
    }

    /// Where a byte offset stands; the next look-up is counted on from here.
    pub(crate) fn seek(&mut self, byte: usize) -> i64 {
        let place = self.at(byte);
        (self.byte, self.character) = (byte, usize::try_from(place).unwrap_or(0));
        place
    }

    /// Where a byte offset stands, which must not lie before the last [`Places::seek`].
    pub(crate) fn at(&self, byte: usize) -> i64 {
        let place = if self.is_plain {
            byte
        } else {
            let between = self.text.get(self.byte..byte).unwrap_or_default();
            self.character + between.chars().count()
        };
        i64::try_from(place).unwrap_or(i64::MAX)
    }
}
