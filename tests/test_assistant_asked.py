"""The listed questions: encoded by a sync once, compared with a user's question."""

import numpy as np

from assistant.asked import Asked, Likest, asked_of, encode_asked
from corpus import Catalogue
from corpus.fact_files import Asked as Listed
from corpus.fact_files import Question
from corpus.facts import Names
from index.hashed import HashedEncoder

QUESTION = Question("question-01", Names("Kuka voi hakea?", "Vem kan söka?", "Who can apply?"), "yes", ("apply", "nf-list"))
JOBS = Listed(("nf-jobs",), ("Montako työpaikkaa syntyi?",), ("Hur många jobb kom till?",), ("How many jobs were made?",))
ALPHA = Listed(("alfa-money",), ("Paljonko rahaa Alfassa on?",), ("Hur mycket pengar har Alfa?",), ("How much has Alpha?",))
CATALOGUE = Catalogue(questions=(QUESTION,), asked=(JOBS, ALPHA))
ENCODER = HashedEncoder()


def places_in(text: str) -> tuple[str, ...]:
    return ("alfa",) if "Al" in text else ()


def kept(catalogue: Catalogue = CATALOGUE) -> bytes:
    return encode_asked(catalogue, ENCODER.encode, None, ENCODER.dimension)


def near(text: str, *agreements: str) -> list[Likest]:
    asked = Asked(kept(), ENCODER.dimension, places_in)
    return asked.near(np.array(ENCODER.embed_query(text), np.float32), agreements, 2)


def test_every_question_comes_with_its_facts() -> None:
    listed = list(asked_of(CATALOGUE))
    assert len(listed) == 9 and listed[1] == ("Vem kan söka?", frozenset({"apply", "nf-list"}))


def test_the_likest_question_comes_first_with_the_facts_that_answer_it() -> None:
    best, second = near("Vem kan söka?")
    assert best.facts == {"apply", "nf-list"} and best.cosine > second.cosine and not best.is_gap
    assert near("How many jobs were made?")[0].is_gap


def test_a_question_about_a_place_is_not_likened_to_one_that_names_none() -> None:
    assert near("Paljonko rahaa Alfassa on?", "alfa")[0].facts == {"alfa-money"}
    assert all(like.facts != {"alfa-money"} for like in near("Paljonko rahaa on?"))


def test_questions_that_were_encoded_before_are_not_encoded_again() -> None:
    old = kept(Catalogue(questions=(QUESTION,)))
    again: list[str] = []

    def encode(texts: list[str]) -> np.ndarray:
        again.extend(texts)
        return ENCODER.encode(texts)

    new = encode_asked(CATALOGUE, encode, old, ENCODER.dimension)
    assert again == [*JOBS.fi, *JOBS.sv, *JOBS.en, *ALPHA.fi, *ALPHA.sv, *ALPHA.en]
    assert new == kept()


def test_an_index_made_before_there_were_questions_has_none() -> None:
    vector = np.array(ENCODER.embed_query("Vem kan söka?"), np.float32)
    assert Asked(None, ENCODER.dimension, places_in).near(vector, (), 2) == []
