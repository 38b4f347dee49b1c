"""Publishing: a pointer names one whole snapshot, whatever happened to the sync before."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import StoreBusy, StoreMismatch, StoreMissing, StoreUnwritable
from index.snapshots import Manifest, Store, read_manifest

MANIFEST = Manifest("hashed-64", 64, "words-20")


def publish(store: Store, text: str, fresh: bool = False) -> Path:
    with store.rewriting(fresh) as work:
        (work / "text").write_text(text, encoding="utf-8")
        return store.folder / store.publish(work, MANIFEST).version


def fail_half_way(work: Path) -> None:
    (work / "text").write_text("half", encoding="utf-8")
    raise KeyError("something went wrong")


def names(store: Store) -> set[str]:
    return {path.name for path in store.folder.iterdir()} - {".lock", "current"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "deep" / "store")


def test_nothing_is_there_before_the_first_publish(store: Store):
    with pytest.raises(StoreMissing, match="nothing is indexed"):
        store.current()


def test_the_pointer_names_what_was_published(store: Store):
    path = publish(store, "one")
    assert store.current() == path
    assert (store.folder / "current").read_text(encoding="utf-8") == path.name
    assert (path / "text").read_text(encoding="utf-8") == "one"
    assert read_manifest(path) == replace(MANIFEST, version=path.name)


def test_a_rewrite_starts_from_a_copy_or_from_nothing(store: Store):
    path = publish(store, "one")
    with store.rewriting(fresh=False) as work:
        assert (work / "text").read_text(encoding="utf-8") == "one"
        (work / "text").write_text("changed", encoding="utf-8")
    assert (path / "text").read_text(encoding="utf-8") == "one"
    with store.rewriting(fresh=True) as work:
        assert list(work.iterdir()) == []


def test_the_one_before_stays_until_the_next_publish(store: Store):
    paths = [publish(store, text) for text in ("one", "two", "three")]
    assert names(store) == {paths[1].name, paths[2].name}
    assert (paths[1] / "text").read_text(encoding="utf-8") == "two"
    assert [path.name[:6] for path in paths] == ["000001", "000002", "000003"]


def test_a_sync_that_fails_leaves_the_published_snapshot(store: Store):
    path = publish(store, "one")
    with pytest.raises(KeyError), store.rewriting(fresh=False) as work:
        fail_half_way(work)
    assert store.current() == path
    assert names(store) == {path.name}


def test_a_disk_fault_while_writing_is_told_as_one(store: Store):
    path = publish(store, "one")
    with pytest.raises(StoreUnwritable, match="No space left") as caught, store.rewriting(fresh=False):
        raise OSError(28, os.strerror(28))
    assert "ASSISTANT_STORE" in caught.value.hint
    assert store.current() == path


def test_leftovers_of_a_killed_sync_are_cleared(store: Store):
    path = publish(store, "one")
    (store.folder / ".work-999" / "chroma").mkdir(parents=True)
    (store.folder / "000002-beef").mkdir()
    (store.folder / ".current-next").write_text("000002-beef", encoding="utf-8")
    (store.folder / "kept.txt").write_text("somebody else's", encoding="utf-8")
    with store.rewriting(fresh=False):
        pass
    assert names(store) == {path.name, "kept.txt"}
    assert store.current() == path


def test_tidying_leaves_the_published_snapshot_and_the_one_before(store: Store):
    first, second = publish(store, "one"), publish(store, "two")
    for left in ("000000-dead", "000003-beef", ".work-999"):
        (store.folder / left).mkdir()
    with store.rewriting(fresh=False) as work:
        Store(store.folder).tidy()
        assert work.is_dir(), "another sync is at work"
    (store.folder / "000000-dead").mkdir()
    store.tidy()
    assert names(store) == {first.name, second.name}
    assert store.snapshots() == [first, second]


def test_a_database_that_a_reader_writes_to_is_copied_whole(store: Store):
    with store.rewriting(fresh=True) as work:
        (work / "chroma").mkdir()
        with closing(sqlite3.connect(work / "chroma" / "chroma.sqlite3")) as database:
            database.executescript("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)")
        path = store.folder / store.publish(work, MANIFEST).version
    with closing(sqlite3.connect(path / "chroma" / "chroma.sqlite3")) as reader:
        reader.execute("INSERT INTO t VALUES (2)")
        assert list(path.rglob("*-journal"))
        with store.rewriting(fresh=False) as work:
            assert not list(work.rglob("*-journal"))
            with closing(sqlite3.connect(work / "chroma" / "chroma.sqlite3")) as copy:
                assert copy.execute("SELECT n FROM t").fetchall() == [(1,)]


def test_a_store_has_a_name_of_its_own_once_it_is_drawn(store: Store, tmp_path: Path):
    publish(store, "one")
    undrawn = store.identity()
    drawn = store.identity(draw=True)
    assert len(drawn) == 16 and drawn != undrawn
    assert store.identity(draw=True) == Store(store.folder).identity() == drawn
    store.folder.rename(tmp_path / "moved")
    assert Store(tmp_path / "moved").identity() != drawn


def test_one_writes_at_a_time(store: Store):
    path = publish(store, "one")
    with store.rewriting(fresh=False) as work:
        with pytest.raises(StoreBusy, match="another sync"), Store(store.folder).rewriting(fresh=False):
            pass
        assert work.is_dir()
        assert store.current() == path
    with store.rewriting(fresh=False):
        pass


BROKEN = [b"", b"\n", b"000009-beef", b"000001-../x", b"9z", b"../elsewhere", b".", b"..", b"\xff\xfe\x00", b"\x00\x00\x00\x00"]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_pointer_says_rebuild_and_a_rebuild_mends_it(store: Store, content: bytes):
    old = publish(store, "one")
    (old.parent.parent / "manifest.json").write_text("{}", encoding="utf-8")
    (store.folder / "current").write_bytes(content)
    with pytest.raises(StoreMissing, match="is gone") as caught:
        store.current()
    assert "--rebuild" in caught.value.hint
    with pytest.raises(StoreMissing), store.rewriting(fresh=False):
        pass
    path = publish(store, "two", fresh=True)
    assert store.current() == path
    assert names(store) == {path.name}


def test_a_snapshot_without_a_manifest_is_gone(store: Store):
    (publish(store, "one") / "manifest.json").unlink()
    with pytest.raises(StoreMissing, match="is gone"):
        store.current()


@pytest.mark.parametrize(
    ("other", "thing"),
    [
        (replace(MANIFEST, encoder="e5"), "encoder"),
        (replace(MANIFEST, dimension=384), "vectors"),
        (replace(MANIFEST, chunking="words-30"), "chunking"),
        (replace(MANIFEST, format=999), "format"),
    ],
)
def test_another_setting_is_a_mismatch_that_names_it(other: Manifest, thing: str):
    with pytest.raises(StoreMismatch, match=thing) as caught:
        MANIFEST.check(other)
    assert "--rebuild" in caught.value.hint
    MANIFEST.check(replace(MANIFEST, documents=9, chunks=9, made="now", version="000001-x"))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"encoder": "e"}', json.dumps({"new_field": 1})])
def test_a_manifest_of_another_version_is_a_mismatch(store: Store, content: str):
    path = publish(store, "one")
    (path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(StoreMismatch, match="another version"):
        read_manifest(path)


def test_a_file_in_place_of_the_folder_cannot_be_written(tmp_path: Path):
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    for folder in (tmp_path / "store", tmp_path / "store" / "deeper"):
        with pytest.raises(StoreUnwritable, match="cannot write") as caught, Store(folder).rewriting(fresh=False):
            pass
        assert "--store" in caught.value.hint
        with pytest.raises(StoreMissing):
            Store(folder).current()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_cannot_be_written(store: Store):
    path = publish(store, "one")
    store.folder.chmod(0o555)
    try:
        with pytest.raises(StoreUnwritable), store.rewriting(fresh=False):
            pass
        assert store.current() == path
    finally:
        store.folder.chmod(0o755)
