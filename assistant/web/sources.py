"""Every source with its age, facts and disagreements; where sources disagree; and what they do not say."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.learning import Shelf
from assistant.records import Language
from assistant.sources import SourceRow, list_sources
from assistant.unsettled import told_disagreements, told_gaps
from assistant.web.kept import Kept
from assistant.web.paging import paged, query_with
from assistant.web.site import NotThere, Site
from assistant.wording import in_alphabet
from corpus import LANGUAGES, fold

_SHOWN = 60  # texts on a page
_LONGEST = 200  # characters of a search that are read


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text with all its language versions; `row` is the version shown."""

    row: SourceRow
    versions: tuple[SourceRow, ...]

    @property
    def differs(self) -> bool:
        """Whether a language is missing, or one version tells what another does not."""
        return any(version.absent or version.lacking for version in self.versions)

    def holds(self, words: Iterable[str]) -> bool:
        """Whether a title in any language holds all of the words."""
        titles = [fold(version.title) for version in self.versions]
        return any(all(word in title for word in words) for title in titles)


def source_texts(shelf: Shelf, language: Language, site: Site) -> list[SourceText]:
    """Every text, each shown in the language where it has that, by kind and title."""
    rows = list_sources(shelf.texts.documents(), site.settings.day, shelf.facts.conflicts_of)
    order = {code: place for place, code in enumerate(dict.fromkeys((language, *LANGUAGES)))}
    rows.sort(key=lambda row: (row.topic, order.get(row.language, len(order))))
    texts = [SourceText(versions[0], versions) for _, group in groupby(rows, lambda row: row.topic) if (versions := tuple(group))]
    kind_name = site.words(language)["kind_name"]
    return sorted(texts, key=lambda text: (in_alphabet(kind_name(text.row.kind)), in_alphabet(text.row.title)))


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `sources`, `sources/conflicts` and `sources/gaps`."""
    texts = Kept(site.assistant, lambda shelf, language: source_texts(shelf, language, site))
    disagreements, gaps = Kept(site.assistant, told_disagreements), Kept(site.assistant, told_gaps)

    def listed(request: Request, language: Language) -> Response:
        every, asked = texts.get(language), request.query_params
        kinds = list(dict.fromkeys(text.row.kind for text in every))
        kind, words = asked.get("kind", "") if asked.get("kind") in kinds else "", asked.get("q", "").strip()[:_LONGEST]
        found = [text for text in every if kind in ("", text.row.kind) and text.holds(fold(words).split())]
        page, chosen = paged(found, asked.get("page", ""), _SHOWN), {"q": words, "kind": kind}
        return site.draw(
            request,
            language,
            "sources.html",
            title=site.say(language, "nav_sources"),
            kinds=kinds,
            chosen=chosen,
            page=page,
            groups=[(kind, list(group)) for kind, group in groupby(page.things, lambda text: text.row.kind)],
            everything=(len(every), sum(len(text.versions) for text in every)),
            query=lambda **changes: query_with(chosen, **changes),
            disagreements=len(disagreements.get(language)),
            gaps=sum(len(group.told) for group in gaps.get(language)),
        )

    def conflicts(request: Request, language: Language) -> Response:
        if not (found := disagreements.get(language)):
            raise NotThere
        return site.draw(request, language, "conflicts.html", title=site.say(language, "conflicts_title"), found=found)

    def unknown(request: Request, language: Language) -> Response:
        if not (found := gaps.get(language)):
            raise NotThere
        names = {a.id: a.short_names.in_language(language) for a in site.assistant.shelf().catalogue.agreements}
        title, count = site.say(language, "gaps_title"), sum(len(group.told) for group in found)
        return site.draw(request, language, "gaps.html", title=title, found=found, count=count, agreements=names)

    site.add(application, "sources", listed, section="nav_sources")
    site.add(application, "sources/conflicts", conflicts)
    site.add(application, "sources/gaps", unknown)
