//! The evaluation's figures: which axes, which lines, which words.

use crate::learn::curve::{
    BARS, Point, coverage_accuracy, histogram, precision_recall, roc, thinned,
};
use crate::learn::evaluate::Scored;
use crate::learn::experiment::LearningStep;
use crate::learn::metrics::{Outcome, auc, reliability};

use super::figure::{Axis, Figure, Mark, Series, grouped};

/// More points than this nobody sees.
const POINTS: usize = 200;

/// Of the sentences said to be opinion with some probability, how many are?
#[must_use]
pub fn reliability_diagram(outcomes: &[Outcome]) -> Figure {
    let bins = reliability(outcomes);
    let dots = bins
        .iter()
        .map(|bin| {
            let words = format!(
                "{} sentences: said {:.1} %, came true {:.1} %",
                bin.sentences,
                100.0 * bin.said,
                100.0 * bin.came_true
            );
            ((bin.said, bin.came_true), words)
        })
        .collect();
    let line: Vec<Point> = bins.iter().map(|bin| (bin.said, bin.came_true)).collect();
    let each = match (bins.first(), bins.iter().map(|bin| bin.sentences).max()) {
        (Some(first), Some(most)) if first.sentences == most => format!("{most} sentences each"),
        (Some(_), Some(most)) => format!("{} or {most} sentences each", most - 1),
        _ => "no sentences".to_owned(),
    };
    let name = format!("{} bins, {each}", bins.len());
    Figure {
        id: "reliability",
        title: "Do the probabilities come true?".to_owned(),
        description: format!(
            "Reliability diagram: the probability of opinion that was said against the share of opinions, in {name}. On the diagonal, what is said comes true."
        ),
        x: Axis::share("probability of opinion said"),
        y: Axis::share("share that was opinion"),
        marks: vec![
            Mark::Line(Series::Guide, vec![(0.0, 0.0), (1.0, 1.0)]),
            Mark::Line(Series::One, line),
            Mark::Dots(Series::One, dots),
            Mark::Words(Series::Guide, (0.02, 0.93), name, false),
        ],
    }
}

/// The receiver operating characteristic.
#[must_use]
pub fn roc_curve(outcomes: &[Outcome]) -> Figure {
    let area = auc(outcomes).map_or("–".to_owned(), |auc| format!("{auc:.3}"));
    Figure {
        id: "roc",
        title: "Opinions found against false alarms".to_owned(),
        description: format!("ROC curve over all thresholds; the area under it is {area}."),
        x: Axis::share("facts called opinion"),
        y: Axis::share("opinions called opinion"),
        marks: vec![
            Mark::Line(Series::Guide, vec![(0.0, 0.0), (1.0, 1.0)]),
            Mark::Line(Series::One, thinned(&roc(outcomes), POINTS)),
            Mark::Words(Series::One, (0.97, 0.06), format!("AUC {area}"), true),
        ],
    }
}

/// Precision against recall of opinion.
#[must_use]
pub fn precision_recall_curve(outcomes: &[Outcome]) -> Figure {
    let opinions = outcomes.iter().filter(|outcome| outcome.gold.is_opinion()).count();
    let share = if outcomes.is_empty() { 0.0 } else { opinions as f64 / outcomes.len() as f64 };
    let guess = format!("a guess: {:.0} %", 100.0 * share);
    // The words stand above their line where there is room above.
    let at = if share > 0.85 { share - 0.09 } else { share + 0.03 };
    Figure {
        id: "precision-recall",
        title: "Opinions found against being right about them".to_owned(),
        description: format!(
            "Precision and recall of opinion over all thresholds; who calls everything opinion is right for {:.0} percent.",
            100.0 * share
        ),
        x: Axis::share("recall: opinions found"),
        y: Axis::share("precision: right when opinion is said"),
        marks: vec![
            Mark::Line(Series::Guide, vec![(0.0, share), (1.0, share)]),
            Mark::Line(Series::One, thinned(&precision_recall(outcomes), POINTS)),
            Mark::Words(Series::Guide, (0.02, at), guess, false),
        ],
    }
}

/// How often each probability was said: of facts upwards, of opinions downwards.
#[must_use]
pub fn score_histogram(outcomes: &[Outcome]) -> Figure {
    let bars = histogram(outcomes);
    let most = bars.iter().flatten().copied().max().unwrap_or(0) as f64;
    let of = |label: usize, sign: f64, name: &str| {
        bars.iter()
            .enumerate()
            .map(|(bar, counts)| {
                let edge = |bar: usize| bar as f64 / BARS as f64;
                let count = counts[label] as f64;
                let words = format!(
                    "{} {name} at {:.0} to {:.0} %",
                    grouped(count),
                    100.0 * edge(bar),
                    100.0 * edge(bar + 1)
                );
                (edge(bar), edge(bar + 1), sign * count, words)
            })
            .collect()
    };
    let y = Axis::both_ways("sentences", most);
    let high = y.high;
    Figure {
        id: "histogram",
        title: "How sure it is, by what people said".to_owned(),
        description: "Histogram of the probability of opinion: facts point upwards, opinions downwards. The better, the more facts stand at the left and opinions at the right.".to_owned(),
        x: Axis::share("probability of opinion said"),
        y,
        marks: vec![
            Mark::Bars(Series::One, of(0, 1.0, "facts")),
            Mark::Bars(Series::Two, of(1, -1.0, "opinions")),
            Mark::Words(Series::One, (0.5, 0.82 * high), "facts".to_owned(), false),
            Mark::Words(Series::Two, (0.5, -0.88 * high), "opinions".to_owned(), true),
        ],
    }
}

/// The accuracy of labels, when only the surest get one.
#[must_use]
pub fn coverage_curve(scored: &[Scored]) -> Figure {
    let outcomes: Vec<(Outcome, bool)> =
        scored.iter().map(|s| (s.outcome(), s.label == s.gold.label())).collect();
    // The first few sentences alone say nothing about a share.
    let least = (50.0 / scored.len().max(1) as f64).min(0.5);
    let curve: Vec<Point> =
        coverage_accuracy(&outcomes).into_iter().filter(|point| point.0 >= least).collect();
    let low = curve.iter().map(|point| point.1).fold(1.0, f64::min);
    let low = (low * 10.0 - 0.2).floor().clamp(0.0, 9.0) / 10.0;
    let sure = scored.iter().filter(|s| !s.unsure).count() as f64;
    let right = scored.iter().filter(|s| !s.unsure && s.label == s.gold.label()).count() as f64;
    let mut marks = vec![Mark::Line(Series::One, thinned(&curve, POINTS))];
    let mut band = "no sentence is sure".to_owned();
    if sure > 0.0 {
        let point = (sure / scored.len() as f64, right / sure);
        band = format!("{:.1} % labelled, {:.1} % of them right", 100.0 * point.0, 100.0 * point.1);
        marks.push(Mark::Dots(Series::Two, vec![(point, band.clone())]));
        let words = "outside the unsure band".to_owned();
        marks.push(Mark::Words(Series::Two, (0.02, low + (1.0 - low) * 0.14), words, false));
        let words = band.clone();
        marks.push(Mark::Words(Series::Two, (0.02, low + (1.0 - low) * 0.05), words, false));
    }
    Figure {
        id: "coverage",
        title: "Right more often when it may say “unsure”".to_owned(),
        description: format!(
            "Coverage against accuracy when the surest sentences alone are labelled. With the model's own unsure band: {band}."
        ),
        x: Axis::share("coverage: sentences that get a label"),
        y: Axis::part("accuracy of these labels", low),
        marks,
    }
}

/// What more documents to learn from would bring.
#[must_use]
pub fn learning_curve(steps: &[LearningStep]) -> Figure {
    let line = |figure: fn(&LearningStep) -> Option<f64>| -> Vec<Point> {
        steps.iter().filter_map(|step| Some((step.documents, figure(step)?))).collect()
    };
    let (f1, area) =
        (line(|step| step.figures.confusion.macro_f1()), line(|step| step.figures.auc));
    let low = f1.iter().chain(&area).map(|point| point.1).fold(1.0, f64::min);
    let low = (low * 10.0 - 0.2).floor().clamp(0.0, 9.0) / 10.0;
    let dots = |name: &str, points: &[Point]| {
        points
            .iter()
            .map(|point| (*point, format!("{name} {:.4} from {:.0} documents", point.1, point.0)))
            .collect::<Vec<_>>()
    };
    let most = steps.last().map_or(1.0, |step| step.documents);
    // A line is named below its end.
    let name = |series: Series, points: &[Point], name: &str| {
        let (x, y) = points.last().copied().unwrap_or((0.0, low));
        let below = y - (1.0 - low) * 0.09;
        Mark::Words(series, (x, below), format!("{name} {y:.3}"), true)
    };
    Figure {
        id: "learning",
        title: "Would more articles help?".to_owned(),
        description: "Learning curve: macro-F1 and AUC in cross-validation against the number of articles learned from.".to_owned(),
        x: Axis::count("articles learned from", most),
        y: Axis::ratio("figure on held-out articles", low),
        marks: vec![
            Mark::Line(Series::Two, area.clone()),
            Mark::Dots(Series::Two, dots("AUC", &area)),
            Mark::Line(Series::One, f1.clone()),
            Mark::Dots(Series::One, dots("macro-F1", &f1)),
            name(Series::Two, &area, "AUC"),
            name(Series::One, &f1, "macro-F1"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

    #[test]
    fn a_diagram_has_a_dot_for_each_bin_and_says_how_many_are_in_it() {
        let outcomes: Vec<Outcome> = (0..30)
            .map(|i| Outcome {
                probability_opinion: f64::from(i) / 29.0,
                gold: Label::ALL[usize::from(i >= 15)],
            })
            .collect();
        let figure = reliability_diagram(&outcomes);
        assert!(figure.description.contains("in 15 bins, 2 sentences each"));
        let Mark::Dots(_, dots) = &figure.marks[2] else { panic!("dots come third") };
        assert_eq!(dots.len(), 15);
        assert_eq!(dots[0].1, "2 sentences: said 1.7 %, came true 0.0 %");
        let Mark::Bars(_, bars) = &score_histogram(&outcomes).marks[1] else {
            panic!("opinions come second")
        };
        assert!((bars.iter().map(|bar| bar.2).sum::<f64>() + 15.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_gives_empty_figures() {
        assert!(reliability_diagram(&[]).description.contains("0 bins, no sentences"));
        assert!(roc_curve(&[]).description.contains('–'));
        assert_eq!(coverage_curve(&[]).marks.len(), 1);
        assert!(precision_recall_curve(&[]).description.contains("0 percent"));
    }
}
