"""DuckDB: a function in SQL for columns of sentences, and a table of sentences from articles.

    python duckdb_query.py

Needs duckdb and pyarrow.
"""

import duckdb
import pyarrow as pa

import surmise

model = surmise.load()


def probability_opinion(texts):
    """One number a text; each is one sentence, whatever stands in it."""
    scored = model.score_arrow(texts, shape="one", contributions=False).to_pyarrow()
    return scored["probability_opinion"].combine_chunks()


def label(texts):
    scored = model.score_arrow(texts, shape="one", contributions=False).to_pyarrow()
    return scored["label"].combine_chunks()


def connect(path=":memory:"):
    """A connection in which SQL knows `surmise_probability` and `surmise_label`."""
    connection = duckdb.connect(path)
    for name, function, kind in (
        ("surmise_probability", probability_opinion, "DOUBLE"),
        ("surmise_label", label, "VARCHAR"),
    ):
        # Vectors of texts go over as Arrow arrays. A null gives a null, and so does a text of
        # white space alone, which DuckDB must be told of.
        connection.create_function(
            name, function, ["VARCHAR"], kind, type="arrow", null_handling="special"
        )
    return connection


def sentences(connection, query, text_column="text"):
    """Articles of a query → a relation with one row a sentence; `row` counts articles from 0."""
    table = connection.sql(query).to_arrow_table()
    scored = model.score_arrow(table, text_column).to_pyarrow()
    return connection.from_arrow(scored)


if __name__ == "__main__":
    connection = connect()
    connection.sql(
        "create table news as select * from (values"
        " ('The council approved the budget by 7 votes to 4.'), ('It was a shameful evening.'), (null)"
        ") as t(text)"
    )
    connection.sql(
        "select surmise_label(text) as label, round(surmise_probability(text), 3) as opinion, text"
        " from news"
    ).show()
    sentences(connection, "select string_agg(text, ' ') as text from news").show()
