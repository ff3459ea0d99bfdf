"""surmise inside Spark: Arrow in, Arrow out, the same labels to the last bit.

>>> import surmise.spark
>>> sentences = surmise.spark.score_sentences(articles, "text")          # doctest: +SKIP
>>> labelled = surmise.spark.score_column(rows, "sentence")              # doctest: +SKIP

The model goes to the executors once, as bytes, and each Python worker reads it once. A worker
scores on one thread, because Spark gives each task a core. Every executor needs the packages
``surmise`` and ``pyarrow``.
"""

import hashlib

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql import types as T

from . import _surmise

__all__ = ["score_column", "score_sentences", "train"]

_CONTRIBUTIONS = T.ArrayType(
    T.StructType(
        [
            T.StructField("word", T.StringType()),
            T.StructField("weight", T.DoubleType()),
            T.StructField("start", T.LongType()),
            T.StructField("end", T.LongType()),
            T.StructField("what", T.StringType()),
        ]
    )
)

#: Models and plans that this worker process has read, by the hash of their bytes. A job has
#: one or two; more than a few means that a long session went through many.
_READ = {}
_MOST_READ = 4


def _once(key, read):
    """What ``read`` gives, kept in this process under ``key``."""
    if key not in _READ:
        while len(_READ) >= _MOST_READ:
            _READ.pop(next(iter(_READ)))
        _READ[key] = read()
    return _READ[key]


class _Carried:
    """Bytes that every worker needs: broadcast where Spark can, else in the closure."""

    def __init__(self, spark, data):
        self.key = hashlib.sha256(data).hexdigest()
        try:
            context = spark.sparkContext
        except (AttributeError, NotImplementedError):  # Spark Connect has none.
            context = None
        self.broadcast = context.broadcast(data) if context is not None else None
        self.data = data if context is None else None

    def value(self):
        return self.data if self.broadcast is None else self.broadcast.value

    def model(self):
        return _once(self.key, lambda: _surmise.load(self.value()))

    def plan(self):
        return _once(self.key, lambda: _surmise.Plan.from_bytes(self.value()))


def _carried_model(spark, model):
    return _Carried(spark, (model or _surmise.load()).to_bytes())


def _fields(contributions, placed):
    fields = []
    if placed:
        fields += [
            T.StructField("sentence", T.IntegerType()),
            T.StructField("start", T.LongType()),
            T.StructField("end", T.LongType()),
            T.StructField("role", T.StringType()),
        ]
    fields += [
        T.StructField("label", T.StringType()),
        T.StructField("kind", T.StringType()),
        T.StructField("probability_opinion", T.DoubleType()),
        T.StructField("unsure", T.BooleanType()),
    ]
    if contributions:
        fields.append(T.StructField("contributions", _CONTRIBUTIONS))
    return fields


def score_sentences(
    df, text="text", *, model=None, contributions=True, context=1.0, expect_opinion=None
):
    """Scores articles: one row a sentence.

    Args:
        df: A Spark data frame with one article a row.
        text: Its column of the articles' texts.
        model: A ``surmise.Model``; the shipped one by default.
        contributions: Whether the words that decided are wanted.
        context: The weight of an article's other sentences, 0 to 10.
        expect_opinion: The share of opinion in the text at hand, where it is known.

    Returns:
        A data frame with all other columns of ``df``, repeated for each sentence, and
        ``sentence`` (its number in its article, from 1), ``start`` and ``end`` (characters),
        ``role``, ``label``, ``kind``, ``probability_opinion``, ``unsure``, ``contributions``,
        ``sentence_text`` and ``error``. An article without a sentence gives no row; a null or
        refused one gives one row of nulls, the latter with its ``error``.
    """
    spark = df.sparkSession
    carried = _carried_model(spark, model)
    others = [name for name in df.columns if name != text]
    new = _fields(contributions, placed=True) + [
        T.StructField("sentence_text", T.StringType()),
        T.StructField("error", T.StringType()),
    ]
    if text not in df.columns:
        raise KeyError(f"no column {text!r}; found {df.columns}")
    twice = sorted({field.name for field in new} & set(others))
    if twice:
        raise ValueError(f"columns {twice} stand in the data frame already; rename them")
    schema = T.StructType([df.schema[name] for name in others] + new)
    options = {
        "contributions": contributions,
        "context": context,
        "expect_opinion": expect_opinion,
        "threads": 1,
    }

    def score(batches):
        model = carried.model()
        for batch in batches:
            scored = pa.table(model.score_arrow(batch, text, **options)).combine_chunks()
            rows = scored.column("row")
            kept = pa.Table.from_batches([batch]).select(others).take(rows)
            columns = list(kept.columns) + list(scored.columns)[1:]
            names = others + ["sentence_text" if n == "text" else n for n in scored.column_names[1:]]
            yield from pa.table(columns, names=names).to_batches()

    return df.mapInArrow(score, schema)


def score_column(text="text", *, model=None, spark=None, contributions=False, expect_opinion=None):
    """A column for texts that are one sentence each, whatever stands in them.

    Args:
        text: The column of the sentences: its name, or a ``Column``.
        model: A ``surmise.Model``; the shipped one by default.
        spark: The session; the active one by default.
        contributions: Whether the words that decided are wanted.
        expect_opinion: The share of opinion in the text at hand, where it is known.

    Returns:
        A ``Column`` of structs: ``label``, ``kind``, ``probability_opinion``, ``unsure``,
        ``contributions`` if they are wanted, ``error``. For a null all are null.
    """
    from pyspark.sql import SparkSession

    spark = spark or SparkSession.getActiveSession()
    if spark is None:
        raise RuntimeError("no Spark session is active; give one with spark=")
    carried = _carried_model(spark, model)
    kind = T.StructType(
        _fields(contributions, placed=False) + [T.StructField("error", T.StringType())]
    )
    options = {
        "shape": "one",
        "contributions": contributions,
        "expect_opinion": expect_opinion,
        "threads": 1,
    }

    def scored(texts):
        return pa.table(carried.model().score_arrow(texts, **options)).combine_chunks()

    if hasattr(F, "arrow_udf"):

        def by_arrow(texts: pa.Array) -> pa.Array:
            table = scored(texts)
            columns = [column.combine_chunks() for column in table.columns]
            columns = [c.chunk(0) if isinstance(c, pa.ChunkedArray) else c for c in columns]
            return pa.StructArray.from_arrays(columns, names=table.column_names)

        return F.arrow_udf(by_arrow, kind)(text)

    import pandas as pd

    def by_pandas(texts: pd.Series) -> pd.DataFrame:
        return scored(pa.array(texts, pa.string(), from_pandas=True)).to_pandas()

    return F.pandas_udf(by_pandas, kind)(text)


def train(df, *, text="text", label="label", document=None, sentence=None):
    """Trains a model on a labelled data frame, shard by shard.

    The model is that of ``surmise.train`` on the same rows, byte for byte, however they are
    spread and in whatever order. Three rounds over the data add up what the shards hold: words
    in lower case, class counts of each fold, cross-validated scores. The driver holds the
    counts of every feature, and once the texts themselves, whose hash the model carries.

    Args:
        df: A data frame with one labelled sentence a row.
        text: The column of the sentences.
        label: The column of the labels or kinds.
        document: The column of the documents' ids, if there is one.
        sentence: The column of the sentence's number in its document, if there is one.

    Returns:
        surmise.Model: On the driver.
    """
    from pyspark import StorageLevel

    columns = [F.col(text).cast("string").alias("text"), F.col(label).cast("string").alias("label")]
    columns += [(F.col(document) if document else F.lit(None)).cast("string").alias("document")]
    columns += [(F.col(sentence) if sentence else F.lit(None)).cast("bigint").alias("sentence")]
    # A document is never split: its sentences are read in order, and held out together.
    rows = df.select(*columns).repartition(F.coalesce("document", "text"))
    rows = rows.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        words = sorted(set().union(*(w.split("\n") for w in _from_each(rows, _words, str))) - {""})
        carried = _Carried(df.sparkSession, "\n".join(words).encode())
        tally = _surmise.Tally()
        for counts in _from_each(rows, lambda table: _tally(table, carried), bytes):
            tally.add(counts)
        plan = _surmise.Plan(tally, words)
        carried = _Carried(df.sparkSession, plan.to_bytes())
        scored = _from_each(rows, lambda table: _scored(table, carried), bytes)
        return plan.model(list(scored))
    finally:
        rows.unpersist()


def _from_each(rows, work, kind):
    """What ``work`` gives for each shard that holds anything."""
    arrow = pa.string() if kind is str else pa.binary()

    def of_shard(batches):
        batches = [batch for batch in batches if batch.num_rows]
        if batches:
            found = work(pa.Table.from_batches(batches))
            yield pa.RecordBatch.from_arrays([pa.array([found], arrow)], names=["found"])

    schema = "found string" if kind is str else "found binary"
    return [kind(row.found) for row in rows.mapInArrow(of_shard, schema).collect()]


def _gathered(table):
    from ._rows import gather

    return gather(table, "text", "label", "document", "sentence")


def _words(table):
    return "\n".join(_surmise.common_words(_gathered(table)))


def _tally(table, carried):
    words = _once(carried.key, lambda: carried.value().decode().split("\n"))
    return _surmise.Tally(_gathered(table), words).to_bytes()


def _scored(table, carried):
    return carried.plan().scored(_gathered(table))
