//! *The champion is the model in use; the challenger wants its place.*
//!
//! Both are asked for the same sentences, each by counts that have not seen the sentence's
//! document: those of the shipped corpus (the guard, where nothing may get lost) and those
//! that people corrected (where something should be won).
//!
//! The two sets answer different questions. The corrections stand for the person's next
//! articles. So each model says of them what it would say to that person, with an own line
//! fitted without the part that is held out, and the probabilities are judged too: a person
//! who sees *90 %* acts on it. They are judged by the Brier score, which is a mean over
//! sentences and so tells noise from loss; of a few hundred sentences the ECE is mostly noise.
//!
//! The guard stands for everything else that the model can do, and the shipped corpus is
//! nobody's articles. An own line is no loss there: it is meant to move the probabilities of
//! one newsroom, and an editor of a paper with little opinion would never get a model if the
//! corpus had to agree. So the guard is asked without it, and loses by its labels alone.

use crate::label::{Gold, Kind, Label};
use crate::threads::both;

use super::draws::{Interval, Pair, draws_groups, intervals};
use super::evaluate::{Figures, Scored, figures};

/// How much macro-F1 the guard may lose, unless told otherwise: far more than 726 labels cost
/// it of a newsroom that calls things by other names than the corpus
/// (`docs/corrections.md`).
pub const MARGIN: f64 = 0.01;

/// What two numbers that are fitted on `n` labels cost of Brier score on others by chance
/// alone, times `n`: at most two times ¼, the variance of a label at even chances. The draws do
/// not see this part of the noise, because they do not fit the own line again: without it, 2
/// of 14 draws of 50 labels were refused that cost nothing elsewhere (`docs/corrections.md`).
const LINE_BY_CHANCE: f64 = 0.5;

/// What both models say of one sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// The number of its document.
    pub group: usize,
    /// The document's id.
    pub document: String,
    /// The sentence.
    pub text: String,
    /// What the champion says.
    pub champion: Scored,
    /// What the challenger says; of the same gold.
    pub challenger: Scored,
}

/// How one model stands on a set of sentences.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// Its figures.
    pub figures: Figures,
    /// The 95 % interval of its macro-F1.
    pub macro_f1_interval: Option<Interval>,
    /// For each kind, how many sentences of that gold kind got their label.
    pub right: [u64; Kind::ALL.len()],
}

/// Both models on one set of sentences.
#[derive(Clone, PartialEq, Debug)]
pub struct Duel {
    /// The model in use.
    pub champion: Standing,
    /// The model that wants its place.
    pub challenger: Standing,
    /// For each kind, the sentences of that gold kind.
    pub of_kind: [u64; Kind::ALL.len()],
    /// The challenger's macro-F1 less the champion's.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub difference_interval: Option<Interval>,
    /// The challenger's Brier score less the champion's: above 0, its probabilities are worse.
    pub brier_difference: Option<f64>,
    /// Its 95 % interval.
    pub brier_difference_interval: Option<Interval>,
}

/// A sentence whose label differs between the two.
#[derive(Clone, PartialEq, Debug)]
pub struct Flip {
    /// The document that the sentence stands in.
    pub document: String,
    /// The sentence.
    pub text: String,
    /// Whether it is one that people corrected, rather than one of the guard.
    pub corrected: bool,
    /// What people said.
    pub gold: Gold,
    /// The champion's label.
    pub from: Label,
    /// The challenger's.
    pub to: Label,
    /// The champion's probability of opinion.
    pub probability_before: f64,
    /// The challenger's.
    pub probability_after: f64,
}

impl Flip {
    /// Whether the challenger lost what the champion had right.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.from == self.gold.label()
    }

    /// How far the probability moved.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.probability_after - self.probability_before).abs()
    }
}

/// How the challenger stands against the champion.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// On the shipped corpus, out of fold; sentences that people corrected left out.
    pub guard: Duel,
    /// On the sentences that people corrected, out of fold.
    pub corrections: Duel,
    /// The sentences whose label changes: losses first, the widest first.
    pub flips: Vec<Flip>,
    /// The guard's allowance.
    pub margin: f64,
    /// Why the challenger should not take the place; empty where it should.
    pub objections: Vec<String>,
}

impl Comparison {
    /// Compares the two on the guard and on the corrections.
    #[must_use]
    pub fn of(guard: &[Judged], corrections: &[Judged], margin: f64) -> Comparison {
        let (on_guard, on_corrections) = both(|| Duel::of(guard), || Duel::of(corrections));
        let mut flips: Vec<Flip> = flips(guard, false).chain(flips(corrections, true)).collect();
        flips.sort_by(|a, b| {
            b.is_loss()
                .cmp(&a.is_loss())
                .then(b.size().total_cmp(&a.size()))
                .then_with(|| (&a.document, &a.text).cmp(&(&b.document, &b.text)))
        });
        let objections = [
            loses_guard(&on_guard, margin),
            worsens_labels(&on_corrections),
            worsens_probabilities(&on_corrections),
        ];
        Comparison {
            guard: on_guard,
            corrections: on_corrections,
            flips,
            margin,
            objections: objections.into_iter().flatten().collect(),
        }
    }

    /// Whether the challenger may take the champion's place.
    #[must_use]
    pub fn promotes(&self) -> bool {
        self.objections.is_empty()
    }
}

fn loses_guard(guard: &Duel, margin: f64) -> Option<String> {
    let loss = -guard.difference?;
    (loss > margin)
        .then(|| format!("the guard loses {loss:.4} of macro-F1; --margin allows {margin}"))
}

fn worsens_labels(corrections: &Duel) -> Option<String> {
    let difference = corrections.difference?;
    let (low, high) = corrections.difference_interval?;
    (difference < 0.0 && high < 0.0).then(|| {
        format!(
            "the held-out corrections lose {:.4} of macro-F1, and that is more than noise (95 % interval {low:+.4} to {high:+.4})",
            -difference
        )
    })
}

fn worsens_probabilities(corrections: &Duel) -> Option<String> {
    let difference = corrections.brier_difference?;
    let (low, high) = corrections.brier_difference_interval?;
    let by_chance = LINE_BY_CHANCE / corrections.champion.figures.n as f64;
    (difference > 0.0 && low > by_chance).then(|| {
        format!(
            "the probabilities of the held-out corrections get worse: their Brier score rises by {difference:.4}, and that is more than noise (95 % interval {low:+.4} to {high:+.4}; the fit of the own line explains {by_chance:.4})"
        )
    })
}

fn flips(judged: &[Judged], corrected: bool) -> impl Iterator<Item = Flip> {
    judged.iter().filter(|both| both.champion.label != both.challenger.label).map(move |both| {
        Flip {
            document: both.document.clone(),
            text: both.text.clone(),
            corrected,
            gold: both.champion.gold,
            from: both.champion.label,
            to: both.challenger.label,
            probability_before: both.champion.probability_opinion,
            probability_after: both.challenger.probability_opinion,
        }
    })
}

impl Duel {
    fn of(judged: &[Judged]) -> Duel {
        let champion: Vec<Scored> = judged.iter().map(|both| both.champion).collect();
        let challenger: Vec<Scored> = judged.iter().map(|both| both.challenger).collect();
        let groups = judged.chunk_by(|a, b| a.group == b.group);
        let pairs: Vec<Pair> = if draws_groups(groups.clone().count()) {
            groups.map(pair).collect()
        } else {
            judged.chunks(1).map(pair).collect()
        };
        let drawn = intervals(&pairs);
        let (old, new) = (figures(&champion), figures(&challenger));
        let difference = old.confusion.macro_f1().zip(new.confusion.macro_f1());
        let brier_difference = old.brier.zip(new.brier);
        let mut of_kind = [0; Kind::ALL.len()];
        for kind in champion.iter().filter_map(|scored| scored.gold.kind()) {
            of_kind[kind.index()] += 1;
        }
        Duel {
            champion: Standing {
                figures: old,
                macro_f1_interval: drawn.champion,
                right: right(&champion),
            },
            challenger: Standing {
                figures: new,
                macro_f1_interval: drawn.challenger,
                right: right(&challenger),
            },
            of_kind,
            difference: difference.map(|(old, new)| new - old),
            difference_interval: drawn.difference,
            brier_difference: brier_difference.map(|(old, new)| new - old),
            brier_difference_interval: drawn.brier,
        }
    }
}

fn pair(judged: &[Judged]) -> Pair {
    let mut pair = Pair::default();
    for both in judged {
        pair.champion.add(both.champion.gold.label(), both.champion.label);
        pair.challenger.add(both.challenger.gold.label(), both.challenger.label);
        pair.squared_errors +=
            both.challenger.outcome().squared_error() - both.champion.outcome().squared_error();
    }
    pair
}

fn right(scored: &[Scored]) -> [u64; Kind::ALL.len()] {
    let mut right = [0; Kind::ALL.len()];
    for scored in scored {
        if let Some(kind) = scored.gold.kind() {
            right[kind.index()] += u64::from(scored.label == kind.label());
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred corrections of which both models say opinion with these probabilities, and of
    /// which three in four are.
    fn judged(champion: f64, challenger: f64) -> Vec<Judged> {
        let judged = (0..100).map(|place| {
            let kind = if place % 4 == 0 { Kind::Event } else { Kind::Judgement };
            let says = |probability_opinion: f64| Scored {
                group: place,
                example: 0,
                gold: Gold::Kind(kind),
                elsewhere: false,
                log_odds: 0.0,
                probability_opinion,
                label: Label::Opinion,
                kind: Kind::Judgement,
                unsure: false,
            };
            Judged {
                group: place,
                document: String::new(),
                text: String::new(),
                champion: says(champion),
                challenger: says(challenger),
            }
        });
        judged.collect()
    }

    #[test]
    fn probabilities_that_get_worse_are_an_objection_though_no_label_changes() {
        let same = judged(0.75, 0.75);
        assert!(Comparison::of(&same, &same, MARGIN).promotes());
        assert!(Comparison::of(&same, &judged(0.99, 0.75), MARGIN).promotes());
        let refused = Comparison::of(&same, &judged(0.75, 0.99), MARGIN);
        assert_eq!(refused.corrections.difference, Some(0.0));
        assert!(refused.flips.is_empty());
        assert_eq!(refused.objections.len(), 1, "{:?}", refused.objections);
        assert!(refused.objections[0].contains("Brier score rises by 0.0576"), "{refused:?}");
        // The guard loses by its labels alone.
        assert!(Comparison::of(&judged(0.75, 0.99), &same, MARGIN).promotes());
    }

    #[test]
    fn what_the_fit_of_a_line_costs_by_chance_is_no_objection() {
        // Each of 25 facts is judged worse by the same 0.0103.
        let mut facts = judged(0.51, 0.52);
        facts.retain(|both| both.champion.gold.label() == Label::Fact);
        assert!(Comparison::of(&[], &facts, MARGIN).promotes());
        // Of a hundred that is more than the fit explains.
        assert!(!Comparison::of(&[], &vec![facts; 4].concat(), MARGIN).promotes());
    }
}
