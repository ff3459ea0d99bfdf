//! What scoring does not need, compressed.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Nothing has more bytes than this, unpacked: a hundred times the names of the shipped model.
const MOST_BYTES: u64 = 256 << 20;

/// These bytes, compressed.
///
/// # Errors
///
/// Where the encoder refuses, which it has no reason to.
pub(super) fn deflate(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(bytes)?;
    deflate.finish()
}

/// The bytes that were compressed.
///
/// # Errors
///
/// Where they are damaged, or too many.
pub(super) fn inflate(packed: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = DeflateDecoder::new(packed).take(MOST_BYTES).read_to_end(&mut bytes)?;
    if read as u64 == MOST_BYTES { Err(Error::from(ErrorKind::FileTooLarge)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back_and_damage_is_an_error() {
        let packed = deflate(&[7; 1000]).expect("there is memory");
        assert!(packed.len() < 100);
        assert_eq!(inflate(&packed).expect("the same bytes"), [7; 1000]);
        assert!(inflate(&packed[..packed.len() - 1]).is_err());
        assert!(inflate(b"nonsense").is_err());
    }
}
