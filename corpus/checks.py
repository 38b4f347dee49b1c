"""Checks of documents against the catalogue."""

from collections.abc import Callable, Mapping, Set

from corpus.catalogue import Catalogue
from corpus.errors import CatalogueError, DocumentError
from corpus.fact_files import Question
from corpus.records import LANGUAGES, Document


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


def untold_facts(catalogue: Catalogue, told: Mapping[str, Set[str]]) -> list[str]:
    """The facts that some language of the collection does not tell, as `id (languages)`.

    `told` gives the languages in which each fact id is carried by a sentence. Questions are no facts.
    """
    used = {language for languages in told.values() for language in languages} & set(LANGUAGES)
    missing = []
    for record in catalogue.records():
        lacking = sorted(used - told.get(record.id, frozenset()))
        if lacking and not isinstance(record, Question):
            missing.append(f"{record.id} ({', '.join(lacking)})")
    return missing


def all_told(catalogue: Catalogue) -> Callable[[Mapping[str, Set[str]]], None]:
    """A check that raises `CatalogueError` unless every fact resolves to a sentence in every language of the collection."""

    def check(told: Mapping[str, Set[str]]) -> None:
        missing = untold_facts(catalogue, told)
        if missing:
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            hint = "write a sentence with the fact's footnote in that language, or take the fact out"
            raise CatalogueError(f"no sentence tells the fact {'; '.join(missing[:3])}{more}", hint)

    return check
