//! One writer at a time: whoever changes a model folder holds its lock.
//!
//! The lock is the operating system's, on an open file, so it ends with its holder, also when
//! that is killed. Readers need none: what they read is immutable or replaced whole.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Error, Result};

/// The right to change a folder, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until the file at `path` is nobody else's, and takes it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be made or locked.
    pub fn take(path: &Path) -> Result<Lock> {
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|cause| Error::io(path, "cannot write", cause))?;
        file.lock().map_err(|cause| Error::io(path, "cannot lock", cause))?;
        Ok(Lock { _file: file })
    }

    /// Takes the file at `path`, if it is nobody else's.
    ///
    /// # Errors
    ///
    /// Where somebody has it, or it cannot be made or locked.
    pub fn take_now(path: &Path) -> Result<Lock> {
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|cause| Error::io(path, "cannot write", cause))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                let problem = "another surmise is at work here; wait until it has ended";
                Err(Error::at(path.display().to_string(), problem))
            }
            Err(TryLockError::Error(cause)) => Err(Error::io(path, "cannot lock", cause)),
        }
    }
}
