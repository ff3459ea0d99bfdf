//! What is counted: the evidence that a sentence gives, each piece once.
//!
//! A feature has a name, a family and its parts, such as `pair it seems` or `cue hedge strong
//! 1`, for training and for people. Scoring knows terms by their numbers in the lexicon and
//! sees no name.

pub use crate::text::octet::mix;
use crate::text::quotation::Quotation;
use crate::text::token::Token;

use super::lexicon::TermId;

/// One step of a sentence's stream of words: a word, a number, a mark, a run of names or a
/// whole quotation.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The hash of its normal form, or of what it stands as.
    pub hash: u64,
    /// Its number in the lexicon.
    pub id: TermId,
    /// Its tokens.
    pub tokens: Tokens,
    /// What stands for it, if something does.
    pub mask: Mask,
}

/// Some tokens of a sentence in a row: the numbers of the first and of the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// The first.
    pub first: u32,
    /// The last, inside.
    pub last: u32,
}

/// The words that a feature rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ground {
    /// The one at this step of the stream.
    Word(usize),
    /// The one at this step and the one before.
    Pair(usize),
    /// Tokens that are neither.
    Tokens(Tokens),
    /// None, but the sentence as a whole.
    Sentence,
}

/// Where in its sentence a thing stands: its first byte and the one after its last, counted
/// from the sentence's start. Both 0 where it rests on the sentence as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// The first byte.
    pub start: u32,
    /// The one after the last.
    pub end: u32,
}

impl Place {
    /// Whether it rests on the sentence as a whole.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.start >= self.end
    }
}

/// What stands for words that must not be counted as they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    /// Nothing: the word itself.
    None,
    /// A run of names.
    Name,
    /// A whole quotation.
    Quotation,
    /// The beginning of the sentence.
    Start,
    /// Its end.
    End,
}

impl Mask {
    /// As it stands in names of features.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Mask::None => "",
            Mask::Name => "<name>",
            Mask::Quotation => "<q>",
            Mask::Start => "<s>",
            Mask::End => "</s>",
        }
    }
}

/// How a sentence uses quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quoting {
    /// A quotation of no words.
    NoWords,
    /// Of one to three words: scare quotes.
    FewWords,
    /// Of four to eight.
    SomeWords,
    /// Of nine or more.
    ManyWords,
    /// Both marks stand in the sentence.
    Closed,
    /// One mark is missing.
    Open,
    /// Nothing of the sentence is quoted.
    ShareNone,
    /// Less than 30 % of its words.
    ShareSmall,
    /// Less than 70 %.
    ShareHalf,
    /// Less than all.
    ShareLarge,
    /// All of it.
    ShareWhole,
}

impl Quoting {
    /// All, in the order of their numbers.
    pub const ALL: [Quoting; 11] = [
        Quoting::NoWords,
        Quoting::FewWords,
        Quoting::SomeWords,
        Quoting::ManyWords,
        Quoting::Closed,
        Quoting::Open,
        Quoting::ShareNone,
        Quoting::ShareSmall,
        Quoting::ShareHalf,
        Quoting::ShareLarge,
        Quoting::ShareWhole,
    ];

    /// As it stands in names of features.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Quoting::NoWords => "no-words",
            Quoting::FewWords => "1-3-words",
            Quoting::SomeWords => "4-8-words",
            Quoting::ManyWords => "9-words",
            Quoting::Closed => "closed",
            Quoting::Open => "open",
            Quoting::ShareNone => "share-none",
            Quoting::ShareSmall => "share-small",
            Quoting::ShareHalf => "share-half",
            Quoting::ShareLarge => "share-large",
            Quoting::ShareWhole => "share-whole",
        }
    }
}

/// A count of cues: the first, second or further cue of a category and perhaps a grade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CueCount {
    /// The place of the category in the lexicon.
    pub category: usize,
    /// Which of them are counted: the place in [`CueCount::GRADES`].
    pub grade: usize,
    /// How many so far, less one; at most 2.
    pub times: usize,
}

impl CueCount {
    /// Cues of any grade, weak and strong ones.
    pub const GRADES: [&str; 3] = ["any", "weak", "strong"];
    /// The first, the second, all further ones.
    pub const TIMES: [&str; 3] = ["1", "2", "3"];

    /// The size of a table of all, for so many categories.
    #[must_use]
    pub fn room(categories: usize) -> usize {
        categories * Self::GRADES.len() * Self::TIMES.len()
    }

    /// Its place in a table of all.
    #[inline]
    #[must_use]
    pub fn place(self) -> usize {
        (self.category * Self::GRADES.len() + self.grade) * Self::TIMES.len() + self.times
    }
}

/// A sentence as the extractor sees it.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The document.
    pub text: &'a str,
    /// Where the sentence begins in it.
    pub start: usize,
    /// The sentence's tokens.
    pub tokens: &'a [Token],
    /// Its quotations, in order.
    pub quotations: &'a [Quotation],
}

impl Reading<'_> {
    /// Where these words stand in the sentence, of which this is the stream.
    #[inline]
    #[must_use]
    pub fn place(&self, ground: Ground, stream: Stream<'_>) -> Place {
        let stream = stream.words();
        let tokens = match ground {
            Ground::Word(step) => stream[step].tokens,
            Ground::Pair(step) => {
                let (before, word) = (stream[step - 1].tokens, stream[step].tokens);
                Tokens { first: before.first, last: word.last }
            }
            Ground::Tokens(tokens) => tokens,
            Ground::Sentence => return Place::default(),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a sentence has fewer bytes")]
        let offset = |within: usize| within as u32;
        Place {
            start: offset(self.tokens[tokens.first as usize].span.start - self.start),
            end: offset(self.tokens[tokens.last as usize].span.end - self.start),
        }
    }
}

/// A sentence as a stream of words, between its beginning and its end, which are terms too.
#[derive(Clone, Copy)]
pub struct Stream<'a> {
    start: &'a Term,
    /// The words and the end.
    rest: &'a [Term],
}

impl<'a> Stream<'a> {
    /// A stream of these terms, of which the first and the last are the sentence's ends.
    ///
    /// # Panics
    ///
    /// Where there are not two.
    #[must_use]
    pub fn between_ends(terms: &'a [Term]) -> Stream<'a> {
        let [start, rest @ .., _] = terms else { panic!("a stream without ends") };
        Stream { start, rest: &terms[1..rest.len() + 2] }
    }

    /// The words.
    #[inline]
    #[must_use]
    pub fn words(self) -> &'a [Term] {
        &self.rest[..self.rest.len() - 1]
    }

    /// The beginning, and all that comes after it: the words, each at the step of its number, and
    /// the end.
    #[inline]
    #[must_use]
    pub fn after_start(self) -> (&'a Term, &'a [Term]) {
        (self.start, self.rest)
    }
}

/// What the extractor tells of quotations and cues. Features count by presence: the same may
/// come more than once from a sentence.
pub trait Marks {
    /// Takes a use of quotation marks.
    fn quoting(&mut self, quoting: Quoting, ground: Ground);

    /// Takes a count of cues, of a category with this name, of which the last one rests on
    /// `ground`.
    fn cue(&mut self, count: CueCount, category: &str, ground: Ground);
}

/// What the extractor tells of each feature. A name is written only if it is asked for.
pub trait Sink: Marks {
    /// A sentence of so many words begins.
    fn begin(&mut self, words: usize);

    /// Takes a word, and says whether it is known. One that is not is followed by its pieces.
    fn word(&mut self, word: &Term, name: impl FnOnce(&mut String)) -> bool;

    /// Takes two words in a row.
    fn pair(&mut self, first: &Term, second: &Term, name: impl FnOnce(&mut String));

    /// Takes a piece, by its hash, of a word that is not known.
    fn piece(&mut self, piece: u64, name: impl FnOnce(&mut String));
}

/// An empty reading has no text to point at.
impl Default for Reading<'_> {
    fn default() -> Self {
        Reading { text: "", start: 0, tokens: &[], quotations: &[] }
    }
}
