"""Decode plain text in whatever encoding it was saved. Home of charset-normalizer."""

import codecs

from charset_normalizer import from_bytes

from corpus.errors import DocumentError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OURS = frozenset("åäöÅÄÖé€–“”’")


def decode(raw: bytes, name: str) -> str:
    r"""The text of a file: by its byte order mark, else UTF-8, else the likeliest encoding. Line ends become `\n`.

    Raises `DocumentError` when the bytes are no text.
    """
    encoding = next((e for mark, e in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        # the measures of charset-normalizer take "J‰nes" for likelier than "Jänes", so the signs of our languages decide
        found = from_bytes(raw, cp_isolation=["cp1252", "iso8859_15", "mac_roman", "utf_16_le", "utf_16_be", "cp850"])
        text = max((str(match) for match in found), key=lambda text: sum(c in _OURS for c in text), default="")
        if not text:
            hint = "save it as UTF-8, or remove it"
            raise DocumentError(f"{name!r} is not text in any known encoding", hint) from None
    if "\x00" in text:
        raise DocumentError(f"{name!r} holds NUL bytes, so it is no text", "save it as UTF-8 text, or remove it")
    return text.replace("\r\n", "\n").replace("\r", "\n")
