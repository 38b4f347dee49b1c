"""Pages that the server draws: a template, the sentences of a language, and the same header on each. Home of jinja2.

They need no script to be read; the chat alone is Gradio's. A page is a function of a request and its language, added by
`Site.add` under `/fi/…`, `/sv/…` and `/en/…`, so that a switch of language keeps the page and its choices.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from assistant.engine import Assistant
from assistant.records import Citation, Language
from assistant.settings import Settings
from assistant.web.links import cited_pages, document_address, safe_address, short_address
from assistant.web.middleware import is_compact
from assistant.web.panel import surroundings
from assistant.wording import shown_age, shown_amount, shown_date
from corpus import LANGUAGES, Document

NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
KINDS = (
    "agreements",
    "programme",
    "themes",
    "projects",
    "networks",
    "governance",
    "funding",
    "news",
    "glossary",
    "fetched",
    "added",
)
Page = Callable[[Request, Language], Response]


class NotThere(Exception):
    """A page that does not exist; the visitor is told so in their language."""


def _templates() -> Environment:
    loader = PackageLoader("assistant.web")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def read_on(document: Document | None, citation: Citation) -> tuple[bool, list[tuple[str, str]]]:
    """Whether a quote is from a summary of our own, and the pages (address, language) to read on."""
    return cited_pages(citation, bool(document and document.marks))


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """What every page is drawn with. `sections` are the pages of the navigation: the key of a name, and the path."""

    assistant: Assistant
    settings: Settings
    sections: list[tuple[str, str]] = field(default_factory=lambda: [("nav_ask", "")])
    templates: Environment = field(default_factory=_templates)

    def say(self, language: Language, key: str, **values: object) -> str:
        """A sentence of the assistant's own."""
        return self.assistant.wording().say(language, key, **values)

    def add(self, application: FastAPI, path: str, page: Page, section: str = "", methods: tuple[str, ...] = ("GET",)) -> None:
        """Serve a page at `/language/path`; with a `section`, the key of its name, it stands in the navigation."""
        for language in get_args(Language):
            application.add_route(f"/{language}/{path}", self._guarded(page, language), methods=list(methods))
        if section:
            self.sections.append((section, path))

    def missing(self, request: Request, language: Language) -> HTMLResponse:
        """The page that says that there is none."""
        return self.draw(request, language, "missing.html", 404, title=self.say(language, "missing_title"))

    def _guarded(self, page: Page, language: Language) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            try:
                return page(request, language)
            except NotThere:
                return self.missing(request, language)

        return respond

    def draw(self, request: Request, language: Language, template: str, status_code: int = 200, **values: Any) -> HTMLResponse:
        """A template with the site's own words and functions; `values` must hold `title`."""
        drawn = self.templates.get_template(template).render(**self.words(language), **self.place(request, language), **values)
        return HTMLResponse(drawn, status_code)

    def words(self, language: Language) -> dict[str, Any]:
        """What every template may use: `say`, dates, sums, links and evidence in the language.

        The index is looked up once for a page, not for each word of it.
        """
        shelf = self.assistant.shelf()
        say, document = functools.partial(shelf.wording.say, language), shelf.texts.document
        return {
            "language": language,
            "say": say,
            "day": lambda value: shown_date(value, language) if value else say("undated"),
            "euros": lambda value: shown_amount(value, language),
            "age": lambda days: say("age", time=shown_age(days, language)) if days is not None and days >= 0 else "",
            "kind_name": lambda kind: say(f"kind_{kind}") if kind in KINDS else kind,
            "link": safe_address,
            "shown_link": short_address,
            "language_name": lambda code: say(f"language_{code}") if code in LANGUAGES else code,
            "context": lambda citation: surroundings(document(citation.document_id), citation),
            "read_on": lambda citation: read_on(document(citation.document_id), citation),
            "document_address": functools.partial(document_address, language),
        }

    def place(self, request: Request, language: Language) -> dict[str, Any]:
        """Where a page stands: its section, and itself in the other languages."""
        here = request.url.path.removeprefix(f"/{language}").lstrip("/")
        query = f"?{request.url.query}" if request.url.query else ""
        return {
            "here": here,
            "compact": is_compact(request.url.query),
            "site_name": self.say(language, "title"),
            "sections": [(key, f"/{language}/{path}", here == path or bool(path and here.startswith(f"{path}/")))
                         for key, path in self.sections],
            "others": [(code, NAMES[code], f"/{code}/{here}{query}", code == language) for code in LANGUAGES],
        }  # fmt: skip

    def frame(self, language: Language) -> tuple[str, str]:
        """The start and the end of a page that is not drawn here, as HTML: the chat's."""
        place = {
            "here": "",
            "site_name": self.say(language, "title"),
            "sections": [(key, f"/{language}/{path}", not path) for key, path in self.sections],
            "others": [(code, NAMES[code], f"/{code}/", code == language) for code in LANGUAGES],
        }
        values = self.words(language) | place
        return self.templates.get_template("chat_top.html").render(values), self.templates.get_template("footer.html").render(
            values
        )
