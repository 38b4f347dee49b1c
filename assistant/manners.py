"""Hear what is said beside questions: greetings, thanks, questions about the assistant itself. Forms: `manners.toml`.

Courtesies around a real question are taken off, so that it is answered as if it had been asked alone.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from corpus import LANGUAGES

_FILE = Path(__file__).parent / "manners.toml"
_COURTESIES = ("greeting", "goodbye", "thanks", "praise")
_ABOUT_ITSELF = ("identity", "maker", "abilities", "how_made", "storage")
_FEW = 10  # words up to which a message can be a courtesy and nothing else
_BRIEF = 2  # words up to which all may be misspelt
_NEAR = 0.84  # likeness of letters from which a misspelt word counts as a courtesy


@dataclass(frozen=True, slots=True)
class Said:
    """A message without its courtesies, and the kind of small talk it is (`greeting`, `identity` …) when it is nothing else."""

    text: str
    intent: str = ""
    language: str = ""  # the one language in which a courtesy is said so, if it is one


def hear(message: str) -> Said:
    """Tell small talk from a question, and take the courtesies off the question."""
    words = _plain(message)
    for heard in dict.fromkeys((words, _mended(words))):
        if courtesy := _courtesy(heard):
            return Said(message, courtesy, _language(heard, courtesy))
    question = _without_courtesies(message)
    for asked in dict.fromkeys((_plain(question), words)):
        for intent in _ABOUT_ITSELF:
            if len(asked.split()) <= 2 * _FEW and _patterns()[intent].fullmatch(asked):
                return Said(question, intent)
    return Said(question)


def courtesy_in(message: str) -> str:
    """The kind of courtesy that a message begins with or holds, when it asks nothing; empty for others."""
    words = _plain(message)
    if "?" in message or len(words.split()) > 2 * _FEW:
        return ""
    for kind in ("goodbye", "thanks"):
        if re.search(rf"\b(?:{_patterns()[f'{kind}_words'].pattern})\b", words):
            return kind
    begins = re.match(rf"(?:\w+ )?(?:{_patterns()['greeting_words'].pattern})\b", words)
    return "greeting" if begins or _patterns()["before"].match(message) else ""


def _plain(text: str) -> str:
    """Small letters without marks, signs or letters drawn out."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"(\w)\1{2,}", r"\1", " ".join(re.findall(r"\w+", re.sub(r"['’]", "", bare))))


def _courtesy(words: str) -> str:
    """The kind of courtesy that a message is from its first word to its last, or nothing."""
    kinds = ("goodbye", "thanks", "greeting") if len(words.split()) <= _FEW else ()
    return next((kind for kind in kinds if _patterns()[f"only_{kind}"].fullmatch(words)), "")


def _mended(words: str) -> str:
    """The words of a short message, misspelt courtesies mended; of a longer one only when it holds a courtesy."""
    known, few = _words(), words.split()
    if len(few) > _FEW or (len(few) > _BRIEF and not any(word in known for word in few)):
        return words
    return " ".join(w if w in known or len(w) < 4 else _nearest(w) for w in few)


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str:
    """The word of a courtesy that a word almost is, or the word itself."""
    known = [other for other in _words() if 2 * min(len(word), len(other)) >= _NEAR * (len(word) + len(other))]
    return next(iter(get_close_matches(word, known, 1, _NEAR)), word)


def _language(words: str, intent: str) -> str:
    """The one language whose words of an intent the message holds, or nothing; the file has a line a language."""
    lines = [line.strip("|") for line in _lines()[intent]["words"]]
    found = [language for language, line in zip(LANGUAGES, lines, strict=True) if re.search(rf"\b(?:{line})\b", words)]
    return found[0] if len(found) == 1 else ""


def _without_courtesies(message: str) -> str:
    """The message without a greeting before it and thanks after it, when something is left that they do not say."""
    found = _patterns()["before"].match(message)
    left = message[found.end() :] if found else message
    if found and not re.search(r"[.!?,:;–-]\s*$", found.group()) and not left[:1].islower():
        left = message if left[:1].isupper() and len(left.split()) < 2 else left  # "Hi Lahti" may be a name and its greeting
    after = _patterns()["after"].search(left)
    left = (left[: after.start() + 1] if after else left).strip()
    return left[:1].upper() + left[1:] if left and left != message else message


@lru_cache(maxsize=1)
def _lines() -> dict[str, dict[str, list[str]]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: {key: text.strip().split("\n") for key, text in group.items()} for name, group in groups.items()}


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    """The words that courtesies are made of, for mending misspelt ones."""
    lists = [line for name in (*_COURTESIES, "politeness") for lines in _lines()[name].values() for line in lines]
    return tuple(dict.fromkeys(word for line in lists for word in re.findall(r"[^\W\d_]{3,}", line)))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = {name: {key: "".join(lines) for key, lines in group.items()} for name, group in _lines().items()}
    words = {name: lists[name]["words"] for name in (*_COURTESIES, "politeness")}
    more = {name: lists[name].get("more", "(?!)") for name in _COURTESIES}
    around = "|".join((*words.values(), more["greeting"]))
    forms = {
        "only_goodbye": rf"(?:(?:{around}|{words['thanks']}|{more['thanks']}) )*(?:{words['goodbye']})(?: (?:{around}))*",
        "only_thanks": rf"(?:(?:{around}) )*(?:{words['thanks']})(?: (?:{around}|{more['thanks']}))*",
        "only_greeting": rf"(?:(?:{around}) )*(?:{words['greeting']}|{more['greeting']})(?: (?:{around}))*",
    }
    marked = _marked(words["greeting"])
    forms["before"] = rf"\W*(?:(?:{marked})(?:\s(?:{_marked(words['politeness'])}))?\b[\s.,!?:;–-]+)+(?=\S)"
    forms["after"] = rf"[.!?]\s+(?:{_marked(words['thanks'])})\b[^?]{{0,40}}$"
    forms |= {f"{name}_words": words[name] for name in ("goodbye", "thanks", "greeting")}
    forms |= {name: lists[name]["forms"] for name in _ABOUT_ITSELF}
    return {name: re.compile(form, re.IGNORECASE) for name, form in forms.items()}


def _marked(words: str) -> str:
    """The folded words so that they also match as people write them, with å, ä and ö."""
    return words.replace("a", "[aäå]").replace("o", "[oö]")
