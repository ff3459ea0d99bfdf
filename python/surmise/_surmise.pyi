"""The compiled half of the package. Arrays are one-dimensional; offsets count characters
(code points) unless told; weights are nats; probabilities are 0 to 1."""

from os import PathLike
from typing import Any, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Tuple, Union

from .result import Retrained, Sentence

__version__: str

class SurmiseError(ValueError):
    """What surmise refuses: the place, what was found, what was expected, what to do."""

class Batches:
    """Scored rows as Arrow record batches, for anything with the Arrow PyCapsule interface.

    ``pyarrow.table(batches)``, ``polars.DataFrame(batches)``, DuckDB by ``pyarrow.table``. It can
    be read any number of times.
    """

    def __len__(self) -> int:
        """The number of rows."""
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...
    def to_pyarrow(self) -> Any:
        """The rows as a ``pyarrow.Table``; pyarrow must be installed."""

class Model:
    """A model ready to score. Immutable, so threads may share it. It pickles.

    The global lock is released while it works. The number of threads changes no result.
    """

    @property
    def id(self) -> str:
        """Its name in reports: the first 12 hexadecimal digits of its checksum."""
    @property
    def provenance(self) -> Dict[str, Any]:
        """``version``, ``corpus`` (its SHA-256), ``documents`` and ``sentences``."""
    def to_bytes(self) -> bytes:
        """The model as its file holds it; ``surmise.load`` reads it."""
    def score(
        self, text: str, *, context: float = 1.0, expect_opinion: Optional[float] = None
    ) -> List[Sentence]:
        """Labels the sentences of one article.

        Args:
            text: The article.
            context: The weight of its other sentences, 0 to 10; 0 looks at each alone.
            expect_opinion: The share of opinion in the text at hand, where it is known,
                strictly between 0 and 1.

        Returns:
            One for each headline and sentence, in order; source and date lines have none.
        """
    def score_many(
        self,
        texts: Iterable[Optional[str]],
        *,
        context: float = 1.0,
        expect_opinion: Optional[float] = None,
        threads: Optional[int] = None,
    ) -> List[Optional[List[Sentence]]]:
        """Labels the sentences of many articles, on all cores unless ``threads`` is given.

        Returns:
            As many lists as texts, in their order; ``None`` for a ``None``.
        """
    def score_spans(
        self,
        text: str,
        spans: Sequence[Tuple[int, int]],
        *,
        context: float = 1.0,
        expect_opinion: Optional[float] = None,
    ) -> List[Sentence]:
        """Labels sentences that somebody else has found.

        Args:
            text: The article.
            spans: ``(start, end)`` of each sentence in characters, in order, none empty.

        Returns:
            As many as spans, in their order.
        """
    def probability_opinion(
        self,
        texts: Sequence[str],
        *,
        expect_opinion: Optional[float] = None,
        threads: Optional[int] = None,
    ) -> List[Optional[float]]:
        """The probability of opinion of texts that are one sentence each.

        Returns:
            As many as texts; ``None`` for a text of white space alone.
        """
    def score_arrow(
        self,
        data: object,
        text_column: str = "text",
        *,
        shape: Literal["sentences", "nested", "one"] = "sentences",
        contributions: bool = True,
        context: float = 1.0,
        expect_opinion: Optional[float] = None,
        offsets: Literal["characters", "bytes"] = "characters",
        threads: Optional[int] = None,
    ) -> Batches:
        """Labels a column of texts, read where it lies.

        Args:
            data: An Arrow array, chunked array, record batch, table or stream, or a data frame
                with ``__arrow_c_stream__`` or ``__arrow_c_array__``. The texts may be string,
                large_string, string_view, or binary that holds UTF-8.
            text_column: The column of the texts, where ``data`` has columns.
            shape: What a row of the result is. ``sentences``: a sentence, with ``row``, the
                number of its text from 0. ``nested``: a text, with the list ``sentences``.
                ``one``: a text that is one sentence, whatever stands in it.
            contributions: Whether the words that decided are wanted.
            offsets: What ``start`` and ``end`` count.

        Returns:
            ``sentences``: ``row`` int64, ``sentence`` int32 (from 1), ``start`` and ``end``
            int64, ``role``, ``label``, ``kind`` string, ``probability_opinion`` double,
            ``unsure`` bool, ``contributions`` list of structs, ``text`` string, ``error``
            string. A text without a sentence has no row; a null one has one row of nulls, a
            refused one too, with its ``error``.
            ``nested`` and ``one`` have as many rows as texts, in their order; ``nested`` has
            ``sentences`` (null for a null) and ``error``, ``one`` has the columns from ``label``
            to ``contributions``, and ``error``.
        """
    def evaluate(
        self,
        data: object,
        *,
        text: str = "text",
        label: str = "label",
        document: Optional[str] = None,
        sentence: Optional[str] = None,
        context: float = 1.0,
        expect_opinion: Optional[float] = None,
    ) -> Dict[str, Any]:
        """The figures on labelled sentences; the arguments are those of ``surmise.train``.

        Returns:
            ``n``, ``macro_f1``, ``accuracy``, ``auc``, ``ece``, ``brier`` and the 95 % interval of
            each (``macro_f1_interval`` …, drawn over documents), ``coverage``,
            ``accuracy_when_sure``, ``confusion`` (gold label first, then predicted; fact, opinion),
            ``kinds``, ``kinds_confusion``, ``kinds_macro_f1``. What is undefined is ``None``.
        """
    def retrain(
        self,
        data: object,
        *,
        text: str = "text",
        label: str = "label",
        document: Optional[str] = None,
        sentence: Optional[str] = None,
        base: Optional[object] = None,
        order: Literal["reading", "queue", "unknown"] = "unknown",
        weight: int = 3,
    ) -> Retrained:
        """A challenger from a person's corrections, and how it stands against this model.

        Args:
            data: The corrections, as in ``surmise.train``.
            base: The labelled rows that they correct or add to; the shipped corpus by default.
            order: In which order the person came to them; only ``reading`` (as they stand in
                the text, or at random) may teach the calibration.
            weight: How many times a correction counts.
        """

def load(path_or_bytes: Union[None, str, "PathLike[str]", bytes] = None) -> Model:
    """The model that travels inside the package, or the one at a path or in bytes.

    Raises:
        SurmiseError: Where there is no model, or one that is cut off, altered or of another
            format.
    """

def train(rows: object) -> Model: ...
def common_words(rows: object) -> List[str]: ...

class Tally:
    """The counts of some shards, by fold."""

    def __init__(self, rows: Optional[object] = None, words: Optional[List[str]] = None) -> None: ...
    def add(self, bytes: bytes) -> None: ...
    def to_bytes(self) -> bytes: ...

class Plan:
    """The features of a model on its way, and their counts by fold."""

    def __init__(self, tally: Tally, words: List[str]) -> None: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> "Plan": ...
    def to_bytes(self) -> bytes: ...
    def scored(self, rows: object) -> bytes: ...
    def model(self, shards: List[bytes]) -> Model: ...
