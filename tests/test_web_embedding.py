"""The assistant in another site's page: where it is allowed, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import free_port, serving, violations
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from web_shelf import small_application, small_assistant

from assistant.settings import ServerSettings
from assistant.web.application import build_application

TITLES = {"fi": "Kysy: Alfa", "sv": "Fråga om Alfa", "en": "Ask about Alpha"}
PATIENCE = 60_000  # milliseconds


def embeddable(shelf: Path, store: Path, hosts: tuple[str, ...]) -> FastAPI:
    assistant, settings = small_assistant(shelf, store)
    return build_application(assistant, settings.model_copy(update={"server": ServerSettings(embed_hosts=hosts)}))


@contextmanager
def host_page(snippet: str, language: str = "en") -> Iterator[str]:
    """Another site, on a port of its own, that holds a snippet."""
    host = FastAPI()

    @host.get("/")
    def page() -> HTMLResponse:
        head = "<title>Host</title><link rel=icon href=data:,>"
        text = f"<!doctype html><html lang={language}>{head}<main><h1>Host</h1>{snippet}</main></html>"
        return HTMLResponse(text)

    with serving(host) as url:
        yield url


def test_every_page_names_who_may_frame_it(shelf: Path, tmp_path: Path) -> None:
    closed = TestClient(small_application(shelf, tmp_path / "store"))
    opened = TestClient(embeddable(shelf, tmp_path / "other", ("https://www.example.fi", "http://127.0.0.1:1")))
    for path in ("/fi/", "/sv/about", "/en/about/privacy", "/en/nowhere", "/nowhere"):
        policy = closed.get(path).headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self'") and "unsafe-eval" not in policy
        policy = opened.get(path).headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://www.example.fi http://127.0.0.1:1")
    assert closed.get("/embed.js").status_code == 404


def test_the_script_knows_the_titles_and_is_a_script(shelf: Path, tmp_path: Path) -> None:
    got = TestClient(embeddable(shelf, tmp_path / "store", ("https://www.example.fi",))).get("/embed.js")
    assert got.headers["content-type"].startswith("text/javascript")
    assert all(title in got.text for title in TITLES.values()) and '"TITLES"' not in got.text


def test_a_compact_page_has_no_header_or_footer_and_keeps_its_language(shelf: Path, tmp_path: Path) -> None:
    client = TestClient(small_application(shelf, tmp_path / "store"))
    page = client.get("/sv/about?compact=1").text
    assert "<header" not in page and "<footer" not in page and '<html lang="sv" data-compact>' in page
    assert 'lang="sv" data-compact' in client.get("/sv/?compact=1").text
    for query in ("", "?compact=0", "?compact", "?x=compact=1"):
        assert "data-compact" not in client.get(f"/sv/{query}").text


@pytest.mark.browser
@pytest.mark.parametrize(("given", "language"), [('data-language="sv"', "sv"), ("", "fi"), ('data-language="de"', "fi")])
def test_an_allowed_host_shows_the_chat_and_another_does_not(
    browser: Browser, shelf: Path, tmp_path: Path, given: str, language: str
) -> None:
    port = free_port()
    with host_page(f'<script src="http://127.0.0.1:{port}/embed.js" {given}></script>', "fi") as allowed:
        application = embeddable(shelf, tmp_path / "store", (allowed,))
        with serving(application, port) as url:
            page = browser.new_page(viewport={"width": 400, "height": 900})
            wrong: list[str] = []
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.goto(allowed)
            frame = page.frame_locator(f'iframe[title="{TITLES[language]}"]')
            expect(frame.locator("#question textarea")).to_be_visible(timeout=PATIENCE)
            expect(frame.locator("html")).to_have_attribute("lang", language)
            expect(frame.locator("#header")).to_be_hidden()
            expect(frame.locator("#footer")).to_be_hidden()
            assert frame.locator("html").evaluate("e => e.scrollWidth <= innerWidth")
            frame.locator("#question textarea").fill("Alfa?")
            frame.locator("#question textarea").press("Enter")
            expect(frame.locator("#chat .bot-row")).to_have_count(1, timeout=PATIENCE)
            expect(frame.locator("#chat .busy")).to_have_count(0, timeout=PATIENCE)
            assert wrong == [] and violations(page) == []
            with host_page(f'<iframe title="x" src="{url}/en/?compact=1"></iframe>') as other:
                page.goto(other)
                page.wait_for_function("document.querySelector('iframe')")
                page.wait_for_timeout(1000)
                assert page.frames[1].locator("#question").count() == 0
                assert any("frame-ancestors" in text for text in wrong)
            page.close()
