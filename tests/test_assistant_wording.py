"""The assistant's own sentences: the same in three languages, and about no programme in particular."""

import re
import string
from pathlib import Path

import pytest

from assistant.wording import Wording, sentences, shown_date
from corpus import LANGUAGES, Programme
from corpus.facts import Names

ROOT = Path(__file__).resolve().parent.parent
NAMED = Programme(Names("Ohjelma", "Programmet", "Programme"), Names("ohjelmaa", "programmet", "the programme"))
NO_NAMES = re.compile("InnoCit|Innokaupun|Innost")


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def test_the_three_files_have_the_same_keys_in_the_same_order() -> None:
    assert list(sentences("fi")) == list(sentences("sv")) == list(sentences("en"))


@pytest.mark.parametrize("key", list(sentences("en")))
def test_each_sentence_has_the_same_placeholders_and_some_words(key: str) -> None:
    texts = [sentences(language)[key] for language in LANGUAGES]
    assert all(text.strip() == text != "" for text in texts)
    assert placeholders(texts[0]) == placeholders(texts[1]) == placeholders(texts[2])


@pytest.mark.parametrize("key", ["greeting", "identity", "maker", "abilities", "out_of_scope", "title", "intro"])
def test_a_nameless_folder_gets_the_plain_wording(key: str) -> None:
    for language in LANGUAGES:
        plain = Wording(Programme()).say(language, key)
        assert plain == sentences(language)[f"{key}_plain"]
        assert Wording(NAMED).say(language, key) != plain


def test_the_name_and_description_are_filled_in_the_language() -> None:
    assert "programmet" in Wording(NAMED).say("sv", "greeting")
    assert Wording(NAMED).say("en", "title").endswith("Programme")


def test_every_sentence_can_be_said() -> None:
    values = {name: "x" for key in sentences("en") for name in placeholders(sentences("en")[key])}
    for programme in (NAMED, Programme()):
        for language in LANGUAGES:
            for key in sentences(language):
                assert "{" not in Wording(programme).say(language, key, **values)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Wording(NAMED).say("fi", "no_such_key")


def test_a_sentence_in_all_languages() -> None:
    said = Wording(NAMED).say_in_all("foreign")
    assert all(sentences(language)["foreign"] in said for language in LANGUAGES)


@pytest.mark.parametrize(
    ("date", "fi", "sv", "en"),
    [
        ("2024-06-17", "17. kesäkuuta 2024", "17 juni 2024", "17 June 2024"),
        ("2024-06", "kesäkuu 2024", "juni 2024", "June 2024"),
        ("2024", "2024", "2024", "2024"),
    ],
)
def test_dates_are_shown_as_people_write_them(date: str, fi: str, sv: str, en: str) -> None:
    assert [shown_date(date, language) for language in ("fi", "sv", "en")] == [fi, sv, en]


def code_files() -> list[Path]:
    rooms = [p for room in ("assistant", "index") for p in (ROOT / room).rglob("*") if "store" not in p.relative_to(ROOT).parts]
    files = [*rooms, *(ROOT / "corpus").glob("*.py"), ROOT / "app.py"]
    return [p for p in files if p.is_file() and p.suffix != ".pyc"]


def test_no_programme_is_named_in_the_code() -> None:
    files = code_files()
    assert len(files) > 50
    naming = [p.name for p in files if NO_NAMES.search(p.read_text(encoding="utf-8"))]
    assert naming == []
