"""Vectors in an embedded Chroma. Home of chromadb.

`ef_search` is far above the default, which misses top hits even among a thousand vectors; no metadata filter is used, being
ten times slower than filtering afterwards.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateHNSWConfiguration as HNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.errors import StoreError, unwritable
from index.records import Vectors

logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
_HNSW: HNSWConfiguration = {"space": "cosine", "ef_search": 2000, "ef_construction": 200, "max_neighbors": 32}
_NAME = "chunks"


class ChromaStore:
    """A `VectorStore` in one folder. `create` makes the collection when it is not there."""

    def __init__(self, folder: Path, create: bool = False) -> None:
        self._folder = folder
        self._count: int | None = None
        try:
            settings = Settings(anonymized_telemetry=False, is_persistent=True)
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
            if create:
                self._collection = self._client.get_or_create_collection(
                    _NAME, configuration={"hnsw": _HNSW}, embedding_function=None
                )
            else:
                self._collection = self._client.get_collection(_NAME, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            if create:
                raise unwritable(folder, error) from error
            hint = "python -m assistant sync --rebuild"
            raise StoreError(f"the vectors in {str(folder)!r} cannot be opened: {error}", hint) from error

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors; an id already there gets the new one."""
        self._count = None
        size = self._client.get_max_batch_size()
        try:
            for start in range(0, len(ids), size):
                part = slice(start, start + size)
                self._collection.upsert(ids=list(ids[part]), embeddings=np.asarray(vectors[part], np.float32))
        except ChromaError as error:
            raise unwritable(self._folder, error) from error

    def delete(self, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are no error."""
        self._count = None
        size = self._client.get_max_batch_size()
        for start in range(0, len(ids), size):
            self._collection.delete(ids=list(ids[start : start + size]))

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """At most k ids with their cosine similarity, the nearest first."""
        if self._count is None:
            self._count = self._collection.count()  # costs as much as a query, and a snapshot does not change
        count = min(k, self._count)
        if count == 0:
            return []
        found = self._collection.query(query_embeddings=np.asarray([vector], np.float32), n_results=count, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(id, 1.0 - float(d)) for id, d in zip(found["ids"][0], distances, strict=True)]

    def close(self) -> None:
        """Let go of files and memory."""
        self._client.close()  # type: ignore[attr-defined]  # the embedded client has it; its interface does not say so
