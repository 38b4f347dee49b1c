"""List what the index holds: every document with its age, its facts and how its language versions agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus import LANGUAGES, Document, topic_of


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document in the list. `age_days` is the time since `as_of`; `parity` says what its twins lack, empty when nothing."""

    document_id: str
    title: str
    language: str
    kind: str
    as_of: str | None
    age_days: int | None
    facts: tuple[str, ...]
    gaps: tuple[str, ...]
    parity: str


def list_sources(documents: Iterable[Document], today: date) -> list[SourceRow]:
    """The rows, the oldest first; documents without a date come before all, since nobody knows how old they are."""
    found = list(documents)
    topics: dict[str, dict[str, frozenset[str]]] = {}
    for document in found:
        topic = topic_of(document.id, document.language)
        topics.setdefault(topic, {})[document.language] = frozenset(_facts(document))
    rows = [_row(document, topics[topic_of(document.id, document.language)], today) for document in found]
    return sorted(rows, key=lambda row: (-(row.age_days if row.age_days is not None else 10**9), row.document_id))


def _row(document: Document, versions: dict[str, frozenset[str]], today: date) -> SourceRow:
    facts = _facts(document)
    return SourceRow(
        document_id=document.id,
        title=document.title,
        language=document.language,
        kind=document.kind,
        as_of=document.as_of,
        age_days=age_in_days(document.as_of, today),
        facts=tuple(fact for fact in facts if not fact.startswith("nf-")),
        gaps=tuple(fact for fact in facts if fact.startswith("nf-")),
        parity=_parity(document, versions),
    )


def _parity(document: Document, versions: dict[str, frozenset[str]]) -> str:
    """What a text lacks that its twins in the other languages have; a text without twins has nothing to agree with."""
    if topic_of(document.id, document.language) == document.id:
        return ""
    absent = [language for language in LANGUAGES if language not in versions]
    everything = frozenset().union(*versions.values())
    lacking = sorted(everything - versions[document.language])
    parts = [f"no {', '.join(absent)}"] * bool(absent) + [f"lacks {', '.join(lacking)}"] * bool(lacking)
    return "; ".join(parts)


def _facts(document: Document) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for mark in document.marks for fact in mark.fact_ids))


def age_in_days(as_of: str | None, today: date) -> int | None:
    """Days since an ISO day, month or year (its first day), or None without a date.

    >>> age_in_days("2024-06", date(2024, 6, 17))
    16
    """
    if as_of is None:
        return None
    parts = [int(part) for part in as_of.split("-")]
    return (today - date(*[*parts, 1, 1][:3])).days
