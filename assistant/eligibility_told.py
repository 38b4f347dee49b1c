"""What a person is shown of the eligibility check: its questions, and its result with the sentences that carry it.

Each reason is a ground's own words with the verbatim sentences of its facts; each next step is such a sentence. Nothing is
promised: a fact that is our reading, planned, superseded or disputed says so as in any answer, and a gap is told as one.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from assistant.citing import Cited, Citer, marked
from assistant.eligibility import Answers, Step, grounds, next_steps, outcome_of, state_of, step
from assistant.evidence import Texts, is_gap, telling
from assistant.facts import FactBook
from assistant.records import Answer, Claim, Language, Status
from assistant.wording import Wording
from corpus import LANGUAGES, Catalogue, Eligibility, Outcome


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as shown: its id, text and help, and each choice's id and text."""

    id: str
    text: str
    help: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground in words and the sentences that bear it out, or a next step, which is its sentences alone.

    `status` is what its facts are when they are more than confirmed: derived, planned, superseded, conflict or gap.
    """

    text: str
    claims: tuple[Claim, ...]
    outcome: Outcome | None = None
    status: str | None = None

    def line(self) -> str:
        """The reason as a line of text with its citation markers."""
        return "- " + " ".join(filter(None, (self.text, *map(marked, self.claims))))


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers mean. `answer` holds the whole text, its citations, notices and whom to ask; `state` stands in a link.

    `calls` tells what calls of the place the sources know on the day.
    """

    outcome: Outcome
    state: str
    reasons: tuple[Reason, ...]
    steps: tuple[Reason, ...]
    calls: Reason | None
    answer: Answer


class EligibilityTold:
    """Shows the check of one published index. `today` is the day that calls are compared with (None: the calendar's)."""

    def __init__(
        self,
        flow: Eligibility,
        catalogue: Catalogue,
        texts: Texts,
        citer: Citer,
        facts: FactBook,
        wording: Wording,
        today: date | None = None,
    ) -> None:
        self.flow, self._citer, self._facts = flow, citer, facts
        self._telling = lru_cache(maxsize=None)(partial(telling, texts=texts))  # facts of the check and its calls only
        self.say = wording.say
        self._calls, self._today = catalogue.calls, today
        self._priorities = {a.id: [p.names for p in a.priorities] for a in catalogue.agreements}

    def warm_up(self) -> None:
        """Read the sentences of all facts, so that the first step is as fast as the rest."""
        for facts in (*(g.facts for g in self.flow.grounds), *(s.facts for s in self.flow.steps)):
            for language in LANGUAGES:
                self._telling(facts, language=language)

    def asked(self, at: Step, language: Language) -> ShownQuestion | None:
        """The question of a step in a language, None at the end."""
        if at.question is None:
            return None
        help = at.question.help.in_language(language) if at.question.help else ""
        named = [names.in_language(language) for a in self._agreements(at.answers) for names in self._priorities[a]]
        choices = tuple((choice.id, choice.text.in_language(language)) for choice in at.choices)
        return ShownQuestion(
            at.question.id, at.question.text.in_language(language), help.format(priorities="; ".join(named)), choices
        )

    def answered(self, answers: Answers, language: Language) -> list[tuple[str, str, str]]:
        """Answers in the order of the questions: the question's id and label, and the choice's text."""
        pairs = [(q, c) for q in self.flow.questions for c in q.choices if answers.get(q.id) == c.id]
        return [(q.id, q.label.in_language(language), c.text.in_language(language)) for q, c in pairs]

    def said(self, answers: Answers, language: Language) -> str:
        """Answers in words, `Applicant: a company. Place: Oulu.`; they can be read back."""
        return " ".join(f"{label}: {text}." for _, label, text in self.answered(answers, language))

    def message(self, answers: Answers, language: Language) -> str:
        """What somebody with these answers writes in the conversation."""
        return f"{self.say(language, 'eligibility_me')} {self.said(answers, language)}".rstrip()

    def reply(self, answers: Answers, language: Language, question: str) -> Answer:
        """What is said in a conversation: what was understood, then the next question or the result.

        Each choice is a whole message, which says what was answered before.
        """
        at, say = step(self.flow, answers), self.say
        said = self.said(at.given, language)
        first = say(language, "eligibility_understood", said=said) if said else say(language, "eligibility_start")
        asked, form = self.asked(at, language), f"eligibility?{state_of(at.given)}".rstrip("?")
        if asked is None:
            answer = self.result(at.answers, language, question).answer
            return replace(answer, text=f"{first}\n\n{answer.text}", form=form)
        choices = tuple(self.message({**at.given, asked.id: choice}, language) for choice, _ in asked.choices)
        text = f"{first}\n\n{asked.text} {asked.help}".rstrip()
        return Answer(question, language, "needs_clarification", text, choices=choices, form=form)

    def result(self, answers: Answers, language: Language, question: str = "") -> Result:
        """What answers mean so far; in the end, when `step` has no further question."""
        kept, cited = step(self.flow, answers).answers, Cited(self._citer, language)
        found = grounds(self.flow, kept)
        outcome = outcome_of(found)
        reasons = [self._reason(f.text.in_language(language), f.facts, cited, language, f.outcome) for f in found]
        steps = [self._reason("", s.facts, cited, language) for s in next_steps(self.flow, kept, outcome)]
        calls = None if outcome == "unlikely" else self._calls_of(kept, cited, language)
        contact = self._facts.contact(self._agreements(kept), language)
        say, told = self.say, [*reasons, *steps, *([calls] if calls else [])]
        parts = [f"{say(language, f'eligibility_{outcome}')} {say(language, 'eligibility_no_promise')}"]
        parts += ["\n".join(reason.line() for reason in reasons)]
        parts += ["\n".join((say(language, "eligibility_next"), *(reason.line() for reason in steps)))] if steps else []
        parts += [calls.line().removeprefix("- ")] if calls else []
        parts += [say(language, "ask_contact", contact=contact.name)] if contact else []
        claims = tuple({claim.citations: claim for reason in told for claim in reason.claims}.values())
        status: Status = "partial" if any(reason.status == "gap" for reason in reasons) else "answered"
        answer = Answer(question, language, status, "\n\n".join(parts), claims, cited.citations(), contact=contact)
        return Result(outcome, state_of(kept), tuple(reasons), tuple(steps), calls, self._citer.with_context(answer))

    def _agreements(self, answers: Answers) -> tuple[str, ...]:
        """The agreements that the answers name."""
        return tuple(choice for choice in answers.values() if choice in self._priorities)

    def _reason(
        self, text: str, fact_ids: tuple[str, ...], cited: Cited, language: Language, outcome: Outcome | None = None
    ) -> Reason:
        sentences = self._telling(fact_ids, language=language)
        claims = tuple(Claim(s.text, tuple(cited.numbers([s])), "quoted") for s in sentences)
        status = "gap" if any(map(is_gap, sentences)) else self._facts.status(fact_ids)
        return Reason(text, claims, outcome, status)

    def _calls_of(self, answers: Answers, cited: Cited, language: Language) -> Reason | None:
        """The calls of the place that are open on the day; when none is known to be, that, with the newest."""
        today, places = (self._today or date.today()).isoformat(), self._agreements(answers)
        calls = [c for c in self._calls if c.agreement in places and c.opens and c.opens <= today]
        open_now = [c for c in calls if c.closes and c.closes >= today]  # one whose end is not known is not said to be open
        if not calls:
            return None
        newest = max(calls, key=lambda call: call.opens or "")
        text = self.say(language, "eligibility_open" if open_now else "none_open")
        return self._reason(text, tuple(c.id for c in open_now or [newest]), cited, language)
