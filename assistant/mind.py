"""What the assistant knows while one index is published, and what it finds for one question.

Made anew when a newer index appears: the readers of questions, the answerers, and what is kept of known gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from assistant.asked import Asked, Likest
from assistant.catalogue_answers import CatalogueAnswers
from assistant.citing import Citer
from assistant.counted import Counted
from assistant.disagreements import with_other_sides
from assistant.eligibility_heard import Hearing
from assistant.eligibility_told import EligibilityTold
from assistant.evidence import Passage, Sentence, Texts, carrying, gather, sentences_of
from assistant.extractive import Extractive
from assistant.facts import FactBook
from assistant.features import Found
from assistant.gaps import Gaps
from assistant.gate import ASKED, LOOKED_AT, MOST, Ruling, rule
from assistant.instructions import is_instruction
from assistant.intents import Likeness
from assistant.learning import Shelf
from assistant.naming import NameBook
from assistant.ranking import Ranking, Scored
from assistant.records import Answer, Language, Turn
from assistant.targets import LISTED, Target, Targets
from assistant.understanding import Understanding, Understood
from assistant.verify import Verifier
from assistant.wording import Wording
from corpus import Catalogue, Eligibility, LearningPath, NameFinder, OutlineMap, Programme
from index import CollectionEncoder, Hit, Query, Retriever, Terms

CANDIDATES = 40  # hits asked for before folding and merging
SURE = 0.9  # likeness from which the best sentence tells the very facts that are asked for, so that no gap is met
NEIGHBOURS = 30  # listed questions looked at
AIMED = 8  # of these, those whose facts are looked for
ASKED_FOR = 4  # facts of a listed question looked for
CONFLICTING = 4  # places of a conflict looked at
_KINDS = {"definition": "glossary"}


@dataclass(frozen=True, slots=True)
class Library:
    """What one published index offers: its records, a retriever, which words its texts know, and the knowledge beside it."""

    version: str
    texts: Texts
    retriever: Retriever
    knows: Callable[[str], bool]
    written_in: Callable[[str], Mapping[str, int]]
    catalogue: Catalogue
    programme: Programme
    finder: NameFinder
    listed: bytes | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    path: LearningPath = field(default_factory=LearningPath)
    outline: OutlineMap | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long questions and answers may be, and the day that counts as today (None: the calendar's)."""

    question_characters: int = 2000
    passages: int = 8
    sentences: int = 5
    today: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was found for one question, and what to do with it; `gap` tells that a part of what is asked is not known.

    `following` are questions to ask next.
    """

    understood: Understood
    ruling: Ruling
    ranked: list[Scored]
    passages: int
    computed: Answer | None
    gap: Sentence | None = None
    following: tuple[str, ...] = ()


class Mind:
    """What is made once for each published index."""

    def __init__(self, library: Library, encoder: CollectionEncoder, terms: Terms, fallback: Language, limits: Limits) -> None:
        self.opened, self.terms, self._limits = library, terms, limits
        self.wording = Wording(library.programme)
        self.facts = FactBook(library.catalogue, library.programme)
        self.understanding = Understanding(library.finder, self.facts.agreements_of, fallback, terms, library.written_in)
        self.ranking = Ranking(terms, self.facts)
        self.extractive = Extractive(terms, self.facts)
        self.counted = Counted(terms)
        self.gaps = Gaps(self.facts.gaps, library.texts)
        self.targets = Targets(library.catalogue)
        self.asked = Asked(library.listed, encoder.dimension, self.understanding.agreements_in)
        names = NameBook(library.finder, self.facts.agreements_of)
        self.verifier = Verifier(library.texts.document, names, encoder.embed_documents)
        self.citer = Citer(self.verifier, self.facts, self.wording, limits.today)
        self.shelf = Shelf(library.texts, library.catalogue, library.finder, library.path, self.citer, self.wording, self.facts)
        self.computed = CatalogueAnswers(
            library.catalogue,
            library.programme,
            library.texts,
            library.finder,
            terms,
            self.citer,
            self.wording,
            limits.today,
        )

        parts = (library.eligibility, library.catalogue, library.texts, self.citer, self.facts, self.wording, limits.today)
        self.eligibility = EligibilityTold(*parts)
        self._hearing = Hearing(library.eligibility, library.finder.find, self.facts.agreements_of)

    def own_eligibility(self, asked: Sequence[Understood], message: str, history: Sequence[Turn]) -> Answer | None:
        """The answer to somebody who asks, and asks nothing else, whether they themselves may apply; None for other messages."""
        first = asked[0]
        answers = self._hearing.answers(message, first.written, first.language, history) if len(asked) == 1 else None
        return None if answers is None else self.eligibility.reply(answers, first.language, first.question)

    def look_up(self, understood: Understood, own: np.ndarray, vector: np.ndarray, likeness: Likeness) -> Look:
        """What there is for one question: `own` is its vector, `vector` that with its surroundings, `likeness` its intent."""
        likest = self.asked.near(own, understood.agreements, NEIGHBOURS)
        targets, passages, found = self.find(understood, vector, likest)
        ranked = self.ranking.rank(found)
        around = self.asked.near(vector, understood.agreements, 1) if understood.around else []
        asked = max((like.cosine for like in (*likest, *around)), default=None)
        ruling = rule(understood, likeness, ranked, targets, self.opened.knows, asked)
        uncounted = ruling.verdict == "answer" and not self.counted.told(understood, [s.sentence for s in ranked[:LOOKED_AT]])
        sure = (ruling.sure and not uncounted) or _answers_listed(ranked, likest)
        ruling = replace(ruling, sure=sure)
        sure_gap = ruling.verdict == "gap" and ranked[0].coverage >= MOST
        computed = None
        if not _is_settled(ruling) and (understood.agreements or not understood.entities("outside")):
            computed = self.computed.answer(understood, sure_gap) or self.computed.none_open(understood)
        answers = ruling.verdict == "answer" and not any(
            t.likeness(ranked[0].sentence.facts) >= SURE for t in targets if t.attribute not in ("outside", LISTED)
        )
        gap = self.gaps.asked_for(likest, understood.language) if answers or ruling.verdict == "not_in_sources" else None
        if not sure and uncounted and gap and not self.counted.is_asked_in(understood, gap.text):
            gap = None  # it is near by the place's name alone
        told = frozenset(fact for scored in ranked[: self._limits.sentences] for fact in scored.sentence.facts)
        following = self.asked.next_to(own, understood.agreements, understood.language, told)
        return Look(understood, ruling, ranked, len(passages), computed, gap, following)

    def find(
        self, understood: Understood, vector: np.ndarray, likest: Sequence[Likest]
    ) -> tuple[list[Target], list[Passage], Found]:
        """What a question aims at, the passages to read for it, and the sentences among which the answer is looked for."""
        attributes = self.targets.of(understood)
        targets = [*attributes, *self.asked.targets(likest[:AIMED])]
        passages = self.passages(understood, targets, tuple(vector.tolist()), self._limits.passages)
        read = [s for s in sentences_of(passages, self.opened.texts) if not is_instruction(s.text)]
        sentences = [*read, *self.gaps.near(vector, understood.language)]
        return targets, passages, Found(understood, vector, sentences, attributes, likest)

    def told(self, look: Look, most: int) -> list[Sentence]:
        """The sentences that answer a question; the gap that it meets comes first, and no side of a conflict stands alone."""
        picked = self.extractive.pick(look.understood, look.ranked, most)
        if not self.counted.told(look.understood, picked):  # the number asked for stands in a sentence that scores less
            told_in = (s.sentence for s in look.ranked if self.counted.told(look.understood, [s.sentence]))
            picked = [*picked[: most - 1], number] if (number := next(told_in, None)) else picked
        told = [look.gap, *(s for s in picked if s is not look.gap)] if look.gap else picked
        language, texts = look.understood.language, self.opened.texts
        return with_other_sides(told, self.facts, lambda id: carrying([id], texts, language, CONFLICTING), most)

    def passages(self, understood: Understood, targets: Sequence[Target], vector: tuple[float, ...], most: int) -> list[Passage]:
        """The passages to read for a question."""
        kinds = tuple(_KINDS[w] for w in understood.wanted if w in _KINDS)
        elsewhere = self.opened.finder.elsewhere(understood.mentions, understood.language)
        query = Query(understood.standalone, understood.language, understood.agreements, kinds, elsewhere, vector)
        hits: list[Hit] = self.opened.retriever.retrieve(query, CANDIDATES)
        listed = [sorted(target.fact_ids)[:ASKED_FOR] for target in targets if target.attribute == LISTED]
        about = [target.fact_ids for target in targets if target.attribute != LISTED]
        about += [frozenset({id}) for ids in listed for id in ids]
        about += [frozenset({id}) for id in understood.entities("term", "project", "flagship", "theme", "lead_theme")[:3]]
        return gather(hits, self.opened.texts, understood.language, most + len(about), about)


def _answers_listed(ranked: Sequence[Scored], likest: Sequence[Likest]) -> bool:
    """Whether the best sentence tells the facts of the nearest listed question, and that is much like the one asked."""
    best = set(ranked[0].sentence.facts) if ranked else set()
    return any(like.cosine >= ASKED and like.facts & best for like in likest[:1])


def _is_settled(ruling: Ruling) -> bool:
    """Whether the gate's word stands against the catalogue: small talk, and subjects or names that are foreign to it."""
    return ruling.verdict in ("smalltalk", "stranger") or (ruling.verdict == "out_of_scope" and bool(ruling.intent))
