"""Says of every sentence of a news article whether it reports a fact or voices opinion.

>>> import surmise
>>> model = surmise.load()
>>> text = "The council approved the budget by 7 votes to 4. It was a shameful evening."
>>> [(sentence.label, sentence.kind) for sentence in model.score(text)]
[('fact', 'event'), ('opinion', 'judgement')]
>>> model.score(text)[1].contributions[0].word
'shameful'

"Fact" means *reported as fact*, not *true*. Offsets count characters (code points), as Python
slices do: ``text[sentence.start:sentence.end] == sentence.text``. The command line counts bytes.

``surmise.spark``, ``surmise.sklearn`` and ``surmise.spacy`` are imported by name, and need
those libraries.
"""

from ._surmise import Batches, Model, SurmiseError, __version__, load
from ._rows import gather as _gather
from ._surmise import train as _train
from .result import Contribution, Retrained, Sentence

__all__ = [
    "Batches",
    "Contribution",
    "Model",
    "Retrained",
    "Sentence",
    "SurmiseError",
    "__version__",
    "load",
    "train",
]


def train(data, *, text="text", label="label", document=None, sentence=None):
    """Trains a model on labelled sentences.

    The same rows give the same model, byte for byte, in whatever order they come, on however
    many cores; ``surmise.spark.train`` gives it too. Documents stand by their id, the sentences
    of one by ``sentence``, or else by their words. With both columns and documents sorted by id
    it is the model of ``surmise train --data``.

    Args:
        data: A data frame (pandas, Polars, pyarrow, anything with columns), a mapping of
            columns, or an iterable of ``(text, label)`` or ``(text, label, document)`` tuples
            or of mappings.
        text: The column of the sentences, one sentence a row.
        label: The column of the labels: ``fact``, ``opinion``, ``event``, ``statement``,
            ``judgement``, ``speculation`` or ``appeal``.
        document: The column of the documents' ids, if there is one. Sentences of one document
            are never on both sides of a cross-validation; without it each is its own.
        sentence: The column of the sentence's number in its document, if there is one: whole
            numbers, the smaller stands first.

    Returns:
        Model: Calibrated on cross-validated scores. Few rows give cautious probabilities.

    Raises:
        SurmiseError: At the first row (from 0) with an unknown label or no text; where the rows
            do not hold both labels or do not tell them apart.
    """
    return _train(_gather(data, text, label, document, sentence))
