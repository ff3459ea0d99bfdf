//! What the model says of a sentence, and the sum that it comes from.

use crate::label::{Gold, Kind, Label};
use crate::model::calibration::{LogOdds, Probability};
use crate::model::feature::Place;
use crate::model::vocabulary::FeatureIndex;
use crate::text::sentence::Sentence;
use crate::text::span::Span;

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
    /// Where its contributions stand in [`Predictions::contributions`].
    pub(super) contributions: (u32, u32),
}

/// The predictions of one document, or of one part of a long one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Predictions {
    /// One for each headline and sentence, in order; source and date lines have none.
    pub sentences: Vec<Prediction>,
    pub(super) summands: Vec<Summand>,
}

/// A contribution, small: its words by their place in the sentence.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Summand {
    /// In nats.
    pub(crate) weight: f64,
    /// The number of its feature, or one of those below.
    pub(super) feature: u32,
    /// The place of its words.
    pub(crate) place: Place,
}

/// No features have these numbers; see [`crate::model::vocabulary::MOST_FEATURES`].
pub(super) const PRIOR: u32 = u32::MAX;
pub(super) const CONTEXT: u32 = u32::MAX - 1;

impl Summand {
    /// The feature that it comes from, if it comes from one.
    pub(crate) fn feature(&self) -> Option<FeatureIndex> {
        (self.feature < CONTEXT).then_some(self.feature)
    }
}

impl Predictions {
    /// Every summand of a sentence's log-odds, in the order in which they were added.
    #[must_use]
    pub fn contributions<'a>(
        &'a self,
        prediction: &Prediction,
    ) -> impl ExactSizeIterator<Item = Contribution> + Clone + use<'a> {
        let start = prediction.sentence.span.start;
        self.summands(prediction).iter().map(move |summand| Contribution {
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

    /// The same, as they are kept.
    pub(crate) fn summands(&self, prediction: &Prediction) -> &[Summand] {
        let (first, end) = prediction.contributions;
        &self.summands[first as usize..end as usize]
    }

    pub(super) fn clear(&mut self) {
        self.sentences.clear();
        self.summands.clear();
    }
}
