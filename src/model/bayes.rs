//! Multinomial naive Bayes, from counts to log-probabilities.
//!
//! The counts of the features in each class are all that naive Bayes ever learns from a
//! corpus: they are its sufficient statistics, they are integers, and adding an example or
//! taking it out again changes them exactly. Everything else here follows from them. This
//! file never sees a string: a feature is a number.

/// What a corpus says: how many sentences of each of `K` classes there are, and in how many
/// of them each feature occurs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts<const K: usize> {
    /// Sentences of each class.
    pub sentences: [u32; K],
    /// For each feature, its count in each class.
    pub features: Vec<[u32; K]>,
}

impl<const K: usize> Counts<K> {
    /// No sentences yet, and `width` features.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Counts { sentences: [0; K], features: vec![[0; K]; width] }
    }

    /// Counts a sentence of `class` that has these features, `weight` times.
    pub fn add(&mut self, class: usize, weight: u32, features: &[u32]) {
        self.sentences[class] += weight;
        self.add_features(class, weight, features);
    }

    /// Counts more features of a sentence that was counted.
    pub fn add_features(&mut self, class: usize, weight: u32, features: &[u32]) {
        for &feature in features {
            self.features[feature as usize][class] += weight;
        }
    }

    /// What these counts, of a part of the corpus, leave of those of `all`.
    #[must_use]
    pub fn taken_from(mut self, all: &Counts<K>) -> Counts<K> {
        let take = |part: &mut [u32; K], all: &[u32; K]| {
            part.iter_mut().zip(all).for_each(|(part, all)| *part = all - *part);
        };
        take(&mut self.sentences, &all.sentences);
        self.features.iter_mut().zip(&all.features).for_each(|(part, all)| take(part, all));
        self
    }

    /// The counts of the features in `range` alone.
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Counts<K> {
        Counts { sentences: self.sentences, features: self.features[range].to_vec() }
    }

    /// The log-probabilities that these counts give; see [`log_probabilities`].
    #[must_use]
    pub fn log_probabilities(&self, alpha: f64) -> LogProbabilities<K> {
        log_probabilities(self.sentences, &self.features, alpha)
    }
}

/// The log-probabilities that counts give with Lidstone smoothing `alpha` (Manning, Raghavan &
/// Schütze 2008, eq. 13.7).
///
/// The operations and their order are those of linfa-bayes, so that a model read back from
/// its counts equals the fitted one to the last bit. The sums are exact, and so free of
/// order, for an `alpha` that is a multiple of a power of two.
#[must_use]
pub fn log_probabilities<const K: usize>(
    sentences: [u32; K],
    features: &[[u32; K]],
    alpha: f64,
) -> LogProbabilities<K> {
    let smoothed = Smoothed::of(features, alpha);
    let features = features.iter().map(|counts| smoothed.logarithms(counts)).collect();
    LogProbabilities { prior: log_prior(sentences), features }
}

/// ln P(class), by how many sentences each class has.
#[must_use]
pub fn log_prior<const K: usize>(sentences: [u32; K]) -> [f64; K] {
    let all: f64 = sentences.iter().map(|&n| f64::from(n)).sum();
    sentences.map(|n| {
        // Of no sentences at all nothing is known: every class is as likely.
        if all > 0.0 { (f64::from(n) / all).ln() } else { -(K as f64).ln() }
    })
}

/// Counts on their way to log-probabilities, one feature at a time.
pub struct Smoothed<const K: usize> {
    alpha: f64,
    log_total: [f64; K],
    /// Most counts are small, and a logarithm costs more than looking one up.
    small: Vec<f64>,
}

/// Counts below this have their logarithms looked up.
const SMALL: u32 = 256;

impl<const K: usize> Smoothed<K> {
    /// The features whose counts make up the whole.
    #[must_use]
    pub fn of(features: &[[u32; K]], alpha: f64) -> Smoothed<K> {
        Smoothed::of_total(alpha, |class| {
            features.iter().map(|feature| f64::from(feature[class]) + alpha).sum()
        })
    }

    /// So many features that make up the whole, by the sums of their counts: the same to the
    /// last bit for an `alpha` that is a multiple of a power of two.
    #[must_use]
    pub fn of_sums(sums: [u64; K], features: u32, alpha: f64) -> Smoothed<K> {
        Smoothed::of_total(alpha, |class| sums[class] as f64 + f64::from(features) * alpha)
    }

    fn of_total(alpha: f64, total: impl Fn(usize) -> f64) -> Smoothed<K> {
        let small = (0..SMALL).map(|count| (f64::from(count) + alpha).ln()).collect();
        Smoothed { alpha, log_total: std::array::from_fn(|class| total(class).ln()), small }
    }

    /// ln P(feature | class) of a feature with these counts.
    #[must_use]
    pub fn logarithms(&self, counts: &[u32; K]) -> [f64; K] {
        std::array::from_fn(|class| {
            let ln = match self.small.get(counts[class] as usize) {
                Some(ln) => *ln,
                None => (f64::from(counts[class]) + self.alpha).ln(),
            };
            ln - self.log_total[class]
        })
    }
}

/// What naive Bayes believes: natural logarithms of the classes' priors and of each
/// feature's probability in each class.
#[derive(Clone, PartialEq, Debug)]
pub struct LogProbabilities<const K: usize> {
    /// ln P(class).
    pub prior: [f64; K],
    /// ln P(feature | class), for each feature.
    pub features: Vec<[f64; K]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_probabilities_are_those_of_the_textbook() {
        // Manning, Raghavan & Schütze 2008, example 13.1: Chinese ×5, Beijing, Shanghai,
        // Macao in class c (3 documents); Tokyo, Japan, Chinese in the other (1 document).
        let counts = Counts {
            sentences: [3, 1],
            features: vec![[5, 1], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1]],
        };
        let given = counts.log_probabilities(1.0);
        let expected = |ratio: f64| ratio.ln();
        assert!((given.prior[0] - expected(3.0 / 4.0)).abs() < 1e-12);
        assert!((given.features[0][0] - expected(3.0 / 7.0)).abs() < 1e-12);
        assert!((given.features[4][0] - expected(1.0 / 14.0)).abs() < 1e-12);
        assert!((given.features[4][1] - expected(2.0 / 9.0)).abs() < 1e-12);
    }
}
