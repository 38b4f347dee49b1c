"""Vectors on a Chroma server: readers in other processes see whole versions, and the server holds no more than it must."""

import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest
from conftest import free_port

from assistant.doctor import examine
from assistant.settings import Settings
from corpus import Chunk, Document, Span
from corpus.loading import DocumentFile
from index import Query, StoreError, StoreMismatch, StoreMissing, StoreUnreachable
from index.chroma import ServerStore, _connected
from index.collection import Collection
from index.hashed import HashedEncoder

ROUNDS = 15
STILL, MOVING = 15, 12  # documents that stay as they are, and documents that each version writes anew


def read(file: DocumentFile) -> Document:
    return Document(file.id, f"The harbour {file.id} tells the story {file.digest}.", file.id, "news", "en", file.digest)


def chunk(document: Document) -> list[Chunk]:
    span = Span(0, len(document.text))
    return [Chunk(f"{document.id}#0", document.id, document.text, span, "en", "news", document.id, sentences=(span,))]


@dataclass
class Shelf:
    """A store whose vectors are on a server, filled by numbered versions."""

    store: Path
    url: str
    dimension: int = 64

    def collection(self) -> Collection[DocumentFile]:
        return Collection(self.store, HashedEncoder(self.dimension), read, chunk, "whole", self.url)

    def publish(self, version: int, rebuild: bool = False) -> None:
        documents = documents_of(version)
        files = [DocumentFile(id, Path(id), digest) for id, digest in documents.items()]
        self.collection().sync(files, {"version": str(version).encode()}, rebuild=rebuild)

    def found(self) -> set[str]:
        """The documents that vectors find."""
        snapshot = self.collection().open()
        try:
            return {hit.chunk.document_id for hit in snapshot.dense.retrieve(Query("harbour story"), 1000)}
        finally:
            snapshot.close()

    def held(self) -> dict[str, set[str]]:
        """What the server holds in all: keys by collection."""
        with _connected(self.url) as client:
            return {c.name: set(c.get(include=[])["ids"]) for c in client.list_collections()}

    def own(self) -> dict[str, set[str]]:
        """What the server holds for this store."""
        mine = self.collection()._manifest().vectors.rpartition("-")[0]
        return {name: keys for name, keys in self.held().items() if name.startswith(mine)}


def documents_of(version: int) -> dict[str, str]:
    """A version's documents with their digests; each version has one more than the one before."""
    still = {f"still/{n}": "forever" for n in range(STILL)}
    return still | {f"moving/{version % 3}/{n}": f"v{version}" for n in range(MOVING + version)}


@pytest.fixture
def shelf(tmp_path: Path, chroma_url: str) -> Shelf:
    return Shelf(tmp_path / "store", chroma_url)


def ask_until(shelf: Shelf, stop: Event, told: Connection) -> None:
    """A serving process: opens, asks in every way, and tells the versions it saw or what was wrong."""
    try:
        collection, versions, asked = shelf.collection(), [], 0
        while not stop.is_set():
            snapshot = collection.open()
            version = int(snapshot.texts.extra("version") or b"0")
            expected = {id: read(DocumentFile(id, Path(id), digest)).text for id, digest in documents_of(version).items()}
            for way in (snapshot.dense, snapshot.lexical, snapshot.hybrid):
                hits = way.retrieve(Query("harbour story", "en"), 1000)
                assert {hit.chunk.document_id: hit.chunk.text for hit in hits} == expected, f"version {version} is torn"
            id = f"moving/{version % 3}/3"
            (nearest,) = snapshot.dense.retrieve(Query(f"{id}\n{expected[id]}"), 1)
            assert (nearest.chunk.document_id, nearest.score) == (id, pytest.approx(1.0, abs=1e-5))
            versions.append(version)
            asked += 1
            if asked == 1:
                told.send("ready")
        told.send(versions)
    except BaseException as error:
        told.send(repr(error))
        raise


def publish_all(shelf: Shelf, rounds: int) -> None:
    for version in range(2, rounds + 2):
        shelf.publish(version)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a fork server")
def test_two_serving_processes_see_whole_versions_while_a_third_syncs(shelf: Shelf):
    shelf.publish(1)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["index.collection", "corpus.loading"])
    stop = processes.Event()
    pipes = [processes.Pipe(duplex=False) for _ in range(2)]
    readers = [processes.Process(target=ask_until, args=(shelf, stop, told)) for _, told in pipes]
    writer = processes.Process(target=publish_all, args=(shelf, ROUNDS))
    for process in readers:
        process.start()
    for _, told in pipes:
        told.close()
    assert [heard.recv() for heard, _ in pipes] == ["ready", "ready"]
    writer.start()
    writer.join()
    time.sleep(0.5)
    stop.set()
    seen = [heard.recv() for heard, _ in pipes]
    for process in readers:
        process.join()
    assert writer.exitcode == 0
    for versions in seen:
        assert isinstance(versions, list), versions
        assert versions == sorted(versions)
        assert versions[-1] == ROUNDS + 1 and len(set(versions)) > ROUNDS // 4
    (keys,) = shelf.own().values()
    assert len(keys) == STILL + sum(MOVING + version for version in (ROUNDS, ROUNDS + 1))


def test_a_sync_adds_what_changed_and_forgets_what_no_kept_snapshot_has(shelf: Shelf):
    held = []
    for version in (1, 2, 3):
        shelf.publish(version)
        (keys,) = shelf.own().values()
        held.append(keys)
    assert {key.rpartition("#")[0] for key in held[0]} == documents_of(1).keys()
    assert held[0] < held[1]
    assert {key.rpartition("#")[0] for key in held[2]} == documents_of(2).keys() | documents_of(3).keys()
    assert shelf.found() == documents_of(3).keys()


def test_vectors_that_a_killed_sync_left_are_not_found_and_go_with_the_next(shelf: Shelf):
    shelf.publish(1)
    (name,) = shelf.own()
    left = ServerStore(shelf.store / (shelf.store / "current").read_text(encoding="utf-8"), shelf.url, name)
    left._write = lambda: None  # type: ignore[method-assign]  # killed before it published
    left.add([f"left/{n}#0" for n in range(300)], np.tile(HashedEncoder().embed_query("harbour story"), (300, 1)))
    left.close()
    assert len(shelf.own()[name]) == 300 + len(documents_of(1))
    assert shelf.found() == documents_of(1).keys()
    shelf.publish(2)
    assert not any(key.startswith("left/") for key in shelf.own()[name])


def test_stores_do_not_mix_on_one_server(shelf: Shelf, tmp_path: Path):
    other = Shelf(tmp_path / "other", shelf.url)
    shelf.publish(1)
    other.publish(2)
    other.publish(3)
    shelf.publish(4)
    assert (shelf.found(), other.found()) == (documents_of(4).keys(), documents_of(3).keys())
    assert len(shelf.own()) == len(other.own()) == 1 and not shelf.own().keys() & other.own().keys()


def test_a_copied_store_is_another_store(shelf: Shelf, tmp_path: Path):
    shelf.publish(1)
    copy = Shelf(shelf.store.rename(tmp_path / "copy"), shelf.url)
    with pytest.raises(StoreMismatch, match="place of vectors"):
        copy.found()


def test_a_rebuild_with_another_encoder_leaves_the_old_collection_for_one_version(shelf: Shelf):
    shelf.publish(1)
    other = Shelf(shelf.store, shelf.url, dimension=32)
    with pytest.raises(StoreMismatch):
        other.found()
    other.publish(2, rebuild=True)
    assert len(shelf.own()) == 2
    other.publish(3)
    assert len(shelf.own()) == 1 and other.found() == documents_of(3).keys()


def wants_a_rebuild(shelf: Shelf, error: type[StoreError], told: str) -> None:
    """Neither reading nor a sync goes on; a rebuild does."""
    for act in (shelf.found, lambda: shelf.publish(2)):
        with pytest.raises(error, match=told) as caught:
            act()
        assert "--rebuild" in caught.value.hint
    shelf.publish(2, rebuild=True)
    assert shelf.found() == documents_of(2).keys()


@pytest.mark.parametrize(("first", "second"), [("", "url"), ("url", "")])
def test_another_place_of_vectors_wants_a_rebuild(shelf: Shelf, first: str, second: str):
    urls = {"": "", "url": shelf.url}
    Shelf(shelf.store, urls[first]).publish(1)
    moved = Shelf(shelf.store, urls[second])
    wants_a_rebuild(moved, StoreMismatch, "place of vectors")


def test_a_server_that_lost_its_vectors_wants_a_rebuild(shelf: Shelf):
    shelf.publish(1)
    with _connected(shelf.url) as client:
        client.delete_collection(*shelf.own())
    wants_a_rebuild(shelf, StoreError, "does not hold")


def test_a_reader_that_two_syncs_left_behind_is_told_to_ask_again(shelf: Shelf):
    shelf.publish(1)
    behind = shelf.collection().open()
    shelf.publish(2)
    assert len(behind.dense.retrieve(Query("harbour"), 1000)) == len(documents_of(1))
    shelf.publish(3)
    with pytest.raises(StoreMissing, match="renewed twice"):
        behind.dense.retrieve(Query("harbour"), 1000)
    behind.close()


@pytest.mark.parametrize("act", [Shelf.found, lambda shelf: shelf.publish(2)], ids=["read", "sync"])
def test_a_server_out_of_reach_is_one_line_with_a_way_out(shelf: Shelf, act: Callable[[Shelf], object]):
    shelf.publish(1)
    url = f"http://127.0.0.1:{free_port()}"
    unreachable = Shelf(shelf.store, url)
    with pytest.raises(StoreUnreachable, match="does not answer") as caught:
        act(unreachable)
    assert url in str(caught.value) and "chroma run" in caught.value.hint and "chroma_url" in caught.value.hint
    assert shelf.found() == documents_of(1).keys()
    assert not list(shelf.store.glob(".work-*"))


def test_the_doctor_looks_at_the_server_that_is_set(shelf: Shelf):
    def finding(url: str) -> list[tuple[bool, str]]:
        return [(f.ok, f.mend) for f in examine(Settings(store=shelf.store, chroma_url=url)) if f.thing == "Chroma server"]

    assert finding("") == []
    assert finding(shelf.url) == [(True, "")]
    ((ok, mend),) = finding(f"http://127.0.0.1:{free_port()}")
    assert not ok and "chroma run" in mend
