"""The sources panel: for each citation its number, title, language, date, the quote in its context, and where to read on."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.records import Answer, Citation, Language
from assistant.verify import quote_holds
from assistant.web.links import cited_pages, document_address, short_address
from assistant.web.markdown import Say, address, cut, escaped, language_tag
from assistant.wording import shown_date
from corpus import LANGUAGES, Document

MOST_QUOTED = 3000  # characters of a quote that are shown; the document's own page shows all
CONTEXT = 160  # characters shown before and after a quote, at most


@dataclass(frozen=True, slots=True)
class Panel:
    """Draws sources in the language of the page, with the documents that `document_of` gives."""

    say: Say
    language: Language
    document_of: Callable[[str], Document | None]

    def markdown(self, answer: Answer) -> str:
        """The sources of an answer, and what the marked text in them is."""
        if not answer.citations:
            return self.say(self.language, "sources_none")
        checked = all(quote_holds(citation, self.document_of) for citation in answer.citations)
        told = ("checked_note" if checked else "sources_changed", "new_tab")
        notes = " ".join(escaped(self.say(self.language, key)) for key in told)
        return "\n\n".join((*(self._source(citation) for citation in answer.citations), f"<small>{notes}</small>"))

    def _source(self, citation: Citation) -> str:
        say, language = self.say, self.language
        document = self.document_of(citation.document_id)
        date = shown_date(citation.as_of, language) if citation.as_of else say(language, "undated")
        page = f" · {escaped(say(language, 'page', page=citation.page))}" if citation.page else ""
        spoken = f'<span lang="{language_tag(citation.language)}">'
        parts = [
            f"### \\[{citation.number}\\] {spoken}{escaped(citation.title)}</span>",
            f'<span class="badge">{self._name(citation.language)}</span> {escaped(date)}{page}',
            f"> {spoken}{self._in_context(citation, document)}</span>",
            self._ways(citation, document),
            self._page_image(citation, document),
            self._pages(citation, document),
        ]
        content = "\n\n".join(part for part in parts if part)
        return f'<section class="source" id="source-{citation.number}" tabindex="-1">\n\n{content}\n\n</section>'

    def _name(self, code: str) -> str:
        return escaped(self.say(self.language, f"language_{code}") if code in LANGUAGES else code)

    def _in_context(self, citation: Citation, document: Document | None) -> str:
        begins, ends = (self._for_readers(key) for key in ("quote_begins", "quote_ends"))
        quote = "<br>".join(escaped(line) for line in cut(citation.quote, MOST_QUOTED).splitlines() if line.strip())
        before, after = surroundings(document, citation)
        return " ".join(part for part in (escaped(before), begins, f"<mark>{quote}</mark>", ends, escaped(after)) if part)

    def _for_readers(self, key: str) -> str:
        return f'<span class="for-readers">({escaped(self.say(self.language, key))})</span>'

    def _ways(self, citation: Citation, document: Document | None) -> str:
        """To the quote in its whole document, and back."""
        say, whole = self.say, document_address(self.language, citation)
        to_document = [f"[{escaped(say(self.language, 'whole_document'))}]({whole})"] if document else []
        return " · ".join((*to_document, f"[{escaped(say(self.language, 'back_to_answer'))}](#chat)"))

    def _page_image(self, citation: Citation, document: Document | None) -> str:
        """A link to our page of a PDF, where its page is drawn with the quote marked."""
        if not (document and document.pages):
            return ""
        label = escaped(self.say(self.language, "document_open_page"))
        return f"[{label}]({document_address(self.language, citation, 'page')})"

    def _pages(self, citation: Citation, document: Document | None) -> str:
        """Where to read on: the official pages behind a summary of our own (its sentences carry facts), or the source's page."""
        summary, pages = cited_pages(citation, bool(document and document.marks))
        if not summary:
            label = f"{escaped(self.say(self.language, 'open_page'))}\\:"
            return "".join(f"[{label} {shown_page(url)}]({address(url)})" for url, _ in pages)
        lines = [escaped(self.say(self.language, "our_summary")), ""] if pages else []
        for url, code in pages:
            other = f" ({self._name(code)})" if code != self.language else ""
            lines.append(f"- [{shown_page(url)}]({address(url)}){other}")
        return "\n".join(lines)


def shown_page(url: str) -> str:
    """The short form of an address as Markdown."""
    return escaped(short_address(url))


def surroundings(document: Document | None, citation: Citation) -> tuple[str, str]:
    """The text just before and after a quote, within its section, cut between words.

    Both are empty when the document is gone or no longer holds the quote at this place.
    """
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        return "", ""
    spans = [h.span for h in document.headings] + [p.span for p in document.pages if p.span.start > citation.start]
    begin = max((s.end for s in spans if s.end <= citation.start), default=0)
    end = min((s.start for s in spans if s.start >= citation.end), default=len(document.text))
    near_begin, near_end = max(begin, citation.start - CONTEXT), min(end, citation.end + CONTEXT)
    before, after = document.text[near_begin : citation.start], document.text[citation.end : near_end]
    if near_begin > begin and before.strip():
        before = "… " + before.partition(" ")[2]
    if near_end < end and after.strip():
        after = after.rpartition(" ")[0] + " …"
    return before, after
