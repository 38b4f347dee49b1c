"""Claims are shown only when their quotes stand in the source and support them."""

import numpy as np
import pytest

from assistant.naming import NameBook
from assistant.records import Citation, Claim
from assistant.verify import Verifier, objections, quote_holds
from corpus import Document, Name, NameFinder

TEXT = "Johdanto.\n\nTuki on enintään 60 prosenttia. Haku päättyy 7.5.2024.\n"
QUOTE = "Tuki on enintään 60 prosenttia."


def document_of(id: str) -> Document | None:
    return Document("funding/fi", TEXT, "Tuki", "funding", "fi", "0") if id == "funding/fi" else None


VERIFIER = Verifier(document_of)


def cite(quote: str, start: int | None = None, document_id: str = "funding/fi", number: int = 1) -> Citation:
    at = TEXT.index(quote) if start is None else start
    return Citation(number, document_id, "Tuki", None, "fi", "funding", None, None, at, at + len(quote), quote)


def kept(text: str, *citations: Citation) -> list[Claim]:
    numbers = tuple(c.number for c in citations)
    return VERIFIER.supported([Claim(text, numbers, "quoted")], {c.number: c for c in citations})


def test_a_claim_in_the_words_of_its_quote_is_quoted() -> None:
    assert [c.verdict for c in kept(QUOTE, cite(QUOTE))] == ["quoted"]


def test_line_breaks_and_spaces_do_not_count_as_other_words() -> None:
    assert VERIFIER.verdict("Tuki on\nenintään  60 prosenttia.", [cite(QUOTE)]) == "quoted"


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
    assert VERIFIER.supported([Claim(QUOTE, (7,), "quoted")], {1: cite(QUOTE)}) == []


def test_the_figures_of_several_quotes_count_together() -> None:
    both = [cite(QUOTE), cite("Haku päättyy 7.5.2024.", number=2)]
    assert [c.verdict for c in kept("60 per cent until 7 May 2024.", *both)] == ["supported"]
    assert kept("60 per cent until 8 May 2024.", *both) == []


def test_claims_are_judged_one_by_one() -> None:
    citations = {1: cite(QUOTE), 2: cite(QUOTE, 0, number=2)}
    claims = [Claim(QUOTE, (1,), "computed"), Claim(QUOTE, (2,), "quoted")]
    assert VERIFIER.supported(claims, citations) == [Claim(QUOTE, (1,), "quoted")]


NAMES = NameBook(
    NameFinder(
        [Name(f"city-{n.lower()}", "city", n, "fi") for n in ("Oulu", "Kuopio", "Lahti")]
        + [Name("uef", "organisation", "UEF", "")]
    )
)
SHARES = "Oulu sai 0,9 miljoonaa euroa ja Kuopio 0,6 miljoonaa euroa."


@pytest.mark.parametrize(
    ("claim", "quote", "kinds"),
    [
        ("Oulu received EUR 0.9 million and Kuopio EUR 0.6 million.", SHARES, set()),
        ("Kuopio received EUR 600,000.", SHARES, set()),
        ("Kuopio received EUR 0.9 million.", SHARES, {"owner"}),
        ("Oulu received EUR 0.6 million and Kuopio EUR 0.9 million.", SHARES, {"owner"}),
        ("Lahti received EUR 0.9 million.", SHARES, {"name"}),
        ("Oulu received EUR 0.9 thousand.", SHARES, {"figure"}),
        ("Support lasts three months.", "Tuki kestää kolme vuotta.", {"figure"}),
        ("Stödet varar i tre år.", "Tuki kestää kolme vuotta.", set()),
        ("In 2024 the call opened.", "Haku avattiin 17.6.2024.", set()),
        ("The call opened on 17 June 2024.", "Haku avattiin kesäkuussa 2024.", {"figure"}),
        ("Open from 10 to 31 May 2021.", "Haku oli auki 10.5.–31.5.2021.", set()),
        ("A company can apply.", "Yritys ei voi hakea.", {"negation"}),
        ("A company cannot apply.", "Yritys voi hakea.", {"negation"}),
        ("Företaget måste betala.", "Yritys voi maksaa.", {"modality"}),
        ("Företaget får betala.", "Yrityksen on maksettava.", {"modality"}),
    ],
)
def test_each_kind_of_error_is_told_apart(claim: str, quote: str, kinds: set[str]) -> None:
    assert {o.kind for o in objections(claim, [quote], NAMES, same_language=False)} == kinds


def test_a_name_that_the_catalogue_lacks_must_stand_in_a_quote_of_the_same_language() -> None:
    assert not objections("Tuen 60 % maksoi Nokia.", ["Nokian osuus tuesta oli 60 %."], NAMES, same_language=True)
    wrong = objections("Tuen 60 % maksoi Valmet.", ["Nokian osuus tuesta oli 60 %."], NAMES, same_language=True)
    assert [(o.kind, o.words) for o in wrong] == [("name", "Valmet")]


def test_only_claims_in_other_words_are_encoded() -> None:
    asked: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.array([[1.0, 0.0]] + [[0.0, 1.0]] * (len(texts) - 1))

    verifier = Verifier(document_of, NAMES, embed)
    assert verifier.verdict(QUOTE, [cite(QUOTE)]) == "quoted" and not asked
    assert verifier.verdict("Stödet är högst 60 procent.", [cite(QUOTE)]) is None and len(asked) == 2
