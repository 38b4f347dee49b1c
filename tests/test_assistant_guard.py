"""The first look: what is personal data, what is only a figure, what cannot be read, what insults."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guard import clean, guard, has_personal_data, is_abuse

CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
SIGNS = "+-ABCDEFUVWXY"
LIMIT = 2000


def identity_code(digits: str, sign: str, number: str) -> str:
    """A code with the right check character: the nine digits modulo 31."""
    return f"{digits}{sign}{number}{CHECK[int(digits + number) % 31]}"


def with_wrong_check(code: str) -> str:
    return code[:-1] + CHECK[(CHECK.index(code[-1]) + 1) % 31]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_right_identity_code_is_personal_data_in_every_century(sign: str) -> None:
    code = identity_code("131052", sign, "308")
    assert guard(f"Onko {code} oikein?", LIMIT).verdict == "pii"
    assert guard(code.lower(), LIMIT).verdict == "pii"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_code_with_the_wrong_check_character_passes(sign: str) -> None:
    code = with_wrong_check(identity_code("131052", sign, "308"))
    assert guard(f"Onko {code} oikein?", LIMIT).verdict == "ok"


def test_a_code_known_from_the_authority_has_the_check_character_that_the_rule_gives() -> None:
    assert identity_code("131052", "-", "308") == "131052-308T"
    assert not has_personal_data("999952-308T")


@given(st.integers(1, 28), st.integers(1, 12), st.integers(0, 99), st.integers(2, 899), st.sampled_from(SIGNS))
def test_every_right_code_is_found(day: int, month: int, year: int, number: int, sign: str) -> None:
    code = identity_code(f"{day:02d}{month:02d}{year:02d}", sign, f"{number:03d}")
    assert has_personal_data(f"tunnus {code}.")


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2212", "\uff0d", " - "])
def test_a_code_is_found_behind_other_dashes(dash: str) -> None:
    assert guard(f"131052{dash}308T", LIMIT).verdict == "pii"


@pytest.mark.parametrize("hidden", ["1310\u200b52-308T", "131052-\u00ad308T", "１３１０５２-308T", "\u202e131052-308T\u202c"])
def test_a_code_is_found_behind_invisible_and_wide_characters(hidden: str) -> None:
    assert guard(hidden, LIMIT).verdict == "pii"


@pytest.mark.parametrize(
    "address",
    [
        "maija.meri@example.fi",
        "MAIJA@EXAMPLE.FI",
        "maija.meikäläinen@esimerkki.fi",
        "maija (at) example.fi",
        "maija[at]example.fi",
        "maija(ät)example.fi",
        "maija {at} example.fi",
        "maija＠example.fi",
        "maija@\u200bexample.fi",
        "maija at example dot fi",
        "maija ät example piste fi",
        "maija (at) example (punkt) fi",
    ],
)
def test_an_address_is_personal_data_in_every_disguise(address: str) -> None:
    assert guard(f"Vastaa osoitteeseen {address} kiitos", LIMIT).verdict == "pii"


@pytest.mark.parametrize(
    "number",
    [
        "040 123 4567",
        "0401234567",
        "044-123 4567",
        "(040) 123 4567",
        "+358 40 123 4567",
        "00358401234567",
        "09 1234567",
        "+46 8 123 456 78",
        "+46 70 123 45 67",
        "018 12345",
    ],
)
def test_a_finnish_or_swedish_phone_number_is_personal_data(number: str) -> None:
    assert guard(f"Soita {number}", LIMIT).verdict == "pii"


@pytest.mark.parametrize("account", ["FI2112345600000785", "fi21 1234 5600 0007 85", "FI21-1234-5600-0007-85"])
def test_a_bank_account_is_personal_data(account: str) -> None:
    assert guard(f"Maksa tilille {account} heti", LIMIT).verdict == "pii"


@pytest.mark.parametrize("card", ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111"])
def test_a_card_number_is_personal_data(card: str) -> None:
    assert guard(f"kort {card}", LIMIT).verdict == "pii"


@pytest.mark.parametrize("text", ["FI22 1234 5600 0007 85", "4111 1111 1111 1112"])
def test_an_account_or_card_with_a_wrong_check_digit_passes(text: str) -> None:
    assert guard(f"koodi {text}", LIMIT).verdict == "ok"


@pytest.mark.parametrize(
    "text",
    [
        "Y-tunnus 0112038-9",
        "FO-nummer 1234567-8",
        "17.6.2024",
        "2024-06-17",
        "01.03.2024 - 15.05.2024",
        "haku 26.3.–7.5.2024",
        "1.1.2021–31.12.2027",
        "17.06.2024 klo 16.15",
        "2021–2027",
        "2021 2022 2023 2024 2025",
        "150 000 000 euroa",
        "100 000–200 000 euroa",
        "EUR 21,600,000",
        "21,6 milj.",
        "0,5 prosenttia",
        "VN/12345/2024",
        "projektikoodi A74086",
        "ISO 14001:2015",
        "CCI 2021FI16FFPR001",
        "40 %, 60 % ja 80 %",
        "meet at noon",
        "@innokanava",
    ],
)
def test_business_ids_dates_sums_years_and_periods_are_no_personal_data(text: str) -> None:
    assert guard(f"Mitä tarkoittaa {text}?", LIMIT).verdict == "ok"


@given(st.integers(1, 28), st.integers(1, 12), st.integers(2014, 2035), st.integers(1, 10**9))
def test_no_date_or_sum_is_taken_for_personal_data(day: int, month: int, year: int, sum_: int) -> None:
    assert not has_personal_data(f"{day}.{month}.{year}")
    assert not has_personal_data(f"{f'{sum_:,}'.replace(',', ' ')} euroa vuonna {year}")


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00", "\u200b\u200d", "😀🎉", "?!…", "\u202e\u202c", "\n\t"])
def test_a_text_without_a_letter_or_figure_is_empty(text: str) -> None:
    assert guard(text, LIMIT) == guard("", LIMIT)
    assert guard(text, LIMIT).verdict == "empty"


def test_control_invisible_and_direction_characters_are_taken_out() -> None:
    assert clean("Mi\x00tä\u200b \u202eon\u202c\r\n haku\x07?") == "Mitä on haku?"
    assert clean("ﬁnansiering\u00a0nu") == "finansiering nu"


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=300))
def test_whatever_is_written_gets_one_verdict_and_a_text_only_when_it_may_be_shown(text: str) -> None:
    found = guard(text, 100)
    assert bool(found.text) == (found.verdict in ("ok", "abuse"))
    assert len(found.text) <= 100


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "a@", "a.", "(0", "+358 ", "Kuka rahoittaa? ", "\u202e"])
def test_a_hundred_kilobytes_are_judged_in_seconds(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "x"
    began = time.perf_counter()
    assert guard(text, LIMIT).verdict in ("too_long", "ok", "pii")
    assert time.perf_counter() - began < 10


def test_the_limit_counts_what_is_left_after_cleaning() -> None:
    assert guard("a" * 100, 100).verdict == "ok"
    assert guard("a" * 101, 100).verdict == "too_long"
    assert guard("a" * 100 + "\u200b" * 50, 100).verdict == "ok"


def test_personal_data_in_a_text_that_is_too_long_is_still_personal_data() -> None:
    assert guard("sana " * 1000 + "131052-308T", 100).verdict == "pii"


@pytest.mark.parametrize(
    "text",
    [
        "Sä oot idiootti",
        "haista vittu",
        "tyhmä botti",
        "Du är en idiot",
        "Du är dum",
        "dra åt helvete",
        "jävla skit",
        "you are an idiot",
        "fuck you",
        "What a stupid piece of shit this answer was",
    ],
)
def test_abuse_is_told_in_three_languages(text: str) -> None:
    assert guard(text, LIMIT).verdict == "abuse"


@pytest.mark.parametrize(
    "text",
    [
        "Onko tyhmä kysymys, kuka rahoittaa kaupungin hankkeita?",
        "Perkele kun en ymmärrä tätä hakulomaketta",
        "Är det en dum fråga vem som finansierar staden?",
        "Är flamskyddsmedel (retardant) med i projektet?",
        "Is it a dumb question to ask who funds the city?",
        "Is a flame retardant used?",
        "hello",
        "Mikä on Paskalammen hanke?",
        "Vad är dumpning av avfall?",
    ],
)
def test_a_mild_word_in_a_real_question_is_harmless(text: str) -> None:
    assert not is_abuse(text)
