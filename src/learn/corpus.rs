//! What have people told us? The labelled examples and the cue lists, together.
//!
//! The shipped corpus lies in `training-data/` and travels inside the program, packed by
//! `build.rs`; a folder of the same shape can stand in for it.
//!
//! Documents in its folder `elsewhere/` are written unlike the rest, as real text is. They
//! are learned from like all others, but what the model says of them *before* it has seen
//! their file tells how far it is to be believed on text from elsewhere: they calibrate it,
//! and the ten folds of cross-validation leave them out.

use std::io::{BufRead as _, BufReader, Read as _};
use std::ops::Range;
use std::path::Path;

use flate2::read::DeflateDecoder;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::input::labelled::{LabelledRow, labelled_rows};
use crate::label::Gold;
use crate::text::cue::CueLists;
use crate::text::sentence::{Role, Sentence};
use crate::text::span::Span;
use crate::threads::{each, parts, threads};

/// A labelled sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// What people said of it.
    pub gold: Gold,
    /// Its words.
    pub text: String,
    /// How many times it counts.
    pub weight: u32,
}

/// Labelled sentences of one document, in reading order; cross-validation never splits it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The id of the document.
    pub document: String,
    /// Its genre, or the empty string.
    pub genre: String,
    /// The file that it came from, without its ending.
    pub source: String,
    /// Whether it is written unlike the rest of the corpus.
    pub elsewhere: bool,
    /// Its sentences.
    pub examples: Vec<Example>,
}

/// The folder of the documents that are written unlike the rest.
const ELSEWHERE: &str = "elsewhere";

/// The documents of that folder are few and stand for much.
const ELSEWHERE_WEIGHT: u32 = 2;

impl Group {
    fn move_elsewhere(&mut self) {
        self.elsewhere = true;
        for example in &mut self.examples {
            example.weight *= ELSEWHERE_WEIGHT;
        }
    }

    /// The document as one text, with a sentence for each example.
    #[must_use]
    pub fn text(&self) -> (String, Vec<Sentence>) {
        let mut text = String::new();
        let mut sentences = Vec::with_capacity(self.examples.len());
        for example in &self.examples {
            let start = text.len();
            text.push_str(&example.text);
            sentences.push(Sentence {
                span: Span { start, end: text.len() },
                role: Role::Sentence,
                // Where paragraphs began is not known; a quotation may run on.
                paragraph_start: start == 0,
            });
            text.push(' ');
        }
        (text, sentences)
    }
}

/// All labelled examples, by document, and the cue lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Corpus {
    /// The documents, sorted by id.
    pub groups: Vec<Group>,
    /// The words and phrases that tell how a thing is said.
    pub cues: CueLists,
}

/// The shipped `training-data/`, packed by `build.rs`.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/training-data.deflate"));

impl Corpus {
    /// The corpus that travels inside the program.
    ///
    /// # Errors
    ///
    /// Where the program itself was built from damaged training data.
    pub fn embedded() -> Result<Corpus> {
        Corpus::from_files(unpack(PACKED)?)
    }

    /// The corpus in a folder: `*.csv` with labelled sentences, `cues/*.tsv` with cue lists.
    ///
    /// # Errors
    ///
    /// At the place in the file that is wrong; where the folder holds no CSV file.
    pub fn from_folder(folder: &Path) -> Result<Corpus> {
        let mut files = files_in(folder, "csv")?;
        if files.is_empty() {
            return Err(Error::at(
                folder.display().to_string(),
                "no training data here; expected *.csv files with the columns text and kind or label",
            ));
        }
        for (name, ending) in [(ELSEWHERE, "csv"), ("cues", "tsv")] {
            let below = folder.join(name);
            if below.is_dir() {
                files.extend(files_in(&below, ending)?);
            }
        }
        Corpus::from_files(files)
    }

    /// The corpus in these files, each a name (which errors show) and its bytes. Names that
    /// end in `.tsv` are cue lists, all others are CSV; those in a folder `elsewhere` are
    /// written unlike the rest.
    ///
    /// # Errors
    ///
    /// At the place in the file that is wrong.
    pub fn from_files(mut files: Vec<(String, Vec<u8>)>) -> Result<Corpus> {
        files.sort();
        let mut corpus = Corpus { groups: Vec::new(), cues: CueLists::default() };
        let is_list =
            |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "tsv");
        let rows = each(&files, |(name, bytes)| {
            (!is_list(name)).then(|| labelled_rows(name, bytes)).transpose()
        });
        for ((name, bytes), rows) in files.iter().zip(rows) {
            if let Some(rows) = rows? {
                let before = corpus.groups.len();
                corpus.add_rows(&stem(name), rows);
                let folder = Path::new(name).parent().and_then(Path::file_name);
                if folder.is_some_and(|folder| folder == ELSEWHERE) {
                    corpus.groups[before..].iter_mut().for_each(Group::move_elsewhere);
                }
            } else {
                corpus.cues.read(name, bytes)?;
            }
        }
        corpus.groups.sort_by(|a, b| a.document.cmp(&b.document));
        Ok(corpus)
    }

    /// Adds labelled rows. Rows of one document make one group wherever they stand; a row
    /// without a document is a group of its own.
    pub fn add_rows(&mut self, source: &str, rows: Vec<LabelledRow>) {
        let mut alone = self.groups.len();
        let mut places = std::collections::HashMap::<String, usize>::new();
        for row in rows {
            let example = Example { gold: row.gold, text: row.text, weight: 1 };
            let document = row.document.unwrap_or_else(|| {
                alone += 1;
                format!("{source}:{alone}")
            });
            let place = *places.entry(document.clone()).or_insert_with(|| {
                self.groups.push(Group {
                    document,
                    genre: row.genre.unwrap_or_default(),
                    source: source.to_owned(),
                    elsewhere: false,
                    examples: Vec::new(),
                });
                self.groups.len() - 1
            });
            self.groups[place].examples.push(example);
        }
    }

    /// All examples with their documents, in order.
    pub fn examples(&self) -> impl Iterator<Item = (&Group, &Example)> {
        self.groups
            .iter()
            .flat_map(|group| group.examples.iter().map(move |example| (group, example)))
    }

    /// Cuts the documents into parts of about as much text, one for each core.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let text = |group: &Group| group.examples.iter().map(|example| example.text.len()).sum();
        parts(self.groups.iter().map(text), threads())
    }

    /// The SHA-256 of everything that training can see, in lower-case hexadecimal. It does
    /// not depend on how the examples are spread over files.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for (group, example) in self.examples() {
            let row = format!(
                "{}\t{}\t{}\t{}\t{}\n",
                group.document, group.elsewhere, example.gold, example.weight, example.text
            );
            hasher.update(row.as_bytes());
        }
        for cue in self.cues.iter() {
            hasher.update(format!("{}\t{}\t{}\n", cue.category, cue.grade, cue.phrase).as_bytes());
        }
        hex(&hasher.finalize())
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn files_in(folder: &Path, ending: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let refused = |cause| Error::io(folder, "cannot read the folder", cause);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|found| found == ending) {
            let bytes =
                std::fs::read(&path).map_err(|cause| Error::io(&path, "cannot read", cause))?;
            files.push((path.display().to_string(), bytes));
        }
    }
    Ok(files)
}

/// The files in a blob that `build.rs` packed.
fn unpack(packed: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let damaged = |cause: &dyn std::fmt::Display| {
        Error::new(format!("the program's own training data is damaged: {cause}"))
    };
    let mut blob = BufReader::new(DeflateDecoder::new(packed));
    let mut files = Vec::new();
    loop {
        let mut header = String::new();
        if blob.read_line(&mut header).map_err(|cause| damaged(&cause))? == 0 {
            return Ok(files);
        }
        let (name, length) = header.trim_end().split_once('\t').ok_or_else(|| damaged(&header))?;
        let length = length.parse().map_err(|cause: std::num::ParseIntError| damaged(&cause))?;
        let mut bytes = Vec::new();
        blob.by_ref().take(length).read_to_end(&mut bytes).map_err(|cause| damaged(&cause))?;
        files.push((name.to_owned(), bytes));
    }
}
