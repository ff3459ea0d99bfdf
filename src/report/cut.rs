//! *A sentence that is too long is cut*, and that is said.
//!
//! No sentence is longer than [`LONGEST_SENTENCE_BYTES`]; what goes on is the next one. So a
//! sentence was cut where the first word of the next one stands across that limit, or behind it.
//! That is found again here from their places alone.

use crate::classify::{Prediction, Predictions};
use crate::input::document::Document;
use crate::text::sentence::LONGEST_SENTENCE_BYTES;

/// The sentences that go on in the next one, as indices in their order.
pub fn cut<'a>(
    document: &'a Document,
    predictions: &'a Predictions,
) -> impl Iterator<Item = usize> + 'a {
    let sentences = &predictions.sentences;
    let pairs = sentences.windows(2).enumerate();
    let within = pairs.filter(|(_, pair)| goes_on(&document.text, &pair[0], &pair[1]));
    let at_end = sentences.len().checked_sub(1).filter(|_| ends_within(document));
    within.map(|(at, _)| at).chain(at_end)
}

/// Whether `next` is what was cut off `one`.
fn goes_on(text: &str, one: &Prediction, next: &Prediction) -> bool {
    let (one, next) = (one.sentence.span, next.sentence);
    let limit = one.start + LONGEST_SENTENCE_BYTES;
    if next.span.end <= limit || next.paragraph_start {
        return false;
    }
    // Else a space would have been there to cut at.
    let head = text.as_bytes().get(next.span.start..limit).unwrap_or_default();
    memchr::memchr3(b' ', b'\n', b'\t', head).is_none()
}

/// Whether a part of a long document ends within a sentence, since it has no pause to end at.
fn ends_within(document: &Document) -> bool {
    if document.part.last {
        return false;
    }
    let text = document.text.as_str();
    let at_stop = text.strip_suffix(' ').is_some_and(|text| text.ends_with(['.', '!', '?']));
    !at_stop && !text.ends_with(['\n', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Classifier, Settings};
    use crate::input::document::{About, Part};
    use crate::model::Model;

    fn found(text: &str, last: bool) -> (Vec<usize>, usize) {
        let model = Model::embedded().expect("the shipped model is whole");
        let mut document = Document::of_text("a".to_owned(), text.to_owned(), About::default());
        document.part = Part { last, ..Part::WHOLE };
        let predictions = Classifier::new(&model, Settings::default()).classify(text);
        (cut(&document, &predictions).collect(), predictions.sentences.len())
    }

    #[test]
    fn each_piece_but_the_last_goes_on() {
        let long = "and so it went on ".repeat(3000);
        assert_eq!(found(&format!("It rained. Then {long}.\n\nIt snowed. It froze."), true), {
            (vec![1, 2, 3], 7)
        });
        let noise = "x".repeat(40_000);
        assert_eq!(found(&format!("{noise} y"), true), (vec![0, 1], 3));
        let wide = format!("It rained{}and snowed", " ".repeat(40_000));
        assert_eq!(found(&wide, true), (vec![0], 2));
    }

    #[test]
    fn sentences_of_ordinary_length_are_whole() {
        let text = "It rained on Monday. It snowed on Tuesday! Did it? ".repeat(2000);
        assert_eq!(found(&text, true).0, Vec::<usize>::new());
        assert_eq!(found(&text, false).0, Vec::<usize>::new());
        let lines = "A line without a stop\n\n".repeat(2000);
        assert_eq!(found(&lines, false).0, Vec::<usize>::new());
    }

    #[test]
    fn a_part_that_ends_at_a_space_ends_within_a_sentence() {
        assert_eq!(found("It rained and ", false), (vec![0], 1));
        assert_eq!(found("It rained and ", true), (vec![], 1));
    }
}
