//! Where in a file a thing stands, for errors: line and byte column, both from 1.

/// The line and column of byte `at`.
pub(super) fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = &bytes[..at.min(bytes.len())];
    let line = 1 + memchr::memchr_iter(b'\n', before).count();
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1) + 1;
    (line, column)
}

/// The line and column at which a field of the CSV record at byte `start` begins.
pub(super) fn place_of_field(
    bytes: &[u8],
    start: usize,
    field: usize,
    delimiter: u8,
) -> (usize, usize) {
    let (mut at, mut quoted) = (start, false);
    // The reader counts the line end before a record to the record.
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let mut left = field;
    while left > 0 && at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            byte if byte == delimiter && !quoted => left -= 1,
            _ => {}
        }
        at += 1;
    }
    place(bytes, at)
}
