"""Rules for every response: safe headers, and pages that say their language and name no other host.

Gradio's page names fonts, cards and a manifest elsewhere, and leaves `<html lang>` and the title to the browser. The start
of the page is therefore rewritten here, and a Content-Security-Policy makes sure that nothing leaves the machine.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ELSEWHERE = re.compile(
    rb'\s*<(?:meta|link)[^>]*(?:property="og:|name="twitter:|rel="manifest"|href="https?://|content="https?://)[^>]*>'
)
_LANG = re.compile(rb'(<html[^>]*?)(?:\s+lang="[^"]*")?(?=[\s>])')
_BODY = re.compile(rb"<body[^>]*>")
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
_NAMED_BY_CONTENT = re.compile(r"/[a-z]{2}/assets/[\w.-]+-[\w-]{8}\.(?:js|css|woff2?)")
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
_PLAIN_POLICY = (  # of pages that hold no script of Gradio's
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {framing}"
)
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {framing}"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around Gradio's part of a page: first in its `<head>`, and first and last in its `<body>`."""

    head: str
    top: str
    bottom: str


class PageRules:
    """ASGI middleware. `frames` maps a page's language to what makes its frame; its path is `/language/`.

    Pages may be framed by our own and by those of `embed_hosts`.
    """

    def __init__(self, app: ASGIApp, frames: Mapping[str, Callable[[], Frame]], embed_hosts: Sequence[str] = ()) -> None:
        self._app, self._frames = app, frames
        self._framing = " ".join(("'self'", *embed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite pages; add headers to everything else as it passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language = scope["path"].strip("/")
        if language not in self._frames:
            await self._app(scope, receive, lambda message: send(self._with_headers(message, scope["path"])))
            return
        held: list[Message] = []
        compact = is_compact(scope["query_string"].decode("latin-1"))

        async def hold(message: Message) -> None:
            if message["type"] not in ("http.response.start", "http.response.body"):
                return
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await self._send_page(held, language, compact, send)

        unpacked = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        await self._app({**scope, "headers": unpacked}, receive, hold)

    async def _send_page(self, messages: list[Message], language: str, compact: bool, send: Send) -> None:
        body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
        headers = [(k.lower(), v) for k, v in messages[0]["headers"] if k.lower() != b"content-length"]
        if any(k == b"content-type" and v.startswith(b"text/html") for k, v in headers):
            nonce = secrets.token_urlsafe(16)
            body = rewritten(body, language, self._frames[language](), nonce, compact)
            policy = _POLICY.format(nonce=nonce, framing=self._framing).encode()
            headers += [(b"content-security-policy", policy), (b"cache-control", b"no-store")]
        headers.append((b"content-length", str(len(body)).encode()))
        await send(self._with_headers({**messages[0], "headers": headers}))
        await send({"type": "http.response.body", "body": body})

    def _with_headers(self, message: Message, path: str = "") -> Message:
        if message["type"] != "http.response.start":
            return message
        headers = [(k.lower(), v) for k, v in message["headers"]]
        named = {k for k, _ in headers}
        headers += [(k, v) for k, v in _HEADERS.items() if k not in named]
        if dict(headers).get(b"content-type", b"").startswith(b"text/html") and b"content-security-policy" not in named:
            headers.append((b"content-security-policy", _PLAIN_POLICY.format(framing=self._framing).encode()))
        if message["status"] == 200 and _NAMED_BY_CONTENT.fullmatch(path) and b"cache-control" not in named:
            headers.append((b"cache-control", b"public, max-age=31536000, immutable"))
        return {**message, "headers": headers}


def is_compact(query: str) -> bool:
    """Whether a page is asked for as it is embedded in other sites: without header and footer."""
    return "1" in parse_qs(query).get("compact", ())


def rewritten(body: bytes, language: str, frame: Frame, nonce: str, compact: bool = False) -> bytes:
    """A page with its language, in its frame, no other host, and the nonce on every script."""
    body = _TITLE.sub(b"", _ELSEWHERE.sub(b"", body), count=1)
    attributes = f' lang="{language}"{" data-compact" * compact}'.encode()
    body = _LANG.sub(rb"\1" + attributes, body, count=1)
    body = body.replace(b"<head>", b"<head>" + frame.head.encode(), 1)
    body = _BODY.sub(lambda tag: tag[0] + frame.top.encode(), body, count=1)
    begin, end, rest = body.rpartition(b"</body>")
    body = begin + frame.bottom.encode() + end + rest
    return re.sub(rb"<script(?=[\s>])", f"<script nonce={nonce}".encode(), body)
