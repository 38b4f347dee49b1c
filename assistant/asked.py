"""What people ask: the catalogue's questions, each with the facts that tell its answer, or the gap that says there is none.

A question lies nearer to another way of asking the same than to the sentence that answers it, and the nearest question of
a gap against the nearest of a fact tells better than any sentence whether the sources hold an answer. A sync encodes the
questions (`encode_asked`) and keeps what it encoded before; here they are compared with a user's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from assistant.targets import LISTED, Target
from corpus import LANGUAGES, Catalogue, only_gaps

NEAR = 0.88  # cosine from which a listed question tells what may be asked
BESIDE = 0.02  # how much less near than the nearest another may be
NEXT = 3  # questions suggested
_SAME = 0.95  # cosine from which a listed question is the one that was asked
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


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed question: its text, the facts that answer it, and the language in which it may be suggested, or none."""

    text: str
    facts: frozenset[str]
    suggested_in: str = ""


def listed_of(catalogue: Catalogue) -> Iterator[Listed]:
    """Every listed question."""
    for question in catalogue.questions:
        for language in LANGUAGES:
            yield Listed(question.question.in_language(language), frozenset(question.answered_by))
    for asked in catalogue.asked:
        for language, texts in zip(LANGUAGES, asked.in_each, strict=True):
            for at, text in enumerate(texts):
                yield Listed(text, frozenset(asked.answered_by), language if asked.suggested and at == 0 else "")


class _Kept(msgspec.Struct):
    """The listed questions as they are kept beside the index, and their vectors row by row."""

    listed: list[Listed] = []
    vectors: bytes = b""

    def matrix(self, dimension: int) -> np.ndarray:
        return np.frombuffer(self.vectors, _STORED).reshape(-1, dimension)


def encode_asked(catalogue: Catalogue, encode: Callable[[list[str]], np.ndarray], before: bytes | None, dimension: int) -> bytes:
    """The listed questions with their vectors, to be kept beside the index; vectors that were kept `before` are taken over."""
    old = _kept(before)
    vectors = dict(zip((one.text for one in old.listed), old.matrix(dimension), strict=True))
    listed = list(listed_of(catalogue))
    new = [text for text in dict.fromkeys(one.text for one in listed) if text not in vectors]
    if new:
        vectors.update(zip(new, encode(new).astype(_STORED), strict=True))
    rows = b"".join(vectors[one.text].tobytes() for one in listed)
    return msgspec.msgpack.Encoder(order="sorted").encode(_Kept(listed, rows))


class Asked:
    """The listed questions that `encode_asked` kept. `places_in` gives the agreements that a text names."""

    def __init__(self, kept: bytes | None, dimension: int, places_in: Callable[[str], Sequence[str]]) -> None:
        found = _kept(kept)
        self._listed = found.listed
        self._places = [frozenset(places_in(one.text)) for one in found.listed]
        self._matrix = found.matrix(dimension).astype(np.float32)
        self._suggested = {
            language: [at for at, one in enumerate(found.listed) if one.suggested_in == language] for language in LANGUAGES
        }

    def near(self, vector: np.ndarray, agreements: Sequence[str], most: int) -> list[Likest]:
        """The likest questions, the best of each set of facts; none about places that the user's does not name."""
        if not self._listed:
            return []
        cosines, named = self._matrix @ vector, frozenset(agreements)
        found: dict[frozenset[str], float] = {}
        for at in np.argsort(-cosines)[: 20 * most]:
            if self._places[at] <= named:
                found.setdefault(self._listed[at].facts, float(cosines[at]))
        return [Likest(facts, cosine) for facts, cosine in list(found.items())[:most]]

    def targets(self, likest: Sequence[Likest]) -> list[Target]:
        """The facts of the nearest listed questions that have an answer, as targets."""
        told = [like for like in likest if not like.is_gap]
        near = (like for like in told if like.cosine > max(NEAR, told[0].cosine - BESIDE))
        return [Target("", LISTED, like.facts) for like in near]

    def next_to(self, vector: np.ndarray, agreements: Sequence[str], language: str, told: frozenset[str]) -> tuple[str, ...]:
        """Questions to ask next: the nearest in a language that the facts `told` do not answer, none of another place."""
        named = frozenset(agreements)
        own = self._suggested[language]
        rows = [at for at in own if self._places[at] <= named and not self._listed[at].facts & told]
        cosines = self._matrix[rows] @ vector
        return tuple(self._listed[rows[at]].text for at in np.argsort(-cosines) if cosines[at] < _SAME)[:NEXT]


def _kept(content: bytes | None) -> _Kept:
    return msgspec.msgpack.decode(content, type=_Kept) if content else _Kept()
