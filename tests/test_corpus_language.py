"""The language of questions, short ones too, and of texts in languages that are not ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import LANGUAGES, detect_language
from corpus.language import detect_text_language, small_word_counts

QUESTIONS = {
    "fi": [
        "Kuka maksaa?",
        "Miten haen?",
        "Mitä se maksaa",
        "Entä Vaasa?",
        "Paljonko rahaa?",
        "Mitkä ovat Lahden painopisteet?",
        "milloin haku aukeaa",
        "Onko Åbo mukana?",
        "Voiko yritys hakea tukea?",
        "kiitos",
        "tukiprosentti",
        "Kerro Business Finland -rahoituksesta",
    ],
    "sv": [
        "Vem betalar?",
        "Hur ansöker jag?",
        "Vad är det?",
        "Och Vasa?",
        "Hur mycket pengar?",
        "Vilka är Lahtis prioriteringar?",
        "när öppnar utlysningen",
        "Är Turku med?",
        "Kan ett företag få stöd?",
        "tack",
        "stödprocent",
        "Hamnar i Åbo",
        "Bostäder i Esbo",
        "Berätta om Business Finland",
    ],
    "en": [
        "Who pays?",
        "How do I apply?",
        "What is it?",
        "And Vaasa?",
        "How much money?",
        "What are the priorities of Lahti?",
        "when does the call open",
        "Is Jyväskylä in?",
        "Can a company get support?",
        "thanks",
        "funding",
        "Tell me about Työllisyysrahasto",
    ],
}
CASES = [(language, question) for language, questions in QUESTIONS.items() for question in questions]


@pytest.mark.parametrize(("language", "question"), CASES)
def test_a_short_question_is_known_whatever_the_fallback(language: str, question: str) -> None:
    for fallback in LANGUAGES:
        assert detect_language(question, fallback) == language


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wer bezahlt die Projekte der Städte?"),
        ("fr", "Qui finance les projets des villes ?"),
        ("es", "¿Quién paga los proyectos de la ciudad?"),
        ("et", "Kes maksab projektide eest linnas?"),
        ("ru", "Кто платит за проекты городов?"),
        ("ar", "من يمول مشاريع المدن؟"),
    ],
)
def test_a_question_in_another_language_is_told_as_such(language: str, question: str) -> None:
    assert detect_language(question, "fi") == language


@pytest.mark.parametrize("text", ["", "   ", "?", "123", "2021–2027", "Vaasa", "Tampere 2024", "🙂"])
@pytest.mark.parametrize("fallback", LANGUAGES)
def test_names_and_figures_alone_say_nothing(text: str, fallback: str) -> None:
    assert detect_language(text, fallback) == fallback


def test_a_word_of_two_languages_counts_for_none() -> None:
    assert small_word_counts("on för the") == {"fi": 1, "sv": 1, "en": 1}
    assert small_word_counts("i") == {"fi": 0, "sv": 0, "en": 0}


@pytest.mark.parametrize(("language", "question"), CASES)
def test_capitals_do_not_matter(language: str, question: str) -> None:
    if len(question.split()) > 1:
        assert detect_language(question.upper(), "xx") == language


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_has_an_answer(text: str, fallback: str) -> None:
    assert len(detect_language(text, fallback)) == 2


FINNISH = (
    "Kaupunki voi hakea tukea, kun hanke on mukana sopimuksessa ja se liittyy myös teemaan. "
    "Hakemus jätetään verkossa, ja siitä kerrotaan hakijalle."
)
ENGLISH = "The city can apply for support when the project is part of the agreement."


def test_a_mixed_text_is_in_the_language_of_most_of_its_words():
    assert detect_language(f"{FINNISH} {ENGLISH}", "sv") == "en"  # more small words are English
    assert detect_text_language(f"{FINNISH} {ENGLISH}", "sv") == "fi"
    assert detect_text_language(f"{ENGLISH} {ENGLISH} {ENGLISH} {FINNISH}", "sv") == "en"


def test_a_long_foreign_text_is_not_taken_for_one_of_the_three():
    german = "Die Stadt kann eine Förderung beantragen, wenn das Vorhaben zur Vereinbarung gehört. " * 3
    assert detect_text_language(german, "fi") == "de"
