"""The other ways to read a text: look-alike letters, figures for letters, letters set apart, reversed, encoded.

Only for finding what somebody hides in a text; what is searched for and shown is always the text as written.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from urllib.parse import unquote

from assistant.figures import NUMBER_WORDS

# letters of other alphabets that look like Latin ones; Unicode has no table of looks in its character database
_ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнАВЕКМНОРСТХІЈЅУοαεινκρτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɡɑ",
    "aeopcyxijshdqwkmtbhABEKMHOPCTXIJSYoaeivkptuxwABEZHIKMNOPTYXiga",
)
_FIGURES = str.maketrans("013457@$€!|", "oieasta" + "seil")
_LEET = re.compile(r"[^\s]*[A-Za-zåäöÅÄÖ][^\s]*")
_APART = re.compile(r"(?<!\w)(?:[\w@][ .\-_*·|/,]{1,3}){3,}\w(?!\w)")
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?<!\w)(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,]?){8,}(?!\w)", re.IGNORECASE)
_BITS = re.compile(r"(?<!\w)(?:[01]{8}\s?){6,}(?!\w)")
_ZEROS = ("nolla", "noll", "zero")
_DIGIT_WORDS = dict.fromkeys(_ZEROS, "0") | {word: str(n) for word, n in NUMBER_WORDS.items() if n <= 9}
_SPOKEN = re.compile(rf"\b(?:(?:{'|'.join(_DIGIT_WORDS)})\b[\s,.-]*){{4,}}", re.IGNORECASE)


def alike(text: str) -> str:
    """The text with look-alike letters as Latin ones and without marks set over or through letters (å, ä and ö stay)."""
    latin = text.translate(_ALIKE)
    parts = unicodedata.normalize("NFD", latin)
    kept = "".join(
        c for i, c in enumerate(parts) if not unicodedata.combining(c) or (c in "\u0308\u030a" and parts[i - 1] in "aoAO")
    )
    return unicodedata.normalize("NFC", kept)


def letters(text: str) -> str:
    """The text with figures and signs inside words read as the letters they look like: `1gn0re` is `ignore`."""
    return _LEET.sub(lambda m: m.group().translate(_FIGURES), text)


def together(text: str) -> str:
    """The text with letters or figures set apart joined: `o h j e e t` is `ohjeet`."""
    return _APART.sub(lambda m: re.sub(r"[ \-_*·|/,]|(?<! )\.(?! )", "", m.group()), text)


def spoken_figures(text: str) -> str:
    """The text with four or more figures in words, one after the other, as figures."""
    return _SPOKEN.sub(lambda m: "".join(_DIGIT_WORDS.get(w, "") for w in re.findall(r"\w+", m.group().lower())) + " ", text)


def decoded(text: str) -> list[str]:
    """What the encoded parts of a text hold: base64, hexadecimal, bits, percent signs, entities."""
    found = [_as_text(_from_base64(m.group())) for m in _BASE64.finditer(text)]
    found += [_as_text(_from_hex(m.group())) for m in _HEX.finditer(text)]
    found += [_as_text(bytes(int(b, 2) for b in re.findall("[01]{8}", m.group()))) for m in _BITS.finditer(text)]
    found += [other for other in (unquote(text), html.unescape(text)) if other != text]
    return [part for part in found if part]


def without_codes(text: str) -> str:
    """The text without the parts that hold another text encoded."""
    for pattern, read in ((_BASE64, _from_base64), (_HEX, _from_hex)):
        text = pattern.sub(lambda m, read=read: " " if _as_text(read(m.group())) else m.group(), text)  # type: ignore[misc]
    return " ".join(text.split())


def readings(text: str) -> list[str]:
    """The text as it looks, and the other texts that it may stand for; none twice."""
    plain = alike(text)
    found = [plain, letters(plain), together(plain), letters(together(plain)), *decoded(plain)]
    found += [plain[::-1], codecs.decode(plain, "rot13")]
    found += [codecs.decode(part, "rot13") for part in decoded(plain)[:2]]
    return list(dict.fromkeys(found))


def _from_base64(code: str) -> bytes:
    bare = code.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _from_hex(code: str) -> bytes:
    bare = re.sub(r"0x|\\x|[\s:,]", "", code, flags=re.IGNORECASE)
    return bytes.fromhex(bare) if len(bare) % 2 == 0 else b""


def _as_text(raw: bytes) -> str:
    """Bytes as a text, or nothing when they are no text a person wrote."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    readable = sum(c.isalnum() or c in " .,:;!?@+-_'\"/()%=\n" for c in text)
    return " ".join(text.split()) if len(text) >= 6 and text.isprintable() and readable >= 0.95 * len(text) else ""
