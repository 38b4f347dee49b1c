"""Chunks in; ranked hits out. Knows nothing of language models or conversation."""

from index.errors import EncoderMissing, StoreBusy, StoreError, StoreMismatch, StoreMissing, StoreUnwritable
from index.records import Embedder, Hit, Query, Reranker, Retriever, Terms, VectorStore

__all__ = [
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
    "StoreUnwritable",
    "Terms",
    "VectorStore",
]
