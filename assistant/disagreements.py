"""Sources that disagree, side by side: for each conflict that cited sentences tell, its values with the citation of each.

A value is shown only when its own figure, one that the other values lack, stands in a cited quote; the more authoritative or,
failing that, the newer comes first. A sentence that tells one value alone is followed by one that tells the others too.
"""

from collections.abc import Callable, Iterable, Sequence

from assistant.evidence import Sentence
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


def with_other_sides(
    told: Sequence[Sentence], facts: FactBook, tellers: Callable[[str], Iterable[Sentence]], most: int
) -> list[Sentence]:
    """At most so many sentences; after one that alone tells a single value of a conflict, one of its `tellers` with more."""
    found: list[Sentence] = []
    for sentence in told:
        found.append(sentence)
        for conflict in facts.conflicts_of(sentence.facts):
            if len(told_labels(conflict, [sentence])) == len(told_labels(conflict, told)) == 1:
                found += [other for other in tellers(conflict.id) if len(told_labels(conflict, [other])) > 1][:1]
    return list({id(sentence): sentence for sentence in found}.values())[:most]


def told_labels(conflict: Conflict, sentences: Iterable[Sentence]) -> list[str]:
    """Which values of a conflict sentences tell."""
    figures = frozenset[float | str]().union(*(figures_in(sentence.text).all() for sentence in sentences))
    return [label for label, own in _own_figures(conflict).items() if own & figures]


def first_label(conflict: Conflict) -> tuple[str, str]:
    """Which value stands first, and why: the `authoritative`, failing that the `newer` one; both empty when none is known."""
    labels = {value.label for value in conflict.values}
    reasons = ((conflict.authoritative, "authoritative"), (conflict.newer, "newer"))
    return next(((label, why) for label, why in reasons if label in labels), ("", ""))


def _own_figures(conflict: Conflict) -> dict[str, frozenset[float | str]]:
    """The figures of each value that the other values lack."""
    figures = {value.label: figures_in(value.value).all() for value in conflict.values}
    return {
        label: own - frozenset[float | str]().union(*(other for name, other in figures.items() if name != label))
        for label, own in figures.items()
    }


def _view(conflict: Conflict, topic: str, citations: Sequence[Citation], language: Language) -> ConflictView:
    figures = {value.label: figures_in(value.value) for value in conflict.values}
    first, _ = first_label(conflict)
    values = []
    for label, own in sorted(_own_figures(conflict).items(), key=lambda side: (side[0] != first, side[0])):
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
