//! What corrections are worth: one newsroom's labels, fed in steps.
//!
//! ```sh
//! SURMISE_EVAL=../shared/eval cargo run --release --example simulate -- curve docs
//! SURMISE_EVAL=../shared/eval cargo run --release --example simulate -- line
//! SURMISE_EVAL=../shared/eval cargo run --release --example simulate -- twenty
//! cargo run --release --example simulate -- within
//! ```
//!
//! `curve` takes the train part of NewsSD-ENG as what one newsroom thinks, feeds it as
//! corrections in steps of 50, in reading order and by a queue of the unsure first, and
//! measures on the other parts, whose mix of labels is another; then the same with as many
//! sentences drawn from all parts, measured on the rest. `line` tries strengths of the prior of the own calibration.
//! `within` measures how alike the sentences of one article are. `twenty` corrects twenty mistakes and counts those that the model itself gets right then.

// Figures are what this is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use surmise::classify;
use surmise::input::corrections::{Correction, Sampling};
use surmise::input::labelled::{LabelledRow, labelled_file};
use surmise::label::Label;
use surmise::learn::bootstrap::SplitMix64;
use surmise::learn::corpus::Corpus;
use surmise::learn::evaluate::{Figures, Scored, cross_validate, figures, score};
use surmise::learn::personal::{followed_by, own_line_within};
use surmise::learn::retrain::{Settings, before_own_line, model};
use surmise::learn::train;
use surmise::model::Model;

type Failure = Box<dyn Error>;

/// Corrections between two measurements.
const STEP: usize = 50;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let base = Corpus::embedded()?;
    match arguments.first().map(String::as_str) {
        Some("curve") => curve(&base, Path::new(arguments.get(1).map_or("docs", |d| d))),
        Some("line") => line(&base),
        Some("within") => within(&base),
        Some("twenty") => twenty(&base),
        _ => Err("expected curve [FOLDER], line, within or twenty".into()),
    }
}

/// The rows of NewsSD-ENG with their ids' part: train, val or test.
fn news() -> Result<Vec<(String, LabelledRow)>, Failure> {
    let folder = std::env::var_os("SURMISE_EVAL").map_or("../shared/eval".into(), PathBuf::from);
    let path = folder.join("newssd-eng.csv");
    let rows = labelled_file(&path)?;
    let mut ids = csv::Reader::from_path(&path)?;
    let parts = ids.records().map(|record| {
        let id = record?[0].to_owned();
        Ok(id.split('-').nth(1).unwrap_or_default().to_owned())
    });
    let parts = parts.collect::<Result<Vec<String>, csv::Error>>()?;
    Ok(parts.into_iter().zip(rows).collect())
}

fn correction(row: &LabelledRow, order: Sampling) -> Correction {
    Correction {
        document: None,
        sentence: None,
        text: row.text.clone(),
        gold: row.gold,
        predicted: None,
        by: None,
        at: None,
        order,
        source: "newsroom:1".to_owned(),
    }
}

/// What the model itself says: without the labels that people gave the very sentence.
fn by_itself(mut model: Model, rows: &[LabelledRow]) -> Vec<Scored> {
    model.learned.corrected.clear();
    let mut corpus = Corpus::default();
    corpus.add_rows("newsroom", rows.to_vec());
    score(&corpus, &model, classify::Settings::default())
}

fn curve(base: &Corpus, folder: &Path) -> Result<(), Failure> {
    let news = news()?;
    let part = |train: bool| -> Vec<LabelledRow> {
        let rows = news.iter().filter(|(part, _)| (part == "train") == train);
        rows.map(|(_, row)| row.clone()).collect()
    };
    let (train, rest) = (part(true), part(false));
    let everything: Vec<LabelledRow> = news.iter().map(|(_, row)| row.clone()).collect();
    let (mixed, rest_of_mixed) = drawn(&everything, train.len(), 0);
    let mut table = String::from("order,corrections,macro_f1,auc,ece\n");
    let mut points = Vec::new();
    for (series, order, own, rest) in [
        ("reading", Sampling::Reading, &train, &rest),
        ("queue", Sampling::Queue, &train, &rest),
        ("random", Sampling::Reading, &mixed, &rest_of_mixed),
    ] {
        let mut left = own.clone();
        let mut given: Vec<Correction> = Vec::new();
        loop {
            let trained = model(base, &given, Settings::default())?;
            let next = next(&trained, &mut left, order);
            let figures = figures(&by_itself(trained, rest));
            let point = Point::of(series, given.len(), &figures);
            eprintln!("{}", point.row());
            writeln!(table, "{}", point.row())?;
            points.push(point);
            if next.is_empty() {
                break;
            }
            given.extend(next.iter().map(|row| correction(row, order)));
        }
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("corrections.csv"), table)?;
    std::fs::write(folder.join("corrections.svg"), figure(&points, rest.len()))?;
    Ok(())
}

/// Takes the next sentences out of those that are left: as they stand, or the unsure first.
fn next(model: &Model, left: &mut Vec<LabelledRow>, order: Sampling) -> Vec<LabelledRow> {
    if order == Sampling::Queue {
        let mut corpus = Corpus::default();
        corpus.add_rows("newsroom", left.clone());
        let scored = score(&corpus, model, classify::Settings::default());
        let mut unsure: Vec<(f64, usize)> = scored
            .iter()
            .enumerate()
            .map(|(place, scored)| ((scored.probability_opinion - 0.5).abs(), place))
            .collect();
        unsure.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        *left = unsure.into_iter().map(|(_, place)| left[place].clone()).collect();
    }
    left.drain(..STEP.min(left.len())).collect()
}

struct Point {
    series: &'static str,
    corrections: usize,
    figures: [f64; 3],
}

impl Point {
    fn of(series: &'static str, corrections: usize, figures: &Figures) -> Point {
        let of = |figure: Option<f64>| figure.unwrap_or_default();
        let figures = [of(figures.confusion.macro_f1()), of(figures.auc), of(figures.ece)];
        Point { series, corrections, figures }
    }

    fn row(&self) -> String {
        let [macro_f1, auc, ece] = self.figures;
        format!("{},{},{macro_f1:.4},{auc:.4},{ece:.4}", self.series, self.corrections)
    }
}

/// The curves as a picture: colours for the figures, dashes for the queue.
fn figure(points: &[Point], measured_on: usize) -> String {
    const NAMES: [&str; 3] = ["macro-F1", "AUC", "ECE"];
    const COLOURS: [&str; 3] = ["#0072b2", "#d55e00", "#009e73"];
    let most = points.iter().map(|point| point.corrections).max().unwrap_or(1).max(1);
    let x = |corrections: usize| 60.0 + 540.0 * corrections as f64 / most as f64;
    let y = |figure: f64| 340.0 - 320.0 * figure;
    let mut svg = String::from(concat!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" font-family="sans-serif" font-size="13" role="img">"#,
        "<title>macro-F1, AUC and ECE against the number of corrections</title>",
        r##"<rect width="720" height="400" fill="#ffffff"/>"##,
        "\n"
    ));
    for tenth in (0..=10).step_by(2) {
        let (height, figure) = (y(f64::from(tenth) / 10.0), f64::from(tenth) / 10.0);
        let _ = writeln!(
            svg,
            r##"<path d="M60 {height:.1}H600" stroke="#dddddd"/><text x="52" y="{:.1}" text-anchor="end" fill="#333333">{figure:.1}</text>"##,
            height + 4.0
        );
    }
    for corrections in (0..=most).step_by(100) {
        let _ = writeln!(
            svg,
            r##"<text x="{:.1}" y="360" text-anchor="middle" fill="#333333">{corrections}</text>"##,
            x(corrections)
        );
    }
    for (series, dash) in [("reading", "none"), ("queue", "7 4"), ("random", "2 3")] {
        for (figure, colour) in COLOURS.iter().enumerate() {
            let line: Vec<String> = points
                .iter()
                .filter(|point| point.series == series)
                .map(|p| format!("{:.1},{:.1}", x(p.corrections), y(p.figures[figure])))
                .collect();
            let _ = writeln!(
                svg,
                r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>"#,
                line.join(" ")
            );
        }
    }
    for ((name, colour), last) in NAMES.iter().zip(COLOURS).zip(0..) {
        if let Some(point) = points.iter().rfind(|point| point.series == "random") {
            let _ = writeln!(
                svg,
                r#"<text x="608" y="{:.1}" fill="{colour}">{name}</text>"#,
                y(point.figures[last]) + 4.0
            );
        }
    }
    let _ = writeln!(
        svg,
        r##"<text x="330" y="385" text-anchor="middle" fill="#333333">corrections; solid: reading order, dashed: unsure first, dotted: drawn from all parts; {measured_on} others measured</text>"##
    );
    svg.push_str("</svg>\n");
    svg
}

/// Draws so many own labels from all of NewsSD-ENG at random; what is left is measured.
fn drawn(all: &[LabelledRow], labels: usize, seed: u64) -> (Vec<LabelledRow>, Vec<LabelledRow>) {
    let mut rows = all.to_vec();
    let mut random = SplitMix64(seed);
    for place in 0..labels {
        let other = place + random.below(rows.len() - place);
        rows.swap(place, other);
    }
    let rest = rows.split_off(labels);
    (rows, rest)
}

fn line(base: &Corpus) -> Result<(), Failure> {
    const SPLITS: u64 = 5;
    const STRENGTHS: [(f64, f64); 8] = [
        (0.05, 0.05),
        (0.1, 0.1),
        (0.1, 0.25),
        (0.2, 0.25),
        (0.25, 0.5),
        (0.5, 0.5),
        (0.5, 1.0),
        (2.0, 5.0),
    ];
    let all: Vec<LabelledRow> = news()?.into_iter().map(|(_, row)| row).collect();
    println!("labels  slope ±  intercept ±  mean ECE  worst ECE  mean Brier");
    for labels in [0, 10, 20, 50, 100, 200] {
        let mut sums = [[0.0_f64; 3]; STRENGTHS.len()];
        for seed in 0..SPLITS {
            let (own, rest) = drawn(&all, labels, seed);
            let given: Vec<Correction> =
                own.iter().map(|row| correction(row, Sampling::Reading)).collect();
            let (mut model, own) = before_own_line(base, &given, Settings::default())?;
            model.learned.corrected.clear();
            let shipped = (model.learned.alone, model.learned.in_context);
            let mut corpus = Corpus::default();
            corpus.add_rows("newsroom", rest);
            for (sum, (slope, intercept)) in sums.iter_mut().zip(STRENGTHS) {
                let line = own_line_within(&own, slope, intercept);
                model.learned.alone = followed_by(shipped.0, line);
                model.learned.in_context = followed_by(shipped.1, line);
                let scored = score(&corpus, &model, classify::Settings::default());
                let figures = figures(&scored);
                let ece = figures.ece.unwrap_or_default();
                sum[0] += ece / SPLITS as f64;
                sum[1] = sum[1].max(ece);
                sum[2] += figures.brier.unwrap_or_default() / SPLITS as f64;
            }
        }
        for ([ece, worst, brier], (slope, intercept)) in sums.iter().zip(STRENGTHS) {
            println!(
                "{labels:>6}  {slope:>7}  {intercept:>11}  {ece:>8.4}  {worst:>9.4}  {brier:>10.4}"
            );
        }
    }
    Ok(())
}

/// The correlation, within newspaper articles of the corpus, of what came true less what was
/// said, out of fold and in context: the estimator of one-way analysis of variance.
fn within(base: &Corpus) -> Result<(), Failure> {
    let context = classify::Settings::default();
    let mut scored = cross_validate(base, train::Settings::default(), context)?.into_iter();
    let mut articles: Vec<Vec<f64>> = Vec::new();
    for group in &base.groups {
        let errors = scored.by_ref().take(group.examples.len()).map(|scored| {
            f64::from(u8::from(scored.gold.label().is_opinion())) - scored.probability_opinion
        });
        let errors: Vec<f64> = errors.collect();
        let source = group.source.as_str();
        if source.starts_with("newsroom") || source == "plain-news" {
            articles.push(errors);
        }
    }
    let n: f64 = articles.iter().map(|article| article.len() as f64).sum();
    let mean = articles.iter().flatten().sum::<f64>() / n;
    let (mut between, mut inside, mut squares) = (0.0, 0.0, 0.0);
    for article in &articles {
        let size = article.len() as f64;
        let own = article.iter().sum::<f64>() / size;
        between += size * (own - mean).powi(2);
        inside += article.iter().map(|error| (error - own).powi(2)).sum::<f64>();
        squares += size * size;
    }
    let k = articles.len() as f64;
    let (between, inside) = (between / (k - 1.0), inside / (n - k));
    let size = (n - squares / n) / (k - 1.0);
    let correlation = (between - inside) / (between + (size - 1.0) * inside);
    println!("{n} sentences in {k} articles: correlation within an article {correlation:.3}");
    Ok(())
}

/// Twenty mistakes of the shipped model are corrected, ten times over.
fn twenty(base: &Corpus) -> Result<(), Failure> {
    let all: Vec<LabelledRow> = news()?.into_iter().map(|(_, row)| row).collect();
    let shipped = by_itself(Model::embedded()?, &all);
    let wrong: Vec<LabelledRow> = all
        .iter()
        .zip(&shipped)
        .filter(|(row, scored)| row.gold.label() != scored.label)
        .map(|(row, _)| row.clone())
        .collect();
    println!("weight  right of 200 mistakes, corrected twenty at a time");
    for weight in [1, 2, 3, 5, 10] {
        let mut right = 0;
        for seed in 0..10 {
            let (twenty, _) = drawn(&wrong, 20, seed);
            let given: Vec<Correction> =
                twenty.iter().map(|row| correction(row, Sampling::Unknown)).collect();
            let settings = Settings { weight, ..Settings::default() };
            let scored = by_itself(model(base, &given, settings)?, &twenty);
            right += scored.iter().filter(|s| s.label == s.gold.label()).count();
        }
        println!("{weight:>6}  {right}");
    }
    // Both labels are in the sample, so that no one-sided answer passes.
    let opinions = wrong.iter().filter(|row| row.gold.label() == Label::Opinion).count();
    println!("mistakes: {}, of which opinions {opinions}", wrong.len());
    Ok(())
}
