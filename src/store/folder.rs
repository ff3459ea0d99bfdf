//! A model folder keeps models as one keeps the versions of a document.
//!
//! ```text
//! 1f0c93ab52d7.model   one file a model, named by its content, never changed
//! history.jsonl        what came from what, who and when
//! corrections.jsonl    what people said, all of it
//! current              the id of the model in use; without it, the one in the program
//! lock                 held by whoever changes the folder
//! ```
//!
//! Each step is on the disk before the next begins, and `current` changes last, whole, so a
//! crash at any moment leaves a model that can be loaded and every correction.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::error::{Error, Result};
use crate::model::Model;

use super::atomic::Output;
use super::history::{Event, History};
use super::ledger::Ledger;
use super::lock::Lock;

/// The environment variable that names the model folder.
pub const VARIABLE: &str = "SURMISE_MODELS";

/// How files call the model inside the program.
pub const EMBEDDED: &str = "0";

/// An id may be shortened to so many digits; what is shorter is a version number.
const LEAST_DIGITS: usize = 4;

/// A model folder; it need not be there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into() }
    }

    /// The folder that is meant: the one given, else that of [`VARIABLE`], else `surmise/models`
    /// where the platform keeps data. `None` where there is no such place.
    #[must_use]
    pub fn chosen(given: Option<&Path>) -> Option<Folder> {
        let named = given.map(Path::to_owned).or_else(|| {
            std::env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from)
        });
        named.map(Folder::at).or_else(|| {
            let platform = etcetera::choose_base_strategy().ok()?;
            Some(Folder::at(platform.data_dir().join("surmise").join("models")))
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The current model, or the one inside the program where nothing was made current.
    ///
    /// # Errors
    ///
    /// Where the current model cannot be read.
    pub fn current(&self) -> Result<Model> {
        self.model(&self.current_id()?)
    }

    /// The id of the current model; [`EMBEDDED`] for the one inside the program.
    ///
    /// # Errors
    ///
    /// Where the pointer is there and cannot be read.
    pub fn current_id(&self) -> Result<String> {
        let path = self.path.join("current");
        match std::fs::read_to_string(&path) {
            Ok(id) => Ok(id.trim().to_owned()),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(EMBEDDED.to_owned()),
            Err(cause) => Err(Error::io(&path, "cannot read", cause)),
        }
    }

    /// The model of an id, its beginning, or a version number; `0` is the one inside the
    /// program.
    ///
    /// # Errors
    ///
    /// Where there is no such model, or more than one, or it cannot be read.
    pub fn model(&self, wanted: &str) -> Result<Model> {
        let id = self.find(wanted)?;
        if id == EMBEDDED {
            return Model::embedded();
        }
        Model::open(&self.file(&id))
    }

    /// The full id for an id, its beginning, or a version number.
    ///
    /// # Errors
    ///
    /// Where there is no such model, or more than one.
    pub fn find(&self, wanted: &str) -> Result<String> {
        let place = || self.path.display().to_string();
        let in_hexadecimal = wanted.bytes().all(|byte| byte.is_ascii_hexdigit());
        if wanted == EMBEDDED || (in_hexadecimal && self.file(wanted).is_file()) {
            return Ok(wanted.to_owned());
        }
        let history = self.history()?;
        let versions = history.versions();
        if wanted.len() < LEAST_DIGITS {
            let number = wanted.parse().ok().and_then(|number: usize| number.checked_sub(1));
            let version = number.and_then(|number| versions.get(number));
            return version.map(|entry| entry.id.clone()).ok_or_else(|| {
                let known = versions.len();
                Error::at(
                    place(),
                    format!(
                        "no version {wanted} here; expected 0 to {known}, or {LEAST_DIGITS} digits or more of an id"
                    ),
                )
            });
        }
        if Model::embedded()?.id.starts_with(wanted) {
            return Ok(EMBEDDED.to_owned());
        }
        let ids = versions.iter().map(|entry| entry.id.as_str());
        let found: Vec<&str> = ids.filter(|id| id.starts_with(wanted)).collect();
        match found[..] {
            [id] => Ok(id.to_owned()),
            [] => Err(Error::at(
                place(),
                format!("no model {wanted} here; `surmise models list` shows those that are"),
            )),
            _ => Err(Error::at(
                place(),
                format!("{wanted} begins {} ids; give more digits", found.len()),
            )),
        }
    }

    /// What came from what.
    ///
    /// # Errors
    ///
    /// As [`History::read`].
    pub fn history(&self) -> Result<History> {
        History::read(self.path.join("history.jsonl"))
    }

    /// What people said.
    ///
    /// # Errors
    ///
    /// As [`Ledger::read`].
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::read(self.path.join("corrections.jsonl"))
    }

    /// Waits until nobody else changes the folder, which is made where it is not there.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made or written to.
    pub fn lock(&self) -> Result<Lock> {
        std::fs::create_dir_all(&self.path)
            .map_err(|cause| Error::io(&self.path, "cannot make the folder", cause))?;
        let lock = Lock::take(&self.path.join("lock"))?;
        self.sweep();
        Ok(lock)
    }

    /// Removes what a writer left that was killed in the middle of a file. Under the lock there
    /// is no other writer; what cannot be removed does no harm.
    fn sweep(&self) {
        let entries = std::fs::read_dir(&self.path).into_iter().flatten().flatten();
        for entry in entries {
            if entry.file_name().to_string_lossy().starts_with(".tmp") {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Makes the model that `wanted` names the current one, and says so in the history.
    /// Returns its id.
    ///
    /// # Errors
    ///
    /// As [`Folder::model`], and where the folder cannot be written to.
    pub fn make_current(&self, wanted: &str, by: Option<&str>) -> Result<String> {
        // A name that is wrong makes no folder.
        let id = self.find(wanted)?;
        self.model(&id)?;
        let lock = self.lock()?;
        let parent = self.current_id()?;
        self.history()?.add(Event::Used, &id, &parent, by, None)?;
        self.point_to(&lock, &id)?;
        Ok(id)
    }

    /// Goes back to the model that the current one was first made from. Returns its id.
    ///
    /// # Errors
    ///
    /// Where the current model is the one inside the program, or came from nowhere known.
    pub fn rollback(&self, by: Option<&str>) -> Result<String> {
        let nothing_before = || {
            let place = self.path.display().to_string();
            Error::at(place, "the model inside the program is current; there is nothing before it")
        };
        if self.current_id()? == EMBEDDED {
            return Err(nothing_before());
        }
        let lock = self.lock()?;
        let current = self.current_id()?;
        if current == EMBEDDED {
            return Err(nothing_before());
        }
        let mut history = self.history()?;
        let made = history.versions().into_iter().find(|entry| entry.id == current);
        let parent = made.map_or(EMBEDDED, |entry| entry.parent.as_str()).to_owned();
        history.add(Event::Rollback, &parent, &current, by, None)?;
        self.point_to(&lock, &parent)?;
        Ok(parent)
    }

    /// Where a model of this id stands.
    fn file(&self, id: &str) -> PathBuf {
        self.path.join(format!("{id}.model"))
    }

    /// Writes the file of a model under its id; nothing changes where it is there already.
    pub(super) fn keep(&self, _: &Lock, id: &str, file: &[u8]) -> Result<()> {
        let path = self.file(id);
        if Model::open(&path).is_ok() { Ok(()) } else { self.write(&path, file) }
    }

    /// Makes `id` the current model.
    pub(super) fn point_to(&self, _: &Lock, id: &str) -> Result<()> {
        self.write(&self.path.join("current"), format!("{id}\n").as_bytes())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let mut output = Output::open(Some(path))?;
        output.write_all(bytes).map_err(|cause| Error::io(path, "cannot write", cause))?;
        output.finish()?;
        self.sync()
    }

    /// Sees to it that the folder's own entries are on the disk.
    fn sync(&self) -> Result<()> {
        #[cfg(unix)]
        std::fs::File::open(&self.path)
            .and_then(|folder| folder.sync_all())
            .map_err(|cause| Error::io(&self.path, "cannot write", cause))?;
        Ok(())
    }
}
