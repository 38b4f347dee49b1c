"""What people ask: the catalogue's questions, each with the facts that tell its answer, or the gap that says there is none.

A question lies nearer to another way of asking the same than to the sentence that answers it, and the nearest question of
a gap against the nearest of a fact tells better than any sentence whether the sources hold an answer. A sync encodes the
questions (`encode_asked`) and keeps what it encoded before; here they are compared with a user's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
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
        for text in (text for texts in asked.in_each for text in texts):
            yield text, frozenset(asked.answered_by)


class _Kept(msgspec.Struct):
    """The listed questions as they are kept beside the index: texts, facts and vectors row by row."""

    texts: list[str] = []
    facts: list[tuple[str, ...]] = []
    vectors: bytes = b""

    def matrix(self, dimension: int) -> np.ndarray:
        return np.frombuffer(self.vectors, _STORED).reshape(-1, dimension)


def encode_asked(catalogue: Catalogue, encode: Callable[[list[str]], np.ndarray], before: bytes | None, dimension: int) -> bytes:
    """The listed questions with their vectors, to be kept beside the index; vectors that were kept `before` are taken over."""
    old = _kept(before)
    vectors = dict(zip(old.texts, old.matrix(dimension), strict=True))
    pairs = list(asked_of(catalogue))
    new = [text for text in dict.fromkeys(text for text, _ in pairs) if text not in vectors]
    if new:
        vectors.update(zip(new, encode(new).astype(_STORED), strict=True))
    rows = b"".join(vectors[text].tobytes() for text, _ in pairs)
    return msgspec.msgpack.encode(_Kept([text for text, _ in pairs], [tuple(sorted(facts)) for _, facts in pairs], rows))


class Asked:
    """The listed questions that `encode_asked` kept. `places_in` gives the agreements that a text names."""

    def __init__(self, kept: bytes | None, dimension: int, places_in: Callable[[str], Sequence[str]]) -> None:
        found = _kept(kept)
        self._facts = [frozenset(facts) for facts in found.facts]
        self._places = [frozenset(places_in(text)) for text in found.texts]
        self._matrix = found.matrix(dimension).astype(np.float32)

    def near(self, vector: np.ndarray, agreements: Sequence[str], most: int) -> list[Likest]:
        """The likest questions, the best of each set of facts; none about places that the user's does not name."""
        if not self._facts:
            return []
        cosines, named = self._matrix @ vector, frozenset(agreements)
        found: dict[frozenset[str], float] = {}
        for at in np.argsort(-cosines)[: 20 * most]:
            if self._places[at] <= named:
                found.setdefault(self._facts[at], float(cosines[at]))
        return [Likest(facts, cosine) for facts, cosine in list(found.items())[:most]]


def _kept(content: bytes | None) -> _Kept:
    return msgspec.msgpack.decode(content, type=_Kept) if content else _Kept()
