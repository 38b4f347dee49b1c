"""The data of the eligibility check: what is read, and every way in which it may be wrong."""

from pathlib import Path

import pytest

from corpus import Catalogue, CatalogueError, Eligibility, Ground, NextStep, holds
from corpus.catalogue import load_catalogue
from corpus.eligibility import load_eligibility
from corpus.facts import Fact, Names

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
FACTS = Catalogue(facts=(Fact("rule", "A rule.", "confirmed", ()),))
TEXT = """
questions:
  - id: org
    label: {fi: Hakija, sv: Sökande, en: Applicant}
    text: {fi: Kuka?, sv: Vem?, en: Who?}
    choices:
      - {id: firm, text: {fi: yritys, sv: företag, en: firm}, words: {fi: yritys, sv: företag, en: firm}}
      - {id: person, text: {fi: ihminen, sv: människa, en: person}}
  - id: use
    label: {fi: Käyttö, sv: Användning, en: Use}
    text: {fi: Mihin?, sv: Till vad?, en: For what?}
    when: {org: [firm]}
    choices:
      - {id: project, text: {fi: hanke, sv: projekt, en: project}}
grounds:
  - {outcome: unlikely, text: {fi: a, sv: b, en: c}, facts: [rule], when: {org: [person]}}
steps:
  - {facts: [rule], when: {outcome: [unlikely]}}
"""


def load(folder: Path, text: str) -> Eligibility:
    (folder / "eligibility.yaml").write_text(text, encoding="utf-8")
    return load_eligibility(folder, FACTS)


def test_a_folder_without_the_file_has_no_check(tmp_path: Path) -> None:
    assert load_eligibility(tmp_path, FACTS) == load(tmp_path, "") == Eligibility()


def test_the_file_is_read_into_records(tmp_path: Path) -> None:
    flow = load(tmp_path, TEXT)
    assert [question.id for question in flow.questions] == ["org", "use"]
    assert flow.questions[1].when == {"org": ("firm",)}
    assert flow.grounds == (Ground("unlikely", Names("a", "b", "c"), ("rule",), {"org": ("person",)}),)
    assert flow.steps == (NextStep(("rule",), {"outcome": ("unlikely",)}),)


def test_a_condition_holds_when_each_of_its_questions_has_one_of_its_choices() -> None:
    when = {"org": ("firm", "school"), "use": ("project",)}
    assert holds(when, {"org": "school", "use": "project"}) and holds({}, {})
    assert not holds(when, {"org": "school"}) and not holds(when, {"org": "person", "use": "project"})


def test_the_agreements_of_the_catalogue_become_choices_and_conditions() -> None:
    catalogue = load_catalogue(DOCUMENTS)
    flow = load_eligibility(DOCUMENTS, catalogue)
    place = next(question for question in flow.questions if question.choices_from)
    ids = tuple(agreement.id for agreement in catalogue.agreements)
    assert tuple(choice.id for choice in place.choices)[: len(ids)] == ids
    conditions = [part.when for part in (*flow.questions, *flow.grounds, *flow.steps)]
    assert any(when.get("place", ())[: len(ids)] == ids for when in conditions)
    assert not any("agreements" in choices for when in conditions for choices in when.values())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("label: {fi: Käyttö", "lable: {fi: Käyttö", r"line 9: unknown key 'lable'"),
        ("text: {fi: Kuka?, sv: Vem?, en: Who?}", "text: {fi: Kuka?, sv: Vem?}", r"line 5: 'en' is missing"),
        ("outcome: unlikely,", "outcome: never,", r"line 16: Invalid enum value 'never'"),
        ("id: project,", "id: firm,", r"line 14: the id 'firm' is taken already"),
        ("when: {org: [firm]}", "when: {orgg: [firm]}", r"question 'use' names 'orgg', no \(earlier\) question"),
        ("when: {org: [firm]}", "when: {use: [project]}", r"question 'use' names 'use', no \(earlier\) question"),
        ("when: {org: [firm]}", "when: {org: [firma]}", r"question 'use' names 'firma', no choice of 'org'"),
        ("when: {org: [firm]}", "when: {org: []}", r"no path of answers reaches question 'use'"),
        ("en: project}}", "en: project}, when: {org: [person]}}", r"no path of answers reaches question 'use'"),
        ("when: {org: [person]}}", "when: {org: [person], use: [project]}}", r"no path of answers meets the condition"),
        ("facts: [rule], when: {org", "facts: [role], when: {org", r"ground 1 \('c'\) names the unknown fact 'role'"),
        ("facts: [rule], when: {out", "facts: [], when: {out", r"step 1 \(\) names the unknown fact ''"),
        ("outcome: [unlikely]", "outcome: [never]", r"step 1 \(rule\) names 'never', no choice of 'outcome'"),
        ("when: {org: [person]}}", "when: {outcome: [ask]}}", r"ground 1 \('c'\) names 'outcome'"),
        ("en: firm}}", "en: '(firm'}}", r"the en words of choice 'firm' are no pattern"),
        ("grounds:", "grounds: [", r"line \d+: not YAML"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TEXT
    with pytest.raises(CatalogueError, match=rf"eligibility.yaml.*{reason}") as caught:
        load(tmp_path, TEXT.replace(old, new))
    assert caught.value.hint


def test_a_choice_that_no_path_reaches_is_named(tmp_path: Path) -> None:
    more = "      - {id: grant, text: {fi: a, sv: b, en: c}, when: {org: [person]}}\ngrounds:"
    with pytest.raises(CatalogueError, match="reaches choice 'grant'"):
        load(tmp_path, TEXT.replace("grounds:", more))
