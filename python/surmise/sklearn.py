"""surmise as a scikit-learn classifier of sentences.

>>> from surmise.sklearn import SurmiseClassifier
>>> SurmiseClassifier.pretrained().predict(["The budget passed by 7 votes to 4."])
array(['fact'], dtype=object)
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from . import load
from ._surmise import train as _train
from ._rows import gather

__all__ = ["SurmiseClassifier"]

_OPINION = frozenset(["opinion", "judgement", "speculation", "appeal"])


class SurmiseClassifier(ClassifierMixin, BaseEstimator):
    """Labels sentences, one a text, ``fact`` or ``opinion``.

    ``fit(X, y)`` trains on labels or kinds; ``predict`` gives labels. Each text is one sentence,
    whatever stands in it, and is looked at alone.

    Parameters
    ----------
    expect_opinion : float or None, default=None
        The share of opinion in the texts to be labelled, between 0 and 1, where it is known.
    threads : int or None, default=None
        How many cores prediction uses; all of them by default. It changes no result.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        ``fact`` and ``opinion``.
    model_ : surmise.Model
        The model.
    """

    def __init__(self, expect_opinion=None, threads=None):
        self.expect_opinion = expect_opinion
        self.threads = threads

    @classmethod
    def pretrained(cls, path_or_bytes=None, **parameters):
        """A classifier with the shipped model, or the one at a path or in bytes; no ``fit``."""
        return cls(**parameters)._with(load(path_or_bytes))

    def fit(self, X, y=None, groups=None):
        """Trains on texts ``X`` of shape (n,), labels or kinds ``y`` of shape (n,).

        ``groups``, of shape (n,), names the document of each text; without it each text is its
        own. Equal texts and labels in any order give the same model.
        """
        texts = _texts(X)
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        labels = [str(label) for label in _column(y, "y")]
        if len(labels) != len(texts):
            raise ValueError(f"found {len(texts)} texts and {len(labels)} labels; expected as many")
        columns = {"text": texts, "label": labels}
        if groups is not None:
            columns["document"] = [str(group) for group in _column(groups, "groups")]
        rows = gather(columns, document="document" if groups is not None else None)
        return self._with(_train(rows))

    def _with(self, model):
        self.model_ = model
        self.classes_ = np.array(["fact", "opinion"], dtype=object)
        return self

    def predict_proba(self, X):
        """The probabilities of fact and opinion: an array of shape (n, 2).

        Raises ``ValueError`` for a text without a character to look at.
        """
        check_is_fitted(self)
        texts = _texts(X)
        for place, text in enumerate(texts):
            if not text.strip():
                raise ValueError(f"text {place}: found no text; expected a sentence")
        opinion = np.array(
            self.model_.probability_opinion(
                texts, expect_opinion=self.expect_opinion, threads=self.threads
            ),
            dtype=float,
        )
        return np.column_stack([1.0 - opinion, opinion])

    def predict(self, X):
        """The labels: an array of shape (n,), opinion at even chances."""
        check_is_fitted(self)
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def score(self, X, y, sample_weight=None):
        """The accuracy of the labels; a kind in ``y`` stands for its label."""
        from sklearn.metrics import accuracy_score

        gold = ["opinion" if str(one).lower() in _OPINION else "fact" for one in _column(y, "y")]
        return accuracy_score(gold, self.predict(X), sample_weight=sample_weight)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.target_tags.required = True
        tags.classifier_tags.multi_class = False
        return tags


def _column(given, name):
    column = np.asarray(given, dtype=object)
    if column.ndim != 1:
        raise ValueError(f"found {name} of shape {column.shape}; expected one dimension, (n,)")
    return list(column)


def _texts(X):
    if isinstance(X, (str, bytes)):
        raise ValueError("found one string; expected several texts, of shape (n,)")
    texts = _column(X, "X")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"text {place}: found {text!r}; expected a string")
    return texts
