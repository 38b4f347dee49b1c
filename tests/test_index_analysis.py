"""Words to terms: stems, 4-grams, numbers, compounds; and how much of a question a text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import GRAM, stems, terms, words_of
from index.words import WordTerms, grams

LANGUAGE = st.sampled_from(["fi", "sv", "en", "de"])


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("vetyä", "fi", ["vety", "_vet", "vety", "etyä", "tyä_"]),
        ("Avtalet", "sv", ["avtal", "_avt", "avta", "vtal", "tale", "alet", "let_"]),
        ("priorities", "en", ["prioriti", "_pri", "prio", "rior", "iori", "orit", "riti", "itie", "ties", "ies_"]),
        ("å", "en", ["å", "_å_"]),
        ("Hafen", "de", ["hafen", "_haf", "hafe", "afen", "fen_"]),
    ],
)
def test_a_word_gives_its_stem_and_its_grams(text, language, expected):
    assert terms(text, language) == expected


def test_numbers_stay_whole():
    assert terms("9.2.2021 ja CO2 60%", "fi") == ["9", "2", "2021", "co2", "60"]


def test_small_words_are_left_out_by_language():
    assert words_of("Mikä on sopimus", "fi") == ["sopimus"]
    assert words_of("Vad är ett avtal", "sv") == ["avtal"]
    assert words_of("What is the agreement", "en") == ["agreement"]
    assert words_of("What is the agreement", "de") == ["what", "is", "the", "agreement"]


def test_endings_share_a_stem():
    assert stems("sopimus sopimuksen", "fi") != [] and stems("avtalet", "sv") == stems("avtalen", "sv")
    assert stems("agreements", "en") == stems("agreement", "en")


@pytest.mark.parametrize(
    ("whole", "part", "language"),
    [("ekosysteemisopimus", "sopimus", "fi"), ("ekosystemavtal", "avtal", "sv"), ("ekosysteemisopimuksessa", "sopimus", "fi")],
)
def test_a_compound_shares_terms_with_its_parts(whole, part, language):
    assert len(set(terms(whole, language)) & set(terms(part, language))) >= 2
    assert not set(terms(whole, language)) & set(terms("vety", language))


@given(st.text(), LANGUAGE)
def test_any_text_gives_terms_without_white_space(text, language):
    """Terms are stored joined by spaces, so none may hold one."""
    assert all(term and not any(c.isspace() for c in term) for term in terms(text, language))


@given(st.text(alphabet="abcäö", min_size=1, max_size=20))
def test_grams_cover_the_padded_word(word):
    found = grams(word)
    assert all(len(g) == GRAM for g in found) or len(word) == 1
    assert set("".join(found)) == set(f"_{word}_")


TERMS = WordTerms()


def covered(wanted: str, text: str, context: str = "", language: str = "fi") -> float:
    return TERMS.coverage(wanted.split(), text, context, language)


def test_words_come_once():
    assert TERMS.words("Vety ja vety, vesi", "fi") == ["vety", "vesi"]


def test_coverage_by_hand():
    assert covered("vety", "Vetyä tutkitaan.") == 1.0
    assert covered("vety vesi", "Vetyä tutkitaan.") == 0.5
    assert covered("vety", "Jotain muuta.", "Vety") == pytest.approx(0.6)
    assert covered("vety", "Vetyä.", "Vety") == 1.0
    assert covered("", "Vetyä.") == 1.0
    assert covered("satama", "Vetyä.") == 0.0


def test_a_part_of_a_compound_counts_by_its_grams():
    # _sop sopi opim pimu imus mus_: all but the first stand in the compound; the stem differs
    assert covered("sopimus", "Ekosysteemisopimus solmittiin.") == pytest.approx(5 / 6)


def test_a_few_shared_letters_are_no_match():
    assert covered("sopimus", "Sopiva tila.") == 0.0


@given(st.lists(st.sampled_from(["vety", "vesi", "satama", "2021"])), st.text(max_size=60), st.text(max_size=60), LANGUAGE)
def test_coverage_is_a_share(wanted, text, context, language):
    assert 0.0 <= TERMS.coverage(wanted, text, context, language) <= 1.0
