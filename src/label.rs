//! What a sentence does: it reports a fact or voices an opinion, and how.
//!
//! A *kind* says how a sentence speaks; the kind decides the *label*. "Fact" means
//! *reported as fact*, not *true*: a false figure stated flatly is an event. The rules
//! that people follow when they label are in `training-data/LABELLING.md`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether a sentence reports a fact or voices the author's opinion or speculation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Label {
    /// Reported as fact.
    Fact,
    /// The author's own judgement, speculation or appeal.
    Opinion,
}

impl Label {
    /// Both labels, in the order of every table and array in this crate.
    pub const ALL: [Label; 2] = [Label::Fact, Label::Opinion];

    /// The kinds that carry this label, in the order of [`Kind::ALL`].
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Label::Fact => &[Kind::Event, Kind::Statement],
            Label::Opinion => &[Kind::Judgement, Kind::Speculation, Kind::Appeal],
        }
    }

    /// The label as it stands in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Label::Fact => "fact",
            Label::Opinion => "opinion",
        }
    }

    /// Whether this is [`Label::Opinion`].
    #[must_use]
    pub const fn is_opinion(self) -> bool {
        matches!(self, Label::Opinion)
    }
}

/// How a sentence speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Reports what happened, is so, or is scheduled.
    Event,
    /// Reports what an identified person, group or document said.
    Statement,
    /// The author's own evaluation, praise, blame or irony.
    Judgement,
    /// The author's own guess, forecast or insinuation.
    Speculation,
    /// Says what ought to be done, urges, warns, or argues by a question.
    Appeal,
}

impl Kind {
    /// All kinds, in the order of every table and array in this crate.
    pub const ALL: [Kind; 5] =
        [Kind::Event, Kind::Statement, Kind::Judgement, Kind::Speculation, Kind::Appeal];

    /// The label that this kind carries.
    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Kind::Event | Kind::Statement => Label::Fact,
            Kind::Judgement | Kind::Speculation | Kind::Appeal => Label::Opinion,
        }
    }

    /// The place of this kind in [`Kind::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The kind as it stands in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Event => "event",
            Kind::Statement => "statement",
            Kind::Judgement => "judgement",
            Kind::Speculation => "speculation",
            Kind::Appeal => "appeal",
        }
    }
}

/// What a person said of a sentence: its kind, or no more than its label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Gold {
    /// The kind, and with it the label.
    Kind(Kind),
    /// The label alone.
    Label(Label),
}

impl Gold {
    /// The label, which every gold answer has.
    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Gold::Kind(kind) => kind.label(),
            Gold::Label(label) => label,
        }
    }

    /// The kind or label as it stands in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Gold::Kind(kind) => kind.as_str(),
            Gold::Label(label) => label.as_str(),
        }
    }

    /// The kind, where the person gave one.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Gold::Kind(kind) => Some(kind),
            Gold::Label(_) => None,
        }
    }
}

/// A word that names no kind and no label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownLabel(pub String);

impl fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown label {:?}; expected fact, opinion, event, statement, judgement, speculation or appeal",
            self.0
        )
    }
}

impl std::error::Error for UnknownLabel {}

impl FromStr for Gold {
    type Err = UnknownLabel;

    /// Reads a kind or a label. White space around it and upper case are forgiven: people
    /// type these into spreadsheets.
    fn from_str(found: &str) -> Result<Gold, UnknownLabel> {
        let wanted = found.trim();
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(wanted));
        let label =
            Label::ALL.into_iter().find(|label| label.as_str().eq_ignore_ascii_case(wanted));
        kind.map(Gold::Kind)
            .or(label.map(Gold::Label))
            .ok_or_else(|| UnknownLabel(found.to_owned()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Gold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gold::Kind(kind) => kind.fmt(f),
            Gold::Label(label) => label.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_among_the_kinds_of_its_label() {
        for kind in Kind::ALL {
            assert!(kind.label().kinds().contains(&kind));
            assert_eq!(Kind::ALL[kind.index()], kind);
        }
        assert_eq!(Label::Fact.kinds().len() + Label::Opinion.kinds().len(), 5);
    }

    #[test]
    fn gold_reads_kinds_and_labels_as_people_type_them() {
        assert_eq!("appeal".parse(), Ok(Gold::Kind(Kind::Appeal)));
        assert_eq!(" Opinion ".parse(), Ok(Gold::Label(Label::Opinion)));
        assert_eq!(
            "opnion".parse::<Gold>().map_err(|e| e.to_string()),
            Err("unknown label \"opnion\"; expected fact, opinion, event, statement, judgement, speculation or appeal".to_owned())
        );
    }
}
