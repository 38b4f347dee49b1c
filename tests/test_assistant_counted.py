"""Whether a number found is that of the thing counted."""

import pytest

from assistant.counted import Counted
from assistant.figures import around_counts
from assistant.understanding import Understanding
from assistant.wishes import counted_in
from corpus import NameFinder
from index.words import WordTerms
from tests.test_assistant_gate import scored


def told(question: str, *sentences: str) -> bool:
    [understood] = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read(question)
    return Counted(WordTerms()).told(understood, [scored(sentence).sentence for sentence in sentences])


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("Montako hakemusta tuli?", "Hakuun tuli 29 hakemusta.", "Hakuun tuli hakemuksia 2024, ja siinä oli 3 painopistettä."),
        ("Montako sopimusseutua?", "Toteuttajien piti tulla kahdelta sopimusseudulta.", "Sopimusseudut hakivat 12.4.2024."),
        (
            "Hur många jobb kom till?",
            "Det kom till 300 jobb.",
            "Jobb kom till genom avtalen om ekosystem, i vilka 3 städer deltog.",
        ),
        ("Kuinka monta uutta keskusta tuli tilalle?", "Tilalle tuli kymmenen elinvoimakeskusta.", "Uutta on 3 hakua."),
        ("Montako innokaupunkihanketta on?", "Hankkeita oli 117.", "Innokaupunkeja on 16 ja niissä kehitetään."),
        ("Hur många elver deltog?", "Över 5 600 elever deltog.", "I testbädden deltog skolor."),
        ("How many companies are members?", "It has 600 companies.", "It has companies in 2024 with EUR 3 million."),
        ("Kuinka usein ryhmä kokoontuu?", "Ryhmä kokoontuu neljä kertaa vuodessa.", "Ryhmä seuraa 16 sopimusta."),
        ("Hur ofta möts gruppen?", "Gruppen möts varje månad.", "Gruppen följer avtalen."),
        ("How often does it meet?", "It meets twice a year.", "It follows 16 agreements."),
    ],
)
def test_a_count_is_told_only_by_a_number_of_the_thing_counted(question: str, answer: str, other: str) -> None:
    assert told(question, other, answer)
    assert not told(question, other)


@pytest.mark.parametrize(
    "question",
    [
        "Montako euroa haussa oli?",
        "Kuinka monta prosenttia tuki on?",
        "Vilka städer deltar?",
        "How much is it and by how many per cent?",
    ],
)
def test_sums_and_other_questions_are_judged_elsewhere(question: str) -> None:
    assert told(question, "Kaupunki on mukana.")


@pytest.mark.parametrize("question", ["Montako niistä valittiin?", "Hur många av dem valdes?", "How many of those were chosen?"])
def test_a_count_of_what_was_named_before_is_not_looked_for(question: str) -> None:
    assert told(question, "Kaupunki on mukana.")


def test_what_is_counted_follows_the_words_that_ask() -> None:
    assert counted_in("hur många städer?") == " städer?" and counted_in("vilka städer?") == ""


def test_a_gap_is_about_the_count_only_where_it_holds_what_is_counted() -> None:
    [understood] = Understanding(NameFinder([]), lambda id: (), "en", WordTerms()).read("How many jobs has the agreement made?")
    counted = Counted(WordTerms())
    assert counted.is_asked_in(understood, "The sources do not say how many jobs were made.")
    assert not counted.is_asked_in(understood, "The sources name no parties to the agreement.")


def test_dates_years_sums_and_rates_are_no_counts() -> None:
    assert around_counts("Haku 12.5.2024: 2 miljoonaa euroa, 60 %, vuonna 2025.") == ""
    assert around_counts("Siihen tuli kahdeksan hakemusta.") and around_counts("29 ansökningar")
