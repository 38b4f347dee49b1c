"""Read a web page's main text, without menus and footers. Home of trafilatura."""

from dataclasses import dataclass

import trafilatura

from corpus.errors import DocumentError


@dataclass(frozen=True, slots=True)
class WebPage:
    """The main text of a page as Markdown, and what the page says of itself."""

    markdown: str
    title: str | None
    url: str | None
    date: str | None


def parse_html(raw: str, name: str) -> WebPage:
    """The main text of a page. Raises `DocumentError` when there is none."""
    body = trafilatura.extract(raw, output_format="markdown", include_tables=True, include_links=False, favor_recall=True)
    if not body:
        raise DocumentError(f"no readable text in {name!r}", "save the page with its text, or remove the file")
    facts = trafilatura.extract_metadata(raw)
    return WebPage(body, getattr(facts, "title", None), getattr(facts, "url", None), getattr(facts, "date", None))
