"""Check claims against their quotes, and fail closed: what is not supported is not shown."""

from collections.abc import Callable, Mapping, Sequence

from assistant.figures import figures_in
from assistant.records import Citation, Claim, Verdict
from corpus import Document

DocumentOf = Callable[[str], Document | None]


def quote_holds(citation: Citation, document_of: DocumentOf) -> bool:
    """Whether the quote stands in the document at its offsets, to the character."""
    document = document_of(citation.document_id)
    return document is not None and document.text[citation.start : citation.end] == citation.quote and bool(citation.quote)


def verdict_of(text: str, cited: Sequence[Citation], document_of: DocumentOf) -> Verdict | None:
    """What a claim's quotes make of it: `quoted` when its words stand in one, None when they do not support it.

    A claim in other words passes as `supported` only when all its figures stand in the quotes.
    """
    if not cited or not all(quote_holds(c, document_of) for c in cited):
        return None
    if any(_plain(text) in _plain(c.quote) for c in cited):
        return "quoted"
    told = figures_in(" ".join(c.quote for c in cited)).all()
    return "supported" if figures_in(text).all() and figures_in(text).all() <= told else None


def supported(claims: Sequence[Claim], citations: Mapping[int, Citation], document_of: DocumentOf) -> list[Claim]:
    """The claims that hold, each with the verdict found."""
    kept: list[Claim] = []
    for claim in claims:
        cited = [citations[n] for n in claim.citations if n in citations]
        verdict = verdict_of(claim.text, cited, document_of)
        if verdict is not None:
            kept.append(Claim(claim.text, claim.citations, verdict))
    return kept


def _plain(text: str) -> str:
    return " ".join(text.split())
