"""The pages about the service tell what is so with this very service, in every language."""

from pathlib import Path

import pytest
import web_shelf
from fastapi.testclient import TestClient
from web_shelf import small_assistant

from assistant import VERSION
from assistant.language_model import Patience, ScriptedModel
from assistant.settings import FeedbackSettings, ModelSettings
from assistant.web.application import build_application
from assistant.wording import sentences
from assistant.written import Writer

LANGUAGES = ("fi", "sv", "en")
SERVICE = """
service:
  operator: {fi: Alfan virasto, sv: Alfas verk, en: Agency of Alpha}
  feedback:
    name: {fi: Kirjaamo, sv: Registratorskontoret, en: Registry}
    url: {fi: "https://alpha.example/r/fi", sv: "https://alpha.example/r/sv", en: "https://alpha.example/r/en"}
  assessed: 2026-11-30
  accessibility_law: {fi: Alfan lain, sv: Alfas lag, en: the Act of Alpha}
  accessibility_authority:
    name: {fi: Alfan valvoja, sv: Alfas tillsyn, en: Supervisor of Alpha}
    url: {fi: "https://s.example/fi", sv: "https://s.example/sv", en: "javascript:alert(1)"}
  answer_days: 14
  data_protection_authority:
    name: {fi: Tietosuoja, sv: Dataskyddet, en: Data protection}
    url: {fi: "https://d.example/", sv: "https://d.example/", en: "https://d.example/"}
"""


def pages(shelf: Path, store: Path, changes: dict[str, object], writer: Writer | None = None) -> TestClient:
    assistant, settings = small_assistant(shelf, store, writer)
    return TestClient(build_application(assistant, settings.model_copy(update=changes)))


def test_without_data_of_the_service_the_pages_name_nobody_and_say_what_holds_anywhere(shelf: Path, tmp_path: Path) -> None:
    client = pages(shelf, tmp_path / "store", {})
    for language in LANGUAGES:
        said = sentences(language)
        about, privacy, statement = (
            client.get(f"/{language}/{path}").text for path in ("about", "about/privacy", "about/accessibility")
        )
        assert said["about_ai"].split(":")[0] in about and said["about_tell_operator"] in about
        assert VERSION in about and "hashed" in about and client.get("/health").json()["index_version"] in about
        assert said["privacy_none"] in privacy and said["privacy_not_sent"] in privacy and said["privacy_feedback_off"] in privacy
        assert said["accessibility_partly"] in statement and "EN 301 549" in statement and VERSION in statement
        assert said["accessibility_enforcement"] not in statement + privacy
        for page in (about, privacy, statement):
            assert not any(word in page for word in ("Finland", "Suomi", "Traficom", "306/2019"))


def test_who_keeps_the_service_and_who_watches_over_it_is_told_from_data(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_shelf, "PROGRAMME", web_shelf.PROGRAMME + SERVICE)
    client = pages(shelf, tmp_path / "store", {})
    told = {
        "fi": ("Alfan virasto", "Kirjaamo", "Alfan lain", "Alfan valvoja", "30. marraskuuta 2026", "Tietosuoja"),
        "sv": ("Alfas verk", "Registratorskontoret", "Alfas lag", "Alfas tillsyn", "30 november 2026", "Dataskyddet"),
        "en": ("Agency of Alpha", "Registry", "the Act of Alpha", "Supervisor of Alpha", "30 November 2026", "Data protection"),
    }
    for language, (operator, office, law, supervisor, day, protection) in told.items():
        statement = client.get(f"/{language}/about/accessibility").text
        assert all(text in statement for text in (operator, office, law, supervisor, day, " 14 "))
        assert f'href="https://alpha.example/r/{language}"' in statement and "javascript:" not in statement
        assert protection in client.get(f"/{language}/about/privacy").text
        assert office in client.get(f"/{language}/about").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_tells_of_the_model_the_vectors_and_the_feedback_that_are_in_use(
    shelf: Path, tmp_path: Path, language: str
) -> None:
    model = ModelSettings(name="openai:tiny<b>", base_url="http://127.0.0.1:8080/v1")
    feedback = FeedbackSettings(enabled=True, days=45, file=tmp_path / "feedback.sqlite")
    changes = {"model": model, "chroma_url": "http://vectors.example:8000", "feedback": feedback}
    client = pages(shelf, tmp_path / "store", changes, Writer(ScriptedModel([]), Patience()))
    page, said = client.get(f"/{language}/about/privacy").text, sentences(language)
    assert "tiny&lt;b&gt;" in page and said["privacy_place_here"] in page and "vectors.example" in page
    assert said["privacy_feedback_on"] in page and said["privacy_feedback_why"].format(days=45) in page
    assert not any(said[key] in page for key in ("privacy_none", "privacy_not_sent", "privacy_feedback_off"))
    hosted = pages(
        shelf, tmp_path / "other", changes | {"model": ModelSettings(name="openai:tiny")}, Writer(ScriptedModel([]), Patience())
    )
    assert said["privacy_place_provider"].format(provider="openai") in hosted.get(f"/{language}/about/privacy").text


def test_every_page_says_at_its_end_that_it_is_an_ai_system_and_leads_to_the_statements(shelf: Path, tmp_path: Path) -> None:
    client = pages(shelf, tmp_path / "store", {})
    for language in LANGUAGES:
        for path in ("about", "about/privacy", "about/accessibility", "nowhere"):
            page = client.get(f"/{language}/{path}").text
            footer = page.partition("<footer")[2]
            assert sentences(language)["ai_notice"] in footer
            assert f'href="/{language}/about/privacy"' in footer and f'href="/{language}/about/accessibility"' in footer
