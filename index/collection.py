"""A collection of documents that is searched and kept in line with a folder.

`Collection.sync` compares digests per document id, encodes only what changed, and publishes a new snapshot; `Collection.open`
gives the published one to readers and notices when a newer one appears.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from corpus import Chunk, Document, DocumentError
from index.chroma import collection_name, open_vectors, sweep
from index.draft import Draft, texts_of
from index.errors import StoreError, StoreMissing, StoreUnreachable, unwritable
from index.languages import LanguageShift
from index.lexical import LexicalIndex
from index.records import CollectionEncoder, Embedder, FileLike, Retriever, SyncReport
from index.retrievers import Dense, Hybrid, Lexical, Parallel
from index.snapshots import Manifest, Store, read_manifest
from index.texts import TextStore

AT_ONCE = 10_000  # documents encoded and written together; more only takes memory
MOST_PARALLEL = 100_000  # chunks whose vectors are held in memory (150 MB) to find parallel versions
Progress = Callable[[str, int, int], None]  # stage, done, total
F = TypeVar("F", bound=FileLike)


class Snapshot:
    """An open, published snapshot: its texts and the retrievers over it."""

    def __init__(self, path: Path, embedder: Embedder, shift: LanguageShift, chroma_url: str = "") -> None:
        self.path, self.manifest = path, read_manifest(path)
        self.texts = TextStore(path / "texts.sqlite")
        self._vectors = open_vectors(path, chroma_url)
        words = LexicalIndex(path / "words")
        self.knows, self.written_in = words.knows, words.written_in
        self.dense = Dense(self._vectors, embedder, self.texts.chunks)
        self.lexical = Lexical(words.search, self.texts.chunks)
        self.hybrid = Hybrid(self.dense, self.lexical, embedder, self.texts.vectors, shift)

    @cached_property
    def parallel(self) -> Retriever:
        """The hybrid with every language version of its best; for collections of up to `MOST_PARALLEL` chunks."""
        if self.texts.counts()[1] > MOST_PARALLEL:
            return self.hybrid
        return Parallel(self.hybrid, self.texts.all_vectors(), self.texts.chunks)

    def close(self) -> None:
        """Let go of files and memory."""
        self._vectors.close()
        self.texts.close()


class Collection(Generic[F]):
    """A store, the encoder it is built with, and the ways to read and cut a document.

    Vectors are kept in the store, or with `chroma_url` on a Chroma server.
    """

    def __init__(
        self,
        store: Path,
        encoder: CollectionEncoder,
        read: Callable[[F], Document],
        chunk: Callable[[Document], list[Chunk]],
        chunking: str,
        chroma_url: str = "",
    ) -> None:
        self._store, self._encoder, self._read, self._chunk = Store(store), encoder, read, chunk
        self._chunking, self._chroma_url, self._shift = chunking, chroma_url, LanguageShift(encoder)
        self._snapshot: Snapshot | None = None
        self._before: Snapshot | None = None  # kept open for questions that were under way at the last publish
        self._lock = Lock()

    def open(self) -> Snapshot:
        """The published snapshot, opened once and again when a newer one is published.

        Raises `StoreMissing` when there is none and `StoreMismatch` when it was built with other settings.
        """
        with self._lock:
            if self._snapshot is None or self._snapshot.path != self._store.current():
                fresh = self._opened()
                if self._before is not None:
                    self._before.close()
                self._before, self._snapshot = self._snapshot, fresh
            return self._snapshot

    def _opened(self) -> Snapshot:
        """A snapshot opened whole: when two syncs end meanwhile, its files go, and a newer one is opened instead."""
        while True:
            path = self._store.current()
            try:
                read_manifest(path).check(self._manifest())
                fresh = Snapshot(path, self._encoder, self._shift, self._chroma_url)
            except StoreError:
                if self._store.current() == path:
                    raise
                continue
            if path in self._store.snapshots():
                return fresh
            fresh.close()

    def sync(
        self,
        files: Sequence[F],
        extras: dict[str, bytes],
        problems: Sequence[DocumentError] = (),
        rebuild: bool = False,
        progress: Progress = lambda stage, done, total: None,
        check: Callable[[Document], None] = lambda document: None,
        check_facts: Callable[[dict[str, set[str]]], None] = lambda told: None,
    ) -> SyncReport:
        """Bring the store in line with the files. Nothing is written when nothing changed.

        `extras` are kept beside the texts (the catalogue). `problems` are files already known to be unusable; `check` raises
        `DocumentError` for a document that must not be indexed, `check_facts` when the languages in which each fact is told
        do not do, so that nothing is published.
        """
        known, same_extras = self._known(extras, rebuild)
        present = {file.id for file in files} | {problem.document_id for problem in problems}
        stale = [file for file in files if known.get(file.id) != file.digest]
        removed = tuple(sorted(id for id in known if id not in present))
        documents, failed = self._read_all(stale, progress, check)
        skipped = (*problems, *failed)
        report = SyncReport(
            added=tuple(d.id for d in documents if d.id not in known),
            updated=tuple(d.id for d in documents if d.id in known),
            removed=removed,
            unchanged=len(files) - len(stale),
            skipped=skipped,
        )
        if not documents and not removed and same_extras and not rebuild:
            self._store.tidy()
            return replace(report, version=self._store.current().name)
        if not documents and not report.unchanged:
            raise StoreError(
                "none of the documents can be read: " + "; ".join(str(p) for p in skipped[:3]), "mend them, then sync again"
            )
        check_facts(self._told(documents, {*removed, *report.updated}, rebuild))
        try:
            return self._write(documents, removed, extras, report, rebuild, progress)
        except sqlite3.Error as error:
            raise unwritable(self._store.folder, error) from error

    def extra(self, name: str) -> bytes | None:
        """What the published snapshot keeps under a name; None when there is none. Raises `StoreMismatch` as a sync does."""
        try:
            path = self._store.current()
        except StoreMissing:
            return None
        read_manifest(path).check(self._manifest())
        with closing(TextStore(path / "texts.sqlite")) as texts:
            return texts.extra(name)

    def _known(self, extras: dict[str, bytes], rebuild: bool) -> tuple[dict[str, str], bool]:
        """The digests already indexed, and whether the extras are the same."""
        try:
            path = self._store.current()
        except StoreMissing:
            return {}, False
        if rebuild:
            return {}, False
        read_manifest(path).check(self._manifest())
        texts = TextStore(path / "texts.sqlite")
        try:
            return texts.digests(), all(texts.extra(name) == content for name, content in extras.items())
        finally:
            texts.close()

    def _told(self, documents: Sequence[Document], gone: set[str], rebuild: bool) -> dict[str, set[str]]:
        """The languages in which each fact will be told once the documents are written and others are gone."""
        told: dict[str, set[str]] = {}
        with suppress(StoreMissing):
            if not rebuild:
                with closing(TextStore(self._store.current() / "texts.sqlite")) as texts:
                    told = texts.fact_languages(gone)
        for document in documents:
            for fact_id in (fact for mark in document.marks for fact in mark.fact_ids):
                told.setdefault(fact_id, set()).add(document.language)
        return told

    def _read_all(
        self, stale: Sequence[F], progress: Progress, check: Callable[[Document], None]
    ) -> tuple[list[Document], list[DocumentError]]:
        documents: list[Document] = []
        failed: list[DocumentError] = []
        for number, file in enumerate(stale, 1):
            try:
                document = self._read(file)
                check(document)
                documents.append(document)
            except DocumentError as error:
                failed.append(error)
            progress("read", number, len(stale))
        return documents, failed

    def _write(
        self,
        documents: list[Document],
        removed: tuple[str, ...],
        extras: dict[str, bytes],
        report: SyncReport,
        rebuild: bool,
        progress: Progress,
    ) -> SyncReport:
        encoded, updated = 0, set(report.updated)
        with self._store.rewriting(fresh=rebuild) as work:
            manifest = self._manifest(draw=True)
            with (
                closing(TextStore(work / "texts.sqlite", create=True)) as texts,
                closing(open_vectors(work, self._chroma_url, create=manifest.vectors)) as dense,
            ):
                draft = Draft(texts, dense, LexicalIndex(work / "words"), self._encoder)
                for start in range(0, max(1, len(documents)), AT_ONCE):
                    some = documents[start : start + AT_ONCE]
                    leaving = [*([] if start else removed), *(d.id for d in some if d.id in updated)]
                    share = partial(_share, progress, start, len(some), len(documents))
                    encoded += draft.change(leaving, [(d, self._chunk(d)) for d in some], share)
                for name, content in extras.items():
                    texts.put_extra(name, content)
                texts.commit()
                counts = texts.counts()
            made = datetime.now(UTC).isoformat("T", "seconds")
            published = self._store.publish(work, replace(manifest, documents=counts[0], chunks=counts[1], made=made))
            if self._chroma_url:
                with suppress(StoreUnreachable):  # the next sync will do it
                    sweep(self._chroma_url, manifest.vectors, self._store.snapshots())
        return replace(report, encoded=encoded, version=published.version)

    def _manifest(self, draw: bool = False) -> Manifest:
        """The manifest that a snapshot must fit; `draw` a name for the store when it has none."""
        encoder = self._encoder
        manifest = Manifest(encoder.name, encoder.dimension, self._chunking)
        if not self._chroma_url:
            return manifest
        name = collection_name(self._store.identity(draw), encoder.name, encoder.dimension)
        return replace(manifest, vectors=name)

    def texts_of(self, files: Sequence[F]) -> list[str]:
        """The texts that a sync of these files from nothing would encode."""
        return texts_of([chunk for file in files for chunk in self._chunk(self._read(file))])


def _share(progress: Progress, before: int, some: int, total: int, done: float) -> None:
    """Tell how far encoding is, in documents: of `some` after those `before`, the share `done`."""
    if total:
        progress("encode", before + int(done * some), total)
