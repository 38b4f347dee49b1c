"""The page that shows a receipt, and the check whether its quotes still stand in the index of today.

The receipt lies in the address's fragment or in a file, and is read by receipt.js in the browser. Only the spans come here, when
asked for; neither they nor what was found are stored.
"""

import json

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from assistant.records import Language
from assistant.web.receipts import ReceiptError, check_spans, read_check
from assistant.web.site import Site

_MOST_BYTES = 1_000_000
_KINDS = ("answered", "partial", "not_in_sources", "out_of_scope", "needs_clarification", "smalltalk", "conflict")
_FOR_SCRIPTS = (
    *("copied", "copy_failed", "question_label", "sources_label", "receipt_index", "receipt_made", "undated", "whole_document"),
    *("receipt_holds", "receipt_moved", "receipt_changed", "receipt_gone", "receipt_all_hold", "receipt_some", "receipt_failed"),
    *("verdict_quoted", "verdict_supported", "verdict_computed", "language_fi", "language_sv", "language_en", "open_page"),
    *(f"kind_{kind}" for kind in _KINDS),
)


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `receipt`, and the check of spans."""

    def receipt(request: Request, language: Language) -> Response:
        said = {key: site.say(language, key, held="{held}", total="{total}") for key in _FOR_SCRIPTS}  # the script fills these in
        words = json.dumps(said, ensure_ascii=False)
        return site.draw(request, language, "receipt.html", title=site.say(language, "receipt_title"), words=words)

    async def check(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BYTES:
                return JSONResponse({"error": "too long"}, 413)
        try:
            spans = read_check(body)
        except ReceiptError as error:
            return JSONResponse({"error": str(error)}, 400)
        found = await run_in_threadpool(check_spans, spans, site.assistant.document)
        return JSONResponse({"index_version": site.assistant.index_version(), "found": found})

    site.add(application, "receipt", receipt)
    application.add_route("/receipt/check", check, methods=["POST"])
