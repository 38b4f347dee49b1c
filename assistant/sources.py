"""List what the index holds: every document with its age, its facts and how its language versions agree."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus import LANGUAGES, Conflict, Document, topic_of

ConflictsOf = Callable[[Sequence[str]], Sequence[Conflict]]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document in the list. `age_days` is the time since `as_of`, `conflicts` what its facts are disputed in.

    `absent` are the languages that its text has no version in, `lacking` the facts that only its versions in others tell.
    """

    document_id: str
    title: str
    language: str
    kind: str
    as_of: str | None
    age_days: int | None
    facts: tuple[str, ...]
    gaps: tuple[str, ...]
    conflicts: tuple[str, ...]
    absent: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def topic(self) -> str:
        """What the language versions of a text share."""
        return topic_of(self.document_id, self.language)

    @property
    def parity(self) -> str:
        """What the language versions lack, in words; empty when nothing."""
        parts = [f"no {', '.join(self.absent)}"] * bool(self.absent) + [f"lacks {', '.join(self.lacking)}"] * bool(self.lacking)
        return "; ".join(parts)


def list_sources(documents: Iterable[Document], today: date, conflicts_of: ConflictsOf = lambda facts: ()) -> list[SourceRow]:
    """The rows, the oldest first; documents without a date come before all, since nobody knows how old they are."""
    found = list(documents)
    topics: dict[str, dict[str, frozenset[str]]] = {}
    for document in found:
        topic = topic_of(document.id, document.language)
        topics.setdefault(topic, {})[document.language] = frozenset(_facts(document))
    rows = [_row(document, topics[topic_of(document.id, document.language)], today, conflicts_of) for document in found]
    return sorted(rows, key=lambda row: (-(row.age_days if row.age_days is not None else 10**9), row.document_id))


def _row(document: Document, versions: dict[str, frozenset[str]], today: date, conflicts_of: ConflictsOf) -> SourceRow:
    facts = _facts(document)
    alone = topic_of(document.id, document.language) == document.id  # a text without twins has nothing to agree with
    return SourceRow(
        document_id=document.id,
        title=document.title,
        language=document.language,
        kind=document.kind,
        as_of=document.as_of,
        age_days=age_in_days(document.as_of, today),
        facts=tuple(fact for fact in facts if not fact.startswith("nf-")),
        gaps=tuple(fact for fact in facts if fact.startswith("nf-")),
        conflicts=tuple(conflict.id for conflict in conflicts_of(facts)),
        absent=() if alone else tuple(language for language in LANGUAGES if language not in versions),
        lacking=() if alone else tuple(sorted(frozenset().union(*versions.values()) - versions[document.language])),
    )


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
