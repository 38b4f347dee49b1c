import unicodedata
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.records import Answer, Citation, ConflictValue, ConflictView, Contact, OfficialSource, Row, Table
from assistant.web.answer_view import answer_markdown
from assistant.web.markdown import address, escaped, plain, text_markdown, unlinked
from assistant.web.panel import CONTEXT, Panel, shown_page, surroundings
from assistant.wording import Wording
from corpus import Document, Heading, Mark, Programme, Span

SAY = Wording(Programme()).say
TRICKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<https://evil.example>",
    "https://evil.example/ www.evil.example a@evil.example",
    "[a]: javascript:alert(1)\n[a]",
    "`code` ```js\nx\n``` $$x$$ | a | b |",
    "# heading\n- item\n1. one\n> quote\n===\n---",
    "&lt;b&gt; &#60;i&#62; \\<b> \\\\[x](y)",
    "safe\u202egnp.exe\u2066 \u200b\ufeff\x00 end",
]
SOURCE_TEXT = st.one_of(st.sampled_from(TRICKS), st.text(alphabet=st.characters(codec="utf-8"), max_size=80))

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Seen(HTMLParser):
    """The tags, links and text that a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(markdown: str) -> Seen:
    return Seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def citation(**values: object) -> Citation:
    start = Citation(1, "other/a", "Title", None, "en", "page", None, None, 0, 5, "quote")
    return replace(start, **values)  # type: ignore[arg-type]


def panel_of(document: Document | None = None, language: str = "en") -> Panel:
    return Panel(SAY, language, lambda id: document)  # type: ignore[arg-type]


def document(text: str, **values: object) -> Document:
    return Document("other/a", text, "Title", "page", "en", "d", **values)  # type: ignore[arg-type]


@PATIENT
@given(SOURCE_TEXT)
@example("2021. Sopimus")
@example("a=b\n===\nc")
def test_escaped_text_is_shown_as_it_is_and_never_as_markup(text: str) -> None:
    page = seen(escaped(text))
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    assert page.tags in ([], ["p"])
    assert " ".join(page.text.split()) == " ".join(kept.split())


@PATIENT
@given(SOURCE_TEXT)
def test_plain_is_what_was_escaped(text: str) -> None:
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    assert plain(escaped(text)) == " ".join(kept.split())


@PATIENT
@given(SOURCE_TEXT, SOURCE_TEXT, SOURCE_TEXT)
def test_an_answer_has_no_tags_or_links_but_ours(text: str, name: str, url: str) -> None:
    answer = Answer(
        "?",
        "en",
        "answered",
        text,
        citations=(citation(),),
        contact=Contact(name, url),
        notices=(text,),
        conflicts=(ConflictView(text, (ConflictValue(name, None),)),),
    )
    page = seen(answer_markdown(answer, SAY))
    assert set(page.tags) <= {"div", "p", "ul", "ol", "li", "a", "small", "span", "b", "button"}
    assert all(link.startswith(("http://", "https://", "#", "/en/receipt#")) for link in page.links)


@PATIENT
@given(SOURCE_TEXT, SOURCE_TEXT, SOURCE_TEXT)
def test_the_panel_has_no_tags_or_links_but_ours(title: str, quote: str, url: str) -> None:
    shelf = document(f"{title}{quote}{url}")
    found = citation(title=title, quote=quote, url=url, language=title[:2], start=len(title), end=len(title) + len(quote))
    for sources in ((), (OfficialSource(url, title[:3]),)):
        page = seen(panel_of(shelf).markdown(Answer("?", "en", "answered", "", citations=(replace(found, sources=sources),))))
        assert set(page.tags) <= {"section", "h3", "span", "p", "blockquote", "mark", "br", "ul", "li", "a", "small"}
        assert all(link.startswith(("http://", "https://", "/en/sources/")) or link in ("#", "#chat") for link in page.links)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://a b", "http://x\njavascript:1", "", "vbscript:x"]
)
def test_what_is_no_web_address_leads_nowhere(url: str) -> None:
    assert address(url) == "#"


def test_brackets_in_an_address_cannot_end_the_link() -> None:
    assert address("https://x.example/a_(b)[c]") == "https://x.example/a_%28b%29%5Bc%5D"


def test_lists_and_paragraphs_stay_lists_and_paragraphs() -> None:
    page = seen(text_markdown("These:\n- one\n- two\nThen:\n1. first\n2) second\n\nThe end."))
    assert page.tags == ["p", "ul", "li", "li", "p", "ol", "li", "li", "p"]


def test_a_marker_leads_to_its_source_only_when_there_is_one() -> None:
    markdown = text_markdown("So [1]. And [2].", {1})
    assert seen(markdown).links == ["#source-1"]
    assert seen(unlinked(markdown)).links == []
    assert seen(unlinked(markdown)).text.strip() == "So [1]. And [2]."


def test_sources_that_disagree_stand_side_by_side_with_their_numbers() -> None:
    sides = ConflictView("Money in *all*", (ConflictValue("EUR 150 million", 1), ConflictValue("EUR 140 million", 2)))
    answer = Answer("?", "en", "answered", "About 150.", citations=(citation(),), conflicts=(sides,))
    page = answer_markdown(answer, Wording(Programme()).say)
    assert "Money in \\*all\\*\n" in page and page.count('<div class="side">') == 2
    assert "<b>EUR 150 million</b> [\\[1\\]](#source-1)\n\nTitle, undated" in page and "<b>EUR 140 million</b>" in page


def test_the_contact_is_a_link_where_the_text_names_it() -> None:
    answer = Answer(
        "?", "en", "not_in_sources", "No.\n\nYou can ask here: The Office.", contact=Contact("The Office", "https://o.example")
    )
    page = seen(answer_markdown(answer, SAY))
    assert page.links[0] == "https://o.example" and page.text.count("The Office") == 1


def test_a_contact_that_the_text_does_not_name_comes_after_it() -> None:
    answer = Answer("?", "en", "not_in_sources", "No.", contact=Contact("The Office", "https://o.example"))
    assert "Ask more: The Office" in seen(answer_markdown(answer, SAY)).text


def test_a_table_is_a_table() -> None:
    table = Table(("City", "a|b"), (Row(("Alpha", "1 | 2"), (1,)),))
    page = seen(answer_markdown(Answer("?", "en", "answered", "Here:", citations=(citation(),), table=table), SAY))
    assert page.tags.count("td") == 2 and page.links[0] == "#source-1" and "1 | 2 [1]" in page.text


def test_a_source_shows_number_title_language_date_page_and_the_marked_quote() -> None:
    found = citation(as_of="2024-05-01", page=3, quote="two\nlines", start=4, end=13, language="sv")
    markdown = panel_of(document("One two\nlines three.")).markdown(Answer("?", "en", "answered", "", citations=(found,)))
    page = seen(markdown)
    for part in ("[1]", "Title", "Swedish", "1 May 2024", "page 3", "One", "three."):
        assert part in page.text
    assert "<mark>two<br>lines</mark>" in markdown and 'lang="sv"' in markdown


def test_context_stays_within_the_section_and_ends_between_words() -> None:
    head, words = "Heading", "word " * 100
    text = f"{head}\n\n{words}The quote. {words}"
    start = text.index("The quote.")
    shelf = document(text, headings=(Heading(Span(0, len(head)), 2, head),))
    before, after = surroundings(shelf, citation(start=start, end=start + 10, quote="The quote."))
    assert before.startswith("… word") and after.endswith("word …")
    assert max(len(before), len(after)) <= CONTEXT + 2
    near, _ = surroundings(shelf, citation(start=len(head) + 2, end=len(head) + 6, quote="word"))
    assert near.strip() == ""


def test_a_document_that_has_changed_gives_no_context() -> None:
    assert surroundings(document("Other text."), citation()) == ("", "")
    assert surroundings(None, citation()) == ("", "")


def test_our_own_summary_is_called_so_and_a_page_from_elsewhere_is_not() -> None:
    url = "https://www.office.example/apply"
    ours = document("quote", marks=(Mark(Span(0, 5), ("fact",)),))
    answer = Answer("?", "en", "answered", "", citations=(citation(url=url),))
    assert SAY("en", "our_summary") in seen(panel_of(ours).markdown(answer)).text
    theirs = seen(panel_of(document("quote")).markdown(answer))
    assert f"{SAY('en', 'open_page')}: office.example › apply" in theirs.text and theirs.links[-1] == f"{url}#:~:text=quote"
    assert SAY("en", "our_summary") not in theirs.text


def test_two_pages_of_a_host_can_be_told_apart() -> None:
    assert plain(shown_page("https://www.x.example/a/b/?q=1")) == "x.example › b"
    assert plain(shown_page("https://x.example/")) == "x.example"
