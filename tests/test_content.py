"""The collection itself: the same in three languages, true to its facts, without personal data. Each check is also shown a
planted fault, so that it is known to see one.
"""

import re
from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from truth import allowed_by_fact, catalogue, comparable, documents, marked_texts, masked, unproven

from assistant.figures import figures_in
from assistant.guard import has_personal_data
from corpus import LANGUAGES, Conflict, Document, DocumentError, Mark, Span, fold, topic_of
from corpus.checks import unknown_facts, untold_facts
from corpus.programme import load_programme

ROOT_HOST = re.compile(r"https://(?:www\.)?([a-z0-9.-]+)(?:/[^\s<>\"]*)?|http://(?:www\.)?([a-z0-9.-]+)(?:/[^\s<>\"]*)?")
FREE_OF_MOULDS = ("glossary", "news")
MOST_TOPICS_A_MOULD = 5


def topics() -> dict[str, dict[str, Document]]:
    found: dict[str, dict[str, Document]] = defaultdict(dict)
    for document in documents():
        found[topic_of(document.id, document.language)][document.language] = document
    return found


def facts_of(document: Document) -> set[str]:
    return {fact for mark in document.marks for fact in mark.fact_ids}


def unequal_topics(found: dict[str, dict[str, Document]]) -> list[str]:
    """Topics that lack a language, or whose versions carry different facts or figures."""
    bad = []
    for topic, versions in found.items():
        facts = [facts_of(versions[language]) for language in LANGUAGES if language in versions]
        figures = [comparable(figures_in(versions[language].text)) for language in LANGUAGES if language in versions]
        if len(facts) < 3 or any(f != facts[0] for f in facts) or any(f != figures[0] for f in figures):
            bad.append(topic)
    return bad


def test_every_topic_is_the_same_in_three_languages() -> None:
    assert unequal_topics(topics()) == []


def test_a_missing_language_or_figure_is_seen() -> None:
    found = topics()
    whole = found["agreements/lahti"]
    without = {"fi": whole["fi"], "en": whole["en"]}
    wrong = whole | {"sv": replace(whole["sv"], text=whole["sv"].text.replace("2024", "2023"))}
    assert unequal_topics({"a": without, "b": wrong, "c": whole}) == ["a", "b"]


def test_every_figure_stands_in_the_facts_of_its_sentence() -> None:
    bad = [(d.id, odd, text) for d in documents() for text, ids in marked_texts(d) if (odd := unproven(text, ids))]
    assert bad == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Lahden haussa oli noin 740 000 euroa.", "call-lahti-2024"),
        ("Lahtis utlysning var öppen till den 31 augusti 2024.", "call-lahti-2024"),
        ("The support rate was at most 65 per cent.", "call-lahti-2024"),
        ("Lahden haku oli auki vuonna 2021.", "call-lahti-2024"),
    ],
)
def test_a_planted_wrong_figure_is_seen(text: str, fact: str) -> None:
    assert unproven(text, [fact])


def test_every_fact_is_told_in_every_language() -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for document in documents():
        for fact in facts_of(document):
            told[fact].add(document.language)
    assert untold_facts(catalogue(), told) == []
    assert untold_facts(catalogue(), {**told, "lahti-p1": {"fi", "en"}}) == ["lahti-p1 (sv)"]


def test_official_names_stand_in_the_texts() -> None:
    records = {record.id: record for record in catalogue().records() if hasattr(record, "names")}
    best: dict[tuple[str, str], float] = defaultdict(float)
    for document in documents():
        text = fold(f"{document.title} {document.text}")
        for fact in facts_of(document) & records.keys():
            key = (fact, document.language)
            best[key] = max(best[key], share_of_name(records[fact].names.in_language(document.language), text))
    assert [key for key, share in best.items() if share < 0.57] == []


def share_of_name(name: str, text: str) -> float:
    """How many of a name's words begin some word of a text in small letters; endings may differ."""
    words = re.findall(r"\w{4,}", fold(name))
    return sum(word[: max(4, len(word) - 3)] in text for word in words) / len(words) if words else 1.0


def test_no_sentence_is_made_from_a_mould() -> None:
    found = topics()
    names = sorted({n for r in catalogue().records() if hasattr(r, "names") for n in vars_of(r.names)}, key=len, reverse=True)
    words = {word for name in names for word in name.split() if word[:1].isupper()}
    pattern = re.compile("|".join(re.escape(w[: max(3, len(w) - 2)]) + r"\w*" for w in sorted(words, key=len, reverse=True)))
    moulds: dict[str, set[str]] = defaultdict(set)
    for topic, versions in found.items():
        for document in versions.values():
            if document.kind not in FREE_OF_MOULDS:
                for text, _ in marked_texts(document):
                    moulds[masked(text, pattern)].add(topic)
    assert [(m, sorted(t)) for m, t in moulds.items() if len(t) > MOST_TOPICS_A_MOULD and len(m) > 12] == []


def vars_of(names: object) -> list[str]:
    return [getattr(names, language) for language in LANGUAGES]


def test_links_are_well_formed_and_lead_to_known_hosts() -> None:
    from truth import DOCUMENTS

    hosts = set(load_programme(DOCUMENTS).hosts)
    assert hosts
    for document in documents():
        for url in [document.url, *(link.url for link in document.links)]:
            if url is not None:
                found = ROOT_HOST.fullmatch(url)
                assert found, f"{document.id}: {url}"
                assert (found[1] or found[2]) in hosts, f"{document.id}: {url}"


def test_conflicts_have_two_values_and_are_told() -> None:
    told = {fact for document in documents() for fact in facts_of(document)}
    for conflict in catalogue().conflicts:
        assert isinstance(conflict, Conflict)
        assert len(conflict.values) >= 2, conflict.id
        assert conflict.id in told, conflict.id


def test_there_is_no_personal_data() -> None:
    for document in documents():
        assert not has_personal_data(document.text), document.id
    assert has_personal_data("Kysy: etunimi.sukunimi@kaupunki.fi")


def test_an_unknown_fact_id_is_refused() -> None:
    document = documents()[0]
    planted = replace(document, marks=(Mark(Span(0, 5), ("lahti-p9",)),))
    unknown_facts(catalogue())(document)
    with pytest.raises(DocumentError, match="lahti-p9"):
        unknown_facts(catalogue())(planted)


def test_every_document_says_when_it_was_written_and_where_to_check() -> None:
    for document in documents():
        assert document.retrieved, document.id
        assert document.url, document.id
        assert document.language in LANGUAGES, document.id


def test_gap_sentences_name_gaps_alone() -> None:
    mixed = [
        (document.id, ids)
        for document in documents()
        for _, ids in marked_texts(document)
        if any(i.startswith("nf-") for i in ids) and not all(i.startswith("nf-") for i in ids)
    ]
    assert Counter(id for id, _ in mixed) == Counter()


def test_every_gap_is_asked_for_in_three_languages() -> None:
    wordings = {"nf-lead-johtoteema", "nf-term-johtoteema", "nf-term-lump-sum-innocities"}  # notes that nobody asks about
    ways: Counter[str] = Counter()
    for asked in catalogue().asked:
        assert all(asked.in_each), asked.answered_by
        ways.update(dict.fromkeys(asked.answered_by, min(map(len, asked.in_each))))
    assert {gap.gap.id for gap in catalogue().gaps if ways[gap.gap.id] < 3} == wordings


def test_the_facts_hold_figures_to_check_against() -> None:
    assert sum(bool(values) for values in allowed_by_fact().values()) > 700
