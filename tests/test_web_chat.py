"""What can be done with an answer in a real browser, and that no document can do anything to the page that shows it."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import violations, visit
from playwright.sync_api import Browser, Page, expect
from web_chat import PATIENCE, Chat, answered, ask, opened, ready, running_chat

from assistant.records import Answer, Citation, ConflictValue, ConflictView, Contact, Language, Row, Status, Table
from assistant.web.receipts import packed
from assistant.wording import sentences

pytestmark = pytest.mark.browser
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
QUESTIONS = {
    "fi": "Mitkä ovat Alfan sopimuksen painopisteet?",
    "sv": "Vilka är tyngdpunkterna i Alfas avtal?",
    "en": "What are the priorities of the Alpha agreement?",
}
BOMB = (
    base64.urlsafe_b64encode(zlib.compress(b'"' + b"a" * 50_000_000 + b'"', 9, wbits=-15)).rstrip(b"=").decode()
)  # 50 MB in 65 kB
MADE_OF = "agreements/alpha/en"
HOSTILE = {
    "funding/script/en.txt": "The Beta grant <script>window.hacked = 1</script>"
    "<img src=x onerror='window.hacked = 1'> is 70 per cent.",
    "funding/tricks/en.txt": "The Gamma grant [x](javascript:window.hacked=1) "
    "![y](https://evil.example/p.png) `z` | a | # b is 71 per cent.",
    "funding/turned/en.txt": "The Delta grant \u202e7102\u202c \u2066x\u2069 \u200b is 72 per cent.",
    "funding/endless/en.txt": "The Epsilon grant is " + "x" * 1_000_000 + " 73 per cent.",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    from conftest import shelf

    folder = tmp_path_factory.mktemp("site")
    with running_chat(shelf.__wrapped__(folder), folder / "store") as chat:
        yield chat


def cited(number: int = 1) -> Citation:
    """A citation whose quote does not stand in the shelf, as far as the page goes an ordinary one."""
    return Citation(
        number, MADE_OF, f"Title {number}", "https://alpha.example/", "en", "agreements", "2024-05-01", None, 0, 5, "quote"
    )


def scripted(language: Language) -> dict[str, tuple[Answer, str]]:
    """An answer of each kind, and the key of the words that tell it."""

    def made(status: Status, **values: object) -> Answer:
        return Answer(
            status, language, status, "It is so [1].\n\nYou can ask here: Office.", citations=(cited(), cited(2)), **values
        )  # type: ignore[arg-type]

    sides = ConflictView("Money", (ConflictValue("150 million", 1), ConflictValue("140 million", 2)))
    table = Table(("City", "=Sum"), (Row(("Alpha; one", '=1+"1"'), (1,)), Row(("Beta", "2"), (2,))))
    return {
        "answered": (made("answered", table=table), "kind_answered"),
        "partial": (made("partial"), "kind_partial"),
        "conflict": (made("answered", conflicts=(sides,)), "kind_conflict"),
        "not": (made("not_in_sources", contact=Contact("Office", "https://office.example/")), "kind_not_in_sources"),
        "clarify": (Answer("c", language, "needs_clarification", "Which?", choices=("One?", "Two?")), "kind_needs_clarification"),
        "blocked": (Answer("", language, "blocked_pii", "Blocked."), "kind_blocked"),
        "abuse": (Answer("abuse", language, "blocked_abuse", "Blocked."), "kind_blocked"),
    }


def stored(page: Page) -> list[str]:
    """What the browser keeps of the conversation."""
    kept: list[str] = json.loads(page.evaluate("sessionStorage.getItem('conversation') ?? '[]'"))
    assert page.evaluate("localStorage.length + document.cookie.length") == 0
    return kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_answer_says_in_words_what_it_is(browser: Browser, site: Chat, language: Language) -> None:
    answers = scripted(language)
    site.answers = {question: answer for question, (answer, _) in answers.items()}
    page = opened(browser, site, language)
    for number, (question, (_, key)) in enumerate(answers.items(), 1):
        ask(page, question)
        answered(page, number)
        expect(page.locator("#chat .kind").last).to_have_text(sentences(language)[key])
        assert violations(page) == []
    expect(page.locator("#chat .side")).to_have_count(2)
    expect(page.locator("#chat .contact a")).to_have_attribute("href", "https://office.example/")
    expect(page.locator("#again")).to_be_hidden()  # nothing to ask again: what was blocked is gone
    assert page.locator("#chat .user-row").nth(5).inner_text().strip() == "…"
    assert len(stored(page)) == 5  # what was blocked is not kept
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


def test_a_table_is_copied_and_saved_as_spreadsheets_take_it(browser: Browser, site: Chat) -> None:
    for language, separator in (("fi", ";"), ("sv", ";"), ("en", ",")):
        site.answers = {"answered": scripted(language)["answered"][0]}  # type: ignore[arg-type]
        page = opened(browser, site, language)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, "answered")
        with page.expect_download() as saving:
            page.locator("#chat button[name=save_table]").press("Enter")
        content = saving.value.path().read_bytes()
        first, second, *_ = content.decode("utf-8-sig").split("\r\n")
        assert content.startswith(b"\xef\xbb\xbf") and saving.value.suggested_filename.endswith(".csv")
        assert first == separator.join(('"City"', '"\'=Sum"', f'"{sentences(language)["sources_label"]}"'))
        assert second.startswith(separator.join(('"Alpha; one"', '"\'=1+""1"""', '"Title 1 https://alpha.example/"')))
        page.locator("#chat button[name=copy_table]").press("Enter")
        expect(page.locator("#told")).to_have_text(sentences(language)["copied"])
        assert page.evaluate("navigator.clipboard.readText()").splitlines()[1] == 'Alpha; one\t\'=1+"1" [1]'
        page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_copied_with_its_sources_and_who_made_it(browser: Browser, site: Chat, language: str) -> None:
    page = opened(browser, site, language)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTIONS[language])
    page.locator("#chat button[name=copy_answer]").press("Enter")
    expect(page.locator("#told")).to_have_text(sentences(language)["copied"])
    text = page.evaluate("navigator.clipboard.readText()")
    quote = page.locator("#sources mark").first.inner_text()
    for part in (QUESTIONS[language], "[1]", quote, sentences(language)["ai_notice"], sentences(language)["receipt_index"], "20"):
        assert part in text
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_shown_checked_and_opened_from_a_file(browser: Browser, site: Chat, language: str, tmp_path: Path) -> None:
    say = sentences(language)
    page = opened(browser, site, language)
    ask(page, QUESTIONS[language])
    link = page.locator("#chat a.receipt").get_attribute("href") or ""
    with page.expect_download() as saving:
        page.locator("#chat button[name=save_answer]").press("Enter")
    saving.value.save_as(tmp_path / "answer.json")
    page.close()
    receipt = visit(browser, site.url + link)
    sent: list[str] = []
    receipt.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    expect(receipt.locator("#receipt-question")).to_have_text(QUESTIONS[language])
    expect(receipt.locator("#receipt-notice")).to_have_text(say["ai_notice"])
    expect(receipt.locator("#receipt-kind")).to_have_text(say["kind_answered"])
    receipt.locator("#receipt-check").press("Enter")
    expect(receipt.locator("#receipt-found")).to_contain_text(say["receipt_all_hold"])
    expect(receipt.locator("#receipt-quotes .badge").first).to_have_text(say["receipt_holds"])
    told = [one for one in sent if "favicon" not in one]
    assert len(told) == 1 and "/receipt/check" in told[0] and QUESTIONS[language] not in told[0]
    assert violations(receipt) == []
    assert receipt.wrong == []  # type: ignore[attr-defined]
    receipt.goto(f"{site.url}/{language}/receipt")
    receipt.locator("#receipt-file").set_input_files(tmp_path / "answer.json")
    expect(receipt.locator("#receipt-question")).to_have_text(QUESTIONS[language])
    receipt.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_that_cannot_be_read_is_told_so(browser: Browser, site: Chat, language: str) -> None:
    good = packed(Answer("?", "en", "answered", "Yes."), "n")
    for fragment in ("garbage", "%00", good[:-6], "A" * 300_000, BOMB):
        page = visit(browser, f"{site.url}/{language}/receipt#{fragment}")
        expect(page.locator("#receipt-fault")).to_have_text(sentences(language)["receipt_fault"])
        expect(page.locator("#receipt-shown")).to_be_hidden()
        assert page.wrong == []  # type: ignore[attr-defined]
        page.close()


def test_a_hostile_receipt_is_shown_as_text(browser: Browser, site: Chat) -> None:
    trick = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u202eabc'
    bad = Citation(1, "../../x", trick, "javascript:window.hacked=1", "en", trick, trick, None, 0, 5, trick)
    answer = Answer(
        trick, "en", "answered", trick, citations=(bad,), notices=(trick,), contact=Contact(trick, "javascript:alert(1)")
    )
    page = visit(browser, f"{site.url}/en/receipt#{packed(answer, trick)}")
    expect(page.locator("#receipt-shown")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script, main a[href^=javascript]").count() == 0
    assert "\u202e" not in page.locator("main").inner_text()
    assert page.locator("#receipt-quotes a").get_attribute("href") == "/en/sources/../../x?start=0&end=5#quote"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.locator("#receipt-check").click()
    expect(page.locator("#receipt-quotes .badge")).to_have_text(sentences("en")["receipt_gone"])
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_lives_in_its_tab_until_a_new_one_begins(browser: Browser, site: Chat, language: str) -> None:
    site.answers = {}
    page = opened(browser, site, language)
    expect(page.locator("#chat")).to_contain_text(sentences(language)["identity_plain"][:20])  # an AI system, at first contact
    ask(page, QUESTIONS[language])
    assert len(stored(page)) == 1
    page.reload()
    answered(ready(page), 1)
    expect(page.locator("#sources .source")).not_to_have_count(0)
    page.locator("#chat a[href='#source-1']").press("Enter")
    assert page.evaluate("document.activeElement.id") == "source-1"
    expect(page.locator("#source-1 a[href^='/']")).to_have_attribute(
        "href", re.compile(rf"^/{language}/sources/.+\?start=\d+&end=\d+#quote$")
    )
    page.locator("#source-1").get_by_role("link", name=sentences(language)["back_to_answer"]).press("Enter")
    assert page.url.endswith("#chat")
    page.locator("#new_conversation").press("Enter")
    expect(page.locator("#chat .message-row")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#again")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_again_and_edit_by_keyboard(browser: Browser, site: Chat, language: str) -> None:
    site.answers, say = {}, sentences(language)
    page = opened(browser, site, language)
    site.slow.set()
    page.locator("#question textarea").fill(QUESTIONS[language])
    page.keyboard.press("Enter")
    expect(page.locator("#stop")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#send")).to_be_hidden()
    page.locator("#stop").press("Enter")
    expect(page.locator("#chat .kind")).to_have_text(say["kind_stopped"], timeout=PATIENCE)
    site.slow.clear()
    answered(page, 1)
    expect(page.locator("#question textarea")).to_be_focused()
    page.get_by_role("button", name=say["retry"], exact=True).press("Enter")
    expect(page.locator("#chat .kind")).to_have_text(say["kind_answered"], timeout=PATIENCE)
    answered(page, 1)
    page.get_by_role("button", name=say["edit"], exact=True).press("Enter")
    expect(page.locator("#question textarea")).to_have_value(QUESTIONS[language], timeout=PATIENCE)
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#chat .message-row")).to_have_count(0)
    page.close()


def test_a_link_puts_a_question_into_the_box_or_asks_it(browser: Browser, site: Chat) -> None:
    site.answers = {}
    page = opened(browser, site, "en", query="?q=Why%3F+%3Cb%3E")
    expect(page.locator("#question textarea")).to_have_value("Why? <b>", timeout=PATIENCE)
    assert page.locator("#chat .message-row").count() == 0
    page.close()
    site.asked.clear()
    page = opened(browser, site, "sv", query="?q=Vilka+%C3%A4r+tyngdpunkterna+i+Alfas+avtal%3F&ask=1")
    answered(page, 1)
    page.reload()
    answered(ready(page), 1)
    assert site.asked == [QUESTIONS["sv"]]  # a reload shows the answer and does not ask again
    page.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_shown_and_stays_harmless(browser: Browser, shelf: Path, tmp_path: Path, name: str) -> None:
    (shelf / "funding/rates/en.md").unlink()  # its words are nearer to the question
    path = shelf / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HOSTILE[name], encoding="utf-8")
    with running_chat(shelf, tmp_path / "store") as chat:
        page = opened(browser, chat, "en", width=360)
        ask(page, f"How large is the {HOSTILE[name].split()[1]} grant?")
        panel = page.locator("#sources")
        expect(panel).to_contain_text(f"The {HOSTILE[name].split()[1]} grant")
        expect(panel.locator("mark").first).to_be_visible()
        assert page.evaluate("window.hacked") is None
        assert page.locator("#sources, #chat").locator("img, script, iframe, a[href^=javascript]").count() == 0
        assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069]", panel.inner_text() + page.locator("#chat").inner_text())
        assert len(panel.inner_text()) < 50_000 and len(page.locator("#chat").inner_text()) < 50_000
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.wrong == []  # type: ignore[attr-defined]
        page.close()


def test_the_page_does_not_shift_while_it_loads_and_looks_alike_in_its_parts(browser: Browser, site: Chat) -> None:
    for scheme in ("light", "dark"):
        page = opened(browser, site, "en", scheme=scheme)
        shifted = page.evaluate(
            "new Promise(done => { let sum = 0;"
            "new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })"
            ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 1000); })"
        )
        assert shifted < 0.05
        colour = "getComputedStyle(document.querySelector('{}')).{}".format
        assert page.evaluate(colour(".site-header", "color")) == page.evaluate(colour("#sources p", "color"))
        page.close()
