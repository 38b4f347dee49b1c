"""The eligibility check as pure functions over its data and a person's answers: the next question, and what the answers mean.

Answers are choices by question. An answer to a question that the others rule out is left out; as soon as one ground
says `unlikely` nothing more is asked, since the outcome is the worst of the grounds. What is shown, with its sources, is
made in `assistant/eligibility_told.py`; what a message says of the answers is read in `assistant/eligibility_heard.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from assistant.errors import UsageError
from corpus import OUTCOMES, Choice, Eligibility, EligibilityQuestion, Ground, NextStep, Outcome, holds

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a person stands: the answers that count, and the next question with its choices, or None at the end.

    `pending` are answers to questions that may come: they count when they do.
    """

    answers: dict[str, str]
    question: EligibilityQuestion | None
    choices: tuple[Choice, ...] = ()
    pending: dict[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, str]:
        """All answers that may count."""
        return self.answers | self.pending


def step(flow: Eligibility, answers: Answers) -> Step:
    """The next question after some answers, whatever order they came in."""
    kept: dict[str, str] = {}
    pending: dict[str, str] = {}
    open_question: Step | None = None
    for question in flow.questions:
        choices = tuple(choice for choice in question.choices if _may_hold(choice.when, kept))
        given = answers.get(question.id)
        if given not in {choice.id for choice in choices} or not _may_hold(question.when, kept):
            given = None
        if not holds(question.when, kept):
            pending |= {question.id: given} if given else {}
        elif given:
            kept[question.id] = given
        elif open_question is None:
            open_question = Step(kept, question, tuple(c for c in choices if holds(c.when, kept)), pending)
    done = open_question is None or outcome_of(grounds(flow, kept)) == "unlikely"
    return Step(kept, None) if done or open_question is None else open_question


def back_to(flow: Eligibility, answers: Answers, id: str) -> Step:
    """The step at which a question was asked, to be answered anew while the other answers wait. An unknown `id` is left out."""
    ids = [question.id for question in flow.questions]
    if id not in ids:
        return step(flow, answers)
    earlier = set(ids[: ids.index(id)])
    at = step(flow, {q: choice for q, choice in step(flow, answers).given.items() if q in earlier})
    later = {q: choice for q, choice in answers.items() if q not in earlier and q != id}
    return replace(at, pending=at.pending | later)


def progress(flow: Eligibility, at: Step) -> tuple[int, int]:
    """Which question of how many at most is asked at a step: those that the answers have not ruled out."""
    possible = [question for question in flow.questions if _may_hold(question.when, at.answers)]
    return (possible.index(at.question) + 1 if at.question else len(possible)), len(possible)


def _may_hold(when: Mapping[str, Sequence[str]], answers: Answers) -> bool:
    """Whether no answer goes against a condition; questions that are not answered may still be."""
    return all(answers.get(question, choices[0]) in choices for question, choices in when.items())


def grounds(flow: Eligibility, answers: Answers) -> tuple[Ground, ...]:
    """What the answers mean, the weightiest first."""
    found = [ground for ground in flow.grounds if holds(ground.when, answers)]
    return tuple(sorted(found, key=lambda ground: -OUTCOMES.index(ground.outcome)))


def outcome_of(found: tuple[Ground, ...]) -> Outcome:
    """The worst of the grounds; without any, the office has to be asked."""
    return found[0].outcome if found else "ask"


def next_steps(flow: Eligibility, answers: Answers, outcome: Outcome) -> tuple[NextStep, ...]:
    """What to do next."""
    return tuple(step for step in flow.steps if holds(step.when, {**answers, "outcome": outcome}))


def state_of(answers: Answers) -> str:
    """The answers as they stand in a link: `org=company&place=oulu`.

    >>> state_of({"org": "company", "place": "oulu"})
    'org=company&place=oulu'
    """
    return urlencode(answers)


def read_state(flow: Eligibility, state: str) -> dict[str, str]:
    """The answers in a link. Raises `UsageError` that names a question or a choice that is not there."""
    answers, faults = read_answers(flow, parse_qsl(state, keep_blank_values=True))
    if faults:
        raise faults[0]
    return answers


def read_answers(flow: Eligibility, pairs: Sequence[tuple[str, str]]) -> tuple[dict[str, str], list[UsageError]]:
    """The answers among pairs of a question and a choice, and what is wrong with the other pairs."""
    names = {question.id: [choice.id for choice in question.choices] for question in flow.questions}
    answers: dict[str, str] = {}
    faults: list[UsageError] = []
    for question, choice in pairs:
        if question not in names:
            hint = f"the questions are {', '.join(names)}"
            faults.append(UsageError(f"the answers name {question!r}, which is no question", hint))
        elif choice not in names[question]:
            hint = f"its choices are {', '.join(names[question])}"
            faults.append(UsageError(f"the answers name {choice!r}, which is no choice of {question!r}", hint))
        elif question in answers:
            faults.append(UsageError(f"the answers name {question!r} twice", "give each question one answer"))
        else:
            answers[question] = choice
    return answers, faults
