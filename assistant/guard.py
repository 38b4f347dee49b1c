"""The first look at a question: length, odd characters, personal data, abuse. Home of stdnum and phonenumbers.

Personal data stops a question before anything is searched, stored or logged. A Finnish business id is no personal data.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import phonenumbers
from stdnum import iban, luhn

Verdict = Literal["ok", "empty", "too_long", "pii", "abuse"]

_IDENTITY = re.compile(r"(?<![\w-])(\d{2})(\d{2})(\d{2})\s?([-+ABCDEFUVWXY])\s?(\d{3})([0-9A-Y])(?!\w)", re.IGNORECASE)
_IDENTITY_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_AT = r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät)\s?[)\]}]\s?|\s(?:at|ät)\s(?=[\w-]+\s(?:dot|piste|punkt)\s))"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|piste|punkt)\s?[)\]}]\s?|\s(?:dot|piste|punkt)\s)"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)  # starts only where a word does: linear
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[\s-]?[A-Z0-9]{1,4}){3,8}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){13,19}(?!\d)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BUSINESS_ID = re.compile(r"(?<!\d)\d{7}-\d(?!\d)")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}

_ABUSE_FILE = Path(__file__).parent / "abuse.toml"
_SHORT = 3  # words up to which a message with one lesser word of abuse is little else


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


def has_personal_data(text: str) -> bool:
    """Whether a text holds a Finnish personal identity code, e-mail address, phone number, bank account or card number."""
    text = _DASHES.sub("-", text)
    if any(_is_identity(m) for m in _IDENTITY.finditer(text)) or _EMAIL.search(text):
        return True
    rest = _BUSINESS_ID.sub(" ", text)
    if any(_is_iban(m.group()) for m in _IBAN.finditer(rest)):
        return True
    if any(luhn.is_valid(re.sub(r"\D", "", m.group())) for m in _CARD.finditer(rest)):
        return True
    matcher = phonenumbers.PhoneNumberMatcher(rest, "FI", leniency=phonenumbers.Leniency.VALID)
    return any(_is_phone(m.raw_string) for m in matcher)


def _is_identity(found: re.Match[str]) -> bool:
    """By its check character: the nine digits modulo 31 (Digital and Population Data Services Agency)."""
    day, month, year, _, number, check = found.groups()
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    return _IDENTITY_CHECK[int(day + month + year + number) % 31] == check.upper()


def _is_iban(text: str) -> bool:
    words = re.split(r"[\s-]+", text)
    return any(iban.is_valid("".join(words[:n])) for n in range(1, len(words) + 1))


def _is_phone(raw: str) -> bool:
    """Phone numbers start with + or 0 and are not years, dates or sums of money."""
    digits = re.sub(r"\D", "", raw)
    return len(digits) >= 7 and raw.lstrip("( ")[:1] in "+0" and not re.fullmatch(r"[\d\s.]*\d{1,2}\.\d{1,2}\.\d{4}", raw)


@lru_cache(maxsize=1)
def _abuse() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(_ABUSE_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(rf"\b(?:{''.join(words.split(chr(10)))})\b", re.IGNORECASE) for name, words in lists.items()}


def is_abuse(text: str) -> bool:
    """Whether a text insults: a strong word, or two lesser ones, or a short text that is little else."""
    lesser = _abuse()["mild"].findall(text)
    return bool(_abuse()["strong"].search(text)) or len(lesser) >= 2 or (len(lesser) == 1 and len(text.split()) <= _SHORT)
