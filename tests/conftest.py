"""What every test shares: no network but loopback, a small shelf of documents, and a collection over it."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the machine reaches a test, and no `assistant.toml` of the working folder."""
    import os

    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    yield


@pytest.fixture()
def shelf(tmp_path: Path) -> Path:
    """Five tiny documents that a person can rank by eye, in three languages."""
    folder = tmp_path / "documents"
    texts = {
        "agreements/alpha/fi.md": "---\ntitle: Alfan sopimus\n---\n\n## Painopisteet\n\nAlfan sopimuksella on kaksi painopistettä: vety ja vesi.\n",
        "agreements/alpha/sv.md": "---\ntitle: Alfas avtal\n---\n\n## Tyngdpunkter\n\nAlfas avtal har två tyngdpunkter: vätgas och vatten.\n",
        "agreements/alpha/en.md": "---\ntitle: Agreement of Alpha\n---\n\n## Priorities\n\nThe Alpha agreement has two priorities: hydrogen and water.\n",
        "funding/rates/en.md": "---\ntitle: Support rates\nas_of: '2024-05-01'\n---\n\nThe support rate is at most 60 per cent in a city call.\n",
        "news/opening/en.md": "---\ntitle: The harbour opened\nas_of: '2023-12-08'\n---\n\nThe harbour of Alpha was opened on 8 December 2023.\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
