"""The eligibility check over the project's own data: every path walked, every reason cited, in three languages."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_assistant_engine import opener, sync
from truth import DOCUMENTS, catalogue, documents

from assistant import Turn, UsageError, cli, compose
from assistant.citing import Citer
from assistant.eligibility import Step, grounds, next_steps, outcome_of, read_state, state_of, step
from assistant.eligibility_heard import Hearing
from assistant.eligibility_told import EligibilityTold
from assistant.engine import Assistant
from assistant.facts import FactBook
from assistant.mind import Limits
from assistant.phrases import split_asks
from assistant.records import Language
from assistant.settings import load_settings
from assistant.verify import Verifier, quote_holds
from assistant.wording import Wording
from corpus import LANGUAGES, NameFinder, only_gaps
from corpus.chunking import Chunking, chunk_document
from corpus.eligibility import load_eligibility
from corpus.programme import entity_names, load_programme
from index.hashed import HashedEncoder
from index.texts import TextStore
from index.words import WordTerms

FLOW = load_eligibility(DOCUMENTS, catalogue())
PROGRAMME = load_programme(DOCUMENTS)
FACTS = FactBook(catalogue(), PROGRAMME)
COMPANY = "org=company&purpose=project&place=lahti&role=partner&fit=fits&share=city"
TODAY = date(2026, 11, 24)


@lru_cache(maxsize=1)
def paths() -> tuple[dict[str, str], ...]:
    """Every way through the check."""

    def onward(answers: dict[str, str]) -> Iterator[dict[str, str]]:
        at = step(FLOW, answers)
        if at.question is None:
            yield at.answers
        for choice in at.choices:
            assert at.question
            yield from onward(at.given | {at.question.id: choice.id})

    return tuple(onward({}))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> TextStore:
    """The records of the documents that tell a fact of the check or a call; vectors are not needed."""
    wanted = {fact for part in (*FLOW.grounds, *FLOW.steps) for fact in part.facts} | {c.id for c in catalogue().calls}
    store = TextStore(tmp_path_factory.mktemp("texts") / "texts.sqlite", create=True)
    for document in documents():
        if wanted & {fact for mark in document.marks for fact in mark.fact_ids}:
            chunks = chunk_document(document, lambda text: len(text.split()), Chunking())
            store.put(document, [(chunk, np.zeros((1 + len(chunk.sentences), 2), np.float32)) for chunk in chunks])
    return store


def check_on(texts: TextStore, today: date = TODAY) -> EligibilityTold:
    wording = Wording(PROGRAMME)
    citer = Citer(Verifier(texts.document), FACTS, wording, today)
    return EligibilityTold(FLOW, catalogue(), texts, citer, FACTS, wording, today)


@pytest.fixture(scope="module")
def check(texts: TextStore) -> EligibilityTold:
    return check_on(texts)


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
    check: EligibilityTold, texts: TextStore, language: Language
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
        assert all(c.language == language and quote_holds(c, texts.document) for c in cited.values())
        for reason in (*result.reasons, *result.steps, *([result.calls] if result.calls else [])):
            assert reason.claims, answers
            for claim in reason.claims:
                assert [cited[n].quote for n in claim.citations] == [claim.text]
                assert claim.text[:-1] in result.answer.text and claim in result.answer.claims
        assert read_state(FLOW, result.state) == answers and result.answer.contact


def test_each_reason_cites_a_sentence_of_each_of_its_facts(check: EligibilityTold, texts: TextStore) -> None:
    met = {id(f): a for a in paths() for f in grounds(FLOW, a)}
    for ground in FLOW.grounds:
        answers = met[id(ground)]
        for language in ("fi", "sv", "en"):
            result = check.result(answers, language)
            at = [f.text.in_language(language) for f in grounds(FLOW, answers)].index(ground.text.in_language(language))
            numbers = [n for claim in result.reasons[at].claims for n in claim.citations]
            cited = [c for c in result.answer.citations if c.number in numbers]
            told = {fact for c in cited for m in told_marks(texts, c.document_id, c.start, c.end) for fact in m}
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


def test_calls_are_told_by_the_day(texts: TextStore) -> None:
    answers = read_state(FLOW, COMPANY)
    during = check_on(texts, date(2024, 7, 1)).result(answers, "en").calls
    after = check_on(texts, date(2024, 12, 1)).result(answers, "en").calls
    assert during and during.text.startswith("Open now") and "17 June 2024" in during.claims[0].text
    assert after and "do not mention a call that is open now" in after.text and after.claims == during.claims
    assert check_on(texts, date(2020, 1, 1)).result(answers, "en").calls is None
    unended = replace_place("helsinki-region")
    calls = check_on(texts, date(2023, 9, 15)).result(unended, "en").calls
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


HEARING = Hearing(FLOW, NameFinder(entity_names(catalogue(), PROGRAMME)).find, FACTS.agreements_of)


def heard(message: str, language: Language, *history: Turn) -> dict[str, str] | None:
    asks = split_asks(message)
    return HEARING.answers(message, asks[0], language, history) if len(asks) == 1 else None


@pytest.mark.parametrize(
    ("language", "message", "state"),
    [
        ("fi", "Voinko hakea?", ""),
        ("fi", "Voimmeko hakea Innokaupunkien rahoitusta?", ""),
        ("fi", "Voiko yrityksemme hakea rahoitusta Oulussa?", "org=company&place=oulu"),
        ("fi", "Voinko hakea yksityishenkilönä?", "org=person"),
        ("fi", "Olemme yhdistys Lahdesta, ja autamme yrityksiä. Voimmeko saada tukea?", "org=association&place=lahti"),
        (
            "fi",
            "Olemme ammattikorkeakoulu Seinäjoelta ja valmistelemme yhteishanketta. Omarahoitusta on. Olemmeko tukikelpoisia?",
            "org=uas&purpose=project&place=seinajoki&share=asking",
        ),
        ("sv", "Kan vi söka?", ""),
        ("sv", "Kan vårt företag söka finansiering i Vasa?", "org=company&place=vaasa"),
        ("sv", "Vi är en förening på Åland. Är vi stödberättigade?", "org=association&place=aland"),
        ("sv", "Kan jag ansöka som privatperson?", "org=person"),
        ("en", "Am I eligible?", ""),
        ("en", "We are a company in the city of Kouvola, can we apply?", "org=company&place=elsewhere"),
        ("en", "Can we apply alone?", "role=alone"),
        (
            "en",
            "We are a university and plan projects in Turku and Oulu. Are we eligible for InnoCities funding?",
            "org=university",
        ),
        ("en", "As a sole trader with no own money, can I get funding?", "org=sole-trader&share=none"),
    ],
)
def test_a_question_about_oneself_goes_into_the_check_with_what_it_says(language: Language, message: str, state: str) -> None:
    assert heard(message, language) == read_state(FLOW, state)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fi", "Saako yritys hakea yksin?"),
        ("fi", "Voiko toiminimi hakea?"),
        ("fi", "Saammeko hakea ruotsiksi?"),
        ("fi", "Voimmeko saada ennakkoa?"),
        ("fi", "Kuka voi hakea?"),
        ("sv", "Kan ett företag söka?"),
        ("sv", "Kan vi få förskott?"),
        ("sv", "Hur mycket pengar kan vi få?"),
        ("en", "Can a private person apply?"),
        ("en", "How much money can we get?"),
        ("en", "Can we apply in Swedish?"),
        ("en", "Can we still apply in Oulu?"),
        ("en", "Can we get funding for travel costs?"),
        ("en", "Who can apply? Can we apply?"),
    ],
)
def test_any_other_question_is_left_to_the_sources(language: Language, message: str) -> None:
    assert heard(message, language) is None


def test_of_all_listed_questions_only_those_about_oneself_go_into_the_check() -> None:
    listed = [(q.question.in_language(language), language) for q in catalogue().questions for language in LANGUAGES]
    for asked in catalogue().asked:
        listed += [(text, language) for language, texts in zip(LANGUAGES, asked.in_each, strict=True) for text in texts]
    assert len(listed) > 2000
    taken = {text for text, language in listed if heard(text, cast(Language, language)) is not None}
    assert taken == {
        "Voiko organisaatiomme hakea?",
        "Can I apply as a private person?",
        "can i apply as an individual",
        "Olen TKI-asiantuntija ammattikorkeakoulussa, saammeko hakea ekosysteemisopimuksen haussa?",
        "I am an RDI specialist at a university of applied sciences, may we apply in an ecosystem call?",
        "I have just registered as a sole trader and the university wants me in its city project, may I receive support?",
        "I represent an organisation that has never applied for EU money. Do we qualify?",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_in_a_conversation_is_a_message_that_leads_on(check: EligibilityTold, language: Language) -> None:
    seen: set[tuple[str, str]] = set()
    for answers in paths():
        pairs = set(answers.items())
        if pairs <= seen:
            continue
        seen |= pairs
        given: dict[str, str] = {}
        while choices := check.reply(given, language, "").choices:
            at = step(FLOW, given)
            assert at.question
            wanted = {**at.given, at.question.id: answers[at.question.id]}
            chosen = next(c for c in choices if check.said(wanted, language) in c)
            assert heard(chosen, language) == wanted
            given = wanted
        assert given == answers and check.reply(given, language, "").status in ("answered", "partial")


def test_a_reply_in_ones_own_words_answers_the_question_that_is_open(check: EligibilityTold) -> None:
    asked = check.reply({"place": "oulu"}, "en", "Can we apply in Oulu?")
    assert asked.status == "needs_clarification" and "Place: Oulu." in asked.text and "Who would apply" in asked.text
    turns = (Turn("user", "Can we apply in Oulu?"), Turn("assistant", asked.text))
    for reply in ("We are a company", "a company", "Company."):
        assert heard(reply, "en", *turns) == {"place": "oulu", "org": "company"}
    assert heard("What is a company?", "en", *turns) is None and heard("Good day", "en", *turns) is None
    assert heard("a company", "en") is None


def test_the_assistant_answers_with_the_check_and_without_its_data_as_before(shelf: Path, tmp_path: Path) -> None:
    settings, encoder = load_settings(documents=shelf, store=tmp_path / "store"), HashedEncoder()
    sync(settings, encoder)
    library = opener(settings, encoder)()
    plain = Assistant(lambda: library, encoder, WordTerms(), "fi", Limits())
    asking = Assistant(lambda: replace(library, eligibility=FLOW), encoder, WordTerms(), "fi", Limits())
    assert plain.answer("Am I eligible?").choices == ()
    answer = asking.answer("We are a university. Can we apply?")
    assert (answer.status, answer.language, len(answer.choices)) == ("needs_clarification", "en", 4)
    assert all(choice.startswith("Can I apply for funding? Applicant: a university.") for choice in answer.choices)
    turns = [Turn("user", "We are a university. Can we apply?"), Turn("assistant", answer.text)]
    assert "Place" not in answer.text and "carried out?" in asking.answer("a research project", turns).text


@pytest.fixture
def commands(check: EligibilityTold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "build_eligibility", lambda settings: check)


@pytest.mark.usefixtures("commands")
def test_the_command_prints_the_next_question_or_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["eligibility", "--json", "--answers", "place=oulu&org=company"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "org=company&place=oulu" and found["result"] is None
    assert found["question"]["id"] == "purpose" and [c[0] for c in found["question"]["choices"]][:2] == ["project", "own"]
    assert cli.main(["eligibility", "--language", "sv", "--answers", COMPANY]) == 0
    shown = capsys.readouterr().out
    assert "sannolikt möjligt att söka" in shown and COMPANY in shown and "Nylands förbund" in shown
    assert cli.main(["eligibility", "--language", "en", "--answers", "org=university"]) == 0
    assert "What is the money needed for?" in capsys.readouterr().out
    assert cli.main(["eligibility", "--answers", "org=x"]) == 2
    assert "'x'" in capsys.readouterr().err


@pytest.mark.usefixtures("commands")
def test_on_a_terminal_it_asks_step_by_step_and_goes_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replies = iter(["1", "no number", "99", "b", "11"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(replies))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert cli.main(["eligibility", "--language", "en"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("Who would apply") == 2 and shown.count("What is the money needed for?") == 3
    assert "Your answers: org=person" in shown and next(replies, None) is None


def test_a_collection_without_a_check_says_so(
    texts: TextStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wording = Wording(PROGRAMME)
    none = EligibilityTold(type(FLOW)(), catalogue(), texts, Citer(Verifier(texts.document), FACTS, wording), FACTS, wording)
    monkeypatch.setattr(compose, "build_eligibility", lambda settings: none)
    assert cli.main(["eligibility"]) == 2
    assert "no eligibility check" in capsys.readouterr().err
