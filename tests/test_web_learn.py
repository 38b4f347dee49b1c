"""The learning pages, and what the pages without script share: by keyboard, accessible, and what an address may hold."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from conftest import Served, violations
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from test_web_eligibility import LIKELY
from web_forms import LANGUAGES, got, opened, press_to
from web_shelf import small_application

from assistant.learning import terms_in_order
from assistant.quiz import quiz
from assistant.records import Language

STATES = (
    f"eligibility?{LIKELY}&change=place",
    f"eligibility?{LIKELY}",
    "eligibility?org=person",
    "learn/glossary?term=ELY-keskus",
    "learn/glossary?term=zzz",
    "learn/city/3?read=1.2",
    "learn/city?read=1.2.3.4.5.6.7.8.9.10",
    "learn/quiz?seed=4&n=5",
    "learn/quiz?seed=4&n=5&choice=0",
    "learn/quiz?seed=4&n=5&answers=01230",
)


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[TestClient]:
    import httpx

    with httpx.Client(base_url=served.url) as asking:
        yield cast(TestClient, asking)


def test_garbage_in_an_address_is_no_error(client: TestClient) -> None:
    for query in ("&&&===", "change=nothing", "change=org", "org=company&change=place", "%00=%ff", "change=share&share=city"):
        assert "<fieldset>" in got(client, f"/sv/eligibility?{query}")
    for query in ("seed=x", "seed=-1", "seed=9999999999999", "seed=", "n=5", "seed=١"):
        assert 'name="n"' in got(client, f"/en/learn/quiz?{query}")
    for query in ("seed=1&answers=zz", "seed=1&choice=9", "seed=1&n=0", "seed=1&n=99999999999&answers=4", "seed=1&choice=%3Cb"):
        assert 'name="choice"' in got(client, f"/en/learn/quiz?{query}")
    for query in ("read=x", "read=0.99.1e3.-1", "read=" + "1" * 5000, "read=.."):
        assert 'class="badge"' not in got(client, f"/en/learn/city?{query}")
    assert "<em>" not in got(client, "/en/learn/glossary?term=%3Cem%3Ex%3C/em%3E")
    got(client, "/fi/learn/glossary?term=" + "a" * 5000)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_accessible(browser: Browser, served: Served, language: str) -> None:
    for path in STATES:
        with opened(browser, f"{served.url}/{language}/{path}") as page:
            assert violations(page) == [], path
            page.set_viewport_size({"width": 320, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_path_is_read_to_its_end_without_script(browser: Browser, served: Served, language: Language) -> None:
    path = served.assistant.shelf().path
    asked = [question.text.in_language(language) for question in path.questions_for(path.roles[0])]
    with opened(browser, f"{served.url}/{language}/learn", script=False) as page:
        page.get_by_role("link", name=path.roles[0].name.in_language(language)).press("Enter")
        assert page.locator(".path li a").all_inner_texts() == asked
        page.locator("a.primary").press("Enter")
        for number, question in enumerate(asked, 1):
            assert page.locator("h1").inner_text() == question
            assert page.locator('a[rel="prev"]').count() == (number > 1)
            page.locator("main a.primary").press("Enter")
        assert page.locator(".path .badge").count() == len(asked)
        assert page.url.split("#")[0].endswith("?read=1.2.3.4.5.6.7.8.9.10")


@pytest.mark.encoder
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_an_answer_has_its_evidence(real: object, language: Language) -> None:
    from assistant.engine import Assistant
    from assistant.web.cited import cited_parts

    assistant = cast(Assistant, real)
    for question in assistant.shelf().path.questions:
        answer = assistant.answer(question.text.in_language(language), interface=language)
        parts = cited_parts(answer)
        assert parts and all(text and citations for text, citations in parts), question.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_found_in_any_language_with_its_definition(client: TestClient, language: Language) -> None:
    for word in ("ryhmähankkeet", "grupprojekt", "group projects"):
        page = got(client, f"/{language}/learn/glossary?term={word}")
        for name in ("ryhmähanke", "grupprojekt", "group project"):
            assert f">{name}</dd>" in page
        assert page.count("<article") == 1 and "<mark>" in page


def test_near_terms_are_offered_when_there_is_none(client: TestClient) -> None:
    page = got(client, "/en/learn/glossary?term=steering")
    assert "no term “steering”" in page
    near = page.split("Similar terms:")[1].split("</ul>")[0]
    assert "national steering group" in near and "city steering group" in near
    page = got(client, "/en/learn/glossary?term=qqqq")
    assert "Similar terms:" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_glossary_is_listed_by_the_alphabet(client: TestClient, served: Served, language: Language) -> None:
    shelf = served.assistant.shelf()
    names = [term.names.in_language(language) for term in terms_in_order(shelf, language)]
    page = got(client, f"/{language}/learn/glossary").replace("&#39;", "'")
    shown = re.findall(r"#main\">([^<]+)</a></li>", page)
    assert shown == names and len(names) == len(shelf.catalogue.terms)
    letters = re.findall(r"<h3>(.)</h3>", page)
    assert letters == sorted(set(letters), key=lambda letter: letter.translate(str.maketrans("ÅÄÖ", "[\\]")))


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiz_is_played_by_keyboard_without_script(browser: Browser, served: Served, language: Language) -> None:
    questions = quiz(served.assistant.shelf(), language, 4, 5)
    say = served.assistant.wording().say
    with opened(browser, f"{served.url}/{language}/learn/quiz?seed=4&n=5&in={language}", script=False) as page:
        for number, question in enumerate(questions):
            right = number % 2 == 0
            chosen = question.right if right else (question.right + 1) % 4
            assert page.locator("legend .asked").inner_text() == question.text
            press_to(page, 'input[name="choice"]')
            for _ in range(chosen):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            press_to(page, "button.primary")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**choice={chosen}*")
            said = say(language, "quiz_right") if right else say(language, "quiz_wrong", right=question.choices[question.right])
            assert page.locator('[role="status"]').inner_text() == said
            assert page.locator("mark").inner_text() == " ".join(question.citation.quote.split())
            press_to(page, "a.primary")
            page.keyboard.press("Enter")
        assert page.locator('[role="status"]').inner_text() == say(language, "quiz_score", right=3, total=5)


def test_a_quiz_begins_again_when_the_language_is_switched(client: TestClient) -> None:
    page = got(client, "/sv/learn/quiz?seed=4&n=5&in=fi&answers=012&choice=1")
    assert "frågesporten börjar om" in page and 'name="answers" value=""' in page


@pytest.mark.parametrize("path", ["learn/mayor", "learn/city/0", "learn/city/11", "learn/city/x", "learn/city/1/2"])
def test_what_is_no_part_of_a_path_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"/fi/{path}").status_code == 404


@pytest.mark.parametrize("path", ["eligibility", "learn", "learn/city", "learn/city/1", "learn/glossary", "learn/quiz"])
def test_a_collection_without_the_data_has_no_such_page(shelf: Path, tmp_path: Path, path: str) -> None:
    client = TestClient(small_application(shelf, tmp_path / "store"))
    for language in LANGUAGES:
        answer = client.get(f"/{language}/{path}?seed=1")
        assert answer.status_code == 404 and f'href="/{language}/{path}"' not in answer.text
