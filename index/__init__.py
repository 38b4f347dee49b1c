"""Chunks in; ranked hits out. Knows nothing of language models or conversation."""

from index.errors import (
    EncoderMissing,
    StoreBusy,
    StoreError,
    StoreMismatch,
    StoreMissing,
    StoreUnreachable,
    StoreUnwritable,
)
from index.records import CollectionEncoder, Embedder, Hit, Query, Reranker, Retriever, SyncReport, Terms, VectorStore

__all__ = [
    "CollectionEncoder",
    "Embedder",
    "EncoderMissing",
    "Hit",
    "Query",
    "Reranker",
    "Retriever",
    "StoreBusy",
    "StoreError",
    "StoreMismatch",
    "StoreMissing",
    "StoreUnreachable",
    "StoreUnwritable",
    "SyncReport",
    "Terms",
    "VectorStore",
]
