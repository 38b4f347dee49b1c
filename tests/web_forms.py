"""Going through pages that need no script: opened, by keyboard alone, or as their bare text."""

from collections.abc import Iterator
from contextlib import contextmanager

from conftest import visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page

from assistant.records import Language

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")


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
