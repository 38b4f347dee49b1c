"""The assistant's own sentences in the three languages, filled with the programme's name and description."""

import tomllib
from datetime import date as day
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

from assistant.records import Language
from corpus import LANGUAGES, Programme

_FOLDER = Path(__file__).parent / "texts"
_REFUSALS = ("blocked_pii", "blocked_abuse", "out_of_scope_plain", "too_long", "empty")
_ABOUT_PROGRAMME = ("out_of_scope", "greeting", "identity", "maker", "abilities", "title", "intro")


@lru_cache(maxsize=3)
def sentences(language: str) -> dict[str, str]:
    """All sentences of a language by key."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class Wording:
    """Sentences for one programme."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme

    def say(self, language: Language, key: str, **values: object) -> str:
        """A sentence; the plain form is used where the programme has no name. Raises `KeyError` for an unknown key."""
        programme = self._programme
        if key in _ABOUT_PROGRAMME and not (programme.name and programme.description):
            key += "_plain"
        if programme.name and programme.description:
            values |= {"name": programme.name.in_language(language), "description": programme.description.in_language(language)}
        return sentences(language)[key].format(**values)

    def is_refusal(self, text: str) -> bool:
        """Whether a text begins as the assistant's own refusals do, in any language."""
        beginnings = (sentences(language)[key].partition("{")[0] for language in LANGUAGES for key in _REFUSALS)
        return text.startswith(tuple(beginnings))

    def say_in_all(self, key: str) -> str:
        """A sentence in all three languages, one after the other."""
        return " ".join(sentences(language)[key] for language in LANGUAGES)


def shown_date(date: str, language: str) -> str:
    """An ISO day, month or year as people write it in the language."""
    parts = [int(p) for p in date.split("-")]
    if len(parts) == 1:
        return date
    pattern = "LLLL y" if len(parts) == 2 else "long"
    locale = {"fi": "fi_FI", "sv": "sv_FI"}.get(language, "en_GB")
    return format_date(day(*[*parts, 1][:3]), pattern, locale=locale)


def shown_age(days: int, language: str) -> str:
    """How long ago something was, in the greatest unit that fits.

    >>> shown_age(800, "sv")
    '2 år'
    """
    locale = {"fi": "fi_FI", "sv": "sv_FI"}.get(language, "en_GB")
    return format_timedelta(timedelta(days=days), granularity="day", locale=locale)


def in_alphabet(text: str) -> str:
    """What to sort a text by: small letters, with å, ä and ö at the end of the alphabet.

    >>> sorted(["Åbo", "Äyväri", "vasa", "Esbo"], key=in_alphabet)
    ['Esbo', 'vasa', 'Åbo', 'Äyväri']
    """
    return text.casefold().translate({ord("å"): "{", ord("ä"): "|", ord("ö"): "}"})


def shown_amount(euros: float, language: str) -> str:
    """A sum of euros as people write it in the language.

    >>> shown_amount(1500000, "en")
    'EUR 1,500,000'
    """
    locale = {"fi": "fi_FI", "sv": "sv_FI"}.get(language, "en_GB")
    number = format_decimal(euros, locale=locale)
    return {"fi": f"{number} euroa", "sv": f"{number} euro"}.get(language, f"EUR {number}")
