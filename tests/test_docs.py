"""The documentation says what the code does."""

import re
import tomllib
from pathlib import Path

from generated import README, rendered

from assistant import VERSION
from assistant.cli import parser
from assistant.settings import settings_table

ROOT = Path(__file__).resolve().parent.parent


def test_generated_parts_of_the_readme_are_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert rendered(text) == text, "run: make docs"


def test_every_command_and_setting_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    commands = next(a.choices for a in parser()._actions if a.dest == "command")
    assert commands and all(f"python -m assistant {name}" in text or f"    {name} " in text for name in commands)
    assert all(f"`{path}`" in text for path, _, _ in settings_table())


def test_the_two_commands_come_first() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("make run") for line in lines[:6])
    assert any(line.startswith("make test") for line in lines[:6])


def test_the_changelog_tells_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    first = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == version == VERSION


def test_every_file_the_readme_names_exists() -> None:
    text = README.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:corpus|index|assistant|docs)/[\w./-]+)`", text):
        assert (ROOT / name.rstrip("/")).exists() or name.endswith(("added/", "fi.md", "index/store")), name


def test_every_verb_of_the_makefile_has_a_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for verb in ("run", "test", "lint", "fix", "bench", "growth", "screenshots", "docs", "check"):
        assert re.search(rf"^{verb}:.*## \w", makefile, re.MULTILINE), verb


def test_lock_files_name_exact_versions_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith("#") or re.fullmatch(r"[\w.-]+==[\w.!+-]+( ; .+)?", line), line
