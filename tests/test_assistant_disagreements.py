"""Sources that disagree, side by side: only what cited quotes tell, the more authoritative first."""

import numpy as np

from assistant.disagreements import disagreements, with_other_sides
from assistant.evidence import Sentence
from assistant.facts import FactBook
from assistant.records import Citation
from corpus import Catalogue, Chunk, Conflict, Document, Programme, Span
from corpus.fact_files import Value
from corpus.facts import Fact
from corpus.records import Mark

BOTH = "The Finnish notice has EUR 730,000 and the Swedish one EUR 1.4 million."
ONE = "The Finnish notice has EUR 730,000."


def conflict(kind: str = "real", authoritative: str = "B") -> Conflict:
    values = (Value("A", "EUR 730,000 in 2024", ()), Value("B", "EUR 1.4 million in 2024", ()))
    return Conflict("cf-sum", "The sum", kind, (), values, "unknown", authoritative, "", "", "conflict")


def told(text: str, *, fact: str = "call", kind: str = "real", authoritative: str = "B") -> list[tuple[str, int | None]]:
    """The values shown when one sentence that carries a fact is cited."""
    span = Span(0, len(text))
    document = Document("a/en", text, "A call", "news", "en", "digest", marks=(Mark(span, (fact,)),))
    facts = (Fact("call", "There was a call.", "conflict", (), conflict="cf-sum"), Fact("other", "It rained.", "confirmed", ()))
    book = FactBook(Catalogue(facts=facts, conflicts=(conflict(kind, authoritative),)), Programme())
    citation = Citation(1, "a/en", "A call", None, "en", "news", None, None, 0, len(text), text)
    views = disagreements([citation], book, lambda id: document, "en")
    return [(value.value, value.citation) for view in views for value in view.values]


def test_both_values_are_shown_with_their_citation_the_more_authoritative_first() -> None:
    assert told(BOTH) == [("EUR 1,400,000", 1), ("EUR 730,000", 1)]
    assert told(BOTH, authoritative="A") == [("EUR 730,000", 1), ("EUR 1,400,000", 1)]
    assert told(BOTH, fact="cf-sum") == told(BOTH)


def test_a_value_that_no_quote_tells_is_not_shown_and_one_alone_is_no_conflict() -> None:
    assert told(ONE) == []


def test_other_facts_and_mere_wordings_are_no_conflicts() -> None:
    assert told(BOTH, fact="other") == []
    assert told(BOTH, kind="wording") == []


def sides(*texts: str, tellers: tuple[str, ...] = (BOTH,), most: int = 5) -> list[str]:
    """What is told of sentences on a sum, the last of them on other matters."""
    value = FactBook(
        Catalogue(facts=(Fact("call", "There was a call.", "conflict", (), conflict="cf-sum"),), conflicts=(conflict(),)),
        Programme(),
    )
    found = with_other_sides([sentence(t) for t in texts], value, lambda id: [sentence(t) for t in tellers], most)
    return [one.text for one in found]


def sentence(text: str) -> Sentence:
    empty = np.zeros(0, dtype=np.float32)
    span = Span(0, len(text))
    chunk = Chunk("a/en#0", "a/en", text, span, "en", "A call", "news", sentences=(span,))
    return Sentence(text, span, chunk, 0, 0.0, empty, ("call",), empty)


def test_a_value_that_stands_alone_is_followed_by_a_sentence_with_the_others_too() -> None:
    assert sides(ONE, "It opened in May.") == [ONE, BOTH, "It opened in May."]
    assert sides(ONE, "It opened in May.", most=2) == [ONE, BOTH]


def test_nothing_is_added_where_both_are_told_or_no_value_is_or_no_sentence_has_both() -> None:
    assert sides(ONE, "The Swedish one has EUR 1.4 million.") == [ONE, "The Swedish one has EUR 1.4 million."]
    assert sides("It opened in May.") == ["It opened in May."]
    assert sides(ONE, tellers=(ONE,)) == [ONE]
