"""Arrow in, Arrow out, by whichever library holds the columns."""

import pytest

import surmise

pa = pytest.importorskip("pyarrow")


def pairs(batches):
    return [(row["row"], row["text"], row["probability_opinion"]) for row in table(batches).to_pylist()]


def table(batches):
    return pa.table(batches)


@pytest.fixture(scope="module")
def wanted(model, articles):
    return [
        (number, s.text, s.probability_opinion)
        for number, article in enumerate(articles)
        for s in model.score(article)
    ]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()]
    + [getattr(pa, name)() for name in ("string_view", "binary_view") if hasattr(pa, name)],
    ids=str,
)
def test_every_kind_of_text_column(model, articles, wanted, kind):
    column = pa.array([a.encode() if "binary" in str(kind) else a for a in articles], kind)
    assert pairs(model.score_arrow(column)) == wanted
    assert pairs(model.score_arrow(pa.table({"text": column}))) == wanted
    assert pairs(model.score_arrow(pa.record_batch([column], names=["body"]), "body")) == wanted
    assert pairs(model.score_arrow(pa.chunked_array([column[:3], column[3:]]))) == wanted
    # A slice starts in the middle of its buffers.
    assert pairs(model.score_arrow(column[2:])) == [(n - 2, t, p) for n, t, p in wanted if n >= 2]


def test_pandas_polars_and_duckdb_hand_over_their_own(model, articles, wanted):
    pd = pytest.importorskip("pandas")
    pl = pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    assert pairs(model.score_arrow(pd.DataFrame({"text": articles}))) == wanted
    assert pairs(model.score_arrow(pl.DataFrame({"text": articles}))) == wanted
    assert pairs(model.score_arrow(pl.Series(articles))) == wanted
    frame = pl.DataFrame({"text": articles})
    assert pairs(model.score_arrow(duckdb.sql("from frame"))) == wanted
    scored = model.score_arrow(frame)
    assert pl.DataFrame(scored)["label"].to_list() == table(scored)["label"].to_pylist()


def test_the_columns_are_as_documented(model):
    schema = table(model.score_arrow(pa.array(["It rained."]))).schema
    assert schema.names == [
        "row", "sentence", "start", "end", "role", "label", "kind", "probability_opinion",
        "unsure", "contributions", "text", "error",
    ]
    assert [str(schema.field(name).type) for name in ("row", "sentence", "probability_opinion", "unsure")] == [
        "int64", "int32", "double", "bool",
    ]
    nested = table(model.score_arrow(pa.array(["It rained."]), shape="nested"))
    assert nested.column_names == ["sentences", "error"]
    one = table(model.score_arrow(pa.array(["It rained."]), shape="one", contributions=False))
    assert one.column_names == ["label", "kind", "probability_opinion", "unsure", "error"]
    empty = table(model.score_arrow(pa.array([], pa.string())))
    assert (empty.num_rows, empty.schema) == (0, schema)


def test_nulls_stay_null_and_order_is_kept(model):
    texts = pa.array(["It rained. It snowed.", None, "", "Shame on them."])
    rows = table(model.score_arrow(texts)).to_pylist()
    assert [row["row"] for row in rows] == [0, 0, 1, 3]
    assert {value for key, value in rows[2].items() if key != "row"} == {None}
    nested = table(model.score_arrow(texts, shape="nested")).to_pylist()
    found = [row["sentences"] if row["sentences"] is None else len(row["sentences"]) for row in nested]
    assert found == [2, None, 0, 1]
    one = table(model.score_arrow(texts, shape="one")).to_pylist()
    assert [row["label"] is None for row in one] == [False, True, True, False]
    assert table(model.score_arrow(pa.nulls(3))).num_rows == 3


def test_bytes_that_are_no_text_are_an_error_of_their_row(model):
    texts = pa.array([b"It rained.", b"a\xffb", b"It snowed."])
    for shape in ("sentences", "nested", "one"):
        rows = table(model.score_arrow(texts, shape=shape)).to_pylist()
        assert [row["error"] for row in rows] == [
            None,
            "found bytes that are not UTF-8 after byte 1; expected text: decode it first",
            None,
        ]
    # Another program's string column may be wrong too.
    buffers = [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xff.")]
    [row] = table(model.score_arrow(pa.Array.from_buffers(pa.string(), 1, buffers))).to_pylist()
    assert row["label"] is None and "not UTF-8" in row["error"]


def test_threads_and_batches_change_nothing(model, articles):
    texts = pa.chunked_array([pa.array(articles * 40), pa.array(articles * 90)])
    one = table(model.score_arrow(texts, threads=1))
    assert one.num_rows > 2048
    for threads in (2, 3, None):
        assert table(model.score_arrow(texts, threads=threads)).equals(one)
    again = table(model.score_arrow(texts.combine_chunks(), threads=2))
    assert again.equals(one)


def test_a_result_is_read_any_number_of_times(model):
    scored = model.score_arrow(pa.array(["It rained. It snowed."]))
    assert len(scored) == 2
    assert table(scored).equals(scored.to_pyarrow())
    assert scored.to_pyarrow().equals(table(scored))
    assert pa.schema(scored).equals(table(scored).schema)
    assert "2 rows" in repr(scored)


def test_offsets_in_bytes_are_the_command_lines(model):
    text = "Zoë née Größe said so. It was an awful día."
    [*rows] = table(model.score_arrow(pa.array([text]), offsets="bytes")).to_pylist()
    for row in rows:
        assert text.encode()[row["start"] : row["end"]].decode() == row["text"]
        for found in row["contributions"]:
            assert text.encode()[found["start"] : found["end"]].decode() == found["word"]
    in_characters = table(model.score_arrow(pa.array([text]))).to_pylist()
    assert in_characters[1]["start"] < rows[1]["start"]


def test_one_sentence_a_text_whatever_stands_in_it(model):
    text = " It rained. It was shameful. "
    [row] = table(model.score_arrow(pa.array([text]), shape="one")).to_pylist()
    [whole] = model.score_spans(text, [(1, len(text) - 1)])
    assert row["probability_opinion"] == whole.probability_opinion
    assert model.probability_opinion([text, " "]) == [whole.probability_opinion, None]


def test_what_cannot_be_read_is_named(model):
    frame = pa.table({"text": ["It rained."], "id": [1]})
    with pytest.raises(surmise.SurmiseError, match='no column "body"; found the columns text, id'):
        model.score_arrow(frame, "body")
    with pytest.raises(surmise.SurmiseError, match='column "id" holds Int64; expected strings'):
        model.score_arrow(frame, "id")
    with pytest.raises(TypeError, match="found list; expected an Arrow array"):
        model.score_arrow(["It rained."])
    with pytest.raises(surmise.SurmiseError, match='shape "rows"; expected sentences, nested or one'):
        model.score_arrow(frame, shape="rows")
    with pytest.raises(surmise.SurmiseError, match='offsets "words"; expected characters or bytes'):
        model.score_arrow(frame, offsets="words")


def test_a_stream_that_fails_is_an_exception(model):
    def batches():
        yield pa.record_batch([pa.array(["It rained."])], names=["text"])
        raise OSError("the disk is gone")

    schema = pa.schema([("text", pa.string())])
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(surmise.SurmiseError, match="the disk is gone"):
        model.score_arrow(reader)
