//! A lexicon in the making.

use super::filter::Filter;
use super::lexicon::{Lexicon, Sense, TermId, Traits, UNKNOWN, first_step, step};
use super::node::Node;
use super::phrases::{Entry, Phrases};
use super::table::Table;

/// What will be a lexicon when all terms are known.
pub(super) struct Draft {
    terms: Table,
    /// The hash of each term.
    hashes: Vec<u64>,
    /// For each term the node of the phrases that begin with it; 0 if none does.
    begins: Vec<u32>,
    traits: Vec<Traits>,
    steps: Table,
    step_filter: Filter,
    nodes: Vec<Beginning>,
    senses: Vec<u32>,
}

/// A beginning of a phrase.
#[derive(Clone, Copy, Default)]
struct Beginning {
    goes_on: bool,
    senses: (u32, u32),
}

impl Draft {
    /// A lexicon of the cues `phrases` that knows the terms with the hashes `terms`, by their
    /// place there, and after them those of the words `common` and of the cues.
    pub(super) fn new(
        terms: &[u64],
        common: impl ExactSizeIterator<Item = u64>,
        phrases: &Phrases,
    ) -> Draft {
        let (room, steps) = (terms.len().max(common.len()), phrases.most_steps());
        let mut draft = Draft {
            terms: Table::for_keys(room),
            hashes: Vec::with_capacity(room),
            begins: Vec::with_capacity(room),
            traits: Vec::with_capacity(room),
            steps: Table::for_keys(steps),
            step_filter: Filter::for_keys(steps),
            nodes: vec![Beginning::default()],
            senses: Vec::with_capacity(phrases.entries.len()),
        };
        for &term in terms {
            draft.learn(term);
        }
        for word in common {
            if let Some(id) = draft.learn(word) {
                draft.traits[id as usize].set(Traits::COMMON, true);
            }
        }
        draft.add_cues(phrases);
        draft
    }

    fn add_cues(&mut self, phrases: &Phrases) {
        let mut tokens = phrases.tokens.as_slice();
        let mut at = 0;
        for &Entry { tokens: length, category, grade } in &phrases.entries {
            let sense = offset(self.senses.len());
            self.senses.push(Sense { category: category.into(), grade }.code());
            if length > 0 {
                let (phrase, rest) = tokens.split_at(usize::from(length).min(tokens.len()));
                tokens = rest;
                at = self.add_cue(phrase).unwrap_or(0);
                let node = &mut self.nodes[at as usize];
                // Two phrases with one normal form (3 a.m., 10 a.m.): the first stands for
                // both. Node 0 is no phrase's.
                if at > 0 && node.senses.0 == node.senses.1 {
                    node.senses = (sense, sense + 1);
                } else {
                    at = 0;
                }
            } else if at > 0 {
                // The same phrase in another list.
                self.nodes[at as usize].senses.1 = sense + 1;
            }
        }
    }

    /// The number of the term with this hash, a new one if need be.
    fn learn(&mut self, term: u64) -> Option<TermId> {
        let next = u32::try_from(self.hashes.len()).ok()?;
        if self.terms.is_full() {
            // A table that is larger than need be is farther from the core.
            let mut larger = Table::for_keys(2 * self.hashes.len());
            for (id, &hash) in (0..).zip(&self.hashes) {
                larger.get_or_insert(hash, id)?;
            }
            self.terms = larger;
        }
        let id = self.terms.get_or_insert(term, next)?;
        if id == next {
            self.hashes.push(term);
            self.begins.push(0);
            self.traits.push(Traits::default());
        }
        Some(id)
    }

    /// The node of a phrase, a new one if need be; `None` where there is no room.
    fn add_cue(&mut self, phrase: &[u64]) -> Option<u32> {
        let (mut at, mut begins_with) = (0, UNKNOWN);
        for (index, &token) in phrase.iter().enumerate() {
            let fresh = offset(self.nodes.len());
            let term = self.learn(token)?;
            at = if index == 0 {
                begins_with = term;
                let node = &mut self.begins[term as usize];
                if *node == 0 {
                    *node = fresh;
                }
                *node
            } else {
                let key = if index == 1 { first_step(begins_with, term) } else { step(at, term) };
                self.step_filter.insert(key);
                self.steps.get_or_insert(key, fresh)?
            };
            if at == fresh {
                self.nodes.push(Beginning::default());
            }
            self.nodes[at as usize].goes_on |= index + 1 < phrase.len();
        }
        Some(at)
    }

    /// The lexicon, with these categories, sorted, and what their cues are called.
    pub(super) fn finish(mut self, categories: Vec<String>, called: Vec<String>) -> Lexicon {
        let nodes = self.nodes.iter();
        let nodes: Vec<u32> = nodes
            .map(|&Beginning { goes_on, senses }| Node::of(senses, goes_on).unwrap_or_default().0)
            .collect();
        let alone: Vec<u32> = self.begins.iter().map(|&begin| nodes[begin as usize]).collect();
        for (&node, traits) in alone.iter().zip(&mut self.traits) {
            let (first, end) = Node(node).senses();
            traits.set(Traits::CUE, first < end);
            traits.set(Traits::GOES_ON, Node(node).goes_on());
        }
        Lexicon {
            categories,
            called,
            terms: self.terms,
            alone: alone.into(),
            traits: self.traits.iter().map(|traits| traits.0).collect(),
            steps: self.steps,
            step_filter: self.step_filter,
            nodes: nodes.into(),
            senses: self.senses.into(),
        }
    }
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("cue lists hold far fewer than 2^32 entries")
}
