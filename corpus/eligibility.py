"""The eligibility check of a programme: questions, grounds and next steps, from `eligibility.yaml` in the folder of documents.

Conditions (`when`) name questions and their choices and nothing else, so every path can be walked; loading walks them all and
refuses what no path reaches. What an answer means is told by facts: no rule of a programme stands in the code. How the
questions are asked and the answers judged is in `assistant/eligibility.py`. A folder without the file has no check.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from corpus.catalogue import Catalogue, read_record
from corpus.errors import CatalogueError
from corpus.facts import Names

_FILE = "eligibility.yaml"
_AGREEMENTS = "agreements"  # stands for the choices that the catalogue's agreements are
Outcome = Literal["likely", "ask", "unlikely"]
OUTCOMES: tuple[Outcome, ...] = ("likely", "ask", "unlikely")
Condition = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question. `words` tell it in a story, as a pattern for each language; or a name of the `entity` does."""

    id: str
    text: Names
    words: Names | None = None
    entity: str | None = None
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """A question of the check. `said` is the pattern that goes before the words of its choices, such as `we are`."""

    id: str
    label: Names
    text: Names
    choices: tuple[Choice, ...]
    help: Names | None = None
    said: Names | None = None
    choices_from: Literal["agreements"] | None = None
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What some answers mean for the outcome, with the facts that say so."""

    outcome: Outcome
    text: Names
    facts: tuple[str, ...]
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The facts that tell what to do next."""

    facts: tuple[str, ...]
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The whole check. Empty when a folder has none."""

    questions: tuple[EligibilityQuestion, ...] = ()
    grounds: tuple[Ground, ...] = ()
    steps: tuple[NextStep, ...] = ()
    about: Names | None = None


def holds(when: Mapping[str, Sequence[str]], answers: Mapping[str, str]) -> bool:
    """Whether answers meet a condition: each question it names has been answered with one of the choices."""
    return all(answers.get(question) in choices for question, choices in when.items())


def load_eligibility(root: Path, catalogue: Catalogue) -> Eligibility:
    """The check of a folder with the catalogue's agreements filled in. Raises `CatalogueError` when it is not as it should be."""
    path = root / _FILE
    if not path.is_file():
        return Eligibility()
    flow: Eligibility = read_record(path, root, Eligibility)
    _check(flow, {record.id for record in catalogue.records()})
    return _filled(flow, catalogue)


def _check(flow: Eligibility, known: set[str]) -> None:
    """Raise `CatalogueError` for the first condition, fact or pattern that means nothing, or part that no path reaches."""
    choices = {q.id: {c.id for c in q.choices} | ({_AGREEMENTS} if q.choices_from else set()) for q in flow.questions}
    earlier: dict[str, set[str]] = {}
    for question in flow.questions:
        _check_condition(question.when, earlier, f"question {question.id!r}")
        for choice in question.choices:
            _check_condition(choice.when, earlier, f"choice {choice.id!r}")
            _check_pattern(choice.words, f"choice {choice.id!r}")
        _check_pattern(question.said, f"question {question.id!r}")
        earlier[question.id] = choices[question.id]
    _check_pattern(flow.about, "'about'")
    parts = [(f"ground {n} ({f.text.en!r})", f.when, f.facts, choices) for n, f in enumerate(flow.grounds, 1)]
    outcomes = {"outcome": set[str](OUTCOMES)}
    parts += [(f"step {n} ({', '.join(s.facts)})", s.when, s.facts, choices | outcomes) for n, s in enumerate(flow.steps, 1)]
    for thing, when, facts, names in parts:
        _check_condition(when, names, thing)
        if unknown := [fact for fact in facts if fact not in known] or ([""] if not facts else []):
            raise CatalogueError(f"{_FILE!r}: {thing} names the unknown fact {unknown[0]!r}", "mend the id, or add the fact")
    _check_reached(flow)


def _check_condition(when: Condition, names: Mapping[str, set[str]], thing: str) -> None:
    for question, choices in when.items():
        if question not in names:
            hint = f"conditions may name: {', '.join(names) or 'nothing yet'}"
            raise CatalogueError(f"{_FILE!r}: the condition of {thing} names {question!r}, no (earlier) question", hint)
        if unknown := [choice for choice in choices if choice not in names[question]]:
            hint = f"its choices are: {', '.join(sorted(names[question]))}"
            raise CatalogueError(f"{_FILE!r}: the condition of {thing} names {unknown[0]!r}, no choice of {question!r}", hint)


def _check_pattern(words: Names | None, thing: str) -> None:
    for language in ("fi", "sv", "en"):
        try:
            re.compile(words.in_language(language) if words else "")
        except re.error as error:
            raise CatalogueError(f"{_FILE!r}: the {language} words of {thing} are no pattern: {error}", "mend them") from error


def _check_reached(flow: Eligibility) -> None:
    """Raise `CatalogueError` for a question, choice, ground or step that no path of answers reaches."""
    paths = list(_paths(flow.questions, {}))
    reached = {pair for path in paths for pair in path.items()}
    asked = {question for question, _ in reached}
    for question in flow.questions:
        missing = [c.id for c in question.choices if (question.id, c.id) not in reached]
        if question.id not in asked or missing:
            thing = f"choice {missing[0]!r}" if question.id in asked else f"question {question.id!r}"
            raise CatalogueError(f"{_FILE!r}: no path of answers reaches {thing}", "mend its condition, or take it out")
    for condition in (*(ground.when for ground in flow.grounds), *(step.when for step in flow.steps)):
        when = {question: choices for question, choices in condition.items() if question != "outcome"}
        if not any(holds(when, path) for path in paths):
            raise CatalogueError(f"{_FILE!r}: no path of answers meets the condition {condition}", "mend it, or take it out")


def _paths(questions: Sequence[EligibilityQuestion], answers: dict[str, str]) -> Iterator[dict[str, str]]:
    """Every way to answer the questions, agreements taken as one choice."""
    if not questions:
        yield answers
        return
    first, *rest = questions
    own = [c.id for c in first.choices if holds(c.when, answers)] + ([_AGREEMENTS] if first.choices_from else [])
    if not own or not holds(first.when, answers):
        yield from _paths(rest, answers)
        return
    for choice in own:
        yield from _paths(rest, answers | {first.id: choice})


def _filled(flow: Eligibility, catalogue: Catalogue) -> Eligibility:
    """The check with a choice for each agreement of the catalogue, also in conditions."""
    ids = tuple(agreement.id for agreement in catalogue.agreements)

    def named(when: Condition) -> Condition:
        return {q: tuple(i for c in choices for i in (ids if c == _AGREEMENTS else (c,))) for q, choices in when.items()}

    own = tuple(Choice(a.id, a.short_names) for a in catalogue.agreements)
    questions = [
        replace(
            question,
            choices=(own if question.choices_from else ()) + tuple(replace(c, when=named(c.when)) for c in question.choices),
            when=named(question.when),
        )
        for question in flow.questions
    ]
    grounds = tuple(replace(ground, when=named(ground.when)) for ground in flow.grounds)
    return Eligibility(tuple(questions), grounds, tuple(replace(s, when=named(s.when)) for s in flow.steps), flow.about)
