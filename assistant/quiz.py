"""A quiz made from the catalogue: a question, four choices and the sentence that carries the right one.

Nothing is written by hand but the forms of the questions. A question is made only of what is confirmed and told by one
sentence; its wrong choices are right of other things of the kind, and neither the catalogue nor the sentence makes them right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from random import Random

from assistant.catalogue_rows import Cell, Item, Rows
from assistant.catalogue_told import Filter, Telling, shares
from assistant.evidence import Sentence
from assistant.learning import Shelf
from assistant.records import Citation, Language
from corpus import LANGUAGES, Agreement, fold

CHOICES = 4
_DAY = 10  # letters of an ISO day
_PRIORITY = "priority"
_HEDGED = re.compile(r"tulkin|tolkning|\bby our reading", re.IGNORECASE)
_BEGINNING = 4  # letters by which a name gives itself away
_FORMS = {  # the form of a question: the kind of rows it is made of, the cell that it names and the cell that answers it
    "funder": ("authorities", 1, 0),
    _PRIORITY: ("priorities", 1, 0),
    "leader": ("lead_themes", 0, 1),
    "opens": ("calls", 0, 1),
    "closes": ("calls", 0, 2),
    "amount": ("calls", 0, 3),
}


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question, its choices, which of them is right (from 0), and the sentence that says so."""

    id: str
    text: str
    choices: tuple[str, ...]
    right: int
    citation: Citation


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """What is named and what answers, as the cells of an item, and the sentence that tells both."""

    item: Item
    sentence: Sentence
    citation: Citation


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A question before a seed puts its choices: its right cell and every wrong one."""

    id: str
    text: str
    right: Cell
    wrong: tuple[Cell, ...]
    citation: Citation

    def drawn(self, seed: int) -> QuizQuestion:
        """The question with the nearest wrong choices, in the order of a seed."""
        chance, others = Random(f"{seed} {self.id}"), list(self.wrong)
        chance.shuffle(others)
        near = sorted(others, key=lambda cell: _distance(cell, self.right))[: CHOICES - 1]
        choices = [cell.text for cell in (self.right, *near)]
        chance.shuffle(choices)
        return QuizQuestion(self.id, self.text, tuple(choices), choices.index(self.right.text), self.citation)


def quiz(shelf: Shelf, language: Language, seed: int, most: int | None = None) -> list[QuizQuestion]:
    """At most so many questions, by default all, as the seed puts them; the forms take turns."""
    made: list[tuple[int, _Draft]] = []
    for drafts in _drafts(shelf, language):
        made += enumerate(sorted(drafts, key=lambda draft: Random(f"{seed} {draft.id}").random()))
    return [draft.drawn(seed) for _, draft in sorted(made, key=lambda turn: turn[0])[:most]]


@lru_cache(maxsize=len(LANGUAGES))  # reading every sentence takes a second; a newer index has a shelf of its own
def _drafts(shelf: Shelf, language: Language) -> list[list[_Draft]]:
    """All questions that can be made, by form."""
    rows = Rows(shelf.catalogue, language, shelf.wording.say)
    telling = Telling(shelf.texts, shelf.finder, language, rows.facts)
    made: list[list[_Draft]] = []
    for form in _FORMS:
        items = _items(rows, form)
        pairs = [pair for item in items if (pair := _told(shelf, telling, language, item))]
        made.append([d for pair in pairs if (d := _draft(shelf, telling, language, form, pair, items, pairs))])
    return made


def _items(rows: Rows, form: str) -> list[Item]:
    """The rows of a form cut to their two cells, where both are known, and a date to the day."""
    kind, named, answering = _FORMS[form]
    found = [item for item in rows.of[kind] if item.sort != "action_set"]
    cut = [replace(i, cells=tuple(replace(i.cells[n], needed=True) for n in (named, answering))) for i in found]
    if form == _PRIORITY:  # the sentence that tells all priorities of an agreement says best that one of them is
        cut = [replace(i, facts=(i.key, *(o.key for o in cut if o.agreements == i.agreements and o is not i))) for i in cut]
    return [i for i in cut if all(c.text and len(c.date or "x" * _DAY) == _DAY for c in i.cells)]


def _told(shelf: Shelf, telling: Telling, language: Language, item: Item) -> _Pair | None:
    """The item with one sentence that tells both cells; None without one, or when a fact in it is not plainly confirmed."""
    carried = telling.carry(item, Filter(), 1)
    citation = shelf.citer.cite(1, carried.sentences[0], language) if carried else None
    if carried is None or citation is None or citation.fact_status or _HEDGED.search(citation.quote):
        return None
    ids = item.cells[1].ids  # a place must be named itself, not within the name of a company
    if ids and not ids & {mention.entity_id for mention in shelf.finder.find(citation.quote)}:
        return None
    return _Pair(item, carried.sentences[0], citation)


def _draft(
    shelf: Shelf,
    telling: Telling,
    language: Language,
    form: str,
    pair: _Pair,
    items: Sequence[Item],
    pairs: Sequence[_Pair],
) -> _Draft | None:
    """The question of a pair; None when it tells its own answer, or when it has several or too few wrong ones."""
    named, right = pair.item.cells
    answers = {_value(item.cells[1]) for item in items if item.cells[0].text == named.text}
    if len(answers) > 1 or _gives_away(named.text, right):
        return None
    agreements = {agreement.id: agreement for agreement in shelf.catalogue.agreements}
    wrong: dict[str | float, Cell] = {}
    for item in (other.item for other in pairs):
        alike = form == _PRIORITY and any(_is_alike(named.text, agreements[id], language) for id in item.agreements)
        if not alike and not telling.tells(pair.item, item.cells[1], pair.sentence):
            wrong[_value(item.cells[1])] = item.cells[1]
    if len(wrong) < CHOICES - 1:
        return None
    text = shelf.wording.say(language, f"quiz_{form}", about=named.text)
    others = tuple(sorted(wrong.values(), key=lambda cell: cell.text))
    return _Draft(f"{form} {pair.item.facts[0]}", text, right, others, pair.citation)


def _gives_away(text: str, right: Cell) -> bool:
    """Whether a question holds the name that answers it, or the beginning of one of its words."""
    return bool(right.ids) and any(word[:_BEGINNING] in fold(text) for word in re.findall(r"\w{4,}", fold(right.text)))


def _is_alike(name: str, agreement: Agreement, language: Language) -> bool:
    """Whether an agreement has a priority, or a part of one, with a word in common with a name."""
    names = [names for priority in agreement.priorities for names in (priority.names, *(a.names for a in priority.sub_areas))]
    return any(shares(name, own.in_language(language), language) for own in names)


def _value(cell: Cell) -> str | float:
    """What makes two choices the same."""
    return cell.date or cell.money or cell.text


def _distance(one: Cell, other: Cell) -> float:
    """How far apart two dates or sums are; names are all as near."""
    if one.date and other.date:
        return abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    return abs((one.money or 0.0) - (other.money or 0.0))
