"""When a known gap is the very thing that is asked, in each language, and when it only lies near."""

from collections.abc import Collection, Sequence

import numpy as np
import pytest

from assistant.asked import Likest
from assistant.gaps import Gaps
from corpus import Chunk, Document, Span

TOLD = {
    "fi": "Lähteet eivät kerro, minä vuonna päätapahtuma pidettiin.",
    "sv": "Källorna berättar inte vilket år huvudevenemanget hölls.",
    "en": "The sources do not tell in which year the main event was held.",
}
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


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_nearest_gaps_come_first(language: str) -> None:
    gaps = Gaps(["nf-0", "nf-1", "nf-2", "nf-year"], GapTexts(language))
    assert gaps.near(VECTOR, language)[0].text == TOLD[language]


def test_without_gaps_none_is_near() -> None:
    gaps = Gaps([], GapTexts("fi"))
    assert gaps.near(VECTOR, "fi") == []


@pytest.mark.parametrize(
    ("gap", "other", "told"),
    [(0.95, 0.9, True), (0.95, 0.945, False), (0.89, 0.8, False), (0.95, None, True)],
)
def test_a_gap_is_asked_for_when_its_listed_question_is_near_and_ahead(gap: float, other: float | None, told: bool) -> None:
    gaps = Gaps(["nf-year"], GapTexts("en"))
    likest = [Likest(frozenset({"nf-year"}), gap)]
    likest += [Likest(frozenset({"event"}), other)] if other else []
    found = gaps.asked_for(likest, "en")
    assert (found.text if found else None) == (TOLD["en"] if told else None)


def test_without_listed_questions_no_gap_is_asked_for() -> None:
    assert Gaps(["nf-year"], GapTexts("en")).asked_for([], "en") is None
