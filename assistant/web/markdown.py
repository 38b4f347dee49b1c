"""Texts as Markdown for the page. Everything that comes from a source or a person is escaped first.

Gradio renders Markdown (with inline HTML) in the browser and sanitises it there; this module makes sure that there is
nothing left to sanitise.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Collection

from assistant.web.links import safe_address

Say = Callable[..., str]
MOST_SHOWN = 20_000  # characters of a text; a line without end in a document could else fill the page
BUSY = '<span class="busy"></span>'  # stands in a message that is still being written

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-!|~>$.:@=])")
_BACKSLASH = re.compile(r"\\([\\`*_{}\[\]()#+\-!|~>$.:@=])")
_ITEM = re.compile(r"\s*([-*•]|\d{1,3}[.)]) +(.*)")
_MARKER = re.compile(r"\\\[(\d{1,2})\\\]")
_LINKED_MARKER = re.compile(r"\[(\\\[\d{1,2}\\\])\]\(#source-\d{1,2}\)")


def escaped(text: str) -> str:
    r"""Text that no browser reads as HTML and no renderer as Markdown, on one line, without invisible characters.

    >>> print(escaped("<b>1. *x*</b>"))
    &lt;b&gt;1\. \*x\*&lt;/b&gt;
    """
    seen = "".join(c for c in text if c.isspace() or not unicodedata.category(c).startswith("C"))
    # an apostrophe stays: as an entity its # would be escaped, and no attribute of ours stands in single quotes
    safe = html.escape(" ".join(seen.split()), quote=False).replace('"', "&quot;")
    return _PUNCTUATION.sub(r"\\\1", safe)


def plain(markdown: str) -> str:
    """The text that `escaped` was given, on one line."""
    return html.unescape(_BACKSLASH.sub(r"\1", markdown))


def text_markdown(text: str, numbers: Collection[int] = ()) -> str:
    """A text with its paragraphs and lists. `[n]` leads to source n when it is one of `numbers`."""
    lines: list[str] = []
    for line in cut(text, MOST_SHOWN).split("\n"):
        item = _ITEM.fullmatch(line)
        mark = f"{item[1].rstrip('.)')}. " if item and item[1][0].isdigit() else "- " if item else ""
        if not (mark and lines and lines[-1].startswith(("- ", *"0123456789"))):
            lines.append("")
        lines.append(mark + escaped(item[2] if item else line))
    return linked("\n".join(lines).strip("\n"), numbers)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; `…` stands for the rest."""
    return text if len(text) <= most else f"{text[:most]} …"


def unlinked(markdown: str) -> str:
    """An earlier answer whose sources are no longer beside it: its `[n]` stay, but lead nowhere."""
    return _LINKED_MARKER.sub(r"\1", markdown)


def in_language(markdown: str, language: str, classes: str) -> str:
    """Markdown within an element that names its language."""
    return f'<div lang="{language_tag(language)}" class="{classes}">\n\n{markdown}\n\n</div>'


def language_tag(code: str) -> str:
    """A language code that can stand in an attribute."""
    return re.sub(r"[^A-Za-z0-9-]", "", code)


def address(url: str) -> str:
    """A link that can only be http(s), as Markdown has it; anything else leads nowhere."""
    return safe_address(url).replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D")


def linked(markdown: str, numbers: Collection[int]) -> str:
    """Escaped text in which each `[n]` that is one of `numbers` leads to source n."""
    return _MARKER.sub(lambda m: f"[{m[0]}](#source-{m[1]})" if int(m[1]) in numbers else m[0], markdown)
