"""Do all roads say the same? 100,000 sentences by the command line, Python, Polars, DuckDB and Spark.

    python benches/agree.py NEWS.txt.gz SURMISE [COUNT]

SURMISE is the command line program. Each text is a document of one sentence, so that context has
no part in it. Compared to the last bit: label, kind, probability, unsure. Printed: the rows that
differ from the command line's (expected: 0), and wall-clock and CPU seconds end to end as they
are, start-up included.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pyarrow as pa

import surmise
from texts import sentences

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))
FIELDS = ("label", "kind", "probability_opinion", "unsure")


def cpu():
    """CPU seconds of this process and of its children that ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def by_command_line(texts, program):
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:07}.txt").write_text(text, encoding="utf-8")
        start, spent = time.perf_counter(), cpu()
        told = subprocess.run(
            [program, "score", folder, "--to", "jsonl"], check=True, capture_output=True
        ).stdout
        seconds = time.perf_counter() - start, cpu() - spent
    rows = [json.loads(line) for line in told.splitlines()]
    assert [int(Path(row["document"]).stem) for row in rows] == list(range(len(texts)))
    return [tuple(row[field] for field in FIELDS) for row in rows], seconds


def by_python(texts):
    model = surmise.load()
    scored = model.score_many(texts)
    return [tuple(getattr(one, field) for field in FIELDS) for [one] in scored]


def by_polars(texts):
    from polars_pipeline import scored

    frame = pl.DataFrame({"text": texts}).lazy().with_columns(scored("text").alias("s"))
    return frame.unnest("s").select(FIELDS).collect().rows()


def by_duckdb(texts):
    from duckdb_query import connect, model

    connection = connect()
    connection.register("texts", pa.table({"n": range(len(texts)), "text": texts}))
    rows = connection.sql(
        "select surmise_label(text), surmise_probability(text) from texts order by n"
    ).fetchall()
    # SQL has the label and the probability; the other two from the article road.
    connection.register("alone", pa.table({"text": texts}))
    rest = pa.table(model.score_arrow(connection.sql("from alone"), contributions=False))
    rest = zip(rest["kind"].to_pylist(), rest["unsure"].to_pylist())
    return [(label, kind, p, unsure) for (label, p), (kind, unsure) in zip(rows, rest)]


def by_spark(texts):
    import pyspark.sql

    import surmise.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = pyspark.sql.SparkSession.builder.master("local[2]")
    spark = builder.config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    frame = spark.createDataFrame(pl.DataFrame({"n": range(len(texts)), "text": texts}).to_arrow())
    scored = surmise.spark.score_sentences(frame.repartition(8), "text", contributions=False)
    rows = scored.orderBy("n").select(*FIELDS).collect()
    spark.stop()
    return [tuple(row) for row in rows]


def main(path, program, count=100_000):
    texts, distinct = sentences(path, count)
    print(f"{len(texts):,} sentences, {distinct:,} of them different")
    wanted, (seconds, spent) = by_command_line(texts, program)
    print(f"{'command line':14}{seconds:8.1f} s{spent:8.1f} s CPU")
    agreed = True
    for road in (by_python, by_polars, by_duckdb, by_spark):
        start, spent = time.perf_counter(), cpu()
        found = road(texts)
        seconds, spent = time.perf_counter() - start, cpu() - spent
        assert len(found) == len(wanted), f"{road.__name__}: {len(found)} rows"
        differ = sum(ours != theirs for ours, theirs in zip(found, wanted))
        agreed &= differ == 0
        name = road.__name__.removeprefix("by_")
        print(f"{name:14}{seconds:8.1f} s{spent:8.1f} s CPU   {differ} differ", flush=True)
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
