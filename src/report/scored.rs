//! Scored examples as CSV, a row each: what people said and what the model said, so that
//! others can compute their own figures from the same predictions.

use std::io::{Error, Write};

use crate::learn::evaluate::Scored;

/// Writes a header and a row for each of `scored`, in its order. `number` counts from 1;
/// the probability reads back to the last bit. The text is left out: it is in the file that
/// was scored.
///
/// # Errors
///
/// Where they cannot be written.
pub fn write(to: &mut impl Write, scored: &[Scored]) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["number", "gold", "label", "kind", "probability_opinion", "unsure"])?;
    for (number, one) in (1..).zip(scored) {
        let number: u64 = number;
        writer.write_record([
            number.to_string().as_str(),
            one.gold.label().to_string().as_str(),
            one.label.to_string().as_str(),
            one.kind.to_string().as_str(),
            one.probability_opinion.to_string().as_str(),
            if one.unsure { "true" } else { "false" },
        ])?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Gold, Kind, Label};

    #[test]
    fn a_row_holds_what_people_said_and_what_the_model_said() {
        let scored = Scored {
            elsewhere: false,
            gold: Gold::Kind(Kind::Event),
            probability_opinion: 0.1 + 0.2,
            label: Label::Fact,
            kind: Kind::Statement,
            unsure: true,
        };
        let mut written = Vec::new();
        write(&mut written, &[scored]).expect("memory can be written");
        assert_eq!(
            String::from_utf8_lossy(&written),
            "number,gold,label,kind,probability_opinion,unsure\n\
             1,fact,fact,statement,0.30000000000000004,true\n"
        );
    }
}
