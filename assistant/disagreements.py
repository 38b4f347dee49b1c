"""Sources that disagree, side by side: for each conflict that cited sentences tell, its values with the citation of each.

A value is shown only when its own figure, one that the other values lack, stands in a cited quote; the more authoritative or,
failing that, the newer comes first.
"""

from collections.abc import Sequence

from assistant.facts import FactBook
from assistant.figures import Figures, figures_in
from assistant.records import Citation, ConflictValue, ConflictView, Language
from assistant.verify import DocumentOf
from assistant.wording import shown_amount, shown_date
from corpus import Conflict, Span


def disagreements(
    citations: Sequence[Citation], facts: FactBook, document_of: DocumentOf, language: Language
) -> tuple[ConflictView, ...]:
    """The conflicts that citations tell with two values or more, each once."""
    found: dict[str, ConflictView] = {}
    for citation in citations:
        document = document_of(citation.document_id)
        told = document.facts_in(Span(citation.start, citation.end)) if document else ()
        for conflict in facts.conflicts_of(told):
            view = _view(conflict, citation.title, citations, language)
            if len(view.values) > 1:
                found.setdefault(conflict.id, view)
    return tuple(found.values())


def _view(conflict: Conflict, topic: str, citations: Sequence[Citation], language: Language) -> ConflictView:
    figures = {value.label: figures_in(value.value) for value in conflict.values}
    first = conflict.authoritative if conflict.authoritative in figures else conflict.newer
    values = []
    for label in sorted(figures, key=lambda label: (label != first, label)):
        others = frozenset[float | str]().union(*(f.all() for other, f in figures.items() if other != label))
        own = figures[label].all() - others
        citation = next((c for c in citations if own & figures_in(c.quote).all()), None)
        if citation:
            shown = _shown(figures[label], own & figures_in(citation.quote).all(), language)
            values.append(ConflictValue(shown, citation.number))
    return ConflictView(topic, tuple(values))


def _shown(figures: Figures, own: frozenset[float | str], language: Language) -> str:
    """Figures as people write them in the language."""
    parts = [shown_date(str(value), language) for value in sorted(own & figures.dates, key=str) if str(value)[0] != "-"]
    parts += [shown_amount(float(value), language) for value in sorted(own & figures.money, key=float)]
    rates = {"fi": " prosenttia", "sv": " procent"}.get(language, " per cent")
    parts += [f"{float(value):g}{rates}" for value in sorted(own & figures.rates, key=float)]
    parts += [f"{float(value):g}" for value in sorted(own & figures.numbers, key=float) if float(value) > 1]
    return ", ".join(parts)
