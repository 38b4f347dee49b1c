"""Retrieval against its own parts and two peers: `make bench` on the collection, `make bench SETS=folder` on others.

A folder of sets holds for each a folder with `corpus.jsonl` {id, lang, title, text}, `queries.jsonl` {id, lang, text} and
`qrels.tsv` (query id, 0, document id, 1). Every set is indexed once for each of its languages and once for all of them.
Peers run in their documented default form over LangChain's default chunks, with the same encoder.
"""

import json
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import bm25s
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant import compose
from assistant.settings import Settings
from corpus import Chunk, Document, Span, detect_language
from corpus.catalogue import load_catalogue
from corpus.chunking import Chunking, chunk_document
from corpus.loading import find_files, read_document
from index import Hit, Query, Retriever
from index.analysis import terms
from index.collection import Collection
from index.encoder import Encoder
from index.experiment import Judged, Row, compare

ASKED = 150  # questions of a language in a set, by a fixed seed
FEWEST = 20  # questions below which a language pair is left out


@dataclass(frozen=True)
class Set:
    """Documents, and for each question its id, language, text and the ids of the right documents."""

    name: str
    documents: list[Document]
    questions: list[tuple[str, str, frozenset[str]]]
    languages: dict[str, str]  # of documents, as the set tells


class Remembering:
    """An encoder whose vectors of passages stay on the disk, so that a set is encoded once."""

    def __init__(self, encoder: Encoder, cache: Path) -> None:
        self.encoder, self.name, self.dimension = encoder, encoder.name, encoder.dimension
        self.count_tokens, self.embed_query = encoder.count_tokens, encoder.embed_query
        cache.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(cache / f"bench-{encoder.name.replace('/', '-')}.sqlite")
        self._db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        """Vectors of texts, shape (len(texts), dimension); those of questions are not kept."""
        if question:
            return self.encoder.encode(texts, on_batch, question)
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        known = {key: self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone() for key in keys}
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}.items())
        fresh = self.encoder.encode([text for _, text in missing], on_batch)
        rows = [(key, vector.tobytes()) for (key, _), vector in zip(missing, fresh, strict=True)]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        vectors = {key: row[0] for key, row in known.items() if row} | dict(rows)
        return np.array([np.frombuffer(vectors[key], np.float32) for key in keys])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        return [row.tolist() for row in self.encode(texts)]


class Detecting:
    """A retriever that is not told the question's language."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """As the retriever, with the language that the question's words tell."""
        return self._retriever.retrieve(replace(query, language=detect_language(query.text, "") or None), k)


Search = Callable[[Query, int], list[tuple[int, float]]]  # positions of chunks with scores, the best first
Build = Callable[[list[str], list[str]], Search]  # from the texts of chunks and their languages, as the set tells them


class Peer:
    """Another system over LangChain's default chunks."""

    def __init__(self, documents: Sequence[Document], languages: dict[str, str], build: Build) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = [(d, text) for d in documents for text in splitter.split_text(d.text)]
        self._chunks = [Chunk(f"{n}", d.id, text, Span(0, len(text)), d.language, "", "") for n, (d, text) in enumerate(pieces)]
        self._search = build([text for _, text in pieces], [languages[d.id] for d, _ in pieces])

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """At most k hits."""
        found = self._search(query, min(k, len(self._chunks)))
        return [Hit(self._chunks[at], score, rank, "dense") for rank, (at, score) in enumerate(found, 1)]


def langchain_chroma(encoder: Remembering) -> Build:
    """The usual first recipe: LangChain's Chroma with its defaults."""

    def build(texts: list[str], _: list[str]) -> Search:
        store = Chroma(f"bench-{id(texts)}", encoder, client_settings=ChromaSettings(anonymized_telemetry=False))  # type: ignore[arg-type]
        for start in range(0, len(texts), 5000):
            part = texts[start : start + 5000]
            store.add_texts(part, [{"at": start + n} for n in range(len(part))])

        def search(query: Query, k: int) -> list[tuple[int, float]]:
            found = store.similarity_search_by_vector_with_relevance_scores(list(query.vector or ()), k)
            return [(int(document.metadata["at"]), 1 - score) for document, score in found]

        return search

    return build


def bm25(texts: list[str], _: list[str]) -> Search:
    """bm25s with its defaults: lower-cased words without English stop words."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def search(query: Query, k: int) -> list[tuple[int, float]]:
        rows, scores = index.retrieve(bm25s.tokenize(query.text, show_progress=False), k=k, show_progress=False)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]

    return search


def simple_hybrid(encoder: Remembering) -> Build:
    """Thirty lines that beat the usual hybrids: exact dense search and BM25 over stems and 4-grams, scores scaled and added.

    It is told the languages of questions and of documents. Weights 0.55 and 0.88 are the best for it on public sets.
    """

    def build(texts: list[str], languages: list[str]) -> Search:
        matrix = encoder.encode(texts)
        rows = {language: [n for n, own in enumerate(languages) if own == language] for language in set(languages)}
        words = {language: bm25s.BM25() for language in rows}
        for language, held in rows.items():
            words[language].index([terms(texts[n], language) for n in held], show_progress=False)

        def search(query: Query, k: int) -> list[tuple[int, float]]:
            dense, lexical = matrix @ np.array(query.vector, np.float32), np.zeros(len(texts))
            for language, held in rows.items():
                if known := [term for term in terms(query.text, language) if term and term in words[language].vocab_dict]:
                    lexical[held] = words[language].get_scores(known)
            best = list({*np.argsort(-dense)[:50].tolist(), *np.argsort(-lexical)[:50].tolist()})
            far, near, top = dense[best].min(), dense[best].max(), lexical.max() or 1.0
            scores = {}
            for n in best:
                weight = 0.55 if languages[n] == query.language else 0.88
                scores[n] = weight * (dense[n] - far) / (near - far + 1e-9) + (1 - weight) * lexical[n] / top
            return sorted(scores.items(), key=lambda pair: -pair[1])[:k]

        return search

    return build


def own(settings: Settings) -> Set:
    """The collection with the questions that its catalogue lists; right is what carries an answering fact."""
    documents = [read_document(file) for file in find_files(settings.documents)[0]]
    carriers: dict[str, set[str]] = {}
    for document in documents:
        for fact in (fact for mark in document.marks for fact in mark.fact_ids):
            carriers.setdefault(fact, set()).add(document.id)
    questions = []
    for question in load_catalogue(settings.documents).questions:
        right = frozenset(id for fact in question.answered_by for id in carriers.get(fact, ()))
        questions += [(language, question.question.in_language(language), right) for language in ("fi", "sv", "en")]
    return Set("own", documents, questions, {d.id: d.language for d in documents})


def read_set(folder: Path, work: Path) -> Set:
    """A set, its documents read by way of Markdown files whose names tell neither language nor title."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {record["id"]: f"d{n:06d}" for n, record in enumerate(corpus)}
    for record in corpus:
        title = f"# {record['title']}\n\n" if record["title"] else ""
        (work / f"{names[record['id']]}.md").write_text(title + record["text"], encoding="utf-8")
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split("\t")
        if int(grade) > 0 and document in names:
            right.setdefault(query, set()).add(names[document])
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    queries = sorted((q for q in queries if right.get(q["id"])), key=lambda q: (q["lang"], q["id"]))
    questions = []
    for _, of_language in groupby(queries, key=lambda q: q["lang"]):
        listed = list(of_language)
        for q in random.Random(7).sample(listed, min(ASKED, len(listed))):
            questions.append((q["lang"], q["text"], frozenset(right[q["id"]])))
    documents = [read_document(file) for file in find_files(work)[0]]
    return Set(folder.name, documents, questions, {names[r["id"]]: r["lang"] for r in corpus})


@dataclass(frozen=True)
class Ready:
    """A document where a sync expects a file."""

    document: Document

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def digest(self) -> str:
        """The document's digest."""
        return self.document.digest


def cells(whole: Set, encoder: Remembering) -> Iterator[tuple[str, list[Document], list[Judged]]]:
    """For each index (one a language, one of all): its name, its documents and the questions it can answer."""
    languages = sorted(set(whole.languages.values()))
    for name in [*languages, *(["all"] if len(languages) > 1 else [])]:
        documents = [d for d in whole.documents if name in ("all", whole.languages[d.id])]
        held = {d.id for d in documents}
        asked = []
        for language, text, right in whole.questions:
            query = Query(text, language, vector=tuple(encoder.embed_query(text)))
            asked.append(Judged(query, f"{language}>{name}", right & held))
        answerable = [j for j in asked if j.relevant]
        yield name, documents, [j for j in answerable if sum(o.pair == j.pair for o in answerable) >= FEWEST]


def measure(whole: Set, encoder: Remembering) -> list[Row]:
    """Every system on every index of a set."""
    rows: list[Row] = []
    for _, documents, asked in cells(whole, encoder):
        if not asked:
            continue
        with tempfile.TemporaryDirectory() as store:
            collection = Collection(
                Path(store),
                encoder,
                lambda ready: ready.document,
                lambda document: chunk_document(document, encoder.count_tokens, Chunking()),
                "bench",
            )
            collection.sync([Ready(document) for document in documents], {})
            snapshot = collection.open()
            systems: dict[str, Retriever] = {
                "search": snapshot.parallel,
                "search, language detected": Detecting(snapshot.parallel),
                "without parallel versions": snapshot.hybrid,
                "dense alone": snapshot.dense,
                "lexical alone": snapshot.lexical,
                "simple hybrid, languages told": Peer(documents, whole.languages, simple_hybrid(encoder)),
                "LangChain + Chroma": Peer(documents, whole.languages, langchain_chroma(encoder)),
                "bm25s": Peer(documents, whole.languages, bm25),
            }
            for row in compare(systems, asked):
                rows.append(replace(row, pair=f"{whole.name} {row.pair}"))
            snapshot.close()
    return rows


def groups(rows: Sequence[Row]) -> list[str]:
    """Lines of mean nDCG@10 by kind of language pair: one language, across, and all languages in one index."""
    kinds: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        asked, _, index = row.pair.rpartition(" ")[2].partition(">")
        kind = "mixed" if index == "all" else asked if asked == index else "across"
        kinds.setdefault(row.system, {}).setdefault(kind, []).append(row.means["nDCG@10"][0])
    names = [name for name in ("fi", "sv", "en", "across", "mixed") if any(name in found for found in kinds.values())]
    lines = [f"| system | {' | '.join(names)} |", f"|{' --- |' * (len(names) + 1)}"]
    for system, found in kinds.items():
        lines.append(f"| {system} | {' | '.join(f'{np.mean(found[n]):.3f}' if n in found else '–' for n in names)} |")
    return lines


def retrieval(settings: Settings, folder: Path | None) -> Iterator[list[Row]]:
    """The rows of the collection itself, or of every set in a folder."""
    encoder = Remembering(compose.build_encoder(settings), settings.cache.expanduser())
    if folder is None:
        yield measure(own(settings), encoder)
        return
    for path in sorted(path.parent for path in folder.glob("*/qrels.tsv")):
        with tempfile.TemporaryDirectory() as work:
            yield measure(read_set(path, Path(work)), encoder)
