//! The model as a file.
//!
//! Three lines that a person can read, then the body:
//!
//! ```text
//! surmise model 4
//! {"version":"0.1.0","corpus":"…","documents":874,"sentences":14223}
//! <SHA-256 of the line above and the body, in hexadecimal>
//! <what was learned, in sections>
//! ```
//!
//! Spaces at the end of the second line let the body begin at a multiple of eight bytes, so that
//! its arrays are used where they stand (`flat.rs`). The first section is the small part,
//! encoded by postcard; then come the different counts, from which the weights follow; then the
//! tables of the lexicon and the vocabulary, which follow from names and cues but take long to
//! work out; then what scoring does not need, packed until somebody asks: the names, which counts
//! each feature has, the cue lists and the common words.
//!
//! Of a file that did not come with the program the checksum is verified before anything is
//! decoded, every number that leads somewhere is checked, and nothing is allocated by a length
//! that the file merely claims.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::label::Gold;

use super::bayes::LogProbabilities;
use super::calibration::Calibration;
use super::counts::FeatureCounts;
use super::cues::Cues;
use super::family::Family;
use super::flat::{ALIGNMENT, Bytes, Flat, Reader, Writer};
use super::index::Index;
use super::lexicon::Lexicon;
use super::names::Names;
use super::phrases::Phrases;
use super::profiles::{Profiles, Shares, weights, width};
use super::shown::MOST_CATEGORIES;
use super::vocabulary::{MOST_FEATURES, Vocabulary};
use super::{Learned, Model, Provenance};

/// What every model file begins with, and the version of the format.
const FIRST_LINE: &[u8] = b"surmise model 4\n";
const MAGIC: &[u8] = b"surmise model ";

/// The small part of the body.
#[derive(Serialize, Deserialize)]
struct Head {
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
    /// How many there are.
    common_words: u32,
    shares: Shares,
}

/// A model on its way to a file.
pub struct Packed {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// Their checksum in hexadecimal.
    pub checksum: String,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
}

impl Packed {
    /// The bytes of the model file, its checksum, and its tables; the logarithms must be those
    /// of its counts.
    ///
    /// # Errors
    ///
    /// Where there are more features than a model may have, or the encoder refuses, which it
    /// has no reason to.
    pub fn of(
        learned: &Learned,
        provenance: &Provenance,
        (labels, kinds): &(LogProbabilities<2>, LogProbabilities<5>),
    ) -> Result<Packed> {
        learned.check().map_err(|found| refused(&found))?;
        let lists = learned.cues.lists();
        let categories: Vec<String> = lists.0.iter().map(|list| list.category.clone()).collect();
        let index = Index::of(&learned.names, learned.counts.labels(), &categories);
        if !index.families.is_sorted_by(|(a, _), (b, _)| a < b) {
            return Err(refused(&"the names of the features are not in order"));
        }
        let called = learned.cues.called().iter().map(|(name, called)| (&**name, &**called));
        let phrases = Phrases::of(lists);
        let lexicon = Lexicon::new(called, &phrases, learned.common_words.iter(), &index.terms);
        let profiles = Profiles::of(&learned.counts, &index.families);
        let weights = profiles.weights(labels, kinds);
        let vocabulary = Vocabulary::new(&index, &lexicon, &profiles.places, weights);

        let body = body(learned, &profiles, &lexicon, &vocabulary)?;
        let mut about = serde_json::to_vec(provenance).map_err(|cause| refused(&cause))?;
        let begins = FIRST_LINE.len() + about.len() + 1 + CHECKSUM_LENGTH + 1;
        about.resize(about.len() + begins.next_multiple_of(ALIGNMENT) - begins, b' ');
        about.push(b'\n');
        let checksum = checksum(&about, &body);
        let file = [FIRST_LINE, &about, checksum.as_bytes(), b"\n", &body].concat();
        Ok(Packed { file, checksum, lexicon, vocabulary })
    }

    /// The model ready to score.
    pub(crate) fn model(self, learned: Learned, provenance: Provenance) -> Model {
        let Packed { lexicon, vocabulary, checksum, .. } = self;
        Model::compiled(learned, provenance, vocabulary, lexicon, &checksum)
    }
}

/// The sections of the body.
fn body(
    learned: &Learned,
    profiles: &Profiles,
    lexicon: &Lexicon,
    vocabulary: &Vocabulary,
) -> Result<Vec<u8>> {
    let head = Head {
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
        common_words: u32::try_from(learned.common_words.len())
            .map_err(|_| refused(&"there are too many common words"))?,
        shares: profiles.shares,
    };
    let unwritten = |cause: std::io::Error| refused(&cause);
    let mut to = Writer::default();
    to.section(&postcard::to_allocvec(&head).map_err(|cause| refused(&cause))?);
    to.section(&profiles.packed());
    lexicon.write(&mut to);
    vocabulary.write(&mut to);
    to.section(&learned.names.packed().map_err(unwritten)?);
    to.section(&FeatureCounts::pack_places(&profiles.places).map_err(unwritten)?);
    to.section(&learned.cues.packed().map_err(unwritten)?);
    to.section(&learned.common_words.packed().map_err(unwritten)?);
    Ok(to.into_bytes())
}

/// What was learned, and the tables that follow from it; `None` where the parts do not fit.
fn parts(body: Bytes<'_>) -> Option<(Learned, Lexicon, Vocabulary)> {
    let mut from = Reader::new(body);
    let head: Head = postcard::from_bytes(&from.section::<u8>()?).ok()?;
    let profiles: Flat<u8> = from.section()?;
    let weights = weights(&head.shares, &profiles, head.alpha)?;
    let lexicon = Lexicon::read(&mut from, &head.called)?;
    let words = usize::try_from(head.shares[Family::Word as usize].features).ok()?;
    let categories = head.called.len();
    let vocabulary = Vocabulary::read(&mut from, weights, words, categories)?;
    let names = Names::from_packed(vocabulary.len(), from.section()?);
    let counts = FeatureCounts::from_packed(vocabulary.len(), profiles, from.section()?);
    let cues = Cues::from_packed(head.called, from.section()?);
    let common_words =
        Names::from_packed(usize::try_from(head.common_words).ok()?, from.section()?);
    from.demand(|| counts.is_whole() && common_words.len() <= lexicon.terms())?;
    from.end()?;
    (width(&head.shares) == vocabulary.len() as u64).then_some(())?;
    let learned = Learned {
        alpha: head.alpha,
        cues,
        common_words,
        names,
        label_sentences: head.label_sentences,
        kind_sentences: head.kind_sentences,
        counts,
        kind_sharpness: head.kind_sharpness,
        alone: head.alone,
        in_context: head.in_context,
        opinion_share: head.opinion_share,
        unsure: head.unsure,
        corrected: head.corrected,
    };
    Some((learned, lexicon, vocabulary))
}

impl Model {
    /// The model as a file holds it.
    ///
    /// # Errors
    ///
    /// Where the encoder refuses, which it has no reason to.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let logarithms = self.learned.log_probabilities();
        Ok(Packed::of(&self.learned, &self.provenance, &logarithms)?.file)
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
        let file = File::of(name, Bytes::Foreign(bytes))?;
        if file.checksum != checksum(file.about, file.body.as_slice()).as_bytes() {
            return Err(altered(name));
        }
        file.model(name)
    }

    /// As [`Model::from_bytes`] for bytes that need no checking, because they came with the
    /// program; a test checks those.
    pub(super) fn trusted(name: &str, bytes: &'static [u8]) -> Result<Model> {
        File::of(name, Bytes::Program(bytes))?.model(name)
    }
}

/// The parts of a model file.
struct File<'a> {
    about: &'a [u8],
    checksum: &'a [u8],
    body: Bytes<'a>,
}

impl<'a> File<'a> {
    fn of(name: &str, file: Bytes<'a>) -> Result<File<'a>> {
        let problem = |problem: &str| Error::at(name, problem);
        let bytes = file.as_slice();
        if !bytes.starts_with(FIRST_LINE) {
            return Err(if bytes.starts_with(MAGIC) {
                let version: String = bytes[MAGIC.len()..]
                    .iter()
                    .take(12)
                    .take_while(|byte| **byte != b'\n')
                    .map(|byte| char::from(*byte))
                    .collect();
                problem(&format!(
                    "a model of format {}; this program reads format 4: train it again with this version",
                    version.escape_default()
                ))
            } else if FIRST_LINE.starts_with(bytes) {
                problem("a model file that was cut off; copy or train it again")
            } else {
                problem("not a model file; `surmise train -o FILE.model` makes one")
            });
        }
        let lines = || {
            let (_, rest) = file.split_at(FIRST_LINE.len())?;
            let (about, rest) = split_after_line(rest)?;
            let (checksum, body) = split_after_line(rest)?;
            let (about, checksum) = (about.as_slice(), checksum.as_slice().trim_ascii_end());
            Some(File { about, checksum, body })
        };
        lines().ok_or_else(|| problem("a model file that was cut off; copy or train it again"))
    }

    fn model(&self, name: &str) -> Result<Model> {
        let provenance: Provenance =
            serde_json::from_slice(self.about).map_err(|_| altered(name))?;
        let (learned, lexicon, vocabulary) = parts(self.body).ok_or_else(|| altered(name))?;
        learned
            .check()
            .map_err(|found| Error::at(name, format!("a model that makes no sense: {found}")))?;
        let checksum = String::from_utf8_lossy(self.checksum);
        Ok(Model::compiled(learned, provenance, vocabulary, lexicon, &checksum))
    }
}

fn refused(cause: &dyn std::fmt::Display) -> Error {
    Error::new(format!("the model cannot be written: {cause}"))
}

fn altered(name: &str) -> Error {
    Error::at(name, "a model file that was altered since it was written; copy or train it again")
}

impl Learned {
    /// Whether the parts fit together; what does not is named.
    fn check(&self) -> std::result::Result<(), &'static str> {
        let width = self.names.len();
        if self.counts.len() != width {
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

/// Hexadecimal digits of a checksum.
const CHECKSUM_LENGTH: usize = 64;

fn checksum(about: &[u8], body: &[u8]) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::new().chain_update(about).chain_update(body).finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn split_after_line(bytes: Bytes<'_>) -> Option<(Bytes<'_>, Bytes<'_>)> {
    let end = memchr::memchr(b'\n', bytes.as_slice())? + 1;
    bytes.split_at(end)
}
