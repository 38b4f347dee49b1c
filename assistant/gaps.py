"""The known gaps: which are near to a question, and which is the very thing asked.

A gap's sentence lies near to everything on its subject, so nearness alone does not tell. What is asked is told by the listed
questions; `make bench GATE=files` measures that threshold again. `ranking.py` weighs gaps against sentences that answer.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.asked import Likest
from assistant.evidence import Sentence, Texts, carrying

NEAR = 3  # gaps weighed beside the passages
ALIKE, AHEAD = 0.9, 0.01  # cosine of a listed question that is the one asked, and its lead over those with an answer


class Gaps:
    """The sentences that tell gaps, read once for each language."""

    def __init__(self, ids: Iterable[str], texts: Texts) -> None:
        self._ids, self._texts = tuple(ids), texts
        self._told: dict[str, tuple[list[Sentence], np.ndarray]] = {}

    def near(self, vector: np.ndarray, language: str) -> list[Sentence]:
        """The sentences that tell the gaps nearest to a question."""
        sentences, matrix = self._in_language(language)
        return [sentences[i] for i in np.argsort(-(matrix @ vector))[:NEAR]] if sentences else []

    def asked_for(self, likest: Sequence[Likest], language: str) -> Sentence | None:
        """The gap whose listed question is the one that is asked: near, and nearer than any question that has an answer."""
        if lead(likest) < AHEAD:
            return None
        gap = next(like for like in likest if like.is_gap)
        return next((s for s in self._in_language(language)[0] if gap.facts & set(s.facts)), None)

    def _in_language(self, language: str) -> tuple[list[Sentence], np.ndarray]:
        if language not in self._told:
            sentences = carrying(self._ids, self._texts, language)
            self._told[language] = sentences, np.array([s.vector for s in sentences], dtype=np.float32)
        return self._told[language]


def lead(likest: Sequence[Likest]) -> float:
    """How much nearer the nearest question of a gap is than any that has an answer; minus infinity where it is not near."""
    gap = next((like.cosine for like in likest if like.is_gap), 0.0)
    other = next((like.cosine for like in likest if not like.is_gap), 0.0)
    return gap - other if gap >= ALIKE else -math.inf
