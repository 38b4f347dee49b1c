"""The agreements on a map and in a list, what the texts tell of each, and two or three side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.agreement_card import AgreementCard, Cards, Group, Priority, Told
from assistant.records import Citation, Language
from assistant.web.map_points import MapPoint, laid_out
from assistant.web.site import NotThere, Site
from corpus import Agreement

MOST = 3  # agreements side by side
NEWS = 5  # news shown before one asks for more
_QUESTIONS = ("priorities", "funder", "calls", "projects")


@dataclass(frozen=True, slots=True)
class Listed:
    """An agreement in the list: its name, the cities that are not in it, and its priorities, with a quote or two."""

    id: str
    name: str
    cities: tuple[str, ...]
    priorities: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the address that asks it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class _Made:
    """What has been made of one index on one day; the newest replaces it."""

    version: str
    makers: dict[Language, Cards] = field(default_factory=dict)
    cards: dict[tuple[Language, str], AgreementCard] = field(default_factory=dict)
    points: dict[Language, list[MapPoint]] = field(default_factory=dict)


class CityPages:
    """The pages over the index that is published when they are asked for."""

    def __init__(self, site: Site) -> None:
        self._site, self._made = site, _Made("")

    def everything(self, request: Request, language: Language) -> Response:
        """The map and the list, of one theme where one is chosen."""
        agreements, say = self._agreements(), self._site.say
        themes = [theme for theme in self._site.assistant.shelf().catalogue.themes if self._of_theme(agreements, theme.id)]
        theme = next((theme for theme in themes if theme.id == request.query_params.get("theme")), None)
        chosen = self._of_theme(agreements, theme.id) if theme else agreements
        counted = say(language, f"count_agreements_{'one' if len(chosen) == 1 else 'many'}", count=len(chosen))
        return self._site.draw(
            request,
            language,
            "cities.html",
            title=say(language, "nav_cities"),
            themes=[(one.id, one.names.in_language(language)) for one in themes],
            theme=theme.id if theme else "",
            derived=any(link.basis == "derived" for a in chosen for p in a.priorities for link in p.themes),
            found=say(language, "cities_theme_found", theme=theme.names.in_language(language), counted=counted)
            if theme
            else say(language, "cities_found", counted=counted),
            listed=[self._listed(agreement, language) for agreement in self._sorted(chosen, language)],
            chosen={agreement.id for agreement in chosen},
            outline=self._site.assistant.outline(),
            points=self._points(agreements, language),
        )

    def one(self, request: Request, language: Language) -> Response:
        """The card of an agreement."""
        agreement = next((a for a in self._agreements() if a.id == request.path_params["id"]), None)
        if agreement is None:
            raise NotThere
        place = next((q.id for q in self._site.assistant.flow().questions if q.choices_from == "agreements"), None)
        return self._site.draw(
            request,
            language,
            "city.html",
            title=agreement.short_names.in_language(language),
            card=self._card(agreement, language),
            full_name=agreement.names.in_language(language),
            news_first=NEWS,
            questions=self._questions(agreement, language),
            eligibility=f"/{language}/eligibility?{urlencode({place: agreement.id})}" if place else "",
        )

    def compared(self, request: Request, language: Language) -> Response:
        """Two or three agreements side by side, and the form that chooses them."""
        agreements = self._agreements()
        known = {agreement.id: agreement for agreement in agreements}
        wanted = [id for id in dict.fromkeys(request.query_params.getlist("with")) if id in known]
        cards = [self._card(known[id], language) for id in wanted[:MOST]]
        return self._site.draw(
            request,
            language,
            "city_comparison.html",
            title=self._site.say(language, "cities_compare_title"),
            names=[card.name for card in cards],
            rows=self._rows(cards, language) if len(cards) > 1 else [],
            too_few=len(wanted) < 2,
            too_many=len(wanted) > MOST,
            choices=[
                (a.id, a.short_names.in_language(language), a.id in wanted[:MOST]) for a in self._sorted(agreements, language)
            ],
        )

    def _agreements(self) -> tuple[Agreement, ...]:
        agreements = self._site.assistant.shelf().catalogue.agreements
        if not agreements:
            raise NotThere
        return agreements

    @staticmethod
    def _of_theme(agreements: tuple[Agreement, ...], theme: str) -> tuple[Agreement, ...]:
        return tuple(a for a in agreements if any(link.theme == theme for p in a.priorities for link in p.themes))

    @staticmethod
    def _sorted(agreements: tuple[Agreement, ...], language: Language) -> list[Agreement]:
        return sorted(agreements, key=lambda agreement: agreement.short_names.in_language(language).lower())

    def _card(self, agreement: Agreement, language: Language) -> AgreementCard:
        made, key = self._current(), (language, agreement.id)
        if language not in made.makers:
            shelf, today = self._site.assistant.shelf(), self._site.settings.today
            made.makers[language] = Cards(shelf.catalogue, *self._site.assistant.rows(language), shelf.citer, language, today)
        if key not in made.cards:
            made.cards[key] = made.makers[language].card(agreement)
        return made.cards[key]

    def _current(self) -> "_Made":
        version, today = self._site.assistant.index_version(), self._site.settings.today or date.today()
        if self._made.version != f"{version} {today}":
            self._made = _Made(f"{version} {today}")
        return self._made

    def _listed(self, agreement: Agreement, language: Language) -> Listed:
        card = self._card(agreement, language)
        cities = tuple(name for group in card.cities for name in group.names if name not in card.name)
        counted = [priority for priority in card.priorities if priority.kind != "cross_cutting"]
        quotes = [p.citations[0] for p in counted]
        quotes += [c for group in card.cities for c in group.citations[:1]] if cities else []
        return Listed(
            agreement.id,
            card.name,
            cities,
            tuple(name for p in counted for name in p.names),
            _unique(quotes),
        )

    def _points(self, agreements: tuple[Agreement, ...], language: Language) -> list[MapPoint]:
        """The points of the map: each agreement in the middle of its cities."""
        outline, made = self._site.assistant.outline(), self._current()
        if outline and language not in made.points:
            places = {}
            for agreement in agreements:
                points = [outline.point(city.lat, city.lon) for city in agreement.cities]
                places[agreement.id] = (fmean(x for x, _ in points), fmean(y for _, y in points))
            names = {a.id: a.short_names.in_language(language) for a in self._sorted(agreements, language)}
            made.points[language] = laid_out(names, places, outline.width, outline.height)
        return made.points.get(language, [])

    def _rows(self, cards: Sequence[AgreementCard], language: Language) -> list[tuple[str, list[Group]]]:
        """The attributes of agreements side by side: the key of an attribute's name, and a cell an agreement."""
        cells: dict[str, list[Group]] = {
            "compare_priorities": [
                _cell(Group(self._priority(p, language), p.citations) for p in card.priorities) for card in cards
            ],
            "city_members": [_cell(card.cities) for card in cards],
            "compare_authorities": [_cell(card.funders) for card in cards],
            "compare_signed": [_cell([card.signed] if card.signed else []) for card in cards],
            "city_valid": [_cell([card.valid_until] if card.valid_until else []) for card in cards],
            "compare_parties": [_cell(card.parties) for card in cards],
            "city_calls": [_cell(card.calls) for card in cards],
            "compare_ties": [_cell(card.projects) for card in cards],
        }
        return [(key, row) for key, row in cells.items() if any(cell.names for cell in row)]

    def _priority(self, priority: Priority, language: Language) -> tuple[str, ...]:
        """The name of a priority, and what it is where it is none in the strict sense."""
        if priority.kind == "priority":
            return priority.names
        kind = self._site.say(language, f"city_kind_{priority.kind}")
        return tuple(f"{name} ({kind})" for name in priority.names)

    def _questions(self, agreement: Agreement, language: Language) -> list[Question]:
        """Questions about an agreement, with its name as the owner's where the facts give that form."""
        say, owner = self._site.say, agreement.possessives
        texts = [say(language, f"city_ask_{about}", of=owner.in_language(language)) for about in _QUESTIONS] if owner else []
        texts = texts or [say(language, "city_ask_what", about=agreement.names.in_language(language))]
        return [Question(text, f"/{language}/?{urlencode({'q': text})}") for text in texts]


def _cell(things: Iterable[Group | Told]) -> Group:
    """Everything of one kind that an agreement has, and the quotes that tell it."""
    names: dict[str, None] = {}
    citations: list[Citation] = []
    for thing in things:
        names |= dict.fromkeys(thing.names)
        citations += thing.citations
    return Group(tuple(names), _unique(citations))


def _unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple({(citation.document_id, citation.start): citation for citation in citations}.values())


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `cities`, `cities/compare` and a page for each agreement; in the navigation only where there are agreements."""
    pages = CityPages(site)
    site.add(application, "cities", pages.everything, section="nav_cities" if site.assistant.shelf().catalogue.agreements else "")
    site.add(application, "cities/compare", pages.compared)
    site.add(application, "cities/{id}", pages.one)
