"""Read a PDF page by page. Home of pypdf. Scanned pages without a text layer come out empty; there is no OCR."""

import logging
import re
from io import BytesIO

from pypdf import PdfReader

from corpus.errors import DocumentError

logging.getLogger("pypdf").setLevel(logging.ERROR)
_HYPHEN_AT_END = re.compile(r"(?<=[a-zåäö])-\n(?=[a-zåäö])")
_SOFT_BREAK = re.compile(r"(?<![.!?:\n])\n(?=[^\n•\-–\d])")


def parse_pdf(raw: bytes, name: str) -> tuple[list[str], str | None]:
    """The text of each page, and the title the file gives itself. Raises `DocumentError` when it is no readable PDF."""
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{name!r} is protected by a password", "save an unprotected copy")
        pages = [_mend_lines(page.extract_text() or "") for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except DocumentError:
        raise
    except Exception as error:  # a damaged file raises almost anything in pypdf
        raise DocumentError(f"{name!r} is not a readable PDF: {error}", "save it again as PDF, or remove it") from error
    if not any(page.strip() for page in pages):
        raise DocumentError(f"{name!r} holds no text (scanned pages?)", "run it through OCR first, or remove it")
    return pages, str(title).strip() or None if title else None


def _mend_lines(text: str) -> str:
    """Undo hyphens and line breaks that only the layout made."""
    text = _HYPHEN_AT_END.sub("", text.replace("\r\n", "\n"))
    return re.sub(r"[ \t]+", " ", _SOFT_BREAK.sub(" ", text)).strip()
