//! What the model says of a sentence, and the sum that it comes from.

use crate::label::{Gold, Kind, Label};
use crate::model::calibration::{LogOdds, Probability};
use crate::model::feature::Place;
use crate::model::vocabulary::FeatureIndex;
use crate::text::sentence::Sentence;
use crate::text::span::Span;

use super::passage::Passage;

/// Where a contribution comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// How common opinion is in the training corpus.
    Prior,
    /// A feature of the sentence.
    Feature(FeatureIndex),
    /// The other sentences of the document.
    Context,
}

/// One summand of a sentence's log-odds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Contribution {
    /// Where it comes from.
    pub source: Source,
    /// The words that it rests on, if it rests on some.
    pub span: Option<Span>,
    /// What it adds to the log-odds of opinion, in nats.
    pub weight: f64,
}

/// What the model says of one sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Prediction {
    /// The sentence.
    pub sentence: Sentence,
    /// The likelier label, opinion at even chances; or a person's, where one corrected this
    /// sentence.
    pub label: Label,
    /// The likeliest kind of that label, or the person's.
    pub kind: Kind,
    /// What a person said of this very sentence. The probability stays the model's.
    pub corrected: Option<Gold>,
    /// The calibrated probability of opinion.
    pub probability_opinion: Probability,
    /// Whether the probability lies in the model's unsure band.
    pub unsure: bool,
    /// The sum of the contributions, before calibration.
    pub log_odds: LogOdds,
    /// The probability of each kind, in the order of [`Kind::ALL`]. Those of a label's kinds
    /// sum to the label's.
    pub kinds: [f64; 5],
    /// Where its passages and summands stand in [`Predictions`].
    pub(super) passages: (u32, u32),
    pub(super) summands: (u32, u32),
}

/// The predictions of one document, or of one part of a long one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Predictions {
    /// One for each headline and sentence, in order; source and date lines have none.
    pub sentences: Vec<Prediction>,
    pub(super) passages: Vec<Passage>,
    pub(super) summands: Vec<Summand>,
}

/// A contribution, small: its words by their place in the sentence.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Summand {
    /// In nats.
    pub(super) weight: f64,
    /// The number of its feature, or one of those below.
    pub(super) feature: FeatureIndex,
    /// The place of its words.
    pub(super) place: Place,
}

/// No features have these numbers; see [`crate::model::vocabulary::MOST_FEATURES`].
pub(super) const PRIOR: FeatureIndex = FeatureIndex::MAX;
pub(super) const CONTEXT: FeatureIndex = FeatureIndex::MAX - 1;

impl Summand {
    /// One that is no feature's.
    pub(super) fn of(feature: FeatureIndex, weight: f64) -> Summand {
        Summand { weight, feature, place: Place::default() }
    }
}

impl Predictions {
    /// Every summand of a sentence's log-odds, in the order in which they were added; none
    /// where the [settings](super::Settings::contributions) do not ask for them.
    #[must_use]
    pub fn contributions<'a>(
        &'a self,
        prediction: &Prediction,
    ) -> impl ExactSizeIterator<Item = Contribution> + Clone + use<'a> {
        let start = prediction.sentence.span.start;
        let (first, end) = prediction.summands;
        self.summands[first as usize..end as usize].iter().map(move |summand| Contribution {
            source: match summand.feature {
                PRIOR => Source::Prior,
                CONTEXT => Source::Context,
                feature => Source::Feature(feature),
            },
            span: (!summand.place.is_whole()).then(|| Span {
                start: start + summand.place.start as usize,
                end: start + summand.place.end as usize,
            }),
            weight: summand.weight,
        })
    }

    /// The passages of a sentence that may stand before a reader.
    pub(crate) fn passages(&self, prediction: &Prediction) -> &[Passage] {
        let (first, end) = prediction.passages;
        &self.passages[first as usize..end as usize]
    }

    pub(super) fn clear(&mut self) {
        self.sentences.clear();
        self.passages.clear();
        self.summands.clear();
    }
}
