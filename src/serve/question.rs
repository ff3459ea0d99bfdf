//! What is asked: texts, and how to look at them.

use axum::http::header::{self, HeaderMap};
use serde::{Deserialize, Deserializer};

use crate::classify::Settings;
use crate::http::header::only;

use super::limits::Limits;
use super::object::Object;
use super::problem::{Problem, Sort};

/// More weight than this for the other sentences drowns the sentence itself.
pub(super) const MOST_CONTEXT: f64 = 100.0;

/// A text and the name under which it is answered.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) text: String,
}

/// What a request asks.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Question {
    pub(super) texts: Vec<Text>,
    /// Whether the texts came as one; then what is wrong with it is wrong with the request.
    pub(super) single: bool,
    pub(super) settings: Settings,
    pub(super) evidence: bool,
}

/// How to look at the texts, as far as it was said.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Options {
    context: Option<f64>,
    expect_opinion: Option<f64>,
    evidence: Option<bool>,
}

/// The members of the JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default, deserialize_with = "said")]
    text: Option<String>,
    #[serde(default, deserialize_with = "said")]
    texts: Option<Vec<String>>,
    #[serde(default, deserialize_with = "said")]
    documents: Option<Vec<Object<Named>>>,
    #[serde(default, deserialize_with = "said")]
    context: Option<f64>,
    #[serde(default, deserialize_with = "said")]
    expect_opinion: Option<f64>,
    #[serde(default, deserialize_with = "said")]
    evidence: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    id: String,
    text: String,
}

/// A member that is there has a value; `null` is none.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// What a body may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Media {
    Plain,
    Json,
}

/// What the head says that the body is.
pub(super) fn media(headers: &HeaderMap) -> Result<Media, Problem> {
    let wrong = |found: &str| {
        let wanted = "expected text/plain or application/json, in UTF-8 and not compressed";
        Problem::new(Sort::WrongMedia, format!("{found}; {wanted}"))
    };
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(wrong("there is a Content-Encoding"));
    }
    let Some(given) = only(headers, &header::CONTENT_TYPE) else {
        return Err(wrong("there is no one Content-Type"));
    };
    let mut parts = given.split(';').map(str::trim);
    let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "text/plain" => Media::Plain,
        "application/json" => Media::Json,
        _ => return Err(wrong("the Content-Type is another")),
    };
    for part in parts {
        let (name, says) = part.split_once('=').unwrap_or_default();
        let says = says.trim().trim_matches('"');
        let readable =
            ["utf-8", "utf8", "us-ascii"].iter().any(|ours| says.eq_ignore_ascii_case(ours));
        if name.trim().eq_ignore_ascii_case("charset") && !readable {
            return Err(wrong("the charset is another"));
        }
    }
    Ok(media)
}

impl Question {
    /// The question of a request.
    pub(super) fn read(
        query: &[(String, String)],
        media: Media,
        body: Vec<u8>,
        limits: &Limits,
    ) -> Result<Question, Problem> {
        let asked = Options::of_query(query)?;
        let (texts, single, said) = match media {
            Media::Plain => {
                let text = String::from_utf8(body).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    Problem::new(Sort::BadText, format!("byte {at} is not UTF-8; convert the text"))
                })?;
                // A mark at the start belongs to the encoding, not to the text.
                let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
                (vec![Text { name: "-".to_owned(), text }], true, Options::default())
            }
            Media::Json => {
                let Object(members): Object<Members> =
                    serde_json::from_slice(&body).map_err(|error| {
                        let sort = if error.is_data() { Sort::WrongMembers } else { Sort::BadJson };
                        Problem::new(sort, error.to_string())
                    })?;
                members.question()?
            }
        };
        if texts.len() > limits.texts {
            let wanted = format!("found {}; expected {} or fewer", texts.len(), limits.texts);
            return Err(Problem::new(Sort::TooManyTexts, wanted));
        }
        let options = said.or(asked);
        let default = Settings::default();
        Ok(Question {
            texts,
            single,
            settings: Settings {
                context: options.context.unwrap_or(default.context),
                expect_opinion: options.expect_opinion,
                ..default
            },
            evidence: options.evidence.unwrap_or(true),
        })
    }
}

impl Members {
    /// The texts, whether they came as one, and the options.
    fn question(self) -> Result<(Vec<Text>, bool, Options), Problem> {
        let options = Options {
            context: self.context,
            expect_opinion: self.expect_opinion,
            evidence: self.evidence,
        };
        options.checked(|why| Problem::new(Sort::WrongMembers, why))?;
        let (texts, single) = match (self.text, self.texts, self.documents) {
            (Some(text), None, None) => (vec![Text { name: "-".to_owned(), text }], true),
            (None, Some(texts), None) => {
                let named =
                    |(text, number): (String, usize)| Text { name: number.to_string(), text };
                (texts.into_iter().zip(1..).map(named).collect(), false)
            }
            (None, None, Some(documents)) => {
                let named =
                    |Object(named): Object<Named>| Text { name: named.id, text: named.text };
                (documents.into_iter().map(named).collect(), false)
            }
            _ => {
                let wanted = "expected exactly one of the members text, texts and documents";
                return Err(Problem::new(Sort::WrongMembers, wanted));
            }
        };
        Ok((texts, single, options))
    }
}

impl Options {
    fn of_query(query: &[(String, String)]) -> Result<Options, Problem> {
        let wrong = |why: String| Problem::new(Sort::BadQuery, why);
        let mut options = Options::default();
        for (name, says) in query {
            let number =
                || says.parse::<f64>().map_err(|_| wrong(format!("{name}: {says:?} is no number")));
            let twice = match name.as_str() {
                "context" => options.context.replace(number()?).is_some(),
                "expect_opinion" => options.expect_opinion.replace(number()?).is_some(),
                "evidence" => {
                    let says = says.parse::<bool>().map_err(|_| {
                        wrong(format!("evidence: found {says:?}; expected true or false"))
                    })?;
                    options.evidence.replace(says).is_some()
                }
                _ => {
                    let known = "expected context, expect_opinion or evidence";
                    return Err(wrong(format!("unknown parameter {name:?}; {known}")));
                }
            };
            if twice {
                return Err(wrong(format!("{name} is there twice")));
            }
        }
        options.checked(|why| wrong(why.to_owned()))?;
        Ok(options)
    }

    /// Whether the numbers are within their ranges.
    fn checked(&self, problem: impl Fn(&'static str) -> Problem) -> Result<(), Problem> {
        if self.context.is_some_and(|context| !(0.0..=MOST_CONTEXT).contains(&context)) {
            return Err(problem("context: expected a number from 0 to 100"));
        }
        if self.expect_opinion.is_some_and(|share| !(share > 0.0 && share < 1.0)) {
            return Err(problem("expect_opinion: expected a number between 0 and 1, such as 0.3"));
        }
        Ok(())
    }

    /// What the members say, and where they are silent, what the query says.
    fn or(self, query: Options) -> Options {
        Options {
            context: self.context.or(query.context),
            expect_opinion: self.expect_opinion.or(query.expect_opinion),
            evidence: self.evidence.or(query.evidence),
        }
    }
}
