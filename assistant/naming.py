"""Names of a claim against those of its quotes: the same entity, whatever the language or the ending.

Places (cities, their agreements and regions) must be told. A body, a project or a name that the catalogue lacks must be told
too, or stand letter by letter; across languages, where names are translated in ways that no list holds, it is refused only
when the quote has a name left over that the claim could have been about.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.figures import MONTH_OF
from corpus import Mention, NameFinder, Span, fold

PLACES = frozenset({"city", "agreement", "region"})
BODIES = frozenset({"authority", "organisation", "project"})
_TOKEN = re.compile(r"\w+(?:[-:'’]\w+)*")
_OPENING = re.compile(r"(?:^|[.!?:;]\s|[\"“”»(–]\s?|\n\s*(?:[-*•]\s)?)$")
_COMPOUND = re.compile(r"(?<=\w{3})s?((?:avtal|region|projekt|program|område)\w*)$")  # Swedish: `Vasaavtalet` names Vasa
_LONG_ALIAS = 6  # letters from which on a place's name counts in small letters too, as in "metropolialue"


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a text that names something: all the entities that bear that name (none when it is unknown)."""

    span: Span
    text: str
    ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(slots=True)
class NameBook:
    """Finds names and knows which belong together: `agreements_of` gives the agreements of a city or project.

    Without a finder it knows no names.
    """

    finder: NameFinder | None
    agreements_of: Callable[[str], Sequence[str]] = lambda id: ()
    _read: dict[str, tuple[Named, ...]] = field(default_factory=dict)

    def names_in(self, text: str) -> tuple[Named, ...]:
        """The names in a text from left to right, also those within longer ones (`Lahti` in `City of Lahti`)."""
        if text not in self._read:
            if len(self._read) > 4000:
                self._read.clear()
            self._read[text] = self._find(text)
        return self._read[text]

    def _find(self, text: str) -> tuple[Named, ...]:
        if self.finder is None:
            return ()
        found = [m for m in self.finder.find(text) if _counts(m, text)]
        inner = [m for span in dict.fromkeys(m.span for m in found) for m in self._places_within(text, span)]
        for token in _TOKEN.finditer(text):
            if token.group()[0].isupper() and ("-" in token.group() or _COMPOUND.search(token.group())):
                inner += self._places_within(text, Span(token.start(), token.end()))
        spans: dict[tuple[int, int], list[Mention]] = {}
        for m in (*found, *(m for m in inner if _counts(m, text))):
            spans.setdefault((m.span.start, m.span.end), []).append(m)
        return tuple(self._named(text, span, spans[span]) for span in sorted(spans))

    def _places_within(self, text: str, span: Span) -> list[Mention]:
        """The places named by words, or parts of words, of a longer stretch; the longest at each point."""
        assert self.finder is not None
        tokens = [Span(span.start + t.start(), span.start + t.end()) for t in _TOKEN.finditer(text[span.start : span.end])]
        windows = [Span(tokens[i].start, tokens[j].end) for j in range(len(tokens)) for i in range(max(0, j - 2), j + 1)]
        for token in tokens:
            word = text[token.start : token.end]
            windows += [Span(token.start + p.start(), token.start + p.end()) for p in re.finditer(r"[^-]+", word) if "-" in word]
            if tail := _COMPOUND.search(word):
                windows += [Span(token.start, token.start + tail.start()), Span(token.start, token.start + tail.start(1))]
        found: list[Mention] = []
        for window in sorted(windows, key=lambda w: w.start - w.end):
            if window == span or any(m.kind == "region" and m.span.overlaps(window) for m in found):
                continue
            for m in self.finder.find(text[window.start : window.end]):
                if m.kind in PLACES and m.exact and m.span == Span(0, window.end - window.start):
                    found.append(Mention(m.entity_id, m.kind, window, m.language))
        return found

    def _named(self, text: str, span: tuple[int, int], mentions: Iterable[Mention]) -> Named:
        mentions = list(mentions)
        ids, kinds = frozenset(m.entity_id for m in mentions), frozenset(m.kind for m in mentions)
        return Named(Span(*span), text[slice(*span)], ids, kinds)

    def group(self, named: Named) -> frozenset[str]:
        """The ids a name may be met by: its own, and for a place the agreement it belongs to."""
        if not named.kinds & PLACES:
            return named.ids
        return named.ids | {agreement for id in named.ids for agreement in self.agreements_of(id)}


def unsupported_names(claim: str, quotes: Sequence[str], names: NameBook, same_language: bool) -> list[Named]:
    """The names of a claim that its quotes do not bear out."""
    told = [named for quote in quotes for named in names.names_in(quote)]
    asked = names.names_in(claim)
    text = fold(" ".join(quotes))
    outer = [n for n in asked if not any(_inside(n, o) for o in asked)]
    missing = [n for n in outer if not _told(n, told, names, text)]
    strangers = [n for n in unknown_names(claim, asked) if not _stands(n.text, text) and not names.names_in(n.text)]
    places = [n for n in missing if n.kinds & PLACES]
    others = [n for n in missing if n.kinds & BODIES and not n.kinds & PLACES]
    signs = [n for n in strangers if _is_sign(n.text)]
    if not same_language:
        left = {kind for n in told if n.kinds & BODIES and not _met(n, asked, names) for kind in n.kinds}
        others = [n for n in others if _rivals(n.kinds, left) or not _inner_told(n, asked, told, names)]
        strangers = _apart(strangers, asked, claim) if left else []
    return list(dict.fromkeys((*places, *others, *strangers, *signs)))


def unknown_names(text: str, known: Sequence[Named]) -> list[Named]:
    """Words that look like names (a capital within a sentence, or several) and that no known name covers."""
    found = []
    for token in _TOKEN.finditer(text):
        span = Span(token.start(), token.end())
        capital = token.group()[0].isupper() and not _OPENING.search(text[: token.start()])
        is_month = token.group().lower() in MONTH_OF
        if (capital or _is_sign(token.group())) and not is_month and not any(n.span.overlaps(span) for n in known):
            found.append(Named(span, token.group().partition("-")[0] or token.group()))
    return found


def _counts(mention: Mention, text: str) -> bool:
    written = text[mention.span.start : mention.span.end]
    capital = written[:1].isupper() or mention.span.end - mention.span.start > _LONG_ALIAS
    return mention.exact and (mention.kind not in PLACES or (capital and (written[:1].isupper() or mention.kind == "agreement")))


def _inside(one: Named, other: Named) -> bool:
    return one is not other and other.span.start <= one.span.start and one.span.end <= other.span.end


def _told(named: Named, told: Sequence[Named], names: NameBook, text: str) -> bool:
    return any(_same(named, other, names) for other in told) or (not named.kinds & PLACES and _stands(named.text, text))


def _inner_told(named: Named, asked: Sequence[Named], told: Sequence[Named], names: NameBook) -> bool:
    """Whether the places within a longer name are told, as `Tampere` in `City of Tampere`."""
    return all(any(_same(n, o, names) for o in told) for n in asked if _inside(n, named))


def _apart(strangers: Sequence[Named], known: Sequence[Named], text: str) -> list[Named]:
    """The unknown words that are no part of a known name, as `School` and `Economics` are in `Turku School of Economics`."""
    beside, found = list(known), []
    for named in strangers:
        if any(_adjoins(named, other, text) for other in beside):
            beside.append(named)
        else:
            found.append(named)
    return found


def _adjoins(one: Named, other: Named, text: str) -> bool:
    """Whether an unknown word belongs to a name beside it, as `Region` in `Council of Oulu Region`."""
    first, second = sorted((one.span, other.span), key=lambda span: span.start)
    return text[first.end : second.start] in ("", " ", " of ", "-")


def _met(named: Named, asked: Sequence[Named], names: NameBook) -> bool:
    return any(_same(named, other, names) for other in asked)


def _same(one: Named, other: Named, names: NameBook) -> bool:
    """Whether two names are of one entity; a city and its agreement are, two cities of one agreement are not."""
    return bool(one.ids & names.group(other) or names.group(one) & other.ids)


def _rivals(kinds: frozenset[str], left: set[str]) -> bool:
    return bool(left & ({"project"} if "project" in kinds else {"authority", "organisation"}))


def _stands(name: str, folded: str) -> bool:
    """Whether each word of a name stands in a folded text, with whatever ending."""
    words = [fold(w) for w in re.findall(r"\w+", name) if len(w) > 1 or w.isdigit()]
    return all(re.search(rf"\b{re.escape(w[: max(3, len(w) - len(w) // 3)])}", folded) for w in words)


def _is_sign(name: str) -> bool:
    """Whether a name is written alike in every language: capitals or figures within the word, as in `H2Koulu`."""
    return bool(re.fullmatch(r"\w*[a-zåäö]\w*[A-ZÅÄÖ0-9]\w*|[A-ZÅÄÖ]\d\w*", name))
