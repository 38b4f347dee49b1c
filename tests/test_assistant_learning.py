"""The path by role, answered by the real assistant; and the glossary over the real texts."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from assistant.citing import Citer
from assistant.errors import UsageError
from assistant.facts import FactBook
from assistant.learning import Shelf, glossary, look_up, role_of
from assistant.records import Language
from assistant.verify import Verifier
from assistant.wording import Wording
from corpus import LANGUAGES, Catalogue, LearningPath, NameFinder, Programme, Span
from corpus.catalogue import load_catalogue
from corpus.learning import load_learning
from corpus.programme import entity_names, load_programme
from index.texts import TextStore

if TYPE_CHECKING:
    from assistant.engine import Assistant

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
PATH = load_learning(DOCUMENTS, load_catalogue(DOCUMENTS))


def shelf_of(texts: TextStore, catalogue: Catalogue, programme: Programme) -> Shelf:
    wording, facts = Wording(programme), FactBook(catalogue, programme)
    citer = Citer(Verifier(texts.document), facts, wording)
    return Shelf(texts, catalogue, NameFinder(entity_names(catalogue, programme)), PATH, citer, wording, facts)


@pytest.fixture(scope="module")
def shelf(real_texts: TextStore) -> Shelf:
    return shelf_of(real_texts, load_catalogue(DOCUMENTS), load_programme(DOCUMENTS))


def test_each_role_has_ten_questions_and_each_question_a_role() -> None:
    assert [role.id for role in PATH.roles] == ["city", "council", "university"]
    assert all(len(role.questions) == len(set(role.questions)) == 10 for role in PATH.roles)
    assert {id for role in PATH.roles for id in role.questions} == {question.id for question in PATH.questions}
    assert role_of(PATH, "council").name.sv == "Ny anställd vid ett landskapsförbund"


def test_an_unknown_role_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="'mayor'") as caught:
        role_of(PATH, "mayor")
    assert "city, council, university" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        role_of(LearningPath(), "city")
    assert "no learning path" in caught.value.hint


@pytest.mark.encoder
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", PATH.questions, ids=lambda question: question.id)
def test_the_assistant_answers_each_question_from_the_facts_expected(
    real: "Assistant", question: object, language: Language
) -> None:
    asked = next(q for q in PATH.questions if q == question)
    answer = real.answer(asked.text.in_language(language), interface=language)
    assert (answer.status, answer.language) == ("answered", language)
    leading = {n for claim in answer.claims[:2] for n in claim.citations}
    cited = [c for c in answer.citations if c.number in leading]
    told = {f for c in cited if (d := real.document(c.document_id)) for f in d.facts_in(Span(c.start, c.end))}
    assert told & set(asked.facts), answer.text


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("ekosysteemisopimusten", "term-ecosystem-agreement"),
        ("ekosystemavtalets", "term-ecosystem-agreement"),
        ("regional councils", "term-regional-council"),
        ("Landskapsförbundet", "term-regional-council"),
        ("TKI", "term-rdi"),
        ("vetovastuuteemoja", "term-lead-theme"),
        ("ekosystemavtalett", "term-ecosystem-agreement"),
        ("flatrate", "term-flat-rate"),
    ],
)
def test_a_word_in_any_language_and_inflection_or_nearly_so_gives_the_term(shelf: Shelf, word: str, term: str) -> None:
    assert [entry.id for entry in look_up(shelf, word, "fi")] == [term]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_by_its_name_and_defined_in_the_language(shelf: Shelf, language: str) -> None:
    entries = glossary(shelf, cast(Language, language))
    assert {entry.id for entry in entries} == {term.id for term in shelf.catalogue.terms}
    for entry in entries:
        assert entry.id in {e.id for e in look_up(shelf, entry.names.in_language(language), "en")}, entry.names
        quoted = entry.definition
        assert quoted and (quoted.document_id, quoted.kind) == (f"glossary/terms/{language}", "glossary")
        document = shelf.texts.document(quoted.document_id)
        assert document and document.text[quoted.start : quoted.end] == quoted.quote
        assert entry.id in document.facts_in(Span(quoted.start, quoted.end))


def test_a_definition_says_what_the_term_is(shelf: Shelf) -> None:
    (entry,) = look_up(shelf, "ryhmähanke", "sv")
    assert entry.definition and entry.definition.quote.startswith("Ett grupprojekt är ett projekt med en huvudgenomförare")
    assert (entry.names.fi, entry.names.en) == ("ryhmähanke", "group project")


@pytest.mark.parametrize(("word", "near"), [("ohjausryhmä", "kansallinen ohjausryhmä"), ("qqq", "--terms"), ("", "--terms")])
def test_an_unknown_word_is_named_with_near_terms(shelf: Shelf, word: str, near: str) -> None:
    with pytest.raises(UsageError, match=repr(word)) as caught:
        look_up(shelf, word, "fi")
    assert near in caught.value.hint


def test_a_folder_without_terms_has_an_empty_glossary(real_texts: TextStore) -> None:
    bare = shelf_of(real_texts, Catalogue(), Programme())
    assert glossary(bare, "fi") == []
    with pytest.raises(UsageError, match="no term 'haku'"):
        look_up(bare, "haku", "fi")
