//! *The current model is whatever the folder points to.* Each request takes the model that is
//! current when it comes, and keeps it to its end; another may become current meanwhile.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use crate::error::Result;
use crate::model::Model;
use crate::store::folder::Folder;

/// Where models come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The current one of a model folder, whichever that is.
    Folder(Folder),
    /// This file.
    File(PathBuf),
    /// The program itself.
    Program,
}

impl Origin {
    /// The model that is meant now.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn model(&self) -> Result<Model> {
        match self {
            Origin::Folder(folder) => folder.current(),
            Origin::File(path) => Model::open(path),
            Origin::Program => Model::embedded(),
        }
    }
}

/// A model became current, or was so already.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Switch {
    /// The id of the model in use.
    pub(super) model: String,
    /// The id of the one before.
    pub(super) before: String,
    /// Whether they differ.
    pub(super) changed: bool,
}

/// The model in use.
pub(super) struct Current {
    pub(super) origin: Origin,
    model: RwLock<Arc<Model>>,
    /// What the folder pointed to when the model was read; held while one is read.
    pointer: std::sync::Mutex<Option<String>>,
}

impl Current {
    /// Reads the model.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn read(origin: Origin) -> Result<Current> {
        let pointer = pointer(&origin)?;
        let model = RwLock::new(Arc::new(origin.model()?));
        Ok(Current { origin, model, pointer: pointer.into() })
    }

    /// The model in use.
    pub(super) fn model(&self) -> Arc<Model> {
        Arc::clone(&self.model.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the model again, wherever it comes from. What cannot be read changes nothing.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn reload(&self) -> Result<Switch> {
        let mut known = self.pointer.lock().unwrap_or_else(PoisonError::into_inner);
        // The pointer first: if it moves meanwhile, the next look sees it.
        let pointer = pointer(&self.origin)?;
        let model = self.origin.model()?;
        *known = pointer;
        Ok(self.take(model))
    }

    /// Reads the model again if the folder points to another one.
    ///
    /// # Errors
    ///
    /// Where the pointer or the model cannot be read.
    pub(super) fn follow(&self) -> Result<Option<Switch>> {
        let moved = {
            let known = self.pointer.lock().unwrap_or_else(PoisonError::into_inner);
            pointer(&self.origin)? != *known
        };
        if moved { self.reload().map(Some) } else { Ok(None) }
    }

    fn take(&self, model: Model) -> Switch {
        let mut current = self.model.write().unwrap_or_else(PoisonError::into_inner);
        let before = current.id.clone();
        let changed = before != model.id;
        let switch = Switch { model: model.id.clone(), before, changed };
        if changed {
            *current = Arc::new(model);
        }
        switch
    }
}

/// What a folder points to; nothing else moves.
fn pointer(origin: &Origin) -> Result<Option<String>> {
    match origin {
        Origin::Folder(folder) => folder.current_id().map(Some),
        Origin::File(_) | Origin::Program => Ok(None),
    }
}
