"""A running chat over a small shelf, driven as a person would; its answers can be made slow, broken or what a test wants."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from conftest import serving, visit
from playwright.sync_api import Browser, Page, expect
from web_shelf import small_assistant

from assistant.records import Answer, Answered, TextDelta
from assistant.settings import Settings

PATIENCE = 60_000  # milliseconds


@dataclass
class Chat:
    """A running application. `answers` holds what is answered to a question instead of what the shelf tells."""

    url: str
    settings: Settings
    slow: threading.Event = field(default_factory=threading.Event)
    broken: threading.Event = field(default_factory=threading.Event)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def running_chat(shelf: Path, store: Path) -> Iterator[Chat]:
    """The chat over a shelf."""
    from assistant.web.application import build_application

    assistant, settings = small_assistant(shelf, store)
    chat = Chat("", settings)
    answer = assistant.stream

    def stream(question, *rest):  # type: ignore[no-untyped-def]
        chat.asked.append(question)
        if chat.broken.is_set():
            raise RuntimeError("broken")
        if chat.slow.is_set():
            yield TextDelta("Half of it. ")
        while chat.slow.is_set():
            time.sleep(0.05)
        if question in chat.answers:
            yield Answered(chat.answers[question])
        else:
            yield from answer(question, *rest)

    assistant.stream = stream  # type: ignore[method-assign]
    with serving(build_application(assistant, settings)) as url:
        chat.url = url
        yield chat


def ready(page: Page) -> Page:
    """The chat's page, once it can be asked."""
    expect(page.locator("#question textarea")).to_be_visible(timeout=PATIENCE)
    expect(page.locator('#chat [role="log"]')).to_have_attribute("tabindex", "0", timeout=PATIENCE)
    return page


def opened(browser: Browser, chat: Chat, language: str, width: int = 1280, scheme: str = "light", query: str = "") -> Page:
    """The chat in a language, ready to be asked."""
    return ready(visit(browser, f"{chat.url}/{language}/{query}", width, scheme))


def answered(page: Page, count: int) -> None:
    """Wait until the conversation holds so many answers, each done."""
    expect(page.locator("#chat .bot-row")).to_have_count(count, timeout=PATIENCE)
    expect(page.locator("#chat .bot-row .prose").last).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#chat .busy")).to_have_count(0, timeout=PATIENCE)


def ask(page: Page, question: str) -> None:
    """Ask by the keyboard alone, and wait for the answer."""
    before = page.locator("#chat .bot-row").count()
    page.locator("#question textarea").focus()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    answered(page, before + 1)
