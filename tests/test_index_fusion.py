"""Fusion: a worked example, what it must ignore, and the edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import (
    OTHER_LANGUAGE,
    OTHER_SENTENCE,
    SAME_LANGUAGE,
    SAME_SENTENCE,
    dense_weight,
    fuse,
    min_max,
    sentence_weight,
)

IDS = st.sampled_from("abcdefgh")
SCORES = st.dictionaries(IDS, st.integers(-1000, 1000).map(float), max_size=8)
WORDS = st.dictionaries(IDS, st.integers(0, 1000).map(float), max_size=8)  # BM25 is never below 0
SCALE = st.integers(1, 50).map(float)
SHIFT = st.integers(-500, 500).map(float)


def test_worked_example():
    dense = {"a": 0.9, "b": 0.8, "c": 0.7}  # scaled: 1, 0.5, 0
    lexical = {"b": 12.0, "d": 3.0}  # shares of the best: 1, 0.25
    fused = fuse(dense, lexical, dict.fromkeys("abcd", 0.6))
    assert fused == pytest.approx({"a": 0.6, "b": 0.6 * 0.5 + 0.4, "c": 0.0, "d": 0.1})
    assert max(fused, key=fused.__getitem__) == "b"


def test_each_text_has_its_own_weight():
    fused = fuse({"a": 2.0, "b": 1.0}, {"b": 2.0, "a": 1.0}, {"a": 0.9, "b": 0.5})
    assert fused == pytest.approx({"a": 0.9 + 0.1 * 0.5, "b": 0.5})


def test_an_id_of_one_list_earns_nothing_from_the_other():
    assert fuse({"a": 0.5}, {"b": 7.0}, {"a": 0.55, "b": 0.55}) == pytest.approx({"a": 0.55, "b": 0.45})


def test_empty_lists():
    assert fuse({}, {}, {}) == {}
    assert fuse({}, {"a": 3.0}, {"a": 0.6}) == pytest.approx({"a": 0.4})
    assert fuse({"a": 3.0}, {}, {"a": 0.6}) == pytest.approx({"a": 0.6})


def test_scores_all_alike_count_in_full():
    assert min_max({"a": 0.3, "b": 0.3}) == {"a": 1.0, "b": 1.0}


@given(SCORES, WORDS, SCALE, SHIFT)
def test_the_scales_of_both_and_the_shift_of_dense_scores_change_nothing(dense, lexical, scale, shift):
    weights = dict.fromkeys("abcdefgh", 0.55)
    moved = {id: scale * score + shift for id, score in dense.items()}
    assert fuse(moved, lexical, weights) == pytest.approx(fuse(dense, lexical, weights))
    moved = {id: scale * score for id, score in lexical.items()}
    assert fuse(dense, moved, weights) == pytest.approx(fuse(dense, lexical, weights))


@given(SCORES, WORDS, st.floats(0, 1))
def test_every_id_of_either_list_gets_a_score_from_0_to_1(dense, lexical, weight):
    fused = fuse(dense, lexical, dict.fromkeys("abcdefgh", weight))
    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


@given(SCORES)
def test_scaling_keeps_the_order(scores):
    scaled = min_max(scores)
    for one in scores:
        for other in scores:
            assert scores[one] >= scores[other] or scaled[one] < scaled[other]


def test_meaning_counts_for_more_across_languages():
    assert dense_weight(same_language=False) == OTHER_LANGUAGE > SAME_LANGUAGE == dense_weight(same_language=True)
    assert sentence_weight(same_language=False) == OTHER_SENTENCE > SAME_SENTENCE == sentence_weight(same_language=True)
