"""One FastAPI application with a page a language: `/fi`, `/sv`, `/en`; `/` leads to the browser's language.

A middleware gives every page its `<html lang>` and takes out the addresses of other hosts that Gradio's page names, so that
no request leaves the machine.
"""

import os
import re
import socket
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import get_args

import gradio
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.records import Language
from assistant.settings import Settings
from assistant.web.page import build_page, page_head, theme
from corpus import LANGUAGES

_ELSEWHERE = re.compile(rb'\s*<(?:meta|link)[^>]*(?:property="og:|name="twitter:|href="https?://|content="https?://)[^>]*>')
_LANG = re.compile(rb'(<html[^>]*?)(?:\s+lang="[^"]*")?(?=[\s>])')


class LanguageOfPage:
    """ASGI middleware: pages under `/fi`, `/sv` and `/en` say so in `<html lang>` and name no other host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the start of HTML pages; everything else passes untouched."""
        language = scope.get("path", "/")[1:3]
        is_page = scope["type"] == "http" and language in LANGUAGES and scope["path"].rstrip("/") == f"/{language}"
        if not is_page:
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def rewrite(message: Message) -> None:
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await _send_page(held, language, send)

        await self._app(scope, receive, rewrite)


async def _send_page(messages: list[Message], language: str, send: Send) -> None:
    start = messages[0]
    body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
    if any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in start["headers"]):
        body = _ELSEWHERE.sub(b"", body)
        body = _LANG.sub(rb'\1 lang="' + language.encode() + rb'"', body, count=1)
    headers = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})


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


def build_application(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    application = FastAPI(title="assistant", docs_url=None, redoc_url=None, openapi_url=None)
    application.add_middleware(LanguageOfPage)
    application.middleware("http")(_safe_headers)

    @application.get("/")
    def root(request: Request) -> RedirectResponse:
        language = preferred_language(request.headers.get("accept-language", ""), settings.language)
        return RedirectResponse(f"/{language}", headers={"Vary": "Accept-Language"})

    @application.get("/health")
    def health() -> JSONResponse:
        return JSONResponse({"status": "ok", "index_version": assistant.index_version()})

    for name, kind in (("language.js", "text/javascript"), ("favicon.svg", "image/svg+xml")):
        application.add_api_route(f"/{name}", _file(name, kind))
    style = _read("page.css")
    for language in get_args(Language):
        gradio.mount_gradio_app(
            application,
            build_page(assistant, language, settings.server.concurrency),
            path=f"/{language}",
            footer_links=[],
            theme=theme(),
            css=style,
            head=page_head(),
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
        )
    return application


def _read(name: str) -> str:
    return (resources.files("assistant.web") / name).read_text(encoding="utf-8")


def _file(name: str, kind: str) -> Callable[[], Response]:
    content = _read(name)
    return lambda: Response(content, media_type=kind, headers={"Cache-Control": "max-age=3600"})


async def _safe_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def serve(application: FastAPI, host: str, port: int) -> None:
    """Serve until stopped. Raises `AssistantError` when the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            hint = f"ASSISTANT_SERVER__PORT={port + 1} make run"
            raise AssistantError(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}", hint) from error
    uvicorn.run(application, host=host, port=port, log_level="warning", access_log=False)
