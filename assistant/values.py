"""The values that a sentence holds: figures, years, definitions, and whether they are what a question asks for."""

import re
from collections.abc import Callable, Sequence

from assistant.evidence import Sentence
from assistant.figures import NUMBER_WORDS, Figures, figures_in, years_in
from assistant.understanding import Understood
from corpus import fold

_SUBJECT = 30  # characters within which the thing defined is named
NAME = re.compile(r"(?<=\w[ ,–-])\s?[A-ZÅÄÖ]\w{2,}")  # within a sentence; two tell of cities
_IS = re.compile(r"\b(?:on|ovat|oli|tarkoittaa|är|var|avses|betyder|is|are|was|means)\b", re.IGNORECASE)
TRANSLATES = re.compile(
    r"ruotsiksi|englanniksi|suomeksi|ruotsin|på (?:finska|svenska|engelska)|finska|engelska"
    r"|in (?:Finnish|Swedish|English)|the (?:Finnish|Swedish) ",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\btarkoit|\bon .{0,60}(?:sopimus|ohjelma|rahoitus|tuki|verkosto|väline|järjestelmä)"
    r"|\bavses\b|\bbetyder\b|\bär en?\b|\bär ett\b|\bis an?\b|\bmeans\b|\brefers to\b",
    re.IGNORECASE,
)

_CODE = re.compile(r"(?<![\d.,])\d\.\d(?![\d.,]*\d)")


def codes_in(text: str) -> set[str]:
    """The numbers of two parts, such as those of specific objectives, that a text names.

    >>> sorted(codes_in("Objectives 1.2 and 1.3, open until 1.3.2024"))
    ['1.2', '1.3']
    """
    return set(_CODE.findall(text))


# What a sentence must hold to tell each kind of value, by its figures and its text.
FIGURES: dict[str, Callable[[Figures, str], bool]] = {
    "amount": lambda figures, text: bool(figures.money),
    "rate": lambda figures, text: bool(figures.rates),
    "date": lambda figures, text: bool(figures.dates or any(1990 <= n <= 2100 for n in figures.numbers)),
    "count": lambda figures, text: bool(figures.numbers) or any(w in NUMBER_WORDS for w in text.lower().split()),
    "cities": lambda figures, text: len(NAME.findall(text)) > 1,
}


def defines(understood: Understood, text: str) -> bool | None:
    """Whether a sentence says what the thing asked about is; False where it only gives its name in other languages."""
    if TRANSLATES.search(text) and not TRANSLATES.search(understood.standalone):
        return False
    start = fold(text[:_SUBJECT])
    asked = [fold(w)[:5] for w in re.findall(r"\w{3,}", understood.standalone)]
    is_subject = any(word in start for word in asked) and bool(_IS.search(text[: 3 * _SUBJECT]))
    return True if is_subject or _DEFINES.search(text) else None


def holds_figure(understood: Understood, text: str) -> bool:
    """Whether a sentence holds a figure that the question names."""
    asked = figures_in(understood.standalone)
    named = asked.rates | asked.money | {n for n in asked.numbers if n > 12 and not 1990 <= n <= 2100}
    told = figures_in(text).all() if named else frozenset()
    return bool(named & told)


def newest_of(understood: Understood, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Where a question asks for the latest: the sentences that tell of the newest year, among those about its agreements."""
    if "latest" not in understood.wanted:
        return []
    asked = set(understood.agreements)
    about = [s for s in sentences if not asked or asked & set(s.chunk.agreements) or asked & set(s.facts)]
    years = {id(s): max(years_in(s.text), default=0) for s in about}
    newest = max(years.values(), default=0)
    return [s for s in about if newest and years[id(s)] == newest]
