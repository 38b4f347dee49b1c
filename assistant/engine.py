"""The way of a question: guard, understand, retrieve, gate, compose, verify, stream.

`Assistant.stream` yields `Retrieved | TextDelta | Answered`; every face consumes the same stream.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np

from assistant.citing import Citer
from assistant.evidence import Passage, Sentence, Texts, gap_sentences, gather, sentences_of
from assistant.extractive import Extractive, Scored, is_gap
from assistant.facts import FactBook
from assistant.gate import Ruling, rule
from assistant.guard import clean, guard
from assistant.intents import Intents
from assistant.records import (
    Answer,
    Answered,
    AnswerEvent,
    Engine,
    Language,
    Retrieved,
    Status,
    TextDelta,
    Timings,
    Turn,
)
from assistant.targets import Target, Targets
from assistant.understanding import Understanding, Understood
from assistant.wording import Wording
from corpus import Catalogue, Document, NameFinder, Programme
from index import Embedder, Hit, Query, Retriever, Terms

CANDIDATES = 40  # hits asked for before folding and merging
GAPS = 3  # known gaps weighed beside the passages
_KINDS = {"definition": "glossary"}


@dataclass(frozen=True, slots=True)
class Library:
    """What one published index offers: its records, a retriever, which words its texts know, and the knowledge beside it."""

    version: str
    texts: Texts
    retriever: Retriever
    knows: Callable[[str], bool]
    catalogue: Catalogue
    programme: Programme
    finder: NameFinder


class Encoder(Embedder, Protocol):
    """An embedder with a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long questions and answers may be, and the day that counts as today (None: the calendar's)."""

    question_characters: int = 2000
    passages: int = 8
    sentences: int = 4
    today: date | None = None


class Assistant:
    """Answers questions from the library that `open_library` gives: the same until a newer index is published."""

    def __init__(
        self, open_library: Callable[[], Library], encoder: Encoder, terms: Terms, fallback: Language, limits: Limits
    ) -> None:
        self.encoder = encoder
        self._open, self._terms, self._fallback, self._limits = open_library, terms, fallback, limits
        self._intents = Intents(encoder.embed_query)
        self._mind: _Mind | None = None

    def warm_up(self) -> None:
        """Answer a question to nobody, so that the first real one is as fast as the rest."""
        self.answer(next(iter(self.examples(self._fallback)), "?"))

    def index_version(self) -> str:
        """The version of the index that answers now."""
        return self._current_mind().opened.version

    def wording(self) -> Wording:
        """The assistant's own sentences."""
        return self._current_mind().wording

    def examples(self, language: Language) -> tuple[str, ...]:
        """Questions to start with."""
        return self._current_mind().opened.programme.examples.in_language(language)

    def document(self, id: str) -> Document | None:
        """A document of the index that answers now, to show a quote in its context; None when it is gone."""
        return self._current_mind().opened.texts.document(id)

    @property
    def longest_question(self) -> int:
        """How many characters a question may have."""
        return self._limits.question_characters

    def answer(self, question: str, history: Sequence[Turn] = (), interface: Language | None = None) -> Answer:
        """The whole answer at once."""
        *_, last = self.stream(question, history, interface)
        assert isinstance(last, Answered)
        return last.answer

    def stream(self, question: str, history: Sequence[Turn] = (), interface: Language | None = None) -> Iterator[AnswerEvent]:
        """The answer as it comes about; the last event is `Answered`. `interface` is the language of the page, if any."""
        start = time.perf_counter()
        mind = self._current_mind()
        guarded = guard(question, self._limits.question_characters)
        if guarded.verdict == "ok":
            understood = mind.understanding.read(guarded.text, _clean(history, self._limits), interface)
            if not understood.foreign:
                yield from self._told(mind, understood, start)
                return
            text = " ".join((mind.wording.say_in_all("out_of_scope_plain"), mind.wording.say_in_all("foreign")))
            yield from self._finish(mind, self._fixed(guarded.text, understood.language, "out_of_scope", text), start)
            return
        shown = clean(question)
        language, _ = mind.understanding.language_of(shown[:400], interface or self._fallback)
        yield from self._finish(mind, self._blocked(mind, guarded.verdict, shown, language), start)

    def _current_mind(self) -> "_Mind":
        library = self._open()
        if self._mind is None or self._mind.opened.version != library.version:
            self._mind = _Mind(library, self._terms, self._fallback, self._limits)
        return self._mind

    def _blocked(self, mind: "_Mind", verdict: str, question: str, language: Language) -> Answer:
        say = mind.wording.say
        if verdict == "pii":
            return self._fixed("", language, "blocked_pii", say(language, "blocked_pii"))
        if verdict == "abuse":
            return self._fixed(question, language, "blocked_abuse", say(language, "blocked_abuse"))
        key = "too_long" if verdict == "too_long" else "empty"
        text = say(language, key, limit=self._limits.question_characters)
        shown = question[: self._limits.question_characters]
        return self._fixed(shown, language, "needs_clarification", text)

    def _fixed(self, question: str, language: Language, status: Status, text: str) -> Answer:
        return Answer(question, language, status, text)

    def _told(self, mind: "_Mind", understood: Understood, start: float) -> Iterator[AnswerEvent]:
        vector = np.array(self.encoder.embed_query(understood.standalone), dtype=np.float32)
        began = time.perf_counter()
        targets = mind.targets.of(understood)
        passages = mind.passages(understood, targets, tuple(vector.tolist()), self._limits.passages)
        sentences = [*sentences_of(passages, mind.opened.texts), *mind.gaps_near(vector, understood.language)]
        ranked = mind.extractive.rank(understood, vector, sentences, targets)
        retrieve_ms = (time.perf_counter() - began) * 1000
        ruling = rule(understood, self._intents.nearest(vector), ranked, targets, mind.opened.knows)
        yield Retrieved(len(passages))
        answer = self._compose(mind, understood, ruling, ranked)
        yield from self._finish(mind, answer, start, retrieve_ms)

    def _compose(self, mind: "_Mind", understood: Understood, ruling: Ruling, ranked: Sequence[Scored]) -> Answer:
        say, language = mind.wording.say, understood.language
        if ruling.verdict == "smalltalk":
            answer = self._fixed(understood.question, language, "smalltalk", say(language, ruling.intent))
            return replace(answer, suggestions=mind.opened.programme.examples.in_language(language)[:3])
        if ruling.verdict == "out_of_scope":
            answer = self._fixed(understood.question, language, "out_of_scope", say(language, "out_of_scope"))
            return replace(answer, suggestions=mind.opened.programme.examples.in_language(language)[:3])
        if ruling.verdict == "answer":
            chosen = mind.extractive.pick(understood, ranked, self._limits.sentences)
            return mind.citer.answered(understood, chosen)
        if ruling.verdict == "unclear":
            choices = mind.opened.programme.choices_for(understood.wanted, language)
            answer = self._fixed(understood.question, language, "needs_clarification", say(language, "unclear"))
            return replace(answer, choices=choices)
        if ruling.verdict == "stranger":
            return mind.citer.not_in_sources(understood, None, (), say(language, "stranger", word=ruling.intent))
        near = [scored for scored in ranked if not is_gap(scored.sentence)]
        gap = ranked[0].sentence if ruling.verdict == "gap" else None
        return mind.citer.not_in_sources(understood, gap, mind.extractive.pick(understood, near, 2))

    def _finish(self, mind: "_Mind", answer: Answer, start: float, retrieve_ms: float = 0.0) -> Iterator[AnswerEvent]:
        for piece in answer.text.splitlines(keepends=True):
            yield TextDelta(piece)
        total = (time.perf_counter() - start) * 1000
        engine = Engine(self.encoder.name, mind.extractive.name, mind.opened.version)
        yield Answered(replace(answer, timings=Timings(round(total, 1), round(retrieve_ms, 1)), engine=engine))


class _Mind:
    """What is made once for each published index."""

    def __init__(self, library: Library, terms: Terms, fallback: Language, limits: Limits) -> None:
        self.opened = library
        self.wording = Wording(library.programme)
        self.facts = FactBook(library.catalogue, library.programme)
        self.understanding = Understanding(library.finder, self.facts.agreements_of, fallback)
        self.extractive = Extractive(terms, self.facts)
        self._gaps: dict[str, tuple[list[Sentence], np.ndarray]] = {}
        self.targets = Targets(library.catalogue)
        self.citer = Citer(library.texts.document, self.facts, self.wording, limits.today)

    def gaps_near(self, vector: np.ndarray, language: str) -> list[Sentence]:
        """The sentences that tell the gaps nearest to a question."""
        if language not in self._gaps:
            sentences = gap_sentences(self.facts.gaps, self.opened.texts, language)
            self._gaps[language] = sentences, np.array([s.vector for s in sentences], dtype=np.float32)
        sentences, matrix = self._gaps[language]
        if not sentences:
            return []
        return [sentences[i] for i in np.argsort(-(matrix @ vector))[:GAPS]]

    def passages(self, understood: Understood, targets: Sequence[Target], vector: tuple[float, ...], most: int) -> list[Passage]:
        """The passages to read for a question."""
        kinds = tuple(_KINDS[w] for w in understood.wanted if w in _KINDS)
        elsewhere = self.opened.finder.elsewhere(understood.mentions, understood.language)
        query = Query(understood.standalone, understood.language, understood.agreements, kinds, elsewhere, vector)
        hits: list[Hit] = self.opened.retriever.retrieve(query, CANDIDATES)
        about = [target.fact_ids for target in targets]
        about += [frozenset({id}) for id in understood.entities("term", "project", "theme", "lead_theme")[:3]]
        return gather(hits, self.opened.texts, understood.language, most + len(targets), about)


def _clean(history: Sequence[Turn], limits: Limits) -> list[Turn]:
    """The earlier turns that may steer, cleaned: those of the user that were neither blocked nor empty."""
    turns = [(turn, guard(turn.content, limits.question_characters)) for turn in history]
    return [replace(turn, content=found.text) for turn, found in turns if turn.role == "user" and found.verdict == "ok"]
