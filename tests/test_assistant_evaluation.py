"""Scoring: how wordings match, what each cause is told by, and the floor that the collection's own questions hold."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from conftest import ROOT
from test_assistant_engine import opener, sync

from assistant.compose import open_texts
from assistant.engine import Assistant
from assistant.errors import UsageError
from assistant.evaluation import Judge, Judged, Report
from assistant.gold import QUESTIONS, Gold, holds, read_gold, tells, told_by
from assistant.mind import Limits
from assistant.records import Answer, Citation, ConflictValue, ConflictView, OfficialSource, Row, Table
from assistant.settings import load_settings
from corpus.loading import find_files
from index.hashed import HashedEncoder
from index.texts import TextStore
from index.words import WordTerms

OWN = ROOT / "corpus" / "documents" / QUESTIONS
FLOOR = 94.0  # per cent of the collection's own questions; 96.9 when it was set


def gold(question: str = "?", **fields: object) -> Gold:
    given = {"expected_status": ("answered",), **fields}
    return Gold(id="q1", question=question, language="en", kind=str(given.pop("kind", "factual")), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wording", "found"),
    [
        ("Kiertotaloutta edistetään.", "kiertotalou", True),
        ("Uleåborg", " Åbo", False),
        ("i Åbo [1].", " Åbo ", True),
        ("Åboland", "Åbo ", False),
        ("2021–2027", "2021-2027", True),
        ("“Reboot”", '"reboot"', True),
        ("**EUR** 1\u00a0500\u202f000 [2]", "eur 1500000", True),
        ("1 500 000", "1 500 000", True),
        ("1 500 000", "500 000", False),
        ("vuonna 2024 150 hanketta", "150 hanketta", True),
        ("164", "16", False),
        ("16,5", "16", False),
        ("6.16", "16", False),
        ("Niitä on 16, kertoo sivu.", "16", True),
        ("", "16", False),
        ("anything", " ", False),
    ],
)
def test_a_wording_is_found_whatever_its_dress_and_never_in_another_number(text: str, wording: str, found: bool) -> None:
    assert holds(text, wording) is found


def test_a_point_needs_one_of_its_wordings_and_each_point_must_be_told() -> None:
    asked = gold(must_include=(("water", "sea"), ("hydrogen",)))
    assert tells("The sea.", ("water", "sea")) and asked.missing("The sea.") == (("hydrogen",),)
    assert not asked.missing("Water and hydrogen.")


def test_wordings_are_looked_for_in_tables_and_conflicts_and_personal_data_everywhere() -> None:
    answer = Answer("my code is 020685-912X", "en", "answered", "See the table.")
    answer = replace(answer, table=Table(("city",), (Row(("Alpha",)),)))
    answer = replace(answer, conflicts=(ConflictView("sum", (ConflictValue("EUR 730,000", None),)),))
    assert not gold(must_include=(("alpha",), ("730,000",))).missing(told_by(answer))
    assert not gold(must_not_include=("020685-912X",)).forbidden_in(answer)
    assert gold(must_not_include=("020685-912X",), kind="pii").forbidden_in(answer) == ["020685-912X"]


def test_a_gold_source_is_a_document_by_its_beginning_or_an_address_by_a_part() -> None:
    cited = [
        Citation(
            1, "news/x/en", "", "https://a.fi/x", "en", "news", None, None, 0, 1, "q", (OfficialSource("https://b.fi/y", "en"),)
        )
    ]
    assert gold(gold_documents=("news/x",)).cited_by(cited) and gold(gold_urls=("b.fi/y",)).cited_by(cited)
    assert not gold(gold_documents=("funding",), gold_urls=("c.fi",)).cited_by(cited)
    assert gold().cited_by(cited) and not gold().cited_by([])


@pytest.fixture
def judge(shelf: Path, tmp_path: Path) -> Judge:
    settings, encoder = load_settings(documents=shelf, store=tmp_path / "store"), HashedEncoder()
    sync(settings, encoder)
    assistant = Assistant(opener(settings, encoder), encoder, WordTerms(), "fi", Limits())
    return Judge(assistant, open_texts(settings).documents(), 5)


HARBOUR = "When was the harbour of Alpha opened?"


def test_a_right_answer_has_no_cause(judge: Judge) -> None:
    found = judge.judge(gold(HARBOUR, must_include=(("8 December 2023",),), gold_documents=("news",)))
    assert (found.cause, found.is_sourced) == (None, True)
    assert judge.judge(gold(HARBOUR, gold_documents=("funding",))).is_sourced is False


def test_what_no_gold_document_holds_is_no_fact(judge: Judge) -> None:
    assert judge.judge(gold(HARBOUR, must_include=(("9 December",),))).cause == "no fact"
    elsewhere = gold(HARBOUR, must_include=(("60 per cent",),), gold_documents=("news",))
    assert judge.judge(elsewhere).cause == "no fact"


def test_what_no_sentence_read_holds_is_not_retrieved_and_what_one_does_is_a_wrong_sentence(judge: Judge) -> None:
    lost = gold(HARBOUR, must_include=(("8 December 2023",), ("60 per cent",)))
    assert judge.judge(lost).cause == "wrong sentence"  # eight passages are all of the shelf
    judge._assistant._limits = Limits(passages=1)
    judge._assistant._mind = None
    assert judge.judge(lost).cause == "not retrieved"


def test_a_refusal_with_the_evidence_at_hand_is_gated(judge: Judge) -> None:
    asked = gold("my code is 131052-308T, when was the harbour opened?", must_include=(("8 December 2023",),))
    assert judge.judge(asked).cause == "gated"
    assert judge.judge(gold("hello", must_include=(("9 December",),))).cause == "no fact"


def test_a_picked_sentence_that_does_not_pass_the_check_is_verified_away(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.verify import Verifier

    honest = Verifier.verdict
    monkeypatch.setattr(Verifier, "verdict", lambda self, text, cited: None if "December" in text else honest(self, text, cited))
    assert judge.judge(gold(HARBOUR, must_include=(("8 December 2023",),))).cause == "verified away"


def test_statuses_are_told_apart(judge: Judge) -> None:
    assert judge.judge(gold(HARBOUR, expected_status=("not_in_sources",))).cause == "answered"
    assert judge.judge(gold("hello", expected_status=("not_in_sources",))).cause == "other refusal"


def test_a_forbidden_wording_and_another_language_are_told(judge: Judge) -> None:
    assert judge.judge(gold(HARBOUR, must_not_include=("harbour",))).cause == "forbidden"
    swedish = msgspec.structs.replace(gold(HARBOUR), language="sv")
    assert judge.judge(swedish).cause == "wrong language"


def test_a_report_counts_by_kind_and_language_and_orders_failures_by_cause() -> None:
    answer = Answer("", "en", "answered", "")
    wrong = Judged(gold(kind="news"), answer, "wrong language", "fi")
    report = Report((wrong, Judged(gold(), answer, None), Judged(gold(), answer, "no fact")))
    assert report.whole.per_cent == pytest.approx(100 / 3)
    assert (report.share("factual", "en").right, report.share("factual", "en").total, report.share("news").right) == (1, 2, 0)
    assert [one.cause for one in report.failures] == ["no fact", "wrong language"]
    assert report.as_plain()["causes"] == {"no fact": 1, "wrong language": 1}


@pytest.mark.parametrize(
    "line", ["{", '{"id": "a"}', '{"id":"a","question":"q","lang":"en","kind":"x","expected_status":["nonsense"]}']
)
def test_a_line_that_is_not_a_question_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        read_gold(file)


def test_a_file_without_questions_or_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        read_gold(tmp_path / "q.jsonl")
    (tmp_path / "q.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no questions"):
        read_gold(tmp_path / "q.jsonl")


def test_the_collections_questions_come_in_three_languages_and_are_no_document() -> None:
    questions = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    groups = Counter(question["group"] for question in questions)
    assert len(groups) >= 60 and set(groups.values()) == {3}
    assert Counter(q["lang"] for q in questions) == {"fi": len(groups), "sv": len(groups), "en": len(groups)}
    assert len({q["id"] for q in questions}) == len({(q["question"], str(q["history"])) for q in questions}) == len(questions)
    assert QUESTIONS.removesuffix(".jsonl") not in {file.id for file in find_files(ROOT / "corpus" / "documents")[0]}


def test_every_point_asked_for_stands_in_a_gold_document_of_its_language(real_texts: TextStore) -> None:
    documents = list(real_texts.documents())
    for one in read_gold(OWN):
        own = [d for d in documents if d.language == one.language and one.is_gold(d.id)]
        assert all(any(d.id.startswith(named) for d in documents) for named in one.gold_documents), one.id
        assert all(any(tells(d.text, point) for d in own) for point in one.must_include), one.id


@pytest.mark.encoder
def test_the_collections_questions_are_answered_as_well_as_ever(real: Assistant, real_texts: TextStore) -> None:
    judge = Judge(real, real_texts.documents(), 5)
    report = Report(tuple(judge.judge(question) for question in read_gold(OWN)))
    assert report.whole.per_cent >= FLOOR, [(one.gold.id, one.cause, one.about) for one in report.failures]
    assert not {"error", "verified away", "no fact"} & {one.cause for one in report.failures}
