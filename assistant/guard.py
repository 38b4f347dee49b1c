"""The first look at a question: length, odd characters, personal data, abuse.

Personal data (`personal.py`) stops a question before anything is searched, stored or logged. What counts as abuse stands in
`abuse.toml`, and is found behind stars, figures for letters and letters set apart.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from assistant.personal import has_personal_data
from assistant.readings import alike, letters, together

Verdict = Literal["ok", "empty", "too_long", "pii", "abuse"]

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_ABUSE_FILE = Path(__file__).parent / "abuse.toml"
_SHORT = 3  # words up to which a message with one lesser word of abuse is little else
_MASKED = re.compile(r"[^\W\d_][^\W\d_]*(?:[*#•■_%&]+[^\W\d_]*)+")
_MASK = re.compile(r"[*#•■_%&]+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A question that has been looked at; `text` is clean, and empty unless the verdict is ok or abuse."""

    text: str
    verdict: Verdict


def guard(question: str, max_characters: int) -> Guarded:
    """Clean a question and say whether it may go on."""
    text = clean(question)
    if not any(c.isalnum() for c in text):
        return Guarded("", "empty")
    if has_personal_data(text):
        return Guarded("", "pii")
    if len(text) > max_characters:
        return Guarded("", "too_long")
    if is_abuse(text):
        return Guarded(text, "abuse")
    return Guarded(text, "ok")


def clean(text: str) -> str:
    """NFKC form without control, invisible and direction-changing characters; runs of space become one."""
    normal = unicodedata.normalize("NFKC", text)
    kept = "".join(" " if c in "\t\n\r" else c for c in normal if c in "\t\n\r" or unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r"\s+", " ", kept).strip()


@lru_cache(maxsize=1)
def _abuse() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(_ABUSE_FILE.read_text(encoding="utf-8"))
    masked = lists.pop("masked")
    found = {name: re.compile(rf"\b(?:{''.join(words.split(chr(10)))})\b", re.IGNORECASE) for name, words in lists.items()}
    return found | {"masked": re.compile(masked.strip())}


def is_abuse(text: str) -> bool:
    """Whether a text insults: a strong word, or two lesser ones, or a short text that is little else."""
    plain = alike(text)
    forms = (plain, _drawn_in(plain, 1), _drawn_in(plain, 2), together(plain), letters(together(plain)))
    return any(_insults(form) for form in dict.fromkeys(forms))


def _insults(text: str) -> bool:
    lesser = _abuse()["mild"].findall(text)
    strong = bool(_abuse()["strong"].search(text)) or any(_is_masked(m.group()) for m in _MASKED.finditer(text))
    return strong or len(lesser) >= 2 or (len(lesser) == 1 and len(text.split()) <= _SHORT)


def _is_masked(word: str) -> bool:
    """Whether a word with signs in place of some letters begins like a word that is often written so: `v*ttu`, `f**k`."""
    form = _MASK.sub(lambda m: rf"\w{{1,{len(m.group()) + 1}}}", word.lower())
    seen = sum(c.isalpha() for c in word)
    return seen >= 2 and any(re.match(rf"{form}\w*\b" if seen < len(stem) else form, stem) for stem in _stems(word))


def _stems(word: str) -> list[str]:
    """The words often masked that start with the same letter and are about as long."""
    return [s for s in _abuse()["masked"].pattern.split() if s[0] == word[0].lower() and abs(len(s) - len(word)) <= 1]


def _drawn_in(text: str, times: int) -> str:
    """The text with letters drawn out written once or twice: `fuuuck` needs one, `idiooootti` two."""
    return _DRAWN_OUT.sub(lambda m: m.group(1) * times, text)
