"""The word index: an index for each language, changed a few chunks at a time."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import StoreError
from index.analysis import words_of
from index.lexical import LexicalIndex


@pytest.fixture
def words(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "words")
    index.update("en", [], [("e1", "The harbour was opened"), ("e2", "The support rate")])
    index.update("fi", [], [("f1", "Satama avattiin"), ("f2", "Tukiprosentti")])
    return index


def ids(index: LexicalIndex, text: str, k: int = 9) -> list[str]:
    return [id for id, _ in index.search(text, k)]


def test_all_languages_are_searched(words: LexicalIndex):
    assert set(ids(words, "harbour satama")) == {"e1", "f1"}
    assert len(ids(words, "harbour satama", 1)) == 1


def test_a_word_told_twice_by_the_question_counts_once(words: LexicalIndex):
    assert words.search("harbour harbour", 1) == words.search("harbour", 1)


def test_taking_out_and_putting_in_under_the_same_id(words: LexicalIndex):
    words.update("en", ["e1", "never there"], [("e1", "A bridge")])
    assert ids(words, "bridge") == ["e1"]
    assert ids(words, "harbour") == []


def test_what_was_written_is_found_by_the_next_process(words: LexicalIndex, tmp_path: Path):
    assert LexicalIndex(tmp_path / "words").search("harbour", 3) == words.search("harbour", 3)


def test_knows_a_word_by_its_beginning(words: LexicalIndex):
    assert words.knows("HARBOURS") and words.knows("Satamassa") and words.knows("rate")
    assert not words.knows("bridge") and not words.knows("atama")


def test_the_languages_a_word_is_written_in(tmp_path: Path):
    index = LexicalIndex(tmp_path)
    index.update("fi", [], [("a", "Painopisteet ovat vety ja satama.")])
    index.update("en", [], [("b", "The priorities are hydrogen and the harbour.")])
    assert index.written_in("vetyä") == {"fi": 1} and index.written_in("priority") == {"en": 1}
    assert index.written_in("prioriteter") == index.written_in("ja") == {}
    index.update("en", [], [("c", "A harbour."), ("d", "No more harbours.")])
    index.update("fi", [], [("e", "Green Harbour on hanke.")])
    assert index.written_in("harbour") == {"en": 3, "fi": 1}


@settings(max_examples=25, deadline=None)
@example(told=["bb"], language="fi")  # whose Finnish stem is shorter
@given(
    st.lists(st.text(alphabet="abcåä12", min_size=1, max_size=12), min_size=1, max_size=5), st.sampled_from(["fi", "sv", "en"])
)
def test_knows_every_word_that_stands_in_a_text(told: list[str], language: str):
    with TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder))
        index.update(language, [], [("a", " ".join(told))])
        assert all(index.knows(word) for word in words_of(" ".join(told), language))


def test_a_damaged_index_says_so(tmp_path: Path):
    folder = tmp_path / "words" / "en"
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        LexicalIndex(tmp_path / "words")
    assert "--rebuild" in caught.value.hint
