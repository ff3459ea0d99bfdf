"""The spaCy component labels sentences, whoever found them."""

import pytest

spacy = pytest.importorskip("spacy")

import surmise  # noqa: E402
import surmise.spacy  # noqa: E402

TEXT = "The budget passed by 7 votes to 4 — twice.  It was a shameful évening. Perhaps it may rain."


def test_without_sentences_it_finds_its_own(model):
    nlp = spacy.blank("en")
    nlp.add_pipe("surmise")
    doc = nlp(TEXT)
    found = [sent._.surmise for sent in doc.sents]
    assert found == model.score(TEXT)
    assert [s.label for s in found] == ["fact", "opinion", "opinion"]
    word = next(token for token in doc if token.text == "shameful")
    assert doc[word.i : word.i + 1]._.surmise == found[1]


def test_with_sentences_it_labels_those(model):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("surmise", config={"context": 0.0, "expect_opinion": 0.2})
    doc = nlp(TEXT)
    sents = list(doc.sents)
    texts = [s.text.strip() for s in sents]
    spans = [(TEXT.index(text), TEXT.index(text) + len(text)) for text in texts]
    wanted = model.score_spans(TEXT, spans, context=0.0, expect_opinion=0.2)
    assert [sent._.surmise for sent in sents] == wanted


def test_empty_documents_and_bare_spans():
    nlp = spacy.blank("en")
    bare = nlp(TEXT)
    assert bare[0:2]._.surmise is None
    nlp.add_pipe("surmise")
    assert list(nlp("").sents) == []
    assert [s._.surmise for s in nlp("   ").sents] == [None]


def test_a_pipeline_is_saved_and_read(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("surmise")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    labels = [sent._.surmise.label for sent in again(TEXT).sents]
    assert labels == ["fact", "opinion", "opinion"]
