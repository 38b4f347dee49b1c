"""The fact files load into records, and each kind of slip in them is told with its file and line."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from corpus import Catalogue, CatalogueError
from corpus.catalogue import decode_catalogue, load_catalogue

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
FACTS = """\
facts:
  - id: first-fact
    statement: The first.
    status: confirmed
    sources:
      - {url: "https://example.org", language: en}
  - id: second-fact
    statement: The second.
    value: 16
    status: derived
    sources: []
not_found:
  - id: nf-budget
    what: The budget.
    status: not_found
"""
TERM = """\
terms:
  - id: term-a
    names: {fi: yksi, sv: ett, en: one}
    basis: {fi: a, sv: b, en: c}
    definition: One.
    status: confirmed
    sources: []
questions:
  - id: q-a
    question: {fi: Mikä?, sv: Vad?, en: What?}
    answered: true
    answered_by: [first-fact, term-a]
"""


def write(root: Path, **files: str) -> Path:
    (root / "facts").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "facts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load_catalogue(DOCUMENTS)


def test_small_files_are_put_together(tmp_path: Path) -> None:
    catalogue = load_catalogue(write(tmp_path, programme=FACTS, glossary=TERM))
    assert [fact.id for fact in catalogue.facts] == ["first-fact", "second-fact"]
    assert catalogue.facts[0].sources[0].url == "https://example.org" and catalogue.facts[1].value == 16
    assert [(gap.gap.id, gap.agreement, gap.file) for gap in catalogue.gaps] == [("nf-budget", None, "programme")]
    assert [record.id for record in catalogue.records()] == ["term-a", "first-fact", "second-fact", "q-a", "nf-budget"]


@pytest.mark.parametrize("files", [None, {}, {"empty": ""}, {"comment": "# nothing yet\n"}])
def test_a_folder_without_facts_has_an_empty_catalogue(tmp_path: Path, files: dict[str, str] | None) -> None:
    root = tmp_path if files is None else write(tmp_path, **files)
    catalogue = load_catalogue(root)
    assert catalogue == Catalogue() and list(catalogue.records()) == []


SLIPS = [
    (FACTS.replace("    value: 16", "    valeu: 16"), 7, "unknown key 'valeu'"),
    (FACTS.replace("language: en}", "language: en, titel: x}"), 6, "unknown key 'titel'"),
    (f"{FACTS}extra: 1\n", 1, "unknown key 'extra'"),
    (FACTS.replace("    status: derived\n", ""), 7, "'status' is missing"),
    (FACTS.replace("status: derived", "status: guessed"), 7, "guessed"),
    (FACTS.replace("The second.", "[a]"), 7, "statement"),
    (FACTS.replace('"https://example.org"', "5"), 6, "url"),
    (FACTS.replace("    sources: []", "    sources: none"), 7, "sources"),
    (FACTS.replace("second-fact", "first-fact"), 7, "'first-fact' is taken already"),
    (FACTS.replace("    value: 16", "    conflict: conflict-x"), 7, "'conflict' names 'conflict-x'"),
    (FACTS.replace("value: 16", "value: [16"), 10, "not YAML"),
    (FACTS.replace("statement: The second.", "statement: The second: or not"), 8, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "reason"), SLIPS)
def test_a_slip_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(write(tmp_path, programme=text))
    assert str(caught.value).startswith(f"facts/programme.yaml, line {line}:")
    assert reason in str(caught.value) and caught.value.hint


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "facts: 2024-13-45"])
def test_a_file_of_another_shape_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match=r"facts/odd\.yaml"):
        load_catalogue(write(tmp_path, odd=text))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts" / "odd.yaml").write_bytes(b"facts: \xff\xfe\xe4")
    with pytest.raises(CatalogueError, match=r"facts/odd\.yaml"):
        load_catalogue(tmp_path)


def test_an_id_taken_in_another_file_names_both_places(tmp_path: Path) -> None:
    with pytest.raises(
        CatalogueError, match=r"programme\.yaml, line 7: the id 'term-a' is taken already \(facts/glossary\.yaml, line 2\)"
    ):
        load_catalogue(write(tmp_path, programme=FACTS.replace("second-fact", "term-a"), glossary=TERM))


def test_a_reference_to_nothing_is_an_error_and_one_across_files_is_not(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"glossary\.yaml, line 9: 'answered_by' names 'first-fact', which no file defines"):
        load_catalogue(write(tmp_path, glossary=TERM))
    load_catalogue(write(tmp_path, programme=FACTS))


def test_an_agreement_needs_its_keys(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts" / "agreements").mkdir()
    (tmp_path / "facts" / "agreements" / "a.yaml").write_text("id: a\nkind: city\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"facts/agreements/a\.yaml, line 1: 'names' is missing"):
        load_catalogue(tmp_path)


def test_a_slip_in_a_real_agreement_is_found_at_its_line(tmp_path: Path) -> None:
    text = (DOCUMENTS / "facts" / "agreements" / "lahti.yaml").read_text(encoding="utf-8")
    line = text[: text.index("\nsigned:")].count("\n") + 3
    (tmp_path / "facts" / "agreements").mkdir(parents=True)
    broken = text.replace("\nsigned:\n", "\nsigned:\n  sigend: x\n", 1)
    (tmp_path / "facts" / "agreements" / "lahti.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"lahti\.yaml, line {line}: unknown key 'sigend'"):
        load_catalogue(tmp_path)


def test_the_real_catalogue_loads(real: Catalogue) -> None:
    files = list((DOCUMENTS / "facts" / "agreements").glob("*.yaml"))
    assert len(real.agreements) == len(files) > 0
    assert real.facts and real.terms and real.themes and real.projects and real.news and real.gaps and real.names


def test_every_record_comes_once(real: Catalogue) -> None:
    counts = Counter(record.id for record in real.records())
    assert [id for id, count in counts.items() if count > 1] == []


def ids_in(plain: object) -> set[str]:
    if isinstance(plain, list):
        return set().union(*map(ids_in, plain))
    if not isinstance(plain, dict):
        return set()
    own = {plain["id"]} if isinstance(plain.get("id"), str) else set()
    return own.union(*map(ids_in, plain.values()))


def test_every_id_in_the_files_is_a_record(real: Catalogue) -> None:
    files = (DOCUMENTS / "facts").rglob("*.yaml")
    written = set().union(*(ids_in(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)) for path in files))
    assert written == {record.id for record in real.records()}


def test_what_is_encoded_decodes_to_the_same(real: Catalogue, tmp_path: Path) -> None:
    assert decode_catalogue(real.encode()) == replace(real, asked=()) and len(real.asked) > 300
    small = load_catalogue(write(tmp_path, programme=FACTS, glossary=TERM))
    assert decode_catalogue(small.encode()) == small
    assert decode_catalogue(None) == decode_catalogue(b"") == Catalogue()
