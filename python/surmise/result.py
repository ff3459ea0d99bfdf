"""What scoring gives: named tuples, so they compare, pickle and become rows of a data frame."""

from typing import Any, Dict, NamedTuple, Optional, Tuple

from ._surmise import Model


class Contribution(NamedTuple):
    """Words that spoke for a sentence's label.

    Their weights do not sum to the log-odds: only words that explain something to people are
    among them, five at most, strongest first.
    """

    #: The words as they stand in the text.
    word: str
    #: What they add to the log-odds of opinion, in nats before calibration: above 0 for opinion.
    weight: float
    #: Where they start in the text, in characters.
    start: int
    #: Where they end, in characters.
    end: int
    #: What they are: ``hedge``, ``attribution``, ``blame``, ``number``, ``wording`` …
    what: str


class Sentence(NamedTuple):
    """One sentence and what the model says of it."""

    #: Where it starts in the text, in characters: ``text[start:end]`` is the sentence.
    start: int
    #: Where it ends, in characters.
    end: int
    #: Its words.
    text: str
    #: ``headline`` or ``sentence``.
    role: str
    #: ``fact`` or ``opinion``.
    label: str
    #: ``event``, ``statement`` (fact), ``judgement``, ``speculation`` or ``appeal`` (opinion).
    kind: str
    #: The calibrated probability of opinion, 0 to 1.
    probability_opinion: float
    #: Whether the model is unsure: by default, odds below five to one.
    unsure: bool
    #: The words that decided, strongest first; five at most.
    contributions: Tuple[Contribution, ...]
    #: What a person said of this very sentence, if the model was retrained with that.
    corrected: Optional[str]


class Retrained(NamedTuple):
    """A challenger and how it stands against the model in use."""

    #: The challenger.
    model: Model
    #: ``promotes`` (whether it should take the place), ``objections``, ``margin``, ``figures``
    #: of both on the ``guard`` and on the ``corrections``, and ``flips``.
    comparison: Dict[str, Any]

    @property
    def promotes(self) -> bool:
        """Whether the challenger is not worse, and should take the place."""
        return self.comparison["promotes"]
