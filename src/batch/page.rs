//! A report as one page: what the day was like, and each article with its sentences tinted.
//!
//! It fetches nothing, and without JavaScript it lacks the sorting of the table alone. All that
//! came from outside goes through [`escaped`]; the policy in its head lets no script run but
//! the one with the right hash.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::label::Label;
use crate::report::figure::{Figure, escaped, grouped, svg};
use crate::report::table::table;
use crate::report::tinted;

use super::chart;
use super::identity::Identity;
use super::page_text::MOST_ARTICLES;
use super::totals::{Group, Groups, Totals};

/// The tables by source and by day show so many lines; the rest is folded.
const MOST_LINES: usize = 40;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page, into which the files `rows` and `texts` are copied.
///
/// # Errors
///
/// Where they cannot be read, or the page cannot be written.
pub fn write(
    to: &mut impl Write,
    identity: &Identity,
    totals: &Totals,
    rows: &Path,
    texts: &Path,
) -> io::Result<()> {
    let hash = base64(&Sha256::digest(SCRIPT.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let title = "Fact and opinion";
    let mut html = tinted::page_head(title, &policy, &[tinted::STYLE, STYLE], "");
    html += "<header>\n";
    html += &lead(identity, totals);
    html += "</header>\n<main>\n";
    html += &by_label(totals);
    html += &figures(totals);
    html += &grouped_by("Source", "By source", &totals.sources);
    html += &grouped_by("Day", "By day", &totals.days);
    html += &articles_head(totals);
    to.write_all(html.as_bytes())?;
    copy(rows, to)?;
    to.write_all(b"</tbody></table></div>\n")?;
    if totals.tally.sentences > 0 {
        write!(to, "<h2>Texts</h2>\n{}", tinted::LEGEND)?;
        copy(texts, to)?;
    }
    write!(to, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

fn copy(from: &Path, to: &mut impl Write) -> io::Result<()> {
    io::copy(&mut std::fs::File::open(from)?, to).map(|_| ())
}

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

fn count(number: u64) -> String {
    grouped(number as f64)
}

/// A number with what it counts, in the plural where it is not one.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

fn lead(identity: &Identity, totals: &Totals) -> String {
    let tally = &totals.tally;
    let mut html = "<h1>Fact and opinion</h1>\n".to_owned();
    let _ = match tally.opinion_share() {
        None => writeln!(html, "<p class=\"lead\">There was no sentence to read.</p>"),
        Some(share) => writeln!(
            html,
            "<p class=\"lead\">{} with {}: {:.1} % are opinion, with {} of the words.</p>",
            counted(totals.documents, "article", "articles"),
            counted(tally.sentences, "sentence", "sentences"),
            100.0 * share,
            percent(tally.opinion_share_of_words())
        ),
    };
    html += "<p>“Fact” means <em>reported as fact</em>, not <em>true</em>. A model read this, not a person: single labels may be wrong.</p>\n";
    if totals.failed > 0 {
        let _ = writeln!(
            html,
            "<p class=\"error\">{} could not be read, or not to the end; errors.csv says why.</p>",
            counted(totals.failed, "input", "inputs")
        );
    }
    if totals.foreign > 0 {
        let _ = writeln!(
            html,
            "<p class=\"error\">{} not in English; the labels mean little there.</p>",
            counted(totals.foreign, "article is", "articles are")
        );
    }
    let _ = writeln!(
        html,
        "<p class=\"soft\">surmise {}, model {}. Every sentence stands in sentences.csv, every article in articles.csv.</p>",
        escaped(&identity.surmise),
        escaped(&identity.model)
    );
    html
}

fn by_label(totals: &Totals) -> String {
    let tally = &totals.tally;
    if tally.sentences == 0 {
        return String::new();
    }
    let line = |name: &str, number: u64| {
        let share = Some(number as f64 / tally.sentences as f64);
        vec![name.to_owned(), count(number), percent(share)]
    };
    let mut rows = Vec::new();
    for label in Label::ALL {
        rows.push(line(label.as_str(), tally.label(label)));
        for kind in label.kinds() {
            rows.push(line(&format!("\u{2003}{kind}"), tally.kind(*kind)));
        }
    }
    rows.push(line("unsure", tally.unsure));
    table("Sentences", &["label", "sentences", "share"], &rows, &[])
}

fn drawn(figure: &Figure, caption: &str) -> String {
    format!(
        "<figure><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n",
        escaped(&figure.title),
        svg(figure),
        escaped(caption)
    )
}

fn figures(totals: &Totals) -> String {
    if totals.tally.sentences == 0 {
        return String::new();
    }
    let mut html = "<h2>In pictures</h2>\n<div class=\"figures\">\n".to_owned();
    html += &drawn(
        &chart::probabilities(&totals.histogram),
        "At the left surely fact, at the right surely opinion; in the middle it does not know.",
    );
    html += &drawn(
        &chart::shares(&totals.shares),
        "At the left articles that report, at the right articles that argue.",
    );
    if let Some(days) = chart::days(&totals.days) {
        html += &drawn(&days, "Days with few sentences jump about by chance.");
    }
    html += "</div>\n";
    html
}

fn group_line(name: &str, Group { documents, tally }: &Group) -> Vec<String> {
    vec![
        name.to_owned(),
        count(*documents),
        count(tally.sentences),
        percent(tally.opinion_share()),
        percent(tally.opinion_share_of_words()),
        percent(tally.mean_probability()),
    ]
}

/// A table of groups: sources by how many articles they have, days in their order.
fn grouped_by(column: &str, title: &str, groups: &Groups) -> String {
    let by_day = column == "Day";
    let merged = if by_day { chart::by_period(groups) } else { groups.named.clone() };
    if merged.is_empty() {
        return String::new();
    }
    let mut lines: Vec<(&String, &Group)> = merged.iter().collect();
    if !by_day {
        lines.sort_by_key(|(_, group)| std::cmp::Reverse(group.documents));
    }
    let columns = [
        column,
        "articles",
        "sentences",
        "opinion",
        "opinion, by words",
        "mean probability of opinion",
    ];
    let mut rows: Vec<Vec<String>> =
        lines.iter().map(|(name, group)| group_line(name, group)).collect();
    if groups.rest.documents > 0 {
        rows.push(group_line("all others", &groups.rest));
    }
    let folded = rows.split_off(rows.len().min(MOST_LINES));
    let mut html = format!("<h2>{title}</h2>\n{}\n", table(title, &columns, &rows, &[]));
    if !folded.is_empty() {
        let _ = writeln!(
            html,
            "<details><summary>{} more</summary>\n{}\n</details>",
            count(folded.len() as u64),
            table(&format!("{title}, the rest"), &columns, &folded, &[])
        );
    }
    html
}

fn articles_head(totals: &Totals) -> String {
    let all = totals.documents + totals.failed;
    let which = if all > MOST_ARTICLES {
        format!(
            "The first {} of {} inputs, in their order; articles.csv has all.",
            count(MOST_ARTICLES),
            count(all)
        )
    } else {
        "All inputs, in their order.".to_owned()
    };
    format!(
        "<h2 id=\"articles\">Articles</h2>\n<p class=\"soft\">{which} A title leads to the text.</p>\n<div class=\"wide articles\" tabindex=\"0\" role=\"region\" aria-label=\"Table of articles\"><table><thead><tr><th scope=\"col\" class=\"number\">No.</th><th scope=\"col\">Article</th><th scope=\"col\">Source</th><th scope=\"col\">Date</th><th scope=\"col\" class=\"number\">Sentences</th><th scope=\"col\" class=\"number\">Opinion</th><th scope=\"col\" class=\"number\">by words</th><th scope=\"col\" class=\"number\">Unsure</th></tr></thead>\n<tbody>\n"
    )
}

/// RFC 4648, as a policy wants a hash.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for chunk in bytes.chunks(3) {
        let all = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let [a, b, c] = all.map(u32::from);
        let number = a << 16 | b << 8 | c;
        for place in 0..4 {
            let digit = (number >> (18 - 6 * place)) & 63;
            written.push(if place <= chunk.len() {
                char::from(DIGITS[digit as usize])
            } else {
                '='
            });
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::totals::Finished;
    use crate::report::tally::Tally;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let written = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(written, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn sources_and_days_have_totals_and_their_names_are_text() {
        let mut totals = Totals::default();
        for (number, day) in ["2026-03-01", "2026-03-02", "2026-03-02"].iter().enumerate() {
            totals.add(&Finished {
                source: Some("<b>The Courant</b>".to_owned()),
                day: Some((*day).to_owned()),
                tally: Tally { sentences: 4, kinds: [3, 0, 1, 0, 0], ..Tally::default() },
                failed: number == 2,
                foreign: number == 1,
                carried: Vec::new(),
            });
        }
        let identity = Identity {
            surmise: "0".to_owned(),
            model: "m".to_owned(),
            inputs: Vec::new(),
            settings: serde_json::Map::new(),
        };
        let folder = tempfile::tempdir().expect("a folder for the test");
        let empty = folder.path().join("empty");
        std::fs::write(&empty, "").expect("it is writable");
        let mut page = Vec::new();
        write(&mut page, &identity, &totals, &empty, &empty).expect("there is memory");
        let page = String::from_utf8(page).expect("UTF-8");
        assert!(page.contains("2 articles with 12 sentences: 25.0 % are opinion"), "{page}");
        assert!(page.contains("1 input could not be read"));
        assert!(page.contains("1 article is not in English"));
        assert!(page.contains("<h2>By source</h2>") && page.contains("<h2>By day</h2>"));
        assert!(page.contains("&lt;b&gt;The Courant&lt;/b&gt;") && !page.contains("<b>The"));
        assert!(page.contains("2026-03-02: 25.0 % opinion"), "a line over time");
    }
}
