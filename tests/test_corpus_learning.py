"""The learning path's file: read into records, its faults named."""

from pathlib import Path

import pytest

from corpus import Catalogue, CatalogueError, LearningPath
from corpus.facts import Fact
from corpus.learning import load_learning

CATALOGUE = Catalogue(facts=(Fact("f-rate", "It is 60 per cent.", "confirmed", ()),))
TEXT = """
roles:
  - {id: city, name: {fi: Kaupunki, sv: Stad, en: City}, questions: [share, what]}
questions:
  - {id: what, text: {fi: Mikä?, sv: Vad?, en: What?}, facts: [f-rate]}
  - {id: share, text: {fi: Paljonko?, sv: Hur mycket?, en: How much?}, facts: [f-rate]}
"""


def load(folder: Path, text: str) -> LearningPath:
    (folder / "learning.yaml").write_text(text, encoding="utf-8")
    return load_learning(folder, CATALOGUE)


def test_a_folder_without_the_file_has_an_empty_path(tmp_path: Path) -> None:
    assert load_learning(tmp_path, CATALOGUE) == load(tmp_path, "") == LearningPath()


def test_a_roles_questions_come_in_the_order_of_the_role(tmp_path: Path) -> None:
    path = load(tmp_path, TEXT)
    assert [q.text.sv for q in path.questions_for(path.roles[0])] == ["Hur mycket?", "Vad?"]
    assert path.roles[0].name.in_language("fi") == "Kaupunki"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[share, what]", "[share, why]", "the role 'city' names the question 'why'"),
        ("facts: [f-rate]", "facts: [f-date]", "the question 'what' names the fact 'f-date'"),
        ("sv: Stad, ", "", "line 3: 'sv' is missing"),
        ("id: share", "id: what", "line 6: the id 'what' is taken already"),
        ("roles:", "rôles:", "unknown key 'rôles'"),
        ("facts: [f-rate]", "facts: 5", r"line 5: .*\$\.questions\[0\]\.facts"),
        ("questions:\n", "questions: [\n", "not YAML"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=rf"learning\.yaml.*{reason}") as caught:
        load(tmp_path, TEXT.replace(old, new, 1))
    assert caught.value.hint
