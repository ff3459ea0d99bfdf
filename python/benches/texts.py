"""The texts of the measurements, from a file of English news: articles apart by empty lines."""

import gzip
from pathlib import Path

import surmise


def articles(path):
    """The articles of a text file, gzipped or not."""
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if str(path).endswith(".gz") else data).decode()
    return [article for article in text.split("\n\n") if article.strip()]


def sentences(path, count):
    """``count`` texts that every road takes for one sentence; and how many differ.

    Where the file has fewer, they come again from the start.
    """
    model = surmise.load()
    found = {}
    for scored in model.score_many(articles(path)):
        found.update(dict.fromkeys(sentence.text for sentence in scored))
    texts = list(found)
    again = model.score_many(texts)
    texts = [
        text
        for text, scored in zip(texts, again)
        if [sentence.text for sentence in scored] == [text]
    ][:count]
    distinct = len(texts)
    while len(texts) < count:
        texts += texts[: count - len(texts)]
    return texts, distinct
