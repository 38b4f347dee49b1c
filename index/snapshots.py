"""Publish a store as whole directories: a reader sees the old one or the new one, never a half.

    store/current        a file that names the published snapshot; replaced by a rename
    store/000007-5ab1…/  a snapshot: chroma/, words/, texts.sqlite, manifest.json
    store/.work-…/       the copy that a sync is changing; left over only when the process was killed
    store/.lock          held while a sync runs
    store/.id            drawn once, when vectors go to a Chroma server; a part of what the store is called there

A sync copies the published snapshot, changes the copy, and publishes it. The snapshot before the published one stays until
the next publish, for readers that are still opening it. With a Chroma server the snapshot holds, instead of chroma/, the list
of its vectors on the server (`index/chroma.py`).
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreBusy, StoreMismatch, StoreMissing, unwritable
from index.texts import copy_database

FORMAT = 7  # raise it when a snapshot's layout changes, or what its vectors stand for
_SYNC = "python -m assistant sync"
_VERSION = re.compile(r"[0-9]{6}-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was made with and from. `version` is empty until it is published.

    `vectors` says where the vectors are: `embedded`, or the name of a collection on a Chroma server.
    """

    encoder: str
    dimension: int
    chunking: str
    documents: int = 0
    chunks: int = 0
    sentences: int = 0
    made: str = ""
    version: str = ""
    format: int = FORMAT
    vectors: str = "embedded"

    def check(self, wanted: "Manifest") -> None:
        """Raise `StoreMismatch` unless the snapshot can be read and extended with these settings."""
        things = {"dimension": "length of vectors", "vectors": "place of vectors"}
        for field in ("format", "encoder", "dimension", "chunking", "vectors"):
            mine, theirs, thing = getattr(self, field), getattr(wanted, field), things.get(field, field)
            if mine != theirs:
                raise StoreMismatch(
                    f"the index was built with another {thing} ({mine!r}; the settings say {theirs!r})",
                    f"{_SYNC} --rebuild, or put the settings back",
                )


class Store:
    """A folder of snapshots."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def current(self) -> Path:
        """The published snapshot. Raises `StoreMissing` when there is none."""
        try:
            name = self._named()
        except FileNotFoundError:
            raise StoreMissing(f"nothing is indexed in {str(self.folder)!r} yet", _SYNC) from None
        except OSError as error:
            raise StoreMissing(f"cannot read {str(self._pointer)!r}: {error.strerror}", "check its permissions") from error
        path = self.folder / name
        if not _VERSION.fullmatch(name) or not (path / "manifest.json").is_file():
            raise StoreMissing(f"the snapshot {name!r} named in {str(self._pointer)!r} is gone", f"{_SYNC} --rebuild")
        return path

    def _named(self) -> str:
        """What the pointer says, legible or not."""
        return self._pointer.read_text(encoding="utf-8", errors="replace").strip()

    @contextmanager
    def rewriting(self, fresh: bool) -> Iterator[Path]:
        """A private folder to write in: a copy of the published snapshot, or an empty one.

        Raises `StoreBusy` when another process writes. Whatever else happens inside, the published snapshot is untouched,
        and faults of the disk come out as `StoreUnwritable`.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=0)
            with lock:
                self._clear(self._leftovers())
                work = self.folder / f".work-{os.getpid()}"
                try:
                    if fresh or not self._pointer.exists():
                        work.mkdir()
                    else:
                        passing = shutil.ignore_patterns("*-journal", "*-wal", "*-shm")
                        shutil.copytree(self.current(), work, ignore=passing, copy_function=_copy)
                    yield work
                finally:
                    shutil.rmtree(work, ignore_errors=True)
        except Timeout as error:
            raise StoreBusy(
                f"another sync is writing to {str(self.folder)!r}", "wait for it to end, then run it again"
            ) from error
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def publish(self, work: Path, manifest: Manifest) -> Manifest:
        """Make the folder written in the published snapshot, and clear away all but the one before."""
        previous = self._named() if self._pointer.exists() else ""
        number = int(previous[:6]) + 1 if _VERSION.fullmatch(previous) else 1
        published = replace(manifest, version=f"{number:06d}-{os.urandom(4).hex()}")
        target = self.folder / published.version
        (work / "manifest.json").write_text(json.dumps(asdict(published), indent=1), encoding="utf-8")
        _flush(work)
        os.rename(work, target)
        waiting = self.folder / ".current-next"
        waiting.write_text(published.version, encoding="utf-8")
        _flush(waiting)
        os.replace(waiting, self._pointer)
        _flush(self.folder, deep=False)
        self._clear([p for p in self.folder.iterdir() if p.is_dir() and p.name not in (published.version, previous)])
        return published

    def tidy(self) -> None:
        """Remove what a killed sync left, unless another sync is at work or the folder cannot be written."""
        with suppress(Timeout, OSError):
            if self._leftovers():
                with FileLock(self.folder / ".lock", timeout=0):
                    self._clear(self._leftovers())

    def snapshots(self) -> list[Path]:
        """The published snapshot and the one before it, as far as they are there."""
        named = self._named() if self._pointer.exists() else ""
        versions = sorted(path for path in self.folder.iterdir() if _VERSION.fullmatch(path.name) and path.name[:6] <= named[:6])
        return versions[-2:]

    def identity(self, draw: bool = False) -> str:
        """A name for this store that no other has, not even its copy; it is drawn once, by whoever may write.

        16 hexadecimal digits, made of a random number in the store and of the store's path.
        """
        path = self.folder / ".id"
        if draw and not path.exists():
            path.write_text(os.urandom(8).hex(), encoding="utf-8")
        drawn = path.read_text(encoding="utf-8") if path.exists() else ""
        return hashlib.blake2b(f"{drawn} {self.folder.resolve()}".encode(), digest_size=8).hexdigest()

    def _leftovers(self) -> list[Path]:
        """What a killed sync left: its work folder, a pointer not yet in its place, snapshots never or no longer needed."""
        versions = [path for path in self.folder.iterdir() if _VERSION.fullmatch(path.name)]
        needed = self.snapshots()
        unneeded = [path for path in versions if path not in needed]
        return [*unneeded, *self.folder.glob(".work-*"), *self.folder.glob(".current-next")]

    @staticmethod
    def _clear(paths: list[Path]) -> None:
        for path in paths:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def read_manifest(snapshot: Path) -> Manifest:
    """The manifest of a snapshot. Raises `StoreMismatch` when another version of the program wrote it."""
    try:
        return Manifest(**json.loads((snapshot / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreMismatch(f"{str(snapshot)!r} was written by another version", f"{_SYNC} --rebuild") from error


def _copy(source: str, target: str) -> None:
    """Copy a file of a snapshot that is being read: Chroma writes into its database whenever it is opened."""
    if source.endswith("chroma.sqlite3"):
        copy_database(Path(source), Path(target))
    else:
        shutil.copy2(source, target)


def _flush(path: Path, deep: bool = True) -> None:
    """Ask the system to put a file, or a folder and all in it, on the disk."""
    paths = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() and deep else []
    for each in [*paths, path]:
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
