//! The figures of a report.

use std::collections::BTreeMap;

use crate::report::figure::{Axis, Figure, Mark, Series, grouped};

use super::totals::{BARS, Group, Groups, Histogram};

/// More points than this nobody tells apart: then days become months, and months years.
const MOST_POINTS: usize = 120;

fn edge(bar: usize) -> f64 {
    bar as f64 / BARS as f64
}

fn bars(counts: &[u64; BARS], what: &str) -> Vec<(f64, f64, f64, String)> {
    let bars = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    bars.map(|(bar, count)| {
        let (from, to, count) = (edge(bar), edge(bar + 1), *count as f64);
        let words =
            format!("{} {what} at {:.0} to {:.0} %", grouped(count), 100.0 * from, 100.0 * to);
        (from, to, count, words)
    })
    .collect()
}

/// How often each probability of opinion was said.
#[must_use]
pub(super) fn probabilities(histogram: &Histogram) -> Figure {
    let [facts, opinions] = &histogram.0;
    let most = facts.iter().chain(opinions).copied().max().unwrap_or(0) as f64;
    let y = Axis::count("sentences", most);
    let high = y.high;
    Figure {
        id: "probabilities",
        title: "How sure it is".to_owned(),
        description: "Histogram of the probability of opinion over all sentences; facts stand at the left, opinions at the right.".to_owned(),
        x: Axis::share("probability of opinion"),
        y,
        marks: vec![
            Mark::Bars(Series::One, bars(facts, "facts")),
            Mark::Bars(Series::Two, bars(opinions, "opinions")),
            Mark::Words(Series::One, (0.42, 0.9 * high), "facts".to_owned(), true),
            Mark::Words(Series::Two, (0.58, 0.9 * high), "opinions".to_owned(), false),
        ],
    }
}

/// How many articles have which share of opinion.
#[must_use]
pub(super) fn shares(shares: &[u64; BARS]) -> Figure {
    let most = shares.iter().copied().max().unwrap_or(0) as f64;
    Figure {
        id: "shares",
        title: "How much of an article is opinion".to_owned(),
        description: "Histogram of articles by the share of their sentences that are opinion."
            .to_owned(),
        x: Axis::share("share of sentences that are opinion"),
        y: Axis::count("articles", most),
        marks: vec![Mark::Bars(Series::One, bars(shares, "articles"))],
    }
}

/// The groups by day, or by month or year where there are too many days.
#[must_use]
pub(super) fn by_period(days: &Groups) -> BTreeMap<String, Group> {
    let mut periods = days.named.clone();
    for length in ["2026-11".len(), "2026".len()] {
        if periods.len() <= MOST_POINTS {
            break;
        }
        let mut longer: BTreeMap<String, Group> = BTreeMap::new();
        for (day, group) in &periods {
            let period = longer.entry(day[..length].to_owned()).or_default();
            period.documents += group.documents;
            period.tally.merge(&group.tally);
        }
        periods = longer;
    }
    periods
}

/// The share of opinion over time; nothing where there are no two days.
#[must_use]
pub(super) fn days(days: &Groups) -> Option<Figure> {
    let periods = by_period(days);
    let points: Vec<(f64, f64, &str)> = periods
        .iter()
        .filter_map(|(day, group)| Some((number(day), group.tally.opinion_share()?, day.as_str())))
        .collect();
    let ([first, .., last], [_, _, ..]) = (&points[..], &points[..]) else { return None };
    let ticks = vec![(first.0, first.2.to_owned()), (last.0, last.2.to_owned())];
    let words = |share: f64, day: &str| format!("{day}: {:.1} % opinion", 100.0 * share);
    Some(Figure {
        id: "days",
        title: "Opinion over time".to_owned(),
        description: format!(
            "The share of sentences that are opinion, from {} to {}.",
            first.2, last.2
        ),
        x: Axis { name: "day".to_owned(), low: first.0, high: last.0, ticks },
        y: Axis::share("share of sentences that are opinion"),
        marks: vec![
            Mark::Line(Series::One, points.iter().map(|point| (point.0, point.1)).collect()),
            Mark::Dots(
                Series::One,
                points.iter().map(|(x, y, day)| ((*x, *y), words(*y, day))).collect(),
            ),
        ],
    })
}

/// A day, month or year as a number of days, about: months are taken to be equally long.
fn number(day: &str) -> f64 {
    let part = |from: usize, to: usize| {
        day.get(from..to).and_then(|digits| digits.parse::<f64>().ok()).unwrap_or(1.0)
    };
    part(0, 4) * 372.0 + part(5, 7) * 31.0 + part(8, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tally::Tally;

    fn of_days(days: &[&str]) -> Groups {
        let tally = Tally { sentences: 4, kinds: [3, 0, 1, 0, 0], ..Tally::default() };
        let group = Group { documents: 1, tally };
        Groups {
            named: days.iter().map(|day| ((*day).to_owned(), group)).collect(),
            rest: Group::default(),
        }
    }

    #[test]
    fn one_day_is_no_line() {
        assert_eq!(days(&of_days(&[])), None);
        assert_eq!(days(&of_days(&["2026-03-01"])), None);
        let two = days(&of_days(&["2026-03-01", "2026-03-02"])).expect("two days are a line");
        let Mark::Dots(_, dots) = &two.marks[1] else { panic!("dots come second") };
        assert_eq!(dots[1].1, "2026-03-02: 25.0 % opinion");
    }

    #[test]
    fn many_days_become_months() {
        let names: Vec<String> = (1..=12)
            .flat_map(|month| (1..=28).map(move |day| format!("2026-{month:02}-{day:02}")))
            .collect();
        let days = of_days(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let months = by_period(&days);
        assert_eq!(months.len(), 12);
        assert_eq!(months["2026-02"].documents, 28);
    }
}
