//! What the fast way to score says is what the plain way says: features by their names, looked
//! up one by one, added up in their order.

use std::collections::{HashMap, HashSet};

use surmise::classify::{Classifier, Settings};
use surmise::input::labelled::labelled_file;
use surmise::label::{Kind, Label};
use surmise::model::Model;
use surmise::model::extractor::Extractor;
use surmise::model::family::Family;
use surmise::model::feature::{CueCount, Ground, Marks, Quoting, Reading, Sink, Term};
use surmise::model::tempering::tempering;
use surmise::text::quotation::{QuotationState, quotations_into};
use surmise::text::sentence::{Role, sentences};
use surmise::text::token::tokens_into;

/// Collects the names of a sentence's features.
#[derive(Default)]
struct ByName<'m> {
    known: HashMap<&'m str, usize>,
    terms: usize,
    found: Vec<usize>,
    seen: HashSet<usize>,
}

impl ByName<'_> {
    fn take(&mut self, name: &str) -> bool {
        let known = self.known.get(name).copied();
        if let Some(place) = known
            && self.seen.insert(place)
        {
            self.found.push(place);
        }
        known.is_some()
    }
}

fn written(family: &str, name: impl FnOnce(&mut String)) -> String {
    let mut written = format!("{family} ");
    name(&mut written);
    written
}

impl Sink for ByName<'_> {
    fn begin(&mut self, words: usize) {
        self.terms = words;
    }
    fn word(&mut self, _: &Term, name: impl FnOnce(&mut String)) -> bool {
        self.take(&written("word", name))
    }
    fn pair(&mut self, _: &Term, _: &Term, name: impl FnOnce(&mut String)) {
        self.take(&written("pair", name));
    }
    fn piece(&mut self, _: u64, name: impl FnOnce(&mut String)) {
        self.take(&written("piece", name));
    }
}

impl Marks for ByName<'_> {
    fn quoting(&mut self, quoting: Quoting, _: Ground) {
        self.take(&format!("quotation {}", quoting.as_str()));
    }
    fn cue(&mut self, count: CueCount, category: &str, _: Ground) {
        let (grade, times) = (CueCount::GRADES[count.grade], CueCount::TIMES[count.times]);
        self.take(&format!("cue {category} {grade} {times}"));
    }
}

/// The plain way: the log-odds and the kinds' log-probabilities of every sentence.
struct Plain<'m> {
    model: &'m Model,
    extractor: Extractor<'m>,
    sink: ByName<'m>,
    weights: Vec<(f64, [f64; 5])>,
}

impl<'m> Plain<'m> {
    fn new(model: &'m Model) -> Self {
        let (labels, kinds) = model.learned.log_probabilities();
        let names = model.learned.names.iter().enumerate();
        let weights = names.clone().map(|(place, name)| {
            let believed = Family::of(name).weight();
            let [fact, opinion] = labels.features[place];
            (believed * (opinion - fact), kinds.features[place].map(|ln| believed * ln))
        });
        Plain {
            model,
            extractor: Extractor::new(model.lexicon()),
            weights: weights.collect(),
            sink: ByName {
                known: names.map(|(place, name)| (name, place)).collect(),
                ..ByName::default()
            },
        }
    }

    fn sentence(&mut self, reading: Reading<'_>) -> (f64, [f64; 5]) {
        self.sink.found.clear();
        self.sink.seen.clear();
        self.extractor.features(reading, &mut self.sink);
        let tempering = tempering(self.sink.terms);
        let (mut log_odds, mut kinds) = (self.model.prior(), self.model.kind_prior());
        for &place in &self.sink.found {
            let (opinion, of_kinds) = self.weights[place];
            log_odds += tempering * opinion;
            for (sum, kind) in kinds.iter_mut().zip(of_kinds) {
                *sum += tempering * kind;
            }
        }
        (log_odds, kinds)
    }

    /// Compares every sentence of a text; gives how many there are.
    fn agrees(&mut self, classifier: &mut Classifier<'_>, text: &str) -> usize {
        let predictions = classifier.classify(text);
        let (mut tokens, mut quotations) = (Vec::new(), Vec::new());
        let mut state = QuotationState::default();
        let labelled = sentences(text).into_iter();
        let labelled: Vec<_> =
            labelled.filter(|s| matches!(s.role, Role::Headline | Role::Sentence)).collect();
        assert_eq!(labelled.len(), predictions.sentences.len());
        for (sentence, prediction) in labelled.iter().zip(&predictions.sentences) {
            tokens.clear();
            quotations.clear();
            tokens_into(text, sentence.span, &mut tokens);
            let begins = sentence.paragraph_start;
            quotations_into(text, sentence.span, begins, &mut state, &mut quotations);
            let start = sentence.span.start;
            let reading = Reading { text, start, tokens: &tokens, quotations: &quotations };
            let (log_odds, kinds) = self.sentence(reading);
            let said = sentence.span.of(text);
            assert!((log_odds - prediction.log_odds.0).abs() < 1e-9, "{said}");
            let line = self.model.learned.alone;
            let likely = 1.0 / (1.0 + (-(line.slope * log_odds + line.intercept)).exp());
            let label = Label::ALL[usize::from(likely >= 0.5)];
            assert_eq!(prediction.label, label, "{said}");
            let best = |a: &Kind, b: &Kind| kinds[a.index()].total_cmp(&kinds[b.index()]);
            // The first of equals.
            let kind = label.kinds().iter().rev().copied().max_by(best);
            assert_eq!(Some(prediction.kind), kind, "{said}");
        }
        labelled.len()
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "for a reader of --nocapture")]
fn the_fast_way_says_what_the_plain_way_says() {
    let model = Model::embedded().expect("the shipped model");
    let mut plain = Plain::new(&model);
    let alone = Settings { context: 0.0, ..Settings::default() };
    let mut classifier = Classifier::new(&model, alone);
    let mut compared = 0;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join("examples")).expect("the examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let text = std::fs::read_to_string(&path).expect("an article");
            compared += plain.agrees(&mut classifier, &text);
        }
    }
    assert!(compared > 200, "{compared}");
    let folder = std::env::var("SURMISE_EVAL").unwrap_or_else(|_| "../shared/eval".to_owned());
    for file in ["newssd-eng.csv", "subj-4000.csv"] {
        let path = std::path::Path::new(&folder).join(file);
        if !path.exists() {
            println!("skipped {}: not here; SURMISE_EVAL names its folder", path.display());
            continue;
        }
        for row in labelled_file(&path).expect("labelled rows") {
            compared += plain.agrees(&mut classifier, &row.text);
        }
    }
    println!("{compared} sentences compared");
}
