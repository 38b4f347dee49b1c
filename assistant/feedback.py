"""What people say of answers, kept only where the operator wants it: no address, no identity, no hour, and not for long.

A row is found again by the code that its sender was shown. SQLite overwrites what is deleted.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from assistant.errors import AssistantError
from assistant.guard import guard

MOST_A_DAY = 1000  # rows; whoever floods the file fills no more than this
LONGEST_REASON = 1000  # characters
LONGEST_ANSWER = 8000
_TABLE = """create table if not exists feedback (
    code text primary key, day text not null, language text not null, helpful integer not null,
    question text not null, answer text not null, reason text not null, index_version text not null)"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person said of one answer. `code` is for its sender alone; `day` is ISO 8601."""

    code: str
    day: str
    language: str
    helpful: bool
    question: str
    answer: str
    reason: str
    index_version: str


def screened(question: str, answer: str, reason: str, longest_question: int) -> tuple[str, str, str] | None:
    """The three texts, cleaned; None when what the person wrote is too long or seems to hold personal data, or asks nothing.

    An answer that seems to hold personal data is left out.
    """
    asked, said = guard(question, longest_question), guard(reason, LONGEST_REASON)
    if asked.verdict == "empty" or {"pii", "too_long"} & {asked.verdict, said.verdict}:
        return None
    return asked.text, guard(answer[:LONGEST_ANSWER], LONGEST_ANSWER).text, said.text


class FeedbackFile:
    """The file. Each call opens it anew, so any thread may call."""

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path.expanduser(), days

    def add(self, feedback: Feedback) -> bool:
        """Keep a row; False when the day has had its fill."""
        values = asdict(feedback)
        with self._opened(create=True) as rows:
            (today,) = rows.execute("select count(*) from feedback where day = ?", (feedback.day,)).fetchone()
            if today >= MOST_A_DAY:
                return False
            rows.execute(f"insert into feedback values ({', '.join(f':{name}' for name in values)})", values)
        return True

    def all(self) -> list[Feedback]:
        """Every row, the oldest first."""
        with self._opened() as rows:
            found = rows.execute("select * from feedback order by day, rowid").fetchall()
        return [Feedback(row[0], row[1], row[2], bool(row[3]), *row[4:]) for row in found]

    def delete(self, code: str) -> bool:
        """Remove the row with a code; whether there was one."""
        with self._opened() as rows:
            return rows.execute("delete from feedback where code = ?", (code,)).rowcount > 0

    def delete_all(self) -> int:
        """Remove every row; how many there were."""
        with self._opened() as rows:
            return rows.execute("delete from feedback").rowcount

    def forget(self, today: date) -> int:
        """Remove what has been kept for its days; how many rows that was."""
        last = (today - timedelta(days=self._days)).isoformat()
        with self._opened() as rows:
            return rows.execute("delete from feedback where day <= ?", (last,)).rowcount

    @contextmanager
    def _opened(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        """The rows, changed whole or not at all; an empty table where there is no file yet."""
        there = create or self._path.is_file()
        if create and not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))  # for its owner alone
        try:
            rows = sqlite3.connect(self._path if there else ":memory:", timeout=10)
            try:
                rows.execute("pragma secure_delete = on")
                rows.execute(_TABLE)
                with rows:
                    yield rows
            finally:
                rows.close()
        except sqlite3.Error as error:
            raise AssistantError(f"feedback in {str(self._path)!r}: {error}", "look at the file, or move it away") from error


def new_code() -> str:
    """A code that nobody guesses, to be read aloud: twelve letters and figures in three groups."""
    letters = "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))
