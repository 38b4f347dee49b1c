"""Feedback: taken only where it is wanted, by keyboard too, and never with personal data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import serving, violations, visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from web_shelf import small_assistant

from assistant.feedback import FeedbackFile
from assistant.settings import FeedbackSettings
from assistant.web.application import build_application
from assistant.wording import sentences

SENT = {"language": "en", "helpful": False, "question": "Who pays?", "answer": "The city [1].", "reason": "Too short."}
QUESTIONS = {
    "fi": "Mitkä ovat Alfan sopimuksen painopisteet?",
    "sv": "Vilka är tyngdpunkterna i Alfas avtal?",
    "en": "What are the priorities of the Alpha agreement?",
}
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def client(shelf: Path, tmp_path: Path) -> Iterator[TestClient]:
    assistant, settings = small_assistant(shelf, tmp_path / "store")
    wanted = FeedbackSettings(enabled=True, file=tmp_path / "feedback.sqlite")
    with TestClient(build_application(assistant, settings.model_copy(update={"feedback": wanted}))) as client:
        yield client


def test_nothing_is_asked_or_taken_by_default(shelf: Path, tmp_path: Path) -> None:
    assistant, settings = small_assistant(shelf, tmp_path / "store")
    feedback = settings.feedback.model_copy(update={"file": tmp_path / "feedback.sqlite"})
    client = TestClient(build_application(assistant, settings.model_copy(update={"feedback": feedback})))
    assert "feedback.js" not in client.get("/en/").text
    assert client.post("/feedback", json=SENT).status_code == 404
    assert not (tmp_path / "feedback.sqlite").exists()


def test_what_is_sent_is_stored_without_address_and_removed_by_its_code(client: TestClient, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path / "feedback.sqlite", 90)
    assert file.all() == []
    got = client.post("/feedback", json=SENT, headers={"User-Agent": "Browser-of-7", "X-Forwarded-For": "192.0.2.7"}).json()
    (kept,) = file.all()
    assert kept.code == got["code"] and got["code"] in got["text"]
    assert (kept.helpful, kept.question, kept.answer, kept.reason) == (False, "Who pays?", "The city [1].", "Too short.")
    assert kept.index_version == client.get("/health").json()["index_version"]
    raw = (tmp_path / "feedback.sqlite").read_bytes()
    assert not any(trace in raw for trace in (b"Browser-of-7", b"192.0.2.7", b"testclient"))
    assert client.delete("/feedback/en/AAAA-AAAA-AAAA").status_code == 404
    assert client.delete(f"/feedback/en/{got['code']}").json()["text"] == sentences("en")["feedback_removed"]
    assert file.all() == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"question": "I am 131052-308T, who pays?"}, 422),
        ({"reason": "call +358 40 123 4567"}, 422),
        ({"question": ""}, 422),
        ({"question": "x" * 5000}, 422),
        ({"language": "de"}, 400),
        ({"helpful": "yes"}, 400),
        ({"address": "192.0.2.7"}, 400),
        ({"answer": "x" * 70_000}, 400),
    ],
)
def test_what_may_not_be_stored_is_refused(client: TestClient, tmp_path: Path, change: dict[str, object], status: int) -> None:
    got = client.post("/feedback", json=SENT | change)
    assert got.status_code == status and got.json()["text"]
    assert FeedbackFile(tmp_path / "feedback.sqlite", 90).all() == []


def test_other_sites_cannot_send_feedback(client: TestClient) -> None:
    assert client.post("/feedback", json=SENT, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post("/feedback", content=json.dumps(SENT), headers={"Content-Type": "text/plain"}).status_code == 400
    assert client.post("/feedback", content=b"\xff\xfe{", headers={"Content-Type": "application/json"}).status_code == 400
    preflight = client.options("/feedback", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in preflight.headers


def test_old_feedback_is_deleted_at_the_start_also_where_no_more_is_taken(shelf: Path, tmp_path: Path) -> None:
    from test_assistant_feedback import row

    file = FeedbackFile(tmp_path / "feedback.sqlite", 90)
    file.add(row("old", "2020-01-01"))
    assistant, settings = small_assistant(shelf, tmp_path / "store")
    feedback = FeedbackSettings(file=tmp_path / "feedback.sqlite")
    build_application(assistant, settings.model_copy(update={"feedback": feedback}))
    assert file.all() == []


@pytest.mark.browser
@pytest.mark.parametrize(("language", "scheme"), [("fi", "light"), ("sv", "dark"), ("en", "light")])
def test_feedback_is_given_and_removed_by_keyboard_alone(
    browser: Browser, shelf: Path, tmp_path: Path, language: str, scheme: str
) -> None:
    said, file = sentences(language), FeedbackFile(tmp_path / "feedback.sqlite", 90)
    assistant, settings = small_assistant(shelf, tmp_path / "store")
    wanted = FeedbackSettings(enabled=True, file=tmp_path / "feedback.sqlite")
    with serving(build_application(assistant, settings.model_copy(update={"feedback": wanted}))) as url:
        page = visit(browser, f"{url}/{language}/", scheme=scheme, width=360)
        page.locator("#question textarea").wait_for(timeout=PATIENCE)
        page.locator("#question textarea").focus()
        page.keyboard.type(QUESTIONS[language])
        page.keyboard.press("Enter")
        box = page.get_by_role("group", name=said["feedback_ask"])
        expect(box).to_be_visible(timeout=PATIENCE)
        expect(box).to_have_attribute("aria-live", "off")
        heights = box.get_by_role("button").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
        assert len(heights) == 2 and min(heights) >= 44
        box.get_by_role("button", name=said["feedback_no"]).press("Enter")
        expect(box.get_by_label(said["feedback_reason"])).to_be_focused()
        expect(box).to_contain_text(said["feedback_stored"].format(days=90))
        assert file.all() == [] and violations(page) == []
        page.keyboard.type("131052-308T")
        box.get_by_role("button", name=said["feedback_send"]).press("Enter")
        expect(box.get_by_text(said["feedback_refused"])).to_be_focused()
        assert [noted for noted in page.wrong if "422" not in noted] == []  # type: ignore[attr-defined]
        page.wrong.clear()  # type: ignore[attr-defined]
        box.get_by_label(said["feedback_reason"]).fill("<b>Hm</b>")
        box.get_by_role("button", name=said["feedback_send"]).press("Enter")
        expect(box.locator("p[tabindex]")).to_contain_text(said["feedback_thanks"].split("{")[0])
        expect(box.locator("p[tabindex]")).to_be_focused()
        (kept,) = file.all()
        assert kept.question == QUESTIONS[language] and kept.reason == "<b>Hm</b>" and not kept.helpful
        assert said["feedback_ask"] not in kept.answer and "[1]" in kept.answer
        assert violations(page) == []
        box.get_by_role("button", name=said["feedback_remove"]).press("Enter")
        expect(box.locator("p[tabindex]")).to_have_text(said["feedback_removed"])
        assert file.all() == [] and page.wrong == []  # type: ignore[attr-defined]
        page.close()
