"""News by date, to be filtered by theme, agreement and year; each item with its source."""

from itertools import groupby

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.news import UNDATED, NewsFilter, NewsLine, chosen, told_news, years_of
from assistant.records import Language
from assistant.web.kept import Kept
from assistant.web.paging import paged, query_with
from assistant.web.site import NotThere, Site
from assistant.wording import in_alphabet

_SHOWN = 20  # items on a page


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `news`; it stands in the navigation when the collection has news."""
    told = Kept(site.assistant, told_news)

    def news(request: Request, language: Language) -> Response:
        lines = told.get(language)
        if not lines:
            raise NotThere
        options = _options(site, language, lines)
        asked = {name: request.query_params.get(name, "") for name in options}
        wishes = {name: value if value in dict(options[name]) else "" for name, value in asked.items()}
        page = paged(chosen(lines, NewsFilter(**wishes)), request.query_params.get("page", ""), _SHOWN)
        return site.draw(
            request,
            language,
            "news.html",
            title=site.say(language, "nav_news"),
            options=options,
            wishes=wishes,
            page=page,
            years=[(year, list(items)) for year, items in groupby(page.things, lambda line: line.year)],
            wider=[] if page.count else _wider(lines, wishes),
            query=lambda **changes: query_with(wishes, **changes),
            names={name: dict(choices) for name, choices in options.items()},
        )

    site.add(application, "news", news, section="nav_news" if site.assistant.shelf().catalogue.news else "")


def _options(site: Site, language: Language, lines: list[NewsLine]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, of each filter, as (value, name): only what there is news of."""
    catalogue = site.assistant.shelf().catalogue
    themes = {theme for line in lines for theme in line.themes}
    agreements = {agreement for line in lines for agreement in line.agreements}
    named = [(a.id, a.short_names.in_language(language)) for a in catalogue.agreements if a.id in agreements]
    return {
        "theme": [(theme.id, theme.names.in_language(language)) for theme in catalogue.themes if theme.id in themes],
        "agreement": sorted(named, key=lambda choice: in_alphabet(choice[1])),
        "year": [(year, site.say(language, "news_undated") if year == UNDATED else year) for year in years_of(lines)],
    }


def _wider(lines: list[NewsLine], wishes: dict[str, str]) -> list[tuple[str, int]]:
    """The wishes that, given up alone, leave something to show, with how many items that is."""
    counted = [(name, len(chosen(lines, NewsFilter(**{**wishes, name: ""})))) for name, value in wishes.items() if value]
    return [(name, count) for name, count in counted if count]
