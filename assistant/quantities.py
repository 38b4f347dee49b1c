"""Every figure of a text with its unit and place, so that a claim's figures can be held against those of its quotes.

Where `figures.py` gives sets of values, here `24 kuukautta` and `24 vuotta` differ, `40–60 prosenttia` is two rates, and
`tre`, `kolmessa`, `third` and `3` agree. A coarser date agrees with a finer one (`2024` with `2024-06-17`), not the reverse.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.figures import MONTH_OF, SCALES, take_dates, value_of

_CASES = r"(?:n|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|a|ä|ta|tä|na|nä|ksi|en|een|iin|an|än)?"
_COUNTS = (
    (1, r"yksi|yhde|yhte", r"ett", r"one|single"), (2, r"kaksi|kahde|kahte|kahta|molem\w+|kumpi|kumma", r"två|båda", r"two|both"),
    (3, r"kolme", r"tre", r"three"), (4, r"neljä", r"fyra", r"four"), (5, r"viisi|viide|viite|viittä", r"fem", r"five"),
    (6, r"kuusi|kuude|kuute|kuutta", r"sex", r"six"), (7, r"seitsemä", r"sju", r"seven"), (8, r"kahdeksa", r"åtta", r"eight"),
    (9, r"yhdeksä", r"nio", r"nine"), (10, r"kymmene|kymmentä", r"tio", r"ten"),
    (11, r"yksitoista|yhdentoista|yhteentoista", r"elva", r"eleven"),
    (12, r"kaksitoista|kahdentoista|kahteentoista|tusina", r"tolv", r"twelve"),
    (13, r"kolmetoista|kolmentoista|kolmeentoista", r"tretton", r"thirteen"),
    (14, r"neljätoista|neljäntoista", r"fjorton", r"fourteen"), (15, r"viisitoista|viidentoista", r"femton", r"fifteen"),
    (16, r"kuusitoista|kuudentoista", r"sexton", r"sixteen"), (17, r"seitsemäntoista", r"sjutton", r"seventeen"),
    (18, r"kahdeksantoista", r"arton", r"eighteen"), (19, r"yhdeksäntoista", r"nitton", r"nineteen"),
    (20, r"kaksikymmentä|kahdenkymmenen", r"tjugo", r"twenty"), (30, r"kolmekymmentä", r"trettio", r"thirty"),
    (100, r"sata|sada", r"hundra", r"hundred"),
)  # fmt: skip
_ORDINALS = (
    (1, r"ensimmäi\w+", r"första?", r"first"), (2, r"toinen|toise\w*|toisi\w+", r"andra", r"second"),
    (3, r"kolmas|kolmanne\w*|kolmante\w*", r"tredje", r"third"), (4, r"neljäs|neljänne\w*|neljänte\w*", r"fjärde", r"fourth"),
    (5, r"viides|viidenne\w*|viidente\w*", r"femte", r"fifth"), (6, r"kuudes|kuudenne\w*|kuudente\w*", r"sjätte", r"sixth"),
    (7, r"seitsemäs|seitsemänne\w*", r"sjunde", r"seventh"), (8, r"kahdeksas|kahdeksanne\w*", r"åttonde", r"eighth"),
    (9, r"yhdeksäs|yhdeksänne\w*", r"nionde", r"ninth"), (10, r"kymmenes|kymmenenne\w*", r"tionde", r"tenth"),
)  # fmt: skip
_UNITS = (
    ("rate", r"%|prosen\w+|procent\w*|per cent\b|percent\w*"),
    ("money", r"€|euro\w*|eur\b"),
    ("years", r"vuot\w*|vuod\w*|vuosi\w*|vuosien|år\b|års\w+|åriga?\b|årigt|years?\b"),
    ("months", r"kuukau\w*|kk\b|månad\w*|months?\b"),
    ("weeks", r"viiko\w*|viikk\w*|veck\w+|weeks?\b"),
    ("days", r"päivä\w*|päivi(?:ä|en)\b|dag\b|dagar\w*|dygn\w*|days?\b"),
)
_CALENDAR = range(1900, 2101)
SMALL = 1000  # a figure under this may stand for millions when the next one does
_UNIT = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in _UNITS)
_SCALE = (
    r"milj\b\.?|miljoo\w+|miljon\w*|million\w*|mn\b|m(?=€)|m(?= ?euro)|miljard\w*|mrd|billion\w*|bn\b"
    r"|tuhat\w*|tuhan\w*|tusen\w*|thousand|000\b"
)
_WORD = "|".join(rf"(?P<w{n}>(?:{fi}){_CASES}|{sv}|{en})" for n, fi, sv, en in _COUNTS)
_FIGURE = re.compile(
    r"(?:(?<![\w.,])(?P<digits>\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
    rf"|\b(?:{_WORD})(?=\b|vuot|vuod|års|årig|kuukau|viikk|päiv))"
    rf"(?:[\s-]?(?P<scale>{_SCALE}))?(?:[\s-]?(?:{_UNIT}))?"
)
_ORDINAL = re.compile(r"\b(?:" + "|".join(rf"(?P<o{n}>{fi}|{sv}|{en})" for n, fi, sv, en in _ORDINALS) + r")\b")
_MONEY_BEFORE = re.compile(r"(?:eur|€)\s?$")
_RATE_BEFORE = re.compile(r"(?:\w{3,}(?:procent|prosent)\w*|percentage) (?:[^,;.\d]|\b20\d\d\b){0,50}$")
_JOINT = re.compile(r"\s*(?:[-–—/]|,|to|and|or|ja|tai|eli|och|till|eller|mellan)?\s*")
_RANGE = re.compile(r"\.?\s*(?:[-–—]|to|till|and|och|ja)\s*")
_FINNISH = "|".join(name.removesuffix("kuu") for name in MONTH_OF if name.endswith("kuu"))
_MONTH_ALONE = re.compile(
    rf"\b(?:(?P<fi>(?:{_FINNISH})kuu\w*|(?:{_FINNISH})(?=[-–]))"
    rf"|(?P<sv>januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    rf"|(?P<en>January|February|(?<=\w )March|April|(?<=\w )May|June|July|August|September|October|November|December))\b"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and where it stands (offsets in its text). `value` of a date is ISO, with `-` for a year not given.

    `kind`: date, money, rate, years, months, weeks, days, number (a count, a year), ordinal; `loose` words such as
    `one` or `both` may be no figures at all; a `sized` one comes with a word such as `million`.
    """

    kind: str
    value: float | str
    start: int
    end: int
    loose: bool = False
    sized: bool = False


@lru_cache(maxsize=20_000)
def quantities_in(text: str) -> tuple[Quantity, ...]:
    """The figures of a text, from left to right."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ")
    dates, rest = take_dates(plain.lower())
    found = [Quantity("date", iso, start, end) for iso, start, end in dates]
    found += [_month(m) for m in _MONTH_ALONE.finditer(plain) if rest[m.start() : m.end()].strip()]
    blank = list(rest)
    for q in found:
        blank[q.start : q.end] = " " * (q.end - q.start)
    rest = "".join(blank)
    figures = [_figure(m, rest) for m in _FIGURE.finditer(rest)]
    found += [_as_day(q, found, plain) for q in _with_shared_units(figures, rest)]
    found += [Quantity("ordinal", _number(m, "o"), m.start(), m.end(), True) for m in _ORDINAL.finditer(rest)]
    return tuple(sorted(found, key=lambda q: q.start))


def unsupported_quantities(claim: str, quotes: Sequence[str]) -> list[Quantity]:
    """The claim's figures that no quote tells with the same unit. A loose word counts only when a quote's figure is left over."""
    told = [q for quote in quotes for q in quantities_in(quote)]
    asked = quantities_in(claim)
    missing = [q for q in asked if not any(agree(q, other, told) for other in told)]
    left = [q for q in told if not q.loose and not any(agree(a, q, told) or agree(q, a, asked) for a in asked)]
    return [q for q in missing if not q.loose or any(o.kind in ("number", "ordinal") or o.kind == q.kind for o in left)]


def agree(claimed: Quantity, told: Quantity, context: Iterable[Quantity]) -> bool:
    """Whether a claimed figure is the told one; `context` holds the years told beside a date that lacks its own."""
    if claimed.kind == "date" or told.kind == "date":
        return _dates_agree(claimed, told, context)
    if claimed.value != told.value:
        return False
    if claimed.kind == "money" and told.kind == "number":
        return told.sized
    return claimed.kind == told.kind or claimed.kind in ("number", "ordinal") or told.kind == "ordinal"


def _dates_agree(claimed: Quantity, told: Quantity, context: Iterable[Quantity]) -> bool:
    if told.kind != "date":
        return False
    date = str(told.value)
    if claimed.kind != "date":
        return isinstance(claimed.value, float) and date.startswith(f"{claimed.value:.0f}-")
    wanted = str(claimed.value)
    if date.startswith(wanted) or (wanted.startswith("-") and (date[4:].startswith(wanted[1:]) or date.startswith(wanted))):
        return True
    years = {f"{q.value:.0f}" if isinstance(q.value, float) else q.value[:4] for q in context}
    return date.startswith("-") and date[1:].startswith(wanted[4:]) and wanted[:4] in years


def _figure(found: re.Match[str], text: str) -> Quantity:
    scale, kind = found["scale"], next((kind for kind, _ in _UNITS if found[kind]), "number")
    before = text[: found.start()]
    if kind == "number":
        kind = "money" if _MONEY_BEFORE.search(before) else "rate" if _RATE_BEFORE.search(before) else kind
    if found["digits"]:
        value = value_of(found["digits"], scale)
        is_year = kind != "money" and found["digits"].isdigit() and not scale and value in _CALENDAR
        return Quantity("number" if is_year else kind, value, found.start(), found.end(), sized=bool(scale))
    number = _number(found, "w")
    power = next((p for start, p in SCALES if scale and scale.startswith(start)), 0)
    loose = number <= 2 and kind == "number" and not power
    return Quantity(kind, number * float(10**power), found.start(), found.end(), loose, bool(power))


def _number(found: re.Match[str], letter: str) -> float:
    return float(next(name[1:] for name, text in found.groupdict().items() if text and re.fullmatch(letter + r"\d+", name)))


def _month(found: re.Match[str]) -> Quantity:
    word = found.group().lower()
    number = next(n for name, n in MONTH_OF.items() if word.startswith(name) or f"{word}kuu" == name)
    return Quantity("date", f"--{number:02d}", found.start(), found.end())


def _as_day(figure: Quantity, dates: Sequence[Quantity], text: str) -> Quantity:
    """The first day of a range, `10` in `10 to 31 May 2021`, as a date; any other figure as it is."""
    after = next((d for d in dates if d.kind == "date" and _RANGE.fullmatch(text[figure.end : d.start])), None)
    if figure.kind != "number" or after is None or len(str(after.value)) < len("--05-31") or not 1 <= float(figure.value) <= 31:
        return figure
    return replace(figure, kind="date", value=f"{str(after.value)[:-2]}{float(figure.value):02.0f}", loose=False)


def _with_shared_units(figures: list[Quantity], text: str) -> list[Quantity]:
    """A figure takes unit and size from the one it is joined to: `40–60 %`, `2 to 3 years`, `EUR 1.5–2 billion`."""
    for i in range(len(figures) - 2, -1, -1):
        one, after = figures[i], figures[i + 1]
        kind = after.kind if one.kind == "number" else one.kind
        joined = _JOINT.fullmatch(text[one.end : after.start]) and kind != "number" and one.value not in _CALENDAR
        if joined and after.kind in ("number", kind) and not one.sized:
            size = _size(after) if float(one.value) < SMALL else 1.0
            figures[i] = replace(one, kind=kind, value=float(one.value) * size, loose=False)
            figures[i + 1] = replace(after, kind=kind)
    return figures


def _size(quantity: Quantity) -> float:
    """A thousand, a million or a milliard when the quantity is written with such a word, else 1."""
    return max((10.0**p for p in (3, 6, 9) if float(quantity.value) >= 10**p), default=1.0) if quantity.sized else 1.0
