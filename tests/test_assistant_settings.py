"""Settings: one typed tree, from defaults, a file, the environment and flags, in that order of strength."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant import SettingsError
from assistant.settings import Settings, load_settings, settings_table


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, for a settings file."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "assistant.toml").write_text(text, encoding="utf-8")


def test_the_defaults_need_nothing(folder: Path) -> None:
    settings = load_settings()
    assert (settings.language, settings.encoder.model, settings.answer.max_sentences) == ("fi", "", 5)
    assert settings.documents.is_dir()


def test_a_flag_beats_the_environment_and_that_beats_the_file_and_that_the_default(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().store != Path("from-file")
    write(folder, 'store = "from-file"\nlanguage = "sv"\n')
    assert load_settings().store == Path("from-file")
    monkeypatch.setenv("ASSISTANT_STORE", "from-environment")
    assert load_settings().store == Path("from-environment")
    assert load_settings(store=Path("from-flag")).store == Path("from-flag")
    assert load_settings(store=None).store == Path("from-environment")
    assert load_settings().language == "sv"


def test_a_group_may_come_from_several_places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "[answer]\npassages = 5\nmax_sentences = 2\n")
    monkeypatch.setenv("ASSISTANT_ANSWER__MAX_SENTENCES", "3")
    answer = load_settings().answer
    assert (answer.passages, answer.max_sentences, answer.max_question_characters) == (5, 3, 2000)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("colour = 1\n", "colour"),
        ("[answer]\ncolour = 1\n", "answer.colour"),
        ('language = "de"\n', "language"),
        ("[answer]\npassages = 0\n", "answer.passages"),
        ("[answer]\nmax_sentences = 11\n", "answer.max_sentences"),
        ("[answer]\nmax_question_characters = 99\n", "answer.max_question_characters"),
        ("[chunking]\nmax_tokens = 501\n", "chunking.max_tokens"),
        ("[server]\nport = 70000\n", "server.port"),
        ('[server]\nport = "many"\n', "server.port"),
        ("[encoder]\nthreads = -1\n", "encoder.threads"),
        ('today = "yesterday"\n', "today"),
        *(
            (f'chroma_url = "{url}"\n', "chroma_url")
            for url in ("localhost:8000", "ftp://a", "http://", "http://a/b", "http://a:x")
        ),
    ],
)
def test_a_wrong_key_or_value_in_the_file_is_named_with_its_path(folder: Path, text: str, path: str) -> None:
    write(folder, text)
    with pytest.raises(SettingsError, match=rf"'{path}'") as error:
        load_settings()
    assert error.value.hint


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8000", "http://[::1]:8000/", "https://vectors.example"])
def test_a_chroma_server_is_named_by_its_address(folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", url)
    assert load_settings().chroma_url == url


def test_hosts_that_may_embed_are_a_list_of_origins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().server.embed_hosts == ()
    write(folder, '[server]\nembed_hosts = ["https://www.example.fi"]\n')
    assert load_settings().server.embed_hosts == ("https://www.example.fi",)
    monkeypatch.setenv("ASSISTANT_SERVER__EMBED_HOSTS", "https://a.example, http://127.0.0.1:8080")
    assert load_settings().server.embed_hosts == ("https://a.example", "http://127.0.0.1:8080")


@pytest.mark.parametrize("hosts", ["*", "example.fi", "https://a.fi/x", "https://a.fi; script-src *", "https://*", "'none'"])
def test_a_host_that_is_no_origin_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("ASSISTANT_SERVER__EMBED_HOSTS", hosts)
    with pytest.raises(SettingsError, match=r"server\.embed_hosts"):
        load_settings()


@pytest.mark.parametrize("text", ["[answer]\npassages = 1\nmax_sentences = 10\n", "[chunking]\nmax_tokens = 40\n"])
def test_the_bounds_themselves_are_allowed(folder: Path, text: str) -> None:
    write(folder, text)
    load_settings()


def test_a_file_that_does_not_parse_is_named(folder: Path) -> None:
    write(folder, "store = \n")
    with pytest.raises(SettingsError, match=r"assistant\.toml"):
        load_settings()


@pytest.mark.parametrize("name", ["ASSISTANT_COLOUR", "ASSISTANT_ANSWER__COLOUR", "ASSISTANT_ANSWER_PASSAGES"])
def test_an_unknown_variable_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_wrong_value_in_the_environment_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ANSWER__PASSAGES", "31")
    with pytest.raises(SettingsError, match=r"answer\.passages"):
        load_settings()


def test_the_day_can_be_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().day == date.today()
    monkeypatch.setenv("ASSISTANT_TODAY", "2026-02-12")
    assert load_settings().day == date(2026, 2, 12)


def test_every_setting_has_a_description_and_a_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = settings_table()
    assert len({path for path, _, _ in rows}) == len(rows) > 10
    assert all(description for _, _, description in rows)
    for path, default, _ in rows:
        if default:
            monkeypatch.setenv(f"ASSISTANT_{path.replace('.', '__').upper()}", default)
    assert load_settings().server.port == 7860


def test_settings_cannot_be_changed(folder: Path) -> None:
    settings: Settings = load_settings()
    with pytest.raises(ValidationError):
        settings.language = "sv"
    with pytest.raises(ValidationError):
        settings.answer.passages = 3
