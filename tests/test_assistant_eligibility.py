"""The eligibility check over the project's own data: every path walked, every reason cited, in three languages."""

from datetime import date
from urllib.parse import urlencode

import pytest
from eligibility_check import COMPANY, FACTS, FLOW, check_on, paths
from hypothesis import given
from hypothesis import strategies as st
from truth import catalogue

from assistant import UsageError
from assistant.eligibility import Step, grounds, next_steps, outcome_of, read_state, state_of, step
from assistant.eligibility_told import EligibilityTold
from assistant.records import Language
from assistant.verify import quote_holds
from corpus import LANGUAGES, only_gaps
from index.texts import TextStore


def test_every_path_ends_in_a_ground_and_a_next_step_and_every_outcome_is_reached() -> None:
    outcomes = set()
    for answers in paths():
        found = grounds(FLOW, answers)
        outcomes.add(outcome_of(found))
        assert found and next_steps(FLOW, answers, outcome_of(found)), answers
        assert outcome_of(found) != "likely" or all(ground.outcome == "likely" for ground in found)
    assert outcomes == {"likely", "ask", "unlikely"}


def test_every_question_choice_ground_and_step_is_met_on_some_path() -> None:
    pairs = {pair for answers in paths() for pair in answers.items()}
    assert {(q.id, c.id) for q in FLOW.questions for c in q.choices} == pairs
    met = [f for answers in paths() for f in grounds(FLOW, answers)]
    assert all(ground in met for ground in FLOW.grounds)
    done = [(a, outcome_of(grounds(FLOW, a))) for a in paths()]
    assert all(any(part in next_steps(FLOW, a, outcome) for a, outcome in done) for part in FLOW.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_every_path_each_reason_and_step_is_a_sentence_in_the_language_at_its_place(
    check: EligibilityTold, check_texts: TextStore, language: Language
) -> None:
    """A result is made for each set of grounds, steps and place that some path ends in; paths that share these share it."""
    kinds = {}
    for answers in paths():
        found = grounds(FLOW, answers)
        key = (tuple(map(id, found)), tuple(map(id, next_steps(FLOW, answers, outcome_of(found)))), answers.get("place"))
        kinds[key] = answers
    for answers in kinds.values():
        result = check.result(answers, language)
        cited = {citation.number: citation for citation in result.answer.citations}
        assert all(c.language == language and quote_holds(c, check_texts.document) for c in cited.values())
        for reason in (*result.reasons, *result.steps, *([result.calls] if result.calls else [])):
            assert reason.claims, answers
            for claim in reason.claims:
                assert [cited[n].quote for n in claim.citations] == [claim.text]
                assert claim.text[:-1] in result.answer.text and claim in result.answer.claims
        assert read_state(FLOW, result.state) == answers and result.answer.contact


def test_each_reason_cites_a_sentence_of_each_of_its_facts(check: EligibilityTold, check_texts: TextStore) -> None:
    met = {id(f): a for a in paths() for f in grounds(FLOW, a)}
    for ground in FLOW.grounds:
        answers = met[id(ground)]
        for language in ("fi", "sv", "en"):
            result = check.result(answers, language)
            at = [f.text.in_language(language) for f in grounds(FLOW, answers)].index(ground.text.in_language(language))
            numbers = [n for claim in result.reasons[at].claims for n in claim.citations]
            cited = [c for c in result.answer.citations if c.number in numbers]
            told = {fact for c in cited for m in told_marks(check_texts, c.document_id, c.start, c.end) for fact in m}
            assert set(ground.facts) <= told, (ground.text.en, language)


def told_marks(texts: TextStore, document_id: str, start: int, end: int) -> list[tuple[str, ...]]:
    document = texts.document(document_id)
    assert document
    return [mark.fact_ids for mark in document.marks if mark.span.start < end and start < mark.span.end]


def test_nothing_is_promised_and_a_reading_a_gap_and_their_status_are_told(check: EligibilityTold) -> None:
    person = check.result({"org": "person"}, "en")
    assert (person.outcome, person.reasons[0].status, person.answer.status) == ("unlikely", "derived", "answered")
    assert "not a decision or a promise" in person.answer.text
    assert "interpretation of the sources" in person.answer.notices[0]
    trader = check.result(read_state(FLOW, COMPANY.replace("company", "sole-trader")), "en")
    assert (trader.outcome, trader.reasons[0].status, trader.answer.status) == ("ask", "gap", "partial")
    assert "do not say whether a sole trader can apply" in trader.reasons[0].claims[0].text
    assert all(ground.outcome == "ask" for ground in FLOW.grounds if any(only_gaps((fact,)) for fact in ground.facts))


def test_the_authority_is_the_one_that_funds_the_place(check: EligibilityTold) -> None:
    for agreement in catalogue().agreements:
        contact = check.result(read_state(FLOW, COMPANY.replace("lahti", agreement.id)), "sv").answer.contact
        assert contact == FACTS.contact((agreement.id,), "sv")
    assert check.result({"org": "person"}, "sv").answer.contact == FACTS.contact((), "sv")


def test_calls_are_told_by_the_day(check_texts: TextStore) -> None:
    answers = read_state(FLOW, COMPANY)
    during = check_on(check_texts, date(2024, 7, 1)).result(answers, "en").calls
    after = check_on(check_texts, date(2024, 12, 1)).result(answers, "en").calls
    assert during and during.text.startswith("Open now") and "17 June 2024" in during.claims[0].text
    assert after and "do not mention a call that is open now" in after.text and after.claims == during.claims
    assert check_on(check_texts, date(2020, 1, 1)).result(answers, "en").calls is None
    unended = replace_place("helsinki-region")
    calls = check_on(check_texts, date(2023, 9, 15)).result(unended, "en").calls
    assert calls and not calls.text.startswith("Open now")  # the end of that call is not known


def replace_place(place: str) -> dict[str, str]:
    return {**read_state(FLOW, COMPANY), "place": place}


def test_answers_come_in_any_order_and_wait_for_their_question() -> None:
    at = step(FLOW, {"share": "asking", "place": "oulu"})
    assert at.question and at.question.id == "org" and at.given == {"place": "oulu", "share": "asking"}
    assert at.answers == {"place": "oulu"} and at.pending == {"share": "asking"}
    later = step(FLOW, at.given | {"org": "university", "purpose": "project"})
    assert later.question and later.question.id == "role" and later.answers["share"] == "asking"
    assert step(FLOW, at.given | {"org": "person"}) == Step({"org": "person", "place": "oulu"}, None)


def test_answers_that_the_others_rule_out_are_left_out() -> None:
    at = step(FLOW, {"org": "university", "purpose": "own", "place": "several"})
    assert at.question and at.question.id == "purpose" and "own" not in [choice.id for choice in at.choices]
    assert at.given == {"org": "university", "place": "several"}
    assert "place" not in step(FLOW, at.given | {"purpose": "studies"}).given


def test_states_go_round() -> None:
    for answers in paths()[::7]:
        assert read_state(FLOW, state_of(answers)) == answers
        assert state_of(read_state(FLOW, state_of(answers))) == state_of(answers)
    assert read_state(FLOW, "") == {}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("orgg=company", "'orgg'"),
        ("org=firm", "'firm'"),
        ("org=", "''"),
        ("org=company&org=person", "twice"),
        ("org=company&place=lahtis", "'lahtis'"),
    ],
)
def test_a_damaged_state_is_named(state: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        read_state(FLOW, state)
    assert caught.value.hint


@given(st.one_of(st.text(), st.lists(st.tuples(st.sampled_from(["org", "place", "x"]), st.text(max_size=9))).map(urlencode)))
def test_any_text_as_a_state_gives_answers_or_a_usage_error(state: str) -> None:
    try:
        answers = read_state(FLOW, state)
    except UsageError:
        return
    choices = {question.id: {choice.id for choice in question.choices} for question in FLOW.questions}
    assert all(choice in choices[question] for question, choice in answers.items())
