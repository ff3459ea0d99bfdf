//! The cue lists of a model.
//!
//! Scoring knows cues by the hashes of their words, so in a model that was read the lists stay
//! encoded until somebody asks.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::text::cue::CueLists;

use super::deflate::{deflate, inflate};

/// Cue lists, and what they are called.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    called: Vec<(String, String)>,
    packed: Cow<'static, [u8]>,
    lists: OnceLock<CueLists>,
}

impl Cues {
    /// Lists of these names, each with what its cues are called; `packed` is what
    /// [`Cues::packed`] gave. If it turns out to be damaged they are empty.
    #[must_use]
    pub fn from_packed(called: Vec<(String, String)>, packed: Cow<'static, [u8]>) -> Cues {
        Cues { called, packed, lists: OnceLock::new() }
    }

    /// For each list its name, sorted, and what a cue of it is called before readers.
    #[must_use]
    pub fn called(&self) -> &[(String, String)] {
        &self.called
    }

    /// The lists.
    #[must_use]
    pub fn lists(&self) -> &CueLists {
        self.lists.get_or_init(|| {
            let encoded = inflate(&self.packed).unwrap_or_default();
            postcard::from_bytes(&encoded).unwrap_or_default()
        })
    }

    /// The lists, encoded by postcard and compressed.
    ///
    /// # Errors
    ///
    /// Where an encoder refuses, which it has no reason to.
    pub fn packed(&self) -> std::io::Result<Vec<u8>> {
        if !self.packed.is_empty() {
            return Ok(self.packed.to_vec());
        }
        deflate(&postcard::to_allocvec(self.lists()).map_err(std::io::Error::other)?)
    }
}

impl From<CueLists> for Cues {
    fn from(lists: CueLists) -> Cues {
        let called = lists.0.iter().map(|list| (list.category.clone(), list.called.clone()));
        Cues { called: called.collect(), packed: Cow::default(), lists: OnceLock::from(lists) }
    }
}

impl PartialEq for Cues {
    fn eq(&self, other: &Cues) -> bool {
        self.lists() == other.lists()
    }
}
