//! *Characters flow*: the encoding is decided on the first mebibyte, and the rest is read in it.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

use crate::text::decode::{DecodeError, decode};

/// So many bytes are decoded at once.
const STEP_BYTES: usize = 64 << 10;

/// A reader of UTF-8, whatever encoding its bytes came in. What says it is UTF-8 flows through
/// as it is; whoever takes it looks at it.
pub(super) struct Characters<R> {
    bytes: R,
    /// Decodes what is not UTF-8.
    decoder: Option<Decoder>,
    packed: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    is_ended: bool,
}

impl<R: Read> Characters<R> {
    /// Reads `bytes`, which begin with `head`, in the encoding that the head shows.
    ///
    /// # Errors
    ///
    /// Where the head is no text.
    pub(super) fn new(mut bytes: R, head: &[u8]) -> Result<Characters<R>, DecodeError> {
        let (encoding, mark_bytes) = encoding_of(head)?;
        if mark_bytes > 0 {
            // The mark is in the head, so it is there.
            let mut mark = [0; 3];
            let _ = bytes.read_exact(&mut mark[..mark_bytes]);
        }
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Ok(Characters {
            bytes,
            decoder,
            packed: Vec::new(),
            ready: Vec::new(),
            given: 0,
            is_ended: false,
        })
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !self.is_ended {
            let mut step = vec![0; STEP_BYTES];
            let bytes = self.bytes.read(&mut step)?;
            self.packed.extend_from_slice(&step[..bytes]);
            self.is_ended = bytes == 0;
            let room = decoder.max_utf8_buffer_length(self.packed.len()).unwrap_or(STEP_BYTES * 3);
            self.ready.resize(room, 0);
            let (result, read, written, _) =
                decoder.decode_to_utf8(&self.packed, &mut self.ready, self.is_ended);
            debug_assert!(result == CoderResult::InputEmpty, "there is room for all of it");
            self.packed.drain(..read);
            self.ready.truncate(written);
        }
        Ok(())
    }
}

impl<R: Read> Read for Characters<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.decoder.is_none() {
            return self.bytes.read(buffer);
        }
        if self.given == self.ready.len() {
            self.decode_more()?;
        }
        let bytes = buffer.len().min(self.ready.len() - self.given);
        buffer[..bytes].copy_from_slice(&self.ready[self.given..self.given + bytes]);
        self.given += bytes;
        Ok(bytes)
    }
}

/// The encoding of a text that begins with `head`, and the length of its mark.
fn encoding_of(head: &[u8]) -> Result<(&'static Encoding, usize), DecodeError> {
    let mark_bytes = Encoding::for_bom(head).map_or(0, |(_, bytes)| bytes);
    // A character that the end of the head cuts in two says nothing.
    let end = match std::str::from_utf8(head) {
        Err(cut) if cut.error_len().is_none() => cut.valid_up_to(),
        _ => head.len(),
    };
    let encoding = Encoding::for_label(decode(&head[..end])?.encoding.as_bytes());
    Ok((encoding.unwrap_or(UTF_8), mark_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        let head = &bytes[..bytes.len().min(100)];
        let mut characters = Characters::new(bytes, head).expect("text");
        characters.read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn encodings_flow_and_marks_go() {
        let text = "The café’s owner said no. ".repeat(10_000);
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(read(&wide), text);
        assert_eq!(read(text.as_bytes()), text);
        let marked: Vec<u8> = b"\xEF\xBB\xBF".iter().chain(text.as_bytes()).copied().collect();
        assert_eq!(read(&marked), text);
        let (old, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        assert_eq!(read(&old), text);
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_head_is_still_utf_8() {
        let mut text = "a".repeat(99);
        text.push_str("é and more");
        assert_eq!(read(text.as_bytes()), text);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(
            Characters::new(&b"PK\x03\x04\0\0\0\0\x08\0\0"[..], b"PK\x03\x04\0\0\0\0\x08\0\0")
                .is_err()
        );
    }
}
