//! What a caller asked for, looked at before any work.

use pyo3::prelude::*;
use surmise::classify::Settings;

use super::failure::SurmiseError;
use super::learning::Rows;
use super::spread::all_cores;

/// The settings, if they can be used.
pub(crate) fn settings(context: f64, expect_opinion: Option<f64>) -> PyResult<Settings> {
    if !(0.0..=10.0).contains(&context) {
        return Err(SurmiseError::new_err(format!("context {context}; expected 0 to 10")));
    }
    if let Some(share) = expect_opinion.filter(|share| !(0.0 < *share && *share < 1.0)) {
        return Err(SurmiseError::new_err(format!(
            "expect_opinion {share}; expected a share between 0 and 1, such as 0.2"
        )));
    }
    Ok(Settings { context, expect_opinion, ..Settings::default() })
}

/// The number of threads that was asked for: all cores unless told.
pub(crate) fn threads(asked: Option<i64>) -> PyResult<usize> {
    match asked {
        None => Ok(all_cores()),
        Some(asked) => usize::try_from(asked).ok().filter(|asked| *asked > 0).ok_or_else(|| {
            SurmiseError::new_err(format!(
                "threads {asked}; expected 1 or more, or None for all cores"
            ))
        }),
    }
}

/// The labelled rows of a data frame or of anything else that holds them.
pub(crate) fn labelled(
    data: &Bound<'_, PyAny>,
    text: &str,
    label: &str,
    document: Option<&str>,
    sentence: Option<&str>,
) -> PyResult<Rows> {
    let gather = data.py().import("surmise._rows")?.getattr("gather")?;
    gather.call1((data, text, label, document, sentence))?.extract()
}

/// Spans of characters as spans of bytes; they must be in order and within the text.
pub(crate) fn in_bytes(
    text: &str,
    spans: &[(usize, usize)],
) -> PyResult<Vec<std::ops::Range<usize>>> {
    let mut bytes = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).enumerate();
    let mut byte_of =
        |wanted: usize| bytes.find(|(place, _)| *place == wanted).map(|(_, byte)| byte);
    let (mut found, mut end_before, mut last) = (Vec::with_capacity(spans.len()), 0, 0);
    for &(start, end) in spans {
        let problem = || {
            SurmiseError::new_err(format!(
                "span {start} to {end}; expected spans in order that do not overlap, are not empty and lie within the text"
            ))
        };
        if start < end_before || end <= start {
            return Err(problem());
        }
        // The end before may be this start, which the walk has passed.
        let first = if start == end_before && !found.is_empty() {
            last
        } else {
            byte_of(start).ok_or_else(problem)?
        };
        last = byte_of(end).ok_or_else(problem)?;
        end_before = end;
        found.push(first..last);
    }
    Ok(found)
}
