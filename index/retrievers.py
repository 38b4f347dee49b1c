"""Find chunks by meaning, by words, and by both. Each retriever fits the `Retriever` seam, so they nest."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from corpus import Chunk
from index.fusion import dense_weight, fuse, sentence_weight
from index.languages import LanguageShift
from index.records import Embedder, Hit, Query, Reranker, Retriever, VectorStore, Way

ChunksOf = Callable[[Sequence[str]], list[Chunk]]
VectorsOf = Callable[[str], np.ndarray]  # the vectors of a chunk and of its sentences
WordSearch = Callable[[str, int, Mapping[str, str]], list[tuple[str, float]]]

POOL = 50  # how many of each ranking are fused
ABOUT = 0.15  # what a chunk earns for being about an agreement that the question names
KIND = 0.05  # and for being of a kind that the question asks for
ORIGINALS = 5  # hits whose counterparts in other languages are looked up
TRUST = 0.5  # the part of the best score that such a hit must have
COUNTERPART = 0.95  # the part of its score that a counterpart takes
UNLIKE, ALIKE = 0.80, 0.84  # cosines at which a counterpart counts for nothing and in full
SHARE = 0.02  # the part of a collection that a language must hold: less is stray texts or wrong guesses


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
        scores = dict(self._search(query.text, k, query.elsewhere))
        return ranked(self._chunks_of(list(scores)), scores, k, "lexical")


class Hybrid:
    """By both: fused scores, and a little more for what the question is about.

    Both rankings propose; then every candidate gets its dense score, in which its best sentence counts too, so that a long
    chunk does not hide it. The question is compared with each chunk as if asked in the chunk's language.
    """

    def __init__(
        self, dense: Retriever, lexical: Retriever, embedder: Embedder, vectors_of: VectorsOf, shift: LanguageShift
    ) -> None:
        self._dense, self._lexical, self._embedder = dense, lexical, embedder
        self._vectors_of, self._shift = vectors_of, shift

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits with a score that grows from 0; the two rankings count by language, see `index/fusion.py`."""
        pool = max(k, POOL)
        vector = np.array(query.vector or self._embedder.embed_query(query.text), np.float32)
        neutral = tuple(self._shift.toward(vector, query.language, None).tolist())
        dense = self._dense.retrieve(replace(query, vector=neutral), pool)
        lexical = self._lexical.retrieve(query, pool)
        chunks = {hit.chunk.id: hit.chunk for hit in (*dense, *lexical)}
        weights = {id: dense_weight(query.language in (None, chunk.language)) for id, chunk in chunks.items()}
        near = self._dense_scores(chunks.values(), query.language, vector)
        scores = fuse(near, {hit.chunk.id: hit.score for hit in lexical}, weights)
        for id, chunk in chunks.items():
            scores[id] += ABOUT * bool(set(chunk.agreements) & set(query.agreements)) + KIND * (chunk.kind in query.kinds)
        return ranked(list(chunks.values()), scores, k, "hybrid")

    def _dense_scores(self, chunks: Collection[Chunk], asked_in: str | None, vector: np.ndarray) -> dict[str, float]:
        """The cosine of each chunk, its best sentence weighed in."""
        moved = {language: self._shift.toward(vector, asked_in, language) for language in {c.language for c in chunks}}
        scores = {}
        for chunk in chunks:
            whole, *sentences = (self._vectors_of(chunk.id) @ moved[chunk.language]).tolist()
            share = sentence_weight(asked_in in (None, chunk.language))
            scores[chunk.id] = (1 - share) * whole + share * max(sentences, default=whole)
        return scores


class Parallel:
    """Another retriever's hits, and beside the best of them what says the same in other languages.

    The counterpart of a text in another language is the nearest there, when the two are each other's nearest and near enough:
    so parallel versions are found without being told. It takes its original's score, a little less. Cosines of parallel
    texts and of others overlap (medians 0.88 and 0.84 on public help pages), hence the test from both sides.
    """

    def __init__(self, retriever: Retriever, vectors: Iterable[tuple[str, str, np.ndarray]], chunks_of: ChunksOf) -> None:
        self._retriever, self._chunks_of = retriever, chunks_of
        held: dict[str, list[tuple[str, np.ndarray]]] = {}
        for id, language, vector in vectors:
            held.setdefault(language, []).append((id, vector))
        enough = SHARE * sum(map(len, held.values()))
        kept = {language: pairs for language, pairs in held.items() if len(pairs) >= enough}
        self._ids = {language: [id for id, _ in pairs] for language, pairs in kept.items()}
        self._matrix = {language: np.array([vector for _, vector in pairs]) for language, pairs in kept.items()}
        self._row = {id: row for ids in self._ids.values() for row, id in enumerate(ids)}
        self._counterpart = lru_cache(maxsize=50_000)(self._find_counterpart)

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits, the counterparts of the best among them."""
        hits = self._retriever.retrieve(query, k)
        scores = {hit.chunk.id: hit.score for hit in hits}
        own = [hit for hit in hits if hit.chunk.language == query.language and hit.chunk.id in self._row][:ORIGINALS]
        for hit in own:
            for language in self._matrix.keys() - {hit.chunk.language}:
                found, nearness = self._counterpart(hit.chunk.id, hit.chunk.language, language)
                if hit.score >= TRUST * hits[0].score and nearness > 0:
                    scores[found] = max(scores.get(found, 0.0), COUNTERPART * nearness * hit.score)
        return ranked(self._chunks_of(list(scores)), scores, k, "hybrid")

    def _find_counterpart(self, id: str, language: str, other: str) -> tuple[str, float]:
        """The nearest chunk in another language and how sure it is the same text, 0–1; 0 when nearness is not mutual."""
        vector = self._matrix[language][self._row[id]]
        cosines = self._matrix[other] @ vector
        row = int(cosines.argmax())
        back = int((self._matrix[language] @ self._matrix[other][row]).argmax())
        sure = (float(cosines[row]) - UNLIKE) / (ALIKE - UNLIKE)
        return self._ids[other][row], min(1.0, max(0.0, sure)) if back == self._row[id] else 0.0


class Reranked:
    """Another retriever's best, ordered anew by a closer look."""

    def __init__(self, retriever: Retriever, reranker: Reranker, depth: int = POOL) -> None:
        self._retriever, self._reranker, self._depth = retriever, reranker, depth

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits: the `depth` best in a new order, then the rest as they were."""
        hits = self._retriever.retrieve(query, max(k, self._depth))
        best = self._reranker.rerank(query, hits[: self._depth], self._depth)
        rest = hits[len(best) :]
        fall = rest[0].score - best[-1].score if rest else 0.0
        return [*best, *(replace(hit, score=hit.score - fall, way="reranked") for hit in rest)][:k]
