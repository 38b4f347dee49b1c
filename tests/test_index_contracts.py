"""One suite for each protocol, run on every implementation."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from assistant.compose import build_encoder
from assistant.settings import Settings
from corpus.chunking import Chunking, chunk_document
from corpus.loading import find_files, read_document
from index import Embedder, Hit, Query, Retriever, VectorStore
from index.chroma import ChromaStore, open_vectors
from index.collection import Collection, Snapshot
from index.hashed import HashedEncoder
from index.languages import LanguageShift
from index.lexical import LexicalIndex
from index.retrievers import Dense, Hybrid, Lexical, Reranked

# Embedder


@pytest.fixture(scope="module", params=["hashed", pytest.param("real", marks=pytest.mark.encoder)])
def embedder(request: pytest.FixtureRequest) -> Any:
    return HashedEncoder() if request.param == "hashed" else build_encoder(Settings())


TEXTS = ["Alfan sopimus koskee vetyä.", "Avtalet gäller vätgas.", "The harbour was opened.", "", "?!", "x" * 300, "\u200b🙂"]


def test_embedder_gives_one_unit_vector_for_each_text(embedder: Embedder):
    vectors = np.array(embedder.embed_documents(TEXTS))
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert np.linalg.norm(embedder.embed_query("vety")) == pytest.approx(1.0, abs=1e-4)


def test_embedder_gives_each_text_its_own_vector_whatever_stands_beside_it(embedder: Embedder):
    together = np.array(embedder.embed_documents(TEXTS))
    alone = np.array([embedder.embed_documents([text])[0] for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-4)


def test_embedder_takes_no_texts(embedder: Embedder):
    assert embedder.embed_documents([]) == []


def test_embedder_sets_a_question_nearest_to_its_text(embedder: Embedder):
    texts = np.array(embedder.embed_documents(TEXTS[:3]))
    assert int(np.argmax(texts @ np.array(embedder.embed_query("When was the harbour opened?")))) == 2


def test_embedder_reports_every_text_it_did(embedder: Any):
    done: list[int] = []
    embedder.encode([f"text {n}" for n in range(70)], done.append)
    assert sum(done) == 70


def test_embedder_counts_tokens(embedder: Any):
    assert embedder.count_tokens("") == 0
    assert 2 <= embedder.count_tokens("kaksi sanaa") < embedder.count_tokens("kaksi sanaa ja vielä muutama")


# VectorStore


@pytest.fixture(params=["embedded", "server"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    url = request.getfixturevalue("chroma_url") if request.param == "server" else ""
    store = open_vectors(tmp_path, url, create=f"test-{uuid4()}")
    yield store
    store.close()


def test_vectors_come_nearest_first_with_their_cosine(vectors: VectorStore):
    vectors.add(["east", "north", "west"], [[1, 0], [0, 1], [-1, 0]])
    found = vectors.nearest([0.8, 0.6], 3)
    assert [id for id, _ in found] == ["east", "north", "west"]
    assert [score for _, score in found] == pytest.approx([0.8, 0.6, -0.8], abs=1e-5)
    assert vectors.nearest([0.8, 0.6], 1) == found[:1]
    assert vectors.nearest([0.8, 0.6], 0) == []


def test_a_vector_of_the_same_id_is_replaced(vectors: VectorStore):
    vectors.add(["a"], [[1, 0]])
    vectors.add(["a", "b"], [[0, 1], [1, 0]])
    assert [id for id, _ in vectors.nearest([1, 0], 9)] == ["b", "a"]


def test_deleted_vectors_are_gone_and_unknown_ids_no_error(vectors: VectorStore):
    vectors.add(["a", "b"], [[1, 0], [0, 1]])
    vectors.delete(["a", "never there"])
    vectors.delete([])
    assert [id for id, _ in vectors.nearest([1, 0], 9)] == ["b"]


def test_an_empty_store_finds_nothing(vectors: VectorStore):
    assert vectors.nearest([1, 0], 3) == []
    vectors.add([], [])
    assert vectors.nearest([1, 0], 3) == []


def test_nothing_is_missed_among_many(vectors: VectorStore):
    matrix = np.random.default_rng(7).normal(size=(2000, 32)).astype(np.float32)
    vectors.add([str(n) for n in range(2000)], matrix)
    exact = matrix @ matrix[0] / np.linalg.norm(matrix, axis=1)
    assert [id for id, _ in vectors.nearest(matrix[0], 20)] == [str(n) for n in np.argsort(-exact)[:20]]


# Retriever


class Backwards:
    """A reranker that turns the order around."""

    def rerank(self, query: Query, hits: list[Hit], k: int) -> list[Hit]:
        turned = reversed(hits)
        return [Hit(hit.chunk, 1 / rank, rank, "reranked") for rank, hit in enumerate(turned, 1)][:k]


@pytest.fixture
def snapshot(shelf: Path, tmp_path: Path) -> Iterator[Snapshot]:
    encoder = HashedEncoder()
    cut = Chunking(20)
    collection = Collection(
        tmp_path / "store", encoder, read_document, lambda d: chunk_document(d, encoder.count_tokens, cut), "words-20"
    )
    files, problems = find_files(shelf)
    collection.sync(files, {}, problems)
    opened = collection.open()
    yield opened
    opened.close()


@pytest.fixture(params=["dense", "lexical", "hybrid", "reranked"])
def retriever(request: pytest.FixtureRequest, snapshot: Snapshot) -> Retriever:
    found = {
        "dense": snapshot.dense,
        "lexical": snapshot.lexical,
        "hybrid": snapshot.hybrid,
        "reranked": Reranked(snapshot.hybrid, Backwards()),
    }
    return found[request.param]


QUESTIONS = ["vety ja vesi", "vätgas", "harbour of Alpha 2023", "qwertyuiop", "", "?!", "ja", "\x00\u200b", "vety " * 500]


@pytest.mark.parametrize("k", [0, 1, 3, 1000])
@pytest.mark.parametrize("text", QUESTIONS)
def test_retriever_ranks_at_most_k_hits_and_the_same_each_time(retriever: Retriever, text: str, k: int):
    hits = retriever.retrieve(Query(text, "fi"), k)
    assert len(hits) <= k
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.chunk.id for hit in hits}) == len(hits)
    assert len({hit.way for hit in hits}) <= 1
    assert retriever.retrieve(Query(text, "fi"), k) == hits


def hybrid_of(dense: Retriever, lexical: Retriever) -> Hybrid:
    encoder = HashedEncoder()
    return Hybrid(dense, lexical, encoder, lambda id: np.zeros((1, encoder.dimension), np.float32), LanguageShift(encoder))


@pytest.mark.parametrize("make", [lambda d, w: d, lambda d, w: w, hybrid_of], ids=["dense", "lexical", "hybrid"])
def test_retriever_over_nothing_finds_nothing(make: Callable[[Retriever, Retriever], Retriever], tmp_path: Path):
    vectors, words = ChromaStore(tmp_path / "chroma", create=True), LexicalIndex(tmp_path / "words")
    dense, lexical = Dense(vectors, HashedEncoder(), lambda ids: []), Lexical(words.search, lambda ids: [])
    assert make(dense, lexical).retrieve(Query("vety"), 5) == []
    vectors.close()


def test_each_way_finds_the_text_that_tells_it(snapshot: Snapshot):
    for retriever in (snapshot.dense, snapshot.lexical, snapshot.hybrid):
        assert retriever.retrieve(Query("Which harbour opened in December", "en"), 1)[0].chunk.document_id == "news/opening/en"


def test_words_are_found_past_endings_and_inside_compounds(snapshot: Snapshot):
    found = snapshot.lexical.retrieve(Query("ekosysteemisopimuksen", "fi"), 1)
    assert [hit.chunk.document_id for hit in found] == ["agreements/alpha/fi"]


def test_a_kind_asked_for_ranks_higher_and_others_stay(snapshot: Snapshot):
    plain = snapshot.hybrid.retrieve(Query("Alpha", "en"), 9)
    news = snapshot.hybrid.retrieve(Query("Alpha", "en", kinds=("news",)), 9)
    scores = {hit.chunk.id: hit.score for hit in plain}
    gained = {hit.chunk.document_id: hit.score - scores[hit.chunk.id] for hit in news}
    assert gained.keys() == {hit.chunk.document_id for hit in plain}
    assert {id: round(gain, 9) for id, gain in gained.items() if gain} == {"news/opening/en": 0.05}


def test_a_vector_handed_over_spares_the_encoding(snapshot: Snapshot):
    query = Query("nothing of the sort", vector=tuple(HashedEncoder().embed_query("The harbour of Alpha was opened")))
    assert snapshot.dense.retrieve(query, 1)[0].chunk.document_id == "news/opening/en"
