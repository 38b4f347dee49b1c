"""Feedback on answers over HTTP: taken only where the operator wants it, only from our own pages, never with an address."""

import asyncio
import html
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from typing import cast

import msgspec
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from assistant.errors import AssistantError
from assistant.feedback import LONGEST_REASON, Feedback, FeedbackFile, new_code, screened
from assistant.records import Language
from assistant.settings import FeedbackSettings
from assistant.web.site import Site
from corpus import LANGUAGES

_LOG = logging.getLogger(__name__)
_DAY = 24 * 60 * 60  # seconds
_LARGEST = 64 * 1024  # bytes of a request
_WORDS = ("ask", "yes", "no", "reason", "stored", "send", "cancel", "remove", "failed", "more")


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a page sends."""

    language: Language
    helpful: bool
    question: str
    answer: str
    reason: str


def forgetting(settings: FeedbackSettings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What deletes old feedback now, and daily while the application runs; also where no more is taken."""
    file = FeedbackFile(settings.file, settings.days)
    file.forget(date.today())

    @asynccontextmanager
    async def running(application: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(_forget_daily(file))
        yield
        task.cancel()

    return running


async def _forget_daily(file: FeedbackFile) -> None:
    while True:
        await asyncio.sleep(_DAY)
        try:
            await run_in_threadpool(file.forget, date.today())
        except AssistantError as error:
            _LOG.error("%s", error)


def feedback_script(site: Site, language: Language) -> str:
    """What asks for feedback, for a page's head; nothing where none is wanted."""
    settings = site.settings.feedback
    if not settings.enabled:
        return ""
    words = {name: site.say(language, f"feedback_{name}", days=settings.days) for name in _WORDS}
    words |= {"language": language, "privacy": f"/{language}/about/privacy#feedback", "longest": str(LONGEST_REASON)}
    data = " ".join(f'data-{name}="{html.escape(text)}"' for name, text in words.items())
    return f'<script src="/feedback.js" {data}></script>'


def add_feedback(site: Site, application: FastAPI) -> None:
    """Take feedback at `POST /feedback`, and remove it at `DELETE /feedback/language/code`."""
    settings = site.settings.feedback
    if not settings.enabled:
        return
    file = FeedbackFile(settings.file, settings.days)

    @application.post("/feedback")
    async def take(request: Request) -> JSONResponse:
        body = await _body(request)
        if body is None:
            return _told(site, site.settings.language, "failed", 400)
        try:
            sent = msgspec.json.decode(body, type=_Sent)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _told(site, site.settings.language, "failed", 400)
        return await run_in_threadpool(_take, site, file, sent)

    @application.delete("/feedback/{language}/{code}")
    def remove(language: str, code: str) -> JSONResponse:
        spoken = cast(Language, language if language in LANGUAGES else site.settings.language)
        return _told(site, spoken, "removed") if file.delete(code) else _told(site, spoken, "failed", 404)


async def _body(request: Request) -> bytes | None:
    """The body of a request that one of our own pages may have sent: other sites cannot send JSON here."""
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    if elsewhere or request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return None
    return body


def _take(site: Site, file: FeedbackFile, sent: _Sent) -> JSONResponse:
    texts = screened(sent.question, sent.answer, sent.reason, site.assistant.longest_question)
    if texts is None:
        return _told(site, sent.language, "refused", 422)
    code, version = new_code(), site.assistant.index_version()
    row = Feedback(code, date.today().isoformat(), sent.language, sent.helpful, *texts, version)
    try:
        kept = file.add(row)
    except AssistantError as error:
        _LOG.error("%s", error)
        kept = False
    if not kept:
        return _told(site, sent.language, "failed", 503)
    return JSONResponse({"code": code, "text": site.say(sent.language, "feedback_thanks", code=code)})


def _told(site: Site, language: Language, what: str, status: int = 200) -> JSONResponse:
    return JSONResponse({"text": site.say(language, f"feedback_{what}")}, status)
