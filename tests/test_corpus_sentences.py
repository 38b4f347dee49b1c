"""Sentences end where a reader would end them, in each of the three languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Span, sentence_spans


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


WHOLE = [
    # Finnish
    "Tukea saa esim. Vaasan kaupunki.",
    "Mukana ovat mm. Oulu ja Lahti.",
    "Se on ns. Kärkihanke.",
    "Rahoitus on 21,6 milj. euroa.",
    "Rahoitus on n. 5 milj. euroa vuodessa.",
    "Haku alkaa 3. kesäkuuta 2024.",
    "Hanke on 3. ja 4. vaiheessa.",
    "Tilaisuus on klo 10.30 Turussa.",
    "Tuki on 3.5 prosenttia, ks. Ohje.",
    "Esittelijä on tri. Virtanen.",
    "Mukana ovat Oulu, Vaasa jne. eri aloilta.",
    # Swedish
    "Stöd ges t.ex. Vasa stad.",
    "Med är bl.a. Åbo och Esbo.",
    "Det är ett s.k. Lead-projekt.",
    "Den 3. fasen börjar nu.",
    "Stödet gäller fr.o.m. 2021 t.o.m. 2027.",
    "Summan är ca. 21,6 milj. euro.",
    # English
    "Some cities, e.g. Oulu, take part.",
    "The capital, i.e. Helsinki, signed.",
    "It costs approx. 5 million euros.",
    "The work of Dr. Smith et al. continues.",
    "It covers health, water, etc. in all cities.",
    # everywhere
    "Sopimuksen allekirjoitti J. K. Virtanen.",
    "Avtalet undertecknades av Å. Öhman.",
    "Se on voimassa 31.12.2027 asti.",
    "Katso www.example.org/ohje.html.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_an_inner_full_stop_does_not_end_a_sentence(sentence: str) -> None:
    assert cut(sentence) == [sentence]
    assert cut(f"Alku on tässä. {sentence} Ja loppu.") == ["Alku on tässä.", sentence, "Ja loppu."]


PAIRS = [
    ("Sopimus päättyy vuonna 2027.", "Uusi alkaa."),
    ("Sopimus päättyi 31.12.2027.", "Ääni kuuluu."),
    ("Kaupunki on hyvä.", "Åbo on toinen."),
    ("Haku on meneillään kesällä.", "Öljy on kallista."),
    ("Avtalet gäller Östersjö.", "Åland är inte med."),
    ("Mukana ovat Oulu, Vaasa jne.", "Lisäksi tulee Turku."),
    ("Med är Vasa m.fl.", "Dessutom deltar Åbo."),
    ("The cities share data, tools, etc.", "They meet yearly."),
    ("Kuka maksaa?", "Valtio!"),
    ("Hän sanoi: ”Tule!”", "Sitten hän lähti."),
    ("Se päättyi (vuonna 2024).", "Uusi alkoi."),
    ("Vi väntar…", "Sedan går vi."),
    ("Tuki on 60 %.", "Loput maksaa kaupunki."),
    ("Osuus on 12.", "Se on vähän."),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_sentences_are_two(first: str, second: str) -> None:
    assert cut(f"{first} {second}") == [first, second]


def test_a_line_break_ends_a_sentence_and_list_marks_are_left_out() -> None:
    assert cut("Aiheet\n- vety\n* vesi\n• ilma\n1. Maa\n2) tuli") == ["Aiheet", "vety", "vesi", "ilma", "Maa", "tuli"]


def test_a_sentence_that_begins_with_an_ordinal_keeps_it() -> None:
    assert cut("9. helmikuuta 2021 sopimus tehtiin. Uusi.") == ["9. helmikuuta 2021 sopimus tehtiin.", "Uusi."]


def test_a_line_of_signs_alone_is_no_sentence() -> None:
    assert cut("---\n***\n!!! ...\n\n") == []


def test_the_offset_is_added() -> None:
    assert sentence_spans("Yksi. Kaksi.", 100) == [Span(100, 105), Span(106, 112)]


TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="aåäöAÅÄÖ 13.,!?…\n\t-*•)\"'\u00a0\u2028", max_size=200),
    st.lists(st.sampled_from([*WHOLE, "\n", "- ", "2. ", "…", "  "]), max_size=12).map(" ".join),
)


@settings(deadline=None)
@given(TEXTS)
def test_spans_stand_in_order_within_the_text_and_apart(text: str) -> None:
    end = 0
    for span in sentence_spans(text):
        assert end <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece == piece.strip() and "\n" not in piece
        end = span.end


@settings(deadline=None)
@given(TEXTS)
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    end = 0
    for span in [*sentence_spans(text), Span(len(text), len(text))]:
        assert not any(c.isalpha() for c in text[end : span.start])
        end = span.end


@settings(deadline=None)
@given(st.lists(st.sampled_from([s for s in WHOLE if not s[0].isdigit()]), min_size=1, max_size=8))
def test_sentences_put_together_come_apart_again(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences
    assert cut("\n\n".join(sentences)) == sentences
