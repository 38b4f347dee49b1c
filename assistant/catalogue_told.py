"""Find the sentences that carry a row: each cell shown stands in one of them, and without its needed cells there is no row."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalogue_rows import Cell, Item
from assistant.evidence import Sentence, Texts, sentences_at
from assistant.figures import Figures, figures_in, years_in
from corpus import NameFinder, fold

_DAY = 10  # letters of an ISO day
_TELLERS = 60  # sentences looked at for a row
MOST_CITED = 3  # sentences cited for a row
_NAMED = 0.6  # share of a name's words that a sentence must hold to name the thing
_WORD = re.compile(r"\w+")
_ENDING = re.compile(
    r"(?:i?s[st]a|i?l[tl]?a|i?le|i?ksi|ihin|isiin|[hi]in|een|oon|un|yn|an|[jid]en|[ji]a|[tna])$"
)  # as _plain has them
_STEM = 3  # letters that must stay before a Finnish ending
_DOUBLE = re.compile(r"([kptlnr])\1")
_TOGETHER = ("cities", "themes")  # kinds told best by the one sentence that names them all
_BY_NAME = ("ties",)  # kinds whose topic must stand in the name: their sentences tell of several agreements at once
_CACHED = 5_000  # rows kept before they are found anew
_PART = 5  # letters from which the beginning of a word counts within a compound


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence that carries a fact, with its words."""

    sentence: Sentence
    words: frozenset[str]

    @property
    def figures(self) -> Figures:
        """Its figures."""
        return figures_in(self.sentence.text)

    @property
    def years(self) -> frozenset[int]:
        """The years it tells of."""
        return years_in(self.sentence.text)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row's sentence must tell of."""

    topics: tuple[str, ...] = ()
    themes: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Carried:
    """A row with its sentences; a cell that none of them tells is empty."""

    item: Item
    cells: tuple[str, ...]
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    return _DOUBLE.sub(r"\1", fold(word))


@lru_cache(maxsize=20_000)
def beginnings(word: str, language: str) -> tuple[str, ...]:
    """What a word of the texts must begin with to be a form or compound of this one.

    >>> beginnings("vedyn", "fi"), beginnings("batteries", "en")
    (('ved', 'vet'), ('bater',))
    """
    word = _plain(word)
    if language == "fi" and (ending := _ENDING.search(word)) and ending.start() >= _STEM:
        word = word[: ending.start()]
    length = len(word)
    if language == "en":
        start = word[: max(length - (1 if length < 8 else 3), _PART - 1)]
    else:
        start = word[: max(_PART, math.ceil(0.6 * length))] if language == "fi" else word[: max(4, math.ceil(0.6 * length))]
    weak = start[:2] + start[2:].replace("d", "t") if language == "fi" else start
    return tuple(dict.fromkeys((start, weak)))


def holds(words: Collection[str], word: str, language: str) -> bool:
    """Whether one of the (plain) words of a text is a form or a compound of a word."""
    starts = beginnings(word, language)
    return any(w.startswith(starts) or (language != "en" and _within(w, starts)) for w in words)


def shares(one: str, other: str, language: str) -> bool:
    """Whether two names have a word of some length in common, in any form or compound."""
    words = _words(other)
    return any(len(word) >= _PART and holds(words, word, language) for word in _words(one))


def _within(word: str, starts: Sequence[str]) -> bool:
    return any(len(start) >= _PART and start in word for start in starts)


@lru_cache(maxsize=20_000)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name, and those of what stands before a dash in it: `RECO – a long explanation`."""
    heads = dict.fromkeys((name, re.split(r" [-–] ", name)[0]))
    return tuple(tuple(w for w in _WORD.findall(head) if len(w) > 2) for head in heads)


def _names(words: Collection[str], name: str, language: str) -> bool:
    return any(own and sum(holds(words, w, language) for w in own) >= _NAMED * len(own) for own in _forms(name))


class Telling:
    """The sentences of one language that carry the rows of a catalogue."""

    def __init__(self, texts: Texts, finder: NameFinder, language: str, facts: Mapping[str, frozenset[str]]) -> None:
        self._texts, self._finder, self._language, self._facts = texts, finder, language, facts
        self._vocabulary: set[str] = set()
        self._matching: dict[str, tuple[int, frozenset[str]]] = {}
        self._carried: dict[tuple[Item, Filter, int], Carried | None] = {}
        self._lines: dict[tuple[str, ...], list[Line]] = {}
        self._made: dict[tuple[str, int], Line] = {}
        self._found: dict[tuple[str, int], frozenset[str]] = {}

    def lines(self, item: Item) -> list[Line]:
        """The sentences that carry a row's facts, those with little else first; in a news item's own text, the first first."""
        if item.facts not in self._lines:
            found: list[Line] = []
            for document_id, span in self._texts.tellers(item.facts, self._language, _TELLERS):
                told = sentences_at(document_id, span, self._texts)
                found += [self._line(sentence) for sentence in told if set(item.facts) & set(sentence.facts)]
            unique = list({(line.sentence.chunk.document_id, line.sentence.span.start): line for line in found}.values())
            if item.kind == "news":
                unique.sort(key=lambda x: (x.sentence.chunk.kind != "news", _is_shared(x), x.sentence.span.start))
            if item.kind in _TOGETHER:
                kind = self._facts[item.kind]
                unique.sort(key=lambda x: (-len(kind & set(x.sentence.facts)), -len(x.sentence.facts)))
            self._lines[item.facts] = unique
        return self._lines[item.facts]

    def carry(self, item: Item, terms: Filter, most: int = MOST_CITED) -> Carried | None:
        """The row with its sentences, one of which tells of the topics, themes and years; None when there are none."""
        key = (item, terms, most)
        if key not in self._carried:
            if len(self._carried) >= _CACHED:
                self._carried.clear()
            self._carried[key] = self._carry(item, terms, most)
        return self._carried[key]

    def tells(self, item: Item, cell: Cell, sentence: Sentence) -> bool:
        """Whether a sentence tells what a cell of a row says."""
        return self._tells(item, cell, self._line(sentence))

    def _carry(self, item: Item, terms: Filter, most: int) -> Carried | None:
        lines, subject = self.lines(item), item.cells[_subject(item)]
        about = (
            [line for line in lines if self._is_about(item, line, terms)]
            if terms.topics or terms.themes or terms.named
            else lines
        )
        first = next((line for line in about if self._tells(item, subject, line)), None)
        chosen = [first] if first and (about is not lines or item.kind == "news") else []
        if first and terms.years and not (first.years & terms.years and chosen):
            dated = (line for line in (*about, *lines) if line.years & terms.years and self._tells(item, subject, line))
            second = next(dated, None)
            first, chosen = (first, [*chosen, second]) if second else (None, [])
        if first is None:
            return None
        chosen = self._covering(item, chosen, lines, most)
        chosen += self._with_figures(subject.text, chosen, lines)[: most - len(chosen)]
        cells = [self._shown(item, cell, chosen) for cell in item.cells]
        if any(cell.needed and not text for cell, text in zip(item.cells, cells, strict=True)):
            return None
        return Carried(item, tuple(cells), tuple(line.sentence for line in chosen))

    def _covering(self, item: Item, chosen: list[Line], lines: Sequence[Line], most: int) -> list[Line]:
        """The sentences chosen, and as few others as tell the cells that are still missing, the needed ones first."""
        missing = [c for c in item.cells if c.text and not any(self._tells(item, c, line) for line in chosen)]
        if not chosen:
            missing = [*missing, *(c for c in item.cells if c.sentence)]
        while missing and len(chosen) < most:
            best, gain = None, 0
            for line in lines:
                told = sum(1 + 9 * c.needed for c in missing if self._tells(item, c, line))
                best, gain = (line, told) if told > gain else (best, gain)
                if gain == sum(1 + 9 * c.needed for c in missing):
                    break
            if best is None:
                break
            chosen = [*chosen, best]
            missing = [c for c in missing if not self._tells(item, c, best)]
        return chosen

    @staticmethod
    def _with_figures(name: str, chosen: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
        """The sentence that tells the figures of a name, such as a year, where those chosen do not."""
        wanted = figures_in(name).all() - figures_in(" ".join(line.sentence.text for line in chosen)).all()
        return [line for line in lines if wanted & line.figures.all()][:1] if wanted else []

    def _tells(self, item: Item, cell: Cell, line: Line) -> bool:
        if cell.sentence:
            return item.kind == "news" or self._tells(item, item.cells[0], line)
        if cell.date:
            years = line.figures.numbers if len(cell.date) == 4 else ()
            return cell.date in line.figures.dates or (bool(years) and float(cell.date) in years) or _begins(cell.date, line)
        if cell.money is not None:
            return cell.money in line.figures.money
        return _names(line.words, cell.text, self._language) or bool(cell.ids and cell.ids & self._entities(line))

    def _entities(self, line: Line) -> frozenset[str]:
        key = (line.sentence.chunk.document_id, line.sentence.span.start)
        if key not in self._found:
            self._found[key] = frozenset(mention.entity_id for mention in self._finder.find(line.sentence.text))
        return self._found[key]

    def _is_about(self, item: Item, line: Line, terms: Filter) -> bool:
        """Whether a sentence tells of a row's topics and themes; what it tells of other rows too need not be of this one."""
        facts = set(line.sentence.facts)
        if terms.themes and not terms.themes & (facts | self._entities(line)):
            return False
        if terms.named and not terms.named & self._entities(line):
            return False
        shared = item.kind in _BY_NAME or bool(facts & self._facts[item.kind] - set(item.facts))
        words = frozenset(w for cell in item.cells for w in _words(cell.text)) if shared else line.words
        return all(
            not words.isdisjoint(self._forms_of(topic)) or (shared and holds(words, topic, self._language))
            for topic in terms.topics
        )

    def _forms_of(self, topic: str) -> frozenset[str]:
        """The words of all sentences seen that are forms or compounds of a topic."""
        size, forms = self._matching.get(topic, (-1, frozenset()))
        if size != len(self._vocabulary):
            forms = frozenset(word for word in self._vocabulary if holds((word,), topic, self._language))
            self._matching[topic] = len(self._vocabulary), forms
        return forms

    def _shown(self, item: Item, cell: Cell, chosen: Sequence[Line]) -> str:
        if cell.sentence:
            return " ".join(chosen[0].sentence.text.split()) if chosen else ""
        return cell.text if any(self._tells(item, cell, line) for line in chosen) else ""

    def _line(self, sentence: Sentence) -> Line:
        key = (sentence.chunk.document_id, sentence.span.start)
        if key not in self._made:
            self._made[key] = Line(sentence, _words(sentence.text))
            self._vocabulary |= self._made[key].words
        return self._made[key]


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(w) for w in _WORD.findall(text))


def _begins(date: str, line: Line) -> bool:
    """Whether a day is the first of a range whose month is told at its end: `10–31 May 2021`."""
    month, _, day = date.rpartition("-")
    ranged = re.search(rf"(?<!\d){int(day)}\.?\s?[-–]\s?\d", line.sentence.text) if len(date) == _DAY else None
    return bool(ranged) and any(told.startswith(month) for told in line.figures.dates)


def _subject(item: Item) -> int:
    """The cell that names what the row is about."""
    return 1 if item.kind == "news" else 0


def _is_shared(line: Line) -> bool:
    """Whether a sentence tells of several news items at once."""
    return sum(fact.startswith("news-") for fact in line.sentence.facts) > 1
