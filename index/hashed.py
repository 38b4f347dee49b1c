"""An encoder without a model: words hashed into a vector. For tests, drills and a look at the machinery.

It knows no meaning, only shared words, but it is instant, needs no weights, and always gives the same vectors.
"""

import hashlib
import math
import re
from collections.abc import Callable

import numpy as np

_WORD = re.compile(r"\w+")


class HashedEncoder:
    """An `Embedder` whose vector counts hashed word beginnings; unit length."""

    def __init__(self, dimension: int = 64) -> None:
        self.name, self.dimension = f"hashed-{dimension}", dimension
        self.encoded = 0

    def count_tokens(self, text: str) -> int:
        """One token a word."""
        return len(_WORD.findall(text))

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        """Vectors of texts, shape (len(texts), dimension); a question has that of a text."""
        self.encoded += len(texts)
        if on_batch:
            on_batch(len(texts))
        return np.array([self.embed_query(t) for t in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        return [row.tolist() for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, as of a text."""
        counts = [0.0] * self.dimension
        for word in _WORD.findall(text.lower()):
            counts[int.from_bytes(hashlib.blake2b(word[:5].encode(), digest_size=4).digest(), "big") % self.dimension] += 1.0
        length = math.sqrt(sum(c * c for c in counts))
        return [c / length if length else 1 / math.sqrt(self.dimension) for c in counts]
