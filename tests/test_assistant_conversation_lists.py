"""Messages that mean an item of the list before them: the second one, the last, the latter."""

import pytest
from conversing import SAID, asked


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("What about the second one?", "the Oulu call of summer"),
        ("Tell me about the last one", "the joint call of autumn"),
        ("Entä toinen?", "the Oulu call of summer"),
        ("Och den tredje?", "the joint call of autumn"),
    ],
)
def test_an_ordinal_means_an_item_of_the_last_answer(message: str, named: str) -> None:
    assert named in asked(message, "Which calls were there?", SAID)[0][1]


def test_a_numbered_list_is_counted_by_its_numbers() -> None:
    said = "Found:\n\n1. Lahti, spring\n2. Oulu, summer\n3. both, autumn"
    assert "Oulu, summer" in asked("And the second one?", "Which calls were there?", said)[0][1]


def test_a_list_stays_in_mind_while_it_is_counted_through() -> None:
    history = ("Which calls were there?", SAID, "When did the first one close?", "In May and in June.")
    assert "the joint call of autumn" in asked("And the last one then?", *history)[0][1]


def test_without_a_list_an_ordinal_means_nothing() -> None:
    assert "Nothing" not in asked("And the second one?", "Which calls were there?", "Nothing.")[0][1]


LISTS = [
    (
        "Entä se jälkimmäinen, milloin se oli auki?",
        "Mitkä haut ovat tiedossa?",
        "Haut ovat:\n- kevään haku\n- syksyn haku",
        "syksyn haku",
    ),
    (
        "Och den senare, när var den öppen?",
        "Vilka utlysningar är kända?",
        "De är:\n- vårens utlysning\n- höstens utlysning",
        "höstens",
    ),
    (
        "And the latter, when was it open?",
        "Which calls are known?",
        "The calls are:\n- the spring call\n- the autumn call",
        "autumn call",
    ),
]


@pytest.mark.parametrize(("message", "before", "said", "item"), LISTS)
def test_the_latter_is_the_last_item_of_a_list_with_a_line_each(message: str, before: str, said: str, item: str) -> None:
    whole = asked(message, before, said)[-1][1]
    assert item in whole and whole.endswith("?")


@pytest.mark.parametrize(
    ("message", "before", "said", "whole"),
    [
        ("Ja se viimeinen sitten?", "Mihin Lahti keskittyy?", "Kohteet: vesi, metsä ja data.", "Mihin keskittyy?"),
        ("Och den sista då?", "Vad fokuserar Uleåborg på?", "Målen är: vatten, skog och data.", "Vad fokuserar på?"),
        ("And the last one then?", "What does Oulu focus on?", "The aims are: water, forest and data.", "What does focus on?"),
    ],
)
def test_an_ordinal_alone_keeps_the_wish_of_the_question_before(message: str, before: str, said: str, whole: str) -> None:
    found = asked(message, before, said)[-1][1]
    assert found.startswith(whole) and "data" in found


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("Entä kolmannessa?", "Paljonko rahaa ekassa haussa oli vuonna 2022?", "Paljonko rahaa kolmannessa haussa oli?"),
        ("Okej tack, och i den tredje?", "När stängde den första utlysningen 2022?", "När stängde den tredje utlysningen?"),
        ("Okay, and the third?", "How much was there in the first call in 2022?", "How much was there in the third call?"),
    ],
)
def test_an_ordinal_takes_the_place_of_that_of_the_question_before(message: str, before: str, whole: str) -> None:
    assert asked(message, before, "Se oli 5 euroa.")[-1][1] == whole


@pytest.mark.parametrize(
    ("message", "before", "said"),
    [
        ("Ok kiitos. Entä kuka vetää sitä toista?", "Mitä hankkeita Lahdessa on?", "Hankkeet ovat: vesi, data ja metsä."),
        ("Tack. Och vem leder det andra?", "Vilka projekt finns i Lahti?", "Projekten är: vatten, data och skog."),
        ("Got it. And who runs the second one?", "Which projects are in Lahti?", "The projects are: water, data and forest."),
    ],
)
def test_an_item_chosen_after_a_courtesy_is_asked_about_by_itself(message: str, before: str, said: str) -> None:
    whole = asked(message, before, said)[-1][1]
    assert "data" in whole and "Lah" not in whole


def test_clauses_of_a_sentence_are_no_list_unless_one_was_asked_for() -> None:
    said = "It was about sustainable investments and a much more diverse energy system, and there was money for it."
    [(_, whole)] = asked("And the first one there?", "What was the Lahti call of spring about?", said)
    assert "investments" not in whole
