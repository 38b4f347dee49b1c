"""Read Markdown with YAML front matter and footnotes that name facts. Home of markdown-it and PyYAML's front matter.

The text that comes out is plain: no marks of emphasis or links, headings and list items on lines of their own. A footnote
`[^fact-id]` is taken out and remembered as a `Mark` over the words since the footnote before it, or since the block began.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from corpus.errors import DocumentError
from corpus.records import Heading, Mark, Span

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_TAKEN = re.compile("\0([^\0]+)\0")  # a footnote within a line; markdown-it lets no NUL through, so no text looks like it
_TEXT = ("text", "code_inline", "text_special", "footnote")
KEYS = frozenset(
    [
        "title",
        "url",
        "links",
        "as_of",
        "retrieved",
        "agreements",
        "themes",
        "valid_from",
        "valid_until",
        "superseded_by",
        "language",
        "kind",
    ]
)


@dataclass(slots=True)
class Parsed:
    """A Markdown file taken apart: front matter, plain text, headings and marks."""

    meta: dict[str, Any]
    text: str = ""
    headings: list[Heading] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def parse_markdown(raw: str, name: str) -> Parsed:
    """Take a Markdown file apart. Raises `DocumentError` when its front matter is not a YAML mapping of known keys."""
    meta, body = _front_matter(raw, name)
    parsed = Parsed(meta)
    parts: list[str] = []
    length = 0
    reader = MarkdownIt("commonmark").enable("table")
    reader.inline.ruler.before("link", "footnote", _read_footnote)
    for kind, level, line in _lines(reader.parse(body)):
        text, marks = _take_footnotes(line, length)
        if kind == "heading":
            parsed.headings.append(Heading(Span(length, length + len(text)), level, text))
        parsed.marks.extend(marks)
        gap = "\n" if kind in ("item", "row") else "\n\n"
        parts.append(text + gap)
        length += len(text) + len(gap)
    parsed.text = "".join(parts).rstrip("\n") + "\n" if parts else ""
    return parsed


def _front_matter(raw: str, name: str) -> tuple[dict[str, Any], str]:
    found = _FENCE.match(raw)
    if not found:
        return {}, raw
    try:
        meta = yaml.load(found.group(1), Loader=yaml.CSafeLoader) or {}
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 2}" if where else ""
        problem = getattr(error, "problem", None) or error
        raise DocumentError(
            f"the front matter of {name!r} does not parse{line}: {problem}", "mend the YAML between the --- lines"
        ) from error
    if not isinstance(meta, dict):
        raise DocumentError(f"the front matter of {name!r} is not a list of keys", "write `key: value` lines")
    unknown = sorted(str(key) for key in meta if key not in KEYS)
    if unknown:
        raise DocumentError(
            f"the front matter of {name!r} has the unknown key {unknown[0]!r}", f"known keys: {', '.join(sorted(KEYS))}"
        )
    return meta, raw[found.end() :]


def _lines(tokens: list[Token]) -> list[tuple[str, int, str]]:
    """The visible lines as (kind, heading level, text); kind is paragraph, heading, item or row."""
    lines: list[tuple[str, int, str]] = []
    numbers: list[int | None] = []
    marker, level = "", 0
    cells: list[str] | None = None
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            if lines and not numbers:
                lines.append(("paragraph", 0, ""))
        elif token.type == "list_item_open":
            marker = "- " if numbers[-1] is None else f"{numbers[-1]}. "
            numbers[-1] = None if numbers[-1] is None else numbers[-1] + 1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(("row", 0, " | ".join(cells or [])))
            cells = None
        elif token.type == "inline":
            text = _inline(token)
            if cells is not None:
                cells.append(text)
            else:
                kind = "heading" if level else "item" if numbers else "paragraph"
                lines.append((kind, level, marker + text))
            marker, level = "", 0
        elif token.type in ("fence", "code_block"):
            lines.append(("paragraph", 0, token.content.rstrip("\n")))
    return lines


def _read_footnote(state: StateInline, silent: bool) -> bool:
    """The rule for `[^fact-id]`, asked before the one for links; text in code never comes here.

    An ordinary footnote's own text, `[^1]: …` at the start of a line, loses its label and stays as text.
    """
    found = _FOOTNOTE.match(state.src, state.pos)
    if not found:
        return False
    is_label = state.src.startswith(":", found.end()) and (state.pos == 0 or state.src[state.pos - 1] == "\n")
    if not silent and not is_label:
        state.push("footnote", "", 0).content = f"\0{found.group(1)}\0"
    state.pos = found.end() + is_label
    return True


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in _TEXT:
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _take_footnotes(line: str, offset: int) -> tuple[str, list[Mark]]:
    """The line without its footnotes, and the marks they make, placed as if the line began at `offset`."""
    kept: list[str] = []
    marks: list[Mark] = []
    begin = length = at = 0
    ids: list[str] = []
    for note in _TAKEN.finditer(line):
        piece = line[at : note.start()]
        if ids and piece.strip():
            marks.append(Mark(Span(offset + begin, offset + length), tuple(ids)))
            begin, ids = length, []
        kept.append(piece)
        length += len(piece)
        ids.append(note.group(1))
        at = note.end()
    if ids:
        marks.append(Mark(Span(offset + begin, offset + length), tuple(ids)))
    return "".join([*kept, line[at:]]), [mark for mark in marks if mark.span.start < mark.span.end]
