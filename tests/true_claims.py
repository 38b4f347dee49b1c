"""True claims made from the collection: what verification must let pass, and what errors are planted in (`planted.py`).

A true claim is a sentence of one language held against the sentence of another that tells the same facts, or a short
sentence made from catalogue values held against a sentence that carries them. Halves follow from a hash.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

from truth import DOCUMENTS, catalogue, documents

from assistant.wording import shown_date
from corpus import LANGUAGES, Agreement, Mention, NameFinder, sentence_spans, topic_of
from corpus.programme import entity_names, load_programme


@dataclass(frozen=True)
class Case:
    """A claim and the quote it is held against. `planted` is the kind of error, empty for a true claim; `half` is 0 or 1."""

    claim: str
    quote: str
    language: str
    quote_language: str
    half: int
    origin: str
    planted: str = ""


@lru_cache(maxsize=1)
def finder() -> NameFinder:
    return NameFinder(entity_names(catalogue(), load_programme(DOCUMENTS)))


@cache
def mentions(text: str) -> tuple[Mention, ...]:
    return tuple(finder().find(text))


@lru_cache(maxsize=1)
def triples() -> tuple[dict[str, str], ...]:
    """Sentences that alone in their text tell a set of facts, by language."""
    found: dict[tuple[str, frozenset[str]], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for document in documents():
        for span in sentence_spans(document.text):
            if facts := document.facts_in(span):
                key = topic_of(document.id, document.language), frozenset(facts)
                found[key][document.language].append(document.text[span.start : span.end])
    alone = [v for v in found.values() if all(len(v[language]) == 1 for language in LANGUAGES)]
    return tuple({language: v[language][0] for language in LANGUAGES} for v in alone)


def half_of(text: str) -> int:
    return crc32(text.encode()) % 2


def true_cases() -> Iterator[Case]:
    """Every sentence against its two sisters, then the claims made from the catalogue."""
    for triple in triples():
        half = half_of(triple["en"])
        for a in LANGUAGES:
            yield from (Case(triple[a], triple[b], a, b, half, "sentence") for b in LANGUAGES if a != b)
    yield from catalogue_cases()


_MADE = {
    "signed": {
        "fi": "{name} allekirjoitettiin {date}.",
        "sv": "{name} undertecknades den {date}.",
        "en": "{name} was signed on {date}.",
    },
    "valid": {
        "fi": "{name} on voimassa {date} asti.",
        "sv": "{name} gäller till den {date}.",
        "en": "{name} is valid until {date}.",
    },
    "opens": {
        "fi": "{name}: haku avautui {date}.",
        "sv": "{name}: öppnade den {date}.",
        "en": "{name}: opened on {date}.",
    },
    "closes": {
        "fi": "{name}: haku päättyi {date}.",
        "sv": "{name}: stängde den {date}.",
        "en": "{name}: closed on {date}.",
    },
    "amount": {
        "fi": "{name}: {sum} euroa.",
        "sv": "{name}: {sum} euro.",
        "en": "{name}: EUR {sum}.",
    },
    "rate": {
        "fi": "{name}: enintään {sum} prosenttia.",
        "sv": "{name}: högst {sum} procent.",
        "en": "{name}: at most {sum} per cent.",
    },
}


def catalogue_cases() -> Iterator[Case]:
    """Name and value of agreements and calls, in each language, against each sentence that tells this fact, this
    value and its owner (a sentence that names no place cannot bear out whose the value is)."""
    tellers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for document in documents():
        for span in sentence_spans(document.text):
            for fact in document.facts_in(span):
                tellers[fact].append((document.language, document.text[span.start : span.end]))
    for mould, agreement, fact, value in _values():
        owners, name_of = {agreement.id, *(c.id for c in agreement.cities)}, agreement.short_names.in_language
        for quote_language, quote in tellers[fact]:
            if not _tells(quote, value) or not {m.entity_id for m in mentions(quote)} & owners:
                continue
            for language in LANGUAGES:
                shown = shown_date(value, language) if isinstance(value, str) else _grouped(value, language)
                shown = re.sub(r"^den ", "", shown)
                claim = _MADE[mould][language].format(name=name_of(language), date=shown, sum=shown)
                yield Case(claim, quote, language, quote_language, half_of(fact), "catalogue")


def _values() -> Iterator[tuple[str, Agreement, str, str | float]]:
    for agreement in catalogue().agreements:
        yield "signed", agreement, agreement.signed.id, agreement.signed.date
        yield "valid", agreement, agreement.valid_until.id, agreement.valid_until.date
        for call in agreement.calls:
            for mould, day in (("opens", call.opens), ("closes", call.closes)):
                if day and len(day) == 10:
                    yield mould, agreement, call.id, day
            if call.amount:
                yield "amount", agreement, call.id, call.amount.value
            if call.support_rate_max_percent:
                yield "rate", agreement, call.id, call.support_rate_max_percent


def _tells(quote: str, value: str | float) -> bool:
    """Whether a sentence shows the digits of a value: a date's day and year, or a sum in one of its spellings."""
    if isinstance(value, str):
        year, _, day = value.split("-")
        return bool(year in quote and re.search(rf"(?<!\d){int(day)}(?!\d)", quote))
    spelled = {_grouped(value, language) for language in LANGUAGES}
    spelled |= {f"{number} mil" for number in (f"{value / 1e6:g}", f"{value / 1e6:g}".replace(".", ","))}
    return any(re.search(rf"(?<![\d,.]){re.escape(s)}(?![\d])", quote.replace("\u00a0", " ")) for s in spelled)


def _grouped(value: float, language: str) -> str:
    return f"{value:,.10g}".replace(",", "," if language == "en" else " ")
