"""A whole document as a page: exact, harmless, its quote marked and in sight."""

import html
import re
import time
from collections.abc import Iterator

import pytest
from conftest import Served, serving, violations, visit
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser
from web_reading import LANGUAGES, Reading, small_site

from assistant.records import Citation
from assistant.web.links import at_quote, document_address
from assistant.web.reading import PART, read_part
from corpus import Document, Span

MISPLACED = {"fi": "Lainauksen paikkaa ei löytynyt", "sv": "Citatets plats hittades inte", "en": "The place of the quotation"}


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with small_site(tmp_path_factory.mktemp("reading")) as site:
        yield site


def shown_text(page: str) -> str:
    """What a document's page shows of its text."""
    article = re.search(r"<article.*?</article>", page, re.DOTALL)
    assert article is not None
    return html.unescape(re.sub(r"<[^>]*>", "", article[0]))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"(?m)^(?:- |\d+\. )", "", text))


def test_every_document_is_shown_whole_and_exactly(served: Served) -> None:
    checked = 0
    for document in served.assistant.shelf().texts.documents():
        part = read_part(document)
        assert part.total == 1
        shown = "\n".join("".join(piece.text for piece in block.pieces) for block in part.blocks)
        assert squeezed(shown) == squeezed(document.text), document.id
        checked += 1
    assert checked > 600


@pytest.mark.parametrize("size", [PART - 1, PART, PART + 1, 3 * PART + 7])
@pytest.mark.parametrize("unit", ["x", "sana ", "rivi\n", "kappale\n\n", "- kohta\n"])
def test_the_parts_of_a_text_hold_all_of_it(unit: str, size: int) -> None:
    text = (unit * (size // len(unit) + 1))[:size]
    document = Document("added/x", text, "x", "added", "fi", "")
    total = read_part(document).total
    parts = [read_part(document, number) for number in range(1, total + 1)]
    shown = "".join(piece.text for part in parts for block in part.blocks for piece in block.pieces)
    assert squeezed(shown) == squeezed(re.sub("(?m)^- ", "", text))
    assert all(sum(len(p.text) for block in part.blocks for p in block.pieces) <= PART for part in parts)


@pytest.mark.parametrize(("start", "end"), [(0, 5), (3, 40), (PART - 3, PART + 3), (2 * PART, 2 * PART + 9)])
def test_a_marked_quote_is_the_text_between_its_offsets(start: int, end: int) -> None:
    document = Document("added/x", "Åäö sanoja tässä. " * 6000, "x", "added", "fi", "")
    part = read_part(document, 1, Span(start, end))
    marked = "".join(piece.text for block in part.blocks for piece in block.pieces if piece.marked)
    following = read_part(document, part.number + 1) if len(marked) < end - start else None
    assert document.text[start:end].startswith(marked) and marked
    assert following is None or following.number == part.number + 1
    assert sum(piece.first for block in part.blocks for piece in block.pieces) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_is_marked_where_it_stands(reading: Reading, language: str) -> None:
    citation = reading.citation("agreements/alpha/sv", "Alfas avtal har två tyngdpunkter: vätgas och vatten.")
    page = reading.client.get(document_address(language, citation))
    assert page.status_code == 200
    assert f'<mark id="quote">{citation.quote}</mark>' in page.text
    assert '<h1 lang="sv">Alfas avtal</h1>' in page.text and '<article class="text document" lang="sv">' in page.text
    assert MISPLACED[language] not in page.text


@pytest.mark.parametrize(
    "query", ["start=1&end=9", "start=5&end=2", "start=0", "start=-1&end=4", "start=x&end=y", "start=0&end=99999"]
)
def test_a_place_that_holds_no_quote_is_shown_without_a_mark_and_said(reading: Reading, query: str) -> None:
    for language, said in MISPLACED.items():
        page = reading.client.get(f"/{language}/sources/agreements/alpha/fi?{query}")
        assert page.status_code == 200 and said in page.text
        assert "<mark" not in page.text and "vety ja vesi" in page.text


@pytest.mark.parametrize(
    "id", ["nowhere", "agreements/alpha", "agreements/alpha/fi.md", "../programme", "agreements//alpha/fi", "%2e%2e/x"]
)
def test_an_unknown_document_is_not_there(reading: Reading, id: str) -> None:
    assert reading.client.get(f"/en/sources/{id}").status_code == 404
    assert reading.client.get(f"/en/sources/{id}/page/1.png").status_code == 404


@pytest.mark.parametrize("id", ["added/hostile", "added/raw"])
def test_a_hostile_document_is_only_text(reading: Reading, id: str) -> None:
    page = reading.client.get(f"/en/sources/{id}").text
    tags = re.findall(r"<[^>]*>", page)
    assert not [tag for tag in tags if re.match(r"<(script|img src=x|b |i>)", tag) or " on" in tag or "javascript:" in tag]
    assert "{{ 7 * 7 }} {% raw %}" in page and "49" not in page
    assert "<script" in html.unescape(page) and "<script" not in page, "the title is shown as written"
    if id == "added/raw":
        assert "&lt;script&gt;alert(3)&lt;/script&gt;" in page and "[a link](javascript:alert(4))" in page


@pytest.mark.browser
def test_a_hostile_document_does_nothing_in_a_browser(browser: Browser, reading: Reading) -> None:
    for path in ("added/hostile", "added/raw", ""):
        page = visit(browser, f"{reading.url}/en/sources/{path}".rstrip("/"))
        page.on("dialog", lambda dialog: pytest.fail("a script ran"))
        assert page.locator("main script, main img, main b").count() == 0
        turned = page.locator("main *:not(:has(*))").filter(has_text="‮")
        assert turned.count() > 0
        isolated = turned.evaluate_all(
            "all => all.every(e => getComputedStyle(e).unicodeBidi === 'isolate' || getComputedStyle(e).display !== 'inline')"
        )
        assert isolated and violations(page) == [] and page.wrong == []  # type: ignore[attr-defined]
        page.close()


def test_a_line_of_a_megabyte_comes_in_parts(reading: Reading) -> None:
    began = time.process_time()
    page = reading.client.get("/en/sources/added/long")
    assert len(page.content) < 3 * PART and "shown in parts" in page.text
    citation = reading.citation("added/long", "The end of the long text.")
    last = reading.client.get(document_address("en", citation))
    assert '<mark id="quote">The end of the long text.</mark>' in last.text and len(last.content) < 3 * PART
    assert time.process_time() - began < 5, "a long line takes seconds"
    assert reading.client.get("/en/sources/added/long?part=999999").status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_fragment_scrolls_to_the_quote(browser: Browser, served: Served, width: int) -> None:
    document = served.assistant.document("agreements/oulu/fi")
    assert document is not None
    chunk = served.assistant.shelf().texts.chunks(served.assistant.shelf().texts.chunk_ids(document.id))[-1]
    span = chunk.sentences[-1]
    words = document.text[span.start : span.end]
    citation = Citation(1, document.id, document.title, None, "fi", document.kind, None, None, span.start, span.end, words)
    page = visit(browser, served.url + document_address("sv", citation), width=width)
    box = page.locator("#quote").bounding_box()
    assert box and 0 <= box["y"] < 800 and page.evaluate("scrollY") > 500
    assert page.locator("#quote").inner_text() == words
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.close()


QUOTES = (
    "Päätös tehtiin Jyväskylässä.",
    "Åbo och Österbotten får högst 60 % i stöd – det gäller även Närpes, Malax-Korsnäs och öarna.",
    "Ääkköset, pilkut ja yhdys-viivat säilyvät osoitteessa.",
)


@pytest.mark.browser
@pytest.mark.parametrize("words", QUOTES)
def test_an_official_page_opens_at_a_quote_with_letters_of_ours(browser: Browser, words: str) -> None:
    application = FastAPI()
    filler = "<p>Muuta tekstiä ennen lainausta.</p>" * 200
    body = f"<!doctype html><meta charset=utf-8><title>x</title>{filler}<p>{html.escape(words)}</p>{filler}"
    application.add_api_route("/sivu", lambda: HTMLResponse(body))
    with serving(application) as url:
        page = visit(browser, at_quote(f"{url}/sivu", words))
        page.wait_for_function("scrollY > 0", timeout=5000)
        box = page.get_by_text(words).bounding_box()
        assert box and 0 <= box["y"] <= 900
        page.goto("about:blank")
        page.goto(at_quote(f"{url}/sivu", "Näitä sanoja sivulla ei ole."))
        assert page.evaluate("scrollY") == 0
        page.close()
