"""What a question asks: its language, the entities it names, the kind of value it wants, and, for a follow-up, the whole
question behind it. Rules and the catalogue's names only; no model.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from corpus import LANGUAGES, Mention, NameFinder, detect_language

from assistant.records import Language, Turn

Wanted = Literal["amount", "rate", "date", "count", "who", "definition", "procedure", "yes_no", "other"]

_WANTED: tuple[tuple[Wanted, str], ...] = (
    ("rate", r"prosent|tukiprosent|tukiosuu|enimmäisosuu|omarahoitusosuu|tukitaso|procent|andel|stödnivå|stödprocent"
             r"|per ?cent|percentage|\brate\b|\bshare\b|support rate"),
    ("amount", r"paljonko|kuinka paljon|\bpaljo\b|mikä summa|suuruinen|budjet|hur mycket|belopp|budget|how much|amount|\bsum\b|euro"),
    ("count", r"montako|kuinka mont|monellako|mones|lukumäär|hur många|antalet|how many|number of"),
    ("date", r"milloin|\bkoska\b|mihin asti|mihin saakka|mistä alkaen|kauanko|kuinka kauan|minä päivänä|minä vuonna|voimassa"
             r"|\bnär\b|hur länge|vilket datum|vilken dag|vilket år|\bwhen\b|how long|until when|what date|which year|what year|in force"),
    ("who", r"\bkuka\b|\bketkä\b|\bkenen\b|mikä taho|mikä viranomainen|mikä liitto|rahoittaja|\bvem\b|\bvilka aktörer|vilket förbund"
            r"|vilken myndighet|\bwho\b|\bwhom\b|which authority|which council|which organi[sz]ation"),
    ("definition", r"mitä .*tarkoit|mikä on\b|mitä on\b|mikä se|mitä ovat|määritel|vad är\b|vad betyder|vad avses|vad innebär|what is\b|what are\b"
                   r"|what does .*mean|define|meaning of"),
    ("procedure", r"\bmiten\b|\bkuinka\b|\bhur\b|\bhow (?:do|to|can|should|is|are)\b|steps|vaihe|steg\b"),
    ("yes_no", r"^(?:voi|onko|saa|pitää|tarvit|kuuluu|ovatko|täytyy|käykö|voivat|saako)\w*\b|^(?:kan|får|måste|är|ska|finns|har)\b"
               r"|^(?:can|is|are|do|does|may|must|should|has|have)\b"),
)  # fmt: skip
_PATTERNS = tuple((wanted, re.compile(pattern, re.IGNORECASE)) for wanted, pattern in _WANTED)
_LEADS_ON = re.compile(
    r"^(?:entä(?:s|pä)?|no entä|mites|ja\b|och\b|men\b|hur är det med|vad gäller|and\b|what about|how about|but\b|then\b)", re.IGNORECASE
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


def wanted_in(text: str) -> tuple[Wanted, ...]:
    """The kinds of value that a question asks for."""
    return tuple(wanted for wanted, pattern in _PATTERNS if pattern.search(text)) or ("other",)


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
        rest = self._without_names(text)
        found = detect_language(rest if any(c.isalpha() for c in rest) else text, "")
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
