//! Long sentences say the same thing many times.
//!
//! The log-likelihood ratios of a sentence add up as if each were independent. They are
//! not, and the longer the sentence the more of them repeat one another. So the sum is
//! divided by the square root of the length, which is how a sum of independent doubts grows.

/// A sentence of so many terms keeps its log-odds as they are: the mean of the corpus.
const MEAN_TERMS: f64 = 22.0;

/// Of very short sentences not too much is made.
const SHORTEST: f64 = 10.0;

/// What the evidence of a sentence with so many terms (words, marks, masked names and
/// quotations) is multiplied by: 1 at the mean length, less for longer sentences.
#[must_use]
pub fn tempering(terms: usize) -> f64 {
    ((MEAN_TERMS + SHORTEST) / (terms as f64 + SHORTEST)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_a_sentence_the_less_each_word_says() {
        assert!((tempering(22) - 1.0).abs() < 1e-12);
        assert!((tempering(118) - 0.5).abs() < 1e-12);
        assert!(tempering(0) < 2.0);
    }
}
