"""The quiz: of all questions that can be made exactly one choice is right, by the catalogue's YAML, and its quote says so."""

import io
import re
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from catalogue_truth import agreements, calls, facts
from rich.console import Console
from test_assistant_learning import shelf_of

from assistant import show
from assistant.figures import figures_in
from assistant.learning import Shelf
from assistant.quiz import CHOICES, QuizQuestion, quiz
from assistant.records import Language
from corpus import LANGUAGES, Catalogue, NameFinder, Programme
from corpus.catalogue import load_catalogue
from corpus.programme import entity_names, load_programme
from index.texts import TextStore

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
FORMS = {"funder", "priority", "leader", "opens", "closes", "amount"}


@pytest.fixture(scope="module")
def shelf(real_texts: TextStore) -> Shelf:
    return shelf_of(real_texts, load_catalogue(DOCUMENTS), load_programme(DOCUMENTS))


@pytest.fixture(scope="module", params=LANGUAGES)
def asked(shelf: Shelf, request: pytest.FixtureRequest) -> tuple[Language, list[QuizQuestion]]:
    language = cast(Language, request.param)
    return language, quiz(shelf, language, 7)


def record(id: str) -> dict[str, Any]:
    everything = [*agreements(), *calls()]
    return next(one for one in everything if one["id"] == id)


def right_names(form: str, id: str, language: str) -> set[str]:
    """Every name that the catalogue holds for right; for a funder also those of other money."""
    if form == "funder":
        names = {a["id"]: a["names"][language] for a in facts("authorities")["authorities"]}
        agreement = record(id)
        return {names[f["authority"]] for f in (agreement["funding_authority"], *agreement["other_authorities"])}
    if form == "priority":
        (name,) = {p["names"][language] for a in agreements() for p in a["priorities"] if p["id"] == id}
        return {a["short_names"][language] for a in agreements() for p in a["priorities"] if p["names"][language] == name}
    led = next(t["lead_agreement"] for t in facts("themes")["lead_themes"] if id in (t["id"], t["project"]))
    return {record(led)["short_names"][language]}


def right_value(form: str, id: str) -> float | str:
    one = record(id)
    return float(one["amount"]["value"]) if form == "amount" else str(one[form])


def values(text: str) -> frozenset[float | str]:
    found = figures_in(text)
    return found.dates | found.money


def test_exactly_one_choice_is_right_by_the_catalogue(asked: tuple[Language, list[QuizQuestion]]) -> None:
    language, questions = asked
    for question in questions:
        form, id = question.id.split()
        assert len(set(question.choices)) == CHOICES, question
        if form in ("funder", "priority", "leader"):
            is_right = [choice in right_names(form, id, language) for choice in question.choices]
        else:
            is_right = [right_value(form, id) in values(choice) for choice in question.choices]
        assert [n for n, right in enumerate(is_right) if right] == [question.right], question


def test_the_quote_stands_in_its_document_and_holds_the_right_choice_alone(
    shelf: Shelf, asked: tuple[Language, list[QuizQuestion]]
) -> None:
    language, questions = asked
    finder = NameFinder(entity_names(shelf.catalogue, load_programme(DOCUMENTS)))
    for question in questions:
        cited = question.citation
        document = shelf.texts.document(cited.document_id)
        assert document and document.text[cited.start : cited.end] == cited.quote and cited.language == language
        told = {mention.entity_id for mention in finder.find(cited.quote)}
        for number, choice in enumerate(question.choices):
            named = {mention.entity_id for mention in finder.find(choice)}
            named |= {city["id"] for a in agreements() if a["id"] in named for city in a["cities"]}
            held = bool(values(choice) & values(cited.quote)) if values(choice) else bool(named & told)
            assert held == (number == question.right), (question, choice)


def test_no_quote_is_hedged_and_no_question_tells_its_answer(asked: tuple[Language, list[QuizQuestion]]) -> None:
    for question in asked[1]:
        assert question.citation.fact_status is None
        assert not re.search("tulkinta|tolkning|our reading", question.citation.quote)
        assert question.choices[question.right] not in question.text


def test_every_form_is_asked_and_the_forms_take_turns(asked: tuple[Language, list[QuizQuestion]]) -> None:
    forms = [question.id.split()[0] for question in asked[1]]
    assert set(forms) == set(forms[: len(FORMS)]) == FORMS
    assert len(forms) > 60


def test_a_seed_gives_the_same_questions_and_another_seed_others(shelf: Shelf) -> None:
    assert quiz(shelf, "sv", 3, 4) == quiz(shelf, "sv", 3)[:4]
    assert quiz(shelf, "sv", 3, 4) != quiz(shelf, "sv", 4, 4)


def test_a_folder_without_a_catalogue_has_no_quiz(real_texts: TextStore) -> None:
    assert quiz(shelf_of(real_texts, Catalogue(), Programme()), "fi", 1) == []


@pytest.mark.parametrize(("typed", "score"), [("1 2", "1 of 2 right."), ("2 2", "0 of 2 right."), ("x 1", "1 of 2 right.")])
def test_on_a_terminal_each_answer_is_judged_and_its_quote_shown(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, typed: str, score: str
) -> None:
    cited = quiz(shelf, "en", 1, 1)[0].citation
    questions = [QuizQuestion(str(n), f"Question {n}?", ("yes", "no"), 0, cited) for n in (1, 2)]
    out = io.StringIO()
    monkeypatch.setattr(show, "_OUT", Console(file=out, force_terminal=True, color_system=None, highlight=False, soft_wrap=True))
    terminal = io.StringIO("\n".join(typed.split()) + "\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin", terminal)
    show.quiz(questions, partial(shelf.wording.say, "en"))
    told = out.getvalue()
    assert told.count(cited.quote) == 2 and score in told
    assert told.count("The right answer is: yes.") == 2 - int(score[0])
