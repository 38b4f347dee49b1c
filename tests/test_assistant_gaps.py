"""When a known gap is the very thing that is asked, in each language, and when it only lies near."""

from collections.abc import Collection, Sequence

import numpy as np
import pytest

from assistant.asked import Likest
from assistant.evidence import Sentence, is_gap
from assistant.extractive import Scored
from assistant.gaps import Gaps
from assistant.understanding import Understanding, Understood
from corpus import Chunk, Document, NameFinder, Span
from index.words import WordTerms

TOLD = {
    "fi": "Lähteet eivät kerro, minä vuonna päätapahtuma pidettiin.",
    "sv": "Källorna berättar inte vilket år huvudevenemanget hölls.",
    "en": "The sources do not tell in which year the main event was held.",
}
ASKED = {
    "fi": "Minä vuonna päätapahtuma pidettiin?",
    "sv": "Vilket år hölls huvudevenemanget?",
    "en": "In which year was the main event held?",
}
NEARBY = {"fi": "Kuka järjesti päätapahtuman?", "sv": "Vem ordnade huvudevenemanget?", "en": "Who arranged the main event?"}
VECTOR, FAR = np.array([1, 0], np.float32), np.array([0.8, 0.6], np.float32)


class GapTexts:
    """Texts that tell one gap near to the question's vector and others far from it, each in a chunk of its own."""

    def __init__(self, language: str, others: int = 6) -> None:
        texts = {"nf-year": TOLD[language]} | {f"nf-{n}": f"Other {n}." for n in range(others)}
        self._chunks = {
            id: Chunk(
                f"{id}#0", id, text, Span(0, len(text)), language, "text", "T", sentences=(Span(0, len(text)),), facts=((id,),)
            )
            for id, text in texts.items()
        }

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        return [self._chunks[id.partition("#")[0]] for id in ids]

    def chunk_ids(self, document_id: str) -> list[str]:
        return [f"{document_id}#0"]

    def vectors(self, chunk_id: str) -> np.ndarray:
        return np.stack([VECTOR if chunk_id.startswith("nf-year") else FAR] * 2)

    def document(self, id: str) -> Document | None:
        return None

    def tellers(self, fact_ids: Collection[str], language: str, most: int) -> list[tuple[str, Span]]:
        return [(id, self._chunks[id].span) for id in fact_ids]


def read(question: str) -> Understood:
    return Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read(question)[0]


def kept(question: str, language: str, meaning: float = 0.9, coverage: float = 1.0, better: bool = False) -> list[str]:
    """The gaps that are kept for a question, found alone or beside a sentence that is `better`."""
    texts = GapTexts(language)
    gaps = Gaps(["nf-year", *(f"nf-{n}" for n in range(6))], texts, WordTerms())
    ranked = [Scored(s, 1.0, meaning, coverage) for s in gaps.near(VECTOR, language) if s.facts == ("nf-year",)]
    if better:
        text = "The City of Alpha arranged the main event."
        chunk = Chunk("a#0", "a", text, Span(0, len(text)), language, "text", "A", facts=(("event",),))
        other = Sentence(text, chunk.span, chunk, 1, 1.0, VECTOR, ("event",), VECTOR)
        ranked = [Scored(other, 2.0, 0.9, 1.0), *ranked]
    found = gaps.without_far(read(question), VECTOR, ranked)
    return [scored.sentence.text for scored in found if is_gap(scored.sentence)]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_gap_that_is_asked_is_kept(language: str) -> None:
    assert kept(ASKED[language], language) == [TOLD[language]]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_gap_on_the_same_subject_is_left_out_beside_what_answers(language: str) -> None:
    assert kept(NEARBY[language], language, meaning=0.83, coverage=0.4, better=True) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_nearest_gaps_come_first(language: str) -> None:
    gaps = Gaps(["nf-0", "nf-1", "nf-2", "nf-year"], GapTexts(language), WordTerms())
    assert gaps.near(VECTOR, language)[0].text == TOLD[language]


def test_without_gaps_none_is_near() -> None:
    gaps = Gaps([], GapTexts("fi"), WordTerms())
    assert gaps.near(VECTOR, "fi") == []
    assert gaps.without_far(read(ASKED["fi"]), VECTOR, []) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_gap_about_something_else_is_left_out(language: str) -> None:
    gaps = Gaps(["nf-year", *(f"nf-{n}" for n in range(6))], GapTexts(language), WordTerms())
    near, far = gaps.near(VECTOR, language)[:2]
    ranked = [Scored(near, 1.0, 0.9, 1.0), Scored(far, 1.0, 0.8, 0.0)]
    assert [s.sentence for s in gaps.without_far(read(ASKED[language]), VECTOR, ranked)] == [near]


@pytest.mark.parametrize(
    ("gap", "other", "told"),
    [(0.95, 0.9, True), (0.95, 0.945, False), (0.9, 0.8, False), (0.95, None, True)],
)
def test_a_gap_is_asked_for_when_its_listed_question_is_near_and_ahead(gap: float, other: float | None, told: bool) -> None:
    gaps = Gaps(["nf-year"], GapTexts("en"), WordTerms())
    likest = [Likest(frozenset({"nf-year"}), gap)]
    likest += [Likest(frozenset({"event"}), other)] if other else []
    found = gaps.asked_for(likest, "en")
    assert (found.text if found else None) == (TOLD["en"] if told else None)


def test_without_listed_questions_no_gap_is_asked_for() -> None:
    assert Gaps(["nf-year"], GapTexts("en"), WordTerms()).asked_for([], "en") is None
