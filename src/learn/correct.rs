//! From corrections to a corpus: what people said takes its place among the examples.
//!
//! The merged corpus depends on the set of corrections alone, not on the order or the files
//! in which they came. So taking one in and out again leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::input::corrections::{Correction, Sampling};
use crate::label::Gold;
use crate::text::key::{folded, key};
use crate::threads::each;

use super::corpus::{Corpus, Example, Group};

/// How many times a correction counts, unless told otherwise. At 1, two thirds of the
/// corrected sentences stay wrong; at 3, nine in ten come right (`docs/corrections.md`).
pub const WEIGHT: u32 = 3;

/// The source of groups that corrections made.
pub const SOURCE: &str = "corrections";

/// A sentence of which people say different things.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The sentence.
    pub text: String,
    /// All that was said of it.
    pub sides: Vec<Correction>,
    /// The label on which all agree, who differ in the kind only; it is learned from.
    pub agreed: Option<Gold>,
}

/// Where an example of a merged corpus comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Its gold and weight in the corpus without corrections, where it stands there.
    pub base: Option<(Gold, u32)>,
    /// In which order its person came to it, where one corrected or confirmed it.
    pub corrected: Option<Sampling>,
}

/// A corpus with corrections in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged {
    /// All examples.
    pub corpus: Corpus,
    /// The origin of each example, in the corpus's order.
    pub origins: Vec<Origin>,
    /// The key and gold of every corrected sentence, sorted by key.
    pub corrected: Vec<(u64, Gold)>,
    /// Sentences left out, because people disagree.
    pub contradictions: Vec<Contradiction>,
    /// Corrected sentences of which the model had said the same.
    pub confirmed: usize,
    /// Corrected sentences that stood in the corpus already.
    pub replaced: usize,
}

/// Puts `corrections` into a copy of `base`. A sentence that stands there takes the person's
/// gold and keeps its document; the new sentences of a document make a group. Each counts
/// `weight` times.
#[must_use]
pub fn merge(base: &Corpus, corrections: &[Correction], weight: u32) -> Merged {
    let mut sentences: BTreeMap<String, BTreeSet<&Correction>> = BTreeMap::new();
    for correction in corrections {
        sentences.entry(folded(&correction.text)).or_default().insert(correction);
    }
    let mut merged = Merged {
        corpus: base.clone(),
        origins: Vec::new(),
        corrected: Vec::new(),
        contradictions: Vec::new(),
        confirmed: 0,
        replaced: 0,
    };
    let mut agreed: HashMap<u64, Agreed<'_>> = HashMap::new();
    for (text, said) in &sentences {
        let (gold, contradicted) = agreement(said);
        if contradicted {
            merged.contradictions.push(Contradiction {
                text: text.clone(),
                sides: said.iter().map(|side| (*side).clone()).collect(),
                agreed: gold,
            });
        }
        let Some(gold) = gold else { continue };
        let first = said.first().expect("a sentence comes with its correction");
        let order = said.iter().map(|side| side.order).min().unwrap_or(Sampling::Unknown);
        merged.confirmed += usize::from(said.iter().all(|side| side.is_confirmed()));
        merged.corrected.push((key(text), gold));
        agreed.insert(key(text), Agreed { gold, order, first, used: false });
    }
    merged.corrected.sort_unstable();
    merged.corrected.dedup_by_key(|(key, _)| *key);
    merged.replace(&mut agreed, weight);
    merged.append(&agreed, &sentences, weight);
    merged
}

/// A sentence that the corpus does not hold: its number in its document, and its words.
type New<'a> = (Option<u64>, &'a String, &'a Agreed<'a>);

/// What people agree on about one sentence.
struct Agreed<'a> {
    gold: Gold,
    order: Sampling,
    first: &'a Correction,
    used: bool,
}

/// What all sides hold, the kind if one names it; and whether any two differ.
fn agreement(said: &BTreeSet<&Correction>) -> (Option<Gold>, bool) {
    let labels: BTreeSet<_> = said.iter().map(|side| side.gold.label()).collect();
    let kinds: BTreeSet<_> = said.iter().filter_map(|side| side.gold.kind()).collect();
    let mut labels = labels.into_iter();
    let (Some(label), None) = (labels.next(), labels.next()) else {
        return (None, true);
    };
    let mut kinds = kinds.into_iter();
    match (kinds.next(), kinds.next()) {
        (Some(kind), None) => (Some(Gold::Kind(kind)), false),
        (kind, _) => (Some(Gold::Label(label)), kind.is_some()),
    }
}

impl Merged {
    /// Gives sentences of the corpus the gold that people agree on, the first of equal
    /// sentences its weight too.
    fn replace(&mut self, agreed: &mut HashMap<u64, Agreed<'_>>, weight: u32) {
        let groups = &self.corpus.groups;
        let keys = each(self.corpus.parts(), |part| -> Vec<u64> {
            let examples = groups[part].iter().flat_map(|group| &group.examples);
            examples.map(|example| key(&example.text)).collect()
        });
        let mut keys = keys.into_iter().flatten();
        for example in self.corpus.groups.iter_mut().flat_map(|group| &mut group.examples) {
            let base = Some((example.gold, example.weight));
            let found = keys.next().and_then(|key| agreed.get_mut(&key));
            let corrected = found.map(|agreed| {
                example.gold = agreed.gold;
                if !agreed.used {
                    example.weight = weight;
                    agreed.used = true;
                    self.replaced += 1;
                }
                agreed.order
            });
            self.origins.push(Origin { base, corrected });
        }
    }

    /// Adds the sentences that the corpus does not hold, by document and in reading order.
    fn append(
        &mut self,
        agreed: &HashMap<u64, Agreed<'_>>,
        sentences: &BTreeMap<String, BTreeSet<&Correction>>,
        weight: u32,
    ) {
        let mut documents: BTreeMap<String, Vec<New<'_>>> = BTreeMap::new();
        for text in sentences.keys() {
            let key = key(text);
            let Some(new) = agreed.get(&key).filter(|new| !new.used) else { continue };
            let document = match &new.first.document {
                Some(document) => format!("{SOURCE}/{document}"),
                // A sentence of no document is one of its own.
                None => format!("{SOURCE}:{key:016x}"),
            };
            documents.entry(document).or_default().push((new.first.sentence, text, new));
        }
        for (document, mut new) in documents {
            new.sort_by_key(|(sentence, text, _)| (*sentence, *text));
            let mut group = Group {
                document,
                genre: String::new(),
                source: SOURCE.to_owned(),
                elsewhere: false,
                examples: Vec::with_capacity(new.len()),
            };
            for (_, text, agreed) in new {
                group.examples.push(Example { gold: agreed.gold, text: text.clone(), weight });
                self.origins.push(Origin { base: None, corrected: Some(agreed.order) });
            }
            self.corpus.groups.push(group);
        }
    }
}
