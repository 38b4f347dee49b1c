"""Check claims against their quotes, and fail closed: what is not supported is not shown.

One mechanism for every answerer. A claim in the very words of a quote is `quoted`. Any other passes as `supported` only when
its figures, names, their owners, negations and modality agree with the quotes, and, when an encoder is given, its sense does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.binding import owner_errors
from assistant.naming import NameBook, unsupported_names
from assistant.polarity import polarity_errors
from assistant.quantities import quantities_in, unsupported_quantities
from assistant.records import Citation, Claim, Verdict
from corpus import Document, detect_language

DocumentOf = Callable[[str], Document | None]
Embed = Callable[[list[str]], Sequence[Sequence[float]] | np.ndarray]
NEAR = 0.79  # cosine from which on a claim may say what its quote says; calibrated in tests/test_assistant_planted.py


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a quote does not bear a claim out, and the words of the claim it is about (empty: the whole)."""

    kind: Literal["figure", "name", "owner", "negation", "modality"]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verifier:
    """What claims are checked with. Without `names` no name is known; without `embed` sense is left out.

    `embed` gives unit vectors, shape (texts, dimension), and is asked only about claims that are not verbatim.
    """

    document_of: DocumentOf
    names: NameBook | None = None
    embed: Embed | None = None

    def supported(self, claims: Sequence[Claim], citations: Mapping[int, Citation]) -> list[Claim]:
        """The claims that hold, each with the verdict found."""
        kept: list[Claim] = []
        for claim in claims:
            cited = [citations[n] for n in claim.citations if n in citations]
            verdict = self.verdict(claim.text, cited)
            if verdict is not None:
                kept.append(Claim(claim.text, claim.citations, verdict))
        return kept

    def verdict(self, text: str, cited: Sequence[Citation]) -> Verdict | None:
        """What a claim's quotes make of it: `quoted` when its words stand in one, None when they do not support it."""
        if not cited or not all(quote_holds(c, self.document_of) for c in cited):
            return None
        if any(_plain(text) in _plain(c.quote) for c in cited):
            return "quoted"
        quotes, language = [c.quote for c in cited], detect_language(text, cited[0].language)
        if self.embed is None and not is_checkable(text, self.names):
            return None
        if objections(text, quotes, self.names, all(c.language == language for c in cited)):
            return None
        return None if self.embed is not None and nearness(text, quotes, self.embed) < NEAR else "supported"


def quote_holds(citation: Citation, document_of: DocumentOf) -> bool:
    """Whether the quote stands in the document at its offsets, to the character."""
    document = document_of(citation.document_id)
    return document is not None and document.text[citation.start : citation.end] == citation.quote and bool(citation.quote)


def objections(text: str, quotes: Sequence[str], names: NameBook | None, same_language: bool) -> list[Objection]:
    """Everything in a claim that its quotes contradict or do not tell, but for its sense."""
    found = [Objection("figure", text[q.start : q.end]) for q in unsupported_quantities(text, quotes)]
    book = names or NameBook(None)
    found += [Objection("name", named.text) for named in unsupported_names(text, quotes, book, same_language)]
    found += [Objection("owner", text[q.start : q.end]) for q in owner_errors(text, quotes, book)]
    return found + [Objection(kind) for kind in polarity_errors(text, quotes)]


def is_checkable(text: str, names: NameBook | None) -> bool:
    """Whether a claim holds anything to be checked by rule: a figure or a known name."""
    return any(not q.loose for q in quantities_in(text)) or bool(names and names.names_in(text))


def nearness(text: str, quotes: Sequence[str], embed: Embed) -> float:
    """The greatest cosine of a claim with one of its quotes or with all of them together."""
    vectors = np.asarray(embed([text, *quotes, *([" ".join(quotes)] if len(quotes) > 1 else [])]), dtype=np.float32)
    return float((vectors[1:] @ vectors[0]).max())


def _plain(text: str) -> str:
    return " ".join(text.split())
