//! Where documents come from: each of what was named, one at a time.

use std::path::PathBuf;

use crate::error::Result;

use super::document::{Document, expand};

/// How to read documents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {}

/// Gives every document that `paths` name to `take`, in order, and what cannot be read as an
/// error in its place. Holds one document, or one part of a long one, at a time.
///
/// # Errors
///
/// The first of `take`, which ends the reading.
pub fn each(
    paths: &[PathBuf],
    _settings: &Settings,
    take: &mut dyn FnMut(Result<Document>) -> Result<()>,
) -> Result<()> {
    for path in expand(paths) {
        take(path.and_then(|path| Document::read(&path)))?;
    }
    Ok(())
}
