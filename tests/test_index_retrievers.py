"""What the retrievers add to the two rankings: dense scores for every candidate, best sentences, parallel versions, names."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus import Chunk, Span
from corpus.names import Name, NameFinder
from index import Hit, Query, Retriever
from index.fusion import OTHER_SENTENCE, SAME_LANGUAGE, SAME_SENTENCE
from index.hashed import HashedEncoder
from index.languages import LanguageShift
from index.lexical import LexicalIndex
from index.retrievers import COUNTERPART, Hybrid, Parallel, ranked


def chunk(id: str, language: str = "fi") -> Chunk:
    return Chunk(id, id, id, Span(0, len(id)), language, "text", "")


class Fixed:
    """A retriever with given scores."""

    def __init__(self, scores: dict[Chunk, float]) -> None:
        self.scores = scores

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        return ranked(list(self.scores), {c.id: s for c, s in self.scores.items()}, k, "hybrid")


def unit(degrees: float) -> list[float]:
    return [float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))]


class Turning(LanguageShift):
    """Turns a question toward Swedish by an angle, and leaves it for every other language."""

    def __init__(self, degrees: float) -> None:
        self._turned = np.array(unit(degrees), np.float32)

    def toward(self, vector: np.ndarray, own: str | None, other: str | None) -> np.ndarray:
        return self._turned if other == "sv" != own else vector


STILL = Turning(0)


def hybrid(
    dense: dict[Chunk, float],
    lexical: dict[Chunk, float],
    vectors: dict[str, Sequence[Sequence[float]]],
    shift: LanguageShift | None = None,
) -> Hybrid:
    def vectors_of(id: str) -> np.ndarray:
        return np.array(vectors[id], np.float32)

    return Hybrid(Fixed(dense), Fixed(lexical), HashedEncoder(), vectors_of, shift or STILL)


QUESTION = Query("kysymys", "fi", vector=tuple(unit(0)))


def scores_of(retriever: Retriever, query: Query = QUESTION, k: int = 9) -> dict[str, float]:
    return {hit.chunk.id: hit.score for hit in retriever.retrieve(query, k)}


def test_a_candidate_of_the_words_alone_gets_its_dense_score_too():
    a, b, c = chunk("a"), chunk("b"), chunk("c")
    vectors = {"a": [unit(10)], "b": [unit(20)], "c": [unit(80)]}
    found = scores_of(hybrid({a: 0.9, c: 0.2}, {b: 5.0}, vectors))
    near = {id: np.cos(np.radians(d)) for id, d in (("a", 10), ("b", 20), ("c", 80))}
    share = (near["b"] - near["c"]) / (near["a"] - near["c"])
    assert found == pytest.approx({"b": SAME_LANGUAGE * share + 1 - SAME_LANGUAGE, "a": SAME_LANGUAGE, "c": 0.0}, abs=1e-6)


@pytest.mark.parametrize(("language", "weight"), [("fi", SAME_SENTENCE), ("sv", OTHER_SENTENCE)])
def test_the_best_sentence_lifts_a_long_chunk(language: str, weight: float):
    a, b, c = chunk("a", language), chunk("b", language), chunk("c", language)
    vectors = {"a": [unit(40), unit(70), unit(5)], "b": [unit(40)], "c": [unit(60), unit(61)]}
    a_near = (1 - weight) * np.cos(np.radians(40)) + weight * np.cos(np.radians(5))
    c_near = (1 - weight) * np.cos(np.radians(60)) + weight * np.cos(np.radians(61))
    found = scores_of(hybrid({a: 0.7, b: 0.7, c: 0.5}, {}, vectors))
    assert list(found) == ["a", "b", "c"]
    assert found["b"] / found["a"] == pytest.approx((np.cos(np.radians(40)) - c_near) / (a_near - c_near), abs=1e-6)


def test_a_text_in_another_language_is_met_as_if_asked_in_it():
    a, b = chunk("a"), chunk("b", "sv")
    vectors = {"a": [unit(20)], "b": [unit(40)]}
    assert next(iter(scores_of(hybrid({a: 0.9, b: 0.7}, {}, vectors)))) == "a"
    assert next(iter(scores_of(hybrid({a: 0.9, b: 0.7}, {}, vectors, Turning(40))))) == "b"


SHELF = [chunk("fi-1"), chunk("fi-2"), chunk("fi-3"), chunk("sv-1", "sv"), chunk("sv-2", "sv"), chunk("sv-3", "sv")]
ANGLES = {"fi-1": 0, "fi-2": 60, "fi-3": 70, "sv-1": 2, "sv-2": 120, "sv-3": 62}


def parallel(scores: dict[str, float], shelf: Sequence[Chunk] = SHELF) -> Parallel:
    by_id = {c.id: c for c in shelf}
    vectors = [(c.id, c.language, np.array(unit(ANGLES[c.id]), np.float32)) for c in shelf]
    return Parallel(Fixed({by_id[id]: s for id, s in scores.items()}), vectors, lambda ids: [by_id[id] for id in ids])


def test_the_parallel_version_of_a_hit_comes_next_to_it():
    found = scores_of(parallel({"fi-1": 0.8, "sv-2": 0.7}))
    assert found == pytest.approx({"fi-1": 0.8, "sv-1": COUNTERPART * 0.8, "sv-2": 0.7})


def test_nearness_from_one_side_alone_is_no_parallel():
    # the nearest Swedish text to fi-3 is sv-3, whose nearest Finnish text is fi-2
    assert scores_of(parallel({"fi-3": 0.8})) == pytest.approx({"fi-3": 0.8})
    assert scores_of(parallel({"fi-2": 0.8})) == pytest.approx({"fi-2": 0.8, "sv-3": COUNTERPART * 0.8})


def test_a_weak_hit_and_one_in_another_language_bring_nothing():
    assert scores_of(parallel({"fi-2": 0.8, "fi-1": 0.3})).keys() == {"fi-2", "sv-3", "fi-1"}
    assert scores_of(parallel({"sv-1": 0.8})).keys() == {"sv-1"}


@pytest.mark.parametrize(("others", "found"), [(10, {"fi-1", "sv-1"}), (100, {"fi-1"})])
def test_a_few_stray_texts_are_not_taken_for_parallel_versions(others: int, found: set[str]):
    finnish = [chunk(f"fi-{n}") for n in range(10, 10 + others)]
    ANGLES.update({c.id: 90 + n for n, c in enumerate(finnish)})
    assert scores_of(parallel({"fi-1": 0.8}, [*SHELF[:4], *finnish])).keys() == found


def test_more_hits_are_not_given_than_asked_for():
    found = parallel({"fi-1": 0.8, "fi-2": 0.7}).retrieve(QUESTION, 2)
    assert [(hit.chunk.id, hit.rank) for hit in found] == [("fi-1", 1), ("sv-1", 2)]


def test_a_name_is_looked_for_as_each_language_has_it(tmp_path: Path):
    finder = NameFinder(
        [Name("turku", "city", "Turku", "fi"), Name("turku", "city", "Åbo", "sv"), Name("turku", "city", "TKU", "")]
    )
    assert finder.elsewhere(finder.find("Kuka rahoittaa Turun hankkeita?"), "fi") == {"sv": "Åbo"}
    assert finder.elsewhere(finder.find("Vem finansierar projekten i Åbo?"), "sv") == {"fi": "Turku"}
    assert finder.elsewhere(finder.find("Kuka rahoittaa?"), "fi") == {}
    words = LexicalIndex(tmp_path)
    words.update("sv", (), [("sv", "Projekten i Åbo finansieras av förbundet."), ("other", "Projekten i Vasa.")])
    assert words.search("Turku", 5) == []
    assert [id for id, _ in words.search("Turku", 5, {"sv": "Åbo"})] == ["sv"]
    assert words.search("Turku", 5, {"en": "Åbo"}) == []
