"""What the sources leave open: where they disagree, with every side, and what they do not say, with whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.disagreements import first_label, told_labels
from assistant.evidence import Sentence, carrying, is_gap
from assistant.learning import Shelf
from assistant.records import Citation, Contact, Language
from corpus import Conflict, Source, as_source

_PLACES = 4  # places looked at for a conflict
_CITED = 3  # sentences cited for a conflict


@dataclass(frozen=True, slots=True)
class Side:
    """What some pages say, and their date. `why` tells why it stands first: it is `authoritative` or `newer`; else empty."""

    value: str
    as_of: str | None
    pages: tuple[Source, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that disagree: every side, the more authoritative first, and the sentences that tell of it."""

    id: str
    topic: str
    agreements: tuple[str, ...]
    sides: tuple[Side, ...]
    told: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class GapGroup:
    """What the sources do not say on an agreement (its id) or on a subject, gap by gap, and whom to ask."""

    agreement: str | None
    subject: str
    contact: Contact | None
    told: tuple[tuple[Citation, ...], ...]


def told_disagreements(shelf: Shelf, language: Language) -> list[Disagreement]:
    """Every conflict that leaves several values standing and that a sentence of the language tells."""
    found = []
    for conflict in shelf.facts.disagreements:
        sentences = carrying([conflict.id], shelf.texts, language, _PLACES)
        sentences.sort(key=lambda sentence: -len(told_labels(conflict, [sentence])))
        if told := _cited(shelf, language, sentences)[:_CITED]:
            topic = conflict.shown.in_language(language) if conflict.shown else conflict.topic
            found.append(Disagreement(conflict.id, topic, conflict.agreements, _sides(conflict, language), told))
    return found


def told_gaps(shelf: Shelf, language: Language) -> list[GapGroup]:
    """Every gap that a sentence of the language tells: the programme's by subject, then those of each agreement."""
    places: dict[tuple[str | None, str], list[str]] = {}
    for area in sorted(shelf.catalogue.gaps, key=lambda area: area.agreement is not None):
        places.setdefault((area.agreement, area.file), []).append(area.gap.id)
    groups = []
    for (agreement, subject), ids in places.items():
        each = (_cited(shelf, language, filter(is_gap, carrying([id], shelf.texts, language))) for id in ids)
        told = tuple(filter(None, each))
        contact = shelf.facts.contact((agreement,) if agreement else (), language)
        groups += [GapGroup(agreement, subject, contact, told)] if told else []
    return groups


def _sides(conflict: Conflict, language: Language) -> tuple[Side, ...]:
    first, why = first_label(conflict)
    values = sorted(conflict.values, key=lambda value: value.label != first)
    return tuple(
        Side(
            value.shown.in_language(language) if value.shown else value.value,
            value.as_of,
            tuple(as_source(page) for page in value.sources),
            why if value.label == first else "",
        )
        for value in values
    )


def _cited(shelf: Shelf, language: Language, sentences: Iterable[Sentence]) -> tuple[Citation, ...]:
    """The sentences as citations, each once."""
    unique = {(sentence.chunk.document_id, sentence.span.start): sentence for sentence in sentences}
    cited = (shelf.citer.cite(number, sentence, language) for number, sentence in enumerate(unique.values(), 1))
    return tuple(citation for citation in cited if citation is not None)
