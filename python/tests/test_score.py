"""Texts in, sentences out."""

import gc
import json
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import surmise

TEXT = "The council approved the budget by 7 votes to 4. It was a shameful evening."


def test_a_text_becomes_sentences(model):
    first, second = model.score(TEXT)
    assert (first.label, first.kind, first.unsure) == ("fact", "event", False)
    assert (second.label, second.kind) == ("opinion", "judgement")
    assert first.text == TEXT[first.start : first.end]
    assert second.contributions[0].word == "shameful"
    assert second.contributions[0].what == "blame"
    assert second.contributions[0].weight > 0
    assert 0 <= first.probability_opinion < 0.5 <= second.probability_opinion <= 1


def test_offsets_count_characters(model):
    text = "“Größe 😀 naïve,” said Zoë.\nPerhaps 日本 it may have been an awful évening."
    sentences = model.score(text)
    assert len(sentences) > 1
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        for found in sentence.contributions:
            assert text[found.start : found.end] == found.word
    assert any(sentence.contributions for sentence in sentences)


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "x", "." * 10_000, "a" * 100_000, "\ufeff", "🎌" * 50])
def test_any_text_is_scored(model, text):
    for sentence in model.score(text):
        assert text[sentence.start : sentence.end] == sentence.text


def test_a_lone_surrogate_is_refused_and_not_scored(model):
    with pytest.raises(UnicodeEncodeError):
        model.score("bad \ud800 text")


def test_what_is_no_text_is_refused(model):
    for wrong in (None, 3, b"bytes"):
        with pytest.raises(TypeError):
            model.score(wrong)
    with pytest.raises(TypeError, match="score takes one"):
        model.score_many("one string")


def test_settings_out_of_range_are_named(model):
    with pytest.raises(surmise.SurmiseError, match="context -1; expected 0 to 10"):
        model.score(TEXT, context=-1)
    with pytest.raises(surmise.SurmiseError, match="expect_opinion 1; expected a share"):
        model.score(TEXT, expect_opinion=1.0)
    with pytest.raises(surmise.SurmiseError, match="threads 0; expected 1 or more"):
        model.score_many([TEXT], threads=0)
    with pytest.raises(surmise.SurmiseError, match="context"):
        model.score(TEXT, context=float("nan"))


def test_context_and_expectation_move_the_probability(model):
    plain = [s.probability_opinion for s in model.score(TEXT)]
    alone = [s.probability_opinion for s in model.score(TEXT, context=0)]
    rare = [s.probability_opinion for s in model.score(TEXT, expect_opinion=0.05)]
    assert plain != alone
    assert all(less < more for less, more in zip(rare, plain))


def test_many_texts_are_scored_like_each(model, articles):
    texts = articles * 20
    each = [model.score(text) for text in texts]
    for threads in (1, 2, 7, None):
        assert model.score_many(texts, threads=threads) == each
    assert model.score_many(iter([TEXT, None, ""])) == [model.score(TEXT), None, []]
    assert model.score_many([]) == []


def test_sentences_that_somebody_else_found(model):
    cut = TEXT.index(" It was") + 1
    spans = [(0, cut - 1), (cut, len(TEXT))]
    assert [s[:8] for s in model.score_spans(TEXT, spans)] == [s[:8] for s in model.score(TEXT)]
    text = "Zoë said so.It rained."
    assert [s.text for s in model.score_spans(text, [(0, 12), (12, 22)])] == ["Zoë said so.", "It rained."]
    for wrong in ([(0, 99)], [(5, 3)], [(4, 9), (2, 5)], [(3, 3)]):
        with pytest.raises(surmise.SurmiseError, match="expected spans in order"):
            model.score_spans(TEXT, wrong)


def test_the_global_lock_is_released(model, articles):
    """Another thread runs while a batch is scored on one thread."""
    turns, done = 0, threading.Event()

    def score():
        model.score_many(articles * 400, threads=1)
        done.set()

    worker = threading.Thread(target=score)
    worker.start()
    while not done.is_set():
        turns += 1
        time.sleep(0.001)
    worker.join()
    assert turns > 10


def test_a_model_is_one_value(model, tmp_path):
    data = model.to_bytes()
    path = tmp_path / "own.model"
    path.write_bytes(data)
    for again in (surmise.load(data), surmise.load(path), surmise.load(str(path)), pickle.loads(pickle.dumps(model))):
        assert (again.id, again.to_bytes()) == (model.id, data)
    assert model.provenance["sentences"] > 10_000
    assert model.id in repr(model)


def test_a_damaged_model_is_refused_in_words(model, tmp_path):
    data = model.to_bytes()
    with pytest.raises(surmise.SurmiseError, match="the bytes: not a model file"):
        surmise.load(b"PK")
    with pytest.raises(surmise.SurmiseError, match="altered|cut off"):
        surmise.load(data[:-7])
    with pytest.raises(surmise.SurmiseError, match="cannot read"):
        surmise.load(tmp_path / "absent.model")
    with pytest.raises(TypeError):
        surmise.load(3)


def test_results_pickle_and_become_dictionaries(model):
    sentences = model.score(TEXT)
    assert pickle.loads(pickle.dumps(sentences)) == sentences
    assert sentences[0]._asdict()["label"] == "fact"


def test_python_says_what_the_command_line_says(model, program, articles):
    folder = Path(__file__).resolve().parents[2] / "examples"
    command = [program, "score", str(folder), "--to", "jsonl"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = [json.loads(line) for line in told.splitlines()]
    found = [sentence for article in articles for sentence in model.score(article)]
    assert len(found) == len(told) > 200
    for sentence, row in zip(found, told):
        for field in ("text", "role", "label", "kind", "probability_opinion", "unsure"):
            assert getattr(sentence, field) == row[field]
        assert [(c.word, c.weight, c.what) for c in sentence.contributions] == [
            (e["word"], e["weight"], e["what"]) for e in row["evidence"]
        ]
    assert {row["model"] for row in told} == {model.id}


def test_scoring_leaks_nothing(model, articles):
    resource = pytest.importorskip("resource")
    model.score_many(articles * 20)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(30):
        model.score_many(articles * 20)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000 * (1024 if sys.platform == "darwin" else 1)


def test_the_readme_example_runs(capsys):
    page = (Path(__file__).resolve().parents[1] / "README.md").read_text()
    code = page.split("```python\n")[1].split("```")[0]
    exec(compile(code, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["fact", "opinion"]
    assert "shameful" in lines[1].split("(")[1]
