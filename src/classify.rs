//! The middle of the program: sentences → tokens → features → log-odds → prediction.
//!
//! Classification is total: every text gets its predictions, whatever is in it.

use crate::label::{Gold, Kind, Label};
use crate::model::Model;
use crate::model::calibration::{Calibration, LogOdds, Probability};
use crate::model::extractor::Extractor;
use crate::model::feature::{Feature, Reading, Sink, Sort, span_of};
use crate::model::tempering::tempering;
use crate::model::vocabulary::FeatureIndex;
use crate::text::quotation::{Quotation, QuotationState, quotations_into};
use crate::text::sentence::{Role, Sentence, sentences_into};
use crate::text::span::Span;
use crate::text::token::{Token, tokens_into};

/// How to classify.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// The weight of the other sentences' log-odds; 0 looks at each sentence alone.
    pub context: f64,
    /// The share of sentences that are opinion in the text at hand, strictly between 0 and
    /// 1, where somebody knows it.
    pub expect_opinion: Option<f64>,
}

impl Default for Settings {
    /// Weight 1: on whole articles it helps (see the model card).
    fn default() -> Self {
        Settings { context: 1.0, expect_opinion: None }
    }
}

/// Where a contribution comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// How common opinion is in the training corpus.
    Prior,
    /// A feature of the sentence.
    Feature(FeatureIndex, Sort),
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
    contributions: (usize, usize),
}

/// The predictions of one document.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Predictions {
    /// One for each headline and sentence, in order; source and date lines have none.
    pub sentences: Vec<Prediction>,
    contributions: Vec<Contribution>,
}

impl Predictions {
    /// Every summand of a sentence's log-odds, in the order in which they were added.
    #[must_use]
    pub fn contributions(&self, prediction: &Prediction) -> &[Contribution] {
        &self.contributions[prediction.contributions.0..prediction.contributions.1]
    }
}

/// A sentence's context is its block of so many consecutive sentences of the document,
/// counted from its start, so that memory does not grow with the document.
pub const BLOCK: usize = 500;

/// No single sentence says more than this about its neighbours, in nats.
const CONTEXT_CLIP: f64 = 4.0;

/// With so many other sentences, their mean has half its full weight.
const CONTEXT_HALF: f64 = 2.0;

/// Classifies documents with one model. Holds its working memory: use one for many
/// documents, and one for each thread.
pub struct Classifier<'m> {
    model: &'m Model,
    settings: Settings,
    extractor: Extractor<'m>,
    sentences: Vec<Sentence>,
    tokens: Vec<Token>,
    quotations: Vec<Quotation>,
    seen: Seen,
}

impl<'m> Classifier<'m> {
    /// A classifier that uses `model`.
    #[must_use]
    pub fn new(model: &'m Model, settings: Settings) -> Self {
        Classifier {
            model,
            settings,
            extractor: Extractor::new(model.lexicon()),
            sentences: Vec::new(),
            tokens: Vec::new(),
            quotations: Vec::new(),
            seen: Seen { last_in: vec![0; model.vocabulary().len()], sentence: 0 },
        }
    }

    /// Classifies the sentences of a document.
    #[must_use]
    pub fn classify(&mut self, text: &str) -> Predictions {
        let mut predictions = Predictions::default();
        self.classify_into(text, &mut predictions);
        predictions
    }

    /// As [`Classifier::classify`], in place of what `predictions` held.
    pub fn classify_into(&mut self, text: &str, predictions: &mut Predictions) {
        let mut sentences = std::mem::take(&mut self.sentences);
        sentences_into(text, &mut sentences);
        self.classify_sentences(text, &sentences, predictions);
        self.sentences = sentences;
    }

    /// Classifies sentences that somebody else has found in `text`; they must be in order.
    pub fn classify_sentences(
        &mut self,
        text: &str,
        sentences: &[Sentence],
        predictions: &mut Predictions,
    ) {
        predictions.sentences.clear();
        predictions.contributions.clear();
        let mut quotation = QuotationState::default();
        for sentence in sentences {
            if matches!(sentence.role, Role::Headline | Role::Sentence) {
                self.score(text, *sentence, &mut quotation, predictions);
            }
        }
        self.decide(predictions);
    }

    /// One sentence, from its characters to the sum of its evidence.
    fn score(
        &mut self,
        text: &str,
        sentence: Sentence,
        quotation: &mut QuotationState,
        predictions: &mut Predictions,
    ) {
        self.tokens.clear();
        self.quotations.clear();
        tokens_into(text, sentence.span, &mut self.tokens);
        quotations_into(
            text,
            sentence.span,
            sentence.paragraph_start,
            quotation,
            &mut self.quotations,
        );
        let reading = Reading { text, tokens: &self.tokens, quotations: &self.quotations };
        self.seen.sentence += 1;
        let first = predictions.contributions.len();
        let mut evidence = Evidence {
            model: self.model,
            tokens: &self.tokens,
            seen: &mut self.seen,
            log_odds: 0.0,
            tempering: 1.0,
            kinds: self.model.kind_prior(),
            contributions: &mut predictions.contributions,
        };
        evidence.add(Source::Prior, None, self.model.prior());
        self.extractor.features(reading, &mut evidence);
        let (log_odds, kinds) = (evidence.log_odds, evidence.kinds);
        // Room for what the context will say.
        evidence.add(Source::Context, None, 0.0);
        predictions.sentences.push(Prediction {
            sentence,
            label: Label::Fact,
            kind: Kind::Event,
            corrected: self.model.corrected(sentence.span.of(text)),
            probability_opinion: Probability(0.0),
            unsure: false,
            log_odds: LogOdds(log_odds),
            kinds,
            contributions: (first, predictions.contributions.len()),
        });
    }

    /// Gives every sentence its context, its probability and its label.
    fn decide(&self, predictions: &mut Predictions) {
        let learned = &self.model.learned;
        let (low, high) = learned.unsure;
        let contributions = &mut predictions.contributions;
        for block in predictions.sentences.chunks_mut(BLOCK) {
            let context = Context::new(block.iter().map(|p| p.log_odds), self.settings.context);
            let calibration = self.calibration(context.weight);
            for prediction in block {
                if context.weight == 0.0 {
                    prediction.contributions.1 -= 1;
                } else {
                    let adds = context.adds(prediction.log_odds);
                    contributions[prediction.contributions.1 - 1].weight = adds;
                    prediction.log_odds.0 += adds;
                }
                let probability = calibration.probability(prediction.log_odds);
                prediction.probability_opinion = probability;
                prediction.kinds =
                    kind_probabilities(&prediction.kinds, learned.kind_sharpness, probability);
                let gold = prediction.corrected;
                let likelier = Label::ALL[usize::from(probability.0 >= 0.5)];
                prediction.label = gold.map_or(likelier, Gold::label);
                prediction.kind = gold
                    .and_then(Gold::kind)
                    .unwrap_or_else(|| likeliest(&prediction.kinds, prediction.label));
                prediction.unsure = gold.is_none() && low < probability.0 && probability.0 < high;
            }
        }
    }

    /// The calibration of a sentence whose context has this weight.
    fn calibration(&self, context: f64) -> Calibration {
        let learned = &self.model.learned;
        let line = between(learned.alone, learned.in_context, context);
        match self.settings.expect_opinion {
            Some(expected) => line.expecting(learned.opinion_share, expected),
            None => line,
        }
    }
}

/// What the other sentences of a block say about each: articles are of a piece, and a
/// sentence among opinions is likelier to be one.
pub(crate) struct Context {
    total: f64,
    others: usize,
    /// The weight that the mean of the others has here.
    pub(crate) weight: f64,
}

impl Context {
    /// The context of a block of sentences, at the full weight `weight`. The mean of few
    /// others deserves less: nothing without others, half at [`CONTEXT_HALF`].
    pub(crate) fn new(block: impl ExactSizeIterator<Item = LogOdds>, weight: f64) -> Self {
        let others = block.len().saturating_sub(1);
        let share = others as f64 / (others as f64 + CONTEXT_HALF);
        Context { total: block.map(clipped).sum(), others, weight: weight * share }
    }

    /// What the others add to the log-odds of a sentence of the block, in nats.
    pub(crate) fn adds(&self, own: LogOdds) -> f64 {
        if self.others == 0 {
            return 0.0;
        }
        self.weight * (self.total - clipped(own)) / self.others as f64
    }
}

fn clipped(log_odds: LogOdds) -> f64 {
    log_odds.0.clamp(-CONTEXT_CLIP, CONTEXT_CLIP)
}

/// The calibration for a weight of context between none and the full weight.
pub(crate) fn between(alone: Calibration, in_context: Calibration, weight: f64) -> Calibration {
    let share = weight.clamp(0.0, 1.0);
    Calibration {
        slope: alone.slope + share * (in_context.slope - alone.slope),
        intercept: alone.intercept + share * (in_context.intercept - alone.intercept),
    }
}

/// Adds up what the features of one sentence say.
struct Evidence<'a> {
    model: &'a Model,
    tokens: &'a [Token],
    seen: &'a mut Seen,
    log_odds: f64,
    tempering: f64,
    kinds: [f64; 5],
    contributions: &'a mut Vec<Contribution>,
}

/// In which sentence each known feature was last seen: features count by presence.
struct Seen {
    last_in: Vec<u64>,
    sentence: u64,
}

impl Evidence<'_> {
    fn add(&mut self, source: Source, span: Option<Span>, weight: f64) {
        self.log_odds += weight;
        self.contributions.push(Contribution { source, span, weight });
    }
}

impl Sink for Evidence<'_> {
    fn begin(&mut self, terms: usize) {
        self.tempering = tempering(terms);
    }

    fn take(&mut self, feature: Feature, _name: impl FnOnce(&mut String)) -> bool {
        let vocabulary = self.model.vocabulary();
        let Some(index) = vocabulary.find(feature.id) else {
            return false;
        };
        let last_in = &mut self.seen.last_in[index as usize];
        if *last_in == self.seen.sentence {
            return true;
        }
        *last_in = self.seen.sentence;
        let weight = vocabulary.weight(index);
        for (sum, kind) in self.kinds.iter_mut().zip(weight.kinds) {
            *sum += self.tempering * f64::from(kind);
        }
        self.add(
            Source::Feature(index, feature.sort),
            span_of(feature, self.tokens),
            self.tempering * weight.opinion,
        );
        true
    }
}

/// The probabilities of the kinds, from their log-probabilities up to a constant: the label
/// first, and the kind within it.
pub(crate) fn kind_probabilities(
    kinds: &[f64; 5],
    sharpness: f64,
    opinion: Probability,
) -> [f64; 5] {
    let mut probabilities = [0.0; 5];
    for label in Label::ALL {
        let share = if label.is_opinion() { opinion.0 } else { 1.0 - opinion.0 };
        let members = label.kinds();
        let likeliest = members.iter().map(|kind| kinds[kind.index()]).fold(f64::MIN, f64::max);
        let odds = |kind: Kind| (sharpness * (kinds[kind.index()] - likeliest)).exp();
        let total: f64 = members.iter().map(|&kind| odds(kind)).sum();
        for &kind in members {
            probabilities[kind.index()] = share * odds(kind) / total;
        }
    }
    probabilities
}

/// The likeliest kind among those of a label; the first of equals.
pub(crate) fn likeliest(kinds: &[f64; 5], label: Label) -> Kind {
    let mut best = label.kinds()[0];
    for &kind in label.kinds() {
        if kinds[kind.index()] > kinds[best.index()] {
            best = kind;
        }
    }
    best
}

impl Classifier<'_> {
    /// Classifies with these settings from now on.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
    }
}
