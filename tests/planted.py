"""Claims with one planted error: in a true claim (`true_claims.py`) one thing is swapped by rule.

The rules know nothing of the checks: they have patterns of their own. All choices follow from a hash, so every run is alike.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from true_claims import Case, catalogue, finder, mentions, triples, true_cases

CLASSES = ("number", "year", "date", "unit", "city", "body", "owner", "negation", "modality")


def planted_cases() -> Iterator[Case]:
    """Each true case with each error that can be planted in it."""
    for case in true_cases():
        for kind in CLASSES:
            chance = random.Random(f"{kind} {case.claim} {case.quote_language}")
            wrong = PLANTERS[kind](case, chance)
            if wrong and wrong != case.claim:
                yield replace(case, claim=wrong, planted=kind)


_MONTHS = {
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_MONTH = {language: "|".join(names.split()) for language, names in _MONTHS.items()}
_DAY = {
    "fi": re.compile(rf"(?<![\d.])(\d{{1,2}})(?=\.(?:\d{{1,2}}\.\d{{4}}| (?:{_MONTH['fi']})))"),
    "sv": re.compile(rf"(?<![\d.])(\d{{1,2}})(?= (?:{_MONTH['sv']})\b)"),
    "en": re.compile(rf"(?<![\d.])(\d{{1,2}})(?= (?:{_MONTH['en']})\b)"),
}
_YEAR = re.compile(r"(?<!EURA )(?<![\d/.,–-])(20[0-3]\d)(?![\d–-]|\.\d)")
_DATED_YEAR = re.compile(r"(?<=\d\.)(20[0-3]\d)(?!\d)")
_SUM = re.compile(r"(?<![\w.,–/§-])(\d{1,3}(?:[ ,\u00a0]\d{3})+|\d+(?:[.,]\d+)?)(?= ?(?:%|€|[a-zåäö]{2,}))")
_WORDS = {
    "fi": "kaksi kolme neljä viisi kuusi seitsemän kahdeksan",
    "sv": "två tre fyra fem sex sju åtta",
    "en": "two three four five six seven eight",
}


def _pairs(rules: str) -> tuple[tuple[str, str], ...]:
    """Rules such as `is not=is; may=must` as pairs."""
    return tuple((old, new) for old, _, new in (rule.partition("=") for rule in rules.split("; ")))


_UNITS = {
    "fi": _pairs(
        "prosenttia=euroa; prosentin=euron; miljoonaa=tuhatta; miljoonan=tuhannen; euroa=prosenttia; vuotta=kuukautta; "
        "vuoden=kuukauden; kuukautta=vuotta; viikkoa=päivää"
    ),
    "sv": _pairs("procent=euro; miljoner=tusen; miljon=tusen; euro=procent; år=månader; månader=år; veckor=dagar"),
    "en": _pairs("per cent=euros; million=thousand; billion=million; years=months; months=years; weeks=days; year=month"),
}
_DENIALS = {
    "fi": _pairs(
        "ei ole=on; eivät ole=ovat; ei voi=voi; eivät voi=voivat; ei saa=saa; eivät saa=saavat; ei ollut=oli; eivät "
        "kerro=kertovat; ei kerro=kertoo; ei löytynyt=löytyi; ei tarvitse=tarvitsee"
    ),
    "sv": _pairs(
        "är inte=är; får inte=får; kan inte=kan; ska inte=ska; har inte=har; var inte=var; måste inte=måste; framgår "
        "inte=framgår; anger inte=anger; gäller inte=gäller; nämns inte=nämns"
    ),
    "en": _pairs(
        "is not=is; are not=are; cannot=can; may not=may; was not=was; were not=were; must not=must; does not have=has; "
        "do not=do; does not=does; did not=did; not="
    ),
}
_MODES = {
    "fi": _pairs("voi=täytyy; voivat=täytyy; voidaan=täytyy; saa=täytyy; täytyy=voi; pitää=saa; on oltava=voi olla"),
    "sv": _pairs("kan=måste; får=måste; måste=får; ska=kan; bör=kan"),
    "en": _pairs("may=must; can=must; must=may; should=may; has to=may; have to=may; needs to=may"),
}


def _swap(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start(1)] + new + text[found.end(1) :]


def _numbers_of(text: str) -> set[str]:
    return {re.sub(r"[ ,.\u00a0]", "", n) for n in re.findall(r"\d+(?:[ ,.\u00a0]\d+)*", text)} | set(re.findall(r"\d+", text))


def plant_number(case: Case, chance: random.Random) -> str | None:
    months = rf" ?(?:{_MONTH[case.language]})"
    places = [m for m in _SUM.finditer(case.claim) if not re.match(months, case.claim[m.end() :]) and not _YEAR.fullmatch(m[1])]
    if places:
        place = chance.choice(places)
        last = max((i for i, digit in enumerate(place[1]) if digit in "123456789"), default=0)
        for digit in chance.sample("123456789", 9):
            new = place[1][:last] + digit + place[1][last + 1 :]
            if re.sub(r"[ ,.\u00a0]", "", new) not in _numbers_of(case.quote) | _numbers_of(case.claim):
                return _swap(case.claim, place, new)
    words = _WORDS[case.language].split()
    spoken = list(re.finditer(rf"\b({'|'.join(words)})\b", case.claim, re.IGNORECASE))
    if not spoken or len(spoken) > 1:
        return None
    old = words.index(spoken[0][1].lower())
    others = [n for n in range(len(words)) if n != old and str(n + 2) not in case.quote]
    others = [n for n in others if not any(w.split()[n][:4] in case.quote.lower() for w in _WORDS.values())]
    return _swap(case.claim, spoken[0], words[chance.choice(others)]) if others else None


def plant_year(case: Case, chance: random.Random) -> str | None:
    places = [*_YEAR.finditer(case.claim), *_DATED_YEAR.finditer(case.claim)]
    if not places:
        return None
    place = chance.choice(places)
    years = [str(int(place[1]) + step) for step in (-3, -2, -1, 1, 2, 3)]
    years = [year for year in years if year not in case.quote and year not in case.claim]
    years = [y for y in years if not any(int(a) <= int(y) <= int(b) for a, b in re.findall(r"(20\d\d)[–-](20\d\d)", case.quote))]
    return _swap(case.claim, place, chance.choice(years)) if years else None


def plant_date(case: Case, chance: random.Random) -> str | None:
    days = list(_DAY[case.language].finditer(case.claim))
    if days and chance.random() < 0.6:
        place = chance.choice(days)
        others = [d for d in range(1, 29) if str(d) not in _numbers_of(case.quote)]
        return _swap(case.claim, place, str(chance.choice(others)))
    names = _MONTHS[case.language].split()
    months = list(re.finditer(rf"\b({_MONTH[case.language]})(?=\w*\b)", case.claim))
    if not months:
        return None
    place = chance.choice(months)
    told = {n for n in range(12) for m in _MONTHS.values() if m.split()[n].lower().removesuffix("kuu") in case.quote.lower()}
    told |= {int(m) - 1 for m in re.findall(r"\d\.(\d{1,2})\.", case.quote)}
    others = [n for n in range(12) if n not in told]
    return _swap(case.claim, place, names[chance.choice(others)])


def plant_unit(case: Case, chance: random.Random) -> str | None:
    spoken = "|".join(rf"(?<=\b{word} )" for word in _WORDS[case.language].split())
    found = []
    for old, new in _UNITS[case.language]:
        for place in re.finditer(rf"(?:(?<=\d )|{spoken})({old})\b", case.claim):
            found.append((place, new))
    if case.language == "en" and (place_ := re.search(r"(EUR \d[\d,.]*)(?! million| billion)", case.claim)):
        found.append((place_, place_[1].removeprefix("EUR ").rstrip(".,") + " per cent"))
    if not found:
        return None
    place, new = chance.choice(found)
    return _swap(case.claim, place, new)


@lru_cache(maxsize=1)
def city_forms() -> dict[str, dict[str, dict[str, str]]]:
    """Language → ending → city id → the word as found in the texts: `fi`, `ssa`, `city-lahti`: `Lahdessa`."""
    forms: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    cities = {c.id: c.names for a in catalogue().agreements for c in a.cities}
    for triple in triples():
        for language, text in triple.items():
            for mention in finder().find(text):
                word = text[mention.span.start : mention.span.end]
                if mention.kind == "city" and mention.exact and re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]+(?:'s)?", word):
                    if word == cities[mention.entity_id].in_language(language):
                        ending = ""
                    else:
                        ending = re.sub(r"ä", "a", next((e for e in _ENDINGS if word.endswith(e)), "?"))
                    forms[language][ending][mention.entity_id] = word
    return forms


_ENDINGS = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "seen", "hun", "'s", "s", "n")


def plant_city(case: Case, chance: random.Random) -> str | None:
    told = {m.entity_id for text in (case.claim, case.quote) for m in mentions(text)}
    for mention in mentions(case.claim):
        word = case.claim[mention.span.start : mention.span.end]
        for cities in city_forms()[case.language].values():
            if mention.kind == "city" and cities.get(mention.entity_id) == word and case.claim.count(word) == 1:
                others = [w for id, w in sorted(cities.items()) if id not in told and not _is_told(id, told)]
                if others:
                    return case.claim[: mention.span.start] + chance.choice(others) + case.claim[mention.span.end :]
    return None


def _is_told(city: str, told: set[str]) -> bool:
    return any(agreement.id in told and any(c.id == city for c in agreement.cities) for agreement in catalogue().agreements)


def plant_body(case: Case, chance: random.Random) -> str | None:
    told = {m.entity_id for text in (case.claim, case.quote) for m in mentions(text)}
    bodies = {b.id: b.names for b in (*catalogue().authorities, *catalogue().organisations)}
    for mention in mentions(case.claim):
        word = case.claim[mention.span.start : mention.span.end]
        if (
            mention.entity_id in bodies
            and bodies[mention.entity_id].in_language(case.language) == word
            and word not in case.quote
        ):
            others = sorted(names.in_language(case.language) for id, names in bodies.items() if id not in told)
            return case.claim[: mention.span.start] + chance.choice(others) + case.claim[mention.span.end :]
    return None


_SHORT_MONTHS = "|".join({name[:3] for names in _MONTHS.values() for name in names.split()})
_OWNED = (
    re.compile(r"(?<![\w.,–-])(\d+(?:[.,]\d+)?)(?= ?(?:%|prosen|procent|per cent))"),
    re.compile(
        r"(?<![\w.,–-])(\d{1,3}(?:[ ,\u00a0]\d{3})+|\d+(?:[.,]\d+)? milj\w+)(?= euro\w*)"
        r"|(?<=EUR )(\d[\d,]*(?:\.\d+)?(?: million)?)"
    ),
    re.compile(rf"(?<![\w.,–-])(\d+)(?= (?!milj|euro|prosen|procent|per cent|million|{_SHORT_MONTHS})[a-zåäö]{{4,}})"),
)


def plant_owner(case: Case, chance: random.Random) -> str | None:
    """Two figures of one kind change places, or two cities, where each figure has its own."""
    for pattern in chance.sample(_OWNED, len(_OWNED)):
        places = [m for m in pattern.finditer(case.claim) if not re.fullmatch(r"20\d\d", m.group())]
        values = [m.group() for m in places]
        if len(places) < 2 or len(set(values)) != len(values):
            continue
        at = chance.randrange(len(places) - 1)
        one, two = places[at : at + 2]
        between = case.claim[one.end() : two.start()]
        if re.fullmatch(r"\s?\S*\s?(?:[–-]|to|and|or|ja|tai|och|eller|till|,)?\s?(?:EUR )?", between):
            continue  # a pair such as "60 and 75 per cent" has no owners
        return case.claim[: one.start()] + two.group() + between + one.group() + case.claim[two.end() :]
    return None


def _by_rule(pairs: tuple[tuple[str, str], ...], text: str, chance: random.Random, both: bool) -> str | None:
    found = []
    for old, new in pairs:
        found += [(m, new) for m in re.finditer(rf"(?<![\w-])({old})(?![\w-])", text)]
        if both and new and not re.search(rf"\b{old}\b", text):
            found += [(m, old) for m in re.finditer(rf"(?<![\w-])({new})(?![\w-])", text)]
    if not found:
        return None
    place, new = chance.choice(found)
    return re.sub(r"  +", " ", _swap(text, place, new))


def plant_negation(case: Case, chance: random.Random) -> str | None:
    return _by_rule(_DENIALS[case.language], case.claim, chance, True)


def plant_modality(case: Case, chance: random.Random) -> str | None:
    if re.search(r"\b(?:inte|ei|eivät|not|cannot|neither|varken|no)\b", case.claim):
        return None
    if case.language == "sv" and re.search(r"\bfår (?!\w+[ast]\b)", case.claim):
        return None  # "får" that gets, not may
    if case.language == "fi" and re.search(r"\bsaa (?!\w+(?:[aä])\b)", case.claim):
        return None
    return _by_rule(_MODES[case.language], case.claim, chance, False)


PLANTERS: dict[str, Callable[[Case, random.Random], str | None]] = {
    "number": plant_number, "year": plant_year, "date": plant_date, "unit": plant_unit, "city": plant_city, "body": plant_body,
    "owner": plant_owner, "negation": plant_negation, "modality": plant_modality,
}  # fmt: skip
