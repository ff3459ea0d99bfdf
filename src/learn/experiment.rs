//! What would be otherwise? With fewer documents to learn from (the learning curve), without
//! a family of features (the ablation). Each is one more cross-validation, so the figures
//! stand beside those of `evaluate`.
//!
//! The families of [`families`] are found in the features' names, so a new one is measured
//! without a word here.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::classify;
use crate::error::{Error, Result};

use super::bootstrap::{Comparison, compare};
use super::corpus::Corpus;
use super::evaluate::{Figures, Scored, calibrated, figures};
use super::sample::Samples;
use super::train::Settings;

/// The shares of the training folds' documents that the learning curve looks at, in percent.
pub const SHARES: [u64; 6] = [10, 20, 40, 60, 80, 100];

/// Cross-validation with a part of the documents.
#[derive(Clone, PartialEq, Debug)]
pub struct LearningStep {
    /// The documents learned from, on average over the folds.
    pub documents: f64,
    /// The figures on all sentences.
    pub figures: Figures,
}

/// Cross-validation without a family of features.
#[derive(Clone, PartialEq, Debug)]
pub struct Ablation {
    /// The family.
    pub family: String,
    /// Its features in the corpus.
    pub features: usize,
    /// The figures without it.
    pub figures: Figures,
    /// These figures less those with it, by paired bootstrap.
    pub change: Comparison,
}

/// A label that may be wrong.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LikelyError {
    /// The place of the sentence among those scored.
    pub place: usize,
    /// The least probability against its label that any of the models gave.
    pub least_against: f64,
}

/// All experiments on one corpus.
#[derive(Clone, PartialEq, Debug)]
pub struct Experiments {
    /// By rising number of documents.
    pub learning: Vec<LearningStep>,
    /// In the order of the families' names.
    pub ablations: Vec<Ablation>,
    /// See [`run`]; the likeliest first.
    pub likely_errors: Vec<LikelyError>,
}

/// The families of features in these names: the first word of each, and for cues each
/// category too (`cue hedge`), for that is what an editor can change. Sorted.
#[must_use]
pub fn families(names: &[String]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for name in names {
        let mut words = name.splitn(3, ' ');
        let first = words.next().unwrap_or_default();
        found.insert(first.to_owned());
        if let ("cue", Some(category)) = (first, words.next()) {
            found.insert(format!("{first} {category}"));
        }
    }
    found.into_iter().collect()
}

fn belongs(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Runs all experiments; `whole` and the figures leave out what is from elsewhere. `seed` is that of the bootstraps; `tell` hears, before each, how
/// many are done and of how many.
///
/// A label is likely wrong where the model contradicts it, where every model that is blind
/// to one family contradicts it too (so that no single family is to blame), and where each
/// gives the other label at least the probability that it gives that label's own sentences
/// on average (the rule of confident learning; Northcutt, Jiang & Chuang 2021).
///
/// # Errors
///
/// Where the corpus cannot be learned from.
pub fn run(
    corpus: &Corpus,
    samples: &Samples,
    whole: &[Scored],
    settings: Settings,
    classify: classify::Settings,
    seed: u64,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<Experiments> {
    let families = families(&samples.names);
    let steps = SHARES.len() - 1 + families.len();
    let score = |samples: &Samples| {
        let scores = samples.out_of_fold(settings.alpha);
        let scored = calibrated(samples, &scores, settings, classify)?;
        Ok::<Vec<Scored>, Error>(scored.into_iter().filter(|scored| !scored.elsewhere).collect())
    };
    let mut learning = Vec::with_capacity(SHARES.len());
    for (done, &share) in SHARES.iter().enumerate() {
        tell(done, steps);
        let (part, documents) = part_of(corpus, samples, share);
        // The last share is the evaluation itself.
        let scored = if share == 100 { whole.to_vec() } else { score(&part)? };
        learning.push(LearningStep { documents, figures: figures(&scored) });
    }
    let mut against: Vec<f64> = whole.iter().map(against_gold).collect();
    let mut beyond = beyond_doubt(whole);
    let mut ablations = Vec::with_capacity(families.len());
    for (done, family) in families.into_iter().enumerate() {
        tell(SHARES.len() - 1 + done, steps);
        let (rest, features) = without(samples, &family);
        let scored = score(&rest)?;
        for (least, scored) in against.iter_mut().zip(&scored) {
            *least = least.min(against_gold(scored));
        }
        for (all, one) in beyond.iter_mut().zip(beyond_doubt(&scored)) {
            *all &= one;
        }
        let change = compare(&scored, whole, seed)?;
        ablations.push(Ablation { family, features, figures: figures(&scored), change });
    }
    tell(steps, steps);
    let mut likely_errors: Vec<LikelyError> = against
        .into_iter()
        .enumerate()
        .filter(|(place, _)| beyond[*place])
        .map(|(place, least_against)| LikelyError { place, least_against })
        .collect();
    likely_errors
        .sort_by(|a, b| b.least_against.total_cmp(&a.least_against).then(a.place.cmp(&b.place)));
    Ok(Experiments { learning, ablations, likely_errors })
}

/// The samples with `share` percent of the documents to learn from; the others weigh nothing
/// and are only scored. A document is in or out by a hash of its id, so that each share
/// holds the smaller ones.
fn part_of(corpus: &Corpus, samples: &Samples, share: u64) -> (Samples, f64) {
    // Another seed than the fold's hash, or whole folds would be in or out.
    const SEED: u64 = 1;
    let chosen: Vec<bool> = corpus
        .groups
        .iter()
        .map(|group| xxh3_64_with_seed(group.document.as_bytes(), SEED) % 100 < share)
        .collect();
    let mut part = samples.clone();
    for sample in &mut part.samples {
        if !chosen[sample.group] {
            sample.weight = 0;
        }
    }
    let documents = chosen.iter().filter(|chosen| **chosen).count() as f64;
    let folds = super::fold::FOLDS as f64;
    (part, documents * (folds - 1.0) / folds)
}

/// The samples without the features of a family, and how many features that takes away.
fn without(samples: &Samples, family: &str) -> (Samples, usize) {
    let gone: Vec<bool> = samples.names.iter().map(|name| belongs(name, family)).collect();
    let mut rest = samples.clone();
    for sample in &mut rest.samples {
        sample.features.retain(|feature| !gone[*feature as usize]);
        sample.pieces.retain(|(piece, _)| !gone[*piece as usize]);
    }
    for (pseudo, gone) in rest.pseudo.iter_mut().zip(&gone) {
        if *gone {
            *pseudo = [0; 2];
        }
    }
    (rest, gone.iter().filter(|gone| **gone).count())
}

/// The probability that the gold label is wrong.
fn against_gold(scored: &Scored) -> f64 {
    if scored.gold.label().is_opinion() {
        1.0 - scored.probability_opinion
    } else {
        scored.probability_opinion
    }
}

/// Of each sentence, whether the label against its gold one is as probable as that label is
/// on average among its own.
fn beyond_doubt(scored: &[Scored]) -> Vec<bool> {
    let mut sums = [(0.0, 0.0); 2];
    for scored in scored {
        let sum = &mut sums[scored.gold.label() as usize];
        *sum = (sum.0 + 1.0 - against_gold(scored), sum.1 + 1.0);
    }
    let usual = sums.map(|(sum, n)| if n > 0.0 { sum / n } else { 1.0 });
    scored
        .iter()
        .map(|scored| {
            let other = 1 - scored.gold.label() as usize;
            scored.label != scored.gold.label() && against_gold(scored) >= usual[other]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::labelled::labelled_rows;
    use crate::learn::evaluate::read;

    /// Sixty documents of three sentences that a model can tell apart, and one wrong label.
    fn corpus() -> Corpus {
        use std::fmt::Write as _;
        let mut rows = String::from("document,label,text\n");
        for i in 0..60 {
            let day = ["Monday", "Tuesday", "Friday"][i % 3];
            writeln!(rows, "d{i},fact,The council met on {day} and voted.")
                .expect("memory takes all");
            writeln!(rows, "d{i},opinion,It is a shameful muddle of a {day}.")
                .expect("memory takes all");
            let wrong = if i == 7 { "fact" } else { "opinion" };
            // A few that stand in between, or no line could be fitted.
            let text =
                if i % 6 == 0 { "The council is a muddle." } else { "What a shameful plan it is." };
            let label = if i % 12 == 0 { "fact" } else { wrong };
            writeln!(rows, "d{i},{label},{text}").expect("memory takes all");
        }
        let mut corpus = Corpus::embedded().expect("the shipped corpus is good");
        corpus.groups.clear();
        corpus.add_rows("test", labelled_rows("test.csv", rows.as_bytes()).expect("good rows"));
        corpus
    }

    fn experiments() -> (Vec<Scored>, Experiments, Vec<(usize, usize)>) {
        let (settings, classify) = (
            Settings::default(),
            classify::Settings { context: 0.0, ..classify::Settings::default() },
        );
        let corpus = corpus();
        let samples = read(&corpus);
        let scores = samples.out_of_fold(settings.alpha);
        let whole = calibrated(&samples, &scores, settings, classify).expect("both labels");
        let mut told = Vec::new();
        let mut tell = |done, of| told.push((done, of));
        let all =
            run(&corpus, &samples, &whole, settings, classify, 1, &mut tell).expect("it runs");
        (whole, all, told)
    }

    #[test]
    fn families_are_the_first_words_and_the_cue_categories() {
        let names = ["cue hedge any 1", "cue praise weak 2", "pair a b", "word a", "word b"];
        let names = names.map(str::to_owned);
        assert_eq!(families(&names), ["cue", "cue hedge", "cue praise", "pair", "word"]);
        assert!(belongs("cue hedge any 1", "cue hedge"));
        assert!(!belongs("cue hedges any 1", "cue hedge"));
    }

    #[test]
    fn experiments_find_the_wrong_label_and_what_each_family_is_worth() {
        let (whole, all, told) = experiments();
        assert!(all.likely_errors.iter().any(|error| {
            let scored = whole[error.place];
            (scored.group, scored.example) == (7, 2) && error.least_against > 0.5
        }));
        assert!(
            all.likely_errors
                .iter()
                .all(|error| whole[error.place].label != whole[error.place].gold.label())
        );
        let documents: Vec<f64> = all.learning.iter().map(|step| step.documents).collect();
        assert!(documents.is_sorted() && documents[0] < documents[5]);
        assert!((documents[5] - 54.0).abs() < 1e-9);
        assert_eq!(all.learning[5].figures, figures(&whole));
        assert!(all.ablations.iter().any(|ablation| ablation.family == "word"));
        assert!(all.ablations.iter().all(|ablation| ablation.features > 0));
        let (done, of) = *told.last().expect("it was told");
        assert_eq!(done, of);
        assert!(told.is_sorted());
        assert_eq!(all, experiments().1);
    }
}
