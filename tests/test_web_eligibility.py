"""The eligibility check as pages: a whole run by keyboard without script, its result, and what an address may hold."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from conftest import Served
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from web_forms import LANGUAGES, got, opened, press_to

from assistant.eligibility import read_answers, read_state, step
from assistant.records import Language
from assistant.web.answer_view import answer_markdown

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
