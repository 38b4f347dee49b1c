"""The records and seams of this room: what is asked, what is found, and who can find it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from corpus import Chunk, DocumentError

Vectors = Sequence[Sequence[float]] | Sequence[np.ndarray]
Way = Literal["dense", "lexical", "hybrid", "reranked"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retrievers see it.

    `language` is that of the words (None: unknown). `agreements` are those the question is about; hits about them rank
    higher, others are not dropped. `elsewhere` holds by language what names in the question are called there, for the word
    search. `vector` spares the dense retriever from encoding the text again.
    """

    text: str
    language: str | None = None
    agreements: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    vector: tuple[float, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found, with its score, its rank from 1 and the way it was found."""

    chunk: Chunk
    score: float
    rank: int
    way: Way


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `skipped` names documents that could not be read, with the reason; their old text stays."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    skipped: tuple[DocumentError, ...] = ()
    encoded: int = 0
    version: str = ""


class Embedder(Protocol):
    """Turns text into unit vectors. LangChain's `Embeddings` fit unchanged."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""


class CollectionEncoder(Embedder, Protocol):
    """An embedder that a collection can be built with."""

    name: str
    dimension: int

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        """Vectors of texts as passages, or as questions, shape (len(texts), dimension)."""


class FileLike(Protocol):
    """What a sync needs to know of a file before reading it."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def digest(self) -> str:
        """What changes when the file does."""


class VectorStore(Protocol):
    """Keeps vectors by id and finds the nearest."""

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors; an id already there gets the new one."""

    def delete(self, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are no error."""

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """At most k ids with their cosine similarity, the nearest first."""


class Retriever(Protocol):
    """Finds chunks for a question."""

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits, ranked from 1, scores not increasing."""


class Reranker(Protocol):
    """Orders hits anew by a closer look."""

    def rerank(self, query: Query, hits: list[Hit], k: int) -> list[Hit]:
        """At most k of the hits, ranked from 1."""


class Terms(Protocol):
    """Words of a text, and how much of a question a text holds."""

    def words(self, text: str, language: str) -> list[str]:
        """The words of a text without the language's small words, each once."""

    def held(self, wanted: Sequence[str], text: str, language: str) -> list[float]:
        """How far a text holds each of the wanted words, 0-1."""

    def coverage(self, wanted: Sequence[str], text: str, context: str, language: str) -> float:
        """The share of the wanted words that a text, or less so its context, holds: 0-1."""
