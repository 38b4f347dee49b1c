"""The eligibility check and the learning pages: a whole run by keyboard without script, and what an address may hold."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from conftest import Served, violations, visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page
from web_shelf import small_application

from assistant.eligibility import read_answers, read_state, step
from assistant.learning import terms_in_order
from assistant.quiz import quiz
from assistant.records import Language
from assistant.web.answer_view import answer_markdown

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
LIKELY = "org=association&purpose=project&place=oulu&role=lead&fit=fits&share=city"
OUTCOMES = {
    LIKELY: {"fi": "Voit todennäköisesti hakea", "sv": "Du kan sannolikt söka", "en": "You can probably apply"},
    "org=person": {"fi": "Et todennäköisesti voi hakea", "sv": "Du kan sannolikt inte söka", "en": "You probably cannot apply"},
    "org=foreign&purpose=studies&place=lahti": {
        "fi": "Kysy ensin viranomaiselta",
        "sv": "Fråga först myndigheten",
        "en": "Ask the authority first",
    },
}
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


@contextmanager
def opened(browser: Browser, url: str, script: bool = True, width: int = 1280) -> Iterator[Page]:
    page = visit(browser, url, width, script=script)
    yield page
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


def press_to(page: Page, selector: str) -> None:
    """Move the focus by Tab alone until it is on an element, and see that it can be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            box = page.locator(f"{selector}:focus").bounding_box()
            assert box and 0 <= box["y"] < 900
            return
    raise AssertionError(f"no Tab leads to {selector}")


def got(client: TestClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.text


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[TestClient]:
    import httpx

    with httpx.Client(base_url=served.url) as asking:
        yield cast(TestClient, asking)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_is_gone_through_by_keyboard_without_script(browser: Browser, served: Served, language: Language) -> None:
    check, answers = served.assistant.eligibility(), read_state(served.assistant.eligibility().flow, LIKELY)
    with opened(browser, f"{served.url}/{language}/eligibility", script=False) as page:
        for question, choice in answers.items():
            shown = check.asked(step(check.flow, {q: c for q, c in answers.items() if q in page.url}), language)
            assert shown and shown.id == question and page.locator("legend .asked").inner_text() == shown.text
            assert page.title().startswith(shown.text)
            press_to(page, f'input[name="{question}"]')
            for _ in range([id for id, _ in shown.choices].index(choice)):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            assert page.locator(":checked").get_attribute("value") == choice
            press_to(page, "button.primary")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{question}={choice}*")
        assert page.locator("h1").inner_text() == OUTCOMES[LIKELY][language]
        press_to(page, ".evidence summary")
        page.keyboard.press("Enter")
        assert page.locator("details[open] mark").is_visible()
        press_to(page, ".pairs a")
        page.keyboard.press("Enter")
        page.wait_for_url("**change=org*")
        assert page.locator(":checked").get_attribute("value") == "association"
        page.locator('input[value="university"]').check()
        page.locator("button.primary").press("Enter")
        page.wait_for_url("**org=university*")
        assert page.locator("h1").inner_text() == OUTCOMES[LIKELY][language]  # the other answers were kept
        page.go_back()
        page.go_back()
        assert "org=association" in page.url and page.locator("h1").inner_text() == OUTCOMES[LIKELY][language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", OUTCOMES)
def test_a_result_says_what_it_rests_on(client: TestClient, served: Served, language: Language, state: str) -> None:
    check, page = served.assistant.eligibility(), got(client, f"/{language}/eligibility?{state}")
    result = check.result(read_state(check.flow, state), language)
    assert f"<h1>{OUTCOMES[state][language]}</h1>" in page
    for reason in (*result.reasons, *result.steps):
        assert all(claim.citations for claim in reason.claims)
        assert page.count("<mark>") >= len(result.answer.citations)
    texts = re.sub(r"\s+", " ", page)
    for citation in result.answer.citations:
        quote = " ".join(citation.quote.replace("&", "&amp;").replace('"', "&#34;").replace("'", "&#39;").split())
        assert texts.count(quote) >= 2, quote  # the sentence, and the quote in its evidence
    assert check.say(language, "eligibility_no_promise") in page
    assert result.answer.contact and result.answer.contact.name in page
    assert served.assistant.index_version() in page
    assert f"?{result.state.replace('&', '&amp;')}" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("org=nobody", "org=nobody"),
        ("shoe=42", "shoe=42"),
        ("org=company&org=person", "org=person"),
        ("org=%3Cscript%3Ealert(1)%3C/script%3E", "org=&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("org=association&purpose=own", "company&#39;s own business"),
        ("org=" + "x" * 3000, "org=" + "x" * 56 + "."),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_and_left_out(client: TestClient, query: str, said: str) -> None:
    page = got(client, f"/en/eligibility?{query}")
    note = page.split('role="status">')[1].split("</p>")[0]
    assert said in note and "<script>alert" not in page
    assert "<fieldset>" in page


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


def test_answers_are_taken_apart_from_faults(served: Served) -> None:
    flow = served.assistant.eligibility().flow
    answers, faults = read_answers(flow, [("org", "company"), ("x", "y"), ("org", "person"), ("place", "nowhere")])
    assert answers == {"org": "company"} and len(faults) == 3


def test_changing_an_answer_asks_only_what_it_opens(client: TestClient, served: Served) -> None:
    page = got(client, f"/en/eligibility?{LIKELY}&change=place")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([\w-]+)">', page))
    assert hidden == {q: c for q, c in read_state(served.assistant.eligibility().flow, LIKELY).items() if q != "place"}
    assert 'value="oulu" required checked' in page
    moved = got(client, f"/en/eligibility?{LIKELY.replace('oulu', 'elsewhere')}")
    assert OUTCOMES["org=person"]["en"] in moved  # outside every agreement, as the main implementer
    assert "Priorities: yes, it does" in moved.split('role="status">')[1].split("</p>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chat_leads_to_the_check_with_what_it_heard(served: Served, language: Language) -> None:
    check = served.assistant.eligibility()
    answers = read_state(check.flow, "org=company&purpose=project")
    message = check.message(answers, language)
    answer = served.assistant.answer(message, interface=language)
    assert answer.form == "eligibility?org=company&purpose=project"
    assert check.reply({}, language, "").form == "eligibility"
    assert f"](/{language}/{answer.form})" in answer_markdown(answer, check.say)
    hostile = replace(answer, form="x) [y](javascript:alert(1) <b>")  # as a receipt by another hand could have it
    assert "javascript:" not in answer_markdown(hostile, check.say, "") and "<b>" not in answer_markdown(hostile, check.say, "")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_accessible(browser: Browser, served: Served, language: str) -> None:
    for path in STATES:
        with opened(browser, f"{served.url}/{language}/{path}") as page:
            assert violations(page) == [], path
            page.set_viewport_size({"width": 320, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.browser
def test_evidence_is_open_on_paper(browser: Browser, served: Served) -> None:
    for script in (True, False):
        with opened(browser, f"{served.url}/en/eligibility?{LIKELY}", script=script) as page:
            assert page.locator("[data-print]").is_visible() == script
            assert not page.locator(".evidence mark").first.is_visible()
            page.emulate_media(media="print")
            if script:
                page.evaluate("dispatchEvent(new Event('beforeprint'))")
                assert page.locator("details:not([open])").count() == 0
            heights = page.locator(".evidence blockquote").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
            assert heights and min(heights) > 10
            assert not page.locator("nav").first.is_visible() and not page.locator("main .button").first.is_visible()
            if script:
                page.evaluate("dispatchEvent(new Event('afterprint'))")
                assert page.locator("details[open]").count() == 0


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


def test_pages_are_quick(client: TestClient) -> None:
    for path in (f"eligibility?{LIKELY}", "eligibility", "learn/city/1", "learn/glossary?term=haku", "learn/quiz?seed=4&n=5"):
        took = []
        got(client, f"/fi/{path}")
        for _ in range(20):
            start = time.process_time()  # of the server too, which is a thread here; the clock would tell of other programs
            got(client, f"/fi/{path}")
            took.append(time.process_time() - start)
        assert min(took) < 0.05, (path, min(took))
