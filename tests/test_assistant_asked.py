"""The listed questions: encoded by a sync once, compared with a user's question."""

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.asked import Asked, Likest, Listed, encode_asked, listed_of
from assistant.engine import Assistant
from assistant.records import Citation
from assistant.settings import load_settings
from corpus import Catalogue
from corpus.catalogue import load_catalogue
from corpus.fact_files import Asked as AskedInEach
from corpus.fact_files import Question
from corpus.facts import Names
from index.hashed import HashedEncoder

QUESTION = Question("question-01", Names("Kuka voi hakea?", "Vem kan söka?", "Who can apply?"), "yes", ("apply", "nf-list"))
JOBS = AskedInEach(("nf-jobs",), ("Montako työpaikkaa syntyi?",), ("Hur många jobb kom till?",), ("How many jobs were made?",))
ALPHA = AskedInEach(("alfa-money",), ("Paljonko rahaa Alfassa on?",), ("Hur mycket pengar har Alfa?",), ("How much has Alpha?",))
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
    listed = list(listed_of(CATALOGUE))
    assert len(listed) == 9 and listed[1] == Listed("Vem kan söka?", frozenset({"apply", "nf-list"}))


def test_the_likest_question_comes_first_with_the_facts_that_answer_it() -> None:
    best, second = near("Vem kan söka?")
    assert best.facts == {"apply", "nf-list"} and best.cosine > second.cosine and not best.is_gap
    assert near("How many jobs were made?")[0].is_gap


def test_a_question_about_a_place_is_not_likened_to_one_that_names_none() -> None:
    assert near("Paljonko rahaa Alfassa on?", "alfa")[0].facts == {"alfa-money"}
    assert all(like.facts != {"alfa-money"} for like in near("Paljonko rahaa on?"))


def test_the_facts_of_the_nearest_listed_questions_are_aimed_at() -> None:
    def aimed(*cosines: float) -> list[frozenset[str]]:
        likest = [Likest(frozenset({f"fact-{n}"}), cosine) for n, cosine in enumerate(cosines)]
        return [target.fact_ids for target in Asked(kept(), ENCODER.dimension, places_in).targets(likest)]

    assert aimed(0.95, 0.94, 0.9) == [{"fact-0"}, {"fact-1"}]
    assert aimed(0.87, 0.8) == [] == aimed()


def test_a_gap_is_no_target() -> None:
    likest = [Likest(frozenset({"nf-jobs"}), 0.99), Likest(frozenset({"fact"}), 0.98)]
    assert [t.fact_ids for t in Asked(kept(), ENCODER.dimension, places_in).targets(likest)] == [{"fact"}]


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


def test_the_nearest_suggested_questions_of_the_language_follow_but_for_what_was_told_and_other_places() -> None:
    texts = ("Can a company apply?", "How long do projects last?", "How much has Alpha?")
    each = [
        AskedInEach((f"fact-{n}",), ("?",), ("?",), (text, f"{text}!"), suggested=n < 3)
        for n, text in enumerate((*texts, "More?"))
    ]
    asked = Asked(kept(Catalogue(asked=tuple(each))), ENCODER.dimension, places_in)

    def next_to(text: str, *agreements: str, told: tuple[str, ...] = ()) -> tuple[str, ...]:
        return asked.next_to(np.array(ENCODER.embed_query(text), np.float32), agreements, "en", frozenset(told))

    assert next_to("How long do the projects last then?") == (texts[1], texts[0])
    assert next_to(texts[1]) == (texts[0],)  # the question itself is not suggested
    assert next_to("How much?", "alfa", told=("fact-0", "fact-1")) == (texts[2],)


@pytest.mark.encoder
def test_every_suggested_question_is_answered_with_its_facts(real: Assistant) -> None:
    catalogue = load_catalogue(load_settings().documents)
    suggested = [one for one in listed_of(catalogue) if one.suggested_in]
    wrong = []
    for one in suggested:
        answer = real.answer(one.text)
        cited = {fact for citation in answer.citations for fact in facts_of(real, citation)}
        if answer.status != "answered" or answer.language != one.suggested_in or not one.facts & cited:
            wrong.append((one.text, answer.status, answer.text))
        for following in answer.suggestions:
            assert following != one.text
    assert len(suggested) > 500 and not wrong, wrong


def facts_of(assistant: Assistant, citation: Citation) -> Iterator[str]:
    document = assistant.document(citation.document_id)
    assert document is not None
    for mark in document.marks:
        if mark.span.start < citation.end and citation.start < mark.span.end:
            yield from mark.fact_ids
