//! The model as a file.
//!
//! Three lines that a person can read, then the body:
//!
//! ```text
//! surmise model 3
//! {"version":"0.1.0","corpus":"…","documents":874,"sentences":14223}
//! <SHA-256 of the line above and the body, in hexadecimal>
//! <what was learned, encoded by postcard>
//! ```
//!
//! The counts are what was learned; what only follows from the names and cues, but takes long
//! to work out, stands beside them. The names are compressed: scoring needs none. The checksum
//! is verified before anything is decoded, and nothing is allocated by a length that the file
//! merely claims.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::label::Gold;

use super::bayes::LogProbabilities;
use super::calibration::Calibration;
use super::cues::Cues;
use super::family::{Family, kind_logarithms_by_family, logarithms_by_family};
use super::index::Index;
use super::lexicon::Lexicon;
use super::names::Names;
use super::phrases::Phrases;
use super::shown::{MOST_CATEGORIES, Shown};
use super::varint::{pack, unpack};
use super::vocabulary::{MOST_FEATURES, Vocabulary};
use super::weight::weights;
use super::{Learned, Model, Provenance};

/// What every model file begins with, and the version of the format.
const FIRST_LINE: &[u8] = b"surmise model 3\n";
const MAGIC: &[u8] = b"surmise model ";

/// The body: the parts of [`Learned`], of [`Index`] and of [`Phrases`]; numbers of 64 bits
/// are little-endian.
#[derive(Serialize, Deserialize)]
struct Body<'a> {
    alpha: f64,
    label_sentences: [u32; 2],
    kind_sentences: [u32; 5],
    kind_sharpness: f64,
    alone: Calibration,
    in_context: Calibration,
    opinion_share: f64,
    unsure: (f64, f64),
    corrected: Vec<(u64, Gold)>,
    /// The names of the lists, and what their cues are called.
    called: Vec<(String, String)>,
    /// The lists themselves, encoded on their own.
    cues: &'a [u8],
    common_words: &'a str,
    phrase_tokens: &'a [u8],
    phrases: &'a [u8],
    /// How many features each family has, in the order of [`Family::ALL`].
    families: [u32; Family::ALL.len()],
    terms: &'a [u8],
    features: &'a [u8],
    shown: &'a [u8],
    counts: &'a [u8],
    names: &'a [u8],
}

/// A model on its way to a file.
pub struct Packed {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// Their checksum in hexadecimal.
    pub checksum: String,
    index: Index,
    phrases: Phrases,
}

impl Packed {
    /// The bytes of the model file, and its checksum.
    ///
    /// # Errors
    ///
    /// Where there are more features than a model may have, or the encoder refuses, which it
    /// has no reason to.
    pub fn of(learned: &Learned, provenance: &Provenance) -> Result<Packed> {
        let refused = |cause: &dyn std::fmt::Display| {
            Error::new(format!("the model cannot be written: {cause}"))
        };
        learned.check().map_err(|found| refused(&found))?;
        let mut about = serde_json::to_vec(provenance).map_err(|cause| refused(&cause))?;
        about.push(b'\n');
        let lists = learned.cues.lists();
        let categories: Vec<String> = lists.0.iter().map(|list| list.category.clone()).collect();
        let index = Index::of(&learned.names, &learned.label_counts, &categories);
        let phrases = Phrases::of(lists);
        let (phrase_tokens, phrase_entries) = phrases.to_bytes();
        let bytes = |numbers: &[u64]| -> Vec<u8> {
            numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
        };
        let mut counts = Vec::new();
        pack(learned.label_counts.iter().flatten().copied(), &mut counts);
        pack(learned.kind_counts.iter().flatten().copied(), &mut counts);
        let body = postcard::to_allocvec(&Body {
            alpha: learned.alpha,
            label_sentences: learned.label_sentences,
            kind_sentences: learned.kind_sentences,
            kind_sharpness: learned.kind_sharpness,
            alone: learned.alone,
            in_context: learned.in_context,
            opinion_share: learned.opinion_share,
            unsure: learned.unsure,
            corrected: learned.corrected.clone(),
            called: learned.cues.called().to_vec(),
            cues: &postcard::to_allocvec(lists).map_err(|cause| refused(&cause))?,
            common_words: learned.common_words.joined(),
            phrase_tokens: &phrase_tokens,
            phrases: &phrase_entries,
            families: Family::ALL.map(|family| {
                let range = index.families.iter().find(|(found, _)| *found == family);
                range.map_or(0, |(_, range)| u32::try_from(range.len()).unwrap_or(0))
            }),
            terms: &bytes(&index.terms),
            features: &bytes(&index.features),
            shown: &index.shown.iter().map(|shown| shown.to_byte()).collect::<Vec<u8>>(),
            counts: &counts,
            names: &learned.names.packed().map_err(|cause| refused(&cause))?,
        })
        .map_err(|cause| refused(&cause))?;
        let checksum = checksum(&about, &body);
        let mut file = Vec::with_capacity(body.len() + about.len() + 100);
        file.extend(FIRST_LINE);
        file.extend(&about);
        file.extend(checksum.as_bytes());
        file.push(b'\n');
        file.extend(&body);
        Ok(Packed { file, checksum, index, phrases })
    }

    /// The model ready to score; the logarithms must be those of its counts.
    pub(crate) fn model(
        &self,
        learned: Learned,
        provenance: Provenance,
        (labels, kinds): (LogProbabilities<2>, LogProbabilities<5>),
    ) -> Model {
        let Packed { index, phrases, checksum, .. } = self;
        let lexicon = lexicon(&learned, index, phrases);
        let weights = weights(index, labels.features.into_iter(), kinds.features.into_iter());
        let vocabulary = Vocabulary::new(index, &lexicon, weights);
        Model::compiled(learned, provenance, vocabulary, lexicon, checksum)
    }
}

/// How the parts of a file are kept that are decoded only if somebody asks.
type Keep<'a> = fn(&'a [u8]) -> Cow<'static, [u8]>;

impl<'a> Body<'a> {
    /// What was learned, and what follows from it; `None` where the parts do not fit.
    fn parts(self, keep: Keep<'a>) -> Option<(Learned, Index, Phrases)> {
        let numbers = |bytes: &[u8]| -> Option<Vec<u64>> {
            let (numbers, rest) = bytes.as_chunks();
            rest.is_empty().then(|| numbers.iter().map(|n| u64::from_le_bytes(*n)).collect())
        };
        let mut end = 0_usize;
        let mut families: Vec<(Family, Range<usize>)> = Vec::new();
        for (family, length) in Family::ALL.into_iter().zip(self.families) {
            let start = end;
            end = end.checked_add(usize::try_from(length).ok()?)?;
            if end > start {
                families.push((family, start..end));
            }
        }
        let index = Index {
            families,
            terms: numbers(self.terms)?,
            features: numbers(self.features)?,
            shown: self.shown.iter().map(|&byte| Shown::from_byte(byte)).collect(),
        };
        let (label_counts, rest) = unpack(self.counts, end)?;
        let (kind_counts, rest) = unpack(rest, end)?;
        let phrases = Phrases::from_bytes(self.phrase_tokens, self.phrases, self.called.len())?;
        (index.is_whole(end) && rest.is_empty()).then_some(())?;
        let learned = Learned {
            alpha: self.alpha,
            cues: Cues::from_packed(self.called, keep(self.cues)),
            common_words: Names::from(self.common_words.to_owned()),
            names: Names::from_packed(end, keep(self.names)),
            label_sentences: self.label_sentences,
            label_counts,
            kind_sentences: self.kind_sentences,
            kind_counts,
            kind_sharpness: self.kind_sharpness,
            alone: self.alone,
            in_context: self.in_context,
            opinion_share: self.opinion_share,
            unsure: self.unsure,
            corrected: self.corrected,
        };
        Some((learned, index, phrases))
    }
}

impl Model {
    /// The model as a file holds it.
    ///
    /// # Errors
    ///
    /// Where the encoder refuses, which it has no reason to.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(Packed::of(&self.learned, &self.provenance)?.file)
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
        let parts = Parts::of(name, bytes)?;
        if parts.checksum != checksum(parts.about, parts.body).as_bytes() {
            return Err(altered(name));
        }
        parts.model(name, |bytes| Cow::Owned(bytes.to_vec()))
    }

    /// As [`Model::from_bytes`] for bytes that need no checking, because they came with the
    /// program; a test checks those.
    pub(super) fn trusted(name: &str, bytes: &'static [u8]) -> Result<Model> {
        Parts::of(name, bytes)?.model(name, Cow::Borrowed)
    }
}

/// The parts of a model file.
struct Parts<'a> {
    about: &'a [u8],
    checksum: &'a [u8],
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(name: &str, bytes: &'a [u8]) -> Result<Parts<'a>> {
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
                    "a model of format {}; this program reads format 3: train it again with this version",
                    version.escape_default()
                ))
            } else if FIRST_LINE.starts_with(bytes) {
                problem("a model file that was cut off; copy or train it again")
            } else {
                problem("not a model file; `surmise train -o FILE.model` makes one")
            });
        };
        let cut_off = || problem("a model file that was cut off; copy or train it again");
        let (about, rest) = split_after_line(rest).ok_or_else(cut_off)?;
        let (checksum, body) = split_after_line(rest).ok_or_else(cut_off)?;
        Ok(Parts { about, checksum: checksum.trim_ascii_end(), body })
    }

    fn model(&self, name: &str, keep: Keep<'a>) -> Result<Model> {
        let provenance: Provenance =
            serde_json::from_slice(self.about).map_err(|_| altered(name))?;
        let body: Body = postcard::from_bytes(self.body).map_err(|_| altered(name))?;
        let (learned, index, phrases) = body.parts(keep).ok_or_else(|| altered(name))?;
        learned
            .check()
            .map_err(|found| Error::at(name, format!("a model that makes no sense: {found}")))?;
        let (families, alpha) = (&index.families, learned.alpha);
        let labels = logarithms_by_family(&learned.label_counts, families, alpha);
        let kinds = kind_logarithms_by_family(&learned.kind_counts, families, alpha);
        let lexicon = lexicon(&learned, &index, &phrases);
        let weights = weights(&index, labels, kinds);
        let vocabulary = Vocabulary::new(&index, &lexicon, weights);
        let checksum = String::from_utf8_lossy(self.checksum);
        Ok(Model::compiled(learned, provenance, vocabulary, lexicon, &checksum))
    }
}

fn lexicon(learned: &Learned, index: &Index, phrases: &Phrases) -> Lexicon {
    let lists = learned.cues.called().iter().map(|(name, called)| (&**name, &**called));
    Lexicon::new(lists, phrases, learned.common_words.iter(), &index.terms)
}

fn altered(name: &str) -> Error {
    Error::at(name, "a model file that was altered since it was written; copy or train it again")
}

impl Learned {
    /// Whether the parts fit together; what does not is named.
    fn check(&self) -> std::result::Result<(), &'static str> {
        let width = self.names.len();
        if self.label_counts.len() != width || self.kind_counts.len() != width {
            return Err("names and counts are not of one length");
        }
        if width > MOST_FEATURES {
            return Err("there are too many features");
        }
        if self.cues.called().len() > MOST_CATEGORIES {
            return Err("there are too many categories of cues");
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
