"""What holds on every page: nothing leaves the origin, nothing is set or stored, focus is never hidden, and no file is taken."""

from pathlib import Path

import pytest
from conftest import Served, visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from test_web_pages import PAGES
from web_shelf import small_application

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # milliseconds
HIDDEN_FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const top = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
                                        Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
  const free = top === null || at.contains(top) || top.contains(at);
  const ring = at.querySelector('circle');  // a point of the map is marked by a ring
  const marked = style.outlineStyle !== 'none' || at === document.body || (ring && getComputedStyle(ring).stroke !== 'none');
  return seen && free && marked ? '' : at.outerHTML.slice(0, 200);
}"""


def test_not_one_request_leaves_the_origin_on_any_page_and_through_a_whole_chat(browser: Browser, served: Served) -> None:
    page = visit(browser, f"{served.url}/en/")
    page.locator("#question textarea").wait_for(timeout=PATIENCE)
    for question in ("What are the priorities of Lahti?", "And those of Oulu?"):
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#sources mark").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#chat .busy")).to_have_count(0, timeout=PATIENCE)
    opened = [page, *(visit(browser, f"{served.url}/en/{path}") for path in PAGES)]  # a chat that is left tells of what it drops
    for page in opened:
        assert page.wrong == []  # type: ignore[attr-defined]  # a breach of the Content-Security-Policy is an error on the console
        assert page.context.cookies() == []
        page.close()


def test_files_are_refused(shelf: Path, tmp_path: Path) -> None:
    client = TestClient(small_application(shelf, tmp_path / "store"))
    for language in ("fi", "sv", "en"):
        refused = client.post(f"/{language}/gradio_api/upload", files={"files": ("a.txt", b"xx")})
        assert refused.status_code == 413


@pytest.mark.parametrize("path", ["", *PAGES])
def test_at_400_per_cent_the_page_reflows_and_focus_is_never_hidden(browser: Browser, served: Served, path: str) -> None:
    page = visit(browser, f"{served.url}/fi/{path}", width=320)
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    if not path:
        page.locator("#question textarea").wait_for(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN_FOCUS) == ""
        if page.evaluate("document.activeElement === document.body"):
            break
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_colours_of_the_readers_own_keep_what_is_current_and_nothing_moves(browser: Browser, served: Served, path: str) -> None:
    page = visit(browser, f"{served.url}/sv/{path}")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    current = page.locator(".site-languages [aria-current]")
    assert current.evaluate("e => getComputedStyle(e).borderBottomWidth") == "3px"
    moving = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    assert page.evaluate(moving) == 0
    page.close()
