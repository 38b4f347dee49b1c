"""Find out what is missing: Python, packages, encoder, documents, index, versions. Each finding names what mends it."""

import importlib.metadata
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ModelError
from assistant.settings import Settings
from corpus import CorpusError
from index import StoreError

# Packages the program cannot do without, by the name they are installed under.
PACKAGES = [
    "torch",
    "sentence-transformers",
    "chromadb",
    "tantivy",
    "gradio",
    "langchain-text-splitters",
    "pypdf",
    "trafilatura",
    "rapidfuzz",
    "PyStemmer",
    "lingua-language-detector",
    "python-stdnum",
    "phonenumbers",
    "Babel",
    "rich",
    "pydantic-settings",
    "msgspec",
    "filelock",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is the command or step that puts it right, empty when all is well."""

    thing: str
    ok: bool
    state: str
    mend: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything the program needs."""
    return [
        _python(),
        *_packages(),
        _encoder(settings),
        *_server(settings),
        *_model(settings),
        _documents(settings),
        _index(settings),
    ]


def _python() -> Finding:
    version = ".".join(str(n) for n in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python", fits, version, "" if fits else "install Python 3.11, 3.12 or 3.13, then: make run")


def _packages() -> Iterator[Finding]:
    missing = []
    for name in PACKAGES:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    state = f"{len(PACKAGES) - len(missing)} of {len(PACKAGES)} found" + (f"; missing: {', '.join(missing)}" if missing else "")
    yield Finding("packages", not missing, state, "python -m pip install -r requirements.lock" if missing else "")


def _encoder(settings: Settings) -> Finding:
    if settings.encoder.model:
        return Finding("encoder", True, f"{settings.encoder.model} (set by encoder.model)")
    from index.e5 import FOLDER_VERSION, bundled_ready

    try:
        made = bundled_ready(settings.cache.expanduser())
    except StoreError as error:
        return Finding("encoder", False, str(error), error.hint)
    return Finding("encoder", True, f"{FOLDER_VERSION} ({'prepared' if made else 'is prepared at the first sync'})")


def _server(settings: Settings) -> Iterator[Finding]:
    """The Chroma server, if the settings name one."""
    if not settings.chroma_url:
        return
    from index.chroma import check_server

    try:
        yield Finding("Chroma server", True, f"version {check_server(settings.chroma_url)} at {settings.chroma_url}")
    except StoreError as error:
        yield Finding("Chroma server", False, str(error), error.hint)


def _model(settings: Settings) -> Iterator[Finding]:
    """The language model, if the settings name one: whether it says a word in time."""
    from assistant.compose import build_writer
    from assistant.language_model import pieces

    try:
        if writer := build_writer(settings):
            began = time.perf_counter()
            next(pieces(writer.model, [("human", "Say yes.")], writer.patience, began))
            yield Finding("language model", True, f"{writer.model.name} answers in {time.perf_counter() - began:.1f} s")
    except ModelError as error:
        yield Finding("language model", False, str(error), error.hint)


def _documents(settings: Settings) -> Finding:
    from corpus.catalogue import load_catalogue
    from corpus.loading import find_files

    try:
        files, problems = find_files(settings.documents)
        records = sum(1 for _ in load_catalogue(settings.documents).records())
    except CorpusError as error:
        return Finding("documents", False, str(error), error.hint)
    if problems:
        return Finding("documents", False, str(problems[0]), problems[0].hint)
    return Finding("documents", True, f"{len(files)} files and {records} facts in {str(settings.documents)!r}")


def _index(settings: Settings) -> Finding:
    from assistant.compose import out_of_date

    try:
        state, stale = out_of_date(settings)
    except (StoreError, CorpusError) as error:
        return Finding("index", False, str(error), error.hint)
    return Finding("index", not stale, state, "python -m assistant sync" if stale else "")
