"""Names are found in any language, inflected and misspelt, and words that only look like them are not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Name, NameFinder, fold
from corpus.catalogue import load_catalogue
from corpus.programme import entity_names, load_programme

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
CITIES = {
    "lahti": "Lahti Lahtis",
    "turku": "Turku Åbo",
    "vantaa": "Vantaa Vanda",
    "helsinki": "Helsinki Helsingfors",
    "tampere": "Tampere Tammerfors",
    "vaasa": "Vaasa Vasa",
    "oulu": "Oulu Uleåborg",
    "pori": "Pori Björneborg",
    "seinajoki": "Seinäjoki",
    "jyvaskyla": "Jyväskylä",
    "rovaniemi": "Rovaniemi",
    "lappeenranta": "Lappeenranta Villmanstrand",
    "kokkola": "Kokkola Karleby",
    "espoo": "Espoo Esbo",
}
NAMES = [Name(id, "city", text, "") for id, texts in CITIES.items() for text in texts.split()]
NAMES += [
    Name("ministry", "authority", "työ- ja elinkeinoministeriö", "fi"),
    Name("ministry", "authority", "TEM", "fi"),
    Name("council", "authority", "Pirkanmaan liitto", "fi"),
    Name("fund", "term", "EAKR", "fi"),
    Name("network", "project", "Kestävä Lahti", "fi"),
]
FINDER = NameFinder(NAMES)


def found(text: str) -> list[tuple[str, str]]:
    return [(m.entity_id, text[m.span.start : m.span.end]) for m in FINDER.find(text)]


FORMS = {
    "lahti": "Lahti Lahden Lahtea Lahdessa Lahdesta Lahteen Lahdella Lahtikin Lahdenko lahden LAHTI Lahtis Lahti's Lahti’s",
    "turku": "Turku Turun Turkua Turussa Turusta Turkuun Turulle Turussakin Åbo Åbos ÅBO",
    "vantaa": "Vantaa Vantaan Vantaata Vantaalla Vantaalle Vantaako Vanda Vandas",
    "helsinki": "Helsinki Helsingin Helsinkiä Helsingissä Helsinkiin Helsingistä Helsingfors Helsingfors'",
    "tampere": "Tampere Tampereen Tamperetta Tampereella Tampereelle Tampereeltakin Tammerfors",
    "vaasa": "Vaasa Vaasan Vaasaa Vaasassa Vaasaan Vaasaanko Vasa Vasas vasa",
    "oulu": "Oulu Oulun Oulua Oulussa Ouluun Oulukin Uleåborg Uleåborgs Oulu:n",
    "pori": "Pori Porin Poria Porissa Poriin Björneborg Björneborgs",
    "seinajoki": "Seinäjoki Seinäjoen Seinäjoella Seinäjokea Seinajoki Seinajoella",
    "jyvaskyla": "Jyväskylä Jyväskylän Jyväskylässä Jyväskylään Jyvaskyla Jyvaskylassa",
    "rovaniemi": "Rovaniemi Rovaniemen Rovaniemellä Rovaniemeltä",
    "lappeenranta": "Lappeenranta Lappeenrannan Lappeenrannassa Lappeenrantaan Villmanstrand Villmanstrands",
    "kokkola": "Kokkola Kokkolan Kokkolassa Karleby Karlebys",
    "espoo": "Espoo Espoon Espoossa Espoota Espooseen Esbo Esbos",
}


@pytest.mark.parametrize(("city", "form"), [(city, form) for city, forms in FORMS.items() for form in forms.split()])
def test_each_form_is_the_city(city: str, form: str) -> None:
    assert [id for id, _ in found(f"Mitä on {form} nyt?")] == [city]


@pytest.mark.parametrize(
    "text",
    ["Vart ska jag vända mig?", "vasta nyt", "ulos", "porilaista", "Kuka maksaa?", "en vän", "outo", "lahja", "turha", "", "?!"],
)
def test_words_that_look_like_names_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("city", "typo"),
    [("tampere", "Tamprere"), ("jyvaskyla", "Jyväskyllä"), ("rovaniemi", "Rovanniemi"), ("helsinki", "Helsinkki")],
)
def test_a_misspelt_name_counts_and_says_so(city: str, typo: str) -> None:
    (mention,) = FINDER.find(f"Entä {typo}?")
    assert (mention.entity_id, mention.exact) == (city, False)


def test_a_misspelling_of_two_names_is_neither() -> None:
    finder = NameFinder([Name("a", "city", "Karstala", ""), Name("b", "city", "Karstula", "")])
    assert finder.find("Karstila") == []
    assert [m.entity_id for m in finder.find("Karstula")] == ["b"]


def test_only_places_may_be_misspelt() -> None:
    assert NameFinder([Name("x", "project", "Kasvuhanke", "fi")]).find("Kasvuhakne") == []


@pytest.mark.parametrize(
    "text", ["TEM", "tem", "TEM:n", "TEM:stä", "Työ- ja elinkeinoministeriön", "työ- ja elinkeinoministeriölle"]
)
def test_a_ministry_by_name_and_abbreviation(text: str) -> None:
    assert found(f"Mitä {text} tekee?") == [("ministry", text)]


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("hanke", "hankkeen hankkeista hankkeille hankkeita"),
        ("painopiste", "painopisteen painopisteitä painopisteiden"),
        ("älykäs", "älykkään älykkäästä"),
        ("osuus", "osuuden osuutta osuuksista"),
        ("teema", "teemoja teemoista teeman"),
        ("hakija", "hakijoiden hakijoita hakijan"),
        ("kunta", "kuntien kunnissa kuntaa"),
        ("kustannukset", "kustannuksista kustannuksia kustannusten"),
        ("työkoneet", "työkoneiden työkoneita"),
        ("priority", "priorities"),
    ],
)
def test_common_nouns_are_found_in_their_plurals_and_strong_forms(noun: str, forms: str) -> None:
    finder = NameFinder([Name("term", "term", noun, "")])
    assert [form for form in forms.split() if not finder.find(form)] == []


@pytest.mark.parametrize("text", ["Pirkanmaan liitto", "Pirkanmaan liiton", "pirkanmaan liitolle"])
def test_names_of_several_words_are_compared_word_by_word(text: str) -> None:
    assert found(f"Entä {text}?") == [("council", text)]
    assert found("Pirkanmaan kaupunki") == []


def test_an_abbreviation_is_not_the_beginning_of_a_word() -> None:
    assert found("EAKR:n tuki") == [("fund", "EAKR:n")]
    assert found("temppeli ja eakronyymi") == []


@pytest.mark.parametrize("text", ["Lahti-haku", "Lahti-projektet", "a Lahti-based firm"])
def test_a_place_before_a_hyphen_is_found(text: str) -> None:
    [found] = NameFinder(NAMES).find(text)
    assert (found.entity_id, text[found.span.start : found.span.end]) == ("lahti", "Lahti")


@pytest.mark.parametrize("text", ["health & wellbeing", "health and wellbeeing"])
def test_a_sign_for_and_or_a_slip_in_a_later_word_is_allowed(text: str) -> None:
    finder = NameFinder([Name("theme-health", "theme", "Health and wellbeing", "en")])
    assert [m.entity_id for m in finder.find(text)] == ["theme-health"]
    assert not finder.find("health and warehousing")


def test_the_longest_name_wins_at_its_place() -> None:
    assert found("Kestävä Lahti ja Lahti") == [("network", "Kestävä Lahti"), ("lahti", "Lahti")]


def test_all_entities_that_share_a_name_are_found_once() -> None:
    names = [
        Name("city", "city", "Lahti", "fi"),
        Name("deal", "agreement", "Lahti", "sv"),
        Name("deal", "agreement", "Lahti", "fi"),
    ]
    assert [m.entity_id for m in NameFinder(names).find("Lahden?")] == ["city", "deal"]


def test_nothing_is_found_without_names() -> None:
    assert NameFinder([]).find("Lahti") == []
    assert NameFinder([Name("x", "term", "...", "fi")]).find("...") == []


@settings(deadline=None)
@given(st.text(max_size=120))
def test_folding_keeps_the_length_of_what_we_write(text: str) -> None:
    lower = text.lower()
    assert len(fold(text)) == len(lower)
    assert fold("ÅÄÖé") == "aaoe"


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*" ".join(FORMS.values()).split(), "?", "-", "ja"])).map(" ".join))
)
def test_mentions_stand_in_order_within_the_text(text: str) -> None:
    mentions = FINDER.find(text)
    assert [m.span.start for m in mentions] == sorted(m.span.start for m in mentions)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in mentions)


@pytest.fixture(scope="module")
def real() -> NameFinder:
    return NameFinder(entity_names(load_catalogue(DOCUMENTS), load_programme(DOCUMENTS)))


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Mitä TEM tekee?", "tem"),
        ("Työ- ja elinkeinoministeriön rooli", "tem"),
        ("Vad gör arbets- och näringsministeriet?", "tem"),
        ("EAKR:n tuki", "term-erdf"),
        ("Pohjanmaan liiton rahoitus", "pohjanmaan-liitto"),
        ("S:t Michels avtal", "mikkeli"),
        ("Åbos avtal", "turku"),
        ("Lahteen", "city-lahti"),
        ("Hesassa", "city-helsinki"),
        ("HEVi-haussa", "helsinki-region"),
        ("OIA", "oulu"),
    ],
)
def test_the_real_catalogue_knows_its_names(real: NameFinder, text: str, entity: str) -> None:
    assert entity in [mention.entity_id for mention in real.find(text)]
