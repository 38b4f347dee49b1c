"""Find chunks by meaning, by words, and by both. Each retriever fits the `Retriever` seam, so they nest."""

from collections.abc import Callable, Mapping, Sequence

from corpus import Chunk
from index.fusion import dense_weight, fuse
from index.records import Embedder, Hit, Query, Reranker, Retriever, VectorStore, Way

ChunksOf = Callable[[Sequence[str]], list[Chunk]]
WordSearch = Callable[[str, int], list[tuple[str, float]]]

POOL = 50  # how many of each ranking are fused
ABOUT = 0.15  # what a chunk earns for being about an agreement that the question names
KIND = 0.05  # and for being of a kind that the question asks for


def ranked(chunks: Sequence[Chunk], scores: Mapping[str, float], k: int, way: Way) -> list[Hit]:
    """The k best of scored chunks as hits; ties go to the smaller id, so the order never depends on chance."""
    best = sorted(chunks, key=lambda c: (-scores[c.id], c.id))[:k]
    return [Hit(chunk, scores[chunk.id], rank, way) for rank, chunk in enumerate(best, 1)]


class Dense:
    """By meaning: the nearest vectors."""

    def __init__(self, vectors: VectorStore, embedder: Embedder, chunks_of: ChunksOf) -> None:
        self._vectors, self._embedder, self._chunks_of = vectors, embedder, chunks_of

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits with their cosine similarity."""
        vector = query.vector if query.vector is not None else self._embedder.embed_query(query.text)
        scores = dict(self._vectors.nearest(vector, k))
        return ranked(self._chunks_of(list(scores)), scores, k, "dense")


class Lexical:
    """By words: BM25."""

    def __init__(self, search: WordSearch, chunks_of: ChunksOf) -> None:
        self._search, self._chunks_of = search, chunks_of

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits with their BM25 score."""
        scores = dict(self._search(query.text, k))
        return ranked(self._chunks_of(list(scores)), scores, k, "lexical")


class Hybrid:
    """By both: fused scores, and a little more for what the question is about."""

    def __init__(self, dense: Retriever, lexical: Retriever) -> None:
        self._dense, self._lexical = dense, lexical

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits with a score that grows from 0; the two rankings count by language, see `index/fusion.py`."""
        pool = max(k, POOL)
        dense, lexical = self._dense.retrieve(query, pool), self._lexical.retrieve(query, pool)
        chunks = {hit.chunk.id: hit.chunk for hit in (*dense, *lexical)}
        weights = {id: dense_weight(query.language, chunk.language) for id, chunk in chunks.items()}
        scores = fuse({h.chunk.id: h.score for h in dense}, {h.chunk.id: h.score for h in lexical}, weights)
        for id, chunk in chunks.items():
            scores[id] += ABOUT * bool(set(chunk.agreements) & set(query.agreements)) + KIND * (chunk.kind in query.kinds)
        return ranked(list(chunks.values()), scores, k, "hybrid")


class Reranked:
    """Another retriever's best, ordered anew by a closer look."""

    def __init__(self, retriever: Retriever, reranker: Reranker, depth: int = POOL) -> None:
        self._retriever, self._reranker, self._depth = retriever, reranker, depth

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits of the `depth` best."""
        return self._reranker.rerank(query, self._retriever.retrieve(query, max(k, self._depth)), k)
