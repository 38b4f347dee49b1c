"""Draw a page of a PDF with a quote marked. Home of pypdfium2 and Pillow, which are loaded when a page is drawn.

The text of a document was mended when it was read (hyphens and line breaks of the layout are gone), so a quote is looked for
on the page by its letters and digits alone. Where it is not found the page has no mark; nothing is guessed.
"""

import ctypes
import math
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import DocumentError

if TYPE_CHECKING:
    import numpy as np

LARGEST_FILE = 50_000_000  # bytes; a larger file is not drawn
WIDTH, HEIGHT = 1200, 2400  # pixels that an image has at most
_SUFFIX = ".pdf"
_PAPER = (253, 233, 169)  # what white becomes under the mark; dark letters stay dark
_FRAME = (138, 75, 0)
_MARGIN = 3  # pixels around marked words
_TURN = threading.Lock()  # PDFium is not safe to call from two threads at once

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


@dataclass(frozen=True, slots=True)
class PageLook:
    """How large the image of a page is, and where the quote stands on it; no boxes when it is not found."""

    width: int
    height: int
    boxes: tuple[Box, ...]


def find_pdf(root: Path, document_id: str) -> Path | None:
    """The PDF that an indexed document was read from; None when there is none in the folder, or it is too large to draw."""
    folder, name = (root / document_id).parent, document_id.rpartition("/")[2]
    if not folder.resolve().is_relative_to(root.resolve()) or not folder.is_dir():
        return None
    found = next((p for p in sorted(folder.iterdir()) if p.stem == name and p.suffix.lower() == _SUFFIX), None)
    if found is None or not found.is_file() or not found.resolve().is_relative_to(root.resolve()):
        return None
    return found if found.stat().st_size <= LARGEST_FILE else None


def look_at_page(path: Path, number: int, quote: str, occurrence: int = 0) -> PageLook:
    """The size of a page's image and the place of a quote. Raises `DocumentError` when the page cannot be read.

    `occurrence` counts from 0, for a quote that stands on the page more than once.
    """
    with _TURN, _Opened(path, number) as (page, scale):
        width, height = _pixels(page, scale)
        return PageLook(width, height, tuple(_boxes(page, width, height, quote, occurrence)))


def draw_page(path: Path, number: int, quote: str, occurrence: int = 0) -> bytes:
    """The page as PNG, with the quote marked where it is found. Raises `DocumentError` when the page cannot be read."""
    from PIL import Image

    with _TURN, _Opened(path, number) as (page, scale):
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels = bitmap.to_numpy()[:, :, :3].copy()
        boxes = list(_boxes(page, bitmap.width, bitmap.height, quote, occurrence))
    _mark(pixels, boxes)
    written = BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return written.getvalue()


def letters_of(text: str) -> str:
    r"""What of a text is compared: its letters and digits, without case, accents and ligatures.

    >>> letters_of("Pää-\ntös, 3 %")
    'paatos3'
    """
    return "".join(letter for letter, _ in _letters(text))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Each letter that is compared, with the place of the character that it comes from."""
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                yield part, place


class _Opened:
    """An open page of a file, and the scale that fits it into an image; closed again at the end."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number

    def __enter__(self) -> tuple[Any, float]:
        import pypdfium2

        name = self._path.name
        try:
            self._pdf = pypdfium2.PdfDocument(self._path)
        except (pypdfium2.PdfiumError, OSError) as error:
            raise DocumentError(f"{name!r} cannot be drawn: {error}", "save it again as PDF") from error
        try:
            page = self._pdf[self._number - 1] if 1 <= self._number <= len(self._pdf) else None
        except pypdfium2.PdfiumError:
            page = None
        if page is None or min(page.get_size()) <= 0:
            self._pdf.close()
            raise DocumentError(f"{name!r} has no page {self._number} that can be drawn", "open the file itself")
        width, height = page.get_size()
        return page, min(WIDTH / width, HEIGHT / height)

    def __exit__(self, *raised: object) -> None:
        self._pdf.close()


def _pixels(page: Any, scale: float) -> tuple[int, int]:
    """The size of the image that pypdfium2 makes of a page."""
    width, height = page.get_size()
    return math.ceil(width * scale), math.ceil(height * scale)


def _boxes(page: Any, width: int, height: int, quote: str, occurrence: int) -> Iterator[Box]:
    """The boxes of a quote's lines on an image of the page."""
    import pypdfium2.raw as pdfium

    wanted = letters_of(quote)
    text = page.get_textpage()
    count = text.count_chars()
    page_text = "".join(chr(pdfium.FPDFText_GetUnicode(text, place)) for place in range(count))
    letters = list(_letters(page_text))
    begin = _found("".join(letter for letter, _ in letters), wanted, occurrence)
    if begin is None:
        return
    first, last = letters[begin][1], letters[begin + len(wanted) - 1][1]
    for number in range(text.count_rects(first, last - first + 1)):
        left, bottom, right, top = text.get_rect(number)
        corners = [_pixel(pdfium, page, (width, height), corner) for corner in ((left, top), (right, bottom))]
        (x0, x1), (y0, y1) = (sorted(ends) for ends in zip(*corners, strict=True))
        yield max(x0 - _MARGIN, 0), max(y0 - _MARGIN, 0), min(x1 + _MARGIN, width), min(y1 + _MARGIN, height)


def _pixel(pdfium: Any, page: Any, size: tuple[int, int], point: tuple[float, float]) -> tuple[int, int]:
    """Where a point of the page lies on its image, whichever way the page is turned or cut."""
    x, y = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, *point, x, y)
    return x.value, y.value


def _found(text: str, wanted: str, occurrence: int) -> int | None:
    """Where the wanted letters begin: at their n-th occurrence, or at the last when there are fewer."""
    begin = found = text.find(wanted) if wanted else -1
    while begin >= 0 and occurrence:
        found, occurrence = begin, occurrence - 1
        begin = text.find(wanted, begin + 1)
    found = begin if begin >= 0 else found
    return found if found >= 0 else None


def _mark(pixels: "np.ndarray", boxes: Sequence[Box]) -> None:
    """Colour the paper under the boxes, and draw a frame around each, which does not rest on colour alone."""
    for left, top, right, bottom in boxes:
        area = pixels[top:bottom, left:right]
        area[:] = area.astype("uint16") * _PAPER // 255
        for line in (area[:2], area[-2:], area[:, :2], area[:, -2:]):
            line[:] = _FRAME
