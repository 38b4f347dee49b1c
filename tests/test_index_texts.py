"""The records of a snapshot: what is put in comes out, and goes with its document."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import Chunk, Document, Heading, Mark, Page, Source, Span
from index import StoreError
from index.texts import TextStore

TEXT = "Alfan sopimus. Vety ja vesi."
ONE, TWO = Span(0, 14), Span(15, 28)


def document(id: str, language: str = "fi", marks: tuple[Mark, ...] = ()) -> Document:
    return Document(
        id=id,
        text=TEXT,
        title="Otsikko å",
        kind="agreements",
        language=language,
        digest=f"digest of {id}",
        url="https://example.org/",
        links=(Source("https://example.org/a", "fi", "2024"),),
        agreements=("alpha",),
        pages=(Page(1, Span(0, 28)),),
        headings=(Heading(Span(0, 14), 2, "Alfan sopimus."),),
        marks=marks,
    )


def chunk(id: str, document_id: str, sentences: tuple[Span, ...] = (ONE, TWO)) -> Chunk:
    return Chunk(id, document_id, TEXT, Span(0, 28), "fi", "agreements", "Otsikko", ("A", "B"), 1, sentences)


def vectors(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(len(rows), 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TextStore]:
    texts = TextStore(tmp_path / "texts.sqlite", create=True)
    yield texts
    texts.close()


def test_records_come_back_as_they_were(store: TextStore):
    put = document("a/fi", marks=(Mark(ONE, ("x", "y")),))
    store.put(put, [(chunk("a/fi#0", "a/fi"), vectors((0, 1), (1, 0), (0.6, 0.8)))])
    assert store.document("a/fi") == put
    assert list(store.documents()) == [put]
    assert store.chunks(["a/fi#0"]) == [chunk("a/fi#0", "a/fi")]
    assert store.vectors("a/fi#0") == pytest.approx(vectors((0, 1), (1, 0), (0.6, 0.8)), abs=1e-3)
    assert [(id, language, vector.tolist()) for id, language, vector in store.all_vectors()] == [("a/fi#0", "fi", [0, 1])]
    assert store.sentence_vectors("a/fi#0") == pytest.approx(vectors((1, 0), (0.6, 0.8)), abs=1e-3)
    assert store.digests() == {"a/fi": "digest of a/fi"}
    assert store.counts() == (1, 1)


def test_what_is_not_there_is_none_or_nothing(store: TextStore):
    assert store.document("a") is None
    assert store.extra("a") is None
    assert store.chunks(["a#0"]) == store.chunk_ids("a") == store.tellers(["x"], "fi", 3) == []
    assert store.counts() == (0, 0)


def test_chunks_come_in_the_order_asked_for(store: TextStore):
    store.put(document("a"), [(chunk(f"a#{n}", "a"), vectors((1, 1), (1, 0), (0, 1))) for n in range(3)])
    assert [c.id for c in store.chunks(["a#2", "none", "a#0"])] == ["a#2", "a#0"]
    assert store.chunk_ids("a") == ["a#0", "a#1", "a#2"]


def test_a_chunk_without_sentences_can_be_read(store: TextStore):
    store.put(document("a"), [(chunk("a#0", "a", ()), vectors((1, 0)))])
    assert store.chunks(["a#0"]) == [chunk("a#0", "a", ())]
    assert len(store.sentence_vectors("a#0")) == 0


def test_putting_again_replaces_all_of_a_document(store: TextStore):
    store.put(
        document("a", marks=(Mark(ONE, ("x",)),)), [(chunk(f"a#{n}", "a"), vectors((1, 1), (1, 0), (0, 1))) for n in range(2)]
    )
    newer = replace(document("a", marks=(Mark(TWO, ("y",)),)), digest="new")
    store.put(newer, [(chunk("a#0", "a"), vectors((1, 1), (1, 0), (0, 1)))])
    assert store.digests() == {"a": "new"}
    assert store.chunk_ids("a") == ["a#0"]
    assert store.fact_languages() == {"y": {"fi"}}


def test_removing_takes_all_of_one_document_and_nothing_of_another(store: TextStore):
    for id in ("a", "a/b"):
        store.put(document(id, marks=(Mark(ONE, ("x",)),)), [(chunk(f"{id}#0", id), vectors((1, 1), (1, 0), (0, 1)))])
    store.remove("a")
    store.remove("never there")
    assert store.counts() == (1, 1)
    assert store.document("a") is None and store.chunk_ids("a") == []
    assert store.tellers(["x"], "fi", 3) == [("a/b", ONE)]


def test_the_languages_of_a_fact_some_documents_left_out(store: TextStore):
    store.put(document("a/fi", "fi", (Mark(TWO, ("x",)), Mark(ONE, ("x", "y")))), [])
    store.put(document("a/sv", "sv", (Mark(ONE, ("x",)),)), [])
    assert store.fact_languages() == {"x": {"fi", "sv"}, "y": {"fi"}}
    assert store.fact_languages(["a/fi"]) == {"x": {"sv"}}
    assert store.tellers(["x"], "sv", 3) == [("a/sv", ONE)]


def test_tellers_put_first_what_tells_the_facts_and_little_else(store: TextStore):
    store.put(document("long", "fi", (Mark(ONE, ("x", "y", "p", "q")),)), [])  # F1 = 2 * 2 / (4 + 2) = 0.67
    store.put(document("half", "fi", (Mark(ONE, ("x",)),)), [])  # F1 = 2 * 1 / (1 + 2) = 0.67, the smaller id first
    store.put(document("both", "fi", (Mark(TWO, ("y", "x")),)), [])  # F1 = 1
    store.put(document("both/sv", "sv", (Mark(TWO, ("y", "x")),)), [])
    store.put(document("other", "fi", (Mark(ONE, ("p",)),)), [])
    assert store.tellers(["x", "y"], "fi", 9) == [("both", TWO), ("half", ONE), ("long", ONE)]
    assert store.tellers(["x", "y"], "fi", 1) == [("both", TWO)]
    assert store.tellers(["x"], "fi", 1) == [("half", ONE)]
    assert store.tellers([], "fi", 9) == []


def test_extras_are_kept_and_replaced(store: TextStore):
    store.put_extra("catalogue", b"one")
    store.put_extra("catalogue", b"two")
    assert store.extra("catalogue") == b"two"


def test_a_reader_sees_what_was_committed_and_cannot_write(store: TextStore, tmp_path: Path):
    store.put(document("a"), [])
    store.commit()
    store.put(document("b"), [])
    reader = TextStore(tmp_path / "texts.sqlite")
    assert list(reader.digests()) == ["a"]
    with pytest.raises(Exception, match="readonly"):
        reader.remove("a")
    reader.close()


@pytest.mark.parametrize("content", [None, b"not a database at all, but long enough" * 9])
def test_a_missing_or_damaged_file_says_so(tmp_path: Path, content: bytes | None):
    path = tmp_path / "other.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"other\.sqlite") as caught:
        TextStore(path)
    assert "--rebuild" in caught.value.hint


def test_odd_names_of_folders_do_no_harm(tmp_path: Path):
    folder = tmp_path / "100% sure? #1 åäö"
    folder.mkdir()
    texts = TextStore(folder / "texts.sqlite", create=True)
    texts.put(document("a"), [])
    texts.commit()
    texts.close()
    assert [p.name for p in folder.iterdir()] == ["texts.sqlite"]
