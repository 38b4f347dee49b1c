"""Walk a folder of documents and read each file into a `Document`.

A document's id is its path from the root without suffix. The folder `facts` (the catalogue), files whose name starts with
a dot or an underscore, and files of other kinds are left alone.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DocumentError, FolderError
from corpus.html import parse_html
from corpus.language import detect_text_language
from corpus.markdown import Parsed, parse_markdown
from corpus.pdf import parse_pdf
from corpus.plain import decode
from corpus.records import LANGUAGES, Document, Page, Source, Span

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".pdf", ".txt")
READING_VERSION = 4  # raise it when the same file would be read differently, so that a sync reads all again
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file that can become a document; `digest` names its bytes and the way they are read."""

    id: str
    path: Path
    digest: str


def find_files(root: Path) -> tuple[list[DocumentFile], list[DocumentError]]:
    """The files under a root in order of id, and what cannot be used: two files with one id, or a file not readable.

    Raises `FolderError` when the root is no folder or holds no document.
    """
    if not root.is_dir():
        raise FolderError(f"there is no folder {str(root)!r}", "name a folder with --documents or ASSISTANT_DOCUMENTS")
    groups: dict[str, list[Path]] = {}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.suffix.lower() in SUFFIXES and path.is_file() and parts[0] != "facts" and not _hidden(parts):
            groups.setdefault(path.relative_to(root).with_suffix("").as_posix(), []).append(path)
    if not groups:
        kinds = ", ".join(SUFFIXES)
        raise FolderError(f"there are no documents in {str(root)!r}", f"put files there ({kinds}), or name another folder")
    files: list[DocumentFile] = []
    problems: list[DocumentError] = []
    for id, paths in sorted(groups.items()):
        if len(paths) > 1:
            names = " and ".join(repr(p.relative_to(root).as_posix()) for p in paths)
            problems.append(DocumentError(f"{names} would both be the document {id!r}", "rename one of them", id))
            continue
        try:
            digest = hashlib.sha256(b"%d\n" % READING_VERSION + paths[0].read_bytes()).hexdigest()
        except OSError as error:
            problems.append(DocumentError(f"cannot read {str(paths[0])!r}: {error.strerror}", "check its permissions", id))
            continue
        files.append(DocumentFile(id, paths[0], digest))
    return files, problems


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "_")) for part in parts)


def read_document(file: DocumentFile) -> Document:
    """Read one file. Raises `DocumentError` with the file's name and the way out."""
    name = file.path.as_posix()
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot read {name!r}: {error.strerror}", "check its permissions") from error
    document = _READERS[file.path.suffix.lower()](file, raw, name)
    if not document.text.strip():
        raise DocumentError(f"{name!r} holds no text", "write something in it, or remove it")
    return document


def _read_markdown(file: DocumentFile, raw: bytes, name: str) -> Document:
    return _from_parsed(file, parse_markdown(decode(raw, name), name), name)


def _read_html(file: DocumentFile, raw: bytes, name: str) -> Document:
    page = parse_html(decode(raw, name), name)
    parsed = parse_markdown(page.markdown, name)
    parsed.meta = {"title": page.title, "url": page.url, "as_of": page.date}
    return _from_parsed(file, parsed, name)


def _read_pdf(file: DocumentFile, raw: bytes, name: str) -> Document:
    texts, title = parse_pdf(raw, name)
    pages: list[Page] = []
    start = 0
    for number, text in enumerate(texts, 1):
        end = start + len(text) + (2 if number < len(texts) else 0)
        pages.append(Page(number, Span(start, end)))
        start = end
    return _from_parsed(file, Parsed({"title": title}, "\n\n".join(texts)), name, tuple(pages))


def _read_text(file: DocumentFile, raw: bytes, name: str) -> Document:
    return _from_parsed(file, Parsed({}, decode(raw, name)), name)


_READERS: dict[str, Callable[[DocumentFile, bytes, str], Document]] = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".txt": _read_text,
}


def _from_parsed(file: DocumentFile, parsed: Parsed, name: str, pages: tuple[Page, ...] = ()) -> Document:
    meta = parsed.meta
    last = file.id.rsplit("/", 1)[-1]
    first_heading = next((h.text for h in parsed.headings), None)
    known = meta.get("language") or (last if last in LANGUAGES else None)
    language = known or detect_text_language(parsed.text[:4000], "en")
    if not isinstance(language, str):
        raise DocumentError(f"{name!r}: `language` must be a code such as fi", "mend the front matter")
    return Document(
        id=file.id,
        text=parsed.text,
        title=str(meta.get("title") or first_heading or file.id),
        kind=str(meta.get("kind") or (file.id.split("/")[0] if "/" in file.id else "text")),
        language=language,
        language_known=bool(known),
        digest=file.digest,
        url=_text(meta, "url", name),
        as_of=_date(meta, "as_of", name),
        retrieved=_date(meta, "retrieved", name),
        valid_from=_date(meta, "valid_from", name),
        valid_until=_date(meta, "valid_until", name),
        superseded_by=_text(meta, "superseded_by", name),
        links=tuple(_links(meta, name)),
        agreements=_strings(meta, "agreements", name),
        themes=_strings(meta, "themes", name),
        pages=pages,
        headings=tuple(parsed.headings),
        marks=tuple(parsed.marks),
    )


def _text(meta: dict[str, Any], key: str, name: str) -> str | None:
    value = meta.get(key)
    if value is not None and not isinstance(value, str):
        raise DocumentError(f"{name!r}: `{key}` must be text", f'write `{key}: "…"` in the front matter')
    return value


def _date(meta: dict[str, Any], key: str, name: str) -> str | None:
    value = meta.get(key)
    if value is None:
        return None
    if not _DATE.fullmatch(str(value)):
        raise DocumentError(f"{name!r}: `{key}` is {value!r}, not a date", f'write `{key}: "2024-06-17"`, a month or a year')
    return str(value)


def _strings(meta: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = meta.get(key) or []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise DocumentError(f"{name!r}: `{key}` must be a list of words", f"write `{key}: [one, two]` in the front matter")
    return tuple(value)


def _links(meta: dict[str, Any], name: str) -> Iterator[Source]:
    links = meta.get("links") or []
    if not isinstance(links, list):
        raise DocumentError(f"{name!r}: `links` must be a list", "write `- {url: https://…, language: fi}`")
    for link in links:
        if not isinstance(link, dict) or not isinstance(link.get("url"), str):
            raise DocumentError(f"{name!r}: an entry of `links` has no url", "write `- {url: https://…, language: fi}`")
        yield Source(link["url"], str(link.get("language", "")), None)
