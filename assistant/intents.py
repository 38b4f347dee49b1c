"""Tell small talk and foreign subjects from questions, by meaning: the nearest of a few examples (`intents.toml`).

The examples are encoded once, all in one go, when the assistant starts; a question costs one product with a small matrix.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_FILE = Path(__file__).parent / "intents.toml"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The intent whose example is nearest to a question, such as `smalltalk.thanks`, with the cosine."""

    intent: str
    cosine: float


class Intents:
    """The examples as vectors; `encode` gives those of questions, shape (texts, dimension)."""

    def __init__(self, encode: Callable[[list[str]], np.ndarray]) -> None:
        groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        pairs = [
            (f"{group}.{name}", text)
            for group, names in groups.items()
            for name, languages in names.items()
            for texts in languages.values()
            for text in texts
        ]
        self._names = [name for name, _ in pairs]
        self._matrix = encode([text for _, text in pairs])

    def nearest(self, vector: np.ndarray) -> Likeness:
        """The intent nearest to a question's vector."""
        cosines = self._matrix @ vector
        best = int(cosines.argmax())
        return Likeness(self._names[best], float(cosines[best]))
