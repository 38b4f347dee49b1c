"""One FastAPI application with a page a language: `/fi/`, `/sv/`, `/en/`; `/` leads to the browser's language."""

import functools
from collections.abc import Callable
from importlib import resources
from typing import cast, get_args

import gradio
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.requests import Request
from starlette.routing import Mount

from assistant.engine import Assistant
from assistant.records import Language
from assistant.settings import Settings
from assistant.web import about, cities, document, eligibility_page, learn_pages, news, quiz_page, receipt_page, sources
from assistant.web.chat import build_page, page_frame
from assistant.web.embedding import add_embedding
from assistant.web.feedback import add_feedback, forgetting
from assistant.web.middleware import PageRules
from assistant.web.site import Site
from assistant.web.theme import gradio_theme, variables
from corpus import LANGUAGES

_FILES = {
    "language.js": "text/javascript",
    "reader.js": "text/javascript",
    "receipts.js": "text/javascript",
    "chat.js": "text/javascript",
    "receipt.js": "text/javascript",
    "print.js": "text/javascript",
    "feedback.js": "text/javascript",
    "favicon.svg": "image/svg+xml",
}
_SECTIONS: tuple[Callable[[Site, FastAPI], None], ...] = (
    cities.add_pages,
    eligibility_page.add_pages,
    quiz_page.add_pages,
    learn_pages.add_pages,
    news.add_pages,
    sources.add_pages,
    document.add_pages,
    about.add_pages,
    receipt_page.add_pages,
)  # what adds the pages beside the chat, in the navigation's order
_SMALLEST_UPLOAD = 1  # bytes; the page takes no files, and an upload by hand is refused


def preferred_language(accept: str, fallback: str) -> str:
    """The first of our languages in an `Accept-Language` header, by its weights.

    >>> preferred_language("en;q=0.5, sv-FI, fi;q=0.8", "fi")
    'sv'
    """
    wishes: list[tuple[float, str]] = []
    for part in accept.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag[:2].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in LANGUAGES), fallback)


def language_of(request: Request, fallback: Language) -> Language:
    """The language of a request's path, else that of its browser."""
    first = request.url.path.split("/")[1]
    known = first if first in LANGUAGES else preferred_language(request.headers.get("accept-language", ""), fallback)
    return cast(Language, known)


def build_application(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    lifespan = forgetting(settings.feedback)
    application = FastAPI(title="assistant", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    site, style = Site(assistant, settings), _read("chat.css")
    frames = {language: functools.partial(page_frame, site, language) for language in get_args(Language)}
    application.add_middleware(PageRules, frames=frames, embed_hosts=settings.server.embed_hosts)

    @application.get("/")
    def root(request: Request) -> RedirectResponse:
        language = language_of(request, settings.language)
        return RedirectResponse(f"/{language}/", headers={"Vary": "Accept-Language"})

    @application.get("/health")
    def health() -> JSONResponse:
        return JSONResponse({"status": "ok", "index_version": assistant.index_version()})

    @application.exception_handler(404)
    def missing(request: Request, error: Exception) -> Response:
        return site.missing(request, language_of(request, settings.language))

    _add_files(application)
    add_feedback(site, application)
    add_embedding(site, application)
    for add_pages in _SECTIONS:
        add_pages(site, application)
    for language in get_args(Language):
        gradio.mount_gradio_app(
            application,
            build_page(site, language),
            path=f"/{language}",
            footer_links=[],
            theme=gradio_theme(),
            css=style,
            show_error=False,
            max_file_size=_SMALLEST_UPLOAD,
            ssr_mode=False,
            enable_monitoring=False,
        )
        cast(FastAPI, cast(Mount, application.routes[-1]).app).add_exception_handler(404, missing)
    return application


def _add_files(application: FastAPI) -> None:
    for name, kind in _FILES.items():
        application.add_api_route(f"/{name}", _file(_read(name), kind))
    application.add_api_route("/site.css", _file(variables() + _read("site.css"), "text/css"))


def _read(name: str) -> str:
    return (resources.files("assistant.web") / name).read_text(encoding="utf-8")


def _file(content: str, kind: str) -> Callable[[], Response]:
    return lambda: Response(content, media_type=kind, headers={"Cache-Control": "max-age=3600"})


def serve(application: FastAPI, host: str, port: int) -> None:
    """Serve until stopped."""
    uvicorn.run(application, host=host, port=port, log_level="warning", access_log=False)
