"""Files of JSON Lines: read whole with the line that is wrong named, written whole or not at all."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant import show as shown
from assistant.errors import UsageError


def read_lines(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises `UsageError` with the line that is not as it should be."""
    if not path.is_file():
        raise UsageError(f"there is no file {str(path)!r}", "name an existing .jsonl file")
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: a question may hold U+2028
    except UnicodeDecodeError as error:
        raise UsageError(f"{str(path)!r} is not UTF-8: {error.reason}", "save it as UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{str(path)!r}, line {number}: not JSON: {error}", "one JSON object a line") from error
        if not isinstance(found, dict) or not all(key in found for key in needed):
            raise UsageError(f"{str(path)!r}, line {number}: needs {' and '.join(needed)}", "add them to the line")
        if not isinstance(found[needed[-1]], str):
            raise UsageError(f"{str(path)!r}, line {number}: {needed[-1]} must be text", 'write it between "quotes"')
        if not _is_history(found.get("history") or []):
            raise UsageError(f"{str(path)!r}, line {number}: history is not a list of turns", 'write {"role", "content"} turns')
        yield found


def _is_history(turns: Any) -> bool:
    """Whether a value is a list of `{"role", "content"}`, as the contract has it."""
    return isinstance(turns, list) and all(
        isinstance(t, dict) and t.get("role") in ("user", "assistant") and isinstance(t.get("content"), str) for t in turns
    )


def check_writable(path: Path) -> None:
    """Fail before the long work when the result could not be written."""
    if not os.access(path.parent or Path(), os.W_OK):
        raise UsageError(f"cannot write {str(path)!r}", "name a file in a folder that exists and can be written")


def write_lines(path: Path, lines: Iterable[dict[str, Any]], total: int) -> None:
    """Write a JSON Lines file whole or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".writing-", delete=False) as out:
        try:
            with shown.progress() as progress:
                for number, line in enumerate(lines, 1):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    progress("answer", number, total)
        except BaseException:
            os.unlink(out.name)
            raise
    os.replace(out.name, path)
