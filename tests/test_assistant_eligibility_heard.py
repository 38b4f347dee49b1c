"""The eligibility check in a conversation and on the command line: what goes into it, and how it goes on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from eligibility_check import COMPANY, FACTS, FLOW, PROGRAMME, paths
from test_assistant_engine import opener, sync
from truth import catalogue

from assistant import Turn, cli, compose
from assistant.citing import Citer
from assistant.eligibility import read_state, step
from assistant.eligibility_heard import Hearing
from assistant.eligibility_told import EligibilityTold
from assistant.engine import Assistant
from assistant.mind import Limits
from assistant.phrases import split_asks
from assistant.records import Language
from assistant.settings import load_settings
from assistant.verify import Verifier
from assistant.wording import Wording
from corpus import LANGUAGES, NameFinder
from corpus.programme import entity_names
from index.hashed import HashedEncoder
from index.texts import TextStore
from index.words import WordTerms

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
    check_texts: TextStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wording = Wording(PROGRAMME)
    none = EligibilityTold(
        type(FLOW)(), catalogue(), check_texts, Citer(Verifier(check_texts.document), FACTS, wording), FACTS, wording
    )
    monkeypatch.setattr(compose, "build_eligibility", lambda settings: none)
    assert cli.main(["eligibility"]) == 2
    assert "no eligibility check" in capsys.readouterr().err
