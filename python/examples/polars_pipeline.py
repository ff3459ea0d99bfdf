"""Polars: an expression for columns of sentences, and a frame of sentences from articles.

    python polars_pipeline.py

Needs polars alone.
"""

import polars as pl

import surmise

model = surmise.load()

SCORED = pl.Struct(
    {
        "label": pl.String,
        "kind": pl.String,
        "probability_opinion": pl.Float64,
        "unsure": pl.Boolean,
        "error": pl.String,
    }
)


def scored(text):
    """An expression: a struct for each text, which is one sentence, whatever stands in it."""

    def score(column):
        rows = pl.DataFrame(model.score_arrow(column, shape="one", contributions=False))
        return rows.to_struct(column.name)

    return pl.col(text).map_batches(score, return_dtype=SCORED)


def sentences(frame, text="text"):
    """Articles → one row a sentence, with the other columns of its article."""
    found = pl.DataFrame(model.score_arrow(frame, text)).rename({"text": "sentence_text"})
    articles = frame.drop(text).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return articles.join(found, on="row", how="inner", maintain_order="right").drop("row")


if __name__ == "__main__":
    news = pl.DataFrame(
        {"text": ["The council approved the budget by 7 votes to 4.", "It was a shameful evening.", None]}
    )
    print(news.lazy().with_columns(scored("text").alias("surmise")).unnest("surmise").collect())
    articles = pl.DataFrame({"id": [7], "text": [" ".join(news["text"].drop_nulls())]})
    print(sentences(articles))
