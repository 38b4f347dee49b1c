"""The facts that a question is after, by the agreement it names and the words it uses."""

from dataclasses import replace

import pytest

from assistant.targets import Target, Targets
from assistant.understanding import Understanding
from corpus import Agreement, Catalogue, Name, NameFinder
from corpus.agreements import Links
from corpus.fact_files import Authority
from corpus.facts import Amount, Area, Call, City, Day, Funding, LanguageNotes, Names, Party, Priority
from index.words import WordTerms

ALFA = Names("Alfa", "Alfa", "Alpha")
COUNCIL = Names("Alfan liitto", "Alfas förbund", "Council of Alpha")


def priority(id: str, kind: str = "priority") -> Priority:
    return Priority(id, kind, ALFA, "confirmed", ())  # type: ignore[arg-type]


def call(year: int) -> Call:
    return Call(f"alfa-call-{year}", ALFA, "A call.", "confirmed", (), "ERDF", agreement="alfa", opens=f"{year}-05-01")


def agreement() -> Agreement:
    return Agreement(
        id="alfa",
        kind="agreement",
        names=ALFA,
        short_names=ALFA,
        cities=(City("city-alfa", "city", ALFA, 60.0, 25.0, "confirmed", ()),),
        region=Area(ALFA),
        major_area=Area(ALFA),
        funding_authority=Funding("ERDF", "confirmed", (), authority="council"),
        other_authorities=(),
        priorities=(priority("alfa-p1"), priority("alfa-p2"), priority("alfa-x", "cross_cutting")),
        parties=(Party("alfa-party", "org-alfa", "signatory", "confirmed", ()),),
        signed=Day("alfa-signed", "2021-02-09", "day", "confirmed", ()),
        valid_until=Day("alfa-until", "2027-12-31", "day", "confirmed", ()),
        amounts=(Amount("alfa-money", "call", 1_000_000, "EUR", "exact", "call", "confirmed", ()),),
        calls=(call(2024), call(2023)),
        flagships=(),
        links=Links(None, None, LanguageNotes()),
        facts=(),
        conflicts=(),
        not_found=(),
    )


def catalogue() -> Catalogue:
    funds = (Funding("ERDF", "confirmed", (), agreement="alfa"),)
    return Catalogue(
        agreements=(agreement(),), authorities=(Authority("council", "council", COUNCIL, "", funds, None, "confirmed", ()),)
    )


def targets_of(question: str, facts: Catalogue | None = None) -> dict[str, frozenset[str]]:
    names = [Name("city-alfa", "city", "Alfa", "fi"), Name("city-alfa", "city", "Alpha", "en")]
    names += [Name("council", "authority", text, "") for text in ("Alfan liitto", "Council of Alpha")]
    understanding = Understanding(NameFinder(names), lambda id: ("alfa",) if id == "city-alfa" else (), "fi", WordTerms())
    return {t.attribute: t.fact_ids for t in Targets(facts or catalogue()).of(understanding.read(question)[0])}


@pytest.mark.parametrize(
    ("question", "attribute", "facts"),
    [
        ("Mitkä ovat Alfan painopisteet?", "priorities", {"alfa-p1", "alfa-p2"}),
        ("Vilka är Alfas tyngdpunkter?", "priorities", {"alfa-p1", "alfa-p2"}),
        ("What does Alpha focus on?", "priorities", {"alfa-p1", "alfa-p2"}),
        ("Kuka rahoittaa Alfaa?", "funder", {"alfa", "council"}),
        ("Vem finansierar Alfa?", "funder", {"alfa", "council"}),
        ("Milloin Alfan sopimus allekirjoitettiin?", "signed", {"alfa-signed"}),
        ("How long is the Alpha agreement in force?", "validity", {"alfa-until"}),
        ("Vilka är parter i Alfas avtal?", "parties", {"alfa-party"}),
        ("Mitkä haut Alfassa on ollut?", "calls", {"alfa-call-2023", "alfa-call-2024"}),
        ("How much money does Alpha have?", "amounts", {"alfa-money"}),
        ("Mitkä kaupungit kuuluvat Alfaan?", "cities", {"city-alfa"}),
    ],
)
def test_an_attribute_of_the_agreement_named(question: str, attribute: str, facts: set[str]) -> None:
    assert targets_of(question)[attribute] == facts


def test_a_year_narrows_the_target_where_the_facts_are_dated() -> None:
    assert targets_of("Mikä oli Alfan haku 2024?")["calls"] == {"alfa-call-2024"}
    assert targets_of("Mikä oli Alfan haku 2019?")["calls"] == {"alfa-call-2023", "alfa-call-2024"}


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("Milloin Alfan viimeisin haku oli?", 2024),
        ("När var Alfas senaste utlysning?", 2024),
        ("When was the latest Alpha call?", 2024),
        ("Paljonko oli Alfan toisessa haussa?", 2024),
        ("Vad gällde den första utlysningen i Alfa?", 2023),
        ("What was the first Alpha call about?", 2023),
        ("What was the first Alpha call of 2024 about?", 2024),
    ],
)
def test_the_latest_call_or_one_by_its_number_is_aimed_at(question: str, year: int) -> None:
    found = targets_of(question)
    assert [ids for name, ids in found.items() if "call" in name] == [{f"alfa-call-{year}"}]


@pytest.mark.parametrize("question", ["Kerro Alfan sopimuksesta", "Berätta om Alfas avtal", "Tell me about the Alpha agreement"])
def test_a_question_for_an_overview_aims_at_what_matters_most(question: str) -> None:
    assert set(targets_of(question)) == {"priorities", "funder", "validity"}


def test_a_question_about_a_place_outside_aims_at_what_is_open_to_it() -> None:
    names = [Name("city-alfa", "city", "Alfa", "fi"), Name("elsewhere", "outside", "Ulkola", "")]
    understanding = Understanding(NameFinder(names), lambda id: ("alfa",) if id == "city-alfa" else (), "fi", WordTerms())
    [found] = Targets(catalogue()).of(understanding.read("Voiko Ulkolassa hakea?")[0])
    assert found.fact_ids == {"elsewhere"} and found.likeness(["elsewhere", "alfa"]) == 1 and not found.likeness(["alfa"])


def test_a_number_beyond_the_calls_means_none_of_them() -> None:
    assert targets_of("What was the third Alpha call about?")["calls"] == {"alfa-call-2023", "alfa-call-2024"}


def test_without_an_agreement_there_is_no_target() -> None:
    assert targets_of("Mitkä ovat painopisteet?") == {}


def test_an_attribute_that_the_agreement_lacks_is_no_target() -> None:
    assert "projects" not in targets_of("Mitä hankkeita Alfassa on?")


def test_an_authority_is_asked_what_it_funds() -> None:
    assert targets_of("What is funded by the Council of Alpha?")["funds"] == {"council", "alfa"}


def test_a_folder_without_facts_has_no_targets() -> None:
    assert targets_of("Mitkä ovat Alfan painopisteet?", Catalogue()) == {}


def test_the_sentence_that_tells_exactly_the_target_is_likest() -> None:
    target = Target("alfa", "priorities", frozenset({"alfa-p1", "alfa-p2"}))
    assert target.likeness(["alfa-p1", "alfa-p2"]) == 1.0
    assert 1.0 > target.likeness(["alfa-p1"]) > target.likeness(["alfa-p1", "b", "c", "d"]) > 0.0
    assert target.likeness(["b"]) == target.likeness([]) == 0.0


def test_a_remark_on_a_conflict_takes_nothing_from_the_likeness() -> None:
    target = Target("alfa", "priorities", frozenset({"alfa-p1", "alfa-p2"}))
    assert target.likeness(["alfa-p1", "alfa-p2", "cf-alfa"]) == 1.0


def test_one_of_several_counts_less_than_the_whole() -> None:
    several = Target("alfa", "calls", frozenset({"alfa-call-2023", "alfa-call-2024"}))
    assert 0.0 < several.likeness(["alfa-call-2024"]) < replace(several, attribute="priorities").likeness(["alfa-call-2024"])
