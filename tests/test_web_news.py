"""News and sources as pages: found in each language, by keyboard, without a script, and honest about what is not there."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Served, visit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from web_shelf import small_assistant

from assistant.catalogue_rows import Rows
from assistant.disagreements import first_label
from assistant.figures import figures_in
from assistant.news import NewsFilter, chosen, told_news
from assistant.sources import list_sources
from assistant.unsettled import told_disagreements, told_gaps
from assistant.web.application import build_application
from assistant.web.paging import paged, query_with
from corpus import Document, Mark, Span

LANGUAGES = ("fi", "sv", "en")
NOTHING = {"fi": "Mikään uutinen ei täytä", "sv": "Ingen nyhet motsvarar", "en": "No news item matches"}


@pytest.fixture
def small(shelf: Path, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build_application(*small_assistant(shelf, tmp_path / "store"))) as client:
        yield client


@pytest.fixture
def client(served: Served) -> Iterator[TestClient]:
    import httpx

    with httpx.Client(base_url=served.url) as client:
        yield client  # type: ignore[misc]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_news_item_is_told_in_the_language_with_its_source_newest_first(served: Served, language: str) -> None:
    shelf = served.assistant.shelf()
    lines = told_news(shelf, language)  # type: ignore[arg-type]
    assert {line.id for line in lines} == {news.id for news in shelf.catalogue.news}
    dates = [line.date or "" for line in lines]
    assert dates == sorted(dates, reverse=True)
    for line in lines:
        for citation in line.told:
            document = served.assistant.document(citation.document_id)
            assert document is not None and document.language == language
            assert document.text[citation.start : citation.end] == citation.quote
            assert line.id in document.facts_in(Span(citation.start, citation.end))


def test_filters_keep_what_the_catalogue_ties_and_nothing_else(served: Served) -> None:
    shelf = served.assistant.shelf()
    lines = told_news(shelf, "en")
    items = {item.key: item for item in Rows(shelf.catalogue, "en", shelf.wording.say).of["news"]}
    for agreement in shelf.catalogue.agreements:
        kept = {line.id for line in chosen(lines, NewsFilter(agreement=agreement.id))}
        assert kept == {key for key, item in items.items() if agreement.id in item.agreements} and kept
    both = chosen(lines, NewsFilter(agreement="oulu", year="2024"))
    assert both and all(line.date and line.date.startswith("2024") and "oulu" in line.agreements for line in both)
    undated = chosen(lines, NewsFilter(year="none"))
    assert undated and all(line.date is None for line in undated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_are_filtered_by_keyboard_and_without_a_script(browser: Browser, served: Served, language: str) -> None:
    page = visit(browser, f"{served.url}/{language}/news", script=False)
    page.locator("#agreement").focus()
    page.locator("#agreement").select_option("oulu")
    page.locator("#year").select_option("2024")
    page.locator("form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/news?theme=&agreement=oulu&year=2024")
    shown = page.locator("article.entry").count()
    wanted = len(chosen(told_news(served.assistant.shelf(), language), NewsFilter(agreement="oulu", year="2024")))  # type: ignore[arg-type]
    assert shown == wanted > 1 and page.get_by_role("status").inner_text().startswith(f"{shown} ")
    source = page.locator("article.entry summary").first
    source.focus()
    page.keyboard.press("Enter")
    assert page.locator("article.entry mark").first.is_visible()
    page.locator("article.entry .links a").first.press("Enter")
    assert page.locator("#quote").is_visible() and "/sources/" in page.url
    page.go_back()
    assert page.locator("#agreement").input_value() == "oulu"
    assert page.wrong == []  # type: ignore[attr-defined]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_result_says_how_to_widen_it(client: TestClient, language: str) -> None:
    page = client.get(f"/{language}/news?agreement=mikkeli&year=2020").text
    assert NOTHING[language] in page and 'role="status"><strong>0 ' in page
    ways = [html.unescape(way) for way in re.findall(rf'<li><a href="(/{language}/news[^"]*)"', page)]
    assert ways[-1] == f"/{language}/news" and len(ways) == 3
    for way in ways:
        assert NOTHING[language] not in client.get(way).text


@pytest.mark.parametrize(
    "query", ["theme=nothing&year=1800", "page=-3", "page=x", "page=99999999", "agreement=%3Cscript%3E", "year=%00"]
)
def test_garbage_in_the_address_is_left_aside(client: TestClient, query: str) -> None:
    for path in ("news", "sources"):
        answer = client.get(f"/en/{path}?{query}")
        assert answer.status_code == 200 and "<script" not in answer.text and "entry" in answer.text


def test_undated_news_stand_apart_and_last(client: TestClient) -> None:
    page = client.get("/en/news?page=99").text
    last = page.rpartition("<h2>")[2]
    assert last.startswith("Undated") and "<time" not in last and "no date" in last
    assert client.get("/en/news").text.count("<h2>Undated") == 0


def test_a_collection_without_facts_has_sources_but_no_news(small: TestClient) -> None:
    for language in LANGUAGES:
        assert small.get(f"/{language}/news").status_code == 404
        page = small.get(f"/{language}/sources")
        assert page.status_code == 200 and f'href="/{language}/news"' not in page.text
        assert small.get(f"/{language}/sources/conflicts").status_code == 404
        assert small.get(f"/{language}/sources/gaps").status_code == 404
        assert "/sources/conflicts" not in page.text and "/sources/gaps" not in page.text
    assert "3 texts" in small.get("/en/sources").text and "Agreement of Alpha" in small.get("/en/sources").text


def test_sources_follow_a_newly_published_index(shelf: Path, tmp_path: Path) -> None:
    assistant, settings = small_assistant(shelf, tmp_path / "store")
    with TestClient(build_application(assistant, settings)) as client:
        assert "3 texts" in client.get("/en/sources").text
        (shelf / "news" / "closing").mkdir()
        (shelf / "news" / "closing" / "sv.md").write_text(
            "---\ntitle: Hamnen stängdes\n---\n\nHamnen stängdes.\n", encoding="utf-8"
        )
        small_assistant(shelf, tmp_path / "store")
        page = client.get("/en/sources").text
        assert "4 texts" in page and "Hamnen stängdes" in page and "Language versions differ" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_are_searched_by_title_in_any_language(client: TestClient, language: str) -> None:
    for words in ("Uleåborgs ekosystemavtal", "oulun EKOSYSTEEMISOPIMUS", "Oulu agreement"):
        page = client.get(f"/{language}/sources", params={"q": words, "kind": "agreements"}).text
        assert page.count('<li class="entry">') == 1 and f"/{language}/sources/agreements/oulu/{language}" in page
    page = client.get(f"/{language}/sources", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script" not in page and '<li class="entry">' not in page and f'href="/{language}/sources"' in page


def test_every_source_is_listed_once_over_the_pages(client: TestClient, served: Served) -> None:
    listed: list[str] = []
    for number in range(1, 5):
        listed += re.findall(r'class="entry-title"><a href="/fi/sources/([^"]+)"', client.get(f"/fi/sources?page={number}").text)
    topics = {document.id.rpartition("/")[0] for document in served.assistant.shelf().texts.documents()}
    assert {id.rpartition("/")[0] for id in listed} == topics and len(listed) == len(topics)


def test_a_source_tells_its_facts_conflicts_and_what_its_versions_lack() -> None:
    from datetime import date

    def document(id: str, *facts: str) -> Document:
        marks = (Mark(Span(0, 1), facts),)
        return Document(id, "x", id, "news", id[-2:], "", as_of="2024-06", marks=marks)

    from corpus import Conflict

    conflict = Conflict("cf-x", "t", "real", (), (), "A", "both", "", "", "conflict")
    rows = list_sources(
        [document("news/a/fi", "one", "two", "nf-three"), document("news/a/sv", "one")],
        date(2024, 6, 17),
        lambda facts: [conflict] if "two" in facts else [],
    )
    fi, sv = rows
    assert (fi.facts, fi.gaps, fi.conflicts, fi.lacking, fi.age_days) == (("one", "two"), ("nf-three",), ("cf-x",), (), 16)
    assert (sv.lacking, sv.absent, sv.parity) == (("nf-three", "two"), ("en",), "no en; lacks nf-three, two")


@pytest.mark.parametrize("language", LANGUAGES)
def test_disagreements_stand_side_by_side_the_more_authoritative_first(served: Served, client: TestClient, language: str) -> None:
    shelf = served.assistant.shelf()
    found = told_disagreements(shelf, language)  # type: ignore[arg-type]
    conflicts = {conflict.id: conflict for conflict in shelf.facts.disagreements}
    assert {one.id for one in found} == set(conflicts) and len(found) > 15
    for one in found:
        conflict = conflicts[one.id]
        assert conflict.shown and all(value.shown for value in conflict.values), "people are told it in their language"
        for value in conflict.values:
            told, english = (figures_in(text).all() for text in (value.shown.in_language(language), value.shown.en))  # type: ignore[union-attr]
            assert told - {1.0} == english - {1.0}, "the same figures in each language, but for words such as one"
        label, why = first_label(conflict)
        assert one.sides[0].why == why and len(one.sides) == len(conflict.values)
        if label:
            first = next(value for value in conflict.values if value.label == label)
            assert first.shown and one.sides[0].value == first.shown.in_language(language)
        assert one.told and all(citation.language == language for citation in one.told)
    page = client.get(f"/{language}/sources/conflicts").text
    assert all(f'id="{id}"' in page for id in conflicts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_told_with_whom_to_ask(served: Served, client: TestClient, language: str) -> None:
    shelf = served.assistant.shelf()
    groups = told_gaps(shelf, language)  # type: ignore[arg-type]
    assert sum(len(group.told) for group in groups) == len(shelf.catalogue.gaps)
    assert all(group.contact and group.contact.url.startswith("https://") for group in groups)
    page = client.get(f"/{language}/sources/gaps").text
    for group in groups:
        assert html.escape(group.contact.name, quote=True).replace("&#x27;", "&#39;") in page  # type: ignore[union-attr]
        assert f'href="#{group.agreement or group.subject}"' in page


def test_a_list_is_cut_into_pages() -> None:
    assert [paged("abcde", wanted, 2).things for wanted in ("1", "2", "3", "4", "0", "-1", "x", "")] == [
        ("a", "b"), ("c", "d"), ("e",), ("e",), ("a", "b"), ("a", "b"), ("a", "b"), ("a", "b"),
    ]  # fmt: skip
    assert paged("", "5", 2).total == 1 and query_with({"q": "a&b", "kind": ""}, page=2) == "?q=a%26b&page=2"
