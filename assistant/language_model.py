"""A language model as this room sees one: messages in, pieces of text out. Home of langchain.

It may be slow, down or endless, so its words are read by a thread of their own, and no longer than `Patience` lasts. What it
says is nobody's word yet: `written.py` verifies each sentence. No key is read here; a provider's package takes its own from
the environment.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Messages = Sequence[tuple[str, str]]  # role (`system` or `human`) and content
MOST_LETTERS = 4000  # of one answer; the rest is not read
TRIES = 2
_HINT = "check model.name and model.base_url, and that the service runs: python -m assistant doctor"


class ChatModel(Protocol):
    """A model that answers messages."""

    name: str

    def stream(self, messages: Messages) -> Iterator[str]:
        """The answer in pieces as they come."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a model's first word may take, and how many the whole answer to a question."""

    first: float = 10.0
    whole: float = 30.0


class ConnectedModel:
    """A model behind a service that LangChain knows."""

    def __init__(self, name: str, client: "BaseChatModel") -> None:
        self.name, self._client = name, client

    def stream(self, messages: Messages) -> Iterator[str]:
        """The answer in pieces; a model's thoughts are left out."""
        from langsmith import tracing_context

        with tracing_context(enabled=False):  # else LangChain's own variables could send questions elsewhere
            for chunk in self._client.stream(list(messages)):
                yield str(chunk.text)


class ScriptedModel:
    """A model that says what it is told: for tests and drills. Each answer is a list of pieces, the last one is repeated.

    A number among the pieces is a pause in seconds, an exception is raised.
    """

    def __init__(self, *answers: Sequence[str | float | Exception]) -> None:
        self.name = "scripted"
        self.heard: list[Messages] = []
        self._answers = answers

    def stream(self, messages: Messages) -> Iterator[str]:
        """The next answer."""
        answer = self._answers[min(len(self.heard), len(self._answers) - 1)]
        self.heard.append(messages)
        for piece in answer:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, str):
                yield piece
            else:
                time.sleep(piece)


def connect(name: str, base_url: str, temperature: float, patience: Patience) -> ConnectedModel:
    """The model called `provider:model`; nothing is sent yet. Raises `ModelError` when it cannot be reached by that name."""
    from langchain.chat_models import init_chat_model

    address: dict[str, Any] = {"base_url": base_url} if base_url else {}
    try:
        client = init_chat_model(name, temperature=temperature, timeout=patience.whole, max_retries=0, **address)
    except Exception as error:  # a provider's package raises what it likes
        first = " ".join(str(error).split())[:200]
        raise ModelError(f"the language model {name!r} cannot be used: {first}", "see Language model in README.md") from error
    return ConnectedModel(name, client)


def pieces(model: ChatModel, messages: Messages, patience: Patience, start: float) -> Iterator[str]:
    """What a model says, at most `MOST_LETTERS`. It is asked once more when it fails before its first word.

    Patience begins at `start`, a `time.perf_counter()`.

    Raises `ModelError` when it says nothing, fails or takes too long; what came before has been given by then.
    """
    end = start + patience.whole
    for attempt in range(1, TRIES + 1):
        begun = False
        try:
            for piece in _read(model, messages, min(end, time.perf_counter() + patience.first), end):
                begun = True
                yield piece
            if begun:
                return
            raise ModelError(f"the language model {model.name!r} said nothing", _HINT)
        except ModelError:
            if begun or attempt == TRIES or time.perf_counter() >= end:
                raise


def _read(model: ChatModel, messages: Messages, first: float, end: float) -> Iterator[str]:
    """The pieces of one answer; the first must come before `first`, the last before `end`."""
    heard: SimpleQueue[str | ModelError | None] = SimpleQueue()
    enough = Event()
    Thread(target=_listen, args=(model, messages, heard, enough), daemon=True).start()
    left, until = MOST_LETTERS, first
    try:
        while left > 0:
            piece = heard.get(timeout=max(0.0, until - time.perf_counter()))
            if piece is None:
                return
            if isinstance(piece, ModelError):
                raise piece
            if piece:
                yield piece[:left]
                left, until = left - len(piece), end
    except Empty:
        raise ModelError(f"the language model {model.name!r} took too long", _HINT) from None
    finally:
        enough.set()


def _listen(model: ChatModel, messages: Messages, heard: "SimpleQueue[str | ModelError | None]", enough: Event) -> None:
    """Pass on what a model says until it ends, fails, or enough has been heard."""
    try:
        for piece in model.stream(messages):
            if enough.is_set():
                return
            heard.put(piece)
        heard.put(None)
    except Exception as error:  # the edge of a third party's client: its words may hold the question  # noqa: BLE001
        heard.put(ModelError(f"the language model {model.name!r} failed: {type(error).__name__}", _HINT))
