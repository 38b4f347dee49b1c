"""The programme's own file, and the names that facts and aliases give."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from corpus import Catalogue, CatalogueError, Name, Programme
from corpus.catalogue import load_catalogue
from corpus.fact_files import Authority, Term
from corpus.facts import LanguageNotes, Names, Variant
from corpus.programme import Alias, Examples, Service, entity_names, load_programme

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
TEXT = """
name: {fi: Ohjelma, sv: Program, en: Programme}
contact:
  name: {fi: Liitto, sv: Förbund, en: Council}
  url: {fi: "https://example.org/fi", sv: "https://example.org/sv", en: "https://example.org/en"}
examples: {fi: [Kuka maksaa?], sv: [Vem betalar?], en: [Who pays?]}
choices:
  amount: {fi: [Yksi?, Kaksi?, Kolme?, Neljä?, Viisi?], sv: [Ett?], en: [One?]}
aliases:
  - {entity: city-a, kind: city, texts: [Aa, Bee]}
service:
  operator: {fi: Virasto, sv: Verket, en: The agency}
  assessed: 2026-11-30
  answer_days: 14
"""


def load(folder: Path, text: str) -> Programme:
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    return load_programme(folder)


def test_a_folder_without_the_file_has_a_plain_programme(tmp_path: Path) -> None:
    assert load_programme(tmp_path) == load(tmp_path, "") == Programme()
    assert Programme().choices_for(["amount"], "fi") == ()


def test_the_file_is_read_into_records(tmp_path: Path) -> None:
    programme = load(tmp_path, TEXT)
    assert programme.name and programme.name.in_language("sv") == "Program"
    assert programme.contact and programme.contact.url.in_language("xx") == "https://example.org/en"
    assert programme.aliases == (Alias("city-a", "city", ("Aa", "Bee")),)
    assert programme.service == Service(Names("Virasto", "Verket", "The agency"), assessed=date(2026, 11, 30), answer_days=14)
    assert msgspec.json.decode(msgspec.json.encode(programme), type=Programme) == programme  # as it is kept in the index


def test_choices_are_by_the_kind_of_value_else_the_examples_and_four_at_most(tmp_path: Path) -> None:
    programme = load(tmp_path, TEXT)
    assert programme.choices_for(["rate", "amount"], "fi") == ("Yksi?", "Kaksi?", "Kolme?", "Neljä?")
    assert programme.choices_for(["rate"], "sv") == ("Vem betalar?",)
    assert Examples(en=("Who?",)).in_language("de") == ("Who?",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nmae: {fi: a, sv: b, en: c}", "unknown key 'nmae'"),
        ("name: {fi: a, sv: b}", "`en`"),
        ("name: 5", r"\$\.name"),
        ("aliases:\n  - {entity: x, kind: city, texts: Aa}", r"\$\.aliases\[0\]\.texts"),
        ("name: {fi: a\nexamples: [", "line 2"),
        ("- a\n- b", "object"),
        ("description: 2024-13-45", "month"),
        ("service: {operater: {fi: a, sv: b, en: c}}", "unknown key 'service.operater'"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=f"'programme.yaml'.*{reason}") as caught:
        load(tmp_path, text)
    assert "aliases" in caught.value.hint


def test_every_way_to_write_an_entity() -> None:
    names = Names("virasto (DVV)", "myndighet", "agency (part of it)")
    authority = Authority("a", "agency", names, "", (), None, "confirmed", (), name_variants=(Variant("fi", "Digivirasto"),))
    term = Term(
        "t", Names("rahasto", "fond", "fund"), names, "", "confirmed", (), abbreviations=LanguageNotes(fi="EAKR", en="ERDF")
    )
    catalogue = Catalogue(authorities=(authority,), terms=(term,))
    found = set(entity_names(catalogue, Programme(aliases=(Alias("a", "authority", ("Digi",)),))))
    texts = {"virasto (DVV)", "virasto", "DVV", "myndighet", "agency (part of it)", "agency", "Digivirasto", "Digi"}
    assert {name.text for name in found if name.entity_id == "a"} == texts
    assert {name.text for name in found if name.entity_id == "t"} == {"rahasto", "fond", "fund", "EAKR", "ERDF"}
    assert Name("t", "term", "ERDF", "en") in found and Name("a", "authority", "Digi", "") in found


def test_the_real_file_loads_and_its_aliases_name_records() -> None:
    programme, catalogue = load_programme(DOCUMENTS), load_catalogue(DOCUMENTS)
    known = {record.id for record in catalogue.records()}
    assert [alias.entity for alias in programme.aliases if alias.entity not in known] == []
    assert all(programme.examples.in_language(language) for language in ("fi", "sv", "en"))


def test_a_city_names_its_agreement_too() -> None:
    names = list(entity_names(load_catalogue(DOCUMENTS), load_programme(DOCUMENTS)))
    assert {"lahti", "city-lahti"} <= {name.entity_id for name in names if name.text == "Lahti"}
