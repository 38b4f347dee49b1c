"""From hits to numbered passages: parallel language versions folded into one, in the asker's language, neighbours merged.

A passage in another language is kept only when the asker's own language has nothing to stand in for it: the same topic's
version that carries the same facts.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus import Chunk, Document, Span, only_gaps, topic_of
from index import Hit

_NO_VECTOR = np.zeros(0, dtype=np.float32)
TELLERS = 3  # places that are read for one set of facts
_LIST_MARK = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")
_ABSENT = re.compile(
    r"\b(?:ei(?:vät)? (?:selviä|ilmene|kerro|mainit|näy|ole tiedossa|tiedetä|löydy|ole löytynyt)|sivulla ei ole)"
    r"|\b(?:framgår|anger|berättar|nämner|hittas|visar)\b[^.]{0,30}\b(?:inte|inget)\b|\binte (?:känt|känd)\b"
    r"|\b(?:do(?:es)? not (?:say|tell|show|state|mention|name)|is not (?:known|stated|given|found)|gives? no)\b",
    re.IGNORECASE,
)


class Texts(Protocol):
    """What the assistant needs of a snapshot's records."""

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """The chunks of these ids that exist, in the order asked for."""

    def chunk_ids(self, document_id: str) -> list[str]:
        """The ids of a document's chunks in order."""

    def vectors(self, chunk_id: str) -> np.ndarray:
        """The vector of a chunk and those of its sentences, shape (1 + sentences, dimension)."""

    def document(self, id: str) -> Document | None:
        """A document, or None when there is none of this id."""

    def documents(self) -> Iterator[Document]:
        """Every document in order of id."""

    def tellers(self, fact_ids: Collection[str], language: str, most: int) -> list[tuple[str, Span]]:
        """Where these facts are told together and little else, the best first."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Numbered evidence: neighbouring chunks of one document, best score first kept."""

    number: int
    chunks: tuple[Chunk, ...]
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence of a passage, with its vector, the facts it carries and the vector of the chunk it stands in."""

    text: str
    span: Span
    chunk: Chunk
    passage: int
    passage_score: float
    vector: np.ndarray
    facts: tuple[str, ...]
    chunk_vector: np.ndarray


def gather(hits: Iterable[Hit], texts: Texts, language: str, most: int, about: Sequence[Collection[str]] = ()) -> list[Passage]:
    """At most `most` passages. `about` holds sets of facts whose own sentences (in the language) come first."""
    scores: dict[str, float] = {}
    for fact_ids in about:
        for document_id, span in texts.tellers(fact_ids, language, TELLERS):
            for chunk in texts.chunks(texts.chunk_ids(document_id)):
                if chunk.span.overlaps(span):
                    scores.setdefault(chunk.id, 1.0)
    for hit in hits:
        for chunk in _in_language(hit.chunk, texts, language):
            scores[chunk.id] = max(scores.get(chunk.id, 0.0), hit.score)
    chunks = texts.chunks(sorted(scores, key=lambda id: (-scores[id], id))[: 2 * most])
    passages: list[Passage] = []
    for chunk in chunks:
        near = next((i for i, p in enumerate(passages) if _adjoins(p, chunk)), None)
        if near is not None:
            old = passages[near]
            merged = tuple(sorted((*old.chunks, chunk), key=lambda c: c.span.start))
            passages[near] = Passage(old.number, merged, old.score)
        elif len(passages) < most:
            passages.append(Passage(len(passages) + 1, (chunk,), scores[chunk.id]))
    return passages


def sentences_of(passages: Iterable[Passage], texts: Texts) -> list[Sentence]:
    """Every sentence of the passages, in their order; a sentence that introduces a list comes with its items."""
    found: list[Sentence] = []
    for passage in passages:
        for chunk in passage.chunks:
            whole, vectors = texts.vectors(chunk.id)[0], texts.vectors(chunk.id)[1:]
            for span, rows in _with_lists(chunk):
                text = chunk.text[span.start - chunk.span.start : span.end - chunk.span.start]
                vector = vectors[rows[0]] if len(rows) == 1 else _mean(vectors[rows])
                facts = tuple(dict.fromkeys(fact for row in rows for fact in chunk.facts[row]))
                found.append(Sentence(text, span, chunk, passage.number, passage.score, vector, facts, whole))
    return found


def carrying(ids: Iterable[str], texts: Texts, language: str, most: int = 1) -> list[Sentence]:
    """The sentences that carry facts, gaps or conflicts, in a language: for each those of its `most` best places."""
    found: list[Sentence] = []
    for fact_id in ids:
        for document_id, span in texts.tellers([fact_id], language, most):
            chunks = [c for c in texts.chunks(texts.chunk_ids(document_id)) if c.span.overlaps(span)]
            found += [s for s in sentences_of([Passage(0, tuple(chunks), 0.0)], texts) if fact_id in s.facts]
    return found


def sentences_at(document_id: str, span: Span, texts: Texts) -> list[Sentence]:
    """The sentences of a document that overlap a span, as they stand there, without vectors."""
    found: list[Sentence] = []
    for chunk in texts.chunks(texts.chunk_ids(document_id)):
        for own, facts in zip(chunk.sentences, chunk.facts, strict=True):
            if own.overlaps(span):
                text = chunk.text[own.start - chunk.span.start : own.end - chunk.span.start]
                found.append(Sentence(text, own, chunk, 0, 0.0, _NO_VECTOR, facts, _NO_VECTOR))
    return found


def telling(fact_ids: Iterable[str], texts: Texts, language: str) -> list[Sentence]:
    """As few sentences as tell the facts, in a language: the one that tells most of them and little else first."""
    found: list[Sentence] = []
    left = set(fact_ids)
    while left and (told := texts.tellers(left, language, 1)):
        found += [s for s in sentences_at(*told[0], texts) if left & set(s.facts)]
        left -= {fact for s in found for fact in s.facts}
    return found


def is_gap(sentence: Sentence) -> bool:
    """Whether a sentence only tells that the sources do not say something."""
    return only_gaps(sentence.facts)


def tells_absence(text: str) -> bool:
    """Whether a sentence says that something is not told or not known."""
    return bool(_ABSENT.search(text))


def _with_lists(chunk: Chunk) -> list[tuple[Span, list[int]]]:
    """The spans of sentences and the rows of their vectors; `…:` is joined with the list items that follow it."""
    joined: list[tuple[Span, list[int]]] = []
    open_list = False
    for row, span in enumerate(chunk.sentences):
        start = span.start - chunk.span.start
        line = chunk.text[chunk.text.rfind("\n", 0, start) + 1 : start]
        is_item = bool(_LIST_MARK.fullmatch(line))
        if open_list and (is_item or line.strip()):
            joined[-1] = (Span(joined[-1][0].start, span.end), [*joined[-1][1], row])
            continue
        joined.append((span, [row]))
        open_list = chunk.text[start : span.end - chunk.span.start].endswith(":")
    return joined


def _mean(vectors: np.ndarray) -> np.ndarray:
    mean = vectors.mean(axis=0)
    unit: np.ndarray = mean / np.linalg.norm(mean)
    return unit


def _adjoins(passage: Passage, chunk: Chunk) -> bool:
    if passage.chunks[0].document_id != chunk.document_id or passage.chunks[0].headings != chunk.headings:
        return False
    return any(abs(_order(c) - _order(chunk)) == 1 for c in passage.chunks)


def _order(chunk: Chunk) -> int:
    return int(chunk.id.rsplit("#", 1)[-1])


def _in_language(chunk: Chunk, texts: Texts, language: str) -> list[Chunk]:
    """The chunk itself when it is in the language, else the chunks of its twin that carry the same facts, else itself."""
    if chunk.language == language:
        return [chunk]
    topic = topic_of(chunk.document_id, chunk.language)
    twins = texts.chunks(texts.chunk_ids(f"{topic}/{language}")) if topic != chunk.document_id else []
    facts = _facts(chunk)
    shared = [(len(facts & _facts(twin)), twin) for twin in twins]
    best = max((count for count, _ in shared), default=0)
    return [twin for count, twin in shared if count == best][:1] if best else [chunk]


def _facts(chunk: Chunk) -> set[str]:
    return {fact for facts in chunk.facts for fact in facts}
