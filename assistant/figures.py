"""Figures, dates and units in Finnish, Swedish and English text, as comparable values.

Two sentences agree on a figure when their values meet: `21,6 miljoonaa euroa`, `21,6 miljoner euro` and `EUR 21.6 million`
are all 21 600 000, and `17.6.2024`, `den 17 juni 2024` and `17 June 2024` one day.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = (
    ("tammikuu", "januari", "january"), ("helmikuu", "februari", "february"), ("maaliskuu", "mars", "march"),
    ("huhtikuu", "april", "april"), ("toukokuu", "maj", "may"), ("kesäkuu", "juni", "june"), ("heinäkuu", "juli", "july"),
    ("elokuu", "augusti", "august"), ("syyskuu", "september", "september"), ("lokakuu", "oktober", "october"),
    ("marraskuu", "november", "november"), ("joulukuu", "december", "december"),
)  # fmt: skip
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(MONTH_OF, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\w*"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        r"(?<![\d.,])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?=\s?[-–]\s?\d{1,2}\.\d{1,2}\.(?P<y>(?:19|20)\d\d))",
        r"(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?(?: päivänä| of)? {_MONTH}(?:,? (?P<y>(?:19|20)\d\d))?",
        rf"\b{_MONTH} (?P<d>\d{{1,2}})(?!\d)(?:, (?P<y>(?:19|20)\d\d))?",
        rf"\b{_MONTH},? (?:vuonna )?(?P<y>(?:19|20)\d\d)",
    )
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:[  \u202f,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?:\s?(?P<scale>milj\w*\.?|million|mn\b|miljard\w*|mrd|billion|bn\b|tuhat\w*|tusen|thousand))?"
    r"(?:\s?(?P<unit>%|prosen\w+|procent\w*|per cent|percent|€|euroa?\w*|euros?|eur\b|vuot\w*|vuod\w*|år\b|years?))?"
)
_MONEY_BEFORE = re.compile(r"(?:eur|€)\s?$")
_PERCENT = re.compile(r"%|prosen|procent|per ?cent")
SCALES = (("miljard", 9), ("mrd", 9), ("billion", 9), ("bn", 9), ("mil", 6), ("mn", 6), ("tu", 3), ("thousand", 3))
_WORDS = (
    [
        "yksi",
        "kaksi",
        "kolme",
        "neljä",
        "viisi",
        "kuusi",
        "seitsemän",
        "kahdeksan",
        "yhdeksän",
        "kymmenen",
        "yksitoista",
        "kaksitoista",
    ],
    ["en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"],
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
)
_YEARS = re.compile(r"(?:(?<![\d.])|(?<=\d\.\d\.)|(?<=\d\.\d\d\.))(20\d\d)(?:\s?[-–]\s?(20\d\d))?(?!\d)")
NUMBER_WORDS = {word: n for words in _WORDS for n, word in enumerate(words, 1) if word != "en"}
NUMBER_WORDS |= {"kahden": 2, "kolmen": 3, "neljän": 4, "viiden": 5, "kuuden": 6, "ett": 1}
_NUMBER_WORD = re.compile(  # in Finnish in any case
    rf"\b(?:{'|'.join(NUMBER_WORDS)}|(?:yhde|kahde|kahte|kolme|nelj|viide|viite|kuude|kuute|seitsem|kymmene)\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The values in a text. Dates are ISO (a day, a month, or `--06-17` without a year)."""

    dates: frozenset[str]
    money: frozenset[float]
    rates: frozenset[float]
    numbers: frozenset[float]

    def all(self) -> frozenset[float | str]:
        """Every value, whatever its kind."""
        return self.dates | self.money | self.rates | self.numbers


@lru_cache(maxsize=20_000)
def figures_in(text: str) -> Figures:
    """The values in a text. `numbers` holds those that are neither dates, money nor rates, number words too."""
    found_dates, rest = take_dates(_plain(text))
    dates = {iso for iso, _, _ in found_dates}
    money, rates, numbers = set(), set(), set()
    for found in _NUMBER.finditer(rest):
        value = value_of(found["number"], found["scale"])
        unit = found["unit"] or ""
        if _PERCENT.match(unit):
            rates.add(value)
        elif unit.startswith(("€", "eur")) or _MONEY_BEFORE.search(rest[: found.start()]):
            money.add(value)
        else:
            numbers.add(value)
    numbers |= {float(NUMBER_WORDS[w]) for w in re.findall(r"[a-zåäö]+", rest) if w in NUMBER_WORDS}
    return Figures(frozenset(dates), frozenset(money), frozenset(rates), frozenset(numbers))


def _plain(text: str) -> str:
    """Small letters, and every kind of space a plain one."""
    return text.lower().replace("\u00a0", " ").replace("\u202f", " ")


def take_dates(text: str) -> tuple[list[tuple[str, int, int]], str]:
    """The dates of a text in small letters, each with its offsets, and the text with blanks in their place."""
    dates: list[tuple[str, int, int]] = []
    for pattern in _DATES:
        for found in list(pattern.finditer(text)):
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else MONTH_OF[parts["month"]]
            day = int(parts["d"]) if parts.get("d") else None
            if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
                continue
            iso = (parts.get("y") or "-") + f"-{month:02d}" + (f"-{day:02d}" if day else "")
            dates.append((iso, found.start(), found.end()))
            text = text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
    return dates, text


def around_counts(text: str, reach: int = 28) -> str:
    """What stands within `reach` characters of each plain number of a text: not of a date, a year, a sum of money or a rate.

    >>> around_counts("Haku 2024 sai kahdeksan hakemusta.", 12)
    'ku 2024 sai kahdeksan hakemusta.'
    """
    _, rest = take_dates(_plain(text))
    places = [
        found.span()
        for found in _NUMBER.finditer(rest)
        if not (found["unit"] or _MONEY_BEFORE.search(rest[: found.start()])) and not _YEARS.fullmatch(found["number"])
    ]
    places += [found.span() for found in _NUMBER_WORD.finditer(rest)]
    return " … ".join(rest[max(0, start - reach) : end + reach] for start, end in sorted(places))


def value_of(number: str, scale: str | None) -> float:
    """The value of digits as written, such as `1,5`, with a word of size after them, such as `miljoner`."""
    digits = re.sub(r"[ ,](?=\d{3}(?:\D|$))", "", number).replace(" ", "").replace(",", ".")
    power = next((p for start, p in SCALES if scale and scale.startswith(start)), 0)
    return round(float(digits) * float(10**power), 6)


@lru_cache(maxsize=20_000)
def years_in(text: str) -> frozenset[int]:
    """The years a text tells of; a range counts each year in it, but one of six years or more is a period, not a year.

    >>> sorted(years_in("vuosina 2025–2027 kaudella 2021–2027"))
    [2025, 2026, 2027]
    """
    found: set[int] = set()
    for first, last in _YEARS.findall(text):
        years = range(int(first), int(last or first) + 1)
        found |= set(years) if len(years) < 6 else set()
    return frozenset(found)
