"""Claims are shown only when their quotes stand in the source and support them."""

import pytest

from assistant.records import Citation, Claim
from assistant.verify import quote_holds, supported, verdict_of
from corpus import Document

TEXT = "Johdanto.\n\nTuki on enintään 60 prosenttia. Haku päättyy 7.5.2024.\n"
QUOTE = "Tuki on enintään 60 prosenttia."


def document_of(id: str) -> Document | None:
    return Document("funding/fi", TEXT, "Tuki", "funding", "fi", "0") if id == "funding/fi" else None


def cite(quote: str, start: int | None = None, document_id: str = "funding/fi", number: int = 1) -> Citation:
    at = TEXT.index(quote) if start is None else start
    return Citation(number, document_id, "Tuki", None, "fi", "funding", None, None, at, at + len(quote), quote)


def kept(text: str, *citations: Citation) -> list[Claim]:
    numbers = tuple(c.number for c in citations)
    return supported([Claim(text, numbers, "quoted")], {c.number: c for c in citations}, document_of)


def test_a_claim_in_the_words_of_its_quote_is_quoted() -> None:
    assert [c.verdict for c in kept(QUOTE, cite(QUOTE))] == ["quoted"]


def test_line_breaks_and_spaces_do_not_count_as_other_words() -> None:
    assert verdict_of("Tuki on\nenintään  60 prosenttia.", [cite(QUOTE)], document_of) == "quoted"


@pytest.mark.parametrize("text", ["The support is at most 60 per cent.", "Stödet är högst 60 procent."])
def test_a_claim_in_other_words_with_the_same_figures_is_supported(text: str) -> None:
    assert [c.verdict for c in kept(text, cite(QUOTE))] == ["supported"]


@pytest.mark.parametrize("text", ["The support is at most 61 per cent.", "Tuki on enintään 60 prosenttia vuonna 2025."])
def test_a_claim_with_a_wrong_figure_is_not_shown(text: str) -> None:
    assert kept(text, cite(QUOTE)) == []


def test_a_claim_in_other_words_without_a_figure_is_not_shown() -> None:
    assert kept("Tukea saa aina.", cite(QUOTE)) == []


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_quote_off_by_one_character_is_not_shown(shift: int) -> None:
    moved = cite(QUOTE, TEXT.index(QUOTE) + shift)
    assert not quote_holds(moved, document_of)
    assert kept(QUOTE, moved) == []


@pytest.mark.parametrize("quote", [QUOTE.replace("60", "80"), QUOTE.lower(), QUOTE.replace("ä", "a")])
def test_a_quote_with_one_other_character_is_not_shown(quote: str) -> None:
    assert kept(quote, cite(quote, TEXT.index(QUOTE))) == []


def test_a_quote_of_an_unknown_document_is_not_shown() -> None:
    assert kept(QUOTE, cite(QUOTE, document_id="funding/sv")) == []


def test_an_empty_quote_holds_nothing() -> None:
    assert not quote_holds(cite("", 3), document_of)
    assert kept("", cite("", 3)) == []


def test_one_false_quote_among_true_ones_brings_the_claim_down() -> None:
    assert kept(QUOTE, cite(QUOTE), cite("Haku päättyy 8.5.2024.", 0, number=2)) == []


def test_a_claim_without_citations_is_not_shown() -> None:
    assert kept(QUOTE) == []
    assert supported([Claim(QUOTE, (7,), "quoted")], {1: cite(QUOTE)}, document_of) == []


def test_the_figures_of_several_quotes_count_together() -> None:
    both = [cite(QUOTE), cite("Haku päättyy 7.5.2024.", number=2)]
    assert [c.verdict for c in kept("60 per cent until 7 May 2024.", *both)] == ["supported"]
    assert kept("60 per cent until 8 May 2024.", *both) == []


def test_claims_are_judged_one_by_one() -> None:
    citations = {1: cite(QUOTE), 2: cite(QUOTE, 0, number=2)}
    claims = [Claim(QUOTE, (1,), "computed"), Claim(QUOTE, (2,), "quoted")]
    assert supported(claims, citations, document_of) == [Claim(QUOTE, (1,), "quoted")]
