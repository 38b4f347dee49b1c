"""The known gaps: which are near to a question, which of these are about something else, and which is the very thing asked.

A gap's sentence lies near to everything on its subject, so nearness alone does not tell. Five measures leave out the gaps about
something else: how far one stands out from the others, whether the question holds the words of its first clause (the next says
whom to ask) and it the question's, and whether what else was found scores far better or holds all that is asked. What is asked
is told by the listed questions; `make bench GATE=files` measures that threshold again.
"""

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.asked import Likest
from assistant.evidence import Sentence, Texts, carrying, is_gap
from assistant.extractive import Scored
from assistant.understanding import Understood
from index import Terms

NEAR = 3  # gaps weighed beside the passages
ALIKE, AHEAD = 0.92, 0.01  # cosine of a listed question that is the one asked, and its lead over those with an answer
FAR = 0.6  # measure below which a gap is about something else, and is left out
STANDS_OUT, ITS_WORDS, OWN_WORDS, BEHIND, OTHERS_WORDS = 15.0, 1.0, 0.5, 0.2, -0.5  # weights of the five measures
_CLAUSE = re.compile(r"[;,:] ")
_OTHERS = slice(3, 15)  # the gaps after the nearest that one must stand out from


class Gaps:
    """The sentences that tell gaps, read once for each language."""

    def __init__(self, ids: Iterable[str], texts: Texts, terms: Terms) -> None:
        self._ids, self._texts, self._terms = tuple(ids), texts, terms
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

    def without_far(self, understood: Understood, vector: np.ndarray, ranked: Sequence[Scored]) -> list[Scored]:
        """The ranked sentences without the gaps that are about something else."""
        far = {id(gap) for measure, gap in self._measures(understood, vector, ranked) if measure < FAR}
        return [scored for scored in ranked if id(scored) not in far]

    def _measures(self, understood: Understood, vector: np.ndarray, ranked: Sequence[Scored]) -> list[tuple[float, Scored]]:
        """Each gap among the ranked sentences, with its measure."""
        sentences, matrix = self._in_language(understood.language)
        if not sentences:
            return []
        others = np.sort(matrix @ vector)[::-1][_OTHERS]
        usual = float(others.mean()) if len(others) else 0.0
        return [(self._measure(understood, gap, ranked[0], usual), gap) for gap in ranked if is_gap(gap.sentence)]

    def _measure(self, understood: Understood, gap: Scored, best: Scored, usual: float) -> float:
        chunk = gap.sentence.chunk
        words = self._terms.words(_CLAUSE.split(gap.sentence.text)[0], chunk.language)
        held = self._terms.coverage(words, understood.standalone, "", understood.language) if words else 0.0
        found = STANDS_OUT * (gap.meaning - usual) + ITS_WORDS * held + OWN_WORDS * gap.coverage
        return found + BEHIND * (gap.score - best.score) + OTHERS_WORDS * best.coverage

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
