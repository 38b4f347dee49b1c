"""Whether there is evidence for this very question: one small situation for each ruling."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.evidence import Sentence
from assistant.gate import Ruling, rule
from assistant.intents import Intents, Likeness
from assistant.ranking import Scored
from assistant.records import Turn
from assistant.understanding import Understanding
from corpus import Chunk, Name, NameFinder, Span
from index.hashed import HashedEncoder
from index.words import WordTerms

NOTHING = Likeness("smalltalk.greeting", 0.3)
GOOD, BAD = 0.93, 0.4


def scored(text: str, meaning: float = GOOD, coverage: float = 1.0, facts: Sequence[str] = ()) -> Scored:
    span = Span(0, len(text))
    chunk = Chunk("a/fi#0000", "a/fi", text, span, "fi", "text", "Otsikko")
    sentence = Sentence(text, span, chunk, 1, 0.5, np.zeros(2, np.float32), tuple(facts), np.zeros(2, np.float32))
    return Scored(sentence, meaning, meaning, coverage)


def known(word: str) -> bool:
    return True


def ruled(question: str, *found: Scored, like: Likeness = NOTHING) -> Ruling:
    finder = NameFinder([Name("city-lahti", "city", "Lahti", "fi")])
    understood = Understanding(finder, lambda id: ("lahti",), "fi", WordTerms()).read(question)[0]
    return rule(understood, like, found, (), known)


def verdict(question: str, *found: Scored, like: Likeness = NOTHING) -> str:
    return ruled(question, *found, like=like).verdict


def test_near_evidence_is_an_answer() -> None:
    assert verdict("Mitkä ovat Lahden painopisteet?", scored("Lahden painopisteet ovat vesi ja vety.")) == "answer"


@pytest.mark.parametrize("name", ["greeting", "thanks", "identity", "how_made"])
def test_what_is_like_small_talk_is_small_talk_and_says_which(name: str) -> None:
    like = Likeness(f"smalltalk.{name}", 0.99)
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read("Moi vaan")[0]
    ruling = rule(understood, like, [scored("Jotakin.", BAD, 0.0)], (), known)
    assert (ruling.verdict, ruling.intent) == ("smalltalk", name)


def test_what_is_like_a_foreign_subject_is_out_of_scope() -> None:
    assert verdict("Kerro vitsi", scored("Jotakin.", BAD, 0.0), like=Likeness("out_of_scope.elsewhere", 0.99)) == "out_of_scope"


def test_what_is_like_a_question_to_the_sources_is_no_foreign_subject() -> None:
    like = Likeness("in_scope.applying", 0.99)
    assert verdict("Voiko yliopisto hakea?", scored("Yliopisto voi hakea.", BAD), like=like) == "answer"


def test_evidence_nearer_than_the_example_wins() -> None:
    assert verdict("Mikä on kaupungin haku?", scored("Haku on avoin.", 0.99), like=Likeness("smalltalk.thanks", 0.95)) == "answer"


def test_a_question_that_names_a_city_is_no_small_talk() -> None:
    like = Likeness("smalltalk.greeting", 0.99)
    assert verdict("Hei Lahti, mikä on painopiste?", scored("Lahden painopiste on vesi."), like=like) == "answer"


def test_a_name_that_no_text_holds_is_told() -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read(
        "Kuka rahoittaa kaupunkia nimeltä Atlantis?"
    )[0]
    ruling = rule(understood, NOTHING, [scored("Kaupunkia rahoittaa liitto.")], (), lambda word: not word.startswith("Atl"))
    assert (ruling.verdict, ruling.intent) == ("stranger", "Atlantis")


def test_a_name_with_a_finnish_ending_is_known_as_the_name_is() -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read("Riittääkö Euraan yksi hakemus?")[0]
    assert rule(understood, NOTHING, [scored("Yksi riittää.")], (), lambda word: word in ("Eura", "hakemus")).verdict == "answer"


def test_without_any_sentence_the_sources_do_not_say() -> None:
    assert verdict("Mitkä ovat Lahden painopisteet?") == "not_in_sources"


def test_when_nothing_is_near_the_subject_is_foreign() -> None:
    assert verdict("Miten lasagne tehdään kotona?", scored("Hakemus tehdään verkossa.", BAD, 0.1)) == "out_of_scope"


def test_the_best_sentence_may_tell_a_gap() -> None:
    gap = scored("Lähteet eivät kerro, paljonko rahaa jäi.", facts=["nf-money"])
    assert verdict("Paljonko rahaa Lahden haussa jäi?", gap, scored("Haku oli 2 miljoonaa euroa.", 0.9)) == "gap"


@pytest.mark.parametrize(
    "question", ["Paljonko Lahden haussa on rahaa?", "Milloin Lahden haku päättyy?", "Mikä on Lahden tukiprosentti?"]
)
def test_without_the_kind_of_value_asked_for_an_answer_is_not_sure(question: str) -> None:
    assert ruled(question, scored("Lahden haku on kaikille avoin.")) == Ruling("answer", sure=False)
    assert ruled(question, scored("Lahden haku: 2 miljoonaa euroa, 60 prosenttia, 7.5.2024 asti.")) == Ruling("answer")


@pytest.mark.parametrize("question", ["Paljonko rahaa?", "Hur mycket pengar?", "How much money?"])
def test_a_bare_question_for_a_sum_is_unclear(question: str) -> None:
    assert verdict(question, scored("Rahaa on 2 miljoonaa euroa.")) == "unclear"


@pytest.mark.parametrize("question", ["kuka sitä vetää?", "vem leder det?", "who's leading it", "Is it open?"])
def test_a_question_about_it_with_nothing_before_it_is_unclear(question: str) -> None:
    assert verdict(question, scored("Hanketta vetää Lahden kaupunki.")) == "unclear"


def test_it_may_be_told_by_the_rest_of_the_question() -> None:
    assert verdict("Kuka vetää sitä Lahden hanketta?", scored("Hanketta vetää Lahden kaupunki.")) == "answer"
    assert verdict("Onko haku auki ja milloin se päättyy?", scored("Haku päättyy 7.5.2024.")) == "answer"


def test_a_place_alone_is_no_subject() -> None:
    like = Likeness("out_of_scope.elsewhere", 0.86)
    assert (
        verdict("Mikä on Lahden paras ravintola?", scored("Lahden painopiste on vesi.", 0.86, 0.1), like=like) == "out_of_scope"
    )
    assert verdict("Mikä on Lahden painopiste?", scored("Lahden painopiste on vesi.", 0.86, 1.0), like=like) == "answer"


@pytest.mark.parametrize(
    ("question", "unknown", "ruled"),
    [
        ("Onko Lahdessa hotellia?", "hotellia", "out_of_scope"),
        ("Onko Lahdessa hotellia?", "", "answer"),
        ("Onko Lahden sopimuksessa hotellia?", "hotellia", "answer"),
    ],
)
def test_a_word_that_no_text_holds_beside_a_place_tells_a_foreign_subject(question: str, unknown: str, ruled: str) -> None:
    finder = NameFinder([Name("city-lahti", "city", "Lahti", "fi")])
    understood = Understanding(finder, lambda id: ("lahti",), "fi", WordTerms()).read(question)[0]
    like, found = Likeness("out_of_scope.services", 0.84), [scored("Lahti on kaupunki.", 0.87, 0.25)]
    assert rule(understood, like, found, (), lambda word: word != unknown).verdict == ruled


def test_a_gap_that_holds_the_words_answers_even_a_bare_question() -> None:
    gap = scored("Lähteet eivät kerro hankkeen vähimmäiskokoa.", coverage=0.8, facts=["nf-size"])
    assert verdict("Paljonko on vähimmäiskoko?", gap) == "gap"


def test_the_nearest_example_is_found_and_named() -> None:
    encoder = HashedEncoder()
    intents = Intents(lambda texts: encoder.encode(texts, question=True))
    for text, name in (("Kiitos!", "smalltalk.thanks"), ("Tell me a joke", "out_of_scope.elsewhere")):
        found = intents.nearest(np.array(encoder.embed_query(text), dtype=np.float32))
        assert found.intent == name
        assert found.cosine == pytest.approx(1.0)


@pytest.mark.parametrize(
    "question",
    [
        "Kuka rahoittaa kaupunkien sopimuksia? Pelkkä Bryssel?",
        "Vem betalar för städernas avtal? Bara Bryssel?",
        "Who pays for the agreements of cities? Only Brussels?",
        "Mistä logo ja iskulause ”Vipua Euroopasta meille” ladataan?",
        "Var finns logon och sloganen ”Hävkraft från Europa”?",
        'Where do we get the slogan "Leverage from Europe"?',
    ],
)
def test_an_afterthought_or_a_slogan_is_no_unknown_name(question: str) -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read(question)
    assert [u.strangers(lambda word: False) for u in understood] == [[] for _ in understood]


@pytest.mark.parametrize(
    ("asked", "coverage", "verdict"),
    [(0.84, 0.5, "out_of_scope"), (0.84, 1.0, "answer"), (0.88, 0.5, "answer"), (None, 0.5, "answer")],
)
def test_what_nobody_asks_is_foreign_unless_its_words_are_told(asked: float | None, coverage: float, verdict: str) -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read("Mikä on hyvä pullaohje?")[0]
    assert rule(understood, NOTHING, [scored("Hyvä hanke on hyvä.", GOOD, coverage)], (), known, asked).verdict == verdict


def test_a_question_much_like_a_listed_one_is_not_taken_for_an_example_of_a_foreign_subject() -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read("Saako palkkakuluja korvata?")[0]
    like, found = Likeness("out_of_scope.services", 0.96), [scored("Palkat korvataan.", 0.9, 0.5)]
    assert rule(understood, like, found, (), known, 0.9).verdict == "out_of_scope"
    assert rule(understood, like, found, (), known, 0.955).verdict == "answer"


@pytest.mark.parametrize(
    "question", ["Mitkä ovat kaupungin painopisteet?", "Vilka är stadens tyngdpunkter?", "What are the city's priorities?"]
)
def test_which_city_is_asked_back_where_a_question_names_none(question: str) -> None:
    assert verdict(question, scored("Painopiste on ala.")) == "unclear"


def test_a_question_that_names_its_city_is_not_asked_back() -> None:
    assert verdict("Mitkä ovat Lahden kaupungin painopisteet?", scored("Painopiste on vesi.")) == "answer"


def test_money_in_a_year_is_answered_by_a_sentence_on_that_year() -> None:
    assert verdict("Paljonko rahaa Lahti sai vuonna 2026?", placed("Lahti sai 900 000 euroa vuonna 2023.")) == "not_in_sources"
    assert verdict("Paljonko rahaa Lahti sai vuonna 2023?", placed("Lahti sai 900 000 euroa vuonna 2023.")) == "answer"


def test_a_courtesy_with_something_foreign_is_answered_as_a_courtesy() -> None:
    assert verdict("No moikka, lähen kahville, nähdään huomenna!", scored("Jotakin.", BAD, 0.0)) == "smalltalk"
    assert verdict("Lähen kahville", scored("Jotakin.", BAD, 0.0)) == "out_of_scope"


def placed(text: str) -> Scored:
    """A sentence of a document on Lahti."""
    found = scored(text)
    return replace(found, sentence=replace(found.sentence, chunk=replace(found.sentence.chunk, agreements=("lahti",))))


@pytest.mark.parametrize(
    "question", ["Kuka sitä hanketta oikein vetää ja milloin?", "Vem leder projektet och när?", "Who is running that project?"]
)
def test_that_project_with_nothing_before_it_is_asked_back(question: str) -> None:
    assert verdict(question, scored("The project is led by the city.")) == "unclear"


def test_that_project_is_not_asked_back_where_the_question_or_one_before_says_which() -> None:
    told = scored("The harbour project is led by the city.")
    assert verdict("Who is running that project of Lahti?", told) == "answer"
    before = [Turn("user", "What is the Harbourlight project about?")]
    understood = Understanding(NameFinder([]), lambda id: (), "en", WordTerms()).read("And who leads that project?", before)[0]
    assert rule(understood, NOTHING, [told], (), known).verdict == "answer"
