"""surmise in a spaCy pipeline: ``Span._.surmise``.

>>> import spacy, surmise.spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("surmise")
>>> doc = nlp("The budget passed by 7 votes to 4. It was a shameful evening.")
>>> [(sent.text, sent._.surmise.label) for sent in doc.sents]
[('The budget passed by 7 votes to 4.', 'fact'), ('It was a shameful evening.', 'opinion')]

Where an earlier component has set sentences, those are labelled. Where none has, surmise's own
splitter sets them. ``Span._.surmise`` is the ``surmise.Sentence`` that the span overlaps most,
or ``None``; its offsets are characters of ``doc.text``.
"""

from spacy.language import Language
from spacy.tokens import Doc, Span

from . import load

__all__ = ["SurmiseComponent"]


class SurmiseComponent:
    """The component that the factory ``surmise`` makes.

    Args:
        model: The path of a model file; the shipped model by default.
        context: The weight of a document's other sentences, 0 to 10.
        expect_opinion: The share of opinion in the text at hand, where it is known.
    """

    def __init__(self, model=None, context=1.0, expect_opinion=None):
        self.model = load(model)
        self.options = {"context": context, "expect_opinion": expect_opinion}

    def __call__(self, doc):
        if doc.has_annotation("SENT_START"):
            spans = [_without_space(doc.text, s.start_char, s.end_char) for s in doc.sents]
            spans = [(start, end) for start, end in spans if start < end]
            found = self.model.score_spans(doc.text, spans, **self.options)
        else:
            found = self.model.score(doc.text, **self.options)
            starts = iter([sentence.start for sentence in found])
            next_start = next(starts, None)
            for token in doc:
                token.is_sent_start = token.i == 0
                while next_start is not None and token.idx + len(token) > next_start:
                    token.is_sent_start = True
                    next_start = next(starts, None)
        doc._.surmise_sentences = found
        return doc


def _without_space(text, start, end):
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _of_span(span):
    best, most = None, 0
    for sentence in span.doc._.surmise_sentences or ():
        shared = min(sentence.end, span.end_char) - max(sentence.start, span.start_char)
        if shared > most:
            best, most = sentence, shared
    return best


if not Span.has_extension("surmise"):
    Doc.set_extension("surmise_sentences", default=None)
    Span.set_extension("surmise", getter=_of_span)


@Language.factory(
    "surmise",
    default_config={"model": None, "context": 1.0, "expect_opinion": None},
    assigns=["doc._.surmise_sentences", "span._.surmise"],
)
def _make(nlp, name, model, context, expect_opinion):
    return SurmiseComponent(model, context, expect_opinion)
