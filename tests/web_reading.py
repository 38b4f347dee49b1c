"""A small site with a PDF, a hostile text and a very long line, for the tests that read documents."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import serving
from fastapi.testclient import TestClient
from fpdf import FPDF
from web_shelf import small_assistant

from assistant.engine import Assistant
from assistant.records import Citation
from assistant.web.application import build_application
from corpus import Span

LANGUAGES = ("fi", "sv", "en")
SENTENCES = (
    "Päätös tehtiin Jyväskylässä ja Åbossa 12.3.2024, ja se koskee ekosysteemisopimuksia.",
    "Tuki on enintään 60 prosenttia.",
    "Tuki maksetaan jälkikäteen.",
)
HOSTILE = """---
title: "<script>alert('title')</script> ‮eltit"
url: "javascript:alert(1)"
language: en
---

# <img src=x onerror=alert(2)>

A paragraph with <script>alert(3)</script> and [a link](javascript:alert(4)) and ![x](x" onerror="alert(5)).

- An item with ‮txet desrever and <b onmouseover=alert(6)>bold</b>.
- {{ 7 * 7 }} {% raw %} &lt;i&gt;

The sentence after the hostile ones is plain.
"""
LONG = "ord " * 250_000


@dataclass
class Reading:
    """A small site with a PDF, a hostile text and a very long line."""

    url: str
    client: TestClient
    assistant: Assistant

    def citation(self, id: str, sentence: str) -> Citation:
        """A citation of a sentence of a document."""
        document = self.assistant.document(id)
        assert document is not None
        start = document.text.index(sentence)
        end = start + len(sentence)
        page = document.page_of(Span(start, end))
        return Citation(1, id, document.title, None, document.language, document.kind, None, page, start, end, sentence)


def small_pdf(path: Path) -> None:
    """A PDF of two pages; its lines are narrow, so that sentences are broken."""
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    pdf.multi_cell(60, 8, f"{SENTENCES[0]} {SENTENCES[1]}")
    pdf.add_page()
    pdf.multi_cell(0, 8, f"{SENTENCES[2]} {SENTENCES[1]} {SENTENCES[2]}")
    pdf.output(str(path))


def blank_pdf(path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.output(str(path))


@contextmanager
def small_site(folder: Path) -> Iterator[Reading]:
    """The site over documents in a folder; some of its PDFs change, go or break after they were indexed."""
    from conftest import shelf

    documents = shelf.__wrapped__(folder)
    (documents / "added").mkdir()
    small_pdf(documents / "added" / "paatos.pdf")
    for name in ("changed", "gone", "broken", "outside"):
        small_pdf(documents / "added" / f"{name}.pdf")
    (documents / "added" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    (documents / "added" / "raw.txt").write_text(HOSTILE.partition("\n---\n")[2] + "<script>", encoding="utf-8")
    (documents / "added" / "long.txt").write_text(f"Start of it.\n{LONG}\nThe end of the long text.\n", encoding="utf-8")
    assistant, settings = small_assistant(documents, folder / "store")
    blank_pdf(documents / "added" / "changed.pdf")
    small_pdf(documents / "added" / "new.pdf")
    (documents / "added" / "gone.pdf").unlink()
    (documents / "added" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (documents / "added" / "outside.pdf").rename(folder / "outside.pdf")
    (documents / "added" / "outside.pdf").symlink_to(folder / "outside.pdf")
    application = build_application(assistant, settings)
    with serving(application) as url, TestClient(application) as client:
        yield Reading(url, client, assistant)
