"""A sync killed at any moment leaves a whole store, the one before it or the one after it, and disturbs nobody who asks."""

import multiprocessing
import random
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from corpus import Chunk, Document, Span
from corpus.loading import DocumentFile
from index import Query
from index.collection import Collection, Snapshot
from index.hashed import HashedEncoder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and a fork server")

KILLS = 100
SETS = {
    "old": {f"shared/{n}": "first" for n in range(8)} | {f"old/{n}": "only" for n in range(4)},
    "new": {f"shared/{n}": "second" for n in range(8)} | {f"new/{n}": "only" for n in range(6)},
}
KEPT = {".lock", "current"}  # what a store holds beside its snapshots


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


def sync_forever(store: Path, first: str, started: Connection) -> None:
    """What is killed: turns the store from one set to the other and back."""
    started.send("ready")
    while True:
        sync(store, first)
        started.send("synced")
        first = "old" if first == "new" else "new"


def serve(store: Path, stop: Event, told: Connection) -> None:
    """A process that goes on asking; tells how often it did, and which snapshots it saw, or what was wrong."""
    try:
        asked, versions, library = 0, set(), collection(store)
        while not stop.wait(0.1):
            snapshot = library.open()
            check_answers(snapshot)
            versions.add(snapshot.manifest.version)
            asked += 1
            if asked == 1:
                told.send("ready")
        told.send((asked, len(versions)))
    except BaseException as error:
        told.send(repr(error))
        raise


def kill_a_sync(store: Path, first: str, seconds: float | None = None) -> float:
    """Kill it after so many seconds from its start, or when one sync is done; how long it was let live."""
    processes = multiprocessing.get_context("forkserver")
    ready, started = processes.Pipe(duplex=False)
    process = processes.Process(target=sync_forever, args=(store, first, started))
    process.start()
    started.close()
    assert ready.recv() == "ready"
    start = time.perf_counter()
    if seconds is None:
        assert ready.recv() == "synced"
    else:
        time.sleep(seconds)
    lived = time.perf_counter() - start
    assert process.is_alive()
    process.kill()
    process.join()
    process.close()
    return lived


def check_answers(snapshot: Snapshot) -> str:
    """Vectors, words and extras all hold the same one of the two sets; its name."""
    name = (snapshot.texts.extra("set") or b"").decode()
    expected = {id: f"The harbour {id} tells the {digest} story." for id, digest in SETS[name].items()}
    for retriever in (snapshot.dense, snapshot.lexical):
        hits = retriever.retrieve(Query("harbour story"), 1000)
        assert {hit.chunk.document_id: hit.chunk.text for hit in hits} == expected
    return name


def check_whole(store: Path) -> str:
    """A newcomer opens a complete snapshot; the name of its set."""
    snapshot = collection(store).open()
    try:
        name = check_answers(snapshot)
        documents = SETS[name]
        assert snapshot.texts.digests() == documents
        assert [d.id for d in snapshot.texts.documents()] == sorted(documents)
        told = {hit.chunk.document_id for hit in snapshot.lexical.retrieve(Query("first second only"), 1000)}
        assert told == documents.keys()
        assert (snapshot.manifest.documents, snapshot.manifest.chunks) == (len(documents), len(documents))
        return name
    finally:
        snapshot.close()


def names(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()}


def test_a_killed_sync_leaves_the_old_snapshot_or_the_new_one(tmp_path: Path):
    store = tmp_path / "store"
    sync(store, "old")
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["index.collection", "corpus.loading"])
    stop = processes.Event()
    heard, told = processes.Pipe(duplex=False)
    server = processes.Process(target=serve, args=(store, stop, told))
    server.start()
    told.close()
    assert heard.recv() == "ready"
    longest = min(kill_a_sync(store, "new"), kill_a_sync(store, "old"))
    chance = random.Random(20240617)
    now, outcomes, halves = check_whole(store), {"stayed": 0, "moved": 0}, 0
    for _ in range(KILLS):  # later ones meet the sync after it
        before, other = now, "old" if now == "new" else "new"
        kill_a_sync(store, other, chance.uniform(0, longest))
        halves += any(name.startswith(".work-") for name in names(store))
        now = check_whole(store)
        outcomes["stayed" if now == before else "moved"] += 1
        longest *= 1.06 if now == before else 0.88  # about a third of the kills come too late, however busy the machine is
        sync(store, now)  # nothing to do but to tidy up
        kept = sorted(names(store) - KEPT)
        assert (store / "current").read_text(encoding="utf-8") in kept and len(kept) <= 2, kept
    stop.set()
    answered = heard.recv()
    server.join()
    assert isinstance(answered, tuple), answered
    assert answered[0] > KILLS // 2 and answered[1] > 10
    assert outcomes["moved"] > 10 and halves > 10, "the kills did not hit syncs at work"
    sync(store, "old" if now == "new" else "new")
    check_whole(store)
    assert len(names(store) - KEPT) == 2
