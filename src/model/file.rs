//! The model as a file.
//!
//! Three lines that a person can read, then the body:
//!
//! ```text
//! surmise model 2
//! {"version":"0.1.0","corpus":"…","documents":874,"sentences":14223}
//! <SHA-256 of the line above and the body, in hexadecimal>
//! <what was learned, encoded by postcard, compressed by deflate>
//! ```
//!
//! The checksum is verified before anything is decoded, and nothing is allocated by a length
//! that the file merely claims.

use std::io::{Read as _, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

use super::{Learned, Model, Provenance};

/// What every model file begins with, and the version of the format.
const FIRST_LINE: &[u8] = b"surmise model 2\n";
const MAGIC: &[u8] = b"surmise model ";

/// The largest body, decompressed: 50 times the shipped model.
const LARGEST_BODY_BYTES: u64 = 256 << 20;

/// A model as its file holds it.
pub struct Packed {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// Their checksum in hexadecimal.
    pub checksum: String,
}

/// The bytes of the model file, and its checksum.
///
/// # Errors
///
/// Where the encoder refuses, which it has no reason to.
pub fn packed(learned: &Learned, provenance: &Provenance) -> Result<Packed> {
    let refused =
        |cause: &dyn std::fmt::Display| Error::new(format!("the model cannot be written: {cause}"));
    let mut about = serde_json::to_vec(provenance).map_err(|cause| refused(&cause))?;
    about.push(b'\n');
    let body = postcard::to_allocvec(learned).map_err(|cause| refused(&cause))?;
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(&body).map_err(|cause| refused(&cause))?;
    let body = deflate.finish().map_err(|cause| refused(&cause))?;
    let checksum = checksum(&about, &body);
    let mut file = FIRST_LINE.to_vec();
    file.extend(&about);
    file.extend(checksum.as_bytes());
    file.push(b'\n');
    file.extend(&body);
    Ok(Packed { file, checksum })
}

impl Model {
    /// The model as a file holds it.
    ///
    /// # Errors
    ///
    /// Where the encoder refuses, which it has no reason to.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(packed(&self.learned, &self.provenance)?.file)
    }

    /// Reads the model file at `path`.
    ///
    /// # Errors
    ///
    /// As [`Model::from_bytes`], and where the file cannot be read.
    pub fn open(path: &Path) -> Result<Model> {
        let bytes = std::fs::read(path).map_err(|cause| Error::io(path, "cannot read", cause))?;
        Model::from_bytes(&path.display().to_string(), &bytes)
    }

    /// Reads a model from the bytes of its file; `name` is how errors call it.
    ///
    /// # Errors
    ///
    /// Where the bytes are no model, a model of another format version, truncated or
    /// altered; the error says which.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Model> {
        let problem = |problem: &str| Error::at(name, problem);
        let Some(rest) = bytes.strip_prefix(FIRST_LINE) else {
            return Err(if bytes.starts_with(MAGIC) {
                let version: String = bytes[MAGIC.len()..]
                    .iter()
                    .take(12)
                    .take_while(|byte| **byte != b'\n')
                    .map(|byte| char::from(*byte))
                    .collect();
                problem(&format!(
                    "a model of format {}; this program reads format 2: train it again with this version",
                    version.escape_default()
                ))
            } else if FIRST_LINE.starts_with(bytes) {
                problem("a model file that was cut off; copy or train it again")
            } else {
                problem("not a model file; `surmise train -o FILE.model` makes one")
            });
        };
        let cut_off = || problem("a model file that was cut off; copy or train it again");
        let altered = || {
            problem("a model file that was altered since it was written; copy or train it again")
        };
        let (about, rest) = split_after_line(rest).ok_or_else(cut_off)?;
        let (expected, body) = split_after_line(rest).ok_or_else(cut_off)?;
        let checksum = checksum(about, body);
        if expected.trim_ascii_end() != checksum.as_bytes() {
            return Err(altered());
        }
        let provenance: Provenance = serde_json::from_slice(about).map_err(|_| altered())?;
        let mut decoded = Vec::new();
        DeflateDecoder::new(body)
            .take(LARGEST_BODY_BYTES)
            .read_to_end(&mut decoded)
            .map_err(|_| altered())?;
        let learned: Learned = postcard::from_bytes(&decoded).map_err(|_| altered())?;
        learned
            .check()
            .map_err(|found| Error::at(name, format!("a model that makes no sense: {found}")))?;
        let (labels, kinds) = learned.log_probabilities();
        Ok(Model::compiled(learned, provenance, &labels, &kinds, &checksum))
    }
}

impl Learned {
    /// Whether the parts fit together; what does not is named.
    fn check(&self) -> std::result::Result<(), &'static str> {
        let width = self.names.len();
        if self.label_counts.len() != width || self.kind_counts.len() != width {
            return Err("names and counts are not of one length");
        }
        if !(self.alpha.is_finite() && self.alpha > 0.0) {
            return Err("the smoothing is not a number above 0");
        }
        let lines = [self.alone, self.in_context];
        if !lines.iter().all(|line| line.slope.is_finite() && line.intercept.is_finite()) {
            return Err("the calibration is not finite");
        }
        if !(self.kind_sharpness.is_finite() && self.kind_sharpness > 0.0) {
            return Err("the sharpness of the kinds is not a number above 0");
        }
        if !(0.0 < self.opinion_share && self.opinion_share < 1.0) {
            return Err("the share of opinion is not between 0 and 1");
        }
        if !(0.0 <= self.unsure.0 && self.unsure.0 <= self.unsure.1 && self.unsure.1 <= 1.0) {
            return Err("the unsure band is not within 0 and 1");
        }
        if self.label_sentences.contains(&0) {
            return Err("a label has no sentences");
        }
        if !self.corrected.is_sorted_by(|a, b| a.0 < b.0) {
            return Err("the corrected sentences are not in order");
        }
        Ok(())
    }
}

fn checksum(about: &[u8], body: &[u8]) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::new().chain_update(about).chain_update(body).finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn split_after_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', bytes)? + 1;
    Some(bytes.split_at(end))
}
