//! One shape for everything that can go wrong at the edges.
//!
//! An error names the place, what was found, what was expected and what to do. It is
//! printed once, in `main`.

use std::fmt;
use std::path::Path;

/// What went wrong, where, and what to do about it.
#[derive(Debug)]
pub struct Error {
    place: Option<String>,
    problem: String,
    cause: Option<std::io::Error>,
    note: bool,
    check: bool,
    interrupted: bool,
}

/// The result of everything that touches files or other people's bytes.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with no place of its own, such as a bad setting.
    pub fn new(problem: impl Into<String>) -> Self {
        Error {
            place: None,
            problem: problem.into(),
            cause: None,
            note: false,
            check: false,
            interrupted: false,
        }
    }

    /// An error at `place`: a path, or `file:line:column`.
    pub fn at(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Error {
            place: Some(place.into()),
            problem: problem.into(),
            cause: None,
            note: false,
            check: false,
            interrupted: false,
        }
    }

    /// What the operating system refused, at `path`.
    #[must_use]
    pub fn io(path: &Path, what: &str, cause: std::io::Error) -> Self {
        Error {
            place: Some(path.display().to_string()),
            problem: what.to_owned(),
            cause: Some(cause),
            note: false,
            check: false,
            interrupted: false,
        }
    }

    /// The same, but only to be told: nothing failed.
    #[must_use]
    pub fn as_note(mut self) -> Self {
        self.note = true;
        self
    }

    /// Whether nothing failed and this is only told.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.note
    }

    /// The same, as a check that was asked for and did not hold.
    #[must_use]
    pub fn as_check(mut self) -> Self {
        self.check = true;
        self
    }

    /// Whether a check that was asked for did not hold, and nothing else failed.
    #[must_use]
    pub fn is_check(&self) -> bool {
        self.check
    }

    /// The same, as what the person at the keyboard wanted.
    #[must_use]
    pub fn as_interrupt(mut self) -> Self {
        self.interrupted = true;
        self
    }

    /// Whether somebody asked the program to stop.
    #[must_use]
    pub fn is_interrupt(&self) -> bool {
        self.interrupted
    }

    /// Whether the operating system refused something, which it may not the next time.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.cause.is_some()
    }

    /// Where it happened; empty where it has no place.
    #[must_use]
    pub fn place(&self) -> &str {
        self.place.as_deref().unwrap_or_default()
    }

    /// What happened, without the place.
    #[must_use]
    pub fn problem(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{}: {cause}", self.problem),
            None => self.problem.clone(),
        }
    }

    /// Whether this is a pipe that its reader closed, as `head` does.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.cause.as_ref().is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.problem())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
