"""Order the sentences found for a question by how likely each answers it: a weighted sum of the features of `features.py`.

The weights (`ranking.toml`) are learnt from the listed questions, whose facts are known, by `make ranking`: a logistic
regression over the sentences of one question, held near to weights that were set by hand. DECISIONS.md tells what it gains.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.evidence import Sentence
from assistant.facts import FactBook
from assistant.features import Features, Found
from index import Terms

FILE = Path(__file__).parent / "ranking.toml"
OUTSIDE = 2.5  # for what has to be told, before anything else, of a place without an agreement


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A sentence with its score and how much of the question's words it holds (0–1)."""

    sentence: Sentence
    score: float
    meaning: float
    coverage: float


@lru_cache(maxsize=1)
def learnt() -> dict[str, float]:
    """The weight of each feature, as learnt."""
    found: dict[str, float] = tomllib.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return found


class Ranking:
    """Scores sentences; `weights` are those learnt unless others are given."""

    def __init__(self, terms: Terms, facts: FactBook, weights: Mapping[str, float] | None = None) -> None:
        self._features, self._weights = Features(terms, facts), learnt() if weights is None else weights

    def rank(self, found: Found) -> list[Scored]:
        """The sentences with their scores, the best first."""
        if not found.sentences:
            return []
        features, names = self._features.of(found)
        weight = [self._weights.get(name, 0.0) for name in names]
        outside = [t for t in found.targets if t.attribute == "outside"]
        first = np.array([OUTSIDE * any(t.likeness(s.facts) for t in outside) for s in found.sentences])
        columns = (features @ weight + first, *(features[:, names.index(name)] for name in ("meaning", "coverage")))
        scored = [Scored(s, *map(float, row)) for s, *row in zip(found.sentences, *columns, strict=True)]
        return sorted(scored, key=lambda s: (-s.score, s.sentence.chunk.document_id, s.sentence.span.start))
