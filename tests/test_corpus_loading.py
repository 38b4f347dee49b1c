"""A folder of files becomes documents; what cannot be read is named, with the way out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fpdf import FPDF

from corpus import Document, DocumentError, FolderError, Source
from corpus.checks import unknown_facts
from corpus.loading import find_files, read_document

FINNISH = "Tämä on suomenkielinen teksti, jossa kerrotaan mitä kaupungit ja valtio ovat sopineet."
SWEDISH = "Det här är en svensk text som berättar vad städerna och staten har kommit överens om."


def put(root: Path, name: str, content: str | bytes = FINNISH) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(root: Path) -> Document:
    files, problems = find_files(root)
    assert len(files) == 1 and not problems
    return read_document(files[0])


def ids(root: Path) -> list[str]:
    return [file.id for file in find_files(root)[0]]


def pdf(*pages: str, **protection: str) -> bytes:
    made = FPDF()
    made.set_creation_date(datetime(2024, 1, 1, tzinfo=UTC))
    made.set_title("Sopimus")
    for text in pages:
        made.add_page()
        made.set_font("helvetica", size=12)
        made.multi_cell(0, 8, text)
    if protection:
        made.set_encryption(**protection)  # type: ignore[arg-type]
    return bytes(made.output())


def test_ids_are_paths_without_suffix_in_order(shelf: Path) -> None:
    assert ids(shelf) == [
        "agreements/alpha/en",
        "agreements/alpha/fi",
        "agreements/alpha/sv",
        "funding/rates/en",
        "news/opening/en",
    ]


def test_the_order_is_that_of_the_ids(tmp_path: Path) -> None:
    for name in ("a/c.md", "a-b.md", "a.txt", "B.md"):
        put(tmp_path, name)
    assert ids(tmp_path) == ["B", "a", "a-b", "a/c"]


def test_a_document_tells_what_its_front_matter_says(tmp_path: Path) -> None:
    front = "title: Lahti\nurl: https://example.org\nlinks:\n  - {url: https://example.org/sv, language: sv}\n"
    dates = "as_of: 2024-06-17\nretrieved: 2026-11\nvalid_from: 2021\nvalid_until: '2027-12-31'\nsuperseded_by: x/y\n"
    put(tmp_path, "agreements/lahti/fi.md", f"---\n{front}{dates}agreements: [lahti]\nthemes: [water]\n---\n\nTeksti.[^a]\n")
    document = only(tmp_path)
    assert (document.title, document.kind, document.language, document.url) == (
        "Lahti",
        "agreements",
        "fi",
        "https://example.org",
    )
    assert (document.as_of, document.retrieved, document.valid_from) == ("2024-06-17", "2026-11", "2021")
    assert (document.valid_until, document.superseded_by) == ("2027-12-31", "x/y")
    assert document.links == (Source("https://example.org/sv", "sv"),)
    assert (document.agreements, document.themes) == (("lahti",), ("water",))
    assert document.facts_in(document.marks[0].span) == ("a",)


@pytest.mark.parametrize(
    ("name", "content", "language"),
    [
        ("x/sv.md", FINNISH, "sv"),
        ("x/text.md", FINNISH, "fi"),
        ("text.txt", SWEDISH, "sv"),
        ("x/fi.md", "---\nlanguage: en\n---\n\nteksti", "en"),
        ("numbers.txt", "12345", "en"),
    ],
)
def test_the_language_comes_from_the_front_matter_the_name_or_the_text(
    tmp_path: Path, name: str, content: str, language: str
) -> None:
    put(tmp_path, name, content)
    assert only(tmp_path).language == language


@pytest.mark.parametrize(("content", "title"), [("# Otsikko\n\nTeksti.", "Otsikko"), ("Teksti.", "folder/text")])
def test_the_title_is_the_first_heading_or_the_id(tmp_path: Path, content: str, title: str) -> None:
    put(tmp_path, "folder/text.md", content)
    assert only(tmp_path).title == title


def test_two_files_with_one_id_are_an_error_that_names_both(tmp_path: Path) -> None:
    for name in ("x/a.md", "x/a.pdf", "b.md"):
        put(tmp_path, name)
    files, problems = find_files(tmp_path)
    assert [file.id for file in files] == ["b"]
    assert "'x/a.md' and 'x/a.pdf'" in str(problems[0]) and problems[0].document_id == "x/a" and "rename" in problems[0].hint


def test_hidden_files_other_kinds_and_the_catalogue_are_left_alone(tmp_path: Path) -> None:
    for name in (".hidden.md", "_draft.md", ".git/x.md", "a/_old/x.md", "photo.jpg", "data.yaml", "facts/x.md", "README"):
        put(tmp_path, name)
    put(tmp_path, "a/facts/x.md")
    put(tmp_path, "b.MD")
    assert ids(tmp_path) == ["a/facts/x", "b"]


def test_a_folder_without_documents_and_no_folder_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "facts/x.md")
    with pytest.raises(FolderError, match="there are no documents in") as empty:
        find_files(tmp_path)
    assert ".md" in empty.value.hint
    with pytest.raises(FolderError, match="there is no folder"):
        find_files(tmp_path / "missing")
    with pytest.raises(FolderError, match="there is no folder"):
        find_files(put(tmp_path, "x.md"))


def test_the_digest_follows_the_bytes(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "Yksi.")
    first = find_files(tmp_path)[0][0].digest
    assert find_files(tmp_path)[0][0].digest == first
    path.write_text("Kaksi.")
    assert find_files(tmp_path)[0][0].digest != first


def test_a_file_that_vanishes_is_our_error(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    file = find_files(tmp_path)[0][0]
    path.unlink()
    with pytest.raises(DocumentError, match=r"cannot read .*a\.md"):
        read_document(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "mac_roman", "cp850"])
def test_plain_text_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str) -> None:
    text = "Jyväskylän ja Åbon sopimus on voimassa.\r\nÄäni kuuluu myös Seinäjoella.\r\n" + (FINNISH + "\r\n") * 5
    put(tmp_path, "a.txt", text.encode(encoding))
    assert only(tmp_path).text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text", ["Äänekoski", "Summa on 5 € vuodessa.", "Kausi 2021–2027 – ”näin sanotaan”.", f"{SWEDISH} 5 €. " * 9]
)
def test_short_texts_and_signs_that_only_windows_has(tmp_path: Path, text: str) -> None:
    put(tmp_path, "a.txt", text.encode("cp1252"))
    assert only(tmp_path).text == text


@pytest.mark.parametrize("content", [b"abc\x00def", b"\xff\xfe\x00\xd8", "---\ntitle: x\n---\n", " \n\n", b""])
def test_a_file_that_is_no_text_or_holds_none(tmp_path: Path, content: str | bytes) -> None:
    put(tmp_path, "a.md", content)
    with pytest.raises(DocumentError, match=r"a\.md") as caught:
        only(tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize(
    "front",
    ["as_of: soon", "as_of: 17.6.2024", "url: 5", "agreements: lahti", "themes: [1]", "links: 5", "links: [x]", "language: [fi]"],
)
def test_front_matter_of_the_wrong_type_names_the_key(tmp_path: Path, front: str) -> None:
    put(tmp_path, "a.md", f"---\n{front}\n---\n\nTeksti.\n")
    with pytest.raises(DocumentError, match=f"`{front.split(':')[0]}`"):
        only(tmp_path)


PAGE = """<!DOCTYPE html><html lang="fi"><head><title>Lahden uutinen</title>
<meta property="article:published_time" content="2024-05-13"><link rel="canonical" href="https://example.org/uutinen"></head><body>
<nav><ul><li><a href="/">Etusivu</a></li><li><a href="/yhteys">Yhteystiedot ja valikko</a></li></ul></nav>
<main><article><h1>Lahden uutinen</h1><p>{text}</p><h2>Rahoitus</h2><p>{text} Summa on viisi miljoonaa euroa.</p></article></main>
<footer><p>Evästeet ja tietosuoja. Kaikki oikeudet pidätetään.</p></footer></body></html>"""


def test_a_web_page_gives_its_text_without_menu_and_footer(tmp_path: Path) -> None:
    put(tmp_path, "news/a.html", PAGE.format(text=FINNISH))
    document = only(tmp_path)
    assert FINNISH in document.text and "Summa on viisi miljoonaa euroa." in document.text
    assert "Evästeet" not in document.text and "valikko" not in document.text
    assert "Rahoitus" in [heading.text for heading in document.headings]
    assert (document.title, document.language, document.as_of) == ("Lahden uutinen", "fi", "2024-05-13")


@pytest.mark.parametrize("content", ["<html><body></body></html>", "", "<"])
def test_a_web_page_without_text(tmp_path: Path, content: str) -> None:
    put(tmp_path, "a.htm", content)
    with pytest.raises(DocumentError, match=r"a\.htm"):
        only(tmp_path)


def test_a_pdf_keeps_its_pages(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", pdf("Ensimmäinen sivu kertoo työl-\nlisyydestä\nja vedestä.", "Toinen sivu. Åbo är med."))
    document = only(tmp_path)
    assert document.title == "Sopimus"
    assert document.text == "Ensimmäinen sivu kertoo työllisyydestä ja vedestä.\n\nToinen sivu. Åbo är med."
    assert [page.number for page in document.pages] == [1, 2]
    first, second = (page.span for page in document.pages)
    assert (first.start, first.end, second.end) == (0, second.start, len(document.text))
    assert document.text[second.start : second.end].startswith("Toinen sivu.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"this is no PDF", "not a readable PDF"),
        (b"", "not a readable PDF"),
        (pdf("Teksti.")[:300], "not a readable PDF"),
        (pdf("Teksti.").replace(b"/FlateDecode", b"/UnheardOfXX"), "not a readable PDF"),
        (pdf(""), "holds no text"),
        (pdf("Salaista.", owner_password="o", user_password="u"), "protected by a password"),
    ],
)
def test_a_pdf_that_cannot_be_used(tmp_path: Path, content: bytes, reason: str) -> None:
    put(tmp_path, "a.pdf", content)
    with pytest.raises(DocumentError, match=rf"a\.pdf' .*{reason}") as caught:
        only(tmp_path)
    assert caught.value.hint


def test_a_pdf_that_only_forbids_editing_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", pdf("Avointa tietoa.", owner_password="o"))
    assert only(tmp_path).text == "Avointa tietoa."


def test_a_footnote_to_an_unknown_fact_is_an_error_only_where_there_is_a_catalogue(tmp_path: Path) -> None:
    from corpus import Catalogue
    from corpus.facts import Fact

    put(tmp_path, "a.md", "Yksi.[^known] Kaksi.[^stray]")
    document = only(tmp_path)
    unknown_facts(Catalogue())(document)
    with pytest.raises(DocumentError, match="'stray'"):
        unknown_facts(Catalogue(facts=(Fact("known", "Yksi.", "confirmed", ()),)))(document)
    unknown_facts(Catalogue(facts=tuple(Fact(i, "", "confirmed", ()) for i in ("known", "stray"))))(document)
