"""The shift between languages: where it leads, what it leaves alone, and that it lets a text in another language win."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import index.languages
from index.languages import PART, LanguageShift

AT = {"fi": [1.0, 0.2, 0.0], "sv": [1.0, 0.0, 0.2], "en": [1.0, 0.0, 0.0]}
SAMPLES: dict[str, list[str]] = tomllib.loads(
    (Path(index.languages.__file__).parent / "samples.toml").read_text(encoding="utf-8")
)
LANGUAGE = {text: language for language, texts in SAMPLES.items() for text in texts}


class Leaning:
    """An encoder whose vectors of the samples tell only their language; it counts how often it is asked."""

    name, dimension = "leaning", 3

    def __init__(self) -> None:
        self.calls = 0

    def encode(self, texts: list[str], on_batch: Callable[[int], None] | None = None, question: bool = False) -> np.ndarray:
        assert question
        self.calls += 1
        return np.array([AT[LANGUAGE[text]] for text in texts], dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(row) for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return AT[LANGUAGE[text]]


ASKED = np.array([0.9, 0.4, 0.1], np.float32)


def test_a_question_moves_by_a_part_of_the_difference_of_two_languages():
    moved = LanguageShift(Leaning()).toward(ASKED, "fi", "sv")
    assert moved == pytest.approx(ASKED - PART * np.array([0.0, 0.2, -0.2]))


def test_to_no_language_is_to_the_mean_of_all():
    moved = LanguageShift(Leaning()).toward(ASKED, "en", None)
    assert moved == pytest.approx(ASKED + PART * np.array([0.0, 0.2 / 3, 0.2 / 3]))


@pytest.mark.parametrize(("own", "other"), [("fi", "fi"), (None, "sv"), (None, None), ("de", "sv"), ("fi", "de")])
def test_the_same_language_and_unknown_ones_change_nothing(own: str | None, other: str | None):
    assert LanguageShift(Leaning()).toward(ASKED, own, other) is ASKED


def test_the_samples_are_encoded_once():
    encoder = Leaning()
    shift = LanguageShift(encoder)
    assert encoder.calls == 0
    for other in ("sv", "en", None):
        shift.toward(ASKED, "fi", other)
    assert encoder.calls == 1


def test_every_language_has_the_same_samples_each_once():
    assert set(SAMPLES) == set(AT)
    assert len({len(texts) for texts in SAMPLES.values()}) == 1
    assert len(LANGUAGE) == sum(map(len, SAMPLES.values()))
