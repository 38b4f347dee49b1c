"""Figures of the web pages for `make bench`: how soon the chat can be used and an answer begins, and what our files weigh."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from assistant import compose
from assistant.settings import Settings
from tests.conftest import serving
from tests.screenshots import program

ROUNDS = 5
PAGES = ("", "cities", "eligibility", "learn", "learn/quiz", "news", "sources", "about", "about/privacy", "about/accessibility")
PATIENCE = 120_000  # milliseconds
SETTLED = 3_000  # after which a page has loaded what it needs


def web(settings: Settings) -> list[tuple[str, str, str]]:
    """Each figure with its aim."""
    from assistant.web.application import build_application

    assistant = compose.build_assistant(settings)
    assistant.warm_up()
    question = next(iter(assistant.examples(settings.language)), "?")
    with serving(build_application(assistant, settings)) as url, chromium() as browser:
        chat = f"{url}/{settings.language}/"
        cold = [usable(browser, chat) for _ in range(ROUNDS)]
        begun = first_words(browser, chat, question)
        weights = {path: weight(browser, url, f"/{settings.language}/{path}") for path in PAGES}
    heaviest = max(own for own, _ in weights.values())
    return [
        ("chat usable, cold on loopback, median", f"{statistics.median(cold):.0f} ms", "≤ 2500 ms"),
        ("first word of an answer, warm, median", f"{statistics.median(begun):.0f} ms", "≤ 300 ms"),
        ("our own files of the heaviest page", f"{heaviest / 1000:.1f} kB", "≤ 150 kB"),
        *((f"  /{path or ' (chat)'}", f"{own / 1000:.1f} kB", f"beside {other / 1000:.0f} kB of Gradio's")
          for path, (own, other) in weights.items()),
    ]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=["--no-sandbox"], **program())
        yield browser
        browser.close()


def opened(browser: Browser, url: str) -> Page:
    """A chat in a browser that has nothing in its cache, ready to be asked."""
    page = browser.new_context().new_page()
    page.goto(url)
    page.locator("#question textarea").wait_for(timeout=PATIENCE)
    return page


def usable(browser: Browser, url: str) -> float:
    """Milliseconds from opening the chat until the question can be written."""
    page = opened(browser, url)
    took: float = page.evaluate("performance.now()")
    page.context.close()
    return took


def first_words(browser: Browser, url: str, question: str) -> list[float]:
    """Milliseconds from sending a question to the first word of its answer, after one that warms up."""
    page = opened(browser, url)
    took = []
    for _ in range(ROUNDS + 1):
        page.locator("#question textarea").fill(question)
        took.append(page.evaluate(_FIRST_WORD, page.locator("#chat .bot-row").count()))
        page.locator("#chat .busy").wait_for(state="detached", timeout=PATIENCE)
        page.locator("#new_conversation").click()
        page.locator("#chat .message-row").first.wait_for(state="detached", timeout=PATIENCE)
    page.context.close()
    return took[1:]


_FIRST_WORD = """(before) => new Promise((done) => {
  const start = performance.now();
  let waiting = '';
  const look = () => {
    const rows = document.querySelectorAll('#chat .bot-row');
    const text = rows.length > before ? rows[rows.length - 1].innerText.trim() : '';
    if (text && !waiting) waiting = text; // "Looking in the sources…"
    if (text && text !== waiting) return done(performance.now() - start);
    requestAnimationFrame(look);
  };
  document.querySelector('#send').click();
  look();
})"""


def weight(browser: Browser, url: str, path: str) -> tuple[int, int]:
    """Bytes, uncompressed, that a page loads of our own files and of Gradio's."""
    page = browser.new_context().new_page()
    page.goto(f"{url}{path}", wait_until="load")
    page.wait_for_timeout(SETTLED)
    loaded = page.evaluate(_LOADED)
    gradios = page.evaluate("'gradio_config' in window")
    page.context.close()
    own = [not gradios if tail == path else tail.count("/") == 1 for tail, _ in loaded]
    ours = sum(size for (_, size), is_own in zip(loaded, own, strict=True) if is_own)
    return ours, sum(size for _, size in loaded) - ours


_LOADED = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .map((entry) => [new URL(entry.name).pathname, entry.decodedBodySize])"""
