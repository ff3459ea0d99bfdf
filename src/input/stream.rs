//! *An input is where bytes come from*: a file, in which one can go back, or anything that flows.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek as _, SeekFrom};

/// Where bytes come from.
pub(super) enum Input<'a> {
    File(File),
    Flowing(Box<dyn Read + 'a>),
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => file.read(buffer),
            Input::Flowing(flowing) => flowing.read(buffer),
        }
    }
}

impl<'a> Input<'a> {
    /// The same input from its beginning, after `head` was read from it.
    pub(super) fn again(self, head: Vec<u8>) -> Input<'a> {
        match self {
            Input::File(file) if (&file).seek(SeekFrom::Start(0)).is_ok() => Input::File(file),
            other => Input::Flowing(Box::new(Cursor::new(head).chain(other))),
        }
    }
}

/// A buffered reader that knows how many bytes were taken from it, and takes some back.
pub(super) struct Counted<R> {
    inner: R,
    back: Vec<u8>,
    /// How many bytes were taken, less those that were put back.
    pub(super) consumed: u64,
}

impl<R: BufRead> Counted<R> {
    pub(super) fn new(inner: R) -> Counted<R> {
        Counted { inner, back: Vec::new(), consumed: 0 }
    }

    /// Puts bytes back in front, which were the last that were taken.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.back.splice(..0, bytes.iter().copied());
        self.consumed = self.consumed.saturating_sub(bytes.len() as u64);
    }
}

impl Counted<BufReader<Input<'_>>> {
    /// Goes back to a byte, where the input is a file; elsewhere stays where it is.
    pub(super) fn back_to(&mut self, byte: u64) {
        let Input::File(file) = self.inner.get_mut() else { return };
        if file.seek(SeekFrom::Start(byte)).is_err() {
            // A pipe that looks like a file.
            return;
        }
        let Input::File(file) =
            std::mem::replace(self.inner.get_mut(), Input::Flowing(Box::new(io::empty())))
        else {
            return;
        };
        self.inner = BufReader::with_capacity(self.inner.capacity(), Input::File(file));
        self.back.clear();
        self.consumed = byte;
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let bytes = ready.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&ready[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.back.is_empty() { self.inner.fill_buf() } else { Ok(&self.back) }
    }

    fn consume(&mut self, bytes: usize) {
        self.consumed += bytes as u64;
        if self.back.is_empty() {
            self.inner.consume(bytes);
        } else {
            self.back.drain(..bytes);
        }
    }
}

/// The head of an input and what follows, as one reader.
pub(super) struct Stream<'a> {
    head: Cursor<Vec<u8>>,
    /// What went wrong after the head, which comes in its place.
    failed: Option<io::Error>,
    rest: Input<'a>,
    /// Whether the head is everything.
    pub(super) is_whole: bool,
}

impl<'a> Stream<'a> {
    pub(super) fn new(
        head: Vec<u8>,
        failed: Option<io::Error>,
        rest: Input<'a>,
        is_whole: bool,
    ) -> Stream<'a> {
        Stream { head: Cursor::new(head), failed, rest, is_whole }
    }

    /// What stands at the top.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// What went wrong while the head was read.
    pub(super) fn failed(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// The head alone.
    pub(super) fn into_head(self) -> Vec<u8> {
        self.head.into_inner()
    }

    /// The file behind it, from its beginning, or itself where there is none.
    #[cfg(feature = "parquet")]
    pub(super) fn into_file(self) -> Result<File, Box<Stream<'a>>> {
        match self.rest {
            Input::File(file) if (&file).seek(SeekFrom::Start(0)).is_ok() => Ok(file),
            rest => Err(Box::new(Stream { rest, ..self })),
        }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.head.read(buffer)?;
        if bytes > 0 || buffer.is_empty() {
            return Ok(bytes);
        }
        match self.failed.take() {
            Some(cause) => Err(cause),
            None => self.rest.read(buffer),
        }
    }
}
