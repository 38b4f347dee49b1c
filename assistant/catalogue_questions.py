"""Recognise questions that the catalogue itself can answer: what is asked (list, count, extreme, comparison, what happened),
of which records, and which filters. Rules and names only; the words are in `catalogue_questions.toml`.

Certain or nothing: a question is taken only when each of its words is explained. What no rule, name or year explains is a
topic (`hydrogen`), and `catalogue_answers.py` answers only if records tell of it. Everything else is left to the extractive
answerer.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import cast

from assistant.conversation import PLACE_KINDS
from assistant.figures import NUMBER_WORDS, figures_in, years_in
from assistant.records import Language
from assistant.understanding import Understood
from corpus import LANGUAGES
from index import Terms

_FILE = Path(__file__).parent / "catalogue_questions.toml"
_BODIES = ("authority", "organisation")
_OPERATIONS = ("compare", "timeline", "count", "exactly", "largest", "smallest", "fewest", "most", "latest", "first", "list")
GROUPED = ("most", "fewest", "exactly")  # how many there are of something, agreement by agreement
EXTREMES = ("largest", "smallest", "latest", "first", "most", "fewest")
_OF = {"fi": re.compile(r"(?:ien|jen|sten|den|ksen|gin)$"), "sv": re.compile(r"s$"), "en": re.compile(r"(?!)")}
_NEAR = re.compile(r"\s*(?:[\w’'-]+\s+)?$")  # at most one word between "which" and what it asks for
_ALIKE, _LETTERS = 0.86, 6
_EARLY = ("define", "manner")  # patterns to look for before those of lists, which share words with them
_ASIDE = ("compound", "whole")  # patterns that explain no word by themselves
_MOST_TOPICS = 3
_YEARS = (1990, 2100)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of the catalogue, and in which language.

    `of` is what is counted where the most, the fewest or exactly a `number` are asked for; `beside` are the other kinds named.
    """

    operation: str
    kind: str
    of: str = ""
    beside: frozenset[str] = frozenset()
    agreements: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    years: frozenset[int] = frozenset()
    months: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()
    limit: int | None = None
    number: int | None = None
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    start: int
    end: int
    many: bool
    word: str


@lru_cache(maxsize=3)
def _patterns(language: str) -> dict[str, dict[str, re.Pattern[str]]]:
    """The patterns of a language: group → name → pattern."""
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        group: {name: re.compile(rf"(?<![\w-])(?:{texts[language]})(?!\w)") for name, texts in names.items()}
        for group, names in groups.items()
        if group != "spelling"
    }


@lru_cache(maxsize=3)
def _spellings(language: str) -> list[str]:
    spelling: str = tomllib.loads(_FILE.read_text(encoding="utf-8"))["spelling"][language]
    return spelling.split()


def names_records(text: str, language: str) -> bool:
    """Whether a text names records that the catalogue has, such as an agreement or a call; a city alone may be anything."""
    patterns = [p for group in ("kind", "one") for name, p in _patterns(language)[group].items() if name != "cities"]
    return any(pattern.search(text.lower()) for pattern in patterns)


class Recogniser:
    """Reads questions. `names` are the programme's own, which say nothing of what is asked."""

    def __init__(self, terms: Terms, names: Iterable[str]) -> None:
        stems = [re.escape(name.lower()[: max(4, len(name) - 3)]) for name in names]
        self._programme = re.compile(rf"(?<!\w)(?:{'|'.join(stems) or '(?!)'})\w*")
        self._terms = terms

    def asks_what_is_open(self, understood: Understood) -> bool:
        """Whether a question asks if calls are open at present."""
        if years_in(understood.standalone):
            return False
        text = self._programme.sub(" ", understood.standalone.lower())
        patterns = _patterns(understood.language)
        calls = (patterns[group]["calls"].search(text) for group in ("kind", "one"))
        return any(calls) and bool(patterns["now"]["open"].search(text)) and not patterns["now"]["past"].search(text)

    def read(self, understood: Understood, year: int) -> Iterator[Asked]:
        """What the question may ask, with the words of its own language, then of the others. `year` is the present one."""
        for language in (understood.language, *(other for other in LANGUAGES if other != understood.language)):
            found = _Reading(understood, cast(Language, language), self._terms, self._programme).asked(year)
            if found:
                yield found


class _Reading:
    """One reading of a question with the words of one language; `text` loses what has been explained."""

    def __init__(
        self,
        understood: Understood,
        language: Language,
        terms: Terms,
        programme: re.Pattern[str],
    ) -> None:
        self._understood, self._language, self._terms = understood, language, terms
        self._patterns = _patterns(language)
        self.text = self._whole = understood.standalone.lower()
        self._named = self._take_names()
        self._kinds: list[_Kind] = []
        self._programme = programme

    def asked(self, year: int) -> Asked | None:
        """What the question asks, or None when it is not certain."""
        self._split()
        self._spell()
        self._whole = self.text
        operations = {"count": self._take("operation", "count")}
        early = frozenset(name for name in _EARLY if self._take("word", name))
        operations |= {name: self._take("operation", name) for name in _OPERATIONS if name != "count"}
        operation = next((name for name in _OPERATIONS if operations[name]), "")
        self._take_kinds()
        words = early | frozenset(name for name in self._patterns["word"] if name not in _ASIDE and self._take("word", name))
        if not _may_be(operation, words) or (operation == "count" and self._names_counts()):
            return None
        last = operations[operation][0].end() if operation else 0
        kind, of = self._kind(operation, last)
        years = set(years_in(self._understood.standalone))
        years |= {year - back for back, name in enumerate(("this_year", "last_year")) if name in words}
        asked = Asked(
            operation or "list",
            kind,
            of,
            frozenset(k.name for k in self._kinds) - {kind, of},
            self._understood.agreements,
            *self._named,
            frozenset(years),
            frozenset(d[:7] for d in figures_in(self._understood.standalone).dates if d[0] != "-"),
            words,
            limit=self._limit(),
            number=_number(operations["exactly"]),
            language=self._language,
        )
        asked = replace(asked, topics=self._topics())
        return asked if (operation or self._is_filtered(asked)) and len(asked.topics) <= _MOST_TOPICS else None

    def _take_names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Blank the names of places, bodies and themes, and keep the ids of the last two."""
        bodies: list[str] = []
        themes: list[str] = []
        for mention in self._understood.mentions:
            shared = [m for m in self._understood.mentions if m.span == mention.span]
            is_place = any(m.kind in PLACE_KINDS for m in shared)
            if mention.kind not in (*PLACE_KINDS, *_BODIES, "theme") or (is_place and mention.kind not in PLACE_KINDS):
                continue
            bodies += [mention.entity_id] * (mention.kind in _BODIES)
            themes += [mention.entity_id] * (mention.kind == "theme")
            self._blank(mention.span.start, mention.span.end)
        return tuple(dict.fromkeys(bodies)), tuple(dict.fromkeys(themes))

    def _blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def _take(self, group: str, name: str) -> list[re.Match[str]]:
        """Find a pattern and blank it."""
        found = list(self._patterns[group][name].finditer(self.text))
        for match in found:
            self._blank(*match.span())
        return found

    def _take_kinds(self) -> None:
        """Find the kinds of records, the plural ones first; in the programme's own name only when there is no other."""
        named = list(self._programme.finditer(self.text))
        for match in named:
            self._blank(*match.span())
        for group in ("kind", "one"):
            for name in self._patterns[group]:
                taken = self._take(group, name)
                self._kinds += [_Kind(name, m.start(), m.end(), group == "kind", m.group()) for m in taken]
        if not self._kinds:
            own = [(m, name) for m in named for name, p in self._patterns["kind"].items() if p.search(self._whole, *m.span())]
            self._kinds = [_Kind(name, m.start(), m.end(), True, m.group()) for m, name in own]
        self._kinds.sort(key=lambda kind: kind.start)

    def _kind(self, operation: str, asking: int) -> tuple[str, str]:
        """What is asked for: what stands right after the asking word, else the first that is no genitive."""
        if operation == "timeline":
            return "news", ""
        usable = [k for k in self._kinds if k.many or operation in EXTREMES]
        if operation in GROUPED:
            groups = [k.name for k in self._kinds if k.name in ("agreements", "cities")]
            counted = [k.name for k in self._kinds if (k.many or operation == "exactly") and k.name not in groups[:1]]
            return (groups[0], counted[0]) if groups and counted else ("", "")
        near = [k for k in usable if k.start >= asking > 0 and _NEAR.fullmatch(self._whole[asking : k.start])]
        heads = [k for k in usable if not _OF[self._language].search(k.word)]
        first = next(iter([*near, *heads, *usable]), None)
        return (first.name if first else ""), ""

    def _names_counts(self) -> bool:
        """Whether a question how many there are names figures itself: it asks which is right."""
        text = f"{self._understood.standalone} {self._understood.around}"
        return any(not _YEARS[0] <= number <= _YEARS[1] for number in figures_in(text).numbers)

    def _limit(self) -> int | None:
        """How many are asked for: a small number in the question."""
        found = re.search(r"(?<![\w.,-])(\d{1,2})(?![\w.,-])", self.text)
        return int(found[1]) if found else None

    def _topics(self) -> tuple[str, ...]:
        """The words that nothing explains; months, figures and number words are no topics."""
        words = [w for w in self._terms.words(self.text, self._language) if not w[0].isdigit() and w not in NUMBER_WORDS]
        return tuple(w for w in words if len(w) > 1 and not figures_in(f"{w} 2020").dates)

    def _spell(self) -> None:
        """Mend misspelt asking words: long ones, near to one that is known."""
        explained = [p for group in self._patterns.values() for p in group.values()]
        for match in reversed(list(re.finditer(r"\w+", self.text))):
            word = match.group()
            if len(word) < _LETTERS or any(p.fullmatch(word) for p in explained):
                continue
            if near := get_close_matches(word, _spellings(self._language), 1, _ALIKE):
                self.text = self.text[: match.start()] + near[0] + self.text[match.end() :]

    def _split(self) -> None:
        """Part compounds of a topic and what is asked for, but for the programme's name: vetysopimukset → vety sopimukset."""
        ends, whole = (self._patterns["word"][name].pattern for name in _ASIDE)
        pattern = re.compile(rf"(?<![\w-])(?!{_inner(whole)})(\w{{3,}})-?({_inner(ends)})(?!\w)")
        for match in reversed(list(pattern.finditer(self.text))):
            named = self._programme.match(self.text, match.start())
            if not named or self._programme.fullmatch(match[1]):  # ekosystemavtal stays whole, ekosystemavtals|utlysning does not
                self.text = f"{self.text[: match.start()]}{match[1]} {match[2]}{self.text[match.end() :]}"

    @staticmethod
    def _is_filtered(asked: Asked) -> bool:
        return bool(asked.agreements or asked.bodies or asked.themes or asked.years or asked.topics or "open" in asked.words)


def _number(found: Sequence[re.Match[str]]) -> int | None:
    """The number in `only one`; a single one where no other is told."""
    if not found:
        return None
    words = re.findall(r"\w+", found[0].group())
    return next((int(w) if w.isdigit() else NUMBER_WORDS[w] for w in words if w.isdigit() or w in NUMBER_WORDS), 1)


def _inner(pattern: str) -> str:
    return pattern.removeprefix(r"(?<![\w-])").removesuffix(r"(?!\w)")


def _may_be(operation: str, words: frozenset[str]) -> bool:
    """Whether words of other sorts of questions leave it possible that this is one for the catalogue."""
    if "not_these" in words or ("manner" in words and operation != "compare"):
        return False
    return "define" not in words or operation in (*EXTREMES, "compare")
