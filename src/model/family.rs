//! Families of features, and how far each is believed.
//!
//! Naive Bayes takes every piece of evidence as independent of the rest, and they are not:
//! the features of one quotation say nearly the same thing, while a cue speaks for hundreds
//! of words that the corpus never held. So each family is a multinomial of its own, and its
//! log-likelihood ratios are multiplied by one number before they are added up (a
//! logarithmic opinion pool; Genest & Zidek 1986).

use std::ops::Range;

use super::bayes::{LogProbabilities, Smoothed, log_prior};

/// What sort of thing a feature counts; the first word of its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    /// `cue hedge strong 1`: so many cues of a category and grade.
    Cue,
    /// `pair it seems`: two words in a row.
    Pair,
    /// `piece ^unfo`: five letters of a word that the model does not know.
    Piece,
    /// `quotation closed`: how quotation marks are used.
    Quotation,
    /// `word seems`: a word.
    Word,
}

impl Family {
    /// All families, in the order of their names.
    pub const ALL: [Family; 5] =
        [Family::Cue, Family::Pair, Family::Piece, Family::Quotation, Family::Word];

    /// The family as it stands in names of features.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Family::Cue => "cue",
            Family::Pair => "pair",
            Family::Piece => "piece",
            Family::Quotation => "quotation",
            Family::Word => "word",
        }
    }

    /// The family of a feature with this name; a word if it names none.
    #[must_use]
    pub fn of(name: &str) -> Family {
        let begins = |family: &Family| {
            name.strip_prefix(family.as_str()).is_some_and(|rest| rest.starts_with(' '))
        };
        Family::ALL.into_iter().find(begins).unwrap_or(Family::Word)
    }

    /// What the family's log-likelihood ratios are multiplied by.
    ///
    /// Chosen on ten-fold cross-validation and two outside sets at once, where the figures
    /// lie on a plateau (the CHANGELOG has them).
    #[must_use]
    pub const fn weight(self) -> f64 {
        match self {
            // Cues carry over to foreign text better than the words of the corpus do.
            Family::Cue => 1.25,
            // Length, share and closing of a quotation overlap, and so do pieces of a word.
            Family::Quotation | Family::Piece => 0.5,
            Family::Word | Family::Pair => 1.0,
        }
    }

    /// In how many sentences a feature must stand to be kept: one sentence proves nothing, and
    /// there are many more pairs and pieces than words. Keeping pairs of two sentences and
    /// pieces of three makes half as many features again, for 0.001 AUC in cross-validation
    /// and none outside.
    #[must_use]
    pub const fn least_sentences(self) -> u32 {
        match self {
            Family::Piece => 5,
            Family::Pair => 3,
            _ => 2,
        }
    }
}

/// Where each family stands among sorted names.
#[must_use]
pub fn families<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<(Family, Range<usize>)> {
    let mut found: Vec<(Family, Range<usize>)> = Vec::new();
    for (place, name) in names.into_iter().enumerate() {
        let family = Family::of(name);
        match found.last_mut() {
            Some((last, range)) if *last == family => range.end = place + 1,
            _ => found.push((family, place..place + 1)),
        }
    }
    found
}

/// Fits each family on its own, given where it stands: the log-probabilities of all
/// features, in their order.
///
/// # Errors
///
/// Those of `fit`.
pub fn by_family<const K: usize, E>(
    families: &[(Family, Range<usize>)],
    mut fit: impl FnMut(Range<usize>) -> Result<LogProbabilities<K>, E>,
) -> Result<LogProbabilities<K>, E> {
    let width = families.last().map_or(0, |(_, range)| range.end);
    let mut whole = LogProbabilities { prior: [0.0; K], features: Vec::with_capacity(width) };
    for (_, range) in families {
        let fitted = fit(range.clone())?;
        whole.prior = fitted.prior;
        whole.features.extend(fitted.features);
    }
    Ok(whole)
}

/// The log-probabilities of all features in their order, by the textbook's formula, which
/// equals linfa's fit to the last bit.
pub fn logarithms_by_family<'a, const K: usize>(
    features: &'a [[u32; K]],
    families: &'a [(Family, Range<usize>)],
    alpha: f64,
) -> impl Iterator<Item = [f64; K]> + 'a {
    families.iter().flat_map(move |(_, range)| {
        let features = &features[range.clone()];
        let smoothed = Smoothed::of(features, alpha);
        features.iter().map(move |counts| smoothed.logarithms(counts))
    })
}

/// The same for kinds. A feature that no sentence of a known kind has, such as a cue that only
/// its list tells of, says nothing about kinds.
pub fn kind_logarithms_by_family<'a>(
    features: &'a [[u32; 5]],
    families: &'a [(Family, Range<usize>)],
    alpha: f64,
) -> impl Iterator<Item = [f64; 5]> + 'a {
    families.iter().flat_map(move |(_, range)| {
        let features = &features[range.clone()];
        let smoothed = Smoothed::of(features, alpha);
        features.iter().map(move |counts| kind_logarithms(&smoothed, counts))
    })
}

/// The log-probabilities of one feature in the kinds.
#[inline]
pub(super) fn kind_logarithms(smoothed: &Smoothed<5>, counts: &[u32; 5]) -> [f64; 5] {
    if *counts == [0; 5] { [0.0; 5] } else { smoothed.logarithms(counts) }
}

/// [`logarithms_by_family`] and the prior.
#[must_use]
pub fn log_probabilities_by_family<const K: usize>(
    sentences: [u32; K],
    features: &[[u32; K]],
    families: &[(Family, Range<usize>)],
    alpha: f64,
) -> LogProbabilities<K> {
    let mut logarithms = Vec::with_capacity(features.len());
    logarithms.extend(logarithms_by_family(features, families, alpha));
    LogProbabilities { prior: log_prior(sentences), features: logarithms }
}

/// [`kind_logarithms_by_family`] and the prior.
#[must_use]
pub fn kind_log_probabilities(
    sentences: [u32; 5],
    features: &[[u32; 5]],
    families: &[(Family, Range<usize>)],
    alpha: f64,
) -> LogProbabilities<5> {
    let mut logarithms = Vec::with_capacity(features.len());
    logarithms.extend(kind_logarithms_by_family(features, families, alpha));
    LogProbabilities { prior: log_prior(sentences), features: logarithms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_is_believed_more_than_a_word() {
        assert!(Family::of("cue hedge any 1").weight() > Family::of("word cue").weight());
        assert!(Family::of("quotation closed").weight() < Family::of("pair of cue").weight());
    }

    #[test]
    fn families_stand_together_in_sorted_names() {
        let names = ["cue a", "cue b", "pair a b", "word a"];
        assert_eq!(
            families(names),
            [(Family::Cue, 0..2), (Family::Pair, 2..3), (Family::Word, 3..4)]
        );
        assert!(Family::ALL.is_sorted_by_key(|family| family.as_str()));
    }
}
