"""What the tests of the eligibility check share: its data, every way through it, and the check over the texts that it cites."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from truth import DOCUMENTS, catalogue, documents

from assistant.citing import Citer
from assistant.eligibility import step
from assistant.eligibility_told import EligibilityTold
from assistant.facts import FactBook
from assistant.verify import Verifier
from assistant.wording import Wording
from corpus.chunking import Chunking, chunk_document
from corpus.eligibility import load_eligibility
from corpus.programme import load_programme
from index.texts import TextStore

FLOW = load_eligibility(DOCUMENTS, catalogue())
PROGRAMME = load_programme(DOCUMENTS)
FACTS = FactBook(catalogue(), PROGRAMME)
COMPANY = "org=company&purpose=project&place=lahti&role=partner&fit=fits&share=city"
TODAY = date(2026, 11, 24)


@lru_cache(maxsize=1)
def paths() -> tuple[dict[str, str], ...]:
    """Every way through the check."""

    def onward(answers: dict[str, str]) -> Iterator[dict[str, str]]:
        at = step(FLOW, answers)
        if at.question is None:
            yield at.answers
        for choice in at.choices:
            assert at.question
            yield from onward(at.given | {at.question.id: choice.id})

    return tuple(onward({}))


def store_of_the_check(folder: Path) -> TextStore:
    """The records of the documents that tell a fact of the check or a call; vectors are not needed."""
    wanted = {fact for part in (*FLOW.grounds, *FLOW.steps) for fact in part.facts} | {c.id for c in catalogue().calls}
    store = TextStore(folder / "texts.sqlite", create=True)
    for document in documents():
        if wanted & {fact for mark in document.marks for fact in mark.fact_ids}:
            chunks = chunk_document(document, lambda text: len(text.split()), Chunking())
            store.put(document, [(chunk, np.zeros((1 + len(chunk.sentences), 2), np.float32)) for chunk in chunks])
    return store


def check_on(texts: TextStore, today: date = TODAY) -> EligibilityTold:
    wording = Wording(PROGRAMME)
    citer = Citer(Verifier(texts.document), FACTS, wording, today)
    return EligibilityTold(FLOW, catalogue(), texts, citer, FACTS, wording, today)
