"""Answers and sources as Markdown for the page. Everything that comes from a source is escaped first."""

import html
import re
from collections.abc import Callable

from assistant.records import Answer, Citation, Language
from assistant.wording import shown_date

Say = Callable[..., str]
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|~>$])")
_CONTROL = re.compile(r"[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]")
_ITEM = re.compile(r"(-|\d{1,2}\.) (.*)")
CONTEXT = 160  # characters shown before and after a quote


def escaped(text: str) -> str:
    """Text that no browser reads as HTML and no renderer as Markdown, on one line."""
    plain = " ".join(_CONTROL.sub("", text).split())
    return _MARKDOWN.sub(r"\\\1", html.escape(plain, quote=True))


def answer_markdown(answer: Answer) -> str:
    """The answer's text with its notices, a paragraph each."""
    parts = [_block(block) for block in answer.text.split("\n\n")]
    if answer.contact:
        parts.append(f"[{escaped(answer.contact.name)}]({_address(answer.contact.url)})")
    parts += [f"<small>{escaped(notice)}</small>" for notice in answer.notices]
    return "\n\n".join(parts)


def _block(block: str) -> str:
    """A paragraph, or a paragraph with its list."""
    lines = block.split("\n")
    return "\n".join(
        f"{found[1]} {escaped(found[2])}" if (found := _ITEM.match(line)) else escaped(line) + ("\n" if len(lines) > 1 else "")
        for line in lines
    )


def sources_markdown(answer: Answer, say: Say) -> str:
    """The sources panel: for each citation its title, language, date, the quote and the official page."""
    language = answer.language
    if not answer.citations:
        return say(language, "sources_none")
    return "\n\n".join(_source(citation, language, say) for citation in answer.citations)


def _source(citation: Citation, language: Language, say: Say) -> str:
    date = shown_date(citation.as_of, language) if citation.as_of else say(language, "undated")
    page = f" · {say(language, 'page', page=citation.page)}" if citation.page else ""
    badge = f"<kbd>{citation.language.upper()}</kbd>"
    lines = [
        f"### [{citation.number}] {escaped(citation.title)}".replace("[", "\\[", 1),
        f"{badge} {date}{page}",
        f'> <span lang="{citation.language}">{escaped(citation.quote)}</span>',
    ]
    pages = list(dict.fromkeys([citation.url, *(s.url for s in citation.sources)]))
    links = [f"[{escaped(_host(url))}]({_address(url)})" for url in pages[:3] if url]
    if links:
        lines.append(f"{say(language, 'our_summary')} {' · '.join(links)}")
    return "\n\n".join(lines)


def _host(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).split("/")[0]


def _address(url: str) -> str:
    """A link that can only be http(s); anything else leads nowhere."""
    if not re.match(r"https?://[^\s<>\"]+$", url):
        return "#"
    return url.replace("(", "%28").replace(")", "%29")
