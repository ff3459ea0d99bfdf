//! The page as a whole: well formed, fetching nothing, the same twice, and deaf to markup in
//! the texts that it shows.

use std::fmt::Write as _;

use super::*;
use crate::input::labelled::labelled_rows;
use crate::label::Label;
use crate::learn::bootstrap::intervals;
use crate::learn::evaluate::{figures, score};
use crate::learn::experiment::{Ablation, LearningStep, LikelyError};
use crate::model::Model;

const SCRIPT: &str = "<script>alert('x')</script> & \"so\" it went.";

/// A page of twelve sentences, all sections in it, and the page itself.
fn whole_page() -> String {
    let mut rows = String::from("document,genre,kind,text\n");
    for i in 0..6 {
        let genre = ["<b>news</b>", "column"][i % 2];
        writeln!(rows, "d{i}&,{genre},judgement,\"{}\"", SCRIPT.replace('"', "\"\""))
            .expect("memory takes all");
        writeln!(rows, "d{i}&,{genre},event,The council met on Monday and voted {i} to 3.")
            .expect("memory takes all");
    }
    let mut corpus = Corpus::default();
    corpus.add_rows("t<i>", labelled_rows("t.csv", rows.as_bytes()).expect("good rows"));
    let model = Model::embedded().expect("the shipped model is whole");
    let mut scored =
        score(&corpus, &model, crate::classify::Settings { context: 0.0, ..Default::default() });
    // Wrong for certain, so that the table of mistakes holds the script.
    scored[0].label = Label::Fact;
    scored[0].probability_opinion = 0.01;
    let figures = figures(&scored);
    let comparison = crate::learn::bootstrap::compare(&scored, &scored, 1).expect("the same");
    let step = |documents: f64| LearningStep { documents, figures: figures.clone() };
    let experiments = Experiments {
        learning: vec![step(1.0), step(5.4)],
        ablations: vec![Ablation {
            family: "cue <hedge>".to_owned(),
            features: 3,
            figures: figures.clone(),
            change: comparison,
        }],
        // One that the mistakes show already, and one that they do not.
        likely_errors: [0, 1].map(|place| LikelyError { place, least_against: 0.99 }).to_vec(),
    };
    page(&Evaluation {
        command: "surmise evaluate --data '<t>'",
        about: "Measured on <two> sentences.",
        corpus: &corpus,
        scored: &scored,
        figures: &figures,
        intervals: &intervals(&scored, 1),
        comparison: Some(&comparison),
        experiments: Some(&experiments),
    })
}

/// The tags that are open where `html` ends, or the first that closes another than it should.
fn unclosed(html: &str) -> Result<Vec<&str>, String> {
    const EMPTY: [&str; 6] = ["meta", "line", "polyline", "circle", "rect", "br"];
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').ok_or("a tag without an end")?;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('!') || EMPTY.contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("{last:?} is closed by {tag:?}"));
            }
        } else {
            open.push(name);
        }
    }
    Ok(open)
}

#[test]
fn every_tag_is_closed() {
    assert_eq!(unclosed("<p><b>x</p>"), Err("Some(\"b\") is closed by \"/p\"".to_owned()));
    assert_eq!(unclosed(&whole_page()), Ok(Vec::new()));
}

#[test]
fn every_section_is_there() {
    let page = whole_page();
    for section in [
        "The figures in short",
        "Against the earlier predictions",
        "Do the probabilities come true?",
        "Would more articles help?",
        "<h2>Kinds</h2>",
        "By genre",
        "Without one family of features",
        "The surest of the wrong labels",
        "Gold labels to look at again",
        "1 of them stand in the table above",
        MARK,
    ] {
        assert!(page.contains(section), "no {section}");
    }
    assert_eq!(page.matches("<svg ").count(), 6);
    // An id names one thing.
    for (at, _) in page.match_indices(" id=\"") {
        let id = page[at + 5..].split('"').next().unwrap_or_default();
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn nothing_is_fetched_and_no_markup_comes_in() {
    let page = whole_page();
    for fetching in ["http:", "https:", "src=", "href=", "url(", "@import", "<script", "<b>", "<i>"]
    {
        assert!(!page.contains(fetching), "{fetching}");
    }
    let shown = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;so&quot; it went.";
    assert!(page.matches(shown).count() >= 2);
    assert!(page.contains("cue &lt;hedge&gt;") && page.contains("&lt;b&gt;news&lt;/b&gt;"));
}

#[test]
fn the_same_evaluation_gives_the_same_bytes() {
    assert_eq!(whole_page(), whole_page());
}

#[test]
fn everything_drawn_stands_inside_its_figure() {
    use crate::report::figure::{HEIGHT, WIDTH};
    let page = whole_page();
    let mut seen = 0;
    for drawing in page.split("<svg ").skip(1) {
        let drawing = drawing.split("</svg>").next().unwrap_or_default();
        for (attribute, most) in [
            ("x", WIDTH),
            ("cx", WIDTH),
            ("x1", WIDTH),
            ("x2", WIDTH),
            ("y", HEIGHT),
            ("cy", HEIGHT),
            ("y1", HEIGHT),
            ("y2", HEIGHT),
        ] {
            for found in drawing.split(&format!(" {attribute}=\"")).skip(1) {
                let number = found.split('"').next().unwrap_or_default();
                let number: f64 = number.parse().expect("a coordinate is a number");
                assert!((0.0..=most).contains(&number), "{attribute}={number}");
                seen += 1;
            }
        }
        for points in drawing.split(" points=\"").skip(1) {
            for point in points.split('"').next().unwrap_or_default().split(' ') {
                let (x, y) = point.split_once(',').expect("a point has two numbers");
                let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
                assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y), "{point}");
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn nothing_to_measure_is_a_page_too() {
    let corpus = Corpus::default();
    let page = page(&Evaluation {
        command: "surmise evaluate --data empty.csv",
        about: "Measured on nothing.",
        corpus: &corpus,
        scored: &[],
        figures: &figures(&[]),
        intervals: &intervals(&[], 1),
        comparison: None,
        experiments: None,
    });
    assert_eq!(unclosed(&page), Ok(Vec::new()));
    assert!(page.contains("There was nothing to measure.") && !page.contains("NaN"));
    assert_eq!(page.matches("<svg ").count(), 5);
}
