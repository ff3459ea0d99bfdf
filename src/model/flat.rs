//! *A model's tables are used where they stand*: arrays of little-endian numbers, one section
//! after the other, so that a model that came with the program is ready without being read.
//!
//! A section is its length in bytes (a number of 64 bits), its numbers, and zeros up to the next
//! multiple of eight bytes.

use std::borrow::Cow;

use bytemuck::Pod;

/// An array that a model uses: borrowed from the program, or its own.
pub(super) type Flat<T> = Cow<'static, [T]>;

/// Sections begin at multiples of so many bytes, and so does the first one in its file.
pub(super) const ALIGNMENT: usize = 8;

/// What an array of a model file is made of.
pub(super) trait Number: Pod {
    /// As little-endian bytes.
    fn write(numbers: &[Self], to: &mut Vec<u8>);

    /// From such bytes; `None` where they end within a number.
    fn read(bytes: &[u8]) -> Option<Vec<Self>>;
}

macro_rules! little_endian {
    ($number:ty) => {
        impl Number for $number {
            fn write(numbers: &[Self], to: &mut Vec<u8>) {
                to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            }

            fn read(bytes: &[u8]) -> Option<Vec<Self>> {
                let (numbers, rest) = bytes.as_chunks();
                rest.is_empty()
                    .then(|| numbers.iter().map(|bytes| Self::from_le_bytes(*bytes)).collect())
            }
        }
    };
}

little_endian!(u8);
little_endian!(u32);
little_endian!(u64);

/// Sections on their way to a file.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Appends a section.
    pub(super) fn section<T: Number>(&mut self, numbers: &[T]) {
        self.bytes.extend((size_of_val(numbers) as u64).to_le_bytes());
        T::write(numbers, &mut self.bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
    }

    /// All sections.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The bytes of a model file, or a part of them.
#[derive(Clone, Copy)]
pub(super) enum Bytes<'a> {
    /// They came with the program: a test checks them, and they stay where they are.
    Program(&'static [u8]),
    /// They came from somewhere: every number is checked, and what is used is copied.
    Foreign(&'a [u8]),
}

impl<'a> Bytes<'a> {
    pub(super) fn as_slice(self) -> &'a [u8] {
        match self {
            Bytes::Program(bytes) => bytes,
            Bytes::Foreign(bytes) => bytes,
        }
    }

    /// The first `length` bytes and the rest; `None` where there are not so many.
    pub(super) fn split_at(self, length: usize) -> Option<(Bytes<'a>, Bytes<'a>)> {
        match self {
            Bytes::Program(bytes) => bytes
                .split_at_checked(length)
                .map(|(first, rest)| (Bytes::Program(first), Bytes::Program(rest))),
            Bytes::Foreign(bytes) => bytes
                .split_at_checked(length)
                .map(|(first, rest)| (Bytes::Foreign(first), Bytes::Foreign(rest))),
        }
    }

    /// As an array, which is borrowed if it came with the program and stands as this machine
    /// reads it.
    fn numbers<T: Number>(self) -> Option<Flat<T>> {
        if let Bytes::Program(bytes) = self
            && cfg!(target_endian = "little")
            && let Ok(numbers) = bytemuck::try_cast_slice(bytes)
        {
            return Some(Cow::Borrowed(numbers));
        }
        T::read(self.as_slice()).map(Cow::Owned)
    }
}

/// Sections on their way from a file.
pub(super) struct Reader<'a> {
    rest: Bytes<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: Bytes<'a>) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// The next section; `None` where there is none, or it ends within a number.
    pub(super) fn section<T: Number>(&mut self) -> Option<Flat<T>> {
        let (length, rest) = self.rest.split_at(size_of::<u64>())?;
        let length = u64::from_le_bytes(length.as_slice().try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        let (padded, after) = rest.split_at(length.checked_next_multiple_of(ALIGNMENT)?)?;
        self.rest = after;
        padded.split_at(length)?.0.numbers()
    }

    /// Whether a condition `holds`, without which a look-up could go wrong. It is not asked of
    /// what came with the program.
    pub(super) fn demand(&self, holds: impl FnOnce() -> bool) -> Option<()> {
        (matches!(self.rest, Bytes::Program(_)) || holds()).then_some(())
    }

    /// Nothing stands behind the last section.
    pub(super) fn end(self) -> Option<()> {
        self.rest.as_slice().is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut writer = Writer::default();
        writer.section(b"abc");
        writer.section::<u64>(&[]);
        writer.section(&[1_u32, u32::MAX, 7]);
        writer.section(&[1_u64 << 40]);
        writer.into_bytes()
    }

    type Sections = (Flat<u8>, Flat<u64>, Flat<u32>, Flat<u64>);

    fn read(bytes: Bytes<'_>) -> Option<Sections> {
        let mut reader = Reader::new(bytes);
        let read =
            (reader.section()?, reader.section()?, reader.section()?, reader.section::<u64>()?);
        reader.end().map(|()| read)
    }

    #[test]
    fn sections_are_read_as_they_were_written() {
        let bytes = written();
        assert_eq!(bytes.len(), 4 * 8 + 8 + 16 + 8);
        let (letters, nothing, small, large) =
            read(Bytes::Foreign(&bytes)).expect("the sections are whole");
        assert_eq!((&*letters, nothing.len()), (b"abc".as_slice(), 0));
        assert_eq!((&*small, &*large), ([1, u32::MAX, 7].as_slice(), [1 << 40].as_slice()));
        for length in 0..bytes.len() {
            assert!(read(Bytes::Foreign(&bytes[..length])).is_none(), "{length} bytes");
        }
        assert!(read(Bytes::Foreign(&[&bytes[..], &[0]].concat())).is_none());
        let too_long = [u64::MAX.to_le_bytes().as_slice(), &bytes[8..]].concat();
        assert!(read(Bytes::Foreign(&too_long)).is_none());
    }

    #[test]
    fn what_came_with_the_program_is_copied_only_where_it_stands_badly() {
        let shifted = [&[0], &written()[..]].concat().leak();
        let straight = bytemuck::cast_slice_mut::<u64, u8>(vec![0; 8].leak());
        straight.copy_from_slice(&written());
        let borrowed = |found: &Flat<u64>| matches!(found, Cow::Borrowed(_));
        let found = read(Bytes::Program(straight)).expect("the sections are whole");
        assert_eq!(borrowed(&found.3), cfg!(target_endian = "little"));
        let copied = read(Bytes::Program(&shifted[1..])).expect("the sections are whole");
        assert!(!borrowed(&copied.3) && copied == found);
    }
}
