"""Ordering sentences: hand-made ones with simple vectors and weights; and the weights that were learnt."""

import numpy as np
import pytest
from test_assistant_extractive import QUESTION, ranked, read, sentence, texts

from assistant.asked import Likest
from assistant.facts import FactBook
from assistant.features import Features, Found
from assistant.ranking import Ranking, learnt
from assistant.targets import Target
from corpus import Catalogue, Programme
from index.words import WordTerms


def test_the_nearest_in_meaning_comes_first_when_all_else_is_equal() -> None:
    found = ranked("Mistä kerrotaan?", sentence("Yksi asia.", 0.85, "a"), sentence("Toinen seikka.", 0.95, "b"))
    assert texts(found) == ["Toinen seikka.", "Yksi asia."]
    assert found[0].meaning == pytest.approx(0.95)


def test_the_words_of_the_question_decide_between_equal_meanings() -> None:
    found = ranked("Missä satama sijaitsee?", sentence("Tori on täällä.", 0.9), sentence("Satama sijaitsee etelässä.", 0.9, "b"))
    assert texts(found)[0] == "Satama sijaitsee etelässä."
    assert found[0].coverage > found[1].coverage


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Paljonko tukea saa?", "Tukea saa 20 000 euroa.", "Tukea saa hakemalla."),
        ("Mikä on tukiprosentti?", "Osuus on 60 prosenttia.", "Osuus on suuri."),
        ("Milloin haku päättyy?", "Haku päättyy 7.5.2024.", "Haku päättyy pian."),
        ("Montako kaupunkia on mukana?", "Mukana on kolme kaupunkia.", "Mukana on kaupunkeja."),
    ],
)
def test_a_sentence_with_the_kind_of_value_asked_for_comes_first(question: str, right: str, wrong: str) -> None:
    assert texts(ranked(question, sentence(wrong, 0.9, "a"), sentence(right, 0.9, "b")))[0] == right


def test_a_sentence_about_another_agreement_comes_after_one_about_its_own() -> None:
    own = sentence("Painopiste on vesi.", 0.9, "b", agreements=["lahti"])
    other = sentence("Painopiste on vety.", 0.92, "a", agreements=["oulu"])
    assert texts(ranked("Mikä on Lahden painopiste?", other, own))[0] == "Painopiste on vesi."


def test_the_year_asked_about_decides() -> None:
    right, wrong = sentence("Vuonna 2023 avattiin satama.", 0.9, "b"), sentence("Vuonna 2022 avattiin satama.", 0.9, "a")
    undated = sentence("Silloin avattiin satama.", 0.9, "c")
    assert texts(ranked("Mitä avattiin vuonna 2023?", wrong, undated, right)) == [right.text, undated.text, wrong.text]


def test_a_day_tells_of_its_year_in_figures_too() -> None:
    right, wrong = sentence("Satama avattiin 8.12.2023.", 0.9, "b"), sentence("Satama avattiin 8.12.2022.", 0.9, "a")
    assert texts(ranked("Mitä avattiin vuonna 2023?", wrong, right))[0] == right.text


def test_the_sentence_that_carries_the_target_comes_first() -> None:
    right, wrong = sentence("Se on vety.", 0.9, "b", facts=["p1"]), sentence("Se on vesi.", 0.9, "a", facts=["x"])
    assert texts(ranked("Mikä se on?", wrong, right, targets=[Target("lahti", "priorities", frozenset({"p1"}))]))[0] == right.text


def test_what_has_been_replaced_comes_after_what_holds() -> None:
    old, new = sentence("Raja oli tämä.", 0.9, "a", facts=["old"]), sentence("Raja on tämä.", 0.9, "b", facts=["new"])
    assert texts(ranked("Mikä raja?", old, new, superseded=["old"]))[0] == new.text


def test_the_order_does_not_depend_on_the_order_given() -> None:
    sentences = [sentence(f"Asia {name}.", 0.9, name) for name in "abcd"]
    assert texts(ranked("Mikä?", *sentences)) == texts(ranked("Mikä?", *reversed(sentences)))


def test_where_the_latest_is_asked_for_the_newest_year_comes_first() -> None:
    old, new = sentence("Haku oli auki vuonna 2023.", 0.92, "a"), sentence("Haku oli auki vuonna 2025.", 0.9, "b")
    assert texts(ranked("Mikä oli viimeisin haku?", old, new)) == [new.text, old.text]
    assert texts(ranked("Mikä oli haku?", old, new)) == [old.text, new.text]


def test_words_that_few_sentences_hold_count_most() -> None:
    common = [sentence(f"Hankkeen kohta {n} kertoo tukea.", 0.9, chr(99 + n)) for n in range(4)]
    rare, usual = sentence("Kyltti on seinällä.", 0.9, "b"), sentence("Hanke saa tukea.", 0.9, "a")
    assert texts(ranked("Hankkeen kyltti?", usual, rare, *common))[0] == rare.text


def test_a_sentence_that_answers_the_nearest_listed_question_comes_first() -> None:
    right, wrong = sentence("Se on vety.", 0.9, "b", facts=["f"]), sentence("Se on vesi.", 0.9, "a", facts=["g"])
    likest = [Likest(frozenset({"f"}), 0.95), Likest(frozenset({"g"}), 0.9)]
    assert texts(ranked("Mikä se on?", wrong, right, likest=likest)) == [right.text, wrong.text]


def test_there_is_a_weight_for_each_feature_and_a_feature_for_each_weight() -> None:
    book = FactBook(Catalogue(), Programme())
    features, names = Features(WordTerms(), book).of(Found(read("Mikä se on?"), QUESTION, [sentence("Se.", 0.9)], (), ()))
    assert set(names) == set(learnt()) and len(names) == len(set(names))
    assert features.shape == (1, len(names)) and np.isfinite(features).all()


@pytest.mark.parametrize("facts", [(), ("nf-sum",)])
def test_what_was_learnt_puts_meaning_words_and_listed_questions_first_and_is_careful_with_gaps(facts: tuple[str, ...]) -> None:
    ranking = Ranking(WordTerms(), FactBook(Catalogue(), Programme()))
    near, far = sentence("Satama avattiin keväällä.", 0.92, "a", ["f"]), sentence("Tori on suuri.", 0.85, "b", facts or ["g"])
    found = ranking.rank(Found(read("Milloin satama avattiin?"), QUESTION, [far, near], (), [Likest(frozenset({"f"}), 0.95)]))
    assert found[0].sentence is near
    weights = learnt()
    assert min(weights[name] for name in ("meaning", "chunk", "coverage", "rare", "listed")) > 0 > weights["other_place"]
    assert weights["gap"] < 0
