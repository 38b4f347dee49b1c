"""The whole way of a question over a real index of a small shelf, with the encoder that knows words only."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from assistant import Answer, Answered, Retrieved, TextDelta, Turn
from assistant.compose import build_collection
from assistant.engine import Assistant
from assistant.mind import Library, Limits
from assistant.records import as_plain
from assistant.settings import Settings, load_settings
from corpus import NameFinder, Programme
from corpus.catalogue import decode_catalogue, load_catalogue
from corpus.loading import find_files
from corpus.programme import entity_names, load_programme
from index.hashed import HashedEncoder
from index.words import WordTerms

IDENTITY = "131052-308T"
QUESTIONS = {
    "fi": "Mitkä painopisteet Alfan sopimuksella on?",
    "sv": "Vilka tyngdpunkter har Alfas avtal?",
    "en": "Which priorities does the Alpha agreement have?",
}
TOLD = {"fi": "vety ja vesi", "sv": "vätgas och vatten", "en": "hydrogen and water"}


def sync(settings: Settings, encoder: HashedEncoder) -> None:
    files, problems = find_files(settings.documents)
    programme = load_programme(settings.documents)
    extras = {"catalogue": load_catalogue(settings.documents).encode(), "programme": msgspec.json.encode(programme)}
    build_collection(settings, encoder).sync(files, extras, problems)  # type: ignore[arg-type]


def opener(settings: Settings, encoder: HashedEncoder) -> Callable[[], Library]:
    collection = build_collection(settings, encoder)  # type: ignore[arg-type]

    def open_library() -> Library:
        snapshot = collection.open()
        texts, version = snapshot.texts, snapshot.manifest.version
        catalogue = decode_catalogue(texts.extra("catalogue"))
        programme = msgspec.json.decode(texts.extra("programme") or b"{}", type=Programme)
        finder = NameFinder(entity_names(catalogue, programme))
        return Library(version, texts, snapshot.hybrid, snapshot.knows, snapshot.written_in, catalogue, programme, finder)

    return open_library


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test puts the index of the shelf; the others copy it."""
    return tmp_path_factory.mktemp("made") / "store"


@pytest.fixture
def settings(shelf: Path, tmp_path: Path, made: Path) -> Settings:
    if not made.exists():
        sync(load_settings(documents=shelf, store=made), HashedEncoder())
    shutil.copytree(made, tmp_path / "store")
    return load_settings(documents=shelf, store=tmp_path / "store")


@pytest.fixture
def assistant(settings: Settings) -> Assistant:
    encoder = HashedEncoder()
    return Assistant(opener(settings, encoder), encoder, WordTerms(), "fi", Limits(question_characters=300))


def same(one: Answer, other: Answer) -> bool:
    """Whether two answers differ in nothing but the time they took."""
    return replace(one, timings=other.timings) == other


def text_of(settings: Settings, id: str) -> str:
    document = build_collection(settings, HashedEncoder()).open().texts.document(id)  # type: ignore[arg-type]
    assert document is not None
    return document.text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_question_is_answered_in_its_language_from_its_language(assistant: Assistant, language: str) -> None:
    answer = assistant.answer(QUESTIONS[language])
    assert (answer.status, answer.language, answer.question) == ("answered", language, QUESTIONS[language])
    assert TOLD[language] in answer.text
    assert answer.citations[0].document_id == f"agreements/alpha/{language}"


def test_every_quote_stands_in_its_document_to_the_character(assistant: Assistant, settings: Settings) -> None:
    for question in (*QUESTIONS.values(), "What is the support rate in a city call?", "When was the harbour opened?"):
        answer = assistant.answer(question)
        assert answer.citations, question
        for citation in answer.citations:
            assert text_of(settings, citation.document_id)[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", [*QUESTIONS.values(), "", "Wer bezahlt die Projekte der Städte?", "x" * 400])
def test_the_stream_ends_in_the_answer_and_its_pieces_make_the_text(assistant: Assistant, question: str) -> None:
    *events, last = assistant.stream(question)
    assert isinstance(last, Answered)
    assert not any(isinstance(event, Answered) for event in events)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == last.answer.text != ""


def test_passages_are_announced_before_the_text(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTIONS["en"]))
    assert isinstance(events[0], Retrieved) and events[0].passages > 0


@pytest.mark.parametrize("question", [*QUESTIONS.values(), "When was the harbour of Alpha opened?"])
def test_the_markers_in_the_text_are_the_numbers_of_the_citations(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    marked = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marked == {c.number for c in answer.citations} == {n for claim in answer.claims for n in claim.citations}
    assert all(claim.citations and claim.verdict == "quoted" for claim in answer.claims)


def test_freshness_and_date_come_from_the_sources(assistant: Assistant) -> None:
    answer = assistant.answer("When was the harbour of Alpha opened?")
    assert "8 December 2023" in answer.text
    assert answer.freshness is not None and "2023-12-08" in (answer.freshness.newest, answer.freshness.oldest)
    assert "December 2023" in " ".join(answer.notices) or "May 2024" in " ".join(answer.notices)


def test_the_engine_and_the_times_are_told(assistant: Assistant, settings: Settings) -> None:
    answer = assistant.answer(QUESTIONS["fi"])
    assert answer.engine.encoder == "hashed-64" and answer.engine.index_version == assistant.index_version()
    assert answer.timings.total_ms >= answer.timings.retrieve_ms > 0


@pytest.mark.parametrize(("text", "language"), [("Kiitos!", "fi"), ("Tack!", "sv"), ("Thanks!", "en")])
def test_thanks_are_small_talk_without_sources(assistant: Assistant, text: str, language: str) -> None:
    answer = assistant.answer(text)
    assert (answer.status, answer.language, answer.citations) == ("smalltalk", language, ())


def test_a_foreign_language_gets_a_fixed_answer_in_all_three(assistant: Assistant) -> None:
    answer = assistant.answer("Wer bezahlt die Projekte der Städte?", interface="sv")
    assert (answer.status, answer.language, answer.claims) == ("out_of_scope", "sv", ())
    assert all(word in answer.text for word in ("suomeksi", "svenska", "English"))


def test_personal_data_is_nowhere_in_the_answer(assistant: Assistant) -> None:
    answer = assistant.answer(f"Saako {IDENTITY} tukea?")
    assert (answer.status, answer.question, answer.language) == ("blocked_pii", "", "fi")
    assert IDENTITY not in json.dumps(as_plain(answer))
    assert not answer.citations


def test_personal_data_in_a_long_text_is_nowhere_in_the_answer(assistant: Assistant) -> None:
    answer = assistant.answer(f"{IDENTITY} " + "sana " * 200)
    assert answer.status == "blocked_pii"
    assert "131052" not in json.dumps(as_plain(answer))


def test_abuse_and_empty_and_long_questions_are_turned_away(assistant: Assistant) -> None:
    assert assistant.answer("haista vittu").status == "blocked_abuse"
    assert assistant.answer(" \u200b😀 ").status == "needs_clarification"
    long = assistant.answer("Kuka maksaa? " * 50)
    assert long.status == "needs_clarification" and "300" in long.text
    assert len(long.question) <= 300


def test_what_no_text_tells_is_not_made_up(assistant: Assistant) -> None:
    answer = assistant.answer("Kuka voitti jääkiekon maailmanmestaruuden?")
    assert answer.status in ("out_of_scope", "not_in_sources")
    assert "vety" not in answer.text


def test_a_name_that_no_text_holds_is_told(assistant: Assistant) -> None:
    answer = assistant.answer("Which priorities does the agreement of Atlantis have?")
    assert answer.status == "not_in_sources" and "Atlantis" in answer.text
    assert answer.claims == ()


@pytest.mark.parametrize("blocked", [f"Onko {IDENTITY} Alfan satama?", "haista vittu Alfan satama"])
def test_a_turn_that_was_turned_away_does_not_steer(assistant: Assistant, blocked: str) -> None:
    before = [Turn("user", QUESTIONS["fi"]), Turn("assistant", "…")]
    follow_up = "Entä ne?"
    with_blocked = assistant.answer(follow_up, [*before, Turn("user", blocked), Turn("assistant", "…")])
    assert same(with_blocked, assistant.answer(follow_up, before))
    assert IDENTITY not in json.dumps(as_plain(with_blocked))


def test_a_follow_up_is_read_with_the_question_before_it(assistant: Assistant) -> None:
    answer = assistant.answer("And why?", [Turn("user", QUESTIONS["en"])])
    assert answer.question == "And why?"
    assert TOLD["en"] in answer.text


def test_an_item_of_a_list_with_a_line_each_can_be_asked_about(assistant: Assistant) -> None:
    said = [Turn("user", "Which agreements are there?"), Turn("assistant", "The agreements are:\n- Betta\n- Alpha")]
    assert TOLD["en"] in assistant.answer("And which priorities does the last one have?", said).text


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    assert same(assistant.answer(QUESTIONS["sv"]), assistant.answer(QUESTIONS["sv"]))


def test_a_newer_index_is_noticed(assistant: Assistant, settings: Settings) -> None:
    question = "Which colour does the lighthouse have?"
    assert "violet" not in assistant.answer(question).text
    (settings.documents / "lighthouse.md").write_text("The lighthouse has the colour violet.\n", encoding="utf-8")
    sync(settings, HashedEncoder())
    answer = assistant.answer(question)
    assert answer.status == "answered" and "violet" in answer.text
    assert answer.engine.index_version == assistant.index_version()


def test_every_field_of_the_answer_can_be_written_as_json(assistant: Assistant) -> None:
    plain = json.loads(json.dumps(as_plain(assistant.answer(QUESTIONS["en"]))))
    assert plain["claims"] and plain["citations"][0]["quote"]
    assert plain["table"] is None and plain["conflicts"] == []


@pytest.mark.parametrize("question", ["\ud800", "\ud800 haista vittu", "\x00Kuka \ud800maksaa?" * 60, "\u202e😀"])
def test_an_unprintable_question_is_shown_in_a_form_that_can_be_written(assistant: Assistant, question: str) -> None:
    plain = as_plain(assistant.answer(question))
    json.dumps(plain, ensure_ascii=False).encode("utf-8")
    assert "\x00" not in plain["question"] and "\u202e" not in plain["question"]


def test_one_answer_to_two_questions_has_their_citations_through_and_their_own_notices_once(assistant: Assistant) -> None:
    citer = assistant._current_mind().citer
    one, two = (
        assistant.answer(q) for q in ("Which priorities does the Alpha agreement have?", "When was the harbour of Alpha opened?")
    )
    first = replace(one, notices=("Only a part.", *one.notices))
    joined = citer.joined([first, two], ["Who pays?"])
    assert [c.number for c in joined.citations] == list(range(1, len(one.citations) + len(two.citations) + 1))
    assert joined.text.count(f"[{len(one.citations) + 1}]") == 1 and "“Who pays?”" in joined.text
    assert joined.status == "partial"
    assert joined.notices[0] == "Only a part."
    assert len(joined.notices) == 2  # and one date, that of the newest source of both


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Montako tuolia Alfan sopimuksella on?", "Lähteet eivät kerro tästä kaikkea."),
        ("Hur många stolar har Alfas avtal?", "Källorna berättar inte allt om det här."),
        ("How many chairs does the Alpha agreement have?", "The sources do not say everything about this."),
    ],
)
def test_an_answer_without_the_number_asked_for_says_that_it_may_not_be_all(
    assistant: Assistant, question: str, opening: str
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "partial" and answer.text.startswith(opening) and answer.claims
