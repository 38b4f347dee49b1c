"""An answer as Markdown for the conversation: what kind of answer it is in words, its text, and what it brings beside it.

Each kept answer ends in a link that holds its receipt. The link is the one record of the answer in the browser: what is copied,
saved, told to the engine as history and shown again after a reload is all read from it.
"""

import html
import re
from urllib.parse import quote

from assistant.records import Answer, ConflictValue, ConflictView, Language, Table
from assistant.web.markdown import BUSY, Say, address, escaped, in_language, linked, text_markdown
from assistant.web.receipts import packed
from assistant.wording import shown_date

_RECEIPT = re.compile(r'href="/[a-z]{2}/receipt#([\w-]+)"')
_KINDS = {"blocked_pii": "blocked", "blocked_abuse": "blocked"}


def kind_of(answer: Answer) -> str:
    """What a reader is told that an answer is: its status, or that its sources disagree."""
    if answer.conflicts and answer.status == "answered":
        return "conflict"
    return _KINDS.get(answer.status, answer.status)


def answer_markdown(answer: Answer, say: Say, fragment: str | None = None) -> str:
    """The answer under its label, with contact, conflicts, table, notices and tools, in its own language.

    `fragment` is its receipt when it has one already, as when it is shown again.
    """
    language, numbers = answer.language, {c.number for c in answer.citations}
    kind = kind_of(answer)
    parts = [label(say(language, f"kind_{kind}")), _text(answer, say)]
    parts += [linked(_conflict(conflict, answer, say), numbers) for conflict in answer.conflicts]
    if answer.table:
        parts.append(linked(_table(answer.table), numbers))
    parts += [f"<small>{escaped(notice)}</small>" for notice in answer.notices]
    if answer.form:
        parts.append(f"[{escaped(say(language, 'form_link'))}](/{language}/{quote(answer.form, safe='?=&')})")
    if fragment is None:
        fragment = packed(answer, say(language, "ai_notice"))
    if fragment:
        parts.append(_tools(answer, say, fragment))
    if answer.suggestions and not answer.choices:
        parts.append(escaped(say(language, "suggestions_label")))
    return in_language("\n\n".join(parts), language, f"answer {kind}")


def unfinished(say: Say, language: Language, text: str = "") -> str:
    """An answer in the making."""
    return f"{label(say(language, 'searching'))}\n\n{text_markdown(text)} {BUSY}"


def label(text: str) -> str:
    """The few words over an answer."""
    return f'<span class="kind">{escaped(text)}</span>'


def fragment_in(markdown: str) -> str:
    """The receipt's fragment in an answer of the conversation; empty when it was not kept."""
    found = _RECEIPT.search(markdown)
    return found[1] if found else ""


def _text(answer: Answer, say: Say) -> str:
    """The text; whom to ask stands out at its end."""
    text = text_markdown(answer.text, {c.number for c in answer.citations})
    if not answer.contact:
        return text
    name = escaped(answer.contact.name) or "?"
    link = f"[{name}]({address(answer.contact.url)})"
    told, found, last = text.rpartition("\n\n")
    before, named, after = last.rpartition(name)
    if not (found and named):
        told, before, after = text, f"{escaped(say(answer.language, 'contact_label'))} ", ""
    return f'{told}\n\n<div class="contact">\n\n{before}{link}{after}\n\n</div>'


def _tools(answer: Answer, say: Say, fragment: str) -> str:
    """What can be done with an answer. chat.js does it, from the receipt in the link."""
    language = answer.language
    table = ("copy_table", "save_table") if answer.table else ()
    buttons = "".join(
        f'<button type="button" class="tool" name="{name}">{html.escape(say(language, f"tool_{name}"))}</button>'
        for name in ("copy_answer", *table, "save_answer")
    )
    link = f'<a class="receipt" href="/{language}/receipt#{fragment}">{html.escape(say(language, "tool_receipt"))}</a>'
    return f'<div class="tools">{buttons}{link}</div>'


def _conflict(conflict: ConflictView, answer: Answer, say: Say) -> str:
    """What sources disagree on, and a card for each side with its source."""
    sides = "\n\n".join(f'<div class="side">\n\n{_side(value, answer, say)}\n\n</div>' for value in conflict.values)
    return f'{escaped(conflict.topic)}\n\n<div class="sides">\n\n{sides}\n\n</div>'


def _side(value: ConflictValue, answer: Answer, say: Say) -> str:
    cited = next((c for c in answer.citations if c.number == value.citation), None)
    if cited is None:
        return f"<b>{escaped(value.value)}</b>"
    date = shown_date(cited.as_of, answer.language) if cited.as_of else say(answer.language, "undated")
    return f"<b>{escaped(value.value)}</b> {escaped(f'[{cited.number}]')}\n\n{escaped(cited.title)}, {escaped(date)}"


def _table(table: Table) -> str:
    rows = [table.columns]
    for row in table.rows:
        marks = "".join(f" [{number}]" for number in row.citations)
        rows.append((*row.cells[:-1], row.cells[-1] + marks))
    first, *rest = (f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows)
    return "\n".join((first, "|---" * len(table.columns) + "|", *rest))
