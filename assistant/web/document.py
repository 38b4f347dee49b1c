"""A whole document as a page, with a quote marked; for a PDF also the page itself as an image."""

from collections.abc import Sequence
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.records import Language
from assistant.sources import age_in_days
from assistant.web.links import safe_address
from assistant.web.paging import whole_number
from assistant.web.reading import read_part
from assistant.web.site import NotThere, Site
from corpus import (
    LANGUAGES,
    Document,
    DocumentError,
    Source,
    Span,
    draw_page,
    find_pdf,
    letters_of,
    look_at_page,
    topic_of,
)

_MOST_DIGITS = 9  # of a number in an address


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `sources/ID` and `sources/ID/page/N.png`."""

    def image(request: Request, language: Language) -> Response:
        document, number = _document(site, request), int(request.path_params["number"])
        path = find_pdf(site.settings.documents, document.id) if document.pages else None
        if path is None:
            raise NotThere
        try:
            drawn = draw_page(path, number, *_words(document, number, _quote(site, document, request)))
        except DocumentError:
            raise NotThere from None
        return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})

    def text(request: Request, language: Language) -> Response:
        document = _document(site, request)
        span = _quote(site, document, request)
        part, versions = read_part(document, _number(request, "part") or 1, span), _versions(site, document)
        facts = site.assistant.shelf().facts
        return site.draw(
            request,
            language,
            "document.html",
            title=document.title,
            document=document,
            part=part,
            span=span,
            misplaced=span is None and bool({"start", "end"} & set(request.query_params)),
            picture=_picture(site, document, span),
            age_days=age_in_days(document.as_of, site.settings.day),
            official=_official(document),
            disputed=next((conflict.id for conflict in facts.conflicts_of(_facts(document))), ""),
            versions=versions,
            absent=[site.say(language, f"language_{code}") for code in _absent(document, versions)],
            lacking=bool(set().union(*map(_facts, versions)) - set(_facts(document))),
            address=f"/{language}/sources/{quoted(document.id)}",
        )

    site.add(application, "sources/{id:path}/page/{number:int}.png", image)
    site.add(application, "sources/{id:path}", text)


def _document(site: Site, request: Request) -> Document:
    document = site.assistant.document(request.path_params["id"])
    if document is None:
        raise NotThere
    return document


def _number(request: Request, name: str) -> int | None:
    return whole_number(request.query_params.get(name, ""), _MOST_DIGITS)


def _quote(site: Site, document: Document, request: Request) -> Span | None:
    """The place of the quote that is asked for; None when there is none.

    A quote begins where a sentence begins and ends where one ends: other places are of an older text, or made up.
    """
    start, end = _number(request, "start"), _number(request, "end")
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    texts = site.assistant.shelf().texts
    spans = [span for chunk in texts.chunks(texts.chunk_ids(document.id)) for span in chunk.sentences]
    return Span(start, end) if any(s.start == start for s in spans) and any(s.end == end for s in spans) else None


def _words(document: Document, number: int, span: Span | None) -> tuple[str, int]:
    """What is to be marked on a page, and the how manieth of its kind there it is."""
    page = next((page for page in document.pages if page.number == number), None)
    if span is None or page is None or not span.overlaps(page.span):
        return "", 0
    begin, end = max(span.start, page.span.start), min(span.end, page.span.end)
    words = document.text[begin:end]
    return words, letters_of(document.text[page.span.start : begin]).count(letters_of(words)) if letters_of(words) else 0


def _picture(site: Site, document: Document, span: Span | None) -> dict[str, object] | None:
    """The image of the page that the quote begins on: its number, address and size, and whether the quote is found there."""
    number = document.page_of(span) if span else None
    path = find_pdf(site.settings.documents, document.id) if number else None
    if span is None or number is None or path is None:
        return None
    try:
        look = look_at_page(path, number, *_words(document, number, span))
    except DocumentError:
        return None
    place = urlencode({"start": span.start, "end": span.end})
    return {"number": number, "look": look, "query": place, "quote": document.text[span.start : span.end]}


def _official(document: Document) -> list[Source]:
    """The pages that the document names as its own or as its sources and that can be opened, each once."""
    own = [Source(document.url, "")] if document.url else []  # its language is known where a link names it too
    return list({source.url: source for source in [*own, *document.links] if safe_address(source.url) == source.url}.values())


def _versions(site: Site, document: Document) -> list[Document]:
    """The same text in the other languages."""
    topic = topic_of(document.id, document.language)
    others = (site.assistant.document(f"{topic}/{code}") for code in LANGUAGES if topic != document.id)
    return [other for other in others if other is not None and other.id != document.id]


def _absent(document: Document, versions: Sequence[Document]) -> list[str]:
    """The languages that a text with language versions has none in."""
    there = {document.language, *(version.language for version in versions)}
    return [code for code in LANGUAGES if code not in there] if topic_of(document.id, document.language) != document.id else []


def _facts(document: Document) -> list[str]:
    return [id for mark in document.marks for id in mark.fact_ids]
