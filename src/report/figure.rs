//! A figure as SVG: two axes, and lines, points or bars between them.
//!
//! Colours and fonts are the page's (`evaluation.css` names the classes), so a figure follows
//! it into the dark and onto paper. Nothing is told by colour alone: the second series is
//! dashed, and lines are named where they end.

use std::fmt::Write as _;

/// The drawing's size in its own units; at its narrowest on a page one unit is about a pixel.
pub const WIDTH: f64 = 360.0;
/// See [`WIDTH`].
pub const HEIGHT: f64 = 280.0;

/// The plot's place in the drawing.
const LEFT: f64 = 46.0;
const RIGHT: f64 = 338.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 232.0;

/// One axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// What it counts, with its unit.
    pub name: String,
    /// The value at its beginning.
    pub low: f64,
    /// The value at its end.
    pub high: f64,
    /// Where it is marked, and how.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From 0 to 1, marked in percent.
    #[must_use]
    pub fn share(name: &str) -> Axis {
        Axis::part(name, 0.0)
    }

    /// From `low` to 1, marked in percent; `low` is a multiple of a tenth below 1.
    #[must_use]
    pub fn part(name: &str, low: f64) -> Axis {
        Axis::marked(name, low, |at| format!("{:.0} %", 100.0 * at))
    }

    /// As [`Axis::part`], marked in numbers, as figures like F1 are written.
    #[must_use]
    pub fn ratio(name: &str, low: f64) -> Axis {
        Axis::marked(name, low, |at| format!("{at:.2}"))
    }

    fn marked(name: &str, low: f64, mark: impl Fn(f64) -> String) -> Axis {
        let step = match ((1.0 - low) * 10.0).round() {
            tenths if tenths > 5.0 => 0.2,
            tenths if tenths > 2.0 => 0.1,
            _ => 0.05,
        };
        let places = (0..6).map(|place| low + step * f64::from(place));
        let ticks = places.filter(|at| *at < 1.0 + 1e-9).map(|at| (at, mark(at))).collect();
        Axis { name: name.to_owned(), low, high: 1.0, ticks }
    }

    /// From 0 to at least `most`, marked in round numbers.
    #[must_use]
    pub fn count(name: &str, most: f64) -> Axis {
        let step = round_step(most);
        let steps = (most / step).ceil().max(1.0);
        let mut ticks = Vec::new();
        let mut at = 0.0;
        while at <= steps * step {
            ticks.push((at, grouped(at)));
            at += step;
        }
        Axis { name: name.to_owned(), low: 0.0, high: steps * step, ticks }
    }

    /// From -`most` to `most`, marked by how far from 0 both ways.
    #[must_use]
    pub fn both_ways(name: &str, most: f64) -> Axis {
        let up = Axis::count(name, most);
        let down = up.ticks.iter().skip(1).map(|(at, mark)| (-at, mark.clone()));
        let ticks = down.rev().chain(up.ticks.iter().cloned()).collect();
        Axis { low: -up.high, ticks, ..up }
    }

    /// Where a value lies between the ends, in `0..=1`; what lies outside is put at the end.
    fn place(&self, value: f64) -> f64 {
        let place = (value - self.low) / (self.high - self.low);
        if place.is_nan() { 0.0 } else { place.clamp(0.0, 1.0) }
    }
}

/// A step of 1, 2 or 5 times a power of ten that takes at most four of them to `most`.
fn round_step(most: f64) -> f64 {
    let mut power = 1.0;
    loop {
        for step in [1.0, 2.0, 5.0] {
            if step * power * 4.0 >= most {
                return step * power;
            }
        }
        power *= 10.0;
        if power > 1e15 {
            return power;
        }
    }
}

/// A whole number with a comma between its thousands.
#[must_use]
pub fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Which of a figure's series a mark belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Series {
    /// The first, and facts.
    One,
    /// The second, and opinions.
    Two,
    /// What the others are compared with.
    Guide,
}

impl Series {
    fn class(self) -> &'static str {
        match self {
            Series::One => "one",
            Series::Two => "two",
            Series::Guide => "guide",
        }
    }
}

/// What is drawn between the axes.
#[derive(Clone, PartialEq, Debug)]
pub enum Mark {
    /// A line through points.
    Line(Series, Vec<(f64, f64)>),
    /// A dot at each point; each tells its words to who points at it.
    Dots(Series, Vec<((f64, f64), String)>),
    /// Bars from zero to `.2`, between `.0` and `.1`, with words as for dots.
    Bars(Series, Vec<(f64, f64, f64, String)>),
    /// Words at a place, ending there where the flag says so.
    Words(Series, (f64, f64), String, bool),
}

/// A figure.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// A word for the page's ids: letters and `-` only.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// What is seen, for who cannot see it.
    pub description: String,
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// Drawn in this order.
    pub marks: Vec<Mark>,
}

/// Draws a figure.
#[must_use]
pub fn svg(figure: &Figure) -> String {
    let mut svg = String::new();
    let Figure { id, .. } = figure;
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        escaped(&figure.title),
        escaped(&figure.description)
    );
    axes(&mut svg, figure);
    let at = |point: (f64, f64)| (across(&figure.x, point.0), up(&figure.y, point.1));
    for mark in &figure.marks {
        match mark {
            Mark::Line(series, points) => {
                let places: Vec<String> = points
                    .iter()
                    .map(|point| at(*point))
                    .map(|(x, y)| format!("{x:.1},{y:.1}"))
                    .collect();
                let class = series.class();
                let _ = write!(
                    svg,
                    "<polyline class=\"line {class}\" points=\"{}\"/>",
                    places.join(" ")
                );
            }
            Mark::Dots(series, dots) => {
                for (point, words) in dots {
                    let (x, y) = at(*point);
                    let _ = write!(
                        svg,
                        "<circle class=\"dot {}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"><title>{}</title></circle>",
                        series.class(),
                        escaped(words)
                    );
                }
            }
            Mark::Bars(series, bars) => {
                let ground = up(&figure.y, 0.0);
                for (from, to, height, words) in bars {
                    let (x, top) = at((*from, *height));
                    let width = (across(&figure.x, *to) - x - 1.0).max(0.5);
                    let (y, height) = (top.min(ground), (ground - top).abs());
                    let _ = write!(
                        svg,
                        "<rect class=\"bar {}\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{}</title></rect>",
                        series.class(),
                        x + 0.5,
                        escaped(words)
                    );
                }
            }
            Mark::Words(series, point, words, ends_there) => {
                let (x, y) = at(*point);
                let anchor = if *ends_there { "end" } else { "start" };
                let _ = write!(
                    svg,
                    "<text class=\"name {}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
                    series.class(),
                    escaped(words)
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

fn axes(svg: &mut String, figure: &Figure) {
    for (value, mark) in &figure.y.ticks {
        let y = up(&figure.y, *value);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            escaped(mark)
        );
    }
    for (value, mark) in &figure.x.ticks {
        let x = across(&figure.x, *value);
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{BOTTOM}\" y2=\"{:.1}\"/><text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            BOTTOM + 4.0,
            BOTTOM + 18.0,
            escaped(mark)
        );
    }
    let _ = write!(
        svg,
        "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{BOTTOM}\" y2=\"{BOTTOM}\"/><text class=\"tick name\" x=\"2\" y=\"16\">{}</text><text class=\"tick name\" x=\"{RIGHT}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        escaped(&figure.y.name),
        BOTTOM + 38.0,
        escaped(&figure.x.name)
    );
}

fn across(axis: &Axis, value: f64) -> f64 {
    LEFT + axis.place(value) * (RIGHT - LEFT)
}

fn up(axis: &Axis, value: f64) -> f64 {
    BOTTOM - axis.place(value) * (BOTTOM - TOP)
}

/// The text with what HTML and SVG would read as markup written out, and without characters
/// that neither may hold.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(character),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Figure {
        Figure {
            id: "small",
            title: "A <small> figure".to_owned(),
            description: "Two points".to_owned(),
            x: Axis::share("said"),
            y: Axis::count("sentences", 7.0),
            marks: vec![
                Mark::Line(Series::Guide, vec![(0.0, 0.0), (1.0, 8.0)]),
                Mark::Dots(Series::One, vec![((0.5, 4.0), "half & half".to_owned())]),
                Mark::Bars(Series::Two, vec![(0.0, 0.5, 2.0, "two".to_owned())]),
                Mark::Words(Series::One, (9.0, f64::NAN), "far off".to_owned(), true),
            ],
        }
    }

    #[test]
    fn a_small_figure_is_drawn_where_it_should_be() {
        let drawn = svg(&small());
        assert!(
            drawn.contains("<polyline class=\"line guide\" points=\"46.0,232.0 338.0,34.0\"/>")
        );
        let dot = "<circle class=\"dot one\" cx=\"192.0\" cy=\"133.0\" r=\"3.5\"><title>half &amp; half</title>";
        assert!(drawn.contains(dot), "{drawn}");
        // A quarter of the height, half the width less the gap.
        let bar = "x=\"46.5\" y=\"182.5\" width=\"145.0\" height=\"49.5\"";
        assert!(drawn.contains(bar), "{drawn}");
        assert!(drawn.contains("A &lt;small&gt; figure"));
        // What lies outside is put at the edge, and no number is NaN.
        assert!(drawn.contains("x=\"338.0\" y=\"232.0\" text-anchor=\"end\">far off"));
        assert!(!drawn.contains("NaN"));
    }

    #[test]
    fn counts_are_marked_in_round_numbers() {
        let marks = |most: f64| {
            let axis = Axis::count("n", most);
            axis.ticks.into_iter().map(|(_, mark)| mark).collect::<Vec<String>>()
        };
        assert_eq!(marks(7.0), ["0", "2", "4", "6", "8"]);
        assert_eq!(marks(5912.0), ["0", "2,000", "4,000", "6,000"]);
        assert_eq!(marks(0.0), ["0", "1"]);
        let both = Axis::both_ways("n", 3.0);
        let marks: Vec<&str> = both.ticks.iter().map(|(_, mark)| mark.as_str()).collect();
        assert_eq!((both.low, marks), (-3.0, vec!["3", "2", "1", "0", "1", "2", "3"]));
    }

    #[test]
    fn shares_are_marked_in_percent() {
        let marks = |low: f64| -> Vec<String> {
            Axis::part("n", low).ticks.into_iter().map(|(_, mark)| mark).collect()
        };
        assert_eq!(marks(0.0), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
        assert_eq!(marks(0.7), ["70 %", "80 %", "90 %", "100 %"]);
        assert_eq!(marks(0.9), ["90 %", "95 %", "100 %"]);
        let ratio = Axis::ratio("F1", 0.5).ticks;
        assert_eq!((ratio.len(), ratio[1].1.as_str()), (6, "0.60"));
    }

    #[test]
    fn markup_in_a_text_is_text() {
        assert_eq!(
            escaped("<script>alert('x\u{0}')</script> & \"so\""),
            "&lt;script&gt;alert(&#39;x &#39;)&lt;/script&gt; &amp; &quot;so&quot;"
        );
    }
}
