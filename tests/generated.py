"""The parts of README.md that are made from the code: `make docs` writes them, `test_docs.py` compares them."""

import io
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

from assistant.cli import parser
from assistant.settings import settings_table

README = Path(__file__).resolve().parent.parent / "README.md"


def settings_markdown() -> str:
    """The settings table."""
    rows = ["| setting | environment | default | is |", "|---|---|---|---|"]
    for path, default, description in settings_table():
        variable = f"ASSISTANT_{path.replace('.', '__').upper()}"
        rows.append(f"| `{path}` | `{variable}` | {f'`{default}`' if default else ''} | {description} |")
    return "\n".join(rows)


def help_text() -> str:
    """What `--help` prints, at a fixed width."""
    out = io.StringIO()
    with redirect_stdout(out):
        parser().print_help()
    return f"```\n{out.getvalue().rstrip()}\n```"


def rendered(text: str) -> str:
    """A README with its generated parts made anew."""
    for name, content in (("settings", settings_markdown()), ("help", help_text())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)
    return text


def main() -> int:
    """Write the README."""
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
