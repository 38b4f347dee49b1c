"""Syncing a folder: what is added, changed, removed and left alone, and what readers see meanwhile."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import Document
from corpus.chunking import Chunking, chunk_document
from corpus.errors import DocumentError
from corpus.loading import DocumentFile, find_files, read_document
from index import Query, StoreBusy, StoreError, StoreMismatch, StoreMissing, StoreUnwritable, SyncReport
from index.collection import Collection, Snapshot
from index.hashed import HashedEncoder
from index.lexical import LexicalIndex
from index.snapshots import Store

RATES = "funding/rates/en"
OPENING = "news/opening/en"


@dataclass
class Library:
    """A collection over a folder, with its encoder at hand."""

    folder: Path
    store: Path
    encoder: HashedEncoder
    collection: Collection[DocumentFile]

    def sync(self, extras: dict[str, bytes] | None = None, rebuild: bool = False) -> SyncReport:
        files, problems = find_files(self.folder)
        self.encoder.encoded = 0
        return self.collection.sync(files, extras or {}, problems, rebuild)

    def write(self, id: str, text: str) -> None:
        path = self.folder / f"{id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def versions(self) -> set[str]:
        return {path.name for path in self.store.iterdir() if path.is_dir()}


def library(
    folder: Path, store: Path, encoder: HashedEncoder | None = None, chunking: str = "words-20", words: int = 20
) -> Library:
    encoder, cut = encoder or HashedEncoder(), Chunking(words)

    def chunks(document: Document):
        return chunk_document(document, encoder.count_tokens, cut)

    return Library(folder, store, encoder, Collection(store, encoder, read_document, chunks, chunking))


@pytest.fixture
def shelved(shelf: Path, tmp_path: Path) -> Library:
    return library(shelf, tmp_path / "store")


def found(snapshot: Snapshot, text: str) -> list[str]:
    """The documents that each way finds first; they must agree."""
    ways = (snapshot.dense, snapshot.lexical, snapshot.hybrid)
    return sorted({way.retrieve(Query(text), 1)[0].chunk.document_id for way in ways})


def test_first_sync_adds_everything(shelved: Library):
    report = shelved.sync()
    assert len(report.added) == 5 and RATES in report.added
    assert (report.updated, report.removed, report.unchanged, report.skipped) == ((), (), 0, ())
    assert report.encoded == shelved.encoder.encoded == 5  # each is one sentence, so its chunk and its sentence are one text
    snapshot = shelved.collection.open()
    assert snapshot.manifest.version == report.version
    assert (snapshot.manifest.documents, snapshot.manifest.chunks) == snapshot.texts.counts() == (5, 5)
    assert found(snapshot, "harbour opened December") == [OPENING]


def test_second_sync_encodes_and_publishes_nothing(shelved: Library):
    first = shelved.sync({"catalogue": b"facts"})
    again = shelved.sync({"catalogue": b"facts"})
    assert again == SyncReport(unchanged=5, version=first.version)
    assert shelved.encoder.encoded == 0
    assert shelved.versions() == {first.version}


def test_changed_file_encodes_only_its_own_texts(shelved: Library):
    shelved.sync()
    shelved.write(OPENING, "---\ntitle: The bridge\n---\n\nThe bridge of Beta was closed. It is old.\n")
    report = shelved.sync()
    assert (report.added, report.updated, report.removed, report.unchanged) == ((), (OPENING,), (), 4)
    assert report.encoded == shelved.encoder.encoded == 2  # the chunk, for the first sentence too, and the second sentence
    snapshot = shelved.collection.open()
    assert found(snapshot, "bridge closed") == [OPENING]
    assert snapshot.lexical.retrieve(Query("harbour December"), 9) == []


def test_the_sentences_a_changed_file_keeps_are_not_encoded_again(shelved: Library):
    shelved.write(OPENING, "Beta has a bridge. It is old. It is red. It is long. It is dry. Nobody left.")
    shelved.sync()
    before = shelved.collection.open().texts.sentence_vectors(f"{OPENING}#0000")
    shelved.write(OPENING, "Beta has a bridge. It is new. It is red. It is long. It is dry. Nobody left.")
    assert shelved.sync().encoded == 2  # the chunk and the sentence that changed
    after = shelved.collection.open().texts.sentence_vectors(f"{OPENING}#0000")
    assert (after[[0, 2, 3, 4, 5]] == before[[0, 2, 3, 4, 5]]).all() and not (after[1] == before[1]).all()


def test_a_text_in_two_languages_leaves_no_words_behind(shelf: Path, tmp_path: Path):
    shelved = library(shelf, tmp_path / "store", words=60)
    finnish = "Satama avattiin joulukuussa, ja se on auki myös talvella, kun meri ei ole jäässä. " * 2
    english = "The harbour was opened in December and it is open in winter, too, when the sea is not frozen. " * 3
    shelved.write("news/mixed", f"## Suomeksi\n\n{finnish}\n\n## In English\n\n{english}\n")
    shelved.sync()
    snapshot = shelved.collection.open()
    assert {c.language for c in snapshot.texts.chunks(snapshot.texts.chunk_ids("news/mixed"))} == {"fi", "en"}
    (shelved.folder / "news/mixed.md").unlink()
    shelved.sync()
    words = LexicalIndex(shelved.collection.open().path / "words")
    assert not [id for id, _ in words.search("satama joulukuussa harbour winter", 99) if id.startswith("news/mixed")]


def test_added_and_removed_files(shelved: Library):
    shelved.sync()
    (shelved.folder / f"{OPENING}.md").unlink()
    shelved.write("news/bridge/en", "The bridge of Beta was closed.")
    report = shelved.sync()
    assert (report.added, report.updated, report.removed, report.unchanged) == (("news/bridge/en",), (), (OPENING,), 4)
    snapshot = shelved.collection.open()
    assert snapshot.texts.document(OPENING) is None
    for retriever in (snapshot.dense, snapshot.lexical):  # a leftover would take the first place and then be dropped
        (hit,) = retriever.retrieve(Query("The harbour of Alpha was opened"), 1)
        assert hit.chunk.document_id != OPENING
    assert snapshot.texts.counts() == (5, 5)


def test_a_removed_file_alone_publishes_without_encoding(shelved: Library):
    first = shelved.sync()
    (shelved.folder / f"{OPENING}.md").unlink()
    report = shelved.sync()
    assert report.removed == (OPENING,) and report.encoded == shelved.encoder.encoded == 0
    assert report.version > first.version


def test_new_extras_publish_without_encoding(shelved: Library):
    first = shelved.sync({"catalogue": b"old"})
    report = shelved.sync({"catalogue": b"new"})
    assert report.version > first.version and report.unchanged == 5 and shelved.encoder.encoded == 0
    assert shelved.collection.open().texts.extra("catalogue") == b"new"


def test_a_document_that_changes_its_language_moves(shelved: Library):
    shelved.sync()
    shelved.write(OPENING, "---\nlanguage: fi\n---\n\nSatama avattiin joulukuussa.\n")
    shelved.sync()
    snapshot = shelved.collection.open()
    assert found(snapshot, "satama avattiin") == [OPENING]
    assert snapshot.lexical.retrieve(Query("harbour"), 9) == []
    assert snapshot.texts.counts() == (5, 5)


def test_unreadable_file_is_skipped_with_a_reason_and_its_old_text_stays(shelved: Library):
    first = shelved.sync()
    shelved.write(OPENING, "---\nas_of: yesterday\n---\n\nThe harbour sank.\n")
    report = shelved.sync()
    (problem,) = report.skipped
    assert f"{OPENING}.md" in str(problem) and "as_of" in str(problem) and problem.hint
    assert report.version == first.version and report.removed == () and report.unchanged == 4
    assert "was opened" in shelved.collection.open().texts.document(OPENING).text


def test_two_files_of_one_id_are_skipped_and_the_old_text_stays(shelved: Library):
    shelved.sync()
    (shelved.folder / f"{OPENING}.txt").write_text("Another harbour.", encoding="utf-8")
    report = shelved.sync()
    assert [problem.document_id for problem in report.skipped] == [OPENING]
    assert report.removed == () and shelved.collection.open().texts.document(OPENING) is not None


def test_a_check_keeps_a_document_out(shelved: Library):
    def check(document: Document) -> None:
        if document.id == RATES:
            raise DocumentError("no rates", "none")

    report = shelved.collection.sync(find_files(shelved.folder)[0], {}, check=check)
    assert [str(p) for p in report.skipped] == ["no rates"]
    assert RATES not in report.added and shelved.collection.open().texts.document(RATES) is None


def test_nothing_readable_is_an_error_and_publishes_nothing(tmp_path: Path):
    empty = library(tmp_path / "documents", tmp_path / "store")
    empty.write("a", "   ")
    with pytest.raises(StoreError, match=r"none of the documents can be read: .*holds no text"):
        empty.sync()
    with pytest.raises(StoreMissing):
        empty.collection.open()


def test_a_reader_of_the_old_snapshot_still_answers_and_open_gives_the_new(shelved: Library):
    shelved.sync()
    old = shelved.collection.open()
    assert shelved.collection.open() is old
    shelved.write(OPENING, "The bridge of Beta was closed.")
    shelved.sync()
    assert found(old, "harbour opened") == [OPENING]
    new = shelved.collection.open()
    assert new is not old and found(new, "bridge closed") == [OPENING]
    assert "harbour" in old.texts.document(OPENING).text
    assert old.dense.retrieve(Query("harbour opened"), 1)[0].chunk.document_id == OPENING


def test_another_process_reads_the_new_snapshot(shelved: Library):
    shelved.sync()
    reader = library(shelved.folder, shelved.store)
    before = reader.collection.open().manifest.version
    shelved.write(OPENING, "The bridge of Beta was closed.")
    assert reader.collection.open().manifest.version == before != shelved.sync().version
    assert found(reader.collection.open(), "bridge closed") == [OPENING]


def test_rebuild_makes_everything_anew(shelved: Library):
    first = shelved.sync()
    report = shelved.sync(rebuild=True)
    assert len(report.added) == 5 and report.encoded == first.encoded == shelved.encoder.encoded
    assert report.version > first.version


@pytest.mark.parametrize(("encoder", "chunking"), [(HashedEncoder(32), "words-20"), (HashedEncoder(), "words-30")])
def test_other_settings_neither_read_nor_extend_until_a_rebuild(shelved: Library, encoder: HashedEncoder, chunking: str):
    shelved.sync()
    other = library(shelved.folder, shelved.store, encoder, chunking)
    with pytest.raises(StoreMismatch):
        other.collection.open()
    with pytest.raises(StoreMismatch):
        other.sync()
    other.sync(rebuild=True)
    assert found(other.collection.open(), "harbour opened") == [OPENING]
    with pytest.raises(StoreMismatch):
        shelved.collection.open()


def test_a_sync_that_failed_half_way_can_be_run_again(shelved: Library):
    shelved.sync()
    shelved.write(OPENING, "The bridge of Beta was closed.")
    with pytest.raises(StoreUnwritable):
        shelved.sync({"catalogue": object()})  # type: ignore[dict-item]  # SQLite refuses it after texts were written
    assert found(shelved.collection.open(), "harbour opened") == [OPENING]
    assert shelved.sync({"catalogue": b""}).updated == (OPENING,)
    assert found(shelved.collection.open(), "bridge closed") == [OPENING]
    assert not list(shelved.store.glob(".work-*"))


def test_while_another_syncs_the_store_is_busy_and_readable(shelved: Library):
    shelved.sync()
    shelved.write(OPENING, "The bridge of Beta was closed.")
    with Store(shelved.store).rewriting(fresh=False):
        with pytest.raises(StoreBusy):
            shelved.sync()
        assert found(shelved.collection.open(), "harbour opened") == [OPENING]


@pytest.mark.parametrize("folder", ["/dev/null/store", "/proc/nowhere/store"])
def test_a_store_that_cannot_be_written(shelf: Path, folder: str):
    with pytest.raises(StoreUnwritable, match="cannot write"):
        library(shelf, Path(folder)).sync()


@pytest.mark.parametrize("part", ["chroma", "texts.sqlite"])
def test_a_damaged_snapshot_says_rebuild_and_a_rebuild_mends_it(shelved: Library, part: str):
    path = shelved.store / shelved.sync().version / part
    path.rename(path.with_name("gone"))
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        shelved.collection.open()
    assert "--rebuild" in caught.value.hint
    shelved.sync(rebuild=True)
    assert found(shelved.collection.open(), "harbour opened") == [OPENING]


def test_progress_counts_up_to_its_total(shelved: Library):
    seen: list[tuple[str, int, int]] = []
    shelved.collection.sync(find_files(shelved.folder)[0], {}, progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "read"] == [("read", n, 5) for n in range(1, 6)]
    done = [step[1] for step in seen if step[0] == "encode"]
    assert done == sorted(done) and seen[-1] == ("encode", 5, 5)


def test_documents_are_written_a_few_at_a_time(shelved: Library, monkeypatch: pytest.MonkeyPatch):
    shelved.sync()
    whole = shelved.collection.open()
    monkeypatch.setattr("index.collection.AT_ONCE", 2)
    seen: list[int] = []
    files = find_files(shelved.folder)[0]
    shelved.collection.sync(files, {}, rebuild=True, progress=lambda stage, done, total: seen.append(done))
    again = shelved.collection.open()
    assert again.texts.counts() == whole.texts.counts() and seen == sorted(seen[:5]) + sorted(seen[5:])
    files[0].path.unlink()
    shelved.collection.sync(find_files(shelved.folder)[0], {})
    assert shelved.collection.open().texts.counts()[0] == 4
