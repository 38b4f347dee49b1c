"""Addresses: what may be linked, how a link is shown, and where a quote can be read in full.

What comes from a source is quoted here, so that an address can be no more than that; pages escape what they show.
"""

import re
from urllib.parse import quote, urlencode

from assistant.records import Citation

_MOST_PAGES = 3
_LAST = 48  # characters of an address's last part that are shown


def safe_address(url: str) -> str:
    """A link that can only be http(s); anything else leads nowhere.

    >>> safe_address("javascript:alert(1)")
    '#'
    """
    return url if re.fullmatch(r"https?://[^\s<>\"'\\`\x00-\x20]+", url) else "#"


def short_address(url: str) -> str:
    """A page's host and the last part of its path: enough to tell two pages of a host apart.

    >>> short_address("https://www.example.fi/a/b/?c=d")
    'example.fi › b'
    """
    host, _, path = re.sub(r"^https?://(?:www\.)?", "", url).partition("/")
    last = re.split(r"[?#]", path)[0].rstrip("/").rpartition("/")[2]
    return f"{host} › {last[:_LAST]}{'…' * (len(last) > _LAST)}" if last else host


def document_address(language: str, citation: Citation, sight: str = "quote") -> str:
    """Our page of a whole document, with the quote marked and in sight; `page` puts the image of a PDF's page in sight."""
    place = urlencode({"start": citation.start, "end": citation.end})
    return f"/{language}/sources/{quote(citation.document_id)}?{place}#{sight}"


def cited_pages(citation: Citation, summary: bool) -> tuple[bool, list[tuple[str, str]]]:
    """Whether a quote is from a summary of our own, and the pages (address, language) to read on.

    They are the official pages behind the sentence of a summary, otherwise the source's own page at the quoted words.
    """
    if not (citation.sources or summary):
        return False, [(at_quote(citation.url, citation.quote), citation.language)] if citation.url else []
    spoken = {source.url: source.language for source in citation.sources}
    urls = dict.fromkeys([*([citation.url] if citation.url else []), *spoken])
    return True, [(url, spoken.get(url, citation.language)) for url in urls][:_MOST_PAGES]


def at_quote(url: str, text: str) -> str:
    """An address that lets the browser scroll to a text (a text fragment): its first and last words when it is long.

    >>> at_quote("https://example.fi/sivu", "Päätös tehtiin.")
    'https://example.fi/sivu#:~:text=P%C3%A4%C3%A4t%C3%B6s%20tehtiin.'
    """
    if "#" in url or not text.strip():
        return url
    words = text.split()
    ends = [" ".join(words)] if len(words) <= 8 else [" ".join(words[:4]), " ".join(words[-4:])]
    return f"{url}#:~:text={','.join(quote(end, safe='').replace('-', '%2D') for end in ends)}"
