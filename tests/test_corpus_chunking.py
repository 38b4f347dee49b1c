"""Chunks are exact slices of whole sentences, within one heading and one page."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Chunk, Document, Page, Span, sentence_spans
from corpus.chunking import Chunking, chunk_document
from corpus.loading import find_files, read_document
from corpus.markdown import parse_markdown


def words(text: str) -> int:
    return len(text.split())


def document_of(raw: str) -> Document:
    parsed = parse_markdown(raw, "text.md")
    headings, marks = tuple(parsed.headings), tuple(parsed.marks)
    return Document("x/fi", parsed.text, "Otsake", "x", "fi", "d", url="https://example.org", headings=headings, marks=marks)


def paged(*texts: str) -> Document:
    pages, start = [], 0
    for number, text in enumerate(texts, 1):
        pages.append(Page(number, Span(start, start + len(text) + 2)))
        start += len(text) + 2
    return Document("p", "\n\n".join(texts), "Sivut", "text", "fi", "d", pages=tuple(pages))


def texts(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks]


def test_sentences_are_packed_up_to_the_limit() -> None:
    document = document_of("Yksi kaksi kolme. Neljä viisi. Kuusi seitsemän kahdeksan.")
    assert texts(chunk_document(document, words, Chunking(5))) == ["Yksi kaksi kolme. Neljä viisi.", "Kuusi seitsemän kahdeksan."]
    assert len(chunk_document(document, words, Chunking(8))) == 1


def test_a_chunk_tells_where_it_stands() -> None:
    document = document_of("Alku.\n\n# Yksi\n\nAsia.\n\n## Kaksi\n\nToinen.\n\n# Kolme\n\nViimeinen.\n")
    chunks = chunk_document(document, words, Chunking(50))
    assert [(c.text, c.headings) for c in chunks] == [
        ("Alku.", ()),
        ("Asia.", ("Yksi",)),
        ("Toinen.", ("Yksi", "Kaksi")),
        ("Viimeinen.", ("Kolme",)),
    ]
    assert [c.id for c in chunks] == [f"x/fi#000{n}" for n in range(4)]
    assert {(c.document_id, c.title, c.language, c.kind, c.url) for c in chunks} == {
        ("x/fi", "Otsake", "fi", "x", "https://example.org")
    }
    assert chunks[2].indexed_text == "Otsake – Yksi – Kaksi\nToinen."


def test_a_heading_of_a_higher_level_ends_the_deeper_ones() -> None:
    chunks = chunk_document(document_of("### Syvä\n\nA.\n\n## Ylempi\n\nB.\n\n### Taas\n\nC.\n"), words, Chunking())
    assert [c.headings for c in chunks] == [("Syvä",), ("Ylempi",), ("Ylempi", "Taas")]


def test_a_long_sentence_is_cut_where_it_breaks_least() -> None:
    document = document_of("Yksi kaksi kolme neljä, viisi kuusi seitsemän; kahdeksan yhdeksän kymmenen.")
    found = texts(chunk_document(document, words, Chunking(5)))
    assert found == ["Yksi kaksi kolme neljä,", "viisi kuusi seitsemän;", "kahdeksan yhdeksän kymmenen."]


def test_a_list_mark_goes_with_its_item() -> None:
    document = document_of("Aiheet ovat nämä.\n\n- yksi asia\n- kaksi asiaa\n\n1. Kolme asiaa\n2. Neljä asiaa\n")
    found = texts(chunk_document(document, words, Chunking(3)))
    assert found == ["Aiheet ovat nämä.", "- yksi asia", "- kaksi asiaa", "1. Kolme asiaa", "2. Neljä asiaa"]


def test_the_sentences_of_a_chunk_are_given_by_their_place_in_the_document() -> None:
    document = document_of("# Otsikko\n\nYksi asia. Toinen asia.\n\n- kolmas\n")
    (chunk,) = chunk_document(document, words, Chunking())
    assert [document.text[s.start : s.end] for s in chunk.sentences] == ["Yksi asia.", "Toinen asia.", "kolmas"]


def test_repeated_sentences_have_places_of_their_own() -> None:
    chunks = chunk_document(document_of("Sama asia. " * 6), words, Chunking(2))
    assert [c.span for c in chunks] == [Span(n * 11, n * 11 + 10) for n in range(6)]


def test_a_chunk_knows_its_page() -> None:
    chunks = chunk_document(paged("Eka sivu.", "Toka sivu. Jatkuu.", "", "Neljäs."), words, Chunking(50))
    assert [(c.text, c.page) for c in chunks] == [("Eka sivu.", 1), ("Toka sivu. Jatkuu.", 2), ("Neljäs.", 4)]


@pytest.mark.parametrize("raw", ["", "\n\n", "# Vain otsikko\n", "---\n\n***\n", "...\n\n- \n"])
def test_a_text_without_words_has_no_chunks(raw: str) -> None:
    assert chunk_document(document_of(raw), words, Chunking()) == []


def test_the_shelf_is_one_chunk_a_document(shelf: Path) -> None:
    for file in find_files(shelf)[0]:
        document = read_document(file)
        chunks = chunk_document(document, words, Chunking())
        assert len(chunks) == 1 and chunks[0].as_of == document.as_of


SENTENCES = st.sampled_from(
    [
        "Yksi asia.",
        "Toinen, pidempi asia; se jatkuu vielä.",
        "Åbo är med.",
        "Se on esim. 21,6 milj. euroa vuonna 2024.",
        "Miksi?",
        "a" * 30,
    ]
)
LINES = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join),
    st.lists(SENTENCES, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.sampled_from(["# Yksi", "## Kaksi", "### Kolme", "| a | b |\n|---|---|\n| c | d |", "```\nx = 1\n```"]),
)
DOCUMENTS = st.one_of(
    st.lists(LINES, max_size=8).map("\n\n".join).map(document_of),
    st.text(max_size=200).map(lambda text: document_of(f"Alku.\n\n{text}")),
    st.lists(st.lists(SENTENCES, max_size=4).map(" ".join), min_size=1, max_size=4).map(lambda pages: paged(*pages)),
)


@settings(deadline=None)
@given(DOCUMENTS, st.integers(1, 60))
def test_chunks_are_exact_in_order_and_short_enough(document: Document, limit: int) -> None:
    end = 0
    for chunk in chunk_document(document, len, Chunking(limit)):
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
        assert chunk.text == chunk.text.strip() and end <= chunk.span.start
        assert len(chunk.text) <= limit
        assert chunk.page == document.page_of(chunk.span)
        end = chunk.span.end


@settings(deadline=None)
@given(DOCUMENTS, st.integers(3, 30))
def test_no_chunk_crosses_a_heading_or_a_page(document: Document, limit: int) -> None:
    for chunk in chunk_document(document, words, Chunking(limit)):
        assert words(chunk.text) <= limit
        assert not any(h.text and h.span.overlaps(chunk.span) for h in document.headings)
        assert sum(page.span.overlaps(chunk.span) for page in document.pages) <= 1


@settings(deadline=None)
@given(DOCUMENTS, st.integers(12, 40))
def test_every_sentence_that_fits_lies_whole_in_one_chunk(document: Document, limit: int) -> None:
    chunks = chunk_document(document, words, Chunking(limit))
    for sentence in sentence_spans(document.text):
        if any(heading.span.overlaps(sentence) for heading in document.headings):
            continue
        if words(document.text[sentence.start : sentence.end]) < limit - 1:
            assert any(chunk.span.start <= sentence.start and sentence.end <= chunk.span.end for chunk in chunks)


@settings(deadline=None)
@given(DOCUMENTS, st.integers(1, 40))
def test_no_letter_outside_headings_is_lost(document: Document, limit: int) -> None:
    kept = {at for c in chunk_document(document, len, Chunking(limit)) for at in range(c.span.start, c.span.end)}
    kept |= {at for h in document.headings for at in range(h.span.start, h.span.end)}
    assert not [at for at, c in enumerate(document.text) if c.isalpha() and at not in kept]
