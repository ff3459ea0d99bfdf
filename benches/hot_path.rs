//! How fast is each step of the road from bytes to a row of CSV, and training? Bytes a second, on
//! texts of every shape: `cargo bench`, or `cargo bench -- csv` for one step.

use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use surmise::classify::{Classifier, Predictions, Settings};
use surmise::input::document::Document;
use surmise::learn::corpus::Corpus;
use surmise::learn::train::{self, train};
use surmise::model::Model;
use surmise::model::extractor::Extractor;
use surmise::model::feature::{CueCount, Ground, Marks, Quoting, Reading};
use surmise::report::csv;
use surmise::report::row::rows;
use surmise::text::quotation::{QuotationState, quotations_into};
use surmise::text::sentence::sentences_into;
use surmise::text::span::Span;
use surmise::text::token::tokens_into;

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::embedded().expect("the shipped model is whole"));

/// The shapes of text, by name.
const SHAPES: [&str; 7] = ["empty", "word", "paragraph", "book", "no-spaces", "quotes", "cjk"];

/// A text of this shape.
fn text(shape: &str) -> String {
    let article = include_str!("../examples/editorial.txt");
    match shape {
        "word" => "Perhaps".to_owned(),
        "paragraph" => article[..article.len() / 4].to_owned(),
        "book" => [article, "\n\n"].concat().repeat(400),
        "no-spaces" => "unbelievable".repeat(10_000),
        "quotes" => "“It’s ‘so’,” she said. ".repeat(5_000),
        "cjk" => "市议会周一批准了预算。这很可能是一个错误。".repeat(2_000),
        _ => String::new(),
    }
}

fn main() {
    divan::main();
}

#[divan::bench(args = SHAPES)]
fn segment(bencher: Bencher<'_, '_>, shape: &str) {
    let (text, mut found) = (text(shape), Vec::new());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| sentences_into(black_box(&text), true, &mut found));
}

#[divan::bench(args = SHAPES)]
fn tokenise(bencher: Bencher<'_, '_>, shape: &str) {
    let (text, mut found) = (text(shape), Vec::new());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        found.clear();
        tokens_into(black_box(&text), Span { start: 0, end: text.len() }, &mut found);
    });
}

/// Counts what it is told.
#[derive(Default)]
struct Counted(usize);

impl Marks for Counted {
    fn quoting(&mut self, _quoting: Quoting, _ground: Ground) {
        self.0 += 1;
    }

    fn cue(&mut self, _count: CueCount, _category: &str, _ground: Ground) {
        self.0 += 1;
    }
}

/// The features alone, of sentences whose words and quotations are found already.
#[divan::bench(args = SHAPES)]
fn features(bencher: Bencher<'_, '_>, shape: &str) {
    let text = text(shape);
    let mut state = QuotationState::default();
    let mut sentences = Vec::new();
    sentences_into(&text, true, &mut sentences);
    let read: Vec<_> = sentences
        .iter()
        .map(|sentence| {
            let (mut tokens, mut quotations) = (Vec::new(), Vec::new());
            let (span, begins) = (sentence.span, sentence.paragraph_start);
            tokens_into(&text, span, &mut tokens);
            quotations_into(&text, span, begins, &mut state, &mut quotations);
            (span.start, tokens, quotations)
        })
        .collect();
    let mut extractor = Extractor::new(MODEL.lexicon());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut counted = Counted::default();
        for (start, tokens, quotations) in black_box(&read) {
            let reading = Reading { text: &text, start: *start, tokens, quotations };
            extractor.read(reading);
            counted.0 += extractor.stream().after_start().1.len();
            extractor.marks(reading, &mut counted);
        }
        counted.0
    });
}

#[divan::bench(args = SHAPES)]
fn classify(bencher: Bencher<'_, '_>, shape: &str) {
    let text = text(shape);
    let mut classifier = Classifier::new(&MODEL, Settings::default());
    let mut predictions = Predictions::default();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| classifier.classify_into(black_box(&text), &mut predictions));
}

/// The whole road: sentences, labels, deciding words, rows.
#[divan::bench(args = SHAPES)]
fn score_to_csv(bencher: Bencher<'_, '_>, shape: &str) {
    let text = text(shape);
    let Ok(document) = Document::from_text(shape.to_owned(), text) else {
        return; // Nothing to score.
    };
    let mut classifier = Classifier::new(&MODEL, Settings::default());
    let (mut predictions, mut written) = (Predictions::default(), Vec::new());
    let settings = csv::Settings { formula_guard: true, bom: false };
    bencher.counter(BytesCount::of_str(&document.text)).bench_local(|| {
        classifier.classify_into(black_box(&document.text), &mut predictions);
        written.clear();
        csv::write(&mut written, rows(&document, &MODEL, &predictions), settings);
    });
}

#[divan::bench]
fn load_model() -> Model {
    Model::embedded().expect("the shipped model is whole")
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn train_whole_corpus(bencher: Bencher<'_, '_>) {
    let corpus = Corpus::embedded().expect("the packed training data is whole");
    bencher.bench_local(|| train(&corpus, train::Settings::default()).expect("there are labels"));
}
