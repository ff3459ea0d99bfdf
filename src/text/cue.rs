//! A cue is a word or phrase that tells how a thing is said rather than what is said:
//! a hedge (*may*), a verdict (*botched*), a source (*according to*).
//!
//! Cues come in lists, one file a category, each cue graded *strong* (in news prose almost
//! always this) or *weak* (often this).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How surely a cue is of its category.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Grade {
    /// Often of its category.
    Weak,
    /// In news prose almost always of its category.
    Strong,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Grade::Weak => "weak",
            Grade::Strong => "strong",
        })
    }
}

/// The most words that a cue may have.
pub const LONGEST_CUE: usize = 5;

/// The cues of one category.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CueList {
    /// The name of the category, such as `hedge`.
    pub category: String,
    /// What a cue of the category is called before readers, such as `figure of speech`.
    pub called: String,
    /// Each phrase with its grade, sorted by phrase.
    pub cues: Vec<(String, Grade)>,
}

/// All categories, sorted by name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CueLists(pub Vec<CueList>);

/// One entry of the lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cue<'a> {
    /// The category's name.
    pub category: &'a str,
    /// The grade in that category.
    pub grade: Grade,
    /// The words, in lower case.
    pub phrase: &'a str,
}

impl CueLists {
    /// Every entry, by category and phrase.
    pub fn iter(&self) -> impl Iterator<Item = Cue<'_>> {
        self.0.iter().flat_map(|list| {
            list.cues.iter().map(|(phrase, grade)| Cue {
                category: &list.category,
                grade: *grade,
                phrase,
            })
        })
    }

    /// Adds one list: lines of a phrase, a tab and `strong` or `weak`; lines that begin
    /// with `#` are remarks, of which the first says what a cue of the category is called,
    /// and after a colon what it is. The file's name without its ending is the category.
    ///
    /// # Errors
    ///
    /// At `file:line:column` where a line is not of that shape.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let category = name
            .rsplit(['/', '\\'])
            .next()
            .and_then(|file| file.split('.').next())
            .unwrap_or(name)
            .to_owned();
        let text = std::str::from_utf8(bytes)
            .map_err(|cause| Error::at(name, format!("found bytes that are not UTF-8: {cause}")))?;
        let called = text.lines().next().and_then(|line| line.strip_prefix('#'));
        let called = called.and_then(|remark| remark.split(':').next());
        let called = called.unwrap_or(&category).trim().to_owned();
        let mut cues = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let problem = |column: usize, problem: String| {
                Error::at(format!("{name}:{}:{column}", index + 1), problem)
            };
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (phrase, grade) = line
                .split_once('\t')
                .ok_or_else(|| problem(1, "no tab; expected a phrase, a tab and a grade".into()))?;
            let grade = match grade {
                "strong" => Grade::Strong,
                "weak" => Grade::Weak,
                other => {
                    return Err(problem(
                        phrase.len() + 2,
                        format!("unknown grade {other:?}; expected strong or weak"),
                    ));
                }
            };
            let words = phrase.split(' ').count();
            if phrase.trim().is_empty() || words > LONGEST_CUE {
                return Err(problem(
                    1,
                    format!("found a phrase of {words} words; expected 1 to {LONGEST_CUE}"),
                ));
            }
            cues.push((phrase.to_owned(), grade));
        }
        cues.sort();
        cues.dedup();
        let place = self.0.partition_point(|list| list.category < category);
        self.0.insert(place, CueList { category, called, cues });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_file_is_phrases_and_grades() {
        let mut lists = CueLists::default();
        lists
            .read(
                "cues/hedge.tsv",
                b"# a hedge: weakened commitment\nmay\tstrong\na kind of\tweak\n",
            )
            .expect("a good file");
        assert_eq!(lists.0[0].called, "a hedge");
        let cues: Vec<String> = lists
            .iter()
            .map(|cue| format!("{} {} {}", cue.category, cue.grade, cue.phrase))
            .collect();
        assert_eq!(cues, ["hedge weak a kind of", "hedge strong may"]);
    }

    #[test]
    fn a_wrong_grade_is_shown_at_its_place() {
        let complaint = CueLists::default()
            .read("hedge.tsv", b"may\tstrong\nmight\tstrnog\n")
            .expect_err("the grade is wrong");
        assert_eq!(
            complaint.to_string(),
            "hedge.tsv:2:7: unknown grade \"strnog\"; expected strong or weak"
        );
    }
}
