"""Find personal data in a text, however it is written. Home of stdnum and phonenumbers.

A Finnish business id, a date, a sum of money or a project's code is no personal data. Leaves out what only a person can
tell to be personal, such as names.
"""

import re

import phonenumbers
from stdnum import iban, luhn

from assistant.readings import alike, decoded, letters, spoken_figures, together

_GAP = r"[ .]?"
_SIGN = r"(?:\s?[-+ABCDEFUVWXY]\s?|\s(?:viiva|väliviiva|miinus|streck|bindestreck|minus|dash|hyphen)\s)"
_DATE_PART = _GAP.join([r"(\d)"] * 6)
_IDENTITY = re.compile(rf"(?<![\w-]){_DATE_PART}{_SIGN}(\d)\s?(\d)\s?(\d)\s?([0-9A-Y])(?!\w)", re.IGNORECASE)
_UNSIGNED = re.compile(r"(?<![\w-])(\d{6})[\s/_.:]?(\d{3})([A-FHJ-NPR-Y])(?!\w)", re.IGNORECASE)
_IDENTITY_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_AT_WORD = r"(?:at|ät|a|ät-merkki|at-merkki|miukumauku|kissanhäntä|snabel-a|snabela|at sign)"
_DOT_WORD = r"(?:dot|piste|punkt|point)"
_AT = (
    rf"(?:\s?@\s?|\s?[(\[{{<]\s?{_AT_WORD}\s?[)\]}}>]\s?|[_-]at[_-]|\s(?:miukumauku|ät-merkki|snabel-a|at sign)\s"
    rf"|\s(?:at|ät)\s(?=[\w-]+(?:\.[\w-]+)*\s{_DOT_WORD}\s))"
)
_DOT = rf"(?:\.|\s\.\s|\s?[(\[{{<]\s?(?:{_DOT_WORD}|\.)\s?[)\]}}>]\s?|\s{_DOT_WORD}\s)"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)  # starts only where a word does: linear
_BARE_EMAIL = re.compile(r"(?<![\w.+-])[\w-]+\.[\w.-]+\s(?:at|ät)\s[\w-]+\.[a-z]{2,6}(?!\w)", re.IGNORECASE)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\s?\d{2}(?:[\s.-]?[A-Z0-9]{1,4}){3,9}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d/])(?:\d[ .-]?){13,19}(?!\d)")
_CARD_START = re.compile(r"3[47]\d{13}|3[068]\d{12}|4(?:\d{12}|\d{15}|\d{18})|[56]\d{15,18}|2[2-7]\d{14}")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")
_BUSINESS_ID = re.compile(r"(?<!\d)\d{7}-\d(?!\d)")
_CODE = re.compile(r"(?<!\w)(?:[A-Z]{2,6}\s)?\d{4}/\d{4,6}/[\d /]+\d{4}(?:/\w+)?", re.IGNORECASE)  # a funding decision's number
_SUM = re.compile(
    r"(?<!\d)\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?=[-–\s]*(?:€|e\b|euro|eur\b|milj|mill|mrd|kpl|%|prosent|procent|per cent"
    r"|asukas|invånare|inhabitants|hakemus|ansökning|applications|henki|person|people))",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![\w+])\+\d[\d ().-]{6,18}\d(?!\d)")
_BITS = re.compile(r"(?<!\d)(?:[01]{8}\s?){3,}(?!\d)")
_SWEDISH = re.compile(r"0\D?7\D?[02369]")


def has_personal_data(text: str) -> bool:
    """Whether a text holds a Finnish personal identity code, e-mail address, phone number, bank account or card number."""
    plain = alike(text)
    forms = [text, plain, spoken_figures(plain), together(plain), together(letters(plain)), *decoded(plain)]
    if any(_holds(form) for form in dict.fromkeys(forms)):
        return True
    backwards = plain[::-1]
    return _has_identity(backwards) or bool(_EMAIL.search(backwards))


def _holds(text: str) -> bool:
    text = _DASHES.sub("-", text)
    if _has_identity(text) or _EMAIL.search(text) or _BARE_EMAIL.search(text):
        return True
    rest = _SUM.sub(_no_sum, _CODE.sub(" ", _BUSINESS_ID.sub(" ", _BITS.sub(" ", text))))
    if any(_is_iban(m.group()) for m in _IBAN.finditer(rest)):
        return True
    if any(_is_card(m.group()) for m in _CARD.finditer(rest)):
        return True
    if any(_is_phone(m.raw_string) for m in _numbers(rest, "FI")) or any(_is_abroad(m) for m in _ABROAD.findall(rest)):
        return True
    return bool(_SWEDISH.search(rest)) and any(_SWEDISH.match(m.raw_string.lstrip("( ")) for m in _numbers(rest, "SE"))


def _numbers(text: str, region: str) -> phonenumbers.PhoneNumberMatcher:
    return phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID)


def _is_abroad(text: str) -> bool:
    """Whether what begins with + can be called, be it in use or not."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _no_sum(found: re.Match[str]) -> str:
    """Nothing for a sum of money or people; a phone number written as one (`040 123 456 euroa`) stays."""
    return found.group() if re.match(r"0\d", found.group()) else " "


def _has_identity(text: str) -> bool:
    """By the check character: the nine digits modulo 31 (Digital and Population Data Services Agency)."""
    found = ["".join(m.groups()) for pattern in (_IDENTITY, _UNSIGNED) for m in pattern.finditer(text)]
    return any(_is_identity(code) for code in found)


def _is_identity(code: str) -> bool:
    """Whether six digits of a date, three of a number and a check character belong together."""
    day, month = int(code[:2]), int(code[2:4])
    return 1 <= day <= 31 and 1 <= month <= 12 and _IDENTITY_CHECK[int(code[:9]) % 31] == code[9].upper()


def _is_iban(text: str) -> bool:
    words = re.split(r"[\s.-]+", text)
    return any(iban.is_valid("".join(words[:n])) for n in range(1, len(words) + 1))


def _is_card(text: str) -> bool:
    """Whether figures may be a card number: a known beginning and length, and a right check digit; not a list of years."""
    digits = re.sub(r"\D", "", text)
    years = re.fullmatch(r"(?:(?:19|20)\d\d[ .-]?)+", text)
    return not years and bool(_CARD_START.fullmatch(digits)) and bool(luhn.is_valid(digits))


def _is_phone(raw: str) -> bool:
    """Phone numbers start with +, 0 or 358 and are not years, dates or sums of money."""
    digits = re.sub(r"\D", "", raw)
    starts = raw.lstrip("( ")[:1] in "+0" or digits.startswith("358")
    return len(digits) >= 7 and starts and not re.fullmatch(r"[\d\s.]*\d{1,2}\.\d{1,2}\.\d{4}", raw)
