//! *A source is what was named*: a path, a folder, a list, an address. Each gives its documents
//! one at a time.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::document::Document;
use super::folder::each_file;
use super::format::Format;
use super::limits::Limits;
use super::listed::each_path;
use super::reading::{each_of_bytes, each_of_file, each_of_stdin};
use super::unread::Given;

/// How to read documents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// The format of every input; nothing tells it by what an input holds.
    pub from: Option<Format>,
    /// The column or member that holds the text of a record; nothing finds it by name.
    pub text_column: Option<String>,
    /// The names of columns or members of a record whose cells are kept as they are, whatever
    /// else is made of them.
    pub carry: Vec<String>,
    /// A file that lists further paths, or `-` for standard input.
    pub paths_from: Option<PathBuf>,
    /// Whether files are read that `.ignore` and `.gitignore` leave out of folders.
    pub no_ignore: bool,
    /// How much of anything is taken.
    pub limits: Limits,
}

/// What takes documents, and the errors that stand in the place of others. Its own error ends
/// the reading.
pub type Take<'a> = dyn FnMut(Result<Document>) -> Result<()> + 'a;

/// What takes documents and unread pages, and the errors that stand in the place of others.
pub type TakeGiven<'a> = dyn FnMut(Result<Given>) -> Result<()> + 'a;

/// Gives every document that `paths` name to `take`, in order, and what cannot be read as an
/// error in its place. Holds one document, or one part of a long one, at a time.
///
/// A path may be a file in any [`Format`], also compressed, a folder, `-` for standard input, or
/// an address that begins with `http://` or `https://`. An error may come after parts of its
/// document; it ends that document.
///
/// # Errors
///
/// The first of `take`, which ends the reading.
pub fn each(paths: &[PathBuf], settings: &Settings, take: &mut Take<'_>) -> Result<()> {
    each_unread(paths, settings, &mut |given| read_now(given, take))
}

/// The same, but pages are given unread: whoever takes them may read many at once.
///
/// # Errors
///
/// The first of `take`, which ends the reading.
pub fn each_unread(paths: &[PathBuf], settings: &Settings, take: &mut TakeGiven<'_>) -> Result<()> {
    for path in paths {
        each_named(path, settings, take)?;
    }
    match &settings.paths_from {
        Some(list) => each_path(list, &mut |path| match path {
            Ok(path) => each_named(&path, settings, take),
            Err(error) => take(Err(error)),
        }),
        None => Ok(()),
    }
}

/// Gives every document that `bytes` hold, as if they were a file of this name.
///
/// # Errors
///
/// The first of `take`, which ends the reading.
pub fn each_in(name: &str, bytes: &[u8], settings: &Settings, take: &mut Take<'_>) -> Result<()> {
    each_of_bytes(name, bytes, settings, &mut |given| read_now(given, take))
}

fn read_now(given: Result<Given>, take: &mut Take<'_>) -> Result<()> {
    match given {
        Ok(given) => given.read(take),
        Err(error) => take(Err(error)),
    }
}

fn each_named(path: &Path, settings: &Settings, take: &mut TakeGiven<'_>) -> Result<()> {
    if path.as_os_str() == "-" {
        let is_list = settings.paths_from.as_deref().is_some_and(|list| list.as_os_str() == "-");
        if is_list {
            let problem = "standard input is the list of paths; it cannot be a document too";
            return take(Err(Error::at("-", problem)));
        }
        return each_of_stdin(settings, take);
    }
    if let Some(address) = path.to_str().filter(|path| is_address(path)) {
        return each_at(address, settings, take);
    }
    if path.is_dir() {
        return each_file(path, settings, &mut |file| match file {
            Ok(file) => each_of_file(&file, settings, take),
            Err(error) => take(Err(error)),
        });
    }
    each_of_file(path, settings, take)
}

/// Whether a path is an address of the web.
fn is_address(path: &str) -> bool {
    let begins =
        |scheme: &str| path.get(..scheme.len()).is_some_and(|top| top.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

#[cfg(feature = "web")]
fn each_at(address: &str, settings: &Settings, take: &mut TakeGiven<'_>) -> Result<()> {
    match super::web::fetch(address, &settings.limits) {
        Ok(fetched) => super::reading::each_of_fetched(address, &fetched, settings, take),
        Err(error) => take(Err(error)),
    }
}

#[cfg(not(feature = "web"))]
fn each_at(address: &str, _settings: &Settings, take: &mut TakeGiven<'_>) -> Result<()> {
    let problem = "this build fetches nothing; save the page and give the file";
    take(Err(Error::at(address, problem)))
}
