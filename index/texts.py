"""The records of a snapshot: documents, chunks, sentence vectors, and which sentence carries which fact. Home of sqlite3.

One SQLite file, so that a single document can be read or changed without touching the rest. `show` needs nothing else.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from corpus import Chunk, Document, Span
from index.errors import StoreError, unwritable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, digest TEXT NOT NULL, language TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (id TEXT PRIMARY KEY, document_id TEXT NOT NULL, record BLOB NOT NULL, vectors BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS carriers (fact_id TEXT NOT NULL, language TEXT NOT NULL, document_id TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS extras (name TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (document_id);
CREATE INDEX IF NOT EXISTS carriers_by_fact ON carriers (fact_id, language);
CREATE INDEX IF NOT EXISTS carriers_by_document ON carriers (document_id);
"""
_CACHED = 20_000  # entries a cache may hold before it is emptied
_VECTOR = np.float16


def copy_database(source: Path, target: Path) -> None:
    """Copy any SQLite file whole, even while another process writes to it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


class TextStore:
    """Records in one SQLite file. Readers may share it between threads; one writer at a time."""

    def __init__(self, path: Path, create: bool = False) -> None:
        try:
            mode = "rwc" if create else "ro"
            self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
            if create:
                self._db.executescript(_SCHEMA)
            self._db.execute("SELECT count(*) FROM documents")
        except sqlite3.Error as error:
            if create:
                raise unwritable(path.parent, error) from error
            raise StoreError(
                f"the texts in {str(path)!r} cannot be opened: {error}", "python -m assistant sync --rebuild"
            ) from error
        self._chunks: dict[str, Chunk] = {}
        self._documents: dict[str, Document | None] = {}
        self._ids_of: dict[str, list[str]] = {}
        self._tellers: dict[tuple[frozenset[str], str, int], list[tuple[str, Span]]] = {}
        self._vectors: dict[str, np.ndarray] = {}
        self._decode_chunk = msgspec.json.Decoder(Chunk)
        self._decode_document = msgspec.json.Decoder(Document)

    def digests(self) -> dict[str, str]:
        """The digest of every document by its id."""
        return dict(self._db.execute("SELECT id, digest FROM documents ORDER BY id"))

    def document(self, id: str) -> Document | None:
        """A document, or None when there is none of this id."""
        if id not in self._documents:
            self._make_room(self._documents)
            row = self._db.execute("SELECT record FROM documents WHERE id = ?", (id,)).fetchone()
            self._documents[id] = self._decode_document.decode(row[0]) if row else None
        return self._documents[id]

    def documents(self) -> Iterator[Document]:
        """Every document in order of id."""
        for (record,) in self._db.execute("SELECT record FROM documents ORDER BY id"):
            yield self._decode_document.decode(record)

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are."""
        documents = self._db.execute("SELECT count(*) FROM documents").fetchone()[0]
        return documents, self._db.execute("SELECT count(*) FROM chunks").fetchone()[0]

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """The chunks of these ids that exist, in the order asked for."""
        missing = [id for id in ids if id not in self._chunks]
        if missing:
            if len(self._chunks) >= _CACHED:
                self._chunks.clear()
                self._vectors.clear()
            marks = ",".join("?" * len(missing))
            found = self._db.execute(f"SELECT id, record, vectors FROM chunks WHERE id IN ({marks})", missing)
            for id, record, vectors in found:
                chunk = self._decode_chunk.decode(record)
                self._chunks[id] = chunk
                self._vectors[id] = np.frombuffer(vectors, _VECTOR).astype(np.float32).reshape(1 + len(chunk.sentences), -1)
        return [self._chunks[id] for id in ids if id in self._chunks]

    def vectors(self, chunk_id: str) -> np.ndarray:
        """The vector of a chunk and those of its sentences, shape (1 + sentences, dimension)."""
        self.chunks([chunk_id])
        return self._vectors[chunk_id]

    def sentence_vectors(self, chunk_id: str) -> np.ndarray:
        """The vectors of a chunk's sentences, shape (sentences, dimension)."""
        return self.vectors(chunk_id)[1:]

    def all_vectors(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """Every chunk's id, language and vector, in order of id. Nothing is kept of them."""
        for id, record, vectors in self._db.execute("SELECT id, record, vectors FROM chunks ORDER BY id"):
            rows = np.frombuffer(vectors, _VECTOR)
            chunk = self._decode_chunk.decode(record)
            yield id, chunk.language, rows[: len(rows) // (1 + len(chunk.sentences))].astype(np.float32)

    def chunk_ids(self, document_id: str) -> list[str]:
        """The ids of a document's chunks in order."""
        if document_id not in self._ids_of:
            self._make_room(self._ids_of)
            rows = self._db.execute("SELECT id FROM chunks WHERE document_id = ? ORDER BY id", (document_id,))
            self._ids_of[document_id] = [row[0] for row in rows]
        return self._ids_of[document_id]

    def tellers(self, fact_ids: Collection[str], language: str, most: int) -> list[tuple[str, Span]]:
        """Where these facts are told together and little else: (document id, span), by the F1 measure, the best first."""
        key = (frozenset(fact_ids), language, most)
        if key not in self._tellers:
            self._make_room(self._tellers)
            marks = ",".join("?" * len(fact_ids))
            rows = self._db.execute(
                f"""SELECT document_id, start, end, sum(fact_id IN ({marks})), count(*) FROM carriers
                WHERE language = ? AND (document_id, start, end) IN
                (SELECT document_id, start, end FROM carriers WHERE fact_id IN ({marks}) AND language = ?)
                GROUP BY document_id, start, end""",
                (*fact_ids, language, *fact_ids, language),
            )
            best = sorted(rows, key=lambda r: (-2 * r[3] / (r[4] + len(fact_ids)), r[0], r[1]))[:most]
            self._tellers[key] = [(id, Span(start, end)) for id, start, end, _, _ in best]
        return self._tellers[key]

    @staticmethod
    def _make_room(cache: "dict[Any, Any]") -> None:
        if len(cache) >= _CACHED:
            cache.clear()

    def fact_languages(self, leave_out: Collection[str] = ()) -> dict[str, set[str]]:
        """The languages in which each fact is told, some documents left out."""
        found: dict[str, set[str]] = {}
        for fact_id, language, document_id in self._db.execute("SELECT DISTINCT fact_id, language, document_id FROM carriers"):
            if document_id not in leave_out:
                found.setdefault(fact_id, set()).add(language)
        return found

    def extra(self, name: str) -> bytes | None:
        """Something kept beside the texts, such as the catalogue."""
        row = self._db.execute("SELECT content FROM extras WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def put_extra(self, name: str, content: bytes) -> None:
        """Keep something beside the texts."""
        self._db.execute("INSERT OR REPLACE INTO extras VALUES (?, ?)", (name, content))

    def put(self, document: Document, chunks: Iterable[tuple[Chunk, np.ndarray]]) -> None:
        """Keep a document and its chunks, each with what `vectors` gives. What was there of its id goes first."""
        self.remove(document.id)
        encode = msgspec.json.encode
        self._db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?)", (document.id, document.digest, document.language, encode(document))
        )
        rows = [(c.id, c.document_id, encode(c), v.astype(_VECTOR).tobytes()) for c, v in chunks]
        self._db.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?)", rows)
        marks = [
            (fact_id, document.language, document.id, m.span.start, m.span.end) for m in document.marks for fact_id in m.fact_ids
        ]
        self._db.executemany("INSERT INTO carriers VALUES (?, ?, ?, ?, ?)", marks)

    def remove(self, document_id: str) -> None:
        """Forget a document and all that hangs on it."""
        for cache in (self._documents, self._ids_of, self._tellers, self._chunks, self._vectors):
            cache.clear()
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        self._db.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
        self._db.execute("DELETE FROM carriers WHERE document_id = ?", (document_id,))

    def commit(self) -> None:
        """Write everything to the disk."""
        self._db.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
