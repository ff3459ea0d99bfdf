//! The corpus as the model sees it: for each example, the numbers of its features.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::label::{Gold, Kind};
use crate::model::bayes::{Counts, log_prior};
use crate::model::extractor::Extractor;
use crate::model::family::{Family, families, kind_logarithms_by_family, logarithms_by_family};
use crate::model::feature::Reading;
use crate::model::lexicon::Lexicon;
use crate::model::tempering::tempering;
use crate::text::quotation::{QuotationState, quotations_into};
use crate::text::token::tokens_into;
use crate::threads::each;

use super::corpus::{Corpus, Group};
use super::fold::{FOLDS, fold};
use super::interner::Interner;
use super::prior::pseudo_counts;

/// One example as features.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The place of its group in the corpus.
    pub group: usize,
    /// With which others it is held out: the fold of its document, in `0..FOLDS`; for
    /// documents from elsewhere, their file, from `FOLDS` on.
    pub fold: usize,
    /// What people said.
    pub gold: Gold,
    /// How many times it counts.
    pub weight: u32,
    /// Its length in terms, for [`tempering`].
    pub terms: usize,
    /// Its features but for pieces, each once, in ascending order.
    pub features: Vec<u32>,
    /// Its pieces, each once with each word that it is a piece of: the piece, and the word
    /// if that is among the features at all.
    pub pieces: Vec<(u32, Option<u32>)>,
}

/// All examples as features, and the features' names.
#[derive(Clone)]
pub struct Samples {
    /// One for each example, in the corpus's order.
    pub samples: Vec<Sample>,
    /// The names of the features that are worth keeping, sorted; a feature's number is its
    /// place here.
    pub names: Vec<String>,
    /// The number of different [`Sample::fold`]s.
    pub folds: usize,
    /// For each feature, the pseudo-counts that the cue lists give it.
    pub pseudo: Vec<[u32; 2]>,
    /// Where each family stands among the names.
    pub families: Vec<(Family, Range<usize>)>,
}

impl Samples {
    /// Reads every example of `corpus` as the classifier would.
    #[must_use]
    pub fn read(corpus: &Corpus, lexicon: &Lexicon) -> Samples {
        let elsewhere: BTreeSet<&str> =
            corpus.groups.iter().filter(|g| g.elsewhere).map(|g| g.source.as_str()).collect();
        let fold = |group: &Group| {
            if group.elsewhere {
                FOLDS + elsewhere.iter().take_while(|file| **file < group.source.as_str()).count()
            } else {
                fold(&group.document)
            }
        };
        let parts = each(corpus.parts(), |groups| Part::read(corpus, groups, lexicon, fold));
        let pseudo = pseudo_counts(&corpus.cues);
        let mut all = Interner::default();
        let numbered = parts.into_iter().map(|part| (part.samples, all.add(part.interner)));
        let numbered: Vec<(Vec<Sample>, Vec<u32>)> = numbered.collect();
        for name in pseudo.keys() {
            all.want(name);
        }
        let (names, places) = all.sorted();
        let samples = each(numbered, |(mut samples, numbers)| {
            let place = |old: u32| places[numbers[old as usize] as usize];
            for sample in &mut samples {
                sample.renumber(place);
            }
            samples
        });
        Samples {
            samples: samples.into_iter().flatten().collect(),
            folds: FOLDS + elsewhere.len(),
            pseudo: names.iter().map(|name| pseudo.get(name).copied().unwrap_or([0; 2])).collect(),
            families: families(names.iter().map(String::as_str)),
            names,
        }
    }

    /// Counts the samples that `wanted` picks: by label, and by kind where it is known.
    pub fn count(&self, wanted: impl Fn(&Sample) -> bool) -> (Counts<2>, Counts<5>) {
        let mut labels = Counts::new(self.names.len());
        let mut kinds = Counts::new(self.names.len());
        let mut pieces = Vec::new();
        for sample in self.samples.iter().filter(|sample| wanted(sample)) {
            let label = sample.gold.label() as usize;
            labels.add(label, sample.weight, &sample.features);
            pieces.clear();
            pieces.extend(sample.pieces.iter().map(|(piece, _)| *piece));
            pieces.dedup();
            labels.add_features(label, sample.weight, &pieces);
            if let Some(kind) = sample.gold.kind() {
                kinds.add(kind.index(), sample.weight, &sample.features);
            }
        }
        (labels, kinds)
    }

    /// What the cue lists say, added to counts of the labels.
    #[must_use]
    pub fn with_pseudo_counts(&self, mut labels: Counts<2>) -> Counts<2> {
        for (counts, pseudo) in labels.features.iter_mut().zip(&self.pseudo) {
            *counts = [counts[0] + pseudo[0], counts[1] + pseudo[1]];
        }
        labels
    }

    /// Where each family stands among the features that are `kept`.
    fn families_of(&self, kept: &[bool]) -> Vec<(Family, Range<usize>)> {
        let mut end = 0;
        let ranges = self.families.iter().map(|(family, range)| {
            let start = end;
            end += kept[range.clone()].iter().filter(|kept| **kept).count();
            (*family, start..end)
        });
        ranges.filter(|(_, range)| !range.is_empty()).collect()
    }

    /// Which features these counts of the labels, without pseudo-counts, are enough for.
    #[must_use]
    pub fn kept(&self, labels: &Counts<2>) -> Vec<bool> {
        let mut kept: Vec<bool> = self.pseudo.iter().map(|pseudo| *pseudo != [0; 2]).collect();
        for (family, range) in &self.families {
            let least = family.least_sentences();
            for (kept, counts) in
                kept[range.clone()].iter_mut().zip(&labels.features[range.clone()])
            {
                *kept |= counts[0] + counts[1] >= least;
            }
        }
        kept
    }
}

/// Some of a corpus's documents, with numbers of their own for the features.
struct Part {
    samples: Vec<Sample>,
    interner: Interner,
}

impl Part {
    fn read(
        corpus: &Corpus,
        groups: Range<usize>,
        lexicon: &Lexicon,
        fold: impl Fn(&Group) -> usize,
    ) -> Part {
        let examples = corpus.groups[groups.clone()].iter().flat_map(|group| &group.examples);
        let bytes = examples.map(|example| example.text.len()).sum();
        let (mut interner, mut extractor) = (Interner::for_text(bytes), Extractor::new(lexicon));
        let mut samples = Vec::new();
        let (mut tokens, mut quotations) = (Vec::new(), Vec::new());
        for number in groups {
            let group = &corpus.groups[number];
            let (text, sentences) = group.text();
            let mut state = QuotationState::default();
            let fold = fold(group);
            for (example, sentence) in group.examples.iter().zip(sentences) {
                tokens.clear();
                quotations.clear();
                tokens_into(&text, sentence.span, &mut tokens);
                let begins = sentence.paragraph_start;
                quotations_into(&text, sentence.span, begins, &mut state, &mut quotations);
                let start = sentence.span.start;
                let reading =
                    Reading { text: &text, start, tokens: &tokens, quotations: &quotations };
                extractor.features(reading, &mut interner);
                let (features, pieces) = interner.finish_sentence(example.weight);
                samples.push(Sample {
                    group: number,
                    fold,
                    gold: example.gold,
                    weight: example.weight,
                    terms: interner.terms,
                    features,
                    pieces,
                });
            }
        }
        Part { samples, interner }
    }
}

impl Sample {
    /// Gives each feature its `place` among the names; what has none is left out.
    fn renumber(&mut self, place: impl Fn(u32) -> Option<u32>) {
        let features = std::mem::take(&mut self.features).into_iter();
        self.features = features.filter_map(&place).collect();
        self.features.sort_unstable();
        let pieces = std::mem::take(&mut self.pieces).into_iter();
        let placed =
            pieces.filter_map(|(piece, word)| Some((place(piece)?, word.and_then(&place))));
        self.pieces = placed.collect();
        self.pieces.sort_unstable();
    }
}

/// What a model that has not seen an example's document says of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score {
    /// The log-odds of opinion, in nats.
    pub log_odds: f64,
    /// The log-probability of each kind, up to a constant.
    pub kinds: [f64; Kind::ALL.len()],
}

impl Samples {
    /// Scores every sample by the counts of the other folds, smoothed by `alpha`. Each fold is
    /// a sum of its own, so the number of threads changes nothing.
    #[must_use]
    pub fn out_of_fold(&self, alpha: f64) -> Vec<Score> {
        let (all_labels, all_kinds) = self.count(|_| true);
        let held_out = |fold: usize| -> Vec<(usize, Score)> {
            let (labels, kinds) = self.count(|sample| sample.fold == fold);
            let trained =
                self.trained(&labels.taken_from(&all_labels), &kinds.taken_from(&all_kinds), alpha);
            let places = self.samples.iter().enumerate();
            places
                .filter(|(_, sample)| sample.fold == fold)
                .map(|(place, sample)| (place, trained.score(sample)))
                .collect()
        };
        let mut scores = vec![Score { log_odds: 0.0, kinds: [0.0; 5] }; self.samples.len()];
        for (place, score) in each(0..self.folds, held_out).into_iter().flatten() {
            scores[place] = score;
        }
        scores
    }

    /// The weights that these counts give.
    pub(super) fn trained(&self, labels: &Counts<2>, kinds: &Counts<5>, alpha: f64) -> Trained {
        let kept = self.kept(labels);
        let places = || kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(place, _)| place);
        let label_counts: Vec<[u32; 2]> = places()
            .map(|place| {
                let ([fact, opinion], pseudo) = (labels.features[place], self.pseudo[place]);
                [fact + pseudo[0], opinion + pseudo[1]]
            })
            .collect();
        let kind_counts: Vec<[u32; 5]> = places().map(|place| kinds.features[place]).collect();
        let families = self.families_of(&kept);
        let believed = families
            .iter()
            .flat_map(|(family, range)| std::iter::repeat_n(family.weight(), range.len()));
        let mut known = logarithms_by_family(&label_counts, &families, alpha)
            .zip(kind_logarithms_by_family(&kind_counts, &families, alpha))
            .zip(believed)
            .map(|(([fact, opinion], kinds), believed)| {
                (believed * (opinion - fact), kinds.map(|ln| believed * ln))
            });
        let prior = log_prior(labels.sentences);
        Trained {
            prior: prior[1] - prior[0],
            kind_prior: log_prior(kinds.sentences),
            weights: kept.iter().map(|kept| if *kept { known.next() } else { None }).collect(),
        }
    }
}

/// A model of some folds: for each feature that it knows, its log-odds and its
/// log-probability in each kind.
pub(super) struct Trained {
    prior: f64,
    kind_prior: [f64; 5],
    weights: Vec<Option<(f64, [f64; 5])>>,
}

impl Trained {
    fn score(&self, sample: &Sample) -> Score {
        self.score_at(sample, Some)
    }

    /// The score of a sample of which each feature stands `at` a place here, or at none.
    pub(super) fn score_at(&self, sample: &Sample, at: impl Fn(u32) -> Option<u32>) -> Score {
        let weight = |feature: u32| at(feature).and_then(|place| self.weights[place as usize]);
        let tempering = tempering(sample.terms);
        let mut score = Score { log_odds: self.prior, kinds: self.kind_prior };
        let mut add = |feature: u32| {
            if let Some((log_odds, kinds)) = weight(feature) {
                score.log_odds += tempering * log_odds;
                for (sum, kind) in score.kinds.iter_mut().zip(kinds) {
                    *sum += tempering * kind;
                }
            }
        };
        sample.features.iter().for_each(|&feature| add(feature));
        let unknown = |word: Option<u32>| word.and_then(weight).is_none();
        // A piece counts once, however many unknown words it is a piece of.
        for same in sample.pieces.chunk_by(|a, b| a.0 == b.0) {
            if same.iter().any(|(_, word)| unknown(*word)) {
                add(same[0].0);
            }
        }
        score
    }
}
