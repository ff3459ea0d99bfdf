//! What `/v1/models` shows: the model in use, and those that could take its place.

use serde::Serialize;

use crate::error::Result;
use crate::model::Model;
use crate::store::folder::EMBEDDED;

use super::current::{Current, Origin};

/// The model in use, and all that there are.
#[derive(Serialize)]
pub(super) struct Listing {
    current: Shown,
    models: Vec<Listed>,
}

/// A model and where it came from.
#[derive(Serialize)]
struct Shown {
    id: String,
    /// The version of surmise that trained it.
    trained_by: String,
    /// The SHA-256 of its corpus.
    corpus: String,
    documents: usize,
    sentences: usize,
    features: usize,
}

/// A model among those of the folder.
#[derive(Serialize)]
struct Listed {
    id: String,
    /// Its number as `surmise models` knows it; a model that is a file has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<usize>,
    current: bool,
    /// When it was trained, as RFC 3339, where the folder knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

impl Listing {
    /// Reads the folder's history.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn read(current: &Current) -> Result<Listing> {
        let model = current.model();
        let listed = |version: Option<usize>, id: &str, at: Option<&str>| Listed {
            id: id.to_owned(),
            version,
            current: id == model.id,
            at: at.map(str::to_owned),
        };
        let mut models = Vec::new();
        match &current.origin {
            Origin::File(_) => models.push(listed(None, &model.id, None)),
            Origin::Program => models.push(listed(Some(0), &model.id, None)),
            Origin::Folder(folder) => {
                models.push(listed(Some(0), &folder.model(EMBEDDED)?.id, None));
                let history = folder.history()?;
                for (number, entry) in (1..).zip(history.versions()) {
                    models.push(listed(Some(number), &entry.id, Some(&entry.at)));
                }
            }
        }
        Ok(Listing { current: shown(&model), models })
    }
}

fn shown(model: &Model) -> Shown {
    let made = &model.provenance;
    Shown {
        id: model.id.clone(),
        trained_by: made.version.clone(),
        corpus: made.corpus.clone(),
        documents: made.documents,
        sentences: made.sentences,
        features: model.vocabulary().len(),
    }
}
