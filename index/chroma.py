"""Vectors in Chroma: embedded in a snapshot's folder, or on a server that several processes share. Home of chromadb.

`ef_search` is far above the default, which misses top hits even among a thousand vectors; no metadata filter is used, being
ten times slower than filtering afterwards.

A server's collection cannot be copied and published with the snapshot, so it holds the vectors of several snapshots at once,
each under its chunk's id and a digest of the vector itself, `agreements/lahti/sv#0003@5ab1…`. A key never changes its meaning;
a snapshot lists the keys that it has, a sync only adds keys, and `sweep` forgets those that no kept snapshot lists.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
import msgspec
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration as HNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError, InternalError, NotFoundError

from index.errors import StoreError, StoreMissing, StoreUnreachable, unwritable
from index.records import Vectors

logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every request
_HNSW: HNSWConfiguration = {"space": "cosine", "ef_search": 2000, "ef_construction": 200, "max_neighbors": 32}
_NAME = "chunks"
_REBUILD = "python -m assistant sync --rebuild"
_LIST = "vectors.msgpack"  # in a snapshot: its vectors on the server
_CONNECT, _REPLY = 5.0, 120.0  # seconds that a server may take at first, and for one request
_TRIES, _PAUSE = 6, 0.02  # a query is tried again when a vector was deleted while the server looked
_PAGE = 10_000  # keys listed at a time


class ChromaStore:
    """A `VectorStore` in one folder. `create` makes the collection when it is not there."""

    def __init__(self, folder: Path, create: bool = False) -> None:
        self._folder = folder
        self._count: int | None = None
        try:
            settings = Settings(anonymized_telemetry=False, is_persistent=True)
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
            if create:
                self._collection = self._client.get_or_create_collection(
                    _NAME, configuration={"hnsw": _HNSW}, embedding_function=None
                )
            else:
                self._collection = self._client.get_collection(_NAME, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            if create:
                raise unwritable(folder, error) from error
            raise StoreError(f"the vectors in {str(folder)!r} cannot be opened: {error}", _REBUILD) from error

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors; an id already there gets the new one."""
        self._count = None
        size = self._client.get_max_batch_size()
        try:
            for start in range(0, len(ids), size):
                part = slice(start, start + size)
                self._collection.upsert(ids=list(ids[part]), embeddings=np.asarray(vectors[part], np.float32))
        except ChromaError as error:
            raise unwritable(self._folder, error) from error

    def delete(self, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are no error."""
        self._count = None
        size = self._client.get_max_batch_size()
        for start in range(0, len(ids), size):
            self._collection.delete(ids=list(ids[start : start + size]))

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """At most k ids with their cosine similarity, the nearest first."""
        if self._count is None:
            self._count = self._collection.count()  # costs as much as a query, and a snapshot does not change
        count = min(k, self._count)
        if count == 0:
            return []
        found = self._collection.query(query_embeddings=np.asarray([vector], np.float32), n_results=count, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(id, 1.0 - float(d)) for id, d in zip(found["ids"][0], distances, strict=True)]

    def close(self) -> None:
        """Let go of files and memory."""
        self._client.close()  # type: ignore[attr-defined]  # the embedded client has it; its interface does not say so


class _Listed(msgspec.Struct):
    """The vectors of one snapshot: the collection they are in, and the digest of each by chunk id."""

    collection: str
    digests: dict[str, str]

    def names(self) -> set[str]:
        return {f"{id}@{digest}" for id, digest in self.digests.items()}


class ServerStore:
    """A `VectorStore` for one snapshot on a Chroma server. With `create`, a collection's name, vectors can be added."""

    def __init__(self, snapshot: Path, url: str, create: str = "") -> None:
        self._path, self._url = snapshot / _LIST, url
        self._listed = _read(snapshot) or _Listed(create, {})
        self._before = dict(self._listed.digests) if create else {}
        self._client = _connect(url)
        name = self._listed.collection
        with _asking(url):
            try:
                if create and not self._before:
                    made = self._client.get_or_create_collection(name, configuration={"hnsw": _HNSW}, embedding_function=None)
                    self._collection = made
                else:
                    self._collection = self._client.get_collection(name, embedding_function=None)
                lacks = self._collection.count() < len(self._listed.digests)
                if create:
                    self._write()
            except (NotFoundError, ValueError):  # no name at all is no valid one
                lacks = True
        if lacks:
            self.close()
            raise StoreError(f"the Chroma server at {url!r} does not hold the vectors of {str(snapshot)!r}", _REBUILD)

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors; an id already there gets the new one."""
        rows = [np.asarray(vector, np.float32) for vector in vectors]
        digests = {id: blake2b(row.tobytes(), digest_size=8).hexdigest() for id, row in zip(ids, rows, strict=True)}
        fresh = [(f"{id}@{digests[id]}", row) for id, row in zip(ids, rows, strict=True) if self._before.get(id) != digests[id]]
        with _asking(self._url):
            size = self._client.get_max_batch_size()
            for start in range(0, len(fresh), size):
                part = fresh[start : start + size]
                self._collection.upsert(ids=[key for key, _ in part], embeddings=np.array([row for _, row in part]))
        self._listed.digests.update(digests)
        self._write()

    def delete(self, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are no error. The server keeps them for the snapshots before."""
        for id in ids:
            self._listed.digests.pop(id, None)
        self._write()

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """At most k ids with their cosine similarity, the nearest first.

        Asks for more than k, since some belong to other snapshots. Raises `StoreMissing` when the snapshot was cleared away
        meanwhile, and `StoreUnreachable`.
        """
        wanted = min(k, len(self._listed.digests))
        asked, answered = wanted + 10 + wanted // 5, 0
        found: list[tuple[str, float]] = []
        while len(found) < wanted:
            pairs = self._query(vector, asked)
            parted = [(*key.rpartition("@")[::2], score) for key, score in pairs]
            found = [(id, score) for id, digest, score in parted if self._listed.digests.get(id) == digest]
            if len(pairs) < asked or len(pairs) <= answered:
                break
            asked, answered = asked * 4, len(pairs)
        if not self._path.exists():  # its folder goes before its vectors do, so until here none was missing
            raise StoreMissing("the index was renewed twice while it was searched", "ask again")
        return found[:wanted]

    def _query(self, vector: Sequence[float], n: int) -> list[tuple[str, float]]:
        with _asking(self._url):
            for tried in range(1, _TRIES + 1):
                try:
                    row = np.asarray([vector], np.float32)
                    found = self._collection.query(query_embeddings=row, n_results=n, include=["distances"])
                    break
                except InternalError:
                    if tried == _TRIES:
                        raise
                    time.sleep(_PAUSE * tried)
        return [(key, 1.0 - float(d)) for key, d in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)]

    def _write(self) -> None:
        self._path.write_bytes(msgspec.msgpack.encode(self._listed))

    def close(self) -> None:
        """Let go of the connection."""
        _disconnect(self._client)


def open_vectors(snapshot: Path, url: str, create: str = "") -> ChromaStore | ServerStore:
    """The vectors of a snapshot: in its folder, or on the server at a url. `create` names what may be changed."""
    return ServerStore(snapshot, url, create) if url else ChromaStore(snapshot / "chroma", bool(create))


def collection_name(store: str, encoder: str, dimension: int) -> str:
    """What a store's vectors are called on a server; the store's own part comes first, see `sweep`."""
    return f"assistant-{store}-{blake2b(f'{encoder} {dimension}'.encode(), digest_size=4).hexdigest()}"


def sweep(url: str, collection: str, snapshots: Sequence[Path]) -> None:
    """Delete what is on the server for the store of this collection and is listed in none of these snapshots.

    Call it with the lock of the store held, after the folders of other snapshots are gone.
    """
    listed = [found for snapshot in snapshots if (found := _read(snapshot))]
    store = collection.rpartition("-")[0] + "-"
    with _asking(url), _connected(url) as client:
        for name in [c.name for c in client.list_collections() if c.name.startswith(store)]:
            keys = {key for each in listed if each.collection == name for key in each.names()}
            if keys:
                _forget(client, name, keys)
            else:
                client.delete_collection(name)


def _forget(client: ClientAPI, name: str, needed: set[str]) -> None:
    """Delete all but the needed keys of a collection."""
    held = client.get_collection(name, embedding_function=None)
    stale: list[str] = []
    for offset in range(0, held.count(), _PAGE):
        stale += [key for key in held.get(limit=_PAGE, offset=offset, include=[])["ids"] if key not in needed]
    size = client.get_max_batch_size()
    for start in range(0, len(stale), size):
        held.delete(ids=stale[start : start + size])


def check_server(url: str) -> str:
    """The version of the Chroma server at a url. Raises `StoreUnreachable`."""
    with _asking(url), _connected(url) as client:
        return client.get_version()


def _read(snapshot: Path) -> _Listed | None:
    """The list of a snapshot's vectors; None when there is none, or none that can be read."""
    try:
        return msgspec.msgpack.decode((snapshot / _LIST).read_bytes(), type=_Listed)
    except (OSError, msgspec.MsgspecError):
        return None


def _connect(url: str) -> ClientAPI:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    with _asking(url):
        httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_CONNECT).raise_for_status()  # the client itself never gives up
        settings = Settings(anonymized_telemetry=False)
        port = parts.port or (443 if secure else 80)
        client = chromadb.HttpClient(parts.hostname or "", port, ssl=secure, settings=settings)
        client._server._session.timeout = httpx.Timeout(_REPLY, connect=_CONNECT)  # type: ignore[attr-defined]
        return client


def _disconnect(client: ClientAPI) -> None:
    whole: Any = client  # its interface does not say what it has
    for each in (whole, whole._admin_client):  # each has connections of its own, which close() leaves open
        each._server._session.close()
    whole.close()


@contextmanager
def _connected(url: str) -> Iterator[ClientAPI]:
    client = _connect(url)
    try:
        yield client
    finally:
        _disconnect(client)


@contextmanager
def _asking(url: str) -> Iterator[None]:
    """Faults of the server, or of the way to it, as a message with a way out."""
    parts = urlsplit(url)
    start = f"chroma run --path DIR --host {parts.hostname} --port {parts.port or 80}"
    try:
        yield
    except (httpx.HTTPError, ConnectionError) as error:
        reason = str(error).partition("\n")[0]
        raise StoreUnreachable(
            f"the Chroma server at {url!r} does not answer: {reason}",
            f"start it ({start}), or unset chroma_url and run: {_REBUILD}",
        ) from error
    except ChromaError as error:
        raise StoreError(
            f"the Chroma server at {url!r} refuses: {error}", f"look at its log; if nothing helps: {_REBUILD}"
        ) from error
