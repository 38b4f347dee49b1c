"""The cities: map, list, card and comparison, for the eye, the keyboard and the ear, and over collections without them."""

from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from conftest import Served, violations, visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page
from web_shelf import small_application

from assistant.agreement_card import call_state
from assistant.evidence import carrying

LANGUAGES = ("fi", "sv", "en")
COMPARED = "cities/compare?with=lahti&with=vaasa&with=oulu"
STATES = ("cities?theme=health-wellbeing", "cities/lahti", COMPARED)
LAHTI = {"fi": "Lahti", "sv": "Lahtis", "en": "Lahti"}
QUESTION = {
    "fi": "Mitkä ovat Lahden painopisteet?",
    "sv": "Vilka är Lahtis prioriteringar?",
    "en": "What are Lahti's priorities?",
}
CLOSED = {"fi": "päättynyt", "sv": "stängd", "en": "closed"}
UNKNOWN = {"fi": "lähteistä ei selviä", "sv": "källorna visar inte", "en": "the sources do not show"}
FILTERED = {"fi": "”terveys ja hyvinvointi”", "sv": "”hälsa och välbefinnande”", "en": "“health and wellbeing”"}


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_accessible_and_fits_320_pixels(browser: Browser, served: Served, language: str) -> None:
    for path in STATES:
        page = visit(browser, f"{served.url}/{language}/{path}", width=320)
        page.locator("details").first.evaluate("e => e.open = true") if page.locator("details").count() else None
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.wrong == []  # type: ignore[attr-defined]
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_and_the_list_say_the_same_and_names_do_not_collide(browser: Browser, served: Served, language: str) -> None:
    page = visit(browser, f"{served.url}/{language}/cities", width=360, script=False)
    shown, listed = links(page, ".map a"), links(page, ".cards h3 a")
    assert shown == listed and len(shown) == len(served.assistant.shelf().catalogue.agreements)
    boxes = page.locator(".map text").evaluate_all(
        "all => all.map(e => (b => [b.x, b.y, b.right, b.bottom])(e.getBoundingClientRect()))"
    )
    edge = page.locator(".map").bounding_box()
    assert edge
    for at, one in enumerate(boxes):
        assert one[0] >= 0 and one[2] <= 360
        for other in boxes[at + 1 :]:  # the boxes of letters have air above and below
            wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
            assert wide <= 0 or high <= 4
    page.close()


def links(page: Page, where: str) -> list[tuple[str, str]]:
    return page.locator(where).evaluate_all("all => all.map(e => [e.getAttribute('href'), e.textContent.trim()])")


@pytest.mark.browser
def test_a_name_on_the_map_leads_to_its_own_card_and_areas_are_as_large_as_may_be(browser: Browser, served: Served) -> None:
    page = visit(browser, f"{served.url}/fi/cities", width=360)
    page.locator(".map").scroll_into_view_if_needed()
    strange = page.locator(".map a").evaluate_all(
        """all => all.filter(a => [a.querySelector('text'), a.querySelector('.dot')].some(e => {
            e.scrollIntoView({block: 'center'});
            const b = e.getBoundingClientRect();
            return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2).closest('a') !== a;
        })).map(a => a.textContent.trim())"""
    )
    assert strange == []
    sizes = page.locator(".map .reach").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert min(sizes) >= 30 and sum(size >= 44 for size in sizes) >= len(sizes) // 2
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_is_reached_and_asked_about_by_keyboard_alone(browser: Browser, served: Served, language: str) -> None:
    page = visit(browser, f"{served.url}/{language}/cities")
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.closest('.map') && document.activeElement.textContent.trim()")
            == LAHTI[language]
        ):
            break
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('.reach')).strokeWidth") == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/cities/lahti")
    assert page.locator("h1").inner_text() == LAHTI[language]
    page.get_by_role("link", name=QUESTION[language]).focus()
    address = urlparse(page.evaluate("document.activeElement.href"))
    assert address.path == f"/{language}/" and parse_qs(address.query) == {"q": [QUESTION[language]]}
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theme_is_chosen_and_agreements_are_compared_without_script(browser: Browser, served: Served, language: str) -> None:
    page = visit(browser, f"{served.url}/{language}/cities", script=False)
    page.locator("#theme").select_option("health-wellbeing")
    page.locator(".choosing button").click()
    themed = [a.id for a in served.assistant.shelf().catalogue.agreements if themes_of(a) & {"health-wellbeing"}]
    assert FILTERED[language] in page.get_by_role("status").inner_text()
    assert str(len(themed)) in page.get_by_role("status").inner_text()
    assert sorted(href.rpartition("/")[2] for href, _ in links(page, ".cards h3 a")) == sorted(themed)
    assert links(page, ".map a") == links(page, ".cards h3 a") and page.locator(".map .elsewhere").count() == 16 - len(themed)
    page.locator("input[value=lahti]").check()
    page.locator("input[value=turku]").check()
    page.locator(".cards ~ .actions button").click()
    assert parse_qs(urlparse(page.url).query)["with"] == ["lahti", "turku"]
    assert page.locator("thead th").count() == 3 and page.locator("tbody th[scope=row]").count() >= 7
    page.close()


def themes_of(agreement: object) -> set[str]:
    return {link.theme for priority in agreement.priorities for link in priority.themes}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def client(served: Served) -> TestClient:
    from assistant.settings import Settings
    from assistant.web.application import build_application

    return TestClient(build_application(served.assistant, Settings()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_tells_what_the_facts_tell_each_with_a_quote(served: Served, client: TestClient, language: str) -> None:
    agreement = next(a for a in served.assistant.shelf().catalogue.agreements if a.id == "lahti")
    page = unescape(client.get(f"/{language}/cities/lahti").text)
    for priority in agreement.priorities:
        assert priority.names.in_language(language) in page
        for part in priority.sub_areas:
            assert part.names.in_language(language) in page
    for call in agreement.calls:
        assert call.names.in_language(language) in page
    assert CLOSED[language] in page and UNKNOWN[language] in page
    shelf = served.assistant.shelf()
    for gap in agreement.not_found:
        told = [" ".join(sentence.text.split()) for sentence in carrying([gap.id], shelf.texts, language)]
        assert told and any(sentence in " ".join(page.split()) for sentence in told), gap.id
    assert page.index(agreement.calls[1].names.in_language(language)) < page.index(agreement.calls[0].names.in_language(language))
    assert f"/{language}/eligibility?place=lahti" in page
    assert page.count("<mark>") > 20 and "nf-" not in page and "cf-" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_agreement_has_a_card_that_leaves_nothing_told_out(served: Served, client: TestClient, language: str) -> None:
    for agreement in served.assistant.shelf().catalogue.agreements:
        answer = client.get(f"/{language}/cities/{agreement.id}")
        assert answer.status_code == 200
        for priority in agreement.priorities:
            assert priority.names.in_language(language).replace("'", "&#39;") in answer.text, (agreement.id, priority.id)


def test_what_is_not_there_or_is_no_question_is_met_calmly(client: TestClient) -> None:
    assert client.get("/fi/cities/atlantis").status_code == 404
    assert client.get("/fi/cities/<script>").status_code == 404
    everything = client.get("/fi/cities").text
    for query in ("theme=nothing", "theme=", "theme=%00%ff<b>", "with=lahti", "other=1"):
        answer = client.get(f"/fi/cities?{query}")
        assert answer.status_code == 200 and answer.text.count('class="reach"') == everything.count('class="reach"') == 16
        assert "<b>" not in answer.text
    for query in ("", "with=", "with=lahti", "with=lahti&with=lahti", "with=<b>&with=lahti"):
        answer = client.get(f"/en/cities/compare?{query}")
        assert answer.status_code == 200 and "<table" not in answer.text and "Choose two or three" in answer.text
        assert "<b>" not in answer.text
    many = client.get("/en/cities/compare?with=turku&with=oulu&with=pori&with=vaasa").text
    assert many.count('scope="col"') == 4 and "the first three are shown" in many
    assert many.index(">Turku</th>") < many.index(">Oulu</th>") < many.index(">Pori</th>")


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [
        ("2024-06-17", "2024-08-30", "open"),
        ("2024-07-01", "2024-07-01", "open"),
        ("2024-05-01", "2024-06-30", "closed"),
        ("2024-05", "2024-06", "closed"),
        (None, "2023", "closed"),
        ("2024-07-02", "2024-08-30", "coming"),
        ("2024-08", None, "coming"),
        ("2024-07", "2024-08-30", "unknown"),
        ("2024-05", None, "unknown"),
        ("2024-06-17", "2024-07", "unknown"),
        (None, "2024-08-30", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_whether_a_call_is_open_is_never_guessed(opens: str | None, closes: str | None, state: str) -> None:
    assert call_state(opens, closes, "2024-07-01") == state


def test_a_collection_without_agreements_has_no_such_page(shelf: Path, tmp_path: Path) -> None:
    with TestClient(small_application(shelf, tmp_path / "store")) as client:
        assert client.get("/en/cities").status_code == client.get("/en/cities/compare").status_code == 404
        assert "/en/cities" not in client.get("/en/about").text
