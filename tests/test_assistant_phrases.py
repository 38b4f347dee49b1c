"""How a message is cut into its questions, and the language in which it asks for the answer."""

import pytest

from assistant.phrases import asks_language, split_asks


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Mikä on ERUF?", ["Mikä on ERUF?"]),
        ("Mikä on satama ja mitkä kaupungit ovat mukana?", ["Mikä on satama", "mitkä kaupungit ovat mukana?"]),
        ("Vad är hamnen och vilka städer deltar? Tack!", ["Vad är hamnen", "vilka städer deltar?"]),
        ("Can a firm apply, and if not, where should it turn?", ["Can a firm apply", "where should it turn?"]),
        ("We are a school. We have staff. What is funded? Who pays?", ["What is funded?", "Who pays?"]),
        ("Olen uusi. Kerro painopisteistä.", ["Kerro painopisteistä."]),
        ("How do Lahti and Oulu differ?", ["How do Lahti and Oulu differ?"]),
        ("Kuka rahoittaa ja miten?", ["Kuka rahoittaa ja miten?"]),
        ("We are a school. We have staff.", ["We are a school. We have staff."]),
    ],
)
def test_the_questions_in_a_message(message: str, parts: list[str]) -> None:
    assert split_asks(message) == parts


def test_a_fragment_belongs_to_the_question_before_it() -> None:
    assert split_asks("Who pays for the agreements? Only Brussels?") == ["Who pays for the agreements? Only Brussels?"]


@pytest.mark.parametrize(
    ("message", "language"), [("på svenska tack", "sv"), ("in English?", "en"), ("ja suomeksi", "fi"), ("Vad?", None)]
)
def test_the_language_that_a_message_asks_for(message: str, language: str | None) -> None:
    assert asks_language(message) == language
