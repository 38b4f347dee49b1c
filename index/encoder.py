"""The sentence encoder. Home of sentence-transformers and torch.

Any sentence-transformers model fits; the bundled one comes from `index/e5.py`. Texts are encoded in order of their tokens, so
little is padded; questions are cached, since a conversation repeats them.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.errors import EncoderMissing

transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

BATCH = 1024  # tokens; more leaves the processor's cache


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

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        """Vectors of texts as passages, or questions: shape (len(texts), dimension); `on_batch` is told how many more are done.

        Several batches go side by side on one processor thread each, which wastes less than all threads on one batch.
        """
        prompt = self._query_prompt if question else self._passage_prompt
        prompted = [prompt + text for text in texts]
        lengths = [len(ids) for ids in self._tokenizer(prompted, verbose=False)["input_ids"]] if texts else []
        batches = _batches(lengths)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with _side_by_side(len(batches)) as pool:
            found = [pool.submit(self._forward, self._model.preprocess([prompted[i] for i in rows])) for rows in batches]
            for rows, future in zip(batches, found, strict=True):
                vectors[rows] = future.result()
                if on_batch:
                    on_batch(len(rows))
        return vectors

    def _forward(self, features: dict[str, Any]) -> np.ndarray:
        with torch.inference_mode():
            found = self._model.forward(features)["sentence_embedding"]
            return torch.nn.functional.normalize(found, dim=-1).numpy()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        return [row.tolist() for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return list(self._cached_query(text))

    def encode_tokens(self, texts: list[str], question: bool = False) -> list[np.ndarray]:
        """For each text the unit vectors of its tokens, shape (tokens, dimension); as questions or as passages."""
        prompt = self._query_prompt if question else self._passage_prompt
        found = self._model.encode([prompt + text for text in texts], output_value="token_embeddings", show_progress_bar=False)
        return [torch.nn.functional.normalize(tokens, dim=-1).numpy() for tokens in found]

    def forget(self) -> None:
        """Empty the cache of questions."""
        self._cached_query.cache_clear()

    def encode_query(self, text: str) -> tuple[float, ...]:
        """The vector of a question, made anew."""
        return tuple(self._forward(self._model.preprocess([self._query_prompt + text]))[0].tolist())


def _batches(lengths: list[int]) -> list[list[int]]:
    """Positions in batches of about `BATCH` tokens, the longest texts first, so that texts side by side are as long."""
    batches: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if not batches or (len(batches[-1]) + 1) * lengths[batches[-1][0]] > BATCH:
            batches.append([])
        batches[-1].append(i)
    return batches


@contextmanager
def _side_by_side(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of as many workers as torch has threads, each with one of them; one job alone keeps them all."""
    threads = torch.get_num_threads()
    workers = max(1, min(threads, jobs))
    pool = ThreadPoolExecutor(workers)
    torch.set_num_threads(threads // workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)


def folder_name(model: str) -> str:
    """What the index remembers of a model: a hub id as it is, a folder by its last part."""
    return Path(model).name if Path(model).exists() else model
