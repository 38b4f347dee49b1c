import base64
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from web_shelf import small_assistant

from assistant.engine import Assistant
from assistant.records import Answer, Citation
from assistant.web.application import build_application
from assistant.web.receipts import MOST_SPANS, QuotedSpan, ReceiptError, check_spans, packed, read_check, unpacked

QUESTION = "What are the priorities of the Alpha agreement?"


@pytest.fixture
def assistant(shelf: Path, tmp_path: Path) -> Assistant:
    return small_assistant(shelf, tmp_path / "store")[0]


@pytest.fixture
def client(shelf: Path, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build_application(*small_assistant(shelf, tmp_path / "other"))) as client:
        yield client


def deflated(content: bytes) -> str:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(deflater.compress(content) + deflater.flush()).rstrip(b"=").decode()


def spans_of(answer: Answer) -> list[dict[str, object]]:
    return [{"document_id": c.document_id, "start": c.start, "end": c.end, "quote": c.quote} for c in answer.citations]


def test_a_receipt_gives_its_answer_back_and_names_who_made_it(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION)
    receipt = unpacked(packed(answer, "Made by an AI system."))
    assert receipt.answer == answer and receipt.answer.citations
    assert receipt.notice == "Made by an AI system." and receipt.made[:2] == "20"


@given(st.text(alphabet=st.characters(codec="utf-8")), st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_survives_a_receipt(question: str, text: str) -> None:
    answer = Answer(
        question, "sv", "answered", text, citations=(Citation(1, text, question, None, "fi", "", None, None, 0, 1, text),)
    )
    fragment = packed(answer, "n")
    assert unpacked(fragment).answer == answer
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in fragment)


@pytest.mark.parametrize("status", ["blocked_pii", "blocked_abuse", "error"])
def test_what_was_blocked_gets_no_receipt(status: str) -> None:
    assert packed(Answer("secret", "en", status, "No."), "n") == ""  # type: ignore[arg-type]


def test_an_answer_too_long_for_a_link_gets_no_receipt() -> None:
    noise = base64.b64encode(random.Random(1).randbytes(300_000)).decode()
    assert packed(Answer("?", "en", "answered", noise), "n") == ""
    assert packed(Answer("?", "en", "answered", "y" * 3_000_000), "n") == ""  # short as a link, but it would not be read


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "nonsense",
        "ä",
        "A" * 300_000,
        deflated(b"[" * 100_000),
        deflated(b"{}"),
        deflated(b'{"made": 1, "notice": "", "answer": {}}'),
        deflated(b'"' + b"a" * 50_000_000 + b'"'),  # 50 MB in 50 kB
        deflated(b"\xff\xfe"),
        deflated(json.dumps({"made": "", "notice": "", "answer": {"question": "?"}}).encode())[:-4],
    ],
    ids=lambda fragment: f"{fragment[:8]}-{len(fragment)}",
)
def test_garbage_is_no_receipt(fragment: str) -> None:
    with pytest.raises(ReceiptError):
        unpacked(fragment)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    for fragment in (base64.urlsafe_b64encode(content).decode(), deflated(content)):
        with pytest.raises(ReceiptError):
            unpacked(fragment)


def test_spans_hold_have_moved_have_changed_or_are_gone(assistant: Assistant) -> None:
    cited = assistant.answer(QUESTION).citations[0]
    span = QuotedSpan(cited.document_id, cited.start, cited.end, cited.quote)
    asked = [
        span,
        replace(span, start=span.start + 1),
        replace(span, quote="Other words."),
        replace(span, document_id="agreements/beta/en"),
        replace(span, start=-1, end=-1),
        replace(span, start=5, end=5, quote=""),
    ]
    assert check_spans(asked, assistant.document) == ["holds", "moved", "changed", "gone", "moved", "changed"]


def test_the_server_checks_spans_and_nothing_else(client: TestClient, assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION)
    found = client.post("/receipt/check", json={"spans": spans_of(answer)})
    assert found.json() == {
        "index_version": client.get("/health").json()["index_version"],
        "found": ["holds"] * len(answer.citations),
    }
    assert client.get("/receipt/check").status_code in (404, 405)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"[" * 100_000, 400),
        (b'{"spans": [{"document_id": 1}]}', 400),
        (b'{"spans": [{"document_id": "a", "start": 1e99, "end": 2, "quote": ""}]}', 400),
        (json.dumps({"spans": [{"document_id": "a", "start": 0, "end": 1, "quote": "q"}] * (MOST_SPANS + 1)}).encode(), 400),
        (b"x" * 1_000_001, 413),
        (b'{"spans": []}', 200),
        (b'{"spans": [{"document_id": "../../etc/passwd", "start": 0, "end": 9999999999999999, "quote": "q"}]}', 200),
    ],
    ids=range(9),
)
def test_a_hostile_request_is_refused(client: TestClient, body: bytes, status: int) -> None:
    assert client.post("/receipt/check", content=body).status_code == status


def test_spans_beyond_measure_are_refused() -> None:
    with pytest.raises(ReceiptError):
        read_check(b'{"spans": 1}')


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_of_a_receipt_holds_no_answer(client: TestClient, language: str) -> None:
    page = client.get(f"/{language}/receipt")
    assert page.status_code == 200 and 'id="receipt-shown" hidden' in page.text
    assert "{held}" in page.text  # for the script to fill in
