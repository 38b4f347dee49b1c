"""Answers computed from the catalogue: lists, counts, extremes, comparisons and what happened when.

Every row cites the sentences that carry its facts; a row without them is left out and counted as not stated, which never
means no. How complete a list is stands in `coverage`, not in the text.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from assistant.catalogue_questions import EXTREMES, GROUPED, Asked, Recogniser
from assistant.catalogue_relations import BY_NAME, Relation, fits, relation_of
from assistant.catalogue_rows import Item, Rows
from assistant.catalogue_told import Carried, Filter, Telling
from assistant.catalogue_view import Entry, View
from assistant.citing import Citer
from assistant.evidence import Texts
from assistant.records import Answer, Language
from assistant.understanding import Understood
from assistant.wording import Wording
from corpus import LANGUAGES, Catalogue, NameFinder, Programme
from index import Terms

NEWEST = 5  # news told where the latest are asked for
_MOST_COMPARED = 4
_DAY = 10  # letters of an ISO day
_VALUE = {"calls": 3, "projects": 3, "amounts": 2}  # the cell that holds a kind's sum
_DETAILED = ("priorities", "ties", "authorities", "lead_themes", "calls")  # kinds whose text tells the cell beside the name
_MANY = 30  # rows from which each cites a single sentence
_COUNTED = ("priorities", "parties", "calls", "cities")
_COMPARED = ("priorities", "authorities", "signed", "parties", "ties")
_ATTRIBUTES = {"priorities": "priorities", "authorities": "authorities", "parties": "parties", "projects": "ties"}
_ATTRIBUTE_WORDS = {"focus": "priorities", "funds": "authorities", "signed": "signed"}


class CatalogueAnswers:
    """Answers what the catalogue can answer for certain, and None to everything else. Made once for each published index."""

    def __init__(
        self,
        catalogue: Catalogue,
        programme: Programme,
        texts: Texts,
        finder: NameFinder,
        terms: Terms,
        citer: Citer,
        wording: Wording,
        today: date | None = None,
    ) -> None:
        self._catalogue, self._today = catalogue, today
        names = [programme.name.in_language(language) for language in LANGUAGES] if programme.name else []
        self._recogniser = Recogniser(terms, names)
        self._texts, self._finder, self._wording = texts, finder, wording
        self._made: dict[Language, tuple[Rows, Telling]] = {}
        self._view = View(citer, wording)
        self._funders = {a.funding_authority.authority for a in catalogue.agreements}

    def warm_up(self) -> None:
        """Find the sentences of all rows, so that the first question is as fast as the rest."""
        for language in LANGUAGES if self._catalogue.agreements else ():
            rows, telling = self.rows(cast(Language, language))
            for items in rows.of.values():
                for item in items:
                    telling.carry(item, Filter())

    def answer(self, understood: Understood, gap: bool = False) -> Answer | None:
        """The answer, or None when the question is not certainly one for the catalogue or no record fits it.

        With a `gap` near to the question, one that also asks of some topic is left to the gap.
        """
        if not self._catalogue.agreements:
            return None
        today = self._today or date.today()
        for asked in self._recogniser.read(understood, today.year):
            if gap and (asked.topics or "open" in asked.words):
                continue
            said = replace(understood, language=asked.language)
            answer = _Answering(self.rows(asked.language), self._view, self._funders, asked, said, today).answer()
            if answer:
                return answer
        return None

    def none_open(self, understood: Understood) -> Answer | None:
        """That no call is known to be open today, with the newest of those asked about; None when not asked, or one is."""
        if not self._catalogue.agreements or not self._recogniser.asks_what_is_open(understood):
            return None
        today = (self._today or date.today()).isoformat()
        rows, telling = self.rows(understood.language)
        asked = set(understood.agreements)
        calls = [i for i in rows.of["calls"] if i.begins and i.begins <= today and (not asked or asked & i.agreements)]
        if any(i.ends is None or i.ends >= today for i in calls if len(i.begins or "") == _DAY):
            return None
        newest = sorted(calls, key=lambda item: item.begins or "", reverse=True)[:2]
        told = [carried.sentences[0] for item in newest if (carried := telling.carry(item, Filter())) and carried.sentences]
        return self._view.none_open(understood, told)

    def rows(self, language: Language) -> tuple[Rows, Telling]:
        """The rows of a language and what finds their sentences, made once."""
        if language not in self._made:
            rows = Rows(self._catalogue, language, self._wording.say)
            self._made[language] = rows, Telling(self._texts, self._finder, language, rows.facts)
        return self._made[language]


class _Answering:
    """One question on its way to an answer."""

    def __init__(
        self,
        made: tuple[Rows, Telling],
        view: View,
        funders: set[str | None],
        asked: Asked,
        understood: Understood,
        today: date,
    ) -> None:
        (self._rows, self._telling), self._view = made, view
        self._asked, self._understood, self._today, self._funders = asked, understood, today.isoformat(), funders

    def answer(self) -> Answer | None:
        """The answer, or None. A topic that nothing tells of may be a word of organisations' names, such as an abbreviation."""
        found = self._answered()
        asked = self._asked
        if found is None and asked.kind in ("agreements", "cities") and len(asked.topics) == 1:
            bodies = self._rows.bodies.get(asked.topics[0], ())
            self._asked = replace(asked, bodies=(*asked.bodies, *bodies), topics=())
            return self._answered() if bodies else None
        return found

    def _answered(self) -> Answer | None:
        asked = self._asked
        if asked.operation == "compare":
            return self._compared()
        if asked.operation in GROUPED:
            return self._counted_by_agreement()
        relation = relation_of(asked, self._funders)
        if relation is None:
            return None
        items = [item for kind in relation.kinds for item in self._rows.of[kind] if fits(item, asked, self._today)]
        if relation.by_agreement:  # a national call belongs to none
            items = [item for item in items if item.agreements]
        if asked.operation in EXTREMES and relation.kinds != ("news",):
            return self._extreme(relation, items)
        return self._listed(relation, items)

    def _carried(self, items: Iterable[Item]) -> list[Carried]:
        """The rows that sentences tell; where there are many, with a single sentence each if one is enough."""
        asked = self._asked
        found: list[tuple[Item, Filter, Carried]] = []
        for item in items:
            years = frozenset() if item.kind in ("projects", "ties") else asked.years
            themes = frozenset(asked.themes) if item.kind != "themes" else frozenset()
            named = self._rows.places(asked.agreements) if item.kind == "news" else frozenset()
            terms = Filter(asked.topics, themes, named, years)
            if carried := self._telling.carry(item, terms):
                found.append((item, terms, carried))
        if len(found) <= _MANY:
            return [carried for _, _, carried in found]
        return [self._telling.carry(item, terms, 1) or carried for item, terms, carried in found]

    def _listed(self, relation: Relation, items: Sequence[Item]) -> Answer | None:
        asked = self._asked
        if asked.operation == "count" and "open" in asked.words and any(i.ends is None for i in self._rows.of[relation.kinds[0]]):
            return None  # how many run today cannot be counted where it is not told when each ends
        newest = relation.kinds == ("news",) and not (asked.years or asked.months or asked.operation == "count")
        if relation.kinds == ("news",):
            items = sorted(items, key=lambda item: item.begins or "", reverse=newest or asked.operation != "timeline")
        elif relation.kinds[0] in ("calls", "projects"):
            items = sorted(items, key=lambda item: (item.begins is None, item.begins or ""))
        carried = self._carried(items)
        if newest:
            carried = carried[: asked.limit or NEWEST]
        if not carried:
            return None
        entries = self._grouped(carried, relation)
        if len({entry.details for entry in entries}) == 1:
            entries = [replace(entry, details=()) for entry in entries]
        not_stated = len({relation.key(item) for item in items}) - len(entries)
        not_stated = 0 if asked.topics or newest else not_stated
        total = len({relation.key(item) for kind in relation.kinds for item in self._rows.of[kind]})
        lead = "newest" if newest else "lines" if relation.kinds[0] in ("news", "amounts") else "list"
        kind = "ties" if len(relation.kinds) > 1 else relation.kinds[0]
        topic = " ".join(asked.topics)
        counted = "ties" if kind == "projects" and asked.agreements else relation.counted
        sorts = Counter(c.item.sort or counted for c in carried) if kind == "cities" == counted else {counted: len(entries)}
        return self._view.listed(self._understood, kind, sorts, lead, topic, entries, (total, not_stated))

    def _grouped(self, carried: Sequence[Carried], relation: Relation) -> list[Entry]:
        """The rows of one thing as one entry: named once, its details and sentences together."""
        entries: dict[str, Entry] = {}
        for one in carried:
            key, by_name = relation.key(one.item), relation.named == BY_NAME
            entry = entries.setdefault(key, Entry(self._rows.name(key) if by_name else one.cells[relation.named], (), ()))
            detail = one.cells[0 if by_name else 1 - relation.named] if one.item.kind in _DETAILED else ""
            details = tuple(dict.fromkeys((*entry.details, *filter(None, (detail,)))))
            entries[key] = replace(entry, details=details, rows=(*entry.rows, (one.cells, one.sentences)))
        return list(entries.values())

    def _extreme(self, relation: Relation, items: Sequence[Item]) -> Answer | None:
        """The first, latest, largest or smallest of the rows that tell the value; ties are all told."""
        asked, kind = self._asked, relation.kinds[0]
        by_value = asked.operation in ("largest", "smallest")
        if (by_value and kind not in _VALUE) or (not by_value and kind not in ("calls", "projects", "signed")):
            return None
        cell = _VALUE[kind] if by_value else 1
        able = [i for i in items if not i.planned and _known(i, by_value) and (by_value or (i.begins or "") <= self._today)]
        known = [c for c in self._carried(able) if c.cells[cell]]
        if not known or (len(known) < 2 and len(items) > 1):
            return None
        pick = max if asked.operation in ("largest", "latest") else min
        best = pick(_measure(item, by_value) for item in able)
        chosen = [c for c in known if _measure(c.item, by_value) == best]
        if not chosen:  # the one that it is has no sentence to tell it
            return None
        entries = self._grouped(chosen, relation)
        not_stated = len({relation.key(i) for i in items} - {relation.key(c.item) for c in known})
        value = chosen[0].cells[cell]
        return self._view.extreme(self._understood, kind, asked.operation, value, entries, (len(items), not_stated))

    def _counted_by_agreement(self) -> Answer | None:
        """Which agreements have the most, the fewest or exactly a number of something."""
        asked = self._asked
        kind = {"projects": "ties"}.get(asked.of, asked.of if asked.of in _COUNTED else None)
        if kind is None or asked.topics or asked.agreements or asked.bodies or asked.themes or (asked.years and kind != "calls"):
            return None
        groups: dict[str, list[Carried]] = {}
        rows = (item for item in self._rows.of[kind] if fits(item, asked, self._today) and item.sort != "action_set")
        for carried in self._carried(rows):
            for id in carried.item.agreements:
                groups.setdefault(id, []).append(carried)
        counts = {id: len({c.item.key for c in group}) for id, group in groups.items()}
        if not counts:
            return None
        best = asked.number or (max if asked.operation == "most" else min)(counts.values())
        value = self._view.counted(self._understood.language, asked.of, best)
        entries = []
        for id, group in groups.items():
            if counts[id] == best:
                sentences = tuple(dict.fromkeys(sentence for c in group for sentence in c.sentences[:1]))
                entries.append(Entry(self._rows.name(id), (), (((self._rows.name(id), str(best)), sentences),)))
        total = len(self._rows.of["signed"])
        if not entries:
            return None
        return self._view.extreme(self._understood, "most", asked.operation, value, entries, (total, total - len(counts)))

    def _compared(self) -> Answer | None:
        """Two to four agreements side by side, by what is asked for or by all that they have in common."""
        asked, ids = self._asked, self._asked.agreements
        if not 2 <= len(ids) <= _MOST_COMPARED or asked.topics or asked.years or asked.bodies or asked.themes:
            return None
        if asked.kind and asked.kind not in (*_ATTRIBUTES, "agreements", "cities"):
            return None
        wanted = {_ATTRIBUTES.get(kind, "") for kind in (asked.kind, *asked.beside)} | {
            kind for word, kind in _ATTRIBUTE_WORDS.items() if word in asked.words
        }
        kinds = [kind for kind in _COMPARED if kind in wanted] or list(_COMPARED)
        rows: list[tuple[str, list[tuple[str, list[Carried]]]]] = []
        for kind in kinds:
            named = 0 if kind in ("authorities", "parties") else 1
            found = [self._carried(i for i in self._rows.of[kind] if id in i.agreements) for id in ids]
            rows.append((kind, [("; ".join(dict.fromkeys(c.cells[named] for c in cells)), cells) for cells in found]))
        return self._view.compared(self._understood, [self._rows.name(id) for id in ids], rows)


def _known(item: Item, by_value: bool) -> bool:
    return item.value is not None if by_value else len(item.begins or "") > len("2024")


def _measure(item: Item, by_value: bool) -> float | str:
    return (item.value or 0.0) if by_value else (item.begins or "")
