"""The sentence encoder. Home of sentence-transformers and torch.

Any sentence-transformers model fits; the bundled one comes from `index/e5.py`. Texts are encoded in order of length, so
little is padded; questions are cached, since a conversation repeats them.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.errors import EncoderMissing

transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

BATCH = 32


class Encoder:
    """An `Embedder` that also counts tokens. Vectors are float32 of unit length."""

    def __init__(self, model: str, name: str, threads: int | None = None) -> None:
        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            hint = "set ASSISTANT_ENCODER__MODEL to a sentence-transformers folder or hub id, or leave it empty"
            raise EncoderMissing(f"the encoder {model!r} cannot be loaded: {str(error).splitlines()[0]}", hint) from error
        self._model.eval()
        self._query_prompt = (self._model.prompts or {}).get("query") or ""
        self._passage_prompt = (self._model.prompts or {}).get("document") or ""
        self._tokenizer = self._model.tokenizer
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._cached_query = lru_cache(maxsize=2048)(self.encode_query)

    def count_tokens(self, text: str) -> int:
        """How many of the encoder's tokens a text takes, without the special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None) -> np.ndarray:
        """Vectors of texts as passages: shape (len(texts), dimension); `on_batch` is told how many more are done."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            batch = [self._passage_prompt + texts[i] for i in rows]
            vectors[rows] = self._model.encode(batch, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True)
            if on_batch:
                on_batch(len(rows))
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        return [row.tolist() for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return list(self._cached_query(text))

    def forget(self) -> None:
        """Empty the cache of questions."""
        self._cached_query.cache_clear()

    def encode_query(self, text: str) -> tuple[float, ...]:
        """The vector of a question, made anew."""
        vector = self._model.encode(self._query_prompt + text, show_progress_bar=False, normalize_embeddings=True)
        return tuple(float(v) for v in vector)


def folder_name(model: str) -> str:
    """What the index remembers of a model: a hub id as it is, a folder by its last part."""
    return Path(model).name if Path(model).exists() else model
