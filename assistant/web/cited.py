"""Sentences as a page shows them: each with the citations that bear it out."""

from collections.abc import Iterable

from assistant.records import Answer, Citation, Claim

Cited = list[tuple[str, list[Citation]]]


def cited_claims(claims: Iterable[Claim], citations: Iterable[Citation]) -> Cited:
    """Each claim's text with its citations."""
    by_number = {citation.number: citation for citation in citations}
    return [(claim.text, [by_number[number] for number in claim.citations]) for claim in claims]


def cited_parts(answer: Answer) -> Cited:
    """An answer's sentences, each with its citations; an answer that is more than its sentences stays whole."""
    if answer.status == "answered" and not answer.table:
        return cited_claims(answer.claims, answer.citations)
    return [(answer.text, list(answer.citations))]
