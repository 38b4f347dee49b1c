"""The way of a question: guard, understand, retrieve, gate, compose, verify, stream.

`Assistant.stream` yields `Retrieved | TextDelta | Answered`; every face consumes the same stream.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from assistant.catalogue_rows import Rows
from assistant.catalogue_told import Telling
from assistant.eligibility_told import EligibilityTold
from assistant.evidence import Sentence, is_gap
from assistant.extractive import doubles
from assistant.guard import clean, guard
from assistant.instructions import without_instructions
from assistant.intents import Intents
from assistant.learning import Shelf
from assistant.manners import hear
from assistant.mind import Library, Limits, Look, Mind
from assistant.records import (
    Answer,
    Answered,
    AnswerEvent,
    Language,
    Retrieved,
    Status,
    TextDelta,
    Timings,
    Turn,
)
from assistant.understanding import Understood
from assistant.wording import Wording
from assistant.written import Writer
from corpus import Document, Eligibility, OutlineMap, Programme
from index import CollectionEncoder, Terms

_FOLLOWED = ("answered", "partial", "not_in_sources")  # answers after which questions to ask next are suggested
Watch = Callable[[Mind, Look], None]
AROUND = 0.7  # weight of the message's vector beside that of one question in it


class Assistant:
    """Answers questions from the library that `open_library` gives: the same until a newer index is published."""

    def __init__(
        self,
        open_library: Callable[[], Library],
        encoder: CollectionEncoder,
        terms: Terms,
        fallback: Language,
        limits: Limits,
        writer: Writer | None = None,
    ) -> None:
        self.encoder, self._writer = encoder, writer
        self._open, self._terms, self._fallback, self._limits = open_library, terms, fallback, limits
        self._intents = Intents(lambda texts: encoder.encode(texts, question=True))
        self._mind: Mind | None = None

    def warm_up(self) -> None:
        """Answer a question to nobody, so that the first real one is as fast as the rest."""
        self.answer(next(iter(self.examples(self._fallback)), "?"))
        self._current_mind().computed.warm_up()
        self._current_mind().eligibility.warm_up()

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

    def eligibility(self) -> EligibilityTold:
        """The eligibility check of the index that answers now; without questions when it has none."""
        return self._current_mind().eligibility

    def programme(self) -> Programme:
        """What the collection's makers tell of it, and of who keeps the service."""
        return self._current_mind().opened.programme

    def shelf(self) -> Shelf:
        """What one learns from, for `assistant/learning.py` and `assistant/quiz.py`."""
        return self._current_mind().shelf

    def outline(self) -> OutlineMap | None:
        """The programme's map, if it has one."""
        return self._current_mind().opened.outline

    def flow(self) -> Eligibility:
        """The questions of the eligibility check; none where the collection has no check."""
        return self._current_mind().opened.eligibility

    def rows(self, language: Language) -> tuple[Rows, Telling]:
        """The catalogue's rows in a language, and what finds the sentences that carry them."""
        return self._current_mind().computed.rows(language)

    @property
    def uses_model(self) -> bool:
        """Whether a language model words answers, so that questions are sent to it."""
        return self._writer is not None

    @property
    def longest_question(self) -> int:
        """How many characters a question may have."""
        return self._limits.question_characters

    def answer(self, question: str, history: Sequence[Turn] = (), interface: Language | None = None) -> Answer:
        """The whole answer at once."""
        *_, last = self.stream(question, history, interface)
        assert isinstance(last, Answered)
        return last.answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), interface: Language | None = None, watch: Watch | None = None
    ) -> Iterator[AnswerEvent]:
        """The answer as it comes about; the last event is `Answered`.

        `interface` is the language of the page, if any; `watch` is shown what was found for each question in the message.
        """
        start = time.perf_counter()
        mind = self._current_mind()
        guarded = guard(question, self._limits.question_characters)
        if guarded.verdict == "ok":
            heard = without_instructions(guarded.text)
            said = hear(heard.text)
            if said.intent or not heard.text:
                language, _ = mind.understanding.language_of(heard.plain[:400], interface or self._fallback)
                answer = self._aside(mind, guarded.text, cast(Language, said.language or language), said.intent)
                yield from self._finish(mind, answer, start)
                return
            before = self._clean(mind, history)
            read = mind.understanding.read(said.text, before, interface)
            asked = [replace(understood, question=guarded.text) for understood in read]
            if own := mind.own_eligibility(asked, said.text, before):
                yield from self._finish(mind, own, start)
                return
            if not asked[0].foreign:
                yield from self._told(mind, asked, start, watch)
                return
            text = " ".join((mind.wording.say_in_all("out_of_scope_plain"), mind.wording.say_in_all("foreign")))
            yield from self._finish(mind, self._fixed(guarded.text, asked[0].language, "out_of_scope", text), start)
            return
        shown = clean(question)
        language, _ = mind.understanding.language_of(shown[:400], interface or self._fallback)
        yield from self._finish(mind, self._blocked(mind, guarded.verdict, shown, language), start)

    def _clean(self, mind: Mind, history: Sequence[Turn]) -> list[Turn]:
        """The earlier turns that may steer, cleaned: questions neither blocked nor refused, without courtesies, and answers."""
        kept: list[Turn] = []
        for turn in history:
            if turn.role == "assistant":
                if kept and mind.wording.is_refusal(turn.content):
                    kept.pop()
                elif kept:
                    lines = [clean(line) for line in turn.content.splitlines()]  # lists stay lists
                    kept.append(Turn("assistant", "\n".join(lines)))
                continue
            found = guard(turn.content, self._limits.question_characters)
            said = hear(without_instructions(found.text).text)
            kept += [replace(turn, content=said.text)] if found.verdict == "ok" and said.text and not said.intent else []
        return kept

    def _current_mind(self) -> Mind:
        library = self._open()
        if self._mind is None or self._mind.opened.version != library.version:
            self._mind = Mind(library, self.encoder, self._terms, self._fallback, self._limits)
        return self._mind

    def _blocked(self, mind: Mind, verdict: str, question: str, language: Language) -> Answer:
        say = mind.wording.say
        if verdict == "pii":
            return self._fixed("", language, "blocked_pii", say(language, "blocked_pii"))
        if verdict == "abuse":
            return self._fixed(question, language, "blocked_abuse", say(language, "blocked_abuse"))
        key = "too_long" if verdict == "too_long" else "empty"
        text = say(language, key, limit=self._limits.question_characters)
        shown = question[: self._limits.question_characters]
        return self._fixed(shown, language, "needs_clarification", text)

    def _aside(self, mind: Mind, question: str, language: Language, intent: str) -> Answer:
        """The answer to small talk, or without an intent to what is no subject here, with questions that can be answered."""
        status: Status = "smalltalk" if intent else "out_of_scope"
        answer = self._fixed(question, language, status, mind.wording.say(language, intent or "out_of_scope"))
        return replace(answer, suggestions=mind.opened.programme.examples.in_language(language)[:3])

    def _fixed(self, question: str, language: Language, status: Status, text: str) -> Answer:
        return Answer(question, language, status, text)

    def _told(self, mind: Mind, asked: Sequence[Understood], start: float, watch: Watch | None) -> Iterator[AnswerEvent]:
        began = time.perf_counter()
        found = [self._look_up(mind, understood) for understood in asked]
        retrieve_ms = (time.perf_counter() - began) * 1000
        if watch:
            for look in found:
                watch(mind, look)
        yield Retrieved(sum(look.passages for look in found))
        subjects = [look for look in found if look.ruling.verdict not in ("smalltalk", "out_of_scope", "unclear")] or found[:1]
        answer = self._composed(mind, subjects[0]) if len(subjects) == 1 else self._combined(mind, subjects)
        if self._writer and len(subjects) == 1:
            answer = yield from self._writer.write(mind, subjects[0], answer, start)
        if answer.status in _FOLLOWED:
            answer = replace(answer, suggestions=subjects[0].following)
        yield from self._finish(mind, answer, start, retrieve_ms)

    def _look_up(self, mind: Mind, understood: Understood) -> Look:
        """What there is for one question, by its own vector and by that turned toward the message around it."""
        own = vector = np.array(self.encoder.embed_query(understood.standalone), dtype=np.float32)
        if understood.around:
            mixed = own + AROUND * np.array(self.encoder.embed_query(understood.around), dtype=np.float32)
            vector = mixed / np.linalg.norm(mixed)
        return mind.look_up(understood, own, vector, self._intents.nearest(vector))

    def _composed(self, mind: Mind, look: Look) -> Answer:
        """The answer to one question."""
        if look.computed:
            return look.computed
        understood, ruling, say, language = look.understood, look.ruling, mind.wording.say, look.understood.language
        if ruling.verdict in ("smalltalk", "out_of_scope"):
            return self._aside(mind, understood.question, language, ruling.intent if ruling.verdict == "smalltalk" else "")
        if ruling.verdict == "answer":
            return mind.citer.answered(understood, mind.told(look, self._limits.sentences), ruling.sure)
        if ruling.verdict == "unclear":
            choices = mind.opened.programme.choices_for(understood.wanted, language)
            answer = self._fixed(understood.question, language, "needs_clarification", say(language, "unclear"))
            return replace(answer, choices=choices)
        if ruling.verdict == "stranger":
            return mind.citer.not_in_sources(understood, None, (), say(language, "stranger", word=ruling.intent))
        near = [scored for scored in look.ranked if not is_gap(scored.sentence)]
        gap = look.ranked[0].sentence if ruling.verdict == "gap" else look.gap
        return mind.citer.not_in_sources(understood, gap, mind.extractive.pick(understood, near, 2))

    def _combined(self, mind: Mind, looks: Sequence[Look]) -> Answer:
        """One answer to several questions, in their order; it names those that the sources do not answer."""
        if not any(look.computed or look.ruling.verdict == "answer" for look in looks):
            return self._composed(mind, looks[0])
        answers: list[Answer] = []
        told: list[Sentence] = []
        unanswered: list[str] = []
        each = max(2, self._limits.sentences - len(looks) + 1)
        for look in looks:
            found = mind.told(look, each) if look.ruling.verdict == "answer" else []
            if look.ruling.verdict == "gap":
                found = [look.ranked[0].sentence]
            fresh = [sentence for sentence in found if not any(doubles(sentence, other) for other in told)]
            if look.computed:
                answers += [look.computed] if look.computed.text not in {a.text for a in answers} else []
            elif fresh:
                answers.append(mind.citer.answered(look.understood, fresh, look.ruling.sure))
                told += fresh
            elif not found:
                unanswered.append(look.understood.written)
        return mind.citer.joined(answers, unanswered)

    def _finish(self, mind: Mind, answer: Answer, start: float, retrieve_ms: float = 0.0) -> Iterator[AnswerEvent]:
        for piece in answer.text.splitlines(keepends=True) if not answer.engine.answerer else ():  # a model has told its own
            yield TextDelta(piece)
        total = (time.perf_counter() - start) * 1000
        answerer = answer.engine.answerer or mind.extractive.name
        engine = replace(answer.engine, encoder=self.encoder.name, answerer=answerer, index_version=mind.opened.version)
        yield Answered(replace(answer, timings=Timings(round(total, 1), round(retrieve_ms, 1)), engine=engine))
