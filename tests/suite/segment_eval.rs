//! Sentence splitting measured against segmentations that people made. The files are not part of the
//! repository: set `SURMISE_EVAL` to their folder, or the tests skip with a message.
#![allow(
    clippy::print_stderr,
    reason = "a skipped measurement says so, and a run prints its figures"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use surmise::text::sentence::sentences;

struct Document {
    id: String,
    text: String,
    sentences: Vec<String>,
}

/// The documents of one file, or `None` where the folder of measurements is absent.
fn documents(file: &str) -> Option<Vec<Document>> {
    let folder = std::env::var_os("SURMISE_EVAL").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/eval")),
        PathBuf::from,
    );
    let Ok(lines) = std::fs::read_to_string(folder.join(file)) else {
        eprintln!("skipped: {} is not in {}; set SURMISE_EVAL", file, folder.display());
        return None;
    };
    let parse = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("each line is an object");
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let sentences = row["sentences"].as_array().expect("a list").iter().map(text).collect();
        Document { id: text(&row["id"]), text: text(&row["text"]), sentences }
    };
    Some(lines.lines().map(parse).collect())
}

fn found(text: &str) -> Vec<&str> {
    sentences(text).iter().map(|sentence| sentence.span.of(text)).collect()
}

/// Where sentences end, counted in characters that are no white space; the end of the document included.
fn ends<'a>(sentences: impl IntoIterator<Item = &'a str>) -> BTreeSet<usize> {
    let mut at = 0;
    let mut ends = BTreeSet::new();
    for sentence in sentences {
        at += sentence.chars().filter(|glyph| !glyph.is_whitespace()).count();
        ends.insert(at);
    }
    ends
}

#[derive(Default)]
struct Counts {
    both: usize,
    found_only: usize,
    gold_only: usize,
}

impl Counts {
    fn of(documents: &[Document]) -> Self {
        let mut counts = Self::default();
        let show = std::env::var_os("SURMISE_EVAL_SHOW").is_some();
        for document in documents {
            let gold = ends(document.sentences.iter().map(String::as_str));
            let found = ends(found(&document.text));
            counts.both += gold.intersection(&found).count();
            counts.found_only += found.difference(&gold).count();
            counts.gold_only += gold.difference(&found).count();
            if show {
                document.show(&found, &gold);
            }
        }
        counts
    }

    fn f1(&self) -> f64 {
        (2 * self.both) as f64 / (2 * self.both + self.found_only + self.gold_only) as f64
    }
}

impl Document {
    /// Prints the places where the boundaries differ.
    fn show(&self, found: &BTreeSet<usize>, gold: &BTreeSet<usize>) {
        let glyphs: Vec<(usize, char)> =
            self.text.char_indices().filter(|(_, glyph)| !glyph.is_whitespace()).collect();
        for &end in found.symmetric_difference(gold) {
            let kind = if gold.contains(&end) { "missed" } else { "extra " };
            let at = glyphs[end - 1].0 + glyphs[end - 1].1.len_utf8();
            let from = glyphs[end.saturating_sub(45)].0;
            let to = glyphs[(end + 30).min(glyphs.len() - 1)].0;
            eprintln!("{kind} {}: {:?} || {:?}", self.id, &self.text[from..at], &self.text[at..to]);
        }
    }

    /// The document with about half of the spaces between its sentences gone, where a scraper could lose them.
    fn glued(&self, random: &mut XorShift) -> Self {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        for (at, sentence) in self.sentences.iter().enumerate() {
            // The running text may have other white space than the gold sentence, so walk its characters.
            let mut end = rest.len() - rest.trim_start().len();
            for wanted in sentence.chars().filter(|glyph| !glyph.is_whitespace()) {
                let step = rest[end..].find(wanted).expect("the text holds its sentences");
                end += step + wanted.len_utf8();
            }
            text.push_str(&rest[..end]);
            rest = &rest[end..];
            let gap = rest.len() - rest.trim_start().len();
            let closes = sentence.ends_with(['.', '!', '?', '"', '”', '’', '\'']);
            let opens =
                self.sentences.get(at + 1).is_some_and(|next| next.starts_with(char::is_uppercase));
            if &rest[..gap] == " " && closes && opens && random.next().is_multiple_of(2) {
                rest = &rest[gap..];
            }
        }
        text.push_str(rest);
        Self { id: self.id.clone(), text, sentences: self.sentences.clone() }
    }
}

/// Marsaglia's generator of 2003, so that the same spaces go in every run.
struct XorShift(u64);

impl XorShift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 32
    }
}

#[test]
fn most_golden_rules_hold() {
    let Some(documents) = documents("segment-golden-rules.jsonl") else {
        return;
    };
    let one_space = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut held = 0;
    for document in &documents {
        let found: Vec<String> = found(&document.text).into_iter().map(one_space).collect();
        let gold: Vec<String> =
            document.sentences.iter().map(|sentence| one_space(sentence)).collect();
        if found == gold {
            held += 1;
        } else {
            eprintln!("broken: {}: {found:?}", document.id);
        }
    }
    eprintln!("golden rules: {held} of {}", documents.len());
    assert!(held >= 46, "{held} of {} golden rules hold", documents.len());
}

fn measure(file: &str, target: f64) {
    let Some(documents) = documents(file) else {
        return;
    };
    let plain = Counts::of(&documents).f1();
    let mut random = XorShift(0x9E37_79B9_7F4A_7C15);
    let glued: Vec<Document> =
        documents.iter().map(|document| document.glued(&mut random)).collect();
    let glued = Counts::of(&glued).f1();
    eprintln!("{file}: F1 {plain:.4}, with half of the spaces gone {glued:.4}");
    assert!(plain >= target, "{file}: F1 {plain:.4} is below {target}");
    assert!(
        plain - glued <= 0.003,
        "{file}: without spaces F1 falls from {plain:.4} to {glued:.4}"
    );
}

#[test]
fn boundaries_agree_with_gum() {
    measure("segment-gum.jsonl", 0.975);
}

#[test]
fn boundaries_agree_with_ewt() {
    measure("segment-ewt.jsonl", 0.920);
}
