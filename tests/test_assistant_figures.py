"""Figures, dates and rates mean the same in three languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import figures_in, years_in

MONTHS = {
    "fi": "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split(),
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("texts", "euros"),
    [
        (["21,6 miljoonaa euroa", "21,6 milj. €", "21,6 miljoner euro", "EUR 21.6 million", "€21.6 million"], 21_600_000),
        (["21 600 000 euroa", "21\u00a0600\u00a0000 euro", "21\u202f600\u202f000 €", "21,600,000 euros"], 21_600_000),
        (["1,5 miljardia euroa", "1,5 mrd euroa", "1,5 miljarder euro", "1.5 billion euros", "EUR 1.5 bn"], 1_500_000_000),
        (["500 tuhatta euroa", "500 tusen euro", "500 thousand euros"], 500_000),
        (["1 234,56 euroa", "1 234,56 euro", "1,234.56 euros"], 1234.56),
        (["yhteensä 100 euron tuki", "100 euro", "100 euros", "100 €", "€ 100"], 100),
    ],
)
def test_one_sum_in_every_way_of_writing(texts: list[str], euros: float) -> None:
    for text in texts:
        found = figures_in(text)
        assert found.money == {euros}, text
        assert found.all() == {euros}, text


@pytest.mark.parametrize(
    "text",
    ["17.6.2024", "17. kesäkuuta 2024", "den 17 juni 2024", "17 June 2024", "June 17, 2024", "17th of June 2024", "2024-06-17"],
)
def test_one_day_in_every_way_of_writing(text: str) -> None:
    found = figures_in(f"Se tapahtui {text} illalla.")
    assert found.dates == {"2024-06-17"}
    assert found.all() == {"2024-06-17"}


@pytest.mark.parametrize("text", ["kesäkuussa 2024", "i juni 2024", "in June 2024"])
def test_a_month_with_its_year_is_a_date_without_a_day(text: str) -> None:
    assert figures_in(text).dates == {"2024-06"}


@pytest.mark.parametrize("text", ["17. kesäkuuta", "den 17 juni", "17 June"])
def test_a_day_without_a_year_keeps_the_year_open(text: str) -> None:
    assert figures_in(text).dates == {"--06-17"}


@pytest.mark.parametrize("text", ["26.3.–7.5.2024", "26.3.2024–7.5.2024", "26.3. - 7.5.2024", "2024-03-26 – 2024-05-07"])
def test_a_period_gives_both_its_days(text: str) -> None:
    assert figures_in(text).all() == {"2024-03-26", "2024-05-07"}


@pytest.mark.parametrize(
    "text", ["60 %", "60%", "60 prosenttia", "enintään 60 prosentin", "60 procent", "60 per cent", "60 percent"]
)
def test_a_rate_is_a_rate_in_every_language(text: str) -> None:
    assert figures_in(text).rates == {60.0}
    assert not figures_in(text).numbers


def test_ranges_have_the_same_values_in_every_language() -> None:
    one, two, three = (figures_in(t).all() for t in ("40–60 prosenttia", "40–60 procent", "40 to 60 per cent"))
    assert one == two == three == {40.0, 60.0}


@pytest.mark.parametrize(("words", "number"), [("kaksi två two", 2), ("seitsemän sju seven", 7), ("kaksitoista tolv twelve", 12)])
def test_number_words_are_numbers(words: str, number: int) -> None:
    for word in words.split():
        assert figures_in(f"{word.capitalize()} hanketta").numbers == {float(number)}, word


def test_the_swedish_article_is_no_number() -> None:
    assert not figures_in("en stad och en kommun").all()


def test_figures_of_each_kind_are_kept_apart() -> None:
    found = figures_in("16 kaupunkia sai 20 prosenttia eli 3 miljoonaa euroa 17.6.2024.")
    assert (found.numbers, found.rates, found.money) == ({16.0}, {20.0}, {3_000_000.0})
    assert found.dates == {"2024-06-17"}


@pytest.mark.parametrize("text", ["", "ei lukuja", "A74086", "v1.2.3.4", "99.99.2024x"])
def test_codes_are_no_dates(text: str) -> None:
    assert not figures_in(text).dates


def grouped(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@given(st.integers(0, 10**12))
def test_a_whole_sum_has_one_value_in_three_languages(value: int) -> None:
    texts = [f"{grouped(value, ' ')} euroa", f"{grouped(value, chr(0xA0))} euro", f"EUR {grouped(value, ',')}"]
    assert [figures_in(t).money for t in texts] == [{float(value)}] * 3


@given(st.integers(0, 999), st.integers(0, 99))
def test_a_decimal_rate_has_one_value_in_three_languages(whole: int, part: int) -> None:
    rate = f"{whole}.{part:02d}"
    comma = rate.replace(".", ",")
    texts = [f"{comma} prosenttia", f"{comma} procent", f"{rate} per cent"]
    assert [figures_in(t).rates for t in texts] == [{float(rate)}] * 3


@given(DAYS)
def test_a_day_has_one_value_in_three_languages(day: date) -> None:
    fi, sv, en = (MONTHS[language][day.month - 1] for language in ("fi", "sv", "en"))
    texts = [
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}. {fi}kuuta {day.year}",
        f"den {day.day} {sv} {day.year}",
        f"{day.day} {en} {day.year}",
        day.isoformat(),
    ]
    assert [figures_in(t).all() for t in texts] == [{day.isoformat()}] * len(texts)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("vuonna 2024", [2024]),
        ("between 2021 and 2023", [2021, 2023]),
        ("2025–2027", [2025, 2026, 2027]),
        ("kaudella 2021–2027", []),
        ("avattiin 8.12.2023", [2023]),
        ("den 17 juni 2024", [2024]),
        ("2023-12-08", [2023]),
        ("koodi 120245", []),
        ("hinta 1.2024", []),
    ],
)
def test_the_years_a_text_tells_of(text: str, years: list[int]) -> None:
    assert sorted(years_in(text)) == years
