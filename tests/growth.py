"""How the index grows: one table over collections of a thousand to a hundred thousand chunks, `make growth`.

Everything goes the way of a real sync and a real question; only the encoder is a double, whose vectors lie in clusters as
those of related texts do, and the texts are drawn from the sentences of the documents. Each phase runs in a process of its
own, so that memory is that of the phase. Encoding and the making of texts are not counted. A million chunks,
`python -m tests.growth 1000000`, take more than an hour.
"""

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from assistant.settings import load_settings
from corpus import Chunk, Document, Span
from corpus.loading import find_files, read_document
from corpus.sentences import sentence_spans
from index import Query
from index.collection import Collection

SIZES = (1_000, 10_000, 100_000)  # chunks
CHUNKS, SENTENCES = 2, 4  # a document's chunks, a chunk's sentences; much as in the documents
CHANGED = 100  # documents that the second sync finds changed
QUESTIONS = 200
DIMENSION, BLOCKS = 384, 8192
NEAR = 50  # what is asked for, as the hybrid does


@dataclass(frozen=True)
class File:
    """A document to be made up; its digest says which of its texts."""

    id: str
    digest: str


@dataclass
class Clock:
    """Seconds that are not the index's."""

    seconds: float = 0.0

    @contextmanager
    def stopped(self) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - start


@dataclass
class ClusteredEncoder:
    """Unit vectors: a direction shared by all, one by topic, and one of the text's own.

    Two texts of a topic have a cosine of about 0.9, others of about 0.8, as with multilingual-e5. A text's topic is its title.
    """

    topics: int
    clock: Clock = field(default_factory=Clock)
    name: str = "clustered"
    dimension: int = DIMENSION

    def __post_init__(self) -> None:
        chance = np.random.default_rng(7)
        self._blocks = chance.normal(size=(BLOCKS, DIMENSION)).astype(np.float32) / np.sqrt(DIMENSION)

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        with self.clock.stopped():
            own = np.frombuffer(b"".join(_digest(text) for text in texts), np.uint32).reshape(len(texts), 8) % BLOCKS
            topics = np.array([_number(text.partition(" –")[0].partition("\n")[0]) % self.topics for text in texts])
            vectors = np.empty((len(texts), DIMENSION), np.float32)
            for start in range(0, len(texts), 10_000):
                part = slice(start, start + 10_000)
                noise = self._blocks[own[part, 0]] + self._blocks[own[part, 1]] + self._blocks[own[part, 2]]
                topic = self._blocks[topics[part] % BLOCKS] + self._blocks[topics[part] // BLOCKS % BLOCKS]
                vectors[part] = 2 * self._blocks[0] + 0.5 * topic + 0.41 * noise
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self.encode([text])[0]]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=32).digest()


def _number(text: str) -> int:
    return int.from_bytes(_digest(text)[:8], "big")


@cache
def real_sentences() -> dict[str, list[str]]:
    """The sentences of the documents by language."""
    found: dict[str, list[str]] = {}
    for file in find_files(load_settings().documents)[0]:
        document = read_document(file)
        spans = sentence_spans(document.text)
        found.setdefault(document.language, []).extend(document.text[s.start : s.end] for s in spans if s.end - s.start > 20)
    return found


@dataclass
class Shelf:
    """A made-up collection in a store."""

    store: Path
    size: int
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.encoder = ClusteredEncoder(max(10, self.size // 40), self.clock)
        self.collection = Collection(self.store, self.encoder, self.read, self.chunks, "made-up")

    def files(self, changed: int = 0) -> list[File]:
        count = self.size // CHUNKS
        spread = set(range(0, count, max(1, count // changed))[:changed]) if changed else set()
        return [File(f"made/{n:07}", "second" if n in spread else "first") for n in range(count)]

    def read(self, file: File) -> Document:
        with self.clock.stopped():
            chance = random.Random(f"{file.id} {file.digest}")
            language = ("fi", "sv", "en")[int(file.id[5:]) % 3]
            drawn = chance.choices(real_sentences()[language], k=CHUNKS * SENTENCES)
            title = f"topic {chance.randrange(self.encoder.topics)}"
            return Document(file.id, "\n".join(drawn), title, "page", language, file.digest)

    def chunks(self, document: Document) -> list[Chunk]:
        with self.clock.stopped():
            spans, at = [], 0
            for line in document.text.split("\n"):
                spans.append(Span(at, at + len(line)))
                at += len(line) + 1
            each = -(-len(spans) // CHUNKS)
            parts = [spans[start : start + each] for start in range(0, len(spans), each)]
            return [self._chunk(document, number, tuple(part)) for number, part in enumerate(parts)]

    def _chunk(self, document: Document, number: int, sentences: tuple[Span, ...]) -> Chunk:
        span = Span(sentences[0].start, sentences[-1].end)
        text = document.text[span.start : span.end]
        facts: tuple[tuple[str, ...], ...] = tuple(() for _ in sentences)
        id = f"{document.id}#{number:04d}"
        return Chunk(id, document.id, text, span, document.language, "page", document.title, sentences=sentences, facts=facts)

    def all_chunks(self) -> Iterator[Chunk]:
        for file in self.files():
            yield from self.chunks(self.read(file))


def syncing(store: Path, size: int, changed: int) -> dict[str, float]:
    """Seconds of a sync, less what is not the index's, and the memory it took at most, in MB."""
    real_sentences()
    shelf = Shelf(store, size)
    files = shelf.files(changed)
    start = time.perf_counter()
    report = shelf.collection.sync(files, {})
    seconds = time.perf_counter() - start - shelf.clock.seconds
    assert len(report.updated) == changed if changed else len(report.added) == len(files)
    return {"seconds": seconds, "peak": _status("VmHWM")}


def asking(store: Path, size: int) -> dict[str, Any]:
    """Milliseconds of questions in each way, memory in MB, and the share of the true nearest that dense search finds."""
    shelf = Shelf(store, size)
    chance = random.Random(11)
    asked = [_question(shelf, chance, file) for file in chance.choices(shelf.files(), k=QUESTIONS)]
    before = _status("VmRSS")
    start = time.perf_counter()
    snapshot = shelf.collection.open()
    snapshot.hybrid.retrieve(asked[0], 10)
    opened = time.perf_counter() - start
    found: dict[str, Any] = {"opening": opened}
    for way in ("dense", "lexical", "hybrid"):
        times = []
        for question in asked:
            start = time.perf_counter()
            getattr(snapshot, way).retrieve(question, NEAR)
            times.append(1000 * (time.perf_counter() - start))
        found[way] = (statistics.median(times), sorted(times)[int(0.95 * len(times))])
    found["memory"] = _status("VmRSS") - before
    nearest = [{hit.chunk.id for hit in snapshot.dense.retrieve(question, NEAR)} for question in asked]
    found["recall"] = _recall(shelf, asked, nearest)
    snapshot.close()
    return found


def _question(shelf: Shelf, chance: random.Random, file: File) -> Query:
    """Some words of a document, and a vector near one of its chunks'."""
    document = shelf.read(file)
    words = chance.sample(document.text.split(), 6)
    text = f"{document.title}\n{' '.join(words)}"
    return Query(" ".join(words), document.language, vector=tuple(shelf.encoder.embed_query(text)))


def _recall(shelf: Shelf, asked: list[Query], nearest: list[set[str]]) -> float:
    chunks = [(chunk.id, chunk.indexed_text) for chunk in shelf.all_chunks()]
    questions = np.array([question.vector for question in asked], np.float32)
    scores = shelf.encoder.encode([text for _, text in chunks]) @ questions.T
    best = np.argpartition(-scores, NEAR, axis=0)[:NEAR].T
    shares = [len(found & {chunks[i][0] for i in row}) / NEAR for found, row in zip(nearest, best, strict=True)]
    return statistics.mean(shares)


def _status(name: str) -> float:
    """A figure of this process's memory, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name))) / 1024


def _alone(act: Callable[..., Any], *arguments: Any) -> Any:
    """Do it in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(act, *arguments).result()


def _disk(store: Path) -> dict[str, float]:
    """MB of the published snapshot by part."""
    snapshot = store / (store / "current").read_text(encoding="utf-8")
    sizes: dict[str, float] = {}
    for path in snapshot.rglob("*"):
        if path.is_file():
            part = path.relative_to(snapshot).parts[0]
            sizes[part] = sizes.get(part, 0) + path.stat().st_size / 2**20
    return sizes


def row(size: int) -> list[str]:
    """The figures of one size, as they are printed."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        built = _alone(syncing, store, size, 0)
        disk = _disk(store)
        asked = _alone(asking, store, size)
        again = _alone(syncing, store, size, CHANGED)
    ways = [f"{asked[way][0]:.1f} / {asked[way][1]:.1f}" for way in ("dense", "lexical", "hybrid")]
    parts = " + ".join(f"{disk.get(part, 0):.0f}" for part in ("chroma", "words", "texts.sqlite"))
    return [
        f"{size:,}",
        f"{built['seconds']:.1f}",
        f"{built['peak']:.0f}",
        *ways,
        f"{asked['recall']:.3f}",
        f"{asked['opening']:.2f}",
        f"{asked['memory']:.0f}",
        parts,
        f"{again['seconds']:.1f}",
    ]


TITLES = [
    "chunks",
    "build s",
    "peak MB",
    "dense ms",
    "lexical ms",
    "fused ms",
    f"recall@{NEAR}",
    "open s",
    "serving MB",
    "disk MB",
    f"{CHANGED} changed s",
]


def main() -> int:
    """Print the table, a row as soon as it is known. Milliseconds are median / 95th percentile."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    widths = [max(len(title), 15) if "ms" in title or "disk" in title else len(title) for title in TITLES]
    print("  ".join(f"{title:>{width}}" for title, width in zip(TITLES, widths, strict=True)))
    for size in sizes:
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(row(size), widths, strict=True)), flush=True)
    print("dense, lexical, fused: median / 95th percentile; disk: vectors + words + texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
