//! Is this the report that was begun? Only the same inputs, settings, model and version can go
//! on with it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a report is made of. Two reports with the same identity have the same bytes, if the
/// inputs have.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The version of this program.
    pub surmise: String,
    /// The id of the model.
    pub model: String,
    /// What was named, as it was written.
    pub inputs: Vec<String>,
    /// All that was asked for that changes the bytes.
    pub settings: serde_json::Map<String, serde_json::Value>,
}

impl Identity {
    /// In what `self`, which is on the disk, differs from what is asked for now.
    fn difference(&self, now: &Identity) -> Option<String> {
        let Identity { surmise, model, inputs, settings } = self;
        if surmise != &now.surmise {
            Some(format!("version {surmise} of surmise, and this is {}", now.surmise))
        } else if model != &now.model {
            Some(format!("model {model}, and this is model {}", now.model))
        } else if inputs != &now.inputs {
            Some(format!("the inputs {}, not {}", inputs.join(" "), now.inputs.join(" ")))
        } else if settings == &now.settings {
            None
        } else {
            let json = |settings| serde_json::to_string(settings).unwrap_or_default();
            Some(format!("the settings {}, not {}", json(settings), json(&now.settings)))
        }
    }
}

/// An error where the file at `path` tells of another report.
pub(super) fn of_same(path: &Path, identity: &Identity) -> Result<()> {
    let bytes = fs::read(path).map_err(|cause| Error::io(path, "cannot read", cause))?;
    let found: Identity = serde_json::from_slice(&bytes).map_err(|cause| not_ours(path, &cause))?;
    same(path, &found, identity)
}

/// An error where `found`, in the file at `path`, is not what is asked for now.
pub(super) fn same(path: &Path, found: &Identity, identity: &Identity) -> Result<()> {
    match found.difference(identity) {
        None => Ok(()),
        Some(difference) => {
            let problem =
                format!("was begun with {difference}; ask for the same, or name another folder");
            Err(Error::at(path.display().to_string(), problem))
        }
    }
}

/// The file at `path` is none that this program wrote.
pub(super) fn not_ours(path: &Path, cause: &serde_json::Error) -> Error {
    let problem = format!("not written by surmise report ({cause}); name another folder");
    Error::at(path.display().to_string(), problem)
}
