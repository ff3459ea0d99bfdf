//! What the arguments point at: documents, models, corpora.

use std::path::{Path, PathBuf};

use crate::batch::pipeline::Source;
use crate::error::{Error, Result};
use crate::input::document::Document;
use crate::input::labelled::labelled_file;
use crate::input::source::{each, each_unread};
use crate::learn::corpus::Corpus;
use crate::model::Model;
use crate::report::carry::Carry;
use crate::store::folder::Folder;

use super::args::ModelChoice;
use super::input_args::InputChoice;

/// Gives every document that can be read to `take`, one at a time; the rest are complained
/// of.
pub(super) fn each_document(
    input: &InputChoice,
    complain: &mut dyn FnMut(&Error),
    mut take: impl FnMut(&Document) -> Result<()>,
) -> Result<()> {
    each(&input.paths, &input.settings(), &mut |document| {
        match document {
            Ok(document) => {
                if document.part.is_first() {
                    warn_of_language(&document, complain);
                }
                take(&document)?;
            }
            Err(error) => complain(&error),
        }
        Ok(())
    })
}

/// The documents that `input` names, with what is carried, for work on many at once.
pub(super) fn source(input: &InputChoice, carry: &Carry) -> Source {
    let (paths, mut settings) = (input.paths.clone(), input.settings());
    settings.carry = carry.names().to_vec();
    Box::new(move |take| each_unread(&paths, &settings, take))
}

/// Notes that no document had a column that was to be carried; `seen` says which were there.
pub(super) fn note_unseen(carry: &Carry, seen: &[bool], complain: &mut dyn FnMut(&Error)) {
    for name in carry.unseen(seen) {
        let problem = format!("no record has a cell in the column {name}; its column is empty");
        complain(&Error::at("--carry", problem).as_note());
    }
}

fn warn_of_language(document: &Document, complain: &mut dyn FnMut(&Error)) {
    if !matches!(document.language, "eng" | "und") {
        let problem =
            format!("looks like {}, not English; its labels mean little", document.language);
        complain(&Error::at(document.name.as_str(), problem).as_note());
    }
}

/// The model that was asked for: a file, the current one of a model folder, or the embedded one.
pub(super) fn chosen(choice: &ModelChoice) -> Result<Model> {
    match &choice.model {
        Some(path) => Model::open(path),
        None => match Folder::chosen(choice.folder.models.as_deref()) {
            Some(folder) => folder.current(),
            None => Model::embedded(),
        },
    }
}

/// The training corpus in a folder, or the embedded one.
pub(super) fn corpus(folder: Option<&Path>) -> Result<Corpus> {
    match folder {
        Some(folder) => Corpus::from_folder(folder),
        None => Corpus::embedded(),
    }
}

/// The labelled rows of all files.
pub(super) fn labelled(files: &[PathBuf]) -> Result<Corpus> {
    let mut corpus = Corpus::default();
    for file in files {
        corpus.add_rows(&file.display().to_string(), labelled_file(file)?);
    }
    Ok(corpus)
}
