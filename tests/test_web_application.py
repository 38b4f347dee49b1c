import json
import re
import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from web_shelf import small_assistant

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.language_model import Patience, ScriptedModel
from assistant.records import Answer, Answered, AnswerEvent, TextDelta, Turn
from assistant.web.address import check_address
from assistant.web.answer_view import answer_markdown, fragment_in
from assistant.web.application import build_application, preferred_language
from assistant.web.exchanges import Exchanges
from assistant.web.markdown import BUSY, plain
from assistant.web.middleware import Frame, rewritten
from assistant.web.receipts import packed, unpacked
from assistant.wording import Wording, sentences
from assistant.written import Writer
from corpus import Programme

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def assistant(shelf: Path, tmp_path: Path) -> Assistant:
    return small_assistant(shelf, tmp_path / "store")[0]


@pytest.fixture
def client(shelf: Path, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build_application(*small_assistant(shelf, tmp_path / "store"))) as client:
        yield client


class Scripted:
    """An assistant that says what it is told, or fails."""

    def __init__(self, real: Assistant, events: Sequence[AnswerEvent | Exception]) -> None:
        self.wording, self.document, self._events = real.wording, real.document, events
        self.heard: list[tuple[str, list[Turn]]] = []

    def stream(self, question: str, history: Sequence[Turn] = (), interface: str | None = None) -> Iterator[AnswerEvent]:
        self.heard.append((question, list(history)))
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event


def ask(assistant: object, question: str, language: str = "en", chat: Sequence[dict[str, str]] = ()) -> list[tuple]:
    return list(Exchanges(assistant, language).ask(question, list(chat)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("sv-FI,sv;q=0.9", "sv"),
        ("de, en;q=0.3", "en"),
        ("en;q=0.5, sv-FI, fi;q=0.8", "sv"),
        ("de", "fi"),
        ("", "fi"),
        ("fi;q=x", "fi"),
    ],
)
def test_the_preferred_language_wins(accept: str, language: str) -> None:
    assert preferred_language(accept, "fi") == language


def test_the_application_serves_safe_pages_in_three_languages(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "sv-FI,en;q=0.2"}, follow_redirects=False)
    assert answer.headers["location"] == "/sv/" and answer.headers["vary"] == "Accept-Language"
    for language, title in zip(LANGUAGES, ("Kysy: Alfa", "Fråga om Alfa", "Ask about Alpha"), strict=True):
        page = client.get(f"/{language}/", headers={"Accept-Encoding": "gzip, br"})
        assert page.status_code == 200
        assert re.search(rf'<html[^>]* lang="{language}"', page.text)
        assert f"<title>{title}</title>" in page.text and page.text.count("<title>") == 1
        head = page.text.split("</head>")[0]
        assert head.index("/language.js") < head.index("gradio_config")
        assert "manifest.json" not in head
        assert re.findall(r'(?:href|src|content)="(?:https?:)?//(?!testserver)[^"]*', head) == []
        policy = page.headers["content-security-policy"]
        nonce = re.search(r"'nonce-([\w-]+)'", policy)
        assert nonce and page.text.count(f"<script nonce={nonce[1]}") == len(re.findall(r"<script[\s>]", page.text))
        assert "unsafe-eval" not in policy and "script-src 'self' 'nonce" in policy
    health = client.get("/health")
    assert health.json()["status"] == "ok" and health.json()["index_version"]
    assert health.headers["x-content-type-options"] == "nosniff" and health.headers["referrer-policy"] == "no-referrer"
    for name in ("language.js", "reader.js", "chat.js", "receipts.js", "receipt.js", "favicon.svg"):
        assert client.get(f"/{name}").status_code == 200
    assert client.get("/docs").status_code == 404
    refused = client.post("/en/gradio_api/upload", files={"files": ("a.txt", b"x" * 100)})
    assert refused.status_code == 413


def test_the_configuration_keeps_questions_private_and_limits_them(client: TestClient) -> None:
    config = client.get("/en/config").json()
    asking = [d for d in config["dependencies"] if d["backend_fn"] and d["inputs"]]
    assert len(asking) == 8  # send, Enter, the example, a suggested question; again; stop, edit, and what was kept
    assert all(d["api_visibility"] == "private" for d in config["dependencies"])
    names = {component["type"] for component in config["components"]}
    assert "html" not in names  # it would need unsafe-eval


def test_rewriting_a_page_leaves_its_body_alone() -> None:
    page = (
        b'<html style="a"><head><title>G</title><link href="https://fonts.example/x" rel="x"></head><body>https://x</body></html>'
    )
    frame = Frame('<script src="/a.js"></script>', "<header>h</header>", "<footer>f</footer>")
    assert rewritten(page, "sv", frame, "N") == (
        b'<html lang="sv" style="a"><head><script nonce=N src="/a.js"></script></head>'
        b"<body><header>h</header>https://x<footer>f</footer></body></html>"
    )


def test_an_answer_comes_with_its_sources(assistant: Assistant) -> None:
    *_, (chat, sources, _) = ask(assistant, "What are the priorities of the Alpha agreement?")
    assert chat[0]["role"] == "user" and BUSY not in chat[1]["content"]
    assert "hydrogen" in chat[1]["content"] and "(#source-1)" in chat[1]["content"]
    assert "<mark>" in sources and "Agreement of Alpha" in sources


def test_while_it_is_written_an_answer_is_busy_and_escaped(assistant: Assistant) -> None:
    scripted = Scripted(assistant, [TextDelta("<b>*x*"), Answered(Answer("?", "en", "answered", "<b>*x*"))])
    first, second, last = ask(scripted, "<i>why")
    assert BUSY in first[0][-1]["content"] and BUSY in second[0][-1]["content"] and BUSY not in last[0][-1]["content"]
    assert "<b>" not in second[0][-1]["content"] and "<i>" not in second[0][0]["content"]
    assert scripted.heard == [("<i>why", [])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_becomes_a_sentence_and_is_logged_without_the_question(
    assistant: Assistant, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    *_, (chat, _, question) = ask(Scripted(assistant, [TextDelta("Half"), RuntimeError("about secret-7")]), "secret-7", language)
    assert plain(chat[-1]["content"]).endswith(sentences(language)["error"])
    assert question == "secret-7"  # back in its box
    assert "RuntimeError" in caplog.text and "secret-7" not in caplog.text


def test_what_held_personal_data_is_not_kept_in_the_conversation(assistant: Assistant) -> None:
    *_, (chat, sources, _) = ask(assistant, "I am a.b@example.com")
    assert "example" not in str(chat) + sources


def test_choices_and_suggestions_can_be_asked(assistant: Assistant) -> None:
    *_, (chat, _, _) = ask(
        Scripted(assistant, [Answered(Answer("?", "en", "needs_clarification", "Which?", choices=("A?", "B?")))]), "x"
    )
    assert chat[-1]["options"] == [{"value": "A?"}, {"value": "B?"}]
    suggesting = Answer("?", "sv", "answered", "Svar.", suggestions=("C?",))
    *_, (chat, _, _) = ask(Scripted(assistant, [Answered(suggesting)]), "x")
    assert chat[-1]["options"] == [{"value": "C?"}] and "Du kan också fråga" in chat[-1]["content"]


def exchange(question: str, text: str) -> list[dict[str, str]]:
    """A question and its answer as they stand in the browser's conversation."""
    shown = answer_markdown(Answer(question, "en", "answered", text), Wording(Programme()).say)
    return [{"role": "user", "content": question}, {"role": "assistant", "content": shown}]


def test_earlier_turns_are_heard_from_their_receipts(assistant: Assistant) -> None:
    scripted = Scripted(assistant, [Answered(Answer("?", "en", "answered", "So."))])
    blocked = [{"role": "user", "content": "…"}, {"role": "assistant", "content": "Blocked."}]
    forged = [{"role": "assistant", "content": '<a href="/en/receipt#nonsense">x</a>'}]
    *_, (chat, _, _) = ask(scripted, "And b?", chat=[*exchange("What is (a)?", "It is [1].\n- so"), *blocked, *forged])
    assert scripted.heard[0][1] == [Turn("user", "What is (a)?"), Turn("assistant", "It is [1].\n- so")]
    assert "#source-1" not in chat[1]["content"]  # the panel shows the newest answer's sources


@pytest.mark.parametrize("status", ["blocked_pii", "blocked_abuse", "error"])
def test_what_was_blocked_has_no_receipt(assistant: Assistant, status: str) -> None:
    *_, (chat, _, _) = ask(Scripted(assistant, [Answered(Answer("x", "en", status, "No."))]), "x")  # type: ignore[arg-type]
    assert fragment_in(chat[-1]["content"]) == ""


def test_a_question_comes_back_to_be_changed_and_its_answer_goes(assistant: Assistant) -> None:
    events = Exchanges(assistant, "en")
    chat = [*exchange("First?", "One."), *exchange("Second?", "Two.")]
    left, _, question = events.edit(chat)
    assert question == "Second?" and len(left) == 2 and "One" in left[1]["content"]
    hidden = [*exchange("First?", "One."), {"role": "user", "content": "…"}, {"role": "assistant", "content": "Blocked."}]
    assert events.edit(hidden)[2] == "" and events.edit([])[0] == []


def test_the_last_question_is_asked_again_without_its_answer(assistant: Assistant) -> None:
    scripted = Scripted(assistant, [Answered(Answer("Second?", "en", "answered", "New."))])
    chat = [*exchange("First?", "One."), *exchange("Second?", "Two.")]
    *_, (shown, _, _) = Exchanges(scripted, "en").retry(chat)  # type: ignore[arg-type]
    assert scripted.heard == [("Second?", [Turn("user", "First?"), Turn("assistant", "One.")])]
    assert len(shown) == 4 and "New" in shown[-1]["content"] and "Two" not in str(shown)


def test_an_answer_that_is_given_up_is_no_longer_busy_and_says_so(assistant: Assistant) -> None:
    first, second, _ = ask(Scripted(assistant, [TextDelta("Half"), Answered(Answer("?", "en", "answered", "Half."))]), "Why?")
    for shown in (first, second):
        chat, _, _ = Exchanges(assistant, "en").stop(shown[0])
        assert BUSY not in str(chat) and "Stopped" in chat[-1]["content"]
    assert "Half" in chat[-1]["content"]


@pytest.mark.parametrize("kept", ["", "nonsense", "[[[[", "{}", "[1, null]", '["AAAA"]', "[" * 100_000])
def test_garbage_that_was_kept_is_a_new_conversation(assistant: Assistant, kept: str) -> None:
    assert Exchanges(assistant, "en").restore(kept)[0] == []


def test_what_was_kept_is_shown_again_and_says_when_its_sources_have_changed(assistant: Assistant) -> None:
    *_, (chat, sources, _) = ask(assistant, "What are the priorities of the Alpha agreement?")
    fragment = fragment_in(chat[-1]["content"])
    shown, again, _ = Exchanges(assistant, "en").restore(json.dumps(["broken", fragment]))
    assert [m["content"] for m in shown] == [m["content"] for m in chat] and again == sources
    answer = unpacked(fragment).answer
    moved = replace(answer, citations=tuple(replace(c, start=c.start + 1) for c in answer.citations))
    _, again, _ = Exchanges(assistant, "en").restore(json.dumps([packed(moved, "n")]))
    assert plain(again).count(sentences("en")["sources_changed"]) == 1 and sentences("en")["checked_note"] not in plain(again)


def test_nothing_is_asked_without_words(assistant: Assistant) -> None:
    scripted = Scripted(assistant, [])
    assert len(ask(scripted, "  \n")) == 1 and scripted.heard == []


def test_every_sentence_exists_in_all_three_languages() -> None:
    keys = {language: set(sentences(language)) for language in LANGUAGES}
    assert keys["fi"] == keys["sv"] == keys["en"]


def test_a_taken_port_is_told_before_anything_is_loaded() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AssistantError, match=str(port)) as caught:
            check_address("127.0.0.1", port)
    assert str(port + 1) in caught.value.hint


def test_a_page_says_when_questions_go_to_a_language_model(shelf: Path, tmp_path: Path, client: TestClient) -> None:
    writer = Writer(ScriptedModel([]), Patience())
    with TestClient(build_application(*small_assistant(shelf, tmp_path / "other", writer))) as other:
        for language in LANGUAGES:
            said = sentences(language)["privacy_model"].split(".")[0]
            assert said in other.get(f"/{language}/").text
            assert said not in client.get(f"/{language}/").text
