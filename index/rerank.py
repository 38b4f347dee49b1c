"""Closer looks at the best hits: late interaction with the collection's own encoder, or a cross-encoder by name.

Neither is on by default: see DECISIONS.md for what was measured. Late interaction (Khattab and Zaharia, arXiv:2004.12832)
compares every token of a question with every token of a text; a cross-encoder reads both together.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from sentence_transformers import CrossEncoder

from corpus import Chunk
from index.errors import EncoderMissing
from index.fusion import min_max
from index.records import Hit, Query
from index.retrievers import ranked

LATE_INTERACTION = "late-interaction"  # what the setting calls it
_SHARE = 0.5  # of the score that late interaction decides


class TokenEncoder(Protocol):
    """Gives a unit vector for every token."""

    def encode_tokens(self, texts: list[str], question: bool = False) -> list[np.ndarray]:
        """For each text the vectors of its tokens, shape (tokens, dimension)."""


class LateInteraction:
    """Orders hits by how near each token of the question comes to some token of the text, beside the score they had."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    def rerank(self, query: Query, hits: list[Hit], k: int) -> list[Hit]:
        """At most k of the hits, ranked from 1; scores lie in 0–1."""
        if not hits:
            return []
        (asked,) = self._encoder.encode_tokens([query.text], question=True)
        texts = self._encoder.encode_tokens([hit.chunk.indexed_text for hit in hits])
        near = {hit.chunk.id: float((asked @ text.T).max(axis=1).mean()) for hit, text in zip(hits, texts, strict=True)}
        late, before = min_max(near), min_max({hit.chunk.id: hit.score for hit in hits})
        return _ranked(hits, {id: (1 - _SHARE) * before[id] + _SHARE * late[id] for id in late}, k)


class CrossEncoding:
    """Orders hits by a cross-encoder's score alone."""

    def __init__(self, model: str) -> None:
        try:
            self._model = CrossEncoder(model, device="cpu")
        except (OSError, ValueError) as error:
            hint = "set ASSISTANT_RERANKER to a cross-encoder's folder or hub id, or leave it empty"
            raise EncoderMissing(f"the reranker {model!r} cannot be loaded: {str(error).splitlines()[0]}", hint) from error

    def rerank(self, query: Query, hits: list[Hit], k: int) -> list[Hit]:
        """At most k of the hits, ranked from 1."""
        if not hits:
            return []
        found = self._model.predict([(query.text, hit.chunk.indexed_text) for hit in hits], show_progress_bar=False)
        return _ranked(hits, {hit.chunk.id: float(score) for hit, score in zip(hits, found, strict=True)}, k)


def _ranked(hits: Sequence[Hit], scores: dict[str, float], k: int) -> list[Hit]:
    chunks: list[Chunk] = [hit.chunk for hit in hits]
    return ranked(chunks, scores, k, "reranked")
