"""surmise inside a real Spark: two executors of one core, each a process of its own."""

import hashlib
import json
import os
import signal
import subprocess
import sys

import pytest

import surmise

pyspark = pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")
if not os.environ.get("SURMISE_SPARK") and "--long" not in sys.argv:
    pytest.skip("starts a cluster; run with --long or SURMISE_SPARK=1", allow_module_level=True)

import surmise.spark  # noqa: E402


@pytest.fixture(scope="session")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
    os.environ.setdefault("SPARK_SCALA_VERSION", "2.13")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        pyspark.sql.SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("surmise")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.task.maxFailures", "8")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "5000")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def sentences(model, articles):
    """Texts that the splitter leaves whole, so that every road scores one sentence a row."""
    found = [s.text for article in articles for s in model.score(article)]
    return [text for text in dict.fromkeys(found) if [s.text for s in model.score(text)] == [text]]


def test_articles_become_sentence_rows(spark, model, articles):
    rows = [(number, text) for number, text in enumerate([*articles, None, ""])]
    frame = spark.createDataFrame(rows, "id int, text string").repartition(3)
    scored = surmise.spark.score_sentences(frame, "text")
    got = sorted((tuple(row) for row in scored.collect()), key=lambda row: (row[0], row[1] or 0))
    wanted = []
    for number, text in rows[:-2]:
        for place, s in enumerate(model.score(text), 1):
            contributions = [tuple(c) for c in s.contributions]
            wanted.append(
                (number, place, s.start, s.end, s.role, s.label, s.kind, s.probability_opinion,
                 s.unsure, contributions, s.text, None)
            )
    wanted.append((len(rows) - 2, *[None] * 11))
    got = [(*row[:9], [tuple(c) for c in row[9]] if row[9] is not None else None, *row[10:]) for row in got]
    assert got == wanted


def test_a_column_of_sentences_is_labelled_in_place(spark, model, articles):
    texts = sentences(model, articles)
    frame = spark.createDataFrame([(text,) for text in [*texts, None]], "text string")
    column = surmise.spark.score_column("text", contributions=True)
    got = {row.text: row.scored for row in frame.withColumn("scored", column).collect()}
    assert got.pop(None).label is None
    for text in texts:
        [wanted] = model.score(text)
        found = got[text]
        assert found.probability_opinion == wanted.probability_opinion
        assert (found.label, found.kind, found.unsure) == (wanted.label, wanted.kind, wanted.unsure)
        assert [tuple(c) for c in found.contributions] == [tuple(c) for c in wanted.contributions]


def test_training_on_a_cluster_gives_the_local_model(spark, labelled):
    local = surmise.train(labelled)
    schema = "text string, label string, document string, sentence int"
    frame = spark.createDataFrame(labelled[::-1], schema)
    for parts in (1, 5):
        trained = surmise.spark.train(
            frame.repartition(parts), document="document", sentence="sentence"
        )
        assert trained.id == local.id
        assert trained.to_bytes() == local.to_bytes()


def test_rows_without_a_document_train_the_local_model_too(spark, labelled):
    rows = [(text, label) for text, label, _, _ in labelled]
    local = surmise.train(rows)
    frame = spark.createDataFrame(rows[::-1], "text string, label string")
    assert surmise.spark.train(frame).to_bytes() == local.to_bytes()


def kill_once(marker):
    """Passes batches on; the first task that sees the third row's batch kills its executor."""

    # Inside, so that workers need not import this file.
    def java_above(pid):
        """The nearest Java process among the parents of a process: the executor."""
        while pid > 1:
            with open(f"/proc/{pid}/stat") as file:
                stat = file.read()
            name = stat[stat.index("(") + 1 : stat.rindex(")")]
            if name == "java":
                return pid
            pid = int(stat[stat.rindex(")") + 2 :].split()[1])
        raise AssertionError("a Spark worker has an executor above it")

    def kill(batches):
        for batch in batches:
            if "kill me" in batch.column("note").to_pylist():
                try:
                    os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    pass
                else:
                    os.kill(java_above(os.getppid()), signal.SIGKILL)
            yield batch

    return kill


def rows_of(spark, texts, count):
    """``count`` rows that go round and round through ``texts``; one of them kills."""
    from pyspark.sql import functions as F

    known = spark.createDataFrame(list(enumerate(texts)), "place long, text string")
    note = F.when(F.col("id") == count // 2, "kill me").otherwise("")
    rows = spark.range(0, count, numPartitions=8)
    rows = rows.withColumn("place", F.col("id") % len(texts)).withColumn("note", note)
    return rows.join(F.broadcast(known), "place").select("id", "place", "note", "text")


def job_with_a_killed_executor(spark, model, texts, count, folder):
    """Scores ``count`` rows, an executor dying on the way; checks every row."""
    from pyspark.sql import functions as F

    marker = str(folder / "killed")
    frame = rows_of(spark, texts, count)
    frame = frame.mapInArrow(kill_once(marker), frame.schema)
    scored = surmise.spark.score_sentences(frame, "text", contributions=False)
    # Written, so that tasks which ran on the dead executor's disk run again.
    out = str(folder / "scored.parquet")
    scored.write.parquet(out)
    assert os.path.exists(marker), "the executor was not killed"
    found = spark.read.parquet(out)
    assert found.count() == count
    assert found.select("id").distinct().count() == count
    kept = found.groupBy("place", "label", "kind", "probability_opinion", "unsure").agg(
        F.count("*").alias("n"), F.countDistinct("id").alias("ids")
    )
    kept = {row.place: row for row in kept.collect()}
    assert len(kept) == len(texts)
    for place, text in enumerate(texts):
        [wanted] = model.score(text)
        row = kept[place]
        assert row.probability_opinion == wanted.probability_opinion
        assert (row.label, row.kind, row.unsure) == (wanted.label, wanted.kind, wanted.unsure)
        assert row.n == row.ids == len(range(place, count, len(texts)))


def test_a_killed_executor_costs_no_row(spark, model, articles, tmp_path):
    job_with_a_killed_executor(spark, model, sentences(model, articles), 20_000, tmp_path)


@pytest.mark.long
def test_a_million_rows_and_a_killed_executor(spark, model, articles, tmp_path):
    job_with_a_killed_executor(spark, model, sentences(model, articles), 1_000_000, tmp_path)


def test_spark_says_what_the_command_line_says(spark, model, articles, program, tmp_path):
    texts = sentences(model, articles)
    for number, text in enumerate(texts):
        (tmp_path / f"{number:05}.txt").write_text(text)
    told = subprocess.run(
        [program, "score", str(tmp_path), "--to", "jsonl"], check=True, capture_output=True, text=True
    ).stdout
    told = {row["text"]: row for row in map(json.loads, told.splitlines())}
    frame = spark.createDataFrame([(text,) for text in texts], "text string")
    got = surmise.spark.score_sentences(frame, "text").collect()
    assert len(got) == len(texts) == len(told)
    for row in got:
        wanted = told[row.sentence_text]
        assert row.probability_opinion == wanted["probability_opinion"]
        assert (row.label, row.kind, row.unsure) == (wanted["label"], wanted["kind"], wanted["unsure"])
        assert [(c.word, c.weight, c.what) for c in row.contributions] == [
            (e["word"], e["weight"], e["what"]) for e in wanted["evidence"]
        ]


def test_the_model_is_read_once_a_worker_process(spark):
    """Cached by the hash of its bytes: two jobs, one model."""
    carried = surmise.spark._carried_model(spark, None)
    key = hashlib.sha256(surmise.load().to_bytes()).hexdigest()
    assert carried.key == key

    def seen(batches):
        for batch in batches:
            first, second = carried.model(), carried.model()
            yield pa.RecordBatch.from_arrays([pa.array([first is second])], names=["same"])

    frame = spark.range(4, numPartitions=4).mapInArrow(seen, "same boolean")
    assert {row.same for row in frame.collect()} == {True}
