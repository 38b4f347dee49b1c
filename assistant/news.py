"""News in a language: each dated item of the catalogue with the sentences that tell it, newest first, to be filtered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.catalogue_rows import Item, Rows
from assistant.catalogue_told import Filter, Telling
from assistant.learning import Shelf
from assistant.records import Citation, Language
from corpus import NewsItem

_SENTENCES = 2  # told of an item in a list; its own document tells the rest


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A news item as told in a language. `date` is an ISO day, month or year, or None; `concluded` when no page prints it."""

    id: str
    date: str | None
    date_end: str | None
    concluded: bool
    status: str
    agreements: tuple[str, ...]
    themes: tuple[str, ...]
    told: tuple[Citation, ...]

    @property
    def year(self) -> str:
        """The year of the item; empty without a date."""
        return (self.date or "")[:4]


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """Which news to show; an empty wish asks for nothing."""

    theme: str = ""
    agreement: str = ""
    year: str = ""

    def keeps(self, line: NewsLine) -> bool:
        """Whether an item is wished for."""
        return (
            self.theme in ("", *line.themes)
            and self.agreement in ("", *line.agreements)
            and self.year in ("", line.year or UNDATED)
        )


UNDATED = "none"  # asked for as a year: what has no date


def told_news(shelf: Shelf, language: Language) -> list[NewsLine]:
    """Every item that a sentence of the language tells, the newest first and those without a date last."""
    rows = Rows(shelf.catalogue, language, shelf.wording.say)
    telling = Telling(shelf.texts, shelf.finder, language, rows.facts)
    records = {news.id: news for news in shelf.catalogue.news}
    lines = [_line(shelf, language, item, records[item.key], telling) for item in rows.of["news"]]
    return sorted(filter(None, lines), key=lambda line: (line.date or "", line.id), reverse=True)


def years_of(lines: Iterable[NewsLine]) -> list[str]:
    """The years that there are items of, the newest first; `UNDATED` last, when there are any."""
    found = {line.year for line in lines}
    return sorted(found - {""}, reverse=True) + [UNDATED] * ("" in found)


def chosen(lines: Sequence[NewsLine], wishes: NewsFilter) -> list[NewsLine]:
    """The items wished for, in their order."""
    return [line for line in lines if wishes.keeps(line)]


def _line(shelf: Shelf, language: Language, item: Item, record: NewsItem, telling: Telling) -> NewsLine | None:
    carried = telling.carry(item, Filter(), _SENTENCES)
    cited = [shelf.citer.cite(n, sentence, language) for n, sentence in enumerate(carried.sentences if carried else (), 1)]
    told = tuple(citation for citation in cited if citation is not None)
    if not told:
        return None
    return NewsLine(
        id=record.id,
        date=record.date,
        date_end=record.date_end,
        concluded=record.date_basis == "concluded",
        status=record.status,
        agreements=tuple(a.id for a in shelf.catalogue.agreements if a.id in item.agreements),
        themes=tuple(sorted(item.themes)),
        told=told,
    )
