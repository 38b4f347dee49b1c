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
from assistant.extractive import Extractive, Scored, doubles, is_gap
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
AROUND = 0.7  # weight of the message's vector beside that of one question in it
GAPS = 3  # known gaps weighed beside the passages
_KINDS = {"definition": "glossary"}


@dataclass(frozen=True, slots=True)
class Library:
    """What one published index offers: its records, a retriever, which words its texts know, and the knowledge beside it."""

    version: str
    texts: Texts
    retriever: Retriever
    knows: Callable[[str], bool]
    written_in: Callable[[str], frozenset[str]]
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
    sentences: int = 5
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
            asked = mind.understanding.read(guarded.text, self._clean(mind, history), interface)
            if not asked[0].foreign:
                yield from self._told(mind, asked, start)
                return
            text = " ".join((mind.wording.say_in_all("out_of_scope_plain"), mind.wording.say_in_all("foreign")))
            yield from self._finish(mind, self._fixed(guarded.text, asked[0].language, "out_of_scope", text), start)
            return
        shown = clean(question)
        language, _ = mind.understanding.language_of(shown[:400], interface or self._fallback)
        yield from self._finish(mind, self._blocked(mind, guarded.verdict, shown, language), start)

    def _clean(self, mind: "_Mind", history: Sequence[Turn]) -> list[Turn]:
        """The earlier turns that may steer, cleaned: questions that were neither blocked, empty nor refused, and answers."""
        kept: list[Turn] = []
        for turn in history:
            if turn.role == "assistant":
                if kept and mind.wording.is_refusal(turn.content):
                    kept.pop()
                elif kept:
                    kept.append(Turn("assistant", clean(turn.content)))
                continue
            found = guard(turn.content, self._limits.question_characters)
            kept += [replace(turn, content=found.text)] if found.verdict == "ok" else []
        return kept

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

    def _told(self, mind: "_Mind", asked: Sequence[Understood], start: float) -> Iterator[AnswerEvent]:
        began = time.perf_counter()
        found = [self._looked_up(mind, understood) for understood in asked]
        retrieve_ms = (time.perf_counter() - began) * 1000
        yield Retrieved(sum(look.passages for look in found))
        subjects = [look for look in found if look.ruling.verdict not in ("smalltalk", "out_of_scope", "unclear")] or found[:1]
        answer = self._composed(mind, subjects[0]) if len(subjects) == 1 else self._combined(mind, subjects)
        yield from self._finish(mind, answer, start, retrieve_ms)

    def _looked_up(self, mind: "_Mind", understood: Understood) -> "_Look":
        """What there is for one question."""
        vector = self._vector(understood)
        targets = mind.targets.of(understood)
        passages = mind.passages(understood, targets, tuple(vector.tolist()), self._limits.passages)
        sentences = [*sentences_of(passages, mind.opened.texts), *mind.gaps_near(vector, understood.language)]
        ranked = mind.extractive.rank(understood, vector, sentences, targets)
        ruling = rule(understood, self._intents.nearest(vector), ranked, targets, mind.opened.knows)
        return _Look(understood, ruling, ranked, len(passages))

    def _vector(self, understood: Understood) -> np.ndarray:
        """The question's unit vector, turned toward that of the message around it, if there is more of that."""
        own = np.array(self.encoder.embed_query(understood.standalone), dtype=np.float32)
        if not understood.around:
            return own
        mixed = own + AROUND * np.array(self.encoder.embed_query(understood.around), dtype=np.float32)
        unit: np.ndarray = mixed / np.linalg.norm(mixed)
        return unit

    def _composed(self, mind: "_Mind", look: "_Look") -> Answer:
        """The answer to one question."""
        understood, ruling, say, language = look.understood, look.ruling, mind.wording.say, look.understood.language
        if ruling.verdict in ("smalltalk", "out_of_scope"):
            key = ruling.intent if ruling.verdict == "smalltalk" else "out_of_scope"
            answer = self._fixed(understood.question, language, ruling.verdict, say(language, key))
            return replace(answer, suggestions=mind.opened.programme.examples.in_language(language)[:3])
        if ruling.verdict == "answer":
            return mind.citer.answered(understood, mind.extractive.pick(understood, look.ranked, self._limits.sentences))
        if ruling.verdict == "unclear":
            choices = mind.opened.programme.choices_for(understood.wanted, language)
            answer = self._fixed(understood.question, language, "needs_clarification", say(language, "unclear"))
            return replace(answer, choices=choices)
        if ruling.verdict == "stranger":
            return mind.citer.not_in_sources(understood, None, (), say(language, "stranger", word=ruling.intent))
        near = [scored for scored in look.ranked if not is_gap(scored.sentence)]
        gap = look.ranked[0].sentence if ruling.verdict == "gap" else None
        return mind.citer.not_in_sources(understood, gap, mind.extractive.pick(understood, near, 2))

    def _combined(self, mind: "_Mind", looks: Sequence["_Look"]) -> Answer:
        """One answer to several questions, in their order; it names those that the sources do not answer."""
        answered = [look for look in looks if look.ruling.verdict == "answer"]
        if not answered:
            return self._composed(mind, looks[0])
        each = max(2, self._limits.sentences - len(looks) + 1)
        sentences: list[Sentence] = []
        for look in looks:
            told = mind.extractive.pick(look.understood, look.ranked, each) if look in answered else []
            if look.ruling.verdict == "gap":
                told = [look.ranked[0].sentence]
            sentences += [sentence for sentence in told if not any(doubles(sentence, other) for other in sentences)]
        unanswered = [look.understood.written for look in looks if look.ruling.verdict in ("not_in_sources", "stranger")]
        return mind.citer.answered(answered[0].understood, sentences, unanswered)

    def _finish(self, mind: "_Mind", answer: Answer, start: float, retrieve_ms: float = 0.0) -> Iterator[AnswerEvent]:
        for piece in answer.text.splitlines(keepends=True):
            yield TextDelta(piece)
        total = (time.perf_counter() - start) * 1000
        engine = Engine(self.encoder.name, mind.extractive.name, mind.opened.version)
        yield Answered(replace(answer, timings=Timings(round(total, 1), round(retrieve_ms, 1)), engine=engine))


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What was found for one question, and what to do with it."""

    understood: Understood
    ruling: Ruling
    ranked: list[Scored]
    passages: int


class _Mind:
    """What is made once for each published index."""

    def __init__(self, library: Library, terms: Terms, fallback: Language, limits: Limits) -> None:
        self.opened = library
        self.wording = Wording(library.programme)
        self.facts = FactBook(library.catalogue, library.programme)
        self.understanding = Understanding(library.finder, self.facts.agreements_of, fallback, terms, library.written_in)
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
