"""The pages of a PDF: drawn with the quote marked, and nothing that is not indexed."""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from conftest import violations, visit
from PIL import Image
from playwright.sync_api import Browser
from web_reading import LANGUAGES, SENTENCES, Reading, small_pdf, small_site

from assistant.records import Answer
from assistant.web.links import document_address
from assistant.web.panel import Panel
from corpus import look_at_page


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with small_site(tmp_path_factory.mktemp("reading")) as site:
        yield site


def test_a_pdf_page_is_drawn_with_its_quote_marked(reading: Reading) -> None:
    citation = reading.citation("added/paatos", SENTENCES[0])
    page = reading.client.get(document_address("fi", citation))
    address = re.search(r'<img src="([^"]+)" alt="([^"]+)"', page.text)
    assert address is not None and html.unescape(address[2]) == SENTENCES[0]
    assert "jossa lainaus on merkitty" in page.text
    marked = reading.client.get(html.unescape(address[1]))
    plain = reading.client.get("/fi/sources/added/paatos/page/1.png")
    assert marked.headers["content-type"] == "image/png" and marked.headers["cache-control"] == "no-store"
    paper = [sum(color == (253, 233, 169) for color in pixels(answer.content)) for answer in (marked, plain)]
    assert paper[0] > 2000 and paper[1] == 0


def pixels(png: bytes) -> list[tuple[int, ...]]:
    image = Image.open(BytesIO(png)).convert("RGB")
    found = image.getcolors(maxcolors=image.width * image.height) or []
    return [color for count, color in found for _ in range(count)]


def test_the_chat_leads_to_the_page_of_a_pdf_and_of_no_other_source(reading: Reading) -> None:
    for language, label in (("fi", "Katso sivu"), ("sv", "Se sidan"), ("en", "See the page")):
        panel = Panel(reading.assistant.wording().say, language, reading.assistant.document)  # type: ignore[arg-type]
        cited = reading.citation("added/paatos", SENTENCES[0]), reading.citation("agreements/alpha/fi", "Alfan sopimuksella")
        pdf, other = (panel.markdown(Answer("?", language, "answered", "x [1].", (), (one,))) for one in cited)  # type: ignore[arg-type]
        address = re.search(rf"\[{label}[^\]]*\]\((/[^)]*)\)", pdf)
        assert address is not None and label not in other
        assert 'id="page"' in reading.client.get(address[1]).text and address[1].endswith("#page")


def test_a_quote_that_is_not_on_the_image_is_said_not_to_be(reading: Reading) -> None:
    citation = reading.citation("added/changed", SENTENCES[0])
    page = reading.client.get(document_address("fi", citation)).text
    assert "Lainausta ei löytynyt kuvasta" in page and f'<mark id="quote">{SENTENCES[0]}</mark>' in page
    image = re.search(r'<img src="([^"]+/page/[^"]+)"', page)
    assert image is not None
    drawn = reading.client.get(html.unescape(image[1]))
    assert drawn.status_code == 200 and (253, 233, 169) not in pixels(drawn.content)


def test_only_indexed_pdfs_in_the_folder_are_drawn(reading: Reading) -> None:
    def drawn(id: str, number: int = 1) -> int:
        return reading.client.get(f"/en/sources/{id}/page/{number}.png").status_code

    assert drawn("added/paatos") == 200 and drawn("added/paatos", 2) == 200
    assert drawn("added/paatos", 3) == drawn("added/paatos", 0) == drawn("added/paatos", 10**9) == 404
    assert drawn("added/gone") == drawn("added/broken") == drawn("added/outside") == 404
    assert drawn("added/new") == 404, "it is in the folder, but not in the index"
    assert drawn("agreements/alpha/fi") == 404, "it is no PDF"
    assert reading.client.get("/en/sources/added/gone").status_code == 200


def test_the_quote_is_found_by_its_letters_and_by_its_turn(tmp_path: Path) -> None:
    small_pdf(tmp_path / "a.pdf")
    first = look_at_page(tmp_path / "a.pdf", 1, SENTENCES[0])
    assert len(first.boxes) > 1 and (first.width, first.height) == (1200, 1698)
    hyphened = "Pää-\ntös  tehtiin jyväskylässä"
    assert look_at_page(tmp_path / "a.pdf", 1, hyphened).boxes
    twice = [look_at_page(tmp_path / "a.pdf", 2, SENTENCES[2], nth).boxes for nth in (0, 1, 5)]
    assert twice[0] != twice[1] == twice[2]
    assert not look_at_page(tmp_path / "a.pdf", 2, SENTENCES[0]).boxes
    assert not look_at_page(tmp_path / "a.pdf", 2, "…").boxes


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_in_a_pdf_can_be_seen_by_everybody(browser: Browser, reading: Reading, language: str, scheme: str) -> None:
    citation = reading.citation("added/paatos", SENTENCES[1])
    page = visit(browser, reading.url + document_address(language, citation), scheme=scheme, script=scheme == "light")
    image = page.locator("figure img")
    assert image.get_attribute("alt") == SENTENCES[1]
    assert image.bounding_box()["height"] > 300  # type: ignore[index]
    assert page.locator("figure > a").get_attribute("href") == image.get_attribute("src")
    page.locator("figcaption a").press("Enter")
    assert page.evaluate("location.hash") == "#quote" if scheme == "light" else page.url.endswith("#quote")
    assert scheme == "dark" or violations(page) == []
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()
