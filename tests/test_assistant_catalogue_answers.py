"""Lists, counts, extremes and comparisons from the catalogue: the real facts and texts, the expected rows read from the YAML."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from catalogue_truth import agreements, calls, calls_of, cities, facts, funded_by, parties, short, tied

from assistant.catalogue_answers import CatalogueAnswers
from assistant.citing import Citer
from assistant.facts import FactBook
from assistant.figures import figures_in
from assistant.naming import NameBook
from assistant.records import Answer
from assistant.understanding import Understanding
from assistant.verify import Verifier
from assistant.wording import Wording
from corpus import NameFinder, Programme
from corpus.catalogue import Catalogue, load_catalogue
from corpus.programme import entity_names, load_programme
from index.texts import TextStore
from index.words import WordTerms

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
TODAY = date(2026, 11, 24)


class Asking:
    """Reads and answers questions, as the engine does, without retrieval."""

    def __init__(self, texts: TextStore, catalogue: Catalogue, programme: Programme, today: date = TODAY) -> None:
        book, wording = FactBook(catalogue, programme), Wording(programme)
        self.finder = finder = NameFinder(entity_names(catalogue, programme))
        self.understanding = Understanding(finder, book.agreements_of, "fi", WordTerms())
        citer = Citer(Verifier(texts.document, NameBook(finder, book.agreements_of)), book, wording, today)
        self.answers = CatalogueAnswers(catalogue, programme, texts, finder, WordTerms(), citer, wording, today)

    def __call__(self, question: str, gap: bool = False) -> Answer | None:
        return self.answers.answer(self.understanding.read(question)[0], gap)


@pytest.fixture(scope="module")
def ask(real_texts: TextStore) -> Asking:
    return Asking(real_texts, load_catalogue(DOCUMENTS), load_programme(DOCUMENTS))


def column(answer: Answer, number: int) -> set[str]:
    assert answer.table is not None
    return {row.cells[number] for row in answer.table.rows}


LISTS = [
    ("Mitkä kaupungit ovat mukana Innokaupungeissa?", 0, lambda: cities("fi")),
    ("Montako innokaupunkia on?", 0, lambda: cities("fi")),
    ("Hur många städer är med?", 0, lambda: cities("sv")),
    ("how many cities are there", 0, lambda: cities("en")),
    ("Montako sopimusta on?", 1, lambda: {a["short_names"]["fi"] for a in agreements()}),
    ("List the agreements", 1, lambda: {a["short_names"]["en"] for a in agreements()}),
    ("haut 2024", 0, lambda: calls_of("fi", "2024")),
    ("Utlysningar 2023", 0, lambda: calls_of("sv", "2023")),
    ("How many calls were there in 2022?", 0, lambda: calls_of("en", "2022")),
    ("viime vuoden haut", 0, lambda: calls_of("fi", "2025")),
    ("Vilka utlysningar hade Uleåborg?", 0, lambda: {c["names"]["sv"] for c in calls() if c.get("agreement") == "oulu"}),
    ("calls in May 2022", 0, lambda: {c["names"]["en"] for c in calls() if str(c["opens"])[:7] == "2022-05"}),
    ("Minkä kaupunkien sopimuksia Uudenmaan liitto rahoittaa?", 1, lambda: funded_by("fi", "uudenmaan-liitto")),
    ("Vilka städers avtal finansieras av Nylands förbund?", 1, lambda: funded_by("sv", "uudenmaan-liitto")),
    ("Which agreements are funded by the Council of Tampere Region?", 1, lambda: funded_by("en", "pirkanmaan-liitto")),
    ("luettele rahoittajat", 1, lambda: {a["short_names"]["fi"] for a in agreements()}),
    ("Ketkä ovat Kuopion sopimuksen osapuolet?", 0, lambda: parties("fi", "kuopio")),
    ("Vilka är parterna i Kuopios avtal?", 0, lambda: parties("sv", "kuopio")),
    ("Kerro kaikki Porin hankkeet", 0, lambda: tied("fi", "pori")),
    ("What projects are there in Vaasa?", 0, lambda: tied("en", "vaasa")),
    ("Hur många projekt har Tammerfors?", 0, lambda: tied("sv", "tampere")),
    ("Vilka teman har programmet?", 0, lambda: {t["names"]["sv"] for t in facts("themes")["themes"]}),
    ("What are the lead themes?", 0, lambda: {t["names"]["en"] for t in facts("themes")["lead_themes"]}),
    ("Mitkä sopimukset keskittyvät akkuihin?", 0, lambda: short("fi", "kokkola", "turku", "vaasa")),
    ("Which agreements focus on batteries?", 0, lambda: short("en", "kokkola", "turku", "vaasa")),
    ("vetysopimukset", 0, lambda: short("fi", "lappeenranta-imatra", "turku")),
    ("vätgas avtal", 0, lambda: short("sv", "lappeenranta-imatra", "turku")),
    ("Which agreements deal with photonics?", 0, lambda: short("en", "joensuu", "tampere", "oulu")),
    ("Vilka städer satsar på turism?", 0, lambda: short("sv", "rovaniemi", "lahti")),
    ("Missä sopimuksissa VTT on mukana?", 1, lambda: short("fi", "kajaani-sotkamo", "kuopio", "oulu")),
    ("Which agreements were signed in 2021?", 0, lambda: {a["short_names"]["en"] for a in agreements()}),
    ("Mitkä sopimuset koskevat valokuitua ja fotoniikkaa?", 0, None),
    ("oulu calls", 0, lambda: {c["names"]["en"] for c in calls() if c.get("agreement") == "oulu"}),
]


@pytest.mark.parametrize(("question", "number", "expected"), LISTS, ids=[q for q, _, _ in LISTS])
def test_a_list_has_the_rows_of_the_facts(ask: Asking, question: str, number: int, expected: Any) -> None:
    answer = ask(question)
    if expected is None:
        assert answer is None
        return
    assert answer is not None and answer.status == "answered"
    assert column(answer, number) == expected() != set()


EXTREMES = [
    ("Mikä haku oli isoin?", "call-helsinki-region-2022", "5340000"),
    ("Vilken utlysning var störst?", "call-helsinki-region-2022", "5340000"),
    ("smallest call", "call-kokkola-akke-2021", "100000"),
    ("latest call", "call-oulu-6", "2025-04-15"),
    ("Vilken var den första utlysningen?", "call-kokkola-akke-2021", "2021-05-10"),
]


@pytest.mark.parametrize(("question", "id", "value"), EXTREMES)
def test_an_extreme_is_the_one_of_the_facts(ask: Asking, question: str, id: str, value: str) -> None:
    answer = ask(question)
    assert answer is not None and answer.table is not None and len(answer.table.rows) == 1
    call = next(c for c in calls() if c["id"] == id)
    assert answer.table.rows[0].cells[0] == call["names"][answer.language]
    told = figures_in(answer.text).all()
    assert (float(value) if value.isdigit() else value) in told


ONLY_ONE = {
    "fi": "Missä sopimuksissa on vain yksi painopiste?",
    "sv": "Vilka avtal har bara en enda prioritering?",
    "en": "Which agreements have only one priority?",
}


@pytest.mark.parametrize("language", list(ONLY_ONE))
def test_those_with_exactly_a_number_are_counted_from_the_facts(ask: Asking, language: str) -> None:
    answer = ask(ONLY_ONE[language])
    single = {a["short_names"][language] for a in agreements() if len(a["priorities"]) == 1}
    assert answer is not None and single and column(answer, 0) == single
    assert ask(ONLY_ONE["en"].replace("one", "nine")) is None


def test_the_most_is_counted_from_the_facts(ask: Asking) -> None:
    most = max(agreements(), key=lambda a: len({p["organisation"] for p in a["parties"]}))
    answer = ask("Vilket avtal har flest parter?")
    assert answer is not None and column(answer, 0) == {most["short_names"]["sv"]}
    assert str(len({p["organisation"] for p in most["parties"]})) in answer.text


def test_a_comparison_sets_the_priorities_side_by_side(ask: Asking) -> None:
    answer = ask("Vertaa Kokkolan ja Porin painopisteitä")
    assert answer is not None and answer.table is not None
    assert answer.table.columns[1:] == ("Kokkola", "Pori") and len(answer.table.rows) == 1
    for cell, id in zip(answer.table.rows[0].cells[1:], ("kokkola", "pori"), strict=True):
        own = next(a for a in agreements() if a["id"] == id)["priorities"]
        assert set(cell.split("; ")) == {p["names"]["fi"] for p in own if p["kind"] == "priority"}


@pytest.mark.parametrize(
    "question", ["compare Oulu and Turku", "Jämför Åbo och Uleåborg", "Mitä eroa on Oulun ja Turun sopimuksilla?"]
)
def test_a_bare_comparison_tells_all_attributes(ask: Asking, question: str) -> None:
    answer = ask(question)
    assert answer is not None and answer.table is not None
    assert len(answer.table.rows) >= 4 and len(answer.table.columns) == 3


def months(answer: Answer) -> list[set[str]]:
    assert answer.table is not None
    return [{day[:7] for day in figures_in(row.cells[0]).dates} for row in answer.table.rows]


def test_news_come_newest_first_and_what_happened_in_order(ask: Asking) -> None:
    news = {n["id"]: n for n in facts("news")["items"]}
    latest = ask("Tampereen uutiset")
    assert latest is not None and latest.table is not None
    assert len(latest.table.rows) == 5 and all("Tamper" in row.cells[1] for row in latest.table.rows)
    dated = [max(str(n["date"]) for n in news.values() if n["date"] and str(n["date"])[:7] in days) for days in months(latest)]
    assert dated == sorted(dated, reverse=True)
    for question in ("senaste nytt om Tammerfors", "mitä uutta Tampereella", "what's new in Tampere"):
        same = ask(question)
        assert same is not None and same.table is not None and len(same.table.rows) == 5, question
    year = ask("What happened in 2023?")
    assert year is not None and year.table is not None
    expected = [n for n in news.values() if str(n["date"] or "").startswith("2023")]
    assert len(year.table.rows) == len(expected)
    days = [min(d for d in figures_in(row.cells[0]).dates) for row in year.table.rows if figures_in(row.cells[0]).dates]
    assert days == sorted(days) and set(days) <= {str(n["date"]) for n in expected}


ALL = [q for q, _, e in LISTS if e] + [q for q, _, _ in EXTREMES]
ALL += ["compare Oulu and Turku", "Tampereen uutiset", "What happened in 2023?", "Vilket avtal har flest parter?"]


def names_it(finder: NameFinder, name: str, quotes: str) -> bool:
    """Whether quotes name a thing: by its date, by the beginning of a word of its name, or in another inflection."""
    entities = [{mention.entity_id for mention in finder.find(text)} for text in (name, quotes)]
    starts = {word[:4].lower() for word in re.findall(r"\w{3,}", name)}
    dated = figures_in(name).dates & figures_in(quotes).dates
    return bool(dated or entities[0] & entities[1]) or any(start in quotes.lower() for start in starts)


@pytest.mark.parametrize("question", ALL)
def test_every_row_cites_a_sentence_that_stands_in_its_document(ask: Asking, real_texts: TextStore, question: str) -> None:
    answer = ask(question)
    assert answer is not None and answer.table is not None
    numbers = {c.number: c for c in answer.citations}
    compared = question.startswith("compare")
    for citation in answer.citations:
        document = real_texts.document(citation.document_id)
        assert document is not None and citation.language == answer.language
        assert document.text[citation.start : citation.end] == citation.quote != ""
    for row in answer.table.rows:
        assert row.citations and set(row.citations) <= set(numbers)
        quotes = " ".join(numbers[n].quote for n in row.citations)
        assert compared or names_it(ask.finder, row.cells[0], quotes), (row, quotes)
        for cell in row.cells[1:]:
            assert figures_in(cell).money <= figures_in(quotes).money
    marked = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marked <= set(numbers)
    assert all(
        claim.verdict == "computed" and set(claim.citations) <= set(numbers) and claim.citations for claim in answer.claims
    )


@pytest.mark.parametrize("question", ALL)
def test_the_count_in_the_text_is_that_of_the_claims_and_never_of_coverage(ask: Asking, question: str) -> None:
    answer = ask(question)
    assert answer is not None and answer.coverage is not None
    assert answer.coverage.checked == answer.coverage.total >= 1 and answer.coverage.not_stated >= 0
    assert not re.search(r"\d+ (?:of|/|av) \d+", answer.text)
    assert not re.search(r"\b(?:no|not|ei|eivät|inte|inga)\b", answer.text, re.IGNORECASE) or "lähteet eivät kerro" in answer.text


NEAR = [
    "what does an agreement call fund?",
    "When was the Lahti agreement signed?",
    "Mitkä ovat Oulun ekosysteemisopimuksen painopisteet?",
    "Vilka är prioriteringarna i Uleåborgs ekosystemavtal?",
    "What is a lead theme?",
    "Vad är ett ekosystemavtal?",
    "Kuka on Oulun rahoittaja?",
    "How much money was there in the Lahti call of 2024?",
    "Onko Tampereella hankkeita?",
    "Which agreements are not about health?",
    "Mitkä kaupungit eivät ole mukana?",
    "Mitkä kaupungit rahoittavat hankkeita?",
    "Which costs are eligible?",
    "What are the conditions of a call?",
    "Mitkä ovat hakemisen vaiheet?",
    "Which city is the largest?",
    "Hur många år måste projektets handlingar förvaras?",
    "Mitkä neljä muuta vetovastuuhanketta valittiin toisella kierroksella?",
    "Which calls are there in 2031?",
    "Which agreements deal with elephants?",
    "hankkeet",
    "Kerro Lahden sopimuksesta",
    "Berätta om Vasas ekosystemavtal",
    "Tell me about the Oulu agreement",
    "Which calls are open now?",
    "Kuinka pitkiä hankkeet saivat enintään olla Joensuun ja Vaasan vuoden 2023 hauissa?",
]


@pytest.mark.parametrize("question", NEAR)
def test_a_near_question_is_left_to_the_sentences(ask: Asking, question: str) -> None:
    assert ask(question) is None


def test_an_open_call_is_told_on_a_day_when_it_was_open(real_texts: TextStore) -> None:
    then = Asking(real_texts, load_catalogue(DOCUMENTS), load_programme(DOCUMENTS), date(2025, 5, 1))
    answer = then("Which calls are open now?")
    expected = {
        c["names"]["en"] for c in calls() if (c["opens"] or "9") <= "2025-05-01" <= (c["closes"] or "") and len(c["opens"]) == 10
    }
    assert answer is not None and column(answer, 0) == expected != set()


def test_a_gap_wins_over_a_topic_but_not_over_a_plain_count(ask: Asking) -> None:
    assert ask("Which agreements deal with photonics?", gap=True) is None
    assert ask("Montako sopimusta on?", gap=True) is not None


def test_what_is_not_stated_is_said_so_in_a_comparison(real_texts: TextStore) -> None:
    whole = load_catalogue(DOCUMENTS)
    bare = [replace(a, priorities=()) if a.id == "pori" else a for a in whole.agreements]
    answer = Asking(real_texts, replace(whole, agreements=tuple(bare)), load_programme(DOCUMENTS))(
        "compare the priorities of Pori and Kokkola"
    )
    assert answer is not None and answer.table is not None and answer.coverage is not None
    assert answer.table.rows[0].cells[1] == "not stated in the sources" and answer.coverage.not_stated == 1


def test_a_row_without_a_sentence_is_left_out_and_counted(real_texts: TextStore) -> None:
    whole = load_catalogue(DOCUMENTS)
    lost = replace(whole.calls[-1], id="call-that-no-sentence-tells", agreement="vaasa")
    answer = Asking(real_texts, replace(whole, calls=(*whole.calls, lost)), load_programme(DOCUMENTS))("calls in Vaasa")
    assert answer is not None and answer.coverage is not None and answer.coverage.not_stated == 1
    assert column(answer, 0) == {c["names"]["en"] for c in calls() if c.get("agreement") == "vaasa"}


def test_a_folder_without_a_catalogue_has_no_such_answers(real_texts: TextStore) -> None:
    bare = Asking(real_texts, Catalogue(), Programme())
    assert bare("Which agreements work on hydrogen?") is None
