"""Publish a store as whole directories: a reader sees the old one or the new one, never a half.

    store/current        a file that names the published snapshot; replaced by a rename
    store/000007-5ab1…/  a snapshot: chroma/, words/, texts.sqlite, manifest.json
    store/.work-…/       the copy that a sync is changing; left over only when the process was killed
    store/.lock          held while a sync runs

A sync copies the published snapshot, changes the copy, and publishes it. The snapshot before the published one stays until
the next publish, for readers that are still opening it.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreBusy, StoreMismatch, StoreMissing, unwritable

FORMAT = 2  # raise it when a snapshot's layout changes
_SYNC = "python -m assistant sync"
_VERSION = re.compile(r"[0-9]{6}-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was made with and from. `version` is empty until it is published."""

    encoder: str
    dimension: int
    chunking: str
    documents: int = 0
    chunks: int = 0
    sentences: int = 0
    made: str = ""
    version: str = ""
    format: int = FORMAT

    def check(self, wanted: "Manifest") -> None:
        """Raise `StoreMismatch` unless the snapshot can be read and extended with these settings."""
        for field, thing in (("format", "format"), ("encoder", "encoder"), ("dimension", "vectors"), ("chunking", "chunking")):
            mine, theirs = getattr(self, field), getattr(wanted, field)
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
                self._clear_leftovers()
                work = self.folder / f".work-{os.getpid()}"
                try:
                    if fresh or not self._pointer.exists():
                        work.mkdir()
                    else:
                        shutil.copytree(self.current(), work)
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
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in (published.version, previous):
                shutil.rmtree(path, ignore_errors=True)
        return published

    def _clear_leftovers(self) -> None:
        """Remove what a killed sync left: its work folder, and a snapshot that was never named."""
        named = self._named() if self._pointer.exists() else ""
        for path in self.folder.iterdir():
            unnamed = _VERSION.fullmatch(path.name) and path.name[:6] > named[:6]
            if path.name.startswith((".work-", ".current-next")) or unnamed:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def read_manifest(snapshot: Path) -> Manifest:
    """The manifest of a snapshot. Raises `StoreMismatch` when another version of the program wrote it."""
    try:
        return Manifest(**json.loads((snapshot / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreMismatch(f"{str(snapshot)!r} was written by another version", f"{_SYNC} --rebuild") from error


def _flush(path: Path, deep: bool = True) -> None:
    """Ask the system to put a file, or a folder and all in it, on the disk."""
    paths = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() and deep else []
    for each in [*paths, path]:
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
