//! Which documents are held out together.
//!
//! A fold never splits a document: sentences of one article share names, subject and
//! author, and a model that has seen some of them is not tested by the rest.

use xxhash_rust::xxh3::xxh3_64;

/// Folds of every cross-validation in this crate. Each file of documents from elsewhere is
/// one more, which the figures of the ten leave out.
pub const FOLDS: usize = 10;

/// The fold of a document, in `0..FOLDS`: a stable hash of its id, so that a document keeps
/// its fold whatever else the corpus holds.
#[must_use]
pub fn fold(document: &str) -> usize {
    usize::try_from(xxh3_64(document.as_bytes()) % FOLDS as u64)
        .expect("a remainder below FOLDS fits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_fold() {
        // Literal, because every figure in the model card depends on it.
        assert_eq!(["politics-001", "essays-012", "newsroom-c-040"].map(fold), [6, 6, 9]);
    }
}
