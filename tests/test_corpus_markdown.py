"""Markdown becomes plain text, and its footnotes become marks over exactly the words they follow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import DocumentError
from corpus.markdown import KEYS, Parsed, parse_markdown


def read(raw: str) -> Parsed:
    return parse_markdown(raw, "text.md")


def marks(raw: str) -> list[tuple[str, tuple[str, ...]]]:
    parsed = read(raw)
    return [(parsed.text[m.span.start : m.span.end], m.fact_ids) for m in parsed.marks]


def test_front_matter_is_taken_off() -> None:
    parsed = read('---\ntitle: Lahti\nas_of: "2024-06-17"\nthemes: [water, health]\n---\n\nTeksti.\n')
    assert parsed.meta == {"title": "Lahti", "as_of": "2024-06-17", "themes": ["water", "health"]}
    assert parsed.text == "Teksti.\n"


@pytest.mark.parametrize("raw", ["", "\n\n", "---\n---\n", "---\ntitle: Lahti\n---"])
def test_nothing_but_front_matter_is_an_empty_text(raw: str) -> None:
    assert read(raw).text == ""


def test_a_rule_further_down_is_no_front_matter() -> None:
    parsed = read("Alku.\n\n---\nunknown: 1\n---\n")
    assert parsed.meta == {} and parsed.text.startswith("Alku.")


def test_an_unknown_key_is_named_with_the_known_ones() -> None:
    with pytest.raises(DocumentError, match=r"'text\.md' has the unknown key 'titel'") as caught:
        read("---\ntitel: Lahti\n---\n\nTeksti.\n")
    assert all(key in caught.value.hint for key in KEYS)


def test_broken_yaml_is_told_with_its_line_in_the_file() -> None:
    with pytest.raises(DocumentError, match=r"'text\.md' does not parse, line 3:"):
        read("---\nurl: x\ntitle: Lahti: sopimus\nkind: y\n---\n\nTeksti.\n")


@pytest.mark.parametrize("inside", ["- a\n- b", "vain tekstiä", "as_of: 2024-13-45", "a: &x 1\nb: *y", "title: \x01"])
def test_front_matter_that_cannot_be_used_is_our_error(inside: str) -> None:
    with pytest.raises(DocumentError, match="front matter"):
        read(f"---\n{inside}\n---\n\nTeksti.\n")


def test_a_footnote_marks_its_sentence() -> None:
    raw = "Yksi asia.[^a] Toinen asia.[^b]\n\nKolmas asia. Neljäs asia.[^c]\n"
    assert read(raw).text == "Yksi asia. Toinen asia.\n\nKolmas asia. Neljäs asia.\n"
    assert marks(raw) == [("Yksi asia.", ("a",)), (" Toinen asia.", ("b",)), ("Kolmas asia. Neljäs asia.", ("c",))]


def test_several_footnotes_share_a_mark() -> None:
    assert marks("Yksi asia.[^a][^b-2] [^nf_c_d] Toinen.") == [("Yksi asia. ", ("a", "b-2", "nf_c_d"))]


def test_a_footnote_within_a_sentence_marks_what_stands_before_it() -> None:
    raw = "Lahdessa kaksi[^l], Vaasassa yksi.[^v]"
    assert read(raw).text == "Lahdessa kaksi, Vaasassa yksi.\n"
    assert marks(raw) == [("Lahdessa kaksi", ("l",)), (", Vaasassa yksi.", ("v",))]


def test_words_after_the_last_footnote_carry_nothing() -> None:
    assert marks("Yksi.[^a] Toinen ilman.") == [("Yksi.", ("a",))]


def test_a_footnote_with_no_words_before_it_marks_nothing() -> None:
    assert marks("[^a] Yksi asia.[^b]") == [(" Yksi asia.", ("b",))]
    assert marks("Yksi.\n\n[^a]\n") == []


def test_a_broken_line_is_one_sentence_for_its_footnote() -> None:
    assert marks("Pitkä lause\njatkuu tässä.[^a]\n") == [("Pitkä lause jatkuu tässä.", ("a",))]


def test_lists_and_headings_have_lines_and_marks_of_their_own() -> None:
    raw = "## Aiheet[^h]\n\n- vety[^a]\n- vesi[^b]\n  1. sininen\n  2. vihreä[^c]\n\nLoppu.\n"
    parsed = read(raw)
    assert parsed.text == "Aiheet\n\n- vety\n- vesi\n1. sininen\n2. vihreä\n\n\nLoppu.\n"
    assert marks(raw) == [("Aiheet", ("h",)), ("- vety", ("a",)), ("- vesi", ("b",)), ("2. vihreä", ("c",))]
    assert [(h.level, h.text, parsed.text[h.span.start : h.span.end]) for h in parsed.headings] == [(2, "Aiheet", "Aiheet")]


def test_a_list_may_start_at_any_number() -> None:
    assert read("3. kolmas\n4. neljäs\n").text == "3. kolmas\n4. neljäs\n"


def test_a_table_has_a_line_for_each_row() -> None:
    raw = "| Kaupunki | Summa |\n|---|---|\n| Lahti[^l] | 5[^s] |\n| Vaasa | 7 |\n"
    assert read(raw).text == "Kaupunki | Summa\nLahti | 5\nVaasa | 7\n"
    assert marks(raw) == [("Lahti", ("l",)), (" | 5", ("s",))]


def test_emphasis_links_images_and_html_leave_their_words() -> None:
    raw = "*Yksi* **kaksi** `kolme` [neljä](https://example.org) ![viisi](kuva.png) <b>kuusi</b> &amp; \\*seitsemän\\*\n"
    assert read(raw).text == "Yksi kaksi kolme neljä viisi kuusi & *seitsemän*\n"


def test_a_footnote_within_emphasis() -> None:
    assert marks("**Yksi asia.[^a] Toinen.**[^b]") == [("Yksi asia.", ("a",)), (" Toinen.", ("b",))]


def test_code_is_kept_as_it_stands_and_has_no_footnotes() -> None:
    raw = "Kirjoita `[^a-z]+` näin.[^f]\n\n```\nx = [^b]\n  y\n```\n"
    assert read(raw).text == "Kirjoita [^a-z]+ näin.\n\nx = [^b]\n  y\n"
    assert marks(raw) == [("Kirjoita [^a-z]+ näin.", ("f",))]


@pytest.mark.parametrize("definition", ["[^1]: https://example.org", "[^1]: Katso ohje.", "[^1]: Katso ohje.\n[^2]: Ja toinen."])
def test_an_ordinary_footnote_with_its_own_text_leaves_no_signs(definition: str) -> None:
    raw = f"Yksi asia.[^1] Toinen.\n\n{definition}\n"
    text = read(raw).text
    assert text.startswith("Yksi asia. Toinen.\n") and "^" not in text and ":" not in text
    assert marks(raw) == [("Yksi asia.", ("1",))]


def test_a_footnote_before_brackets_is_no_link() -> None:
    assert read("Summa[^a](2021) on suuri.").text == "Summa(2021) on suuri.\n"


PIECES = st.lists(
    st.sampled_from([*"Lause. [^a] [^b-1] **x** # - | ` [l](u) 1. é \0 > [^ ] ^".split(), "\n", " ", "\n\n"]), max_size=25
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), PIECES.map("".join)))
def test_spans_lie_in_the_text_whatever_is_written(raw: str) -> None:
    parsed = read(f"Alku.\n\n{raw}")
    assert "\0" not in parsed.text
    for mark in parsed.marks:
        assert 0 <= mark.span.start <= mark.span.end <= len(parsed.text) and mark.fact_ids
    for heading in parsed.headings:
        assert parsed.text[heading.span.start : heading.span.end] == heading.text


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Yksi asia.", "Kaksi ja puoli.", "Ääni."]), st.sampled_from("abc")), min_size=1, max_size=8
    )
)
def test_each_sentence_gets_back_its_own_footnote(parts: list[tuple[str, str]]) -> None:
    found = marks(" ".join(f"{sentence}[^{note}]" for sentence, note in parts))
    assert [(text.strip(), ids) for text, ids in found] == [(sentence, (note,)) for sentence, note in parts]
