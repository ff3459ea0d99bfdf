//! The middle of the program: sentences → tokens → features → log-odds → prediction.
//!
//! Classification is total: every text gets its predictions, whatever is in it.

mod context;
mod passage;
mod prediction;
mod tally;

pub(crate) use context::{Context, between};
pub(crate) use passage::Passage;
pub use prediction::{Contribution, Prediction, Predictions, Source};

use crate::label::{Gold, Kind, Label};
use crate::model::Model;
use crate::model::calibration::{Calibration, LogOdds, Probability};
use crate::model::extractor::Extractor;
use crate::model::feature::Reading;
use crate::text::quotation::{Quotation, QuotationState, quotations_into};
use crate::text::sentence::{Role, Sentence, sentences_into};
use crate::text::token::{Token, tokens_into};

use prediction::{CONTEXT, PRIOR, Summand};
use tally::{Memory, Tally};

/// How to classify.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// The weight of the other sentences' log-odds; 0 looks at each sentence alone.
    pub context: f64,
    /// The share of sentences that are opinion in the text at hand, strictly between 0 and
    /// 1, where somebody knows it.
    pub expect_opinion: Option<f64>,
    /// Whether every summand of each sentence is kept, for [`Predictions::contributions`].
    /// Labels, probabilities and evidence do without.
    pub contributions: bool,
}

impl Default for Settings {
    /// Weight 1: on whole articles it helps (see the model card).
    fn default() -> Self {
        Settings { context: 1.0, expect_opinion: None, contributions: false }
    }
}

/// A sentence's context is its block of so many consecutive sentences of the document,
/// counted from its start, so that memory does not grow with the document.
pub const BLOCK: usize = 500;

/// Classifies documents with one model. Holds its working memory: use one for many
/// documents, and one for each thread.
pub struct Classifier<'m> {
    model: &'m Model,
    settings: Settings,
    extractor: Extractor<'m>,
    sentences: Vec<Sentence>,
    tokens: Vec<Token>,
    quotations: Vec<Quotation>,
    memory: Memory,
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
            memory: Memory::new(model.vocabulary().rows()),
        }
    }

    /// Classifies with these settings from now on.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
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
        self.classify_part(text, true, predictions);
    }

    /// Classifies the sentences of one part of a document, on which a header stands only if
    /// the document `begins` with it.
    pub fn classify_part(&mut self, text: &str, begins: bool, predictions: &mut Predictions) {
        let mut sentences = std::mem::take(&mut self.sentences);
        sentences_into(text, begins, &mut sentences);
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
        predictions.clear();
        let mut quotation = QuotationState::default();
        for sentence in sentences.iter().filter(|sentence| is_labelled(sentence)) {
            self.score(text, *sentence, &mut quotation, predictions);
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
        let (span, begins) = (sentence.span, sentence.paragraph_start);
        if tokens_into(text, span, &mut self.tokens) || quotation.is_open() {
            quotations_into(text, span, begins, quotation, &mut self.quotations);
        }
        let reading = Reading {
            text,
            start: sentence.span.start,
            tokens: &self.tokens,
            quotations: &self.quotations,
        };
        let mut tally = Tally {
            vocabulary: self.model.vocabulary(),
            memory: &mut self.memory,
            keep: self.settings.contributions,
            log_odds: self.model.prior(),
            tempering: 1.0,
            kinds: [0.0; 5],
        };
        self.extractor.read(reading);
        tally.words(reading, self.extractor.stream());
        self.extractor.marks(reading, &mut tally);
        let Tally { log_odds, tempering, kinds, .. } = tally;
        let stream = self.extractor.stream();
        let passages = count(&predictions.passages);
        self.memory.passages_into(reading, stream, &mut predictions.passages);
        let summands = count(&predictions.summands);
        if self.settings.contributions {
            let sum = self.memory.summands(self.model.vocabulary(), reading, stream);
            predictions.summands.push(Summand::of(PRIOR, self.model.prior()));
            predictions.summands.extend(sum);
            // Room for what the context will say.
            predictions.summands.push(Summand::of(CONTEXT, 0.0));
        }
        let prior = self.model.kind_prior();
        let kinds = std::array::from_fn(|kind| prior[kind] + tempering * f64::from(kinds[kind]));
        predictions.sentences.push(Prediction {
            sentence,
            label: Label::Fact,
            kind: Kind::Event,
            corrected: self.model.corrected(sentence.span.of(text)),
            probability_opinion: Probability(0.0),
            unsure: false,
            log_odds: LogOdds(log_odds),
            kinds,
            passages: (passages, count(&predictions.passages)),
            summands: (summands, count(&predictions.summands)),
        });
    }

    /// Gives every sentence its context, its probability and its label.
    fn decide(&self, predictions: &mut Predictions) {
        let learned = &self.model.learned;
        let (low, high) = learned.unsure;
        let summands = &mut predictions.summands;
        for block in predictions.sentences.chunks_mut(BLOCK) {
            let context = Context::new(block.iter().map(|p| p.log_odds), self.settings.context);
            let calibration = self.calibration(context.weight);
            for prediction in block {
                let adds = context.adds(prediction.log_odds);
                prediction.log_odds.0 += adds;
                let (first, end) = prediction.summands;
                if let Some(last) = summands[first as usize..end as usize].last_mut() {
                    last.weight = adds;
                    if context.weight == 0.0 {
                        prediction.summands.1 -= 1;
                    }
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

/// Whether a sentence gets a label.
fn is_labelled(sentence: &Sentence) -> bool {
    matches!(sentence.role, Role::Headline | Role::Sentence)
}

fn count<T>(held: &[T]) -> u32 {
    u32::try_from(held.len()).expect("4,000 million summands are 100 GB, which nothing holds")
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
