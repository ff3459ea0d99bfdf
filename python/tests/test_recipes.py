"""The recipes in examples/ are run, and say what the package says."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "examples"


def recipe(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(model, articles):
    """Sentences, each a text of its own, a null and a text without a character among them."""
    texts = [s.text for article in articles for s in model.score(article)]
    return [*texts[:100], None, *texts[100:], " "]


@pytest.fixture(scope="module")
def wanted(model, rows):
    known = [text for text in rows if text is not None]
    found = dict(zip(known, model.probability_opinion(known)))
    return [found.get(text) for text in rows]


def test_duckdb(model, rows, wanted, articles):
    pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    duck = recipe("duckdb_query")
    connection = duck.connect()
    connection.register("rows", pa.table({"n": range(len(rows)), "text": rows}))
    found = connection.sql(
        "select surmise_probability(text), surmise_label(text) from rows order by n"
    ).fetchall()
    assert [probability for probability, _ in found] == wanted
    assert [label for _, label in found] == [
        None if p is None else "opinion" if p >= 0.5 else "fact" for p in wanted
    ]
    opinions = connection.sql("select count(*) from rows where surmise_label(text) = 'opinion'")
    assert opinions.fetchall() == [(sum(p is not None and p >= 0.5 for p in wanted),)]
    connection.register("articles", pa.table({"text": articles}))
    scored = duck.sentences(connection, "from articles")
    expected = [(n, s.text, s.label) for n, a in enumerate(articles) for s in model.score(a)]
    assert scored.select("row, text, label").fetchall() == expected


def test_polars(model, rows, wanted, articles):
    pl = pytest.importorskip("polars")
    polars = recipe("polars_pipeline")
    frame = pl.DataFrame({"text": rows})
    for collected in (
        frame.with_columns(polars.scored("text").alias("found")),
        frame.lazy().with_columns(polars.scored("text").alias("found")).collect(),
    ):
        found = collected.unnest("found")
        assert found["probability_opinion"].to_list() == wanted
    scored = polars.sentences(pl.DataFrame({"id": ["a"] * len(articles), "text": articles}))
    expected = [(s.text, s.probability_opinion) for a in articles for s in model.score(a)]
    assert list(zip(scored["sentence_text"], scored["probability_opinion"])) == expected
    assert set(scored["id"]) == {"a"}


@pytest.mark.parametrize("name", ["duckdb_query", "polars_pipeline"])
def test_a_recipe_runs_as_it_stands(name):
    done = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "opinion" in done.stdout


def has_filter(program):
    """Whether the program can be a filter: one JSON line in, one out."""
    told = subprocess.run([program, "score", "--help"], capture_output=True, text=True).stdout
    return "--from" in told and "--nested" in told


def test_the_command_line_as_a_filter(model, program, articles):
    if not has_filter(program):
        pytest.skip("this build of the program has no --from and --nested")
    lines = "".join(json.dumps({"text": article}) + "\n" for article in articles)
    command = [program, "score", "--from", "jsonl", "--to", "jsonl", "--nested", "-"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(articles)
    for article, row in zip(articles, found):
        expected = [(s.text, s.label, s.probability_opinion) for s in model.score(article)]
        told = [(s["text"], s["label"], s["probability_opinion"]) for s in row["sentences"]]
        assert told == expected
    empty = subprocess.run(command, input="", capture_output=True, text=True)
    assert (empty.returncode, empty.stdout) == (0, "")


def test_a_line_that_is_no_article_keeps_its_place(model, program, articles):
    if not has_filter(program):
        pytest.skip("this build of the program has no --from and --nested")
    good = json.dumps({"text": articles[0]})
    command = [program, "score", "--from", "jsonl", "--to", "jsonl", "--nested", "-"]
    done = subprocess.run(
        command, input=f"{good}\n{{not json\n{good}\n", capture_output=True, text=True
    )
    assert done.returncode != 0
    first, wrong, last = map(json.loads, done.stdout.splitlines())
    assert wrong["error"] and first["error"] is None is last["error"]
    assert len(first["sentences"]) == len(last["sentences"]) == len(model.score(articles[0]))


def test_gnu_parallel_keeps_the_order(program, articles):
    if not shutil.which("parallel"):
        pytest.skip("GNU parallel is not installed")
    if not has_filter(program):
        pytest.skip("this build of the program has no --from and --nested")
    lines = "".join(json.dumps({"text": article}) + "\n" for article in articles * 50)
    alone = subprocess.run(
        [program, "score", "--from", "jsonl", "--to", "jsonl", "--nested", "-"],
        input=lines, capture_output=True, text=True, check=True,
    ).stdout
    done = subprocess.run(
        ["bash", str(FOLDER / "parallel_filter.sh")],
        input=lines,
        capture_output=True,
        text=True,
        env={**os.environ, "SURMISE": program},
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line)["sentences"] for line in done.stdout.splitlines()]
    assert told == [json.loads(line)["sentences"] for line in alone.splitlines()]
