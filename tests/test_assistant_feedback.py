"""Feedback: what is kept, for how long, how it is removed, and that personal data is not kept."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from assistant import AssistantError, feedback
from assistant.cli import main
from assistant.feedback import Feedback, FeedbackFile, new_code, screened

TODAY = date(2026, 11, 30)


def row(code: str = "AAAA-BBBB-CCCC", day: str = "2026-11-30", helpful: bool = True) -> Feedback:
    return Feedback(code, day, "fi", helpful, "Kuka maksaa?", "Kaupunki.", "Lyhyt.", "000001-x")


def test_what_is_kept_is_read_again_and_removed_by_its_code(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path / "folder" / "feedback.sqlite", 90)
    assert file.all() == [] and not file.delete("AAAA-BBBB-CCCC") and not (tmp_path / "folder").exists()
    other = row("DDDD-EEEE-FFFF", helpful=False)
    assert file.add(row()) and file.add(other)
    assert file.all() == [row(), other]
    assert file.delete("AAAA-BBBB-CCCC") and file.all() == [other]
    assert file.delete_all() == 1 and file.all() == []


def test_it_is_kept_for_its_days_and_then_no_byte_of_it_is_left(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    file = FeedbackFile(path, 30)
    for code, day in (("old", "2026-10-31"), ("young", "2026-11-01")):
        file.add(row(code, day))
    assert path.read_bytes().count(b"Kuka maksaa?") == 2
    assert file.forget(TODAY) == 1
    assert [kept.code for kept in file.all()] == ["young"]
    assert path.read_bytes().count(b"Kuka maksaa?") == 1
    assert [found.name for found in tmp_path.iterdir()] == ["feedback.sqlite"]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    FeedbackFile(tmp_path / "feedback.sqlite", 30).add(row())
    assert stat.S_IMODE((tmp_path / "feedback.sqlite").stat().st_mode) == 0o600


def test_a_day_takes_only_so_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_A_DAY", 2)
    file = FeedbackFile(tmp_path / "feedback.sqlite", 30)
    assert [file.add(row(code)) for code in "abc"] == [True, True, False]
    assert file.add(row("d", "2026-12-01"))


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").write_text("no database, but long enough to be looked at" * 20, encoding="utf-8")
    with pytest.raises(AssistantError, match=r"feedback\.sqlite"):
        FeedbackFile(tmp_path / "feedback.sqlite", 30).all()


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Olen 131052-308T, saanko tukea?", ""),
        ("Kuka maksaa?", "Soittakaa 040 123 4567"),
        ("Kuka maksaa?", "minä@example.fi"),
        ("…", "hyvä"),
        ("x" * 101, ""),
        ("Kuka maksaa?", "x" * 1001),
    ],
)
def test_personal_data_and_what_is_too_long_is_refused(question: str, reason: str) -> None:
    assert screened(question, "Kaupunki.", reason, 100) is None


def test_texts_are_cleaned_and_an_answer_with_personal_data_is_left_out() -> None:
    assert screened("Kuka\u202e maksaa?", "Kaupunki\n[1].", "", 100) == ("Kuka maksaa?", "Kaupunki [1].", "")
    assert screened("Kuka maksaa?", "minä@example.fi", "Hyvä", 100) == ("Kuka maksaa?", "", "Hyvä")
    assert screened("Kuka maksaa?", "ä" * 9000, "", 100) == ("Kuka maksaa?", "ä" * 8000, "")


def test_codes_differ() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000 and all(len(code) == 14 for code in codes)


def test_the_command_lists_exports_and_deletes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_FEEDBACK__FILE", str(tmp_path / "feedback.sqlite"))
    file, today = FeedbackFile(tmp_path / "feedback.sqlite", 90), date.today().isoformat()
    file.add(row("AAAA-BBBB-CCCC", today))
    file.add(row("DDDD-EEEE-FFFF", today, helpful=False))
    file.add(row("old", "2020-01-01"))
    assert main(["feedback", "--json"]) == 0
    exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(found["code"], found["helpful"]) for found in exported] == [("AAAA-BBBB-CCCC", True), ("DDDD-EEEE-FFFF", False)]
    assert main(["feedback"]) == 0
    assert "1 of 2 helpful" in capsys.readouterr().out
    assert main(["feedback", "--delete", "aaaa-bbbb-cccc"]) == 0
    assert main(["feedback", "--delete", "aaaa-bbbb-cccc"]) == 1
    assert [found.code for found in file.all()] == ["DDDD-EEEE-FFFF"]
    assert main(["feedback", "--delete-all"]) == 0 and file.all() == []
