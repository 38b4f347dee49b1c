"""What a question asks: its language, the entities it names, the kind of value it wants, and, for a follow-up, the whole
question behind it. Rules and the catalogue's names only; no model.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from assistant.records import Language, Turn
from corpus import LANGUAGES, Mention, NameFinder, detect_language

Wanted = Literal["amount", "rate", "date", "count", "who", "definition", "requirement", "procedure", "yes_no", "other"]

_FILE = Path(__file__).parent / "questions.toml"
_LEADS_ON = re.compile(
    r"^(?:entä(?:s|pä)?|no entä|mites|ja\b|och\b|men\b|hur är det med|vad gäller|and\b|what about|how about|but\b|then\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:se|sen|siinä|siellä|sinne|sieltä|ne|niiden|niissä|niitä|heidän|tämä|tämän|tuo|tuon|siitä|sitä"
    r"|den|det|där|dit|dess|deras|dem|detta|denna|dessa|it|its|they|their|them|there|that one|this one|this|those|these)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[A-ZÅÄÖ]\w{3,}")
PLACE_KINDS = ("city", "agreement", "region")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made plain. `standalone` is what is searched for: the question, or the whole one behind a follow-up."""

    question: str
    standalone: str
    language: Language
    foreign: bool
    mentions: tuple[Mention, ...]
    agreements: tuple[str, ...]
    wanted: tuple[Wanted, ...]

    def entities(self, *kinds: str) -> tuple[str, ...]:
        """The ids of the entities named, of these kinds or all."""
        return tuple(dict.fromkeys(m.entity_id for m in self.mentions if not kinds or m.kind in kinds))

    def strangers(self, knows: Callable[[str], bool]) -> list[str]:
        """The proper names in the question that no text holds: capital letters past the first word, outside known names."""
        found = []
        for word in list(_CAPITAL.finditer(self.standalone)):
            inside = any(m.span.start <= word.start() < m.span.end for m in self.mentions)
            first = not self.standalone[: word.start()].strip() or self.standalone[: word.start()].rstrip()[-1] in ".!?:"
            if not inside and not first and not knows(word.group()):
                found.append(word.group())
        return found


@lru_cache(maxsize=1)
def _patterns() -> dict[Wanted, re.Pattern[str]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {cast(Wanted, name): re.compile("|".join(group.values()), re.IGNORECASE) for name, group in groups.items()}


def wanted_in(text: str) -> tuple[Wanted, ...]:
    """The kinds of value that a question asks for."""
    return tuple(wanted for wanted, pattern in _patterns().items() if pattern.search(text)) or ("other",)


class Understanding:
    """Reads questions with the names of a catalogue. `agreement_of` gives an entity's agreements by its id."""

    def __init__(self, finder: NameFinder, agreement_of: Callable[[str], tuple[str, ...]], fallback: Language) -> None:
        self._finder, self._agreement_of, self._fallback = finder, agreement_of, fallback

    def read(self, question: str, history: Sequence[Turn] = (), interface: Language | None = None) -> Understood:
        """Understand a question, with the conversation before it."""
        language, foreign = self.language_of(question, interface or self._said(history) or self._fallback)
        mentions = self._finder.find(question)
        standalone = self._made_whole(question, mentions, history)
        if standalone != question:
            mentions = self._finder.find(standalone)
        agreements = tuple(dict.fromkeys(a for m in mentions if m.kind in PLACE_KINDS for a in self._agreement_of(m.entity_id)))
        return Understood(question, standalone, language, foreign, tuple(mentions), agreements, wanted_in(standalone))

    def language_of(self, text: str, fallback: Language) -> tuple[Language, bool]:
        """The language to answer in, and whether the question is in none of the three. Names are left out of the judgement."""
        found = detect_language(self._without_names(text), "")
        if found in LANGUAGES:
            return cast(Language, found), False
        return fallback, bool(found)

    def _without_names(self, text: str) -> str:
        kept, at = [], 0
        for mention in self._finder.find(text):
            if mention.kind in PLACE_KINDS and mention.span.start >= at:
                kept.append(text[at : mention.span.start])
                at = mention.span.end
        return " ".join([*kept, text[at:]])

    def _said(self, history: Sequence[Turn]) -> Language | None:
        last = next((turn.content for turn in reversed(history) if turn.role == "user"), None)
        return self.language_of(last, self._fallback)[0] if last else None

    def _made_whole(self, question: str, mentions: Sequence[Mention], history: Sequence[Turn]) -> str:
        """The question behind a follow-up: the earlier one with the new place in it, or the new one about the old place."""
        earlier = [turn.content for turn in history if turn.role == "user"]
        places = [m for m in mentions if m.kind in PLACE_KINDS]
        words = len(question.split())
        leads_on = bool(_LEADS_ON.match(question)) and words <= 8
        points_back = bool(_POINTS_BACK.search(question))
        if not earlier or not (leads_on or points_back or words <= 4):
            return question
        before = earlier[-1]
        old = [m for m in self._finder.find(before) if m.kind in PLACE_KINDS]
        if places and leads_on and old:
            new = question[places[0].span.start : places[-1].span.end]
            return before[: old[0].span.start] + new + before[max(m.span.end for m in old) :]
        if places and leads_on:
            return f"{before} {question[places[0].span.start : places[-1].span.end]}"
        if places:
            return question
        if old:
            name = before[old[0].span.start : max(m.span.end for m in old)]
            return f"{question} {name}" if points_back and not leads_on else f"{before} {question}"
        return f"{before} {question}"
