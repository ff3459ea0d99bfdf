//! Training shard by shard gives the model of training on all at once, to the last bit.

use surmise::learn::corpus::Corpus;
use surmise::learn::shard::{Plan, Tally};
use surmise::learn::train::{Settings, common_words, train};
use surmise::learn::unordered::{Row, corpus};

/// A third of the shipped corpus as rows, in an order that nobody would choose.
fn rows() -> Vec<Row> {
    let shipped = Corpus::embedded().expect("the program's own corpus");
    let mut rows = Vec::new();
    for group in shipped.groups.iter().step_by(3) {
        for (place, example) in (0..).zip(&group.examples) {
            // Some rows have no document, some no place in it.
            let document = (place % 7 != 3).then(|| group.document.clone());
            let sentence = group.document.ends_with('1').then_some(place);
            let text = example.text.clone();
            rows.push(Row { document, sentence, text, gold: example.gold });
        }
    }
    rows.sort_by_key(|row| row.text.len());
    rows
}

#[test]
fn a_model_trained_in_shards_is_the_model_trained_at_once() {
    let cues = Corpus::embedded().expect("the program's own corpus").cues;
    let whole =
        train(&corpus(rows(), cues.clone()), Settings::default()).expect("it can be learned");

    let mut shards = vec![Vec::new(); 4];
    for row in rows() {
        let shard = row.document_id().bytes().map(usize::from).sum::<usize>() % shards.len();
        shards[shard].push(row);
    }
    // The last shard is empty, as partitions are.
    shards.push(Vec::new());
    let shards: Vec<Corpus> =
        shards.into_iter().rev().map(|rows| corpus(rows, cues.clone())).collect();
    let mut words: Vec<String> = shards.iter().flat_map(common_words).collect();
    words.sort();
    words.dedup();
    let mut tally = Tally::default();
    for shard in &shards {
        tally.add(Tally::of(shard, &words));
    }
    let plan = Plan::new(tally, words, cues, Settings::default());
    let scored = shards.iter().map(|shard| plan.scored(shard)).collect();
    let model = plan.model(scored).expect("it can be learned");

    assert_eq!(model.id, whole.id);
    assert!(model.to_bytes().expect("a model") == whole.to_bytes().expect("a model"));
}

#[test]
fn a_document_that_two_shards_hold_is_refused() {
    let cues = Corpus::embedded().expect("the program's own corpus").cues;
    let shard = corpus(rows().into_iter().take(40).collect(), cues.clone());
    let words = common_words(&shard);
    let mut tally = Tally::of(&shard, &words);
    tally.add(Tally::of(&shard, &words));
    let plan = Plan::new(tally, words, cues, Settings::default());
    let refused = plan.model(vec![plan.scored(&shard), plan.scored(&shard)]).err();
    let refused = refused.expect("it is split").to_string();
    assert!(
        refused.ends_with("stands in two shards; expected each document whole in one"),
        "{refused}"
    );
}
