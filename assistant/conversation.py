"""What a message asks: a follow-up made whole with the conversation before it, a long message cut into its questions.

Rules over the catalogue's names and `conversation.toml`; no model. A whole question is made for the search, not to be shown:
it may be a question with the names it leaves out after it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.phrases import (
    END,
    FEW,
    ORDINALS,
    YEAR,
    listed_items,
    ordinal_of,
    other_year,
    phrases,
    points_back,
    recounted,
    sentence_before,
    split_asks,
)
from assistant.records import Turn
from assistant.wishes import wanted_in, wishes_of, without_wishes
from corpus import LANGUAGES, Mention, NameFinder

PLACE_KINDS = ("city", "agreement", "region", "outside")  # outside: a place without an agreement of its own
_SUBJECTS = ("project", "flagship", "theme", "lead_theme")  # of which a new one takes the place of the one before
_AROUND = 400  # letters of what is around a question that turn its meaning: of earlier messages and of this one
_SHORT = 4  # words up to which a message without a name of its own goes on from the one before
_LEADING = 12  # words up to which a message that begins with "and" does
_OWN = 3  # words of its own from which a question says what it is about
_PROPER = re.compile(r"(?<=\w )[A-ZÅÄÖ][\w-]{2,}")  # capitalised within a sentence
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a message asks: as `written`, the words that tell what is `wanted`, and the whole to search for.

    `around` is what is around it, the message and those before, when that says more; else empty.
    """

    written: str
    wanted: str
    whole: str
    around: str = ""


class Conversation:
    """Makes questions whole. `says` tells whether a word says something of a subject, not only how it is asked about."""

    def __init__(self, finder: NameFinder, says: Callable[[str], bool]) -> None:
        self._finder, self._says = finder, says

    def asks(self, message: str, history: Sequence[Turn]) -> list[Ask]:
        """What a message asks, question by question. Earlier messages are made whole in turn."""
        before, listed, named, counted, relists = "", "", "", False, False
        for turn in history:
            if turn.role == "user":
                counted = bool(self._chosen(turn.content, listed))
                relists = bool(phrases()["lists"].match(turn.content))
                before = self._after(turn.content, self._with_names(before, named), listed).whole
                named = self._places_in(before) or named
                continue
            if len(listed_items(turn.content, relists)) > (FEW if counted else 1) and (relists or not counted):
                listed = turn.content  # kept while it is being counted through
            before = f"{before} {self._only_project(turn.content, before)}".strip()
        before = self._with_names(before, named)
        written, doubts = split_asks(message), phrases()["doubts"].search
        earlier = " ".join(turn.content for turn in history if turn.role == "user")[-_AROUND:]
        said = f"{earlier} {message[-_AROUND:]}".strip()
        first = self._after(written[0], before, listed)
        if written == [message] and not doubts(message):
            replaced = not first.wanted.startswith(message)  # a name or an item has taken another's place
            joined = first.whole != message and not replaced
            return [replace(first, around=f"{earlier} {message[:_AROUND]}" if joined else "")]
        bare = len(self._own(written[0], [])) < _OWN or points_back(written[0])
        if not before and bare and not self._finder.find(written[0]):
            first = Ask(written[0], written[0], f"{sentence_before(message, written[0])} {written[0]}".strip())
        around = message if self._finder.find(message) else f"{message} {self._left_out([], before)}"
        found: dict[str, Ask] = {}
        for part in written:
            mentions = self._finder.find(part)
            lost = bool(found) and not mentions and len(self._own(part, mentions)) < _OWN
            whole = first.whole if not found else f"{first.whole} {part}" if lost else part
            if found or first.wanted == first.written:  # else a name or an item has taken another's place
                whole = f"{whole} {self._left_out(self._finder.find(whole), around)}".strip()
            own = Ask(part, said, said) if doubts(part) else Ask(part, part, whole, f"{earlier} {message[:_AROUND]}".strip())
            found.setdefault(whole, own)
        return list(found.values())

    def _with_names(self, before: str, named: str) -> str:
        """The earlier question, with the places last spoken of when it has no name itself."""
        return before if not before or self._finder.find(before) else f"{before} {named}".strip()

    def _only_project(self, said: str, before: str) -> str:
        """The name of the one project that an answer begins with, where the question before it names none; else empty."""
        first = END.split(said.strip())[0]
        named = {m.entity_id: first[m.span.start : m.span.end] for m in self._finder.find(first) if m.kind == "project"}
        asked = any(m.kind == "project" for m in self._finder.find(before))
        return next(iter(named.values())) if before and len(named) == 1 and not asked else ""

    def _after(self, question: str, before: str, said: str) -> Ask:
        """A message after one that is whole (`before`) and its answer (`said`); `the year before` is the year that it means."""
        year = other_year(question, before)
        ask = self._going_on(question, f"{YEAR.sub(' ', before)} {year}" if year else before, said)
        return replace(ask, whole=f"{ask.whole} {year}") if year and year not in ask.whole else ask

    def _going_on(self, question: str, before: str, said: str) -> Ask:
        """The message made whole with what it leaves out of the one before."""
        patterns, words = phrases(), len(question.split())
        mentions, wishes = self._finder.find(question), wanted_in(question) != ("other",)
        defines = "definition" in wanted_in(question) and bool(mentions) and all(mention.kind == "term" for mention in mentions)
        if wishes and all(mention.kind == "term" for mention in mentions):
            mentions = []  # `the grant rate` is what is asked, not a subject that takes another's place
        leads_on = bool(patterns["leads_on"].match(question)) and words <= _LEADING
        refers = points_back(question)
        chosen = self._chosen(question, said) if words <= _LEADING else ""
        ours = bool(patterns["ours"].search(question))
        if defines and not (leads_on or refers or ours):
            return Ask(question, question, question)  # what a word means is the same everywhere
        if not before or not (leads_on or refers or ours or chosen or words <= _SHORT):
            return Ask(question, question, question)
        if chosen:
            whole = chosen if self._own(question, mentions) else f"{without_names(before, self._finder.find(before))} {chosen}"
            return Ask(question, whole, whole)
        own = self._own(question, mentions)
        head, comma, rest = question.partition(", ")
        if leads_on and comma and patterns["asking"].match(rest) and self._own(head, []):
            places = "" if self._places(question) else self._places_in(before)
            return Ask(question, question, f"{question} {places}".strip())  # what it points back to is its own beginning
        if not own and (leads_on or not mentions or (self._places(question) and self._places(before))):
            whole = self._replaced(question, mentions, before) if mentions else recounted(question, before)
            return Ask(question, whole, whole)
        if mentions and not (refers or leads_on or ours):
            return Ask(question, question, question)
        new_topic = leads_on and not wishes and not mentions and 0 < len(own) < _OWN
        if new_topic and patterns["lists"].match(before) and not self._places(before):
            return Ask(question, question, self._retopic(before, own))
        if own and not refers and (ours or patterns["asking"].match(question)):  # whole but for what it is about
            places = "" if self._places(question) else self._places_in(before)
            return Ask(question, question, f"{question} {places}".strip())  # what it points back to is its own beginning
        subject = without_wishes(before) if wishes else before
        thing = refers and any(_group(m.kind) != "place" for m in self._finder.find(before))
        left_out = self._left_out(mentions, before) if mentions or thing or len(own) >= _OWN else subject
        same = wishes_of(before) if leads_on and not wishes else ""  # of another thing is asked what was asked before
        return Ask(question, f"{question} {same}".strip(), " ".join(f"{question} {left_out} {same}".split()))

    def _subject(self, before: str, mentions: Sequence[Mention]) -> str:
        """What the earlier question is about, for a question that says the rest: its places and things, else its terms."""
        kinds = {_group(m.kind) for m in mentions}
        found = [m for m in self._finder.find(before) if _group(m.kind) not in kinds]
        named = [m for m in found if m.kind != "term"] or found
        return " ".join(dict.fromkeys(before[m.span.start : m.span.end] for m in named))

    def _own(self, question: str, mentions: Sequence[Mention]) -> list[str]:
        """The words of a message that ask for something, beside names, ordinals, small words and the way it goes on."""
        rest = without_names(question, mentions)
        for name in ("leads_on", "trails", *ORDINALS, *(f"in_{language}" for language in LANGUAGES)):
            rest = phrases()[name].sub(" ", rest.strip())
        return [word for word in _WORD.findall(rest) if self._says(word.lower())]

    def _replaced(self, question: str, mentions: Sequence[Mention], before: str) -> str:
        """The earlier question with the new name in the place of the old one of its kind, or at its end."""
        new = question[mentions[0].span.start : max(m.span.end for m in mentions)]
        kinds = {_group(m.kind) for m in mentions}
        old = [m for m in self._finder.find(before) if _group(m.kind) in kinds]
        if not old:
            return f"{before} {new}"
        return before[: old[0].span.start] + new + before[max(m.span.end for m in old) :]

    def _places(self, text: str) -> list[Mention]:
        """The places that a text names, also as the City of Lahti."""
        return [m for m in self._finder.find(text) if m.kind in PLACE_KINDS or m.entity_id.startswith("org-city-")]

    def _places_in(self, text: str) -> str:
        """The names of the places in a text, each once."""
        return " ".join(dict.fromkeys(text[m.span.start : m.span.end] for m in self._places(text)))

    def _retopic(self, before: str, own: Sequence[str]) -> str:
        """The earlier question for a list with the new topic in the place of its last word that says something."""
        said = self._own(before, self._finder.find(before))
        at = before.rfind(said[-1]) if said else -1
        return f"{before[:at]}{' '.join(own)}{before[at + len(said[-1]) :]}" if at >= 0 else f"{' '.join(own)} {before}"

    def _left_out(self, mentions: Sequence[Mention], before: str) -> str:
        """The names of the earlier question that the new one does not replace, which of several it means, and unknown names."""
        kinds = {_group(m.kind) for m in mentions}
        found = self._finder.find(before)
        kept = [before[m.span.start : m.span.end] for m in found if _group(m.kind) not in kinds]
        counted = ordinal_of(before)
        kept += [counted[1].group()] if counted else []
        unknown = [] if mentions else [w for w in _PROPER.findall(without_names(before, found)) if w.lower() not in kept]
        return " ".join(dict.fromkeys([*kept, *unknown]))

    def _chosen(self, question: str, said: str) -> str:
        """The message with the item of the last answer in the place of `the second one`; empty when there is none."""
        for name, at in ORDINALS.items():
            found = phrases()[name].search(question)
            if found is None or not said:
                continue
            items = listed_items(said)
            if len(items) > max(at, 1):
                return question[: found.start()] + items[at] + question[found.end() :]
        return ""


def _group(kind: str) -> str:
    return "place" if kind in PLACE_KINDS else "subject" if kind in _SUBJECTS else kind


def without_names(text: str, mentions: Sequence[Mention]) -> str:
    """A text without the names found in it."""
    kept, at = [], 0
    for mention in sorted(mentions, key=lambda m: m.span.start):
        kept.append(text[at : max(at, mention.span.start)])
        at = max(at, mention.span.end)
    return " ".join(" ".join([*kept, text[at:]]).split())
