"""The phrases by which people ask and go on asking, from `conversation.toml`; and how a message or an answer is cut by them."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from corpus import LANGUAGES

MOST_ASKS = 3
FEW = 2  # items up to which an answer is no new list while one is being counted through
_FILE = Path(__file__).parent / "conversation.toml"
END = re.compile(r"(?<=[.!?…])\s+|\n+")
_AND = re.compile(
    r"(?:,\s*|\s+)(?:ja|sekä|och|samt|and)\s+(?:myös |även |också |also |(?:jos ei|om inte|if not),? )?", re.IGNORECASE
)
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}  # which item of a list each means
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_SPLIT = re.compile(r",\s+|\s+(?:ja|sekä|och|samt|and)\s+")
_MARK = re.compile(r"\s?\[\d+\]")
_NUMBERED = re.compile(r"(?:^|[\s,;])\d{1,2}[.)]\s+")
YEAR = re.compile(r"(?: (?:in|vuonna|år|året))? \b20\d\d\b")
_CLAUSE = 2  # words that a question after `and` has at least
_PART = 5  # words up to which a part of a sentence may be an item of a list that nobody asked for


@lru_cache(maxsize=1)
def phrases() -> dict[str, re.Pattern[str]]:
    """The patterns of `conversation.toml` by name, of all languages."""
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(languages.values()), re.IGNORECASE) for name, languages in groups.items()}


def asks_language(text: str) -> str | None:
    """The language in which a message asks for the answer, when it says so."""
    return next((language for language in LANGUAGES if phrases()[f"in_{language}"].search(text)), None)


def points_back(text: str) -> bool:
    """Whether a text holds a word that stands for something named before, such as `it`."""
    return bool(phrases()["points_back"].search(text))


def points_to_a_thing(text: str) -> bool:
    """Whether a text is about `that project` or `that call`."""
    return bool(phrases()["points_to_a_thing"].search(text))


def without_asking(text: str) -> str:
    """A text without the words that begin questions."""
    return re.sub(rf"\b(?:{phrases()['asking'].pattern})", " ", text, flags=re.IGNORECASE)


def ordinal_in(text: str) -> int | None:
    """The place in a list that a text names, 0 for `the first` and -1 for `the last`; None when it names none."""
    found = ordinal_of(text)
    return found[0] if found else None


def ordinal_of(text: str) -> tuple[int, re.Match[str]] | None:
    """The first of the ordinals that a text holds: its place in a list, and where it stands."""
    return next(((at, found) for name, at in ORDINALS.items() if (found := phrases()[name].search(text))), None)


def other_year(question: str, before: str) -> str:
    """The year that `the year before` or `the year after` means, counted from the last one named; else empty."""
    named = re.findall(r"\b20\d\d\b", before)
    steps = {"year_before": -1, "year_after": 1}
    step = next((step for name, step in steps.items() if phrases()[name].search(question)), 0)
    return str(int(named[-1]) + step) if named and step else ""


def recounted(question: str, before: str) -> str:
    """The earlier question about `the first call`, now about `the third`; the year of the first goes."""
    new, old = ordinal_of(question), ordinal_of(before)
    if new is None or old is None:
        return before
    return YEAR.sub("", before[: old[1].start()] + new[1].group() + before[old[1].end() :])


def listed_items(said: str, is_list: bool = True) -> list[str]:
    """What an answer lists: its list items, or the parts of the sentence that lists most.

    Of an answer that need not be a list (`is_list`), a sentence counts only with a colon before its parts or with three of them.
    """
    said = _MARK.sub("", said)
    if len(listed := _ITEM.findall(said)) > 1:
        return [item.rstrip(".") for item in listed]
    if len(numbered := _NUMBERED.split(said)[1:]) > 1:
        return [item.strip(" .,;") for item in numbered]
    best = max(END.split(said), key=lambda s: len(_SPLIT.findall(s.partition(":")[2] or s)), default="")
    _, colon, after = best.partition(":")
    best = after or best
    parts = [part.strip(" .:;") for part in _SPLIT.split(best)]
    found = [part for part in parts if part]
    short = all(len(part.split()) <= _PART for part in found)
    return found if is_list or colon or (len(found) > FEW and short) else []


def sentence_before(message: str, ask: str) -> str:
    """The sentence of a message before one of its questions, or nothing."""
    sentences = [s for s in END.split(message[: message.find(ask)].strip()) if s]
    return sentences[-1] if sentences else ""


def split_asks(text: str) -> list[str]:
    """The questions in a message, at most `MOST_ASKS`: the sentences that ask, cut where `and` begins another question.

    >>> split_asks("We are a school. What is funded and who pays?")
    ['What is funded', 'who pays?']
    """
    sentences = [s.strip() for s in END.split(text.strip()) if s.strip()]
    asking: list[str] = []
    for sentence in sentences:
        if asking and len(sentence.split()) <= _CLAUSE and sentence.endswith("?") and not phrases()["asking"].match(sentence):
            asking[-1] += f" {sentence}"
        elif len(sentences) == 1 or _is_ask(sentence):
            asking.append(sentence)
    found = [part for sentence in asking for part in _clauses(sentence)]
    return found[:MOST_ASKS] or [text]


def _is_ask(sentence: str) -> bool:
    known = phrases()
    return (
        sentence.endswith("?")
        or any(known[name].match(sentence) for name in ("asking", "verbs"))
        or bool(known["telling"].search(sentence))
    )


def _clauses(sentence: str) -> list[str]:
    """A sentence cut before each `and` that a question word and more follows."""
    asking = phrases()["asking"]
    starts = [
        a for a in _AND.finditer(sentence) if asking.match(sentence, a.end()) and len(sentence[a.end() :].split()) >= _CLAUSE
    ]
    edges = [0, *(found.end() for found in starts)]
    ends = [*(found.start() for found in starts), len(sentence)]
    return [sentence[start:end] for start, end in zip(edges, ends, strict=True)]
