"""What a message asks: the questions in it, and follow-ups made whole."""

import pytest
from conversing import asked


def test_a_question_in_a_story_gets_the_names_of_the_story() -> None:
    [(wanted, whole)] = asked("Meillä on yritys Lahdessa. Emme tiedä mitään. Voimmeko hakea rahaa hankkeeseen?")
    assert wanted == "Voimmeko hakea rahaa hankkeeseen?"
    assert whole == "Voimmeko hakea rahaa hankkeeseen? Lahdessa"


def test_a_second_question_without_a_subject_is_read_with_the_first() -> None:
    first, second = asked("Milloin Lahden haku oli auki ja paljonko rahaa oli?")
    assert first[1].startswith("Milloin Lahden haku oli auki")
    assert second == ("paljonko rahaa oli?", "Milloin Lahden haku oli auki paljonko rahaa oli?")


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("Entä Oulun?", "Mitkä ovat Lahden painopisteet?", "Mitkä ovat Oulun painopisteet?"),
        ("Och Uleåborgs?", "Vilka är Lahtis prioriteringar?", "Vilka är Uleåborgs prioriteringar?"),
        ("What about Oulu?", "What are the priorities of Lahti?", "What are the priorities of Oulu?"),
        ("På svenska, tack", "Mitkä ovat Lahden painopisteet?", "Mitkä ovat Lahden painopisteet?"),
        ("Which organisations lead it today?", "What is Green Harbour?", "Which organisations lead it today? Green Harbour"),
        ("What is the budget of Oulu?", "What is Green Harbour?", "What is the budget of Oulu?"),
    ],
)
def test_a_follow_up_is_made_whole(message: str, before: str, whole: str) -> None:
    assert asked(message, before, "Answer.")[0][1] == whole


def test_a_follow_up_with_a_wish_of_its_own_does_not_keep_the_old_one() -> None:
    [(wanted, whole)] = asked("and the deadline?", "What are the priorities of Lahti?", "Answer.")
    assert wanted == "and the deadline?"
    assert "Lahti" in whole and whole.startswith("and the deadline?")


@pytest.mark.parametrize(
    "message", ["Entä se vetyjuttu, mitkä kaupungit ovat siinä?", "Och det där med vätgas, vilka städer är med i det?"]
)
def test_what_points_back_to_its_own_beginning_stands_alone(message: str) -> None:
    assert asked(message, "Kerro hankkeesta Green Harbour") == [(message, message)]


def test_follow_ups_of_follow_ups_keep_the_subject() -> None:
    before = ("Mitkä ovat Lahden painopisteet?", "Vety.", "Entä Oulun?", "Terveys.")
    assert "Oulun" in asked("Kuka sitä rahoittaa?", *before)[0][1]


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("Entä vety?", "Mitkä sopimukset liittyvät akkuihin?", "Mitkä sopimukset liittyvät vety?"),
        ("Och vätgas?", "Vilka avtal arbetar med batterier?", "Vilka avtal arbetar med vätgas?"),
        ("What about hydrogen?", "Which agreements work on batteries?", "Which agreements work on hydrogen?"),
    ],
)
def test_a_new_topic_takes_the_place_of_that_of_the_list_before(message: str, before: str, whole: str) -> None:
    assert asked(message, before, "There are 7.")[-1][1] == whole


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("Entä tukiprosentti?", "Milloin toinen haku oli auki?", "Entä tukiprosentti? toinen haku oli auki?"),
        ("Och stödprocenten?", "När var den andra utlysningen öppen?", "Och stödprocenten? var den andra utlysningen öppen?"),
        ("And the grant rate?", "When was the second call open?", "And the grant rate? was the second call open?"),
    ],
)
def test_a_new_wish_takes_the_place_of_the_earlier_one(message: str, before: str, whole: str) -> None:
    assert asked(message, before, "It was open in May.")[-1] == (message, whole)


@pytest.mark.parametrize(
    ("message", "before"),
    [
        ("Mikä on meidän maakuntaliittomme nimi?", "Mikä on Lahden sopimus?"),
        ("Vilket är vårt landskapsförbund i det här?", "Vilket är Lahtis avtal?"),
        ("Who is it that runs our regional council?", "What is the Lahti agreement?"),
    ],
)
def test_ours_is_what_was_talked_of(message: str, before: str) -> None:
    assert "Laht" in asked(message, before, "Se on sopimus.")[-1][1] or "Lahde" in asked(message, before, "Se on sopimus.")[-1][1]


@pytest.mark.parametrize(
    "message",
    [
        "Yhden sivun mukaan Lahti saa 60 prosenttia. Toinen sanoo 75. Kumpi on oikein?",
        "Enligt en sida får Lahtis 60 procent. En annan säger 75. Vilken siffra stämmer?",
        "One page says that Lahti gets 60 per cent. Another says 75. Which is right?",
    ],
)
def test_which_is_right_is_asked_with_all_that_was_said(message: str) -> None:
    [(wanted, whole)] = asked(message)
    assert wanted == whole == message
    [(_, after)] = asked(message, "How much does Lahti get?", "It gets money.")
    assert after == f"How much does Lahti get? {message}"


def test_a_question_that_says_nothing_itself_takes_the_sentence_before_it() -> None:
    [(wanted, whole)] = asked("One page says that Lahti gets 60 per cent. Another says 75. Is it so?")
    assert wanted == "Is it so?" and whole.startswith("Another says 75.")


@pytest.mark.parametrize(
    "ask",
    ["Vilken stad, å när ska det vara klart?", "Mikä kaupunki se mahtaa olla?", "Which town might that be?"],
)
def test_a_question_that_points_back_takes_the_sentence_before_it(ask: str) -> None:
    assert asked(f"Yksi haluaa puhtaan sataman. {ask}")[0][1].startswith("Yksi haluaa")


def test_what_was_asked_is_asked_of_the_next_thing() -> None:
    [(wanted, whole)] = asked("And in the extra one in December?", "How much money was in the fifth call of Oulu?", "A million.")
    assert wanted.endswith("How much") and "Oulu" in whole


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("Kuka rahoittaa?", "Mitkä ovat Lahden painopisteet?", "Kuka rahoittaa? Lahden"),
        ("Mitä hankkeita meillä on täällä?", "Mitkä ovat Lahden painopisteet?", "Mitä hankkeita meillä on täällä? Lahden"),
        ("Vem finansierar?", "Vilka är Lahtis tyngdpunkter?", "Vem finansierar? Lahtis"),
        ("mitä työpaikkoja on syntynyt?", "Oulun hankkeet", "mitä työpaikkoja on syntynyt? Oulun"),
        ("Var lämnas ansökan in?", "Hur ansöker man om pengar?", "Var lämnas ansökan in?"),
        ("Who funds our agreement in the end?", "What are the priorities of Lahti?", "Who funds our agreement in the end? Lahti"),
    ],
)
def test_a_whole_question_takes_only_the_place_of_the_one_before(message: str, before: str, whole: str) -> None:
    assert asked(message, before, "Vastaus.")[-1][1] == whole


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        (
            "Yes: Green Harbour, which belonged to the Oulu agreement.",
            "When did it end? Oulu Green Harbour",
        ),
        ("Yes, several; see the list.", "When did it end? there a water project in Oulu?"),
    ],
)
def test_the_one_project_that_the_answer_tells_of_is_meant(said: str, whole: str) -> None:
    assert asked("When did it end?", "Is there a water project in Oulu?", said) == [("When did it end?", whole)]


@pytest.mark.parametrize(
    ("message", "before", "whole"),
    [
        ("entäs lahdessa, sama luku?", "Paljonko rahaa on Oulussa vuodessa?", "Paljonko rahaa on lahdessa vuodessa?"),
        ("och Lahti, samma siffra?", "Hur mycket pengar har Uleåborg per år?", "Hur mycket pengar har Lahti per år?"),
        ("and Lahti, the same figure?", "How much money has Oulu a year?", "How much money has Lahti a year?"),
    ],
)
def test_the_same_figure_asks_the_earlier_question_again(message: str, before: str, whole: str) -> None:
    assert [whole for _, whole in asked(message, before)] == [whole]


@pytest.mark.parametrize(
    ("message", "year"),
    [
        ("Entäs vuotta aikaisemmin?", "2022"),
        ("Och året innan?", "2022"),
        ("And the year before, how much was that?", "2022"),
        ("And the year after?", "2024"),
    ],
)
def test_the_year_before_is_counted_from_the_one_named(message: str, year: str) -> None:
    [(_, whole)] = asked(message, "How much was there in Lahti in 2023?")
    assert "Lahti" in whole and year in whole and "2023" not in whole


def test_a_place_is_kept_over_a_question_that_names_none() -> None:
    before = (
        "How much money was there in the Lahti call?",
        "There was a million.",
        "How long could a single project run for?",
        "Two years.",
    )
    [(_, whole)] = asked("And the city, how much did it set aside?", *before)
    assert whole.endswith("Lahti")
