"""Every page drawn by the server, in each language: found, whole, safe, and to be used by everybody."""

import pytest
from conftest import Served, violations, visit
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LANGUAGES = ("fi", "sv", "en")
PAGES = (
    "cities",
    "eligibility",
    "learn",
    "learn/city",
    "learn/city/1",
    "learn/glossary",
    "learn/quiz",
    "receipt",
    "about",
    "about/privacy",
    "about/accessibility",
    "news",
    "news?agreement=mikkeli&year=2020",
    "sources",
    "sources?q=oulu&kind=news",
    "sources/conflicts",
    "sources/gaps",
    "sources/agreements/lahti/sv",
)  # paths below the language
MISSING = {"fi": "Sivua ei löydy", "sv": "Sidan finns inte", "en": "Page not found"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_accessible_and_fits_320_pixels_and_fingers(
    browser: Browser, served: Served, path: str, language: str
) -> None:
    page = visit(browser, f"{served.url}/{language}/{path}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert page.wrong == []  # type: ignore[attr-defined]
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    heights = page.locator("button:visible, header a, a.button:visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_language_switch_keeps_the_page(browser: Browser, served: Served, path: str) -> None:
    page = visit(browser, f"{served.url}/fi/{path}")
    page.get_by_role("link", name="På svenska").click()
    assert page.url.startswith(f"{served.url}/sv/{path.split('?')[0]}")
    assert page.locator("html").get_attribute("lang") == "sv"
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so(browser: Browser, served: Served, language: str) -> None:
    page = visit(browser, f"{served.url}/{language}/nowhere/at/all")
    assert page.locator("h1").inner_text() == MISSING[language]
    assert violations(page) == []
    page.close()
