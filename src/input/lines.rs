//! *Lines of bounded length*: an endless one costs itself.

use std::io::{self, BufRead};

/// What was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// A line, without its end.
    Whole,
    /// A line longer than allowed, of which only the beginning is there; its rest is skipped.
    TooLong,
    /// Nothing: the input has ended.
    End,
}

/// Reads up to the next `end` byte into `line`, which is emptied first.
pub(super) fn read_line(
    reader: &mut impl BufRead,
    end: u8,
    most_bytes: usize,
    line: &mut Vec<u8>,
) -> io::Result<Line> {
    line.clear();
    let (mut is_too_long, mut is_begun) = (false, false);
    loop {
        let ready = match reader.fill_buf() {
            Ok(ready) => ready,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        if ready.is_empty() {
            return Ok(match (is_begun, is_too_long) {
                (false, _) => Line::End,
                (true, true) => Line::TooLong,
                (true, false) => Line::Whole,
            });
        }
        is_begun = true;
        let found = memchr::memchr(end, ready);
        let piece = &ready[..found.unwrap_or(ready.len())];
        let room = most_bytes - line.len();
        line.extend_from_slice(&piece[..piece.len().min(room)]);
        is_too_long |= piece.len() > room;
        let taken = found.map_or(ready.len(), |at| at + 1);
        reader.consume(taken);
        if found.is_some() {
            return Ok(if is_too_long { Line::TooLong } else { Line::Whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_costs_itself() {
        let mut reader = io::BufReader::with_capacity(3, &b"one\nfar too long\n\nlast"[..]);
        let mut line = Vec::new();
        let mut next = || {
            let kind = read_line(&mut reader, b'\n', 5, &mut line).expect("it reads");
            (kind, String::from_utf8_lossy(&line).into_owned())
        };
        assert_eq!(next(), (Line::Whole, "one".to_owned()));
        assert_eq!(next(), (Line::TooLong, "far t".to_owned()));
        assert_eq!(next(), (Line::Whole, String::new()));
        assert_eq!(next(), (Line::Whole, "last".to_owned()));
        assert_eq!(next(), (Line::End, String::new()));
    }
}
