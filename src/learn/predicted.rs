//! Predictions of an earlier build, matched to the sentences that were scored now.

use crate::error::{Error, Result};
use crate::input::predicted::PredictedRow;

use super::corpus::Corpus;
use super::evaluate::Scored;

/// The earlier predictions, one for each of `scored`, whose texts are in `corpus`.
///
/// # Errors
///
/// At the first row that is not the same sentence with the same gold label; where there are
/// fewer or more rows than sentences.
pub fn matched(corpus: &Corpus, scored: &[Scored], rows: &[PredictedRow]) -> Result<Vec<Scored>> {
    const EXPECTED: &str = "expected predictions of the same sentences in the same order";
    let mut earlier = Vec::with_capacity(scored.len());
    for (now, row) in scored.iter().zip(rows) {
        let group = &corpus.groups[now.group];
        let text = &group.examples[now.example].text;
        // The writer guards cells that a spreadsheet would run.
        let same = |found: &str, wanted: &str| {
            found == wanted || found.strip_prefix('\'').is_some_and(|bare| bare == wanted)
        };
        let is_here = same(&row.document, &group.document)
            && row.sentence == now.example + 1
            && same(&row.text, text);
        if !is_here {
            let problem = format!(
                "found sentence {} of {}; expected sentence {} of {} with the text {text:?}: {EXPECTED}",
                row.sentence,
                row.document,
                now.example + 1,
                group.document
            );
            return Err(Error::at(row.place.as_str(), problem));
        }
        if row.gold.label() != now.gold.label() {
            let problem = format!("found gold {}; expected {}: {EXPECTED}", row.gold, now.gold);
            return Err(Error::at(row.place.as_str(), problem));
        }
        earlier.push(Scored {
            log_odds: row.log_odds,
            probability_opinion: row.probability_opinion,
            label: row.label,
            kind: row.kind,
            unsure: row.unsure,
            ..*now
        });
    }
    if scored.len() != rows.len() {
        return Err(Error::new(format!(
            "found {} predictions to compare with; expected {}: {EXPECTED}",
            rows.len(),
            scored.len()
        )));
    }
    Ok(earlier)
}
