"""A sync killed at any moment leaves a whole store: the one before it or the one after it."""

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from corpus import Chunk, Document, Span
from corpus.loading import DocumentFile
from index import Query
from index.collection import Collection, Snapshot
from index.hashed import HashedEncoder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and a fork server")

KILLS = 15
LONGEST = 0.8  # seconds from the first sync's start to the kill; one sync takes about 0.2
SETS = {
    "old": {f"shared/{n}": "first" for n in range(20)} | {f"old/{n}": "only" for n in range(10)},
    "new": {f"shared/{n}": "second" for n in range(20)} | {f"new/{n}": "only" for n in range(15)},
}


def read(file: DocumentFile) -> Document:
    text = f"The harbour {file.id} tells the {file.digest} story."
    return Document(file.id, text, file.id, "news", "en", file.digest)


def chunk(document: Document) -> list[Chunk]:
    span = Span(0, len(document.text))
    return [Chunk(f"{document.id}#0", document.id, document.text, span, "en", "news", document.id, sentences=(span,))]


def collection(store: Path) -> Collection[DocumentFile]:
    return Collection(store, HashedEncoder(), read, chunk, "whole")


def sync(store: Path, name: str) -> None:
    files = [DocumentFile(id, Path(id), digest) for id, digest in SETS[name].items()]
    collection(store).sync(files, {"set": name.encode()})


def sync_forever(store: Path, started: Connection) -> None:
    """What is killed: turns the store from one set to the other and back."""
    started.send("ready")
    while True:
        sync(store, "new")
        sync(store, "old")


def kill_a_sync(store: Path, seconds: float) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["index.collection", "corpus.loading"])
    ready, started = processes.Pipe(duplex=False)
    process = processes.Process(target=sync_forever, args=(store, started))
    process.start()
    assert ready.recv() == "ready"
    time.sleep(seconds)
    assert process.is_alive()
    process.kill()
    process.join()
    process.close()


def check_whole(snapshot: Snapshot) -> str:
    """Texts, vectors, words, extras and manifest all hold the same one of the two sets; its name."""
    name = (snapshot.texts.extra("set") or b"").decode()
    documents = SETS[name]
    assert snapshot.texts.digests() == documents
    assert {d.id: d.text for d in snapshot.texts.documents()} == {
        id: f"The harbour {id} tells the {digest} story." for id, digest in documents.items()
    }
    for retriever in (snapshot.dense, snapshot.lexical):
        hits = retriever.retrieve(Query("harbour story"), 1000)
        assert {hit.chunk.document_id for hit in hits} == documents.keys()
    told = {hit.chunk.document_id for hit in snapshot.lexical.retrieve(Query("first second only"), 1000)}
    assert told == documents.keys()
    assert (snapshot.manifest.documents, snapshot.manifest.chunks) == (len(documents), len(documents))
    return name


def opened(store: Path, use: Callable[[Snapshot], str]) -> str:
    snapshot = collection(store).open()
    try:
        return use(snapshot)
    finally:
        snapshot.close()


def test_a_killed_sync_leaves_the_old_snapshot_or_the_new_one(tmp_path: Path):
    store = tmp_path / "store"
    sync(store, "old")
    chance = random.Random(20240617)
    seen: set[str] = set()
    in_the_middle = 0
    for _ in range(KILLS):
        kill_a_sync(store, chance.uniform(0, LONGEST))
        in_the_middle += any(store.glob(".work-*"))
        name = opened(store, check_whole)
        seen.add(name)
        other = "new" if name == "old" else "old"
        sync(store, other)
        assert opened(store, check_whole) == other
        assert not list(store.glob(".work-*")) and not (store / ".current-next").exists()
        assert sum(path.is_dir() for path in store.iterdir()) <= 2
    assert seen and in_the_middle > 0, "no kill hit a sync at work"
