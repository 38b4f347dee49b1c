"""What every test shares: no network but loopback, a small shelf of documents, and a collection over it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, Page

    from assistant.eligibility_told import EligibilityTold
    from assistant.engine import Assistant
    from index.texts import TextStore

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails instead of waiting."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise AssertionError(f"a test tried to reach {host!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server that runs for the tests."""
    program = shutil.which("chroma", path=str(Path(sys.executable).parent)) or shutil.which("chroma")
    if program is None:
        pytest.skip("the chroma program is not installed")
    folder, port = tmp_path_factory.mktemp("chroma"), free_port()
    arguments = [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, "the Chroma server ended at once"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


SHELF = {
    "agreements/alpha/fi.md": ("Alfan sopimus", "", "Painopisteet", "Alfan sopimuksella on kaksi painopistettä: vety ja vesi."),
    "agreements/alpha/sv.md": ("Alfas avtal", "", "Tyngdpunkter", "Alfas avtal har två tyngdpunkter: vätgas och vatten."),
    "agreements/alpha/en.md": (
        "Agreement of Alpha",
        "",
        "Priorities",
        "The Alpha agreement has two priorities: hydrogen and water.",
    ),
    "funding/rates/en.md": ("Support rates", "2024-05-01", "Rates", "The support rate is at most 60 per cent in a city call."),
    "news/opening/en.md": ("The harbour opened", "2023-12-08", "News", "The harbour of Alpha was opened on 8 December 2023."),
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Five tiny documents that a person can rank by eye, in three languages."""
    folder = tmp_path / "documents"
    for name, (title, as_of, heading, sentence) in SHELF.items():
        dated = f"as_of: '{as_of}'\n" if as_of else ""
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {title}\n{dated}---\n\n## {heading}\n\n{sentence}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def real_texts(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[TextStore]":
    """The records of the project's documents, with empty vectors."""
    import numpy as np

    from corpus.chunking import Chunking, chunk_document
    from corpus.loading import find_files, read_document
    from index.hashed import HashedEncoder
    from index.texts import TextStore

    encoder = HashedEncoder()
    texts = TextStore(tmp_path_factory.mktemp("texts") / "texts.sqlite", create=True)
    for file in find_files(ROOT / "corpus" / "documents")[0]:
        document = read_document(file)
        chunks = chunk_document(document, encoder.count_tokens, Chunking(220))
        texts.put(document, [(chunk, np.zeros((1 + len(chunk.sentences), 1), dtype=np.float16)) for chunk in chunks])
    yield texts
    texts.close()


@pytest.fixture(scope="session")
def check_texts(tmp_path_factory: pytest.TempPathFactory) -> "TextStore":
    """The records of the documents that the eligibility check cites."""
    from eligibility_check import store_of_the_check

    return store_of_the_check(tmp_path_factory.mktemp("check"))


@pytest.fixture(scope="session")
def check(check_texts: "TextStore") -> "EligibilityTold":
    """The eligibility check over them."""
    from eligibility_check import check_on

    return check_on(check_texts)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> "Assistant":
    """The assistant over the documents of the project, with the real encoder; indexed anew only when they have changed.

    Of several test processes the first indexes, and the others wait for it and find nothing to do.
    """
    from filelock import FileLock

    from assistant.compose import build_assistant, out_of_date, sync
    from assistant.settings import load_settings
    from index import StoreError

    settings = load_settings()
    try:
        stale = out_of_date(settings)[1]
    except StoreError:
        stale = True
    if stale:
        folder = tmp_path_factory.getbasetemp()
        shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
        settings = load_settings(store=shared / "real-store")
        with FileLock(shared / "real-store.lock"):
            sync(settings)
    return build_assistant(settings)


@dataclass(frozen=True)
class Served:
    """The web application over the project's documents, served on loopback."""

    url: str
    assistant: "Assistant"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole site over the project's documents. Its encoder hashes words, so it stands in seconds and answers poorly."""
    from assistant import compose
    from assistant.settings import Settings
    from assistant.web.application import build_application
    from index.hashed import HashedEncoder

    settings = Settings(store=tmp_path_factory.mktemp("served") / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compose, "build_encoder", lambda settings: HashedEncoder())
        compose.sync(settings)
        assistant = compose.build_assistant(settings)
    with serving(build_application(assistant, settings)) as url:
        yield Served(url, assistant)


@contextmanager
def serving(application: "FastAPI", port: int = 0) -> Iterator[str]:
    """The address of an application while it is served, on any free port unless one is given."""
    import uvicorn
    from uvicorn.server import Server

    port = port or free_port()
    server = Server(uvicorn.Config(application, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, or Chrome."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def visit(browser: "Browser", url: str, width: int = 1280, scheme: str = "light", script: bool = True) -> "Page":
    """A page that notes in `wrong` what goes wrong: errors on the console, failed requests, requests to elsewhere."""
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale="de-DE",
        java_script_enabled=script,  # type: ignore[arg-type]
    )
    origin = "/".join(url.split("/")[:3])
    page.wrong = []  # type: ignore[attr-defined]
    note = page.wrong.append  # type: ignore[attr-defined]
    page.on("console", lambda message: note(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith((origin, "data:", "blob:")) else note(sent.url))
    page.on("response", lambda got: note(f"{got.status} {got.url}") if got.status >= 400 else None)
    page.goto(url)
    return page


def violations(page: "Page") -> list[str]:
    """What axe finds wrong on a page as it stands, and with its colours in the other scheme; the page is dark afterwards."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    kept = {"resultTypes": ["violations"]}
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):  # the schemes differ in colours alone
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(400)  # colours fade in
        found += [(scheme, v) for v in Axe().run(page, options=kept | rules).response["violations"]]
    return [f"{scheme}: {v['id']}: {[n['html'][:200] for n in v['nodes']]}" for scheme, v in found]
