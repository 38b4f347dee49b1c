"""The pictures of README.md, made over the real index: `make screenshots`. A page that is not there stops it; none is left out.

To add a picture, add a line to `PICTURES`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from assistant import compose
from assistant.settings import load_settings
from tests.conftest import serving

FOLDER = Path(__file__).resolve().parent.parent / "docs"
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 120_000  # milliseconds


def ask(question: str) -> Callable[[Page], None]:
    """Ask in the chat and wait for the answer with its sources."""

    def act(page: Page) -> None:
        page.locator("#question textarea").fill(question, timeout=PATIENCE)
        page.locator("#question textarea").press("Enter")
        page.locator("#sources mark").first.wait_for(timeout=PATIENCE)
        page.locator("#chat .busy").wait_for(state="detached", timeout=PATIENCE)
        page.wait_for_timeout(500)

    return act


def stay(page: Page) -> None:
    """Show the page as it opens."""


PICTURES: tuple[tuple[str, str, tuple[int, int], str, Callable[[Page], None]], ...] = (
    # file, address, size, colours, what is done first
    ("screenshot", "sv/", DESK, "light", ask("Vilka är Lahtis prioriteringar?")),
    ("screenshot-phone", "fi/", PHONE, "dark", ask("Mitkä ovat Oulun painopisteet?")),
    ("screenshot-about", "en/about", DESK, "light", stay),
    ("screenshot-cities", "fi/cities", DESK, "light", stay),
    ("screenshot-eligibility", "sv/eligibility?org=association&place=vaasa", PHONE, "light", stay),
)


def main() -> int:
    """Write every picture; 1 when a page answers with an error."""
    from assistant.web.application import build_application

    settings = load_settings()
    compose.sync(settings)
    assistant = compose.build_assistant(settings)
    assistant.warm_up()
    with serving(build_application(assistant, settings)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=["--no-sandbox"], **program())
        for name, address, (width, height), scheme, act in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            got = page.goto(f"{url}/{address}")
            if got is None or got.status >= 400:
                print(f"/{address} answers {got.status if got else 'nothing'}", file=sys.stderr)
                return 1
            act(page)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"docs/{name}.png  /{address}  {width} × {height}, {scheme}")
            page.close()
        browser.close()
    return 0


def program() -> dict[str, str]:
    """The machine's own Chromium, if it has one."""
    import shutil

    found = shutil.which("chromium") or shutil.which("google-chrome")
    return {"executable_path": found} if found else {}


if __name__ == "__main__":
    sys.exit(main())
