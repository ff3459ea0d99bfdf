//! Predictions on labelled sentences as CSV, one row a sentence, so that two builds can be
//! compared: by a reader, or by `evaluate --against`.

use std::io::{Error, Write};

use crate::input::predicted::COLUMNS;
use crate::learn::corpus::Corpus;
use crate::learn::evaluate::Scored;

use super::csv::{Settings, guarded};

/// Writes the columns' names and a row for each of `scored`, whose texts are in `corpus`.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write(to: &mut impl Write, corpus: &Corpus, scored: &[Scored]) -> Result<(), Error> {
    let settings = Settings { formula_guard: true, bom: false };
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    for scored in scored {
        let group = &corpus.groups[scored.group];
        writer.write_record([
            guarded(&group.document, settings).as_ref(),
            &(scored.example + 1).to_string(),
            guarded(&group.examples[scored.example].text, settings).as_ref(),
            &scored.gold.to_string(),
            scored.label.as_str(),
            scored.kind.as_str(),
            &scored.probability_opinion.to_string(),
            &scored.log_odds.to_string(),
            if scored.unsure { "true" } else { "false" },
        ])?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify;
    use crate::input::labelled::labelled_rows;
    use crate::input::predicted::predicted_rows;
    use crate::learn::evaluate::score;
    use crate::learn::predicted::matched;
    use crate::model::Model;

    #[test]
    fn what_is_written_is_read_back() {
        let mut corpus = Corpus::default();
        let rows =
            b"document,label,text\n=a,fact,=It rained.\n=a,appeal,\"Stay in, \"\"all\"\".\"\n";
        corpus.add_rows("t", labelled_rows("t.csv", rows).expect("good rows"));
        let model = Model::embedded().expect("the shipped model is whole");
        let scored = score(&corpus, &model, classify::Settings::default());
        let mut file = Vec::new();
        write(&mut file, &corpus, &scored).expect("there is memory");
        assert!(String::from_utf8_lossy(&file).contains("\n'=a,1,'=It rained.,fact,"));
        let rows = predicted_rows("p.csv", &file).expect("own file");
        assert_eq!(matched(&corpus, &scored, &rows).expect("the same sentences"), scored);
        let fewer = matched(&corpus, &scored, &rows[..1]).expect_err("one is missing");
        assert!(fewer.to_string().starts_with("found 1 predictions to compare with; expected 2"));
        let other = matched(&corpus, &scored[1..], &rows).expect_err("another sentence");
        assert!(other.to_string().starts_with("p.csv:2: found sentence 1 of '=a; expected"));
    }
}
