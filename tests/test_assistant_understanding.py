"""What a question asks: its language, its names, the kind of value, and the whole question behind a follow-up."""

import pytest

from assistant.engine import Assistant
from assistant.records import Language, Turn
from assistant.understanding import Understanding, Understood
from assistant.wishes import wanted_in
from corpus import Name, NameFinder
from index.words import WordTerms

CITIES = {"lahti": ("Lahti", "Lahtis", "Lahti"), "oulu": ("Oulu", "Uleåborg", "Oulu"), "turku": ("Turku", "Åbo", "Turku")}


def names() -> list[Name]:
    found = [
        Name(f"city-{id}", "city", text, language)
        for id, texts in CITIES.items()
        for language, text in zip(("fi", "sv", "en"), texts, strict=True)
    ]
    found.append(Name("org-city-lahti", "organisation", "City of Lahti", "en"))
    return [*found, Name("erdf", "term", "ERDF", "en"), Name("harbour-project", "project", "Green Harbour", "en")]


def read(question: str, *earlier: str, interface: Language | None = None, fallback: Language = "fi") -> Understood:
    understanding = Understanding(
        NameFinder(names()), lambda id: (id[5:],) if id.startswith("city-") else (), fallback, WordTerms()
    )
    return understanding.read(question, [Turn("user", text) for text in earlier], interface)[0]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Mitkä ovat Lahden painopisteet?", "fi"),
        ("Kuka maksaa?", "fi"),
        ("Vilka är Lahtis prioriteringar?", "sv"),
        ("Vem betalar?", "sv"),
        ("What are the priorities of Lahti?", "en"),
        ("Who pays?", "en"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    found = read(question, interface="en" if language != "en" else "fi")
    assert (found.language, found.foreign) == (language, False)


@pytest.mark.parametrize("interface", ["fi", "sv", "en"])
def test_the_interface_language_breaks_ties(interface: Language) -> None:
    assert read("2024?", interface=interface).language == interface
    assert read("Lahti", interface=interface, fallback="sv").language == interface


def test_names_do_not_decide_the_language() -> None:
    assert read("Vem finansierar Oulu?").language == "sv"
    assert read("Who funds Åbo?").language == "en"


def test_without_an_interface_the_conversation_and_then_the_setting_decide() -> None:
    assert read("2024?", "Vilka är Lahtis prioriteringar?", fallback="en").language == "sv"
    assert read("2024?", fallback="en").language == "en"


@pytest.mark.parametrize("question", ["Wer bezahlt die Projekte der Städte?", "¿Quién paga los proyectos de las ciudades?"])
def test_a_foreign_language_is_told(question: str) -> None:
    found = read(question, interface="sv")
    assert (found.language, found.foreign) == ("sv", True)


@pytest.mark.parametrize(
    ("question", "agreements"),
    [
        ("Mitkä ovat Lahden painopisteet?", ("lahti",)),
        ("Mitä Oulussa tehdään?", ("oulu",)),
        ("Vad gör man i Åbo?", ("turku",)),
        ("Vilka är Uleåborgs projekt?", ("oulu",)),
        ("How do Lahti and Turku differ?", ("lahti", "turku")),
        ("What is the ERDF?", ()),
    ],
)
def test_a_city_names_its_agreement_in_any_language_and_form(question: str, agreements: tuple[str, ...]) -> None:
    assert read(question).agreements == agreements


def test_entities_are_given_by_kind() -> None:
    found = read("Does the ERDF fund Green Harbour in Turku?")
    assert set(found.entities()) == {"erdf", "harbour-project", "city-turku"}
    assert found.entities("city") == ("city-turku",)
    assert found.entities("project", "term") == ("erdf", "harbour-project")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Paljonko rahaa haussa oli?", "amount"),
        ("Hur mycket pengar fanns det?", "amount"),
        ("How much money was there?", "amount"),
        ("Mikä on tukiprosentti?", "rate"),
        ("Hur stor andel betalas?", "rate"),
        ("What percentage is paid?", "rate"),
        ("Milloin haku päättyy?", "date"),
        ("När slutar ansökan?", "date"),
        ("When does the call close?", "date"),
        ("Montako kaupunkia on mukana?", "count"),
        ("Hur många städer är med?", "count"),
        ("How many cities take part?", "count"),
        ("Kuka rahoittaa?", "who"),
        ("Vem finansierar?", "who"),
        ("Who is the funder?", "who"),
        ("Mikä on ekosysteemisopimus?", "definition"),
        ("Vad är ett ekosystemavtal?", "definition"),
        ("What is an ecosystem agreement?", "definition"),
        ("Miten haetaan?", "procedure"),
        ("How do I apply?", "procedure"),
        ("Voiko yritys hakea?", "yes_no"),
        ("Kan ett företag ansöka?", "yes_no"),
        ("Can a company apply?", "yes_no"),
    ],
)
def test_the_kind_of_value_that_is_asked_for(question: str, wanted: str) -> None:
    assert wanted in wanted_in(question)


def test_a_question_of_no_kind_asks_for_something_else() -> None:
    assert wanted_in("Kerro kaupungeista") == ("other",)


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("Mitkä ovat Lahden painopisteet?", "Entä Oulun?", "Mitkä ovat Oulun painopisteet?"),
        ("Vilka är Lahtis prioriteringar?", "Och Uleåborgs?", "Vilka är Uleåborgs prioriteringar?"),
        ("What are the priorities of Lahti?", "What about Turku?", "What are the priorities of Turku?"),
    ],
)
def test_a_follow_up_replaces_the_city(earlier: str, question: str, whole: str) -> None:
    found = read(question, earlier)
    assert found.question == question
    assert found.standalone == whole
    assert len(found.agreements) == 1 and found.agreements[0] != "lahti"


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("Mitkä ovat Lahden painopisteet?", "Milloin se allekirjoitettiin?"),
        ("Vilka är Lahtis prioriteringar?", "När undertecknades det?"),
        ("What are the priorities of Lahti?", "When was it signed by everyone?"),
    ],
)
def test_a_word_that_points_back_keeps_the_city(earlier: str, question: str) -> None:
    found = read(question, earlier)
    assert found.standalone.startswith(question)
    assert found.agreements == ("lahti",)


def test_a_short_question_is_read_with_the_one_before() -> None:
    assert read("Ja summa?", "Mikä on Lahden haku?").agreements == ("lahti",)


def test_a_whole_question_is_left_alone() -> None:
    question = "Mitkä organisaatiot voivat hakea rahoitusta kaupungin haussa?"
    assert read(question, "Mitkä ovat Lahden painopisteet?").standalone == question
    other = "Paljonko Oulun haussa oli rahaa vuonna 2024?"
    assert read(other, "Mitkä ovat Lahden painopisteet?").agreements == ("oulu",)


def test_only_what_the_user_said_is_read_with_a_follow_up() -> None:
    understanding = Understanding(NameFinder(names()), lambda id: (id[5:],), "fi", WordTerms())
    history = [Turn("user", "Mitkä ovat Lahden painopisteet?"), Turn("assistant", "Turku ja Oulu tekevät muuta.")]
    assert understanding.read("Entä milloin se alkoi?", history)[0].agreements == ("lahti",)


def test_a_stranger_is_a_proper_name_that_no_text_holds() -> None:
    known = {"Harbour", "Ministry"}
    found = read("Does Atlantis fund Lahti with the Ministry?")
    assert found.strangers(known.__contains__) == ["Atlantis"]
    assert found.strangers(lambda word: True) == []


def test_the_first_word_of_a_sentence_is_no_stranger() -> None:
    assert read("Mitä tapahtui AVIjen mukana?").strangers({"AVI"}.__contains__) == []
    assert read("Mitä tapahtui AVIjen mukana?").strangers({"KELA"}.__contains__) == ["AVIjen"]
    assert read("Rahoittaako Lahti? Hakeeko Oulu?").strangers(lambda word: False) == []


def test_a_citys_own_body_names_its_agreement() -> None:
    found = read("Who funds the City of Lahti?")
    assert found.agreements == ("lahti",) and "org-city-lahti" in found.entities("organisation")


@pytest.mark.parametrize("question", ["Onko hanke vielä käynnissä?", "Pågår projektet fortfarande?", "Is it still running?"])
def test_whether_something_still_goes_on_asks_for_a_date(question: str) -> None:
    assert "date" in wanted_in(question)


def test_a_question_whose_words_the_texts_hold_is_in_their_language_whatever_its_letters_look_like() -> None:
    written = {"leder": {"sv": 9}, "vattenprojektet": {"sv": 2, "fi": 1}}
    understanding = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms(), lambda w: written.get(w, {}))
    assert understanding.language_of("Leder vattenprojektet hållbarhetsgruppen", "en") == ("sv", False)
    assert understanding.language_of("Wer bezahlt die Projekte der Städte?", "en") == ("en", True)


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Mitä Kouvolan ekosysteemisopimuksessa luvataan logistiikasta?", "Kouvola"),
        ("Vad säger Jakobstads ekosystemavtal om hamnen?", "Jakobstad"),
        ("What does Kouvola's ecosystem agreement promise on rail logistics?", "Kouvola"),
    ],
)
def test_a_place_without_an_agreement_is_said_to_be_on_no_list_and_the_list_is_cited(
    real: Assistant, question: str, place: str
) -> None:
    answer = real.answer(question)
    first = answer.claims[0]
    assert first.verdict == "computed" and first.text.startswith(place) and answer.text.startswith(place)
    [listing] = [citation for citation in answer.citations if citation.number in first.citations]
    assert place not in listing.quote and "Rovaniemi" in listing.quote.replace("Rovaniemen", "Rovaniemi")


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Miksi LUMI-supertietokone rakennettiin Oulun sopimuksen rahoilla?", "Kajaani"),
        ("Varför byggdes LUMI med pengar ur Uleåborgs avtal?", "Kajana"),
        ("Why was LUMI built with Oulu's agreement money?", "Kajaani"),
    ],
)
def test_an_undertaking_put_into_the_wrong_place_is_put_right(real: Assistant, question: str, right: str) -> None:
    assert right in real.answer(question).claims[0].text
