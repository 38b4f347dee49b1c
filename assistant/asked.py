"""What people ask: the catalogue's questions, each with the facts that tell its answer, or the gap that says there is none.

A question lies nearer to another way of asking the same than to the sentence that answers it, and the nearest question of
a gap against the nearest of a fact tells better than any sentence whether the sources hold an answer. A sync encodes the
questions (`encode_asked`) and keeps what it encoded before; here they are compared with a user's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import LANGUAGES, Catalogue, only_gaps

_STORED = np.float16


@dataclass(frozen=True, slots=True)
class Likest:
    """A listed question near to the user's: its facts, and the cosine."""

    facts: frozenset[str]
    cosine: float

    @property
    def is_gap(self) -> bool:
        """Whether its answer is that the sources do not say."""
        return only_gaps(tuple(self.facts))


def asked_of(catalogue: Catalogue) -> Iterator[tuple[str, frozenset[str]]]:
    """Every listed question with the facts that answer it."""
    for question in catalogue.questions:
        for language in LANGUAGES:
            yield question.question.in_language(language), frozenset(question.answered_by)
    for asked in catalogue.asked:
        for text in (*asked.fi, *asked.sv, *asked.en):
            yield text, frozenset(asked.answered_by)


def encode_asked(
    catalogue: Catalogue, encode: Callable[[list[str]], np.ndarray], before: tuple[Catalogue, bytes], dimension: int
) -> bytes:
    """The vectors of the listed questions, 16-bit, row by row; those of `before` are taken over."""
    old = dict(zip((text for text, _ in asked_of(before[0])), _matrix(before[1], dimension), strict=False))
    texts = [text for text, _ in asked_of(catalogue)]
    new = [text for text in dict.fromkeys(texts) if text not in old]
    if new:
        old.update(zip(new, encode(new).astype(_STORED), strict=True))
    return b"".join(old[text].tobytes() for text in texts)


class Asked:
    """The listed questions with their vectors. `places_in` gives the agreements that a text names."""

    def __init__(self, catalogue: Catalogue, vectors: bytes, dimension: int, places_in: Callable[[str], Sequence[str]]) -> None:
        pairs = list(asked_of(catalogue))
        self._facts = [facts for _, facts in pairs]
        self._places = [frozenset(places_in(text)) for text, _ in pairs]
        self._matrix = _matrix(vectors, dimension).astype(np.float32)

    def near(self, vector: np.ndarray, agreements: Sequence[str], most: int) -> list[Likest]:
        """The likest questions, the best of each set of facts; none about places that the user's does not name."""
        if not self._facts:
            return []
        cosines = self._matrix @ vector
        found: dict[frozenset[str], float] = {}
        for at in np.argsort(-cosines)[: 20 * most]:
            if self._places[at] <= frozenset(agreements):
                found.setdefault(self._facts[at], float(cosines[at]))
        return [Likest(facts, cosine) for facts, cosine in list(found.items())[:most]]


def _matrix(vectors: bytes, dimension: int) -> np.ndarray:
    return np.frombuffer(vectors, _STORED).reshape(-1, dimension)
