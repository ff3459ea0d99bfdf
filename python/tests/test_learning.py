"""From labelled rows to a model, to its figures, and to a better one."""

import csv
import random
import subprocess

import pytest

import surmise
from surmise import _surmise
from surmise._rows import gather


@pytest.fixture(scope="module")
def own(labelled):
    return surmise.train(labelled)


def test_rows_in_any_order_and_any_container_train_one_model(labelled, own):
    pd, pl, pa = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    mixed = labelled[:]
    random.Random(1).shuffle(mixed)
    names = ["text", "kind", "article", "place"]
    columns = {name: list(column) for name, column in zip(names, zip(*mixed))}
    asked = {"label": "kind", "document": "article", "sentence": "place"}
    data = own.to_bytes()
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns), columns):
        assert surmise.train(frame, **asked).to_bytes() == data
    rows = [dict(zip(names, row)) for row in mixed]
    assert surmise.train(rows, **asked).to_bytes() == data
    assert own.provenance["sentences"] == len(labelled)


def test_the_command_line_trains_the_same_model(labelled, program, own, tmp_path):
    path = tmp_path / "labels.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "kind", "document", "place"])
        writer.writerows(sorted(labelled, key=lambda row: (row[2], row[3])))
    model = tmp_path / "own.model"
    subprocess.run([program, "train", "--data", str(path), "-o", str(model)], check=True)
    assert model.read_bytes() == own.to_bytes()


def test_training_in_shards_gives_the_same_model(labelled, own):
    shards = [[] for _ in range(3)]
    for row in labelled:
        shards[sum(map(ord, row[2])) % 3].append(row)
    shards = [gather(rows) for rows in shards]
    words = sorted(set().union(*map(_surmise.common_words, shards)))
    tally = _surmise.Tally()
    for shard in shards:
        tally.add(_surmise.Tally(shard, words).to_bytes())
    plan = _surmise.Plan.from_bytes(_surmise.Plan(tally, words).to_bytes())
    assert plan.model([plan.scored(shard) for shard in shards]).to_bytes() == own.to_bytes()
    with pytest.raises(surmise.SurmiseError, match="one version of surmise on all machines"):
        _surmise.Plan.from_bytes(b"\xff\xff")
    with pytest.raises(surmise.SurmiseError, match="expected the same rows in both rounds"):
        plan.model([plan.scored(shards[0])])


def test_rows_that_cannot_be_learned_from_are_named():
    with pytest.raises(surmise.SurmiseError, match='row 1: unknown label "opnion"'):
        surmise.train([("It rained.", "fact"), ("It was bad.", "opnion")])
    with pytest.raises(surmise.SurmiseError, match="row 0: found no text"):
        surmise.train([(" ", "fact")])
    with pytest.raises(surmise.SurmiseError, match="every label at least once"):
        surmise.train([("It rained.", "fact"), ("It snowed.", "event")])
    with pytest.raises(surmise.SurmiseError, match="nothing to learn from"):
        surmise.train([])
    with pytest.raises(KeyError, match="no column 'label'; found .'text', 'kind'"):
        surmise.train({"text": ["It rained."], "kind": ["fact"]})
    with pytest.raises(TypeError, match="row 0: found None in column 'text'"):
        surmise.train({"text": [None], "label": ["fact"]})
    with pytest.raises(ValueError, match="expected one length"):
        surmise.train({"text": ["It rained."], "label": []})
    with pytest.raises(ValueError, match="row 0: found 1 fields"):
        surmise.train([("It rained.",)])
    with pytest.raises(TypeError, match="one string"):
        surmise.train("It rained.")


def test_an_evaluation_gives_the_figures(own, labelled):
    figures = own.evaluate(labelled)
    assert figures["n"] == len(labelled) == sum(map(sum, figures["confusion"]))
    low, high = figures["macro_f1_interval"]
    assert 0.8 < low <= figures["macro_f1"] <= high <= 1
    assert figures["kinds"] == ["event", "statement", "judgement", "speculation", "appeal"]
    facts = [row for row in labelled if row[1] in ("fact", "event", "statement")]
    assert own.evaluate(facts)["auc"] is None
    assert own.evaluate([])["macro_f1"] is None


def test_a_correction_changes_what_the_model_says(own, labelled):
    text = "The skippers of Bodrovo waited nine hours, and nobody so much as shrugged."
    before = own.score(text)[0].label
    other = "opinion" if before == "fact" else "fact"
    retrained = own.retrain([(text, other)], base=labelled)
    [after] = retrained.model.score(text)
    assert (after.label, after.corrected, after.unsure) == (other, other, False)
    assert retrained.model.id != own.id
    comparison = retrained.comparison
    assert retrained.promotes == (comparison["objections"] == [])
    assert comparison["figures"]["guard"]["n"] == len(labelled)
    with pytest.raises(surmise.SurmiseError, match="no corrections"):
        own.retrain([], base=labelled)
    with pytest.raises(surmise.SurmiseError, match='order "random walk"'):
        own.retrain([(text, other)], base=labelled, order="random walk")
