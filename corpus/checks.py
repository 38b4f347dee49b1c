"""Checks of documents against the catalogue."""

from collections.abc import Callable

from corpus.catalogue import Catalogue
from corpus.errors import DocumentError
from corpus.records import Document


def unknown_facts(catalogue: Catalogue) -> Callable[[Document], None]:
    """A check that raises `DocumentError` when a document's footnotes name a fact that the catalogue lacks.

    Without a catalogue footnotes are ordinary ones and nothing is checked.
    """
    known = frozenset(record.id for record in catalogue.records())

    def check(document: Document) -> None:
        for mark in document.marks:
            for fact_id in mark.fact_ids:
                if known and fact_id not in known:
                    raise DocumentError(
                        f"{document.id!r} has a footnote to the unknown fact {fact_id!r}",
                        "mend the id, or add the fact under facts/",
                    )

    return check
