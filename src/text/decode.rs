//! *Decoding is reading the bytes the way their writer meant them*: as UTF-8 if they can be, by their mark
//! if they bear one, by the habits of the letters otherwise.
//!
//! News pages are UTF-8 or, when old, windows-1252; a file saved by a word processor may be UTF-16. Whatever
//! cannot be read becomes U+FFFD. Only a file that is no text at all is refused.

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The bytes in which the signs of UTF-16 without a mark are looked for: a page of text, which shows them.
const UTF_16_SAMPLE_BYTES: usize = 4096;

/// The bytes after the first one that is not UTF-8 from which the encoding is guessed; chardetng has made
/// up its mind long before.
const GUESS_SAMPLE_BYTES: usize = 1 << 20;

/// A file is binary when more than one character in this many is a control character. Random bytes have
/// one in ten; text has none but for an accident.
const CHARACTERS_PER_CONTROL: usize = 20;

/// Malformed UTF-8 is still UTF-8 when it has this many good multi-byte characters to each bad place: in an
/// older encoding a byte above 0x7F hardly ever finds a neighbour that makes it good.
const GOOD_PER_BAD: usize = 4;

/// A text and how it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark; borrowed from the bytes when they were UTF-8.
    pub text: Cow<'a, str>,
    /// The name of the encoding in the WHATWG standard: `UTF-8`, `UTF-16LE`, `windows-1252` …
    pub encoding: &'static str,
    /// Whether some bytes could not be read and stand as U+FFFD in the text.
    pub malformed: bool,
}

/// Why bytes are not a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DecodeError {
    /// They hold control characters, as programs, pictures and archives do.
    Binary {
        /// Offset of the first byte that no text has.
        byte_offset: usize,
        /// That byte.
        byte: u8,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary { byte_offset, byte } => write!(
                formatter,
                "byte {byte_offset} is 0x{byte:02X}, so this is a binary file; expected text in UTF-8, UTF-16 or an older encoding"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}

/// The text that `bytes` hold. Linear in their number; valid UTF-8 is borrowed.
///
/// # Errors
///
/// [`DecodeError::Binary`] when there is a NUL that UTF-16 does not explain, or more than one control
/// character in twenty characters.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes, mark_bytes);
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        return decode_as(encoding, bytes, 0);
    }
    refuse_binary(bytes, |at| at)?;
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), malformed: false })
        }
        Err(_) if is_nearly_utf_8(bytes) => decode_as(UTF_8, bytes, 0),
        Err(error) => decode_as(guess(bytes, error.valid_up_to()), bytes, 0),
    }
}

/// Reads the bytes after the mark in a known encoding.
fn decode_as<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    mark_bytes: usize,
) -> Result<Decoded<'a>, DecodeError> {
    let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark_bytes..]);
    // Every character of UTF-16 before the offending one takes two bytes, or four where UTF-8 takes four.
    let is_utf_16 = encoding == UTF_16LE || encoding == UTF_16BE;
    refuse_binary(text.as_bytes(), |at| {
        let wide = text.get(..at).map_or(at, |before| before.encode_utf16().count() * 2);
        mark_bytes + if is_utf_16 { wide } else { at }
    })?;
    Ok(Decoded { text, encoding: encoding.name(), malformed })
}

/// Refuses text with a NUL or too many other control characters; `place` turns an offset in `text` into
/// one in the file.
fn refuse_binary(text: &[u8], place: impl Fn(usize) -> usize) -> Result<(), DecodeError> {
    let offending = if let Some(at) = memchr::memchr(0, text) {
        Some(at)
    } else {
        let controls = text.iter().filter(|&&byte| is_control(byte)).count();
        let too_many = controls.saturating_mul(CHARACTERS_PER_CONTROL) > text.len();
        if too_many { text.iter().position(|&byte| is_control(byte)) } else { None }
    };
    match offending {
        Some(at) => Err(DecodeError::Binary { byte_offset: place(at), byte: text[at] }),
        None => Ok(()),
    }
}

/// A C0 control character other than the white space that text has, and escape, with which terminals colour.
const fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B)
}

/// UTF-16 without a mark, when obvious: Latin letters leave every other byte zero, always on one side.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE_BYTES)];
    let pairs = sample.len() / 2;
    let zeros = |side: usize| sample.chunks_exact(2).filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // Typographic quotes and foreign letters fill the other byte here and there; half is still a clear sign.
    if pairs == 0 {
        None
    } else if first == 0 && second * 2 >= pairs {
        Some(UTF_16LE)
    } else if second == 0 && first * 2 >= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether bytes that are not valid UTF-8 were meant to be.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad.saturating_mul(GOOD_PER_BAD)
}

/// The likeliest encoding of bytes that are ASCII or UTF-8 up to `valid_bytes` and not beyond.
fn guess(bytes: &[u8], valid_bytes: usize) -> &'static Encoding {
    let end = bytes.len().min(valid_bytes.saturating_add(GUESS_SAMPLE_BYTES));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[valid_bytes.saturating_sub(UTF_16_SAMPLE_BYTES)..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::{any, proptest};

    use super::{DecodeError, decode};

    fn text_and_encoding(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).expect("the test gives text");
        (decoded.text.into_owned(), decoded.encoding)
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_8_is_borrowed() {
        let decoded = decode("café".as_bytes()).expect("text");
        assert!(matches!(decoded.text, Cow::Borrowed("café")) && !decoded.malformed);
        assert_eq!(decoded.encoding, "UTF-8");
    }

    #[test]
    fn nothing_is_a_text() {
        assert_eq!(text_and_encoding(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn a_byte_order_mark_tells_the_encoding_and_goes() {
        assert_eq!(text_and_encoding(b"\xEF\xBB\xBFHi."), ("Hi.".to_owned(), "UTF-8"));
        assert_eq!(text_and_encoding(b"\xFF\xFEH\0i\0"), ("Hi".to_owned(), "UTF-16LE"));
        assert_eq!(text_and_encoding(b"\xFE\xFF\0H\0i"), ("Hi".to_owned(), "UTF-16BE"));
    }

    #[test]
    fn utf_16_without_a_mark_is_seen() {
        let text = "He said “no” to the café.";
        assert_eq!(
            text_and_encoding(&utf_16(text, u16::to_le_bytes)),
            (text.to_owned(), "UTF-16LE")
        );
        assert_eq!(
            text_and_encoding(&utf_16(text, u16::to_be_bytes)),
            (text.to_owned(), "UTF-16BE")
        );
    }

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        let decoded = decode(b"\xFF\xFEH\0\x00\xD8i\0").expect("text");
        assert_eq!((decoded.text.as_ref(), decoded.malformed), ("H\u{FFFD}i", true));
    }

    #[test]
    fn old_pages_are_windows_1252() {
        let text = "\u{201C}We won\u{2019}t sell the caf\u{e9},\u{201D} he said \u{2013} and left.";
        let bytes = b"\x93We won\x92t sell the caf\xe9,\x94 he said \x96 and left.";
        assert_eq!(text_and_encoding(bytes), (text.to_owned(), "windows-1252"));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_a_utf_8_page() {
        let mut bytes = "Élysée, Élysée — “oui”.".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = decode(&bytes).expect("text");
        assert_eq!(decoded.text, "Élysée, Élysée — “oui”.\u{FFFD}");
        assert_eq!((decoded.encoding, decoded.malformed), ("UTF-8", true));
    }

    #[test]
    fn a_binary_file_is_refused_with_its_first_offending_byte() {
        let error = DecodeError::Binary { byte_offset: 4, byte: 0 };
        assert_eq!(decode(b"%PDF\0 and so on"), Err(error));
        assert_eq!(
            error.to_string(),
            "byte 4 is 0x00, so this is a binary file; expected text in UTF-8, UTF-16 or an older encoding"
        );
        let controls = DecodeError::Binary { byte_offset: 1, byte: 1 };
        assert_eq!(decode(b"a\x01b\x02c\x03"), Err(controls));
    }

    #[test]
    fn a_nul_in_utf_16_is_named_by_its_place_in_the_file() {
        let error = DecodeError::Binary { byte_offset: 6, byte: 0 };
        assert_eq!(decode(b"\xFF\xFEH\0i\0\0\0"), Err(error));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn every_text_without_controls_comes_back(text in "[^\\x00-\\x1F]{1,60}") {
            // A text that begins with a mark loses it; that is tested above.
            if !text.starts_with('\u{FEFF}') {
                assert_eq!(decode(text.as_bytes()).expect("text").text, text);
            }
        }
    }
}
