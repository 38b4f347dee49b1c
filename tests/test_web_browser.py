from collections.abc import Iterator

import pytest
from conftest import violations
from playwright.sync_api import Browser, expect
from web_chat import PATIENCE, Chat, ask, opened, running_chat

pytestmark = pytest.mark.browser

QUESTIONS = {
    "fi": ("Mitkä ovat Alfan sopimuksen painopisteet?", "vety ja vesi", "Alfan sopimus"),
    "sv": ("Vilka är tyngdpunkterna i Alfas avtal?", "vätgas och vatten", "Alfas avtal"),
    "en": ("What are the priorities of the Alpha agreement?", "hydrogen and water", "Agreement of Alpha"),
}
NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
ANSWERED = {"fi": "Avustaja", "sv": "Assistenten", "en": "Assistant"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    from conftest import shelf

    folder = tmp_path_factory.mktemp("site")
    with running_chat(shelf.__wrapped__(folder), folder / "store") as chat:
        yield chat


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_is_answered_with_its_source_by_keyboard_alone(browser: Browser, site: Chat, language: str) -> None:
    question, said, title = QUESTIONS[language]
    page = opened(browser, site, language)
    ask(page, question)
    log = page.get_by_role("log")
    expect(log).to_contain_text(said)
    expect(log).to_have_attribute("aria-busy", "false")
    expect(log.get_by_role("group", name=ANSWERED[language])).to_contain_text(said)
    expect(page.locator("#sources h3")).to_contain_text(title)
    expect(page.locator("#sources mark")).to_contain_text(said)
    expect(page.locator("html")).to_have_attribute("lang", language)
    log.get_by_role("link", name="[1]").press("Enter")
    assert page.url.endswith(f"/{language}/#source-1")
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


def test_the_language_switch_leads_to_the_other_pages(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "fi")
    for language in ("sv", "en", "fi"):
        page.get_by_role("link", name=NAMES[language]).click()
        page.wait_for_url(f"**/{language}/")
        expect(page.locator(".site-languages [aria-current]")).to_have_text(NAMES[language], timeout=PATIENCE)
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.close()


@pytest.mark.parametrize("language", QUESTIONS)
def test_axe_finds_nothing(browser: Browser, site: Chat, language: str) -> None:
    page = opened(browser, site, language)
    assert violations(page) == []
    ask(page, QUESTIONS[language][0])
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_page_fits_320_pixels(browser: Browser, site: Chat, language: str) -> None:
    page = opened(browser, site, language, width=320)
    for asked in (False, True):
        if asked:
            ask(page, QUESTIONS[language][0])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        heights = page.locator("button:visible, .site-header a").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44
    page.close()


def test_an_example_and_a_choice_are_asked_when_pressed(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "en")
    ask(page, "How much money?")
    assert violations(page) == []
    page.locator("#chat .options button").first.press("Enter")
    expect(page.locator("#chat .user-row").last).to_contain_text("How much did Alpha get?", timeout=PATIENCE)
    expect(page.get_by_role("log")).to_be_focused()
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
    page.locator("#new_conversation").click()
    expect(page.locator("#chat .message-row")).to_have_count(0, timeout=PATIENCE)
    page.locator("#examples button").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("hydrogen", timeout=PATIENCE)
    page.close()


def test_only_the_newest_answer_leads_to_the_panel_and_its_question_is_in_sight(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "en", width=360)
    for _ in range(3):
        ask(page, QUESTIONS["en"][0])
    expect(page.locator("#chat .user-row")).to_have_count(3, timeout=PATIENCE)
    expect(page.locator("#chat a[href='#source-1']")).to_have_count(1)
    expect(page.locator("#chat .user-row").last).to_be_in_viewport()
    page.close()


def test_an_answer_in_the_making_says_so_and_can_be_given_up(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "sv")
    site.slow.set()
    page.locator("#question textarea").fill("Vad?")
    page.locator("#send").click()
    expect(page.get_by_role("log")).to_contain_text("Jag söker i källorna", timeout=PATIENCE)
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    page.locator("#new_conversation").click()
    expect(page.locator("#chat .message-row")).to_have_count(0, timeout=PATIENCE)
    site.slow.clear()
    page.close()


def test_a_fault_is_told_in_the_language_of_the_page(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "fi")
    site.broken.set()
    ask(page, "Mikä?")
    site.broken.clear()
    expect(page.locator("#chat .bot-row")).to_contain_text("Vastaaminen ei onnistunut")
    expect(page.locator("#question textarea")).to_have_value("Mikä?")
    assert page.locator(".toast-wrap .toast-body").count() == 0
    page.close()


def test_what_people_write_is_shown_as_they_wrote_it(browser: Browser, site: Chat) -> None:
    page = opened(browser, site, "en")
    ask(page, "<img src=//evil.example/x> ![x](https://evil.example/y) [z](javascript:alert(1))")
    row = page.locator("#chat .user-row")
    expect(row).to_contain_text("<img src=//evil.example/x> ![x](https://evil.example/y) [z](javascript:alert(1))")
    assert row.locator("img, a").count() == 0
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()
