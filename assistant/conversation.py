"""What a message asks: a follow-up made whole with the conversation before it, a long message cut into its questions.

Rules over the catalogue's names and `conversation.toml`; no model. A whole question is made for the search, not to be shown:
it may be a question with the names it leaves out after it.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.records import Turn
from assistant.wishes import wanted_in, without_wishes
from corpus import LANGUAGES, Mention, NameFinder

_FILE = Path(__file__).parent / "conversation.toml"
PLACE_KINDS = ("city", "agreement", "region", "outside")  # outside: a place without an agreement of its own
_SUBJECTS = ("project", "theme", "lead_theme")  # of which a new one takes the place of the one before
MOST_ASKS = 3
_AROUND = 400  # letters of what is around a question that turn its meaning: of earlier messages and of this one
_SHORT = 4  # words up to which a message without a name of its own goes on from the one before
_LEADING = 12  # words up to which a message that begins with "and" does
_OWN = 3  # words of its own from which a question says what it is about
_FEW = 2  # items up to which an answer is no new list while one is being counted through
_CLAUSE = 2  # words that a question after `and` has at least
_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_AND = re.compile(
    r"(?:,\s*|\s+)(?:ja|sekä|och|samt|and)\s+(?:myös |även |också |also |(?:jos ei|om inte|if not),? )?", re.IGNORECASE
)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}  # which item of a list each means
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_SPLIT = re.compile(r",\s+|\s+(?:ja|sekä|och|samt|and)\s+")
_PROPER = re.compile(r"(?<=\w )[A-ZÅÄÖ][\w-]{2,}")  # capitalised within a sentence
_MARK = re.compile(r"\s?\[\d+\]")
_NUMBERED = re.compile(r"(?:^|[\s,;])\d{1,2}[.)]\s+")
_YEAR = re.compile(r"(?: (?:in|vuonna|år|året))? \b20\d\d\b")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(languages.values()), re.IGNORECASE) for name, languages in groups.items()}


def asks_language(text: str) -> str | None:
    """The language in which a message asks for the answer, when it says so."""
    return next((language for language in LANGUAGES if _patterns()[f"in_{language}"].search(text)), None)


def points_back(text: str) -> bool:
    """Whether a text holds a word that stands for something named before, such as `it`."""
    return bool(_patterns()["points_back"].search(text))


def without_asking(text: str) -> str:
    """A text without the words that begin questions."""
    return re.sub(rf"\b(?:{_patterns()['asking'].pattern})", " ", text, flags=re.IGNORECASE)


def ordinal_in(text: str) -> int | None:
    """The place in a list that a text names, 0 for `the first` and -1 for `the last`; None when it names none."""
    found = _ordinal(text)
    return found[0] if found else None


def _ordinal(text: str) -> tuple[int, re.Match[str]] | None:
    """The first of the ordinals that a text holds: its place in a list, and where it stands."""
    return next(((at, found) for name, at in _ORDINALS.items() if (found := _patterns()[name].search(text))), None)


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
        before, listed, counted, relists = "", "", False, False
        for turn in history:
            if turn.role == "user":
                counted = bool(self._chosen(turn.content, listed))
                relists = bool(_patterns()["lists"].match(turn.content))
                before = self._after(turn.content, before, listed).whole
                continue
            if len(_items(turn.content)) > (_FEW if counted else 1) and (relists or not counted):
                listed = turn.content  # kept while it is being counted through
            before = f"{before} {self._only_project(turn.content, before)}".strip()
        written, doubts = split_asks(message), _patterns()["doubts"].search
        earlier = " ".join(turn.content for turn in history if turn.role == "user")[-_AROUND:]
        said = f"{earlier} {message[-_AROUND:]}".strip()
        first = self._after(written[0], before, listed)
        if written == [message] and not doubts(message):
            joined = first.whole != message and first.wanted == message  # not where a name or an item took another's place
            return [replace(first, around=f"{earlier} {message[:_AROUND]}" if joined else "")]
        if not before and not self._finder.find(written[0]) and len(self._own(written[0], [])) < _OWN:
            first = Ask(written[0], written[0], f"{_sentence_before(message, written[0])} {written[0]}".strip())
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

    def _only_project(self, said: str, before: str) -> str:
        """The name of the one project that an answer begins with, where the question before it names none; else empty."""
        first = _END.split(said.strip())[0]
        named = {m.entity_id: first[m.span.start : m.span.end] for m in self._finder.find(first) if m.kind == "project"}
        asked = any(m.kind == "project" for m in self._finder.find(before))
        return next(iter(named.values())) if before and len(named) == 1 and not asked else ""

    def _after(self, question: str, before: str, said: str) -> Ask:
        """A message after one that is whole (`before`) and its answer (`said`)."""
        patterns, words = _patterns(), len(question.split())
        mentions, wishes = self._finder.find(question), wanted_in(question) != ("other",)
        if wishes and all(mention.kind == "term" for mention in mentions):
            mentions = []  # `the grant rate` is what is asked, not a subject that takes another's place
        leads_on = bool(patterns["leads_on"].match(question)) and words <= _LEADING
        refers = points_back(question)
        chosen = self._chosen(question, said) if words <= _LEADING else ""
        ours = bool(patterns["ours"].search(question))
        if not before or not (leads_on or refers or ours or chosen or words <= _SHORT):
            return Ask(question, question, question)
        if chosen:
            whole = chosen if self._own(question, mentions) else f"{without_names(before, self._finder.find(before))} {chosen}"
            return Ask(question, whole, whole)
        own = self._own(question, mentions)
        head, comma, rest = question.partition(", ")
        if leads_on and comma and patterns["asking"].match(rest) and self._own(head, []):
            return Ask(question, question, question)  # what it points back to is its own beginning
        if not own and (leads_on or not mentions):
            whole = self._replaced(question, mentions, before) if mentions else _recounted(question, before)
            return Ask(question, whole, whole)
        if mentions and not (refers or leads_on or ours):
            return Ask(question, question, question)
        new_topic = leads_on and not wishes and not mentions and 0 < len(own) < _OWN
        if new_topic and patterns["lists"].match(before) and not self._places(before):
            return Ask(question, question, self._retopic(before, own))
        if own and not refers and (ours or patterns["asking"].match(question)):  # whole but for what it is about
            return Ask(question, question, f"{question} {self._subject(before, self._finder.find(question))}".strip())
        subject = without_wishes(before) if wishes else before
        thing = refers and any(_group(m.kind) != "place" for m in self._finder.find(before))
        left_out = self._left_out(mentions, before) if mentions or thing or len(own) >= _OWN else subject
        return Ask(question, question, f"{question} {left_out}".strip())

    def _subject(self, before: str, mentions: Sequence[Mention]) -> str:
        """What the earlier question is about, for a question that says the rest: its places and things, else its terms."""
        kinds = {_group(m.kind) for m in mentions}
        found = [m for m in self._finder.find(before) if _group(m.kind) not in kinds]
        named = [m for m in found if m.kind != "term"] or found
        return " ".join(dict.fromkeys(before[m.span.start : m.span.end] for m in named))

    def _own(self, question: str, mentions: Sequence[Mention]) -> list[str]:
        """The words of a message that ask for something, beside names, ordinals, small words and the way it goes on."""
        rest = without_names(question, mentions)
        for name in ("leads_on", "trails", *_ORDINALS, *(f"in_{language}" for language in LANGUAGES)):
            rest = _patterns()[name].sub(" ", rest.strip())
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
        counted = _ordinal(before)
        kept += [counted[1].group()] if counted else []
        unknown = [] if mentions else [w for w in _PROPER.findall(without_names(before, found)) if w.lower() not in kept]
        return " ".join(dict.fromkeys([*kept, *unknown]))

    def _chosen(self, question: str, said: str) -> str:
        """The message with the item of the last answer in the place of `the second one`; empty when there is none."""
        for name, at in _ORDINALS.items():
            found = _patterns()[name].search(question)
            if found is None or not said:
                continue
            items = _items(said)
            if len(items) > max(at, 1):
                return question[: found.start()] + items[at] + question[found.end() :]
        return ""


def _recounted(question: str, before: str) -> str:
    """The earlier question about `the first call`, now about `the third`; the year of the first goes."""
    new, old = _ordinal(question), _ordinal(before)
    if new is None or old is None:
        return before
    return _YEAR.sub("", before[: old[1].start()] + new[1].group() + before[old[1].end() :])


def _items(said: str) -> list[str]:
    """What an answer lists: its list items, or the parts of the sentence that lists most."""
    said = _MARK.sub("", said)
    if len(listed := _ITEM.findall(said)) > 1:
        return [item.rstrip(".") for item in listed]
    if len(numbered := _NUMBERED.split(said)[1:]) > 1:
        return [item.strip(" .,;") for item in numbered]
    sentences = [s.partition(":")[2] or s for s in _END.split(said)]
    best = max(sentences, key=lambda s: len(_SPLIT.findall(s)), default="")
    parts = [part.strip(" .:;") for part in _SPLIT.split(best)]
    return [part for part in parts if part]


def _sentence_before(message: str, ask: str) -> str:
    """The sentence of a message before one of its questions, or nothing."""
    sentences = [s for s in _END.split(message[: message.find(ask)].strip()) if s]
    return sentences[-1] if sentences else ""


def _group(kind: str) -> str:
    return "place" if kind in PLACE_KINDS else "subject" if kind in _SUBJECTS else kind


def without_names(text: str, mentions: Sequence[Mention]) -> str:
    """A text without the names found in it."""
    kept, at = [], 0
    for mention in sorted(mentions, key=lambda m: m.span.start):
        kept.append(text[at : max(at, mention.span.start)])
        at = max(at, mention.span.end)
    return " ".join(" ".join([*kept, text[at:]]).split())


def split_asks(text: str) -> list[str]:
    """The questions in a message, at most `MOST_ASKS`: the sentences that ask, cut where `and` begins another question.

    >>> split_asks("We are a school. What is funded and who pays?")
    ['What is funded', 'who pays?']
    """
    sentences = [s.strip() for s in _END.split(text.strip()) if s.strip()]
    asking: list[str] = []
    for sentence in sentences:
        if asking and len(sentence.split()) <= _CLAUSE and sentence.endswith("?") and not _patterns()["asking"].match(sentence):
            asking[-1] += f" {sentence}"
        elif len(sentences) == 1 or _is_ask(sentence):
            asking.append(sentence)
    found = [part for sentence in asking for part in _clauses(sentence)]
    return found[:MOST_ASKS] or [text]


def _is_ask(sentence: str) -> bool:
    patterns = _patterns()
    return (
        sentence.endswith("?")
        or any(patterns[name].match(sentence) for name in ("asking", "verbs"))
        or bool(patterns["telling"].search(sentence))
    )


def _clauses(sentence: str) -> list[str]:
    """A sentence cut before each `and` that a question word and more follows."""
    asking = _patterns()["asking"]
    starts = [
        a for a in _AND.finditer(sentence) if asking.match(sentence, a.end()) and len(sentence[a.end() :].split()) >= _CLAUSE
    ]
    edges = [0, *(found.end() for found in starts)]
    ends = [*(found.start() for found in starts), len(sentence)]
    return [sentence[start:end] for start, end in zip(edges, ends, strict=True)]
