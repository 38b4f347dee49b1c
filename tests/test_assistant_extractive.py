"""Choosing sentences: hand-made ones with simple vectors, so that a person can say which should come first."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.asked import Likest
from assistant.evidence import Passage, Sentence, is_gap, sentences_of, tells_absence
from assistant.extractive import NEAR, Extractive
from assistant.facts import FactBook
from assistant.features import Found
from assistant.ranking import Ranking, Scored
from assistant.targets import Target
from assistant.understanding import Understanding, Understood
from assistant.wishes import wanted_in
from corpus import Catalogue, Chunk, Document, Name, NameFinder, Programme, Span
from corpus.chunking import Chunking, chunk_document
from corpus.facts import Fact
from index.texts import TextStore
from index.words import WordTerms

QUESTION = np.array([1.0, 0.0, 0.0], dtype=np.float32)

# simple weights, so that a person can say which sentence should come first
WEIGHTS = {
    "meaning": 10.0, "coverage": 1.1, "rare": 0.3, "target": 1.1, "newest": 0.6, "holds": 0.35, "lacks": -0.25,
    "other_place": -0.9, "named": 0.35, "place_asked": 0.2, "year": 0.4, "other_year": -0.8, "no_year": -0.2, "replaced": -0.2,
    "listed": 2.0,
}  # fmt: skip


def toward(cosine: float, side: int = 1) -> np.ndarray:
    """A unit vector with this cosine to the question's; `side` turns it away from others of the same cosine."""
    vector = np.zeros(3, dtype=np.float32)
    vector[0], vector[side] = cosine, np.sqrt(1 - cosine**2)
    return vector


def sentence(
    text: str, cosine: float, name: str = "a", facts: Sequence[str] = (), agreements: Sequence[str] = (), side: int = 1
) -> Sentence:
    span = Span(0, len(text))
    chunk = Chunk(f"{name}/fi#0000", f"{name}/fi", text, span, "fi", "text", "Otsikko", agreements=tuple(agreements))
    vector = toward(cosine, side)
    return Sentence(text, span, chunk, ord(name[0]), 0.5, vector, tuple(facts), np.zeros(3, dtype=np.float32))


def read(question: str) -> Understood:
    names = [Name(f"city-{city.lower()}", "city", city, "fi") for city in ("Lahti", "Oulu")]
    return Understanding(NameFinder(names), lambda id: (id[5:],), "fi", WordTerms()).read(question)[0]


def ranked(
    question: str,
    *sentences: Sentence,
    targets: Sequence[Target] = (),
    superseded: Sequence[str] = (),
    likest: Sequence[Likest] = (),
) -> list[Scored]:
    old = tuple(Fact(id, "It was so.", "superseded", ()) for id in superseded)
    book = FactBook(Catalogue(facts=old), Programme())
    return Ranking(WordTerms(), book, WEIGHTS).rank(Found(read(question), QUESTION, sentences, targets, likest))


def texts(found: Sequence[Scored]) -> list[str]:
    return [scored.sentence.text for scored in found]


def picked(question: str, *sentences: Sentence, most: int = 4) -> list[str]:
    chosen = Extractive(WordTerms(), FactBook(Catalogue(), Programme())).pick(read(question), ranked(question, *sentences), most)
    return [s.text for s in chosen]


def test_no_sentences_give_no_answer() -> None:
    assert ranked("Mikä?") == []
    assert picked("Mikä?") == []


def test_only_sentences_near_the_best_are_told() -> None:
    best, near, far = sentence("Paras.", 0.95, "a"), sentence("Lähellä.", 0.945, "b", side=2), sentence("Kaukana.", 0.5, "c")
    assert picked("Mistä?", far, best, near) == ["Paras.", "Lähellä."]


def test_at_most_so_many_sentences_are_told() -> None:
    sentences = [sentence(f"Asia {n}.", 0.1, name) for n, name in enumerate("abc")]
    sentences += [sentence("Sivussa.", 0.1, "d", side=2)]
    assert len(picked("Mistä?", *sentences, most=1)) == 1


def test_a_sentence_that_says_the_same_is_told_once() -> None:
    first, double, other = sentence("Sama.", 0.9, "a"), sentence("Sama taas.", 0.9, "b"), sentence("Muu.", 0.9, "c", side=2)
    assert picked("Mikä?", first, double, other) == ["Sama.", "Muu."]


def test_the_same_fact_with_the_same_figures_is_told_once() -> None:
    one, two = sentence("Osuus on 60 %.", 0.9, "a", ["f"]), sentence("Osuus: 60 %.", 0.9, "b", ["f"], side=2)
    other = sentence("Osuus: 70 %.", 0.9, "c", ["f"], side=2)
    assert len(picked("Mikä osuus?", one, two)) == 1
    assert len(picked("Mikä osuus?", one, other)) == 2


def test_each_agreement_that_is_named_gets_its_sentence() -> None:
    lahti = sentence("Lahden painopiste on vesi.", 0.95, "a", agreements=["lahti"])
    oulu = sentence("Oulun painopiste on valo.", 0.8, "b", agreements=["oulu"], side=2)
    assert set(picked("Vertaa Lahden ja Oulun painopisteitä", lahti, oulu)) == {lahti.text, oulu.text}


def test_a_sentence_of_a_gap_is_known_by_its_facts_and_told_beside_others_only_when_as_near() -> None:
    gap = sentence("Lähteet eivät kerro summaa.", 0.9, "b", facts=["nf-sum"], side=2)
    assert is_gap(gap)
    assert not is_gap(sentence("Summa on suuri.", 0.9)) and not is_gap(sentence("Molemmat.", 0.9, facts=["nf-sum", "f"]))
    assert gap.text not in picked("Mikä?", sentence("Asia on näin ja näin.", 0.96, "a"), gap)
    near = sentence("Lähteet eivät kerro summaa.", 0.925, "b", facts=["nf-sum"], side=2)
    assert near.text in picked("Mikä?", sentence("Asia on näin ja näin.", 0.96, "a"), near)


LIST = "Mukana on kolme:\n- vety\n- vesi\n- valo\n\nMuuta ei ole.\n"


def listed(folder: Path) -> list[Sentence]:
    """The sentences of a stored document that holds a list; every sentence has the same vector."""
    document = Document("a/fi", LIST, "Lista", "text", "fi", "0")
    chunks = chunk_document(document, lambda text: len(text.split()), Chunking(220))
    store = TextStore(folder / "texts.sqlite", create=True)
    store.put(document, [(c, np.tile(toward(0.9), (1 + len(c.sentences), 1))) for c in chunks])
    found = sentences_of([Passage(1, tuple(chunks), 1.0)], store)
    store.close()
    return found


def test_a_list_stays_whole_with_the_sentence_that_introduces_it(tmp_path: Path) -> None:
    found = listed(tmp_path)
    assert [s.text for s in found] == ["Mukana on kolme:\n- vety\n- vesi\n- valo", "Muuta ei ole."]
    assert all(LIST[s.span.start : s.span.end] == s.text for s in found)
    assert all(np.linalg.norm(s.vector) == pytest.approx(1.0, abs=1e-3) for s in found)


def test_a_sentence_with_a_figure_of_its_own_is_no_double() -> None:
    first, second = sentence("Haussa oli 900 000 euroa.", 0.95, "a"), sentence("Haussa oli 700 000 euroa.", 0.94, "b")
    assert picked("Paljonko haussa oli?", first, second) == [first.text, second.text]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Lähteistä ei selviä vuosi.", True),
        ("Källsidan anger inte årtalet.", True),
        ("The source page gives no year.", True),
        ("Yhdistys ei ole viranomainen.", False),
        ("Stödet betalas inte till privatpersoner.", False),
        ("The council does not fund companies.", False),
    ],
)
def test_a_sentence_may_tell_that_something_is_not_told(text: str, absent: bool) -> None:
    assert tells_absence(text) is absent


TWO_WISHES = [
    (
        "Montako jäsentä ryhmässä on ja mistä lähtien se on toiminut?",
        "Ryhmässä on kahdeksan jäsentä.",
        "Ryhmä aloitti vuonna 2022.",
    ),
    ("Hur många medlemmar har gruppen och sedan när har den funnits?", "Gruppen har åtta medlemmar.", "Gruppen började 2022."),
    ("How many members does the group have and since when?", "The group has eight members.", "The group began in 2022."),
]


@pytest.mark.parametrize(("question", "near", "far"), TWO_WISHES)
def test_a_second_wish_is_told_too_when_a_sentence_on_the_same_subject_holds_it(question: str, near: str, far: str) -> None:
    understood = Understanding(NameFinder([]), lambda id: (), "fi", WordTerms()).read(question)[0]
    understood = replace(understood, wanted=wanted_in(question))
    assert {"count", "date"} <= set(understood.wanted)
    extractive = Extractive(WordTerms(), FactBook(Catalogue(), Programme()))

    def told(name: str) -> list[str]:
        both = [sentence(near, 0.95), sentence(far, 0.84, name, side=2)]
        found = Ranking(WordTerms(), FactBook(Catalogue(), Programme()), WEIGHTS).rank(Found(understood, QUESTION, both, (), ()))
        assert found[0].score - found[1].score > NEAR
        return [s.text for s in extractive.pick(understood, found, 4)]

    assert told("a") == [near, far]
    assert told("b") == [near]


@pytest.mark.parametrize(
    ("question", "told"),
    [("Paljonko Lahden haussa oli?", "Summa oli 740 000 euroa."), ("Milloin haku oli?", "Se oli 2.4.2024.")],
)
def test_the_value_that_is_asked_for_comes_first(question: str, told: str) -> None:
    found = picked(question, sentence("Haussa oli monta vaihetta ja tavoitetta.", 0.93, "a"), sentence(told, 0.9, "b"))
    assert found[0] == told


def test_a_value_far_from_the_question_does_not_come_first() -> None:
    found = picked(
        "Paljonko haussa oli?", sentence("Haussa oli monta vaihetta.", 0.95, "a"), sentence("Palkka on 5 euroa.", 0.6, "b")
    )
    assert found == ["Haussa oli monta vaihetta."]


def test_a_sentence_that_shares_its_chunks_vector_is_told_only_if_it_adds_a_word_asked_for() -> None:
    text = "Satama avattiin Lahdessa. Satama on Lahdessa suuri. Satama sulkeutui Lahdessa."
    [document] = [Document("a/fi", text, "Otsikko", "text", "fi", "d")]
    [chunk] = chunk_document(document, lambda t: len(t.split()), Chunking(50))
    both = [Sentence(text[s.start : s.end], s, chunk, 1, 0.5, toward(0.9), (), toward(0.9)) for s in chunk.sentences]
    found = picked("Milloin satama Lahdessa avattiin ja sulkeutui?", *both)
    assert "Satama sulkeutui Lahdessa." in found and "Satama on Lahdessa suuri." not in found


def test_each_of_several_years_gets_its_sentence_with_the_value_asked_for() -> None:
    near = sentence("Haussa 2022 jaettiin 375 000 euroa.", 0.95)
    other = sentence("Haku vuonna 2023 oli kesällä.", 0.7, side=2)
    far = sentence("Vuonna 2023 jaettiin 277 000 euroa.", 0.6, side=2)
    assert picked("Paljonko haussa jaettiin 2022 ja 2023?", near, other, far) == [near.text, far.text]
    assert picked("Paljonko haussa jaettiin 2022?", near, other, far) == [near.text]


def test_each_of_several_numbered_objectives_gets_its_sentence() -> None:
    found = [
        sentence(f"Erityistavoite {n} koskee {what}.", 0.9 - at / 10, side=1 + at % 2)
        for at, (n, what) in enumerate([("2.1", "energiaa"), ("1.2", "dataa"), ("1.3", "yrityksiä")])
    ]
    told = picked("Mitä koskevat erityistavoitteet 1.2 ja 1.3?", *found)
    assert {s.text for s in found[1:]} <= set(told)


def test_a_definition_comes_first_where_one_is_asked_for() -> None:
    chunk = replace(sentence("Juliste", 0.9, "b").chunk, kind="glossary")
    other = sentence("Juliste tilataan verkosta.", 0.92)
    named, meant = (
        replace(sentence(text, cosine, "b", side=2), chunk=chunk)
        for text, cosine in (("Juliste on ruotsiksi affisch.", 0.9), ("Juliste on kuva, joka kertoo tuesta.", 0.88))
    )
    assert picked("Mikä on juliste?", other, named, meant)[0] == meant.text
    assert picked("Mistä juliste tilataan?", other, named, meant)[0] == other.text


def test_an_undertaking_that_a_question_puts_elsewhere_comes_first() -> None:
    names = [Name("city-oulu", "city", "Oulu", "fi"), Name("prj-a", "flagship", "LUMI", "fi")]
    question = "Miksi LUMI on Oulussa?"
    understood = Understanding(NameFinder(names), lambda id: (id[5:],) if id.startswith("city-") else (), "fi", WordTerms()).read(
        question
    )[0]
    near = sentence("Oulun sopimus on laaja.", 0.95, agreements=["oulu"])
    other = sentence("LUMI on Kajaanissa.", 0.6, "b", facts=["prj-a"], agreements=["kajaani"], side=2)
    book = FactBook(Catalogue(), Programme())
    found = Ranking(WordTerms(), book, WEIGHTS).rank(Found(understood, QUESTION, (near, other), (), ()))
    assert Extractive(WordTerms(), book).pick(understood, found, 4)[0].text == other.text


def test_a_question_for_cities_begins_with_a_sentence_that_names_several() -> None:
    said, named = sentence("Hankkeessa on kuusi kaupunkia.", 0.9), sentence("Mukana ovat Lahti, Oulu ja Pori.", 0.88, side=2)
    assert picked("Mitkä kaupungit ovat hankkeessa?", said, named)[0] == named.text
    assert picked("Millainen hanke on?", said, named)[0] == said.text
