"""What a question asks: its language, the entities it names and the kind of value it wants.

Rules, the catalogue's names and the words of the texts only; no model. Follow-ups are made whole in `conversation.py`.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from assistant.conversation import PLACE_KINDS, Ask, Conversation
from assistant.phrases import asks_language, without_asking
from assistant.records import Language, Turn
from assistant.wishes import Wanted, wanted_in
from corpus import LANGUAGES, Mention, NameFinder, detect_language
from index import Terms

_MOST = 0.6  # share of words that the texts hold in one language, from which a question is in it after all
_NAMES = (*PLACE_KINDS, "organisation", "project", "flagship")  # what is called the same in all languages, or mixes them
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONG = re.compile(r"[^\W\d_]{5,}")
_STEM = 4  # letters that a name keeps at least
_PHRASE = re.compile(r"[\"“”»][^\"“”»]*\s[a-zåäö][^\"“”»]*[\"“”»]")
_AFTERTHOUGHT = re.compile(r"(?<=[.!?])\s+\S+(?:\s+\S+)?\?\s*$")
_CAPITAL = re.compile(r"\b[A-ZÅÄÖ]\w{3,}")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made plain: the message, the question's own words, and the whole question that is searched for.

    `around` is the message when it says more than the question, or empty.
    """

    question: str
    written: str
    standalone: str
    around: str
    language: Language
    foreign: bool
    mentions: tuple[Mention, ...]
    agreements: tuple[str, ...]
    wanted: tuple[Wanted, ...]

    def entities(self, *kinds: str) -> tuple[str, ...]:
        """The ids of the entities named, of these kinds or all."""
        return tuple(dict.fromkeys(m.entity_id for m in self.mentions if not kinds or m.kind in kinds))

    def strangers(self, knows: Callable[[str], bool]) -> list[str]:
        """The proper names in the question that no text holds: capital letters past the first word, outside known names.

        Left out are quoted phrases, which may be a slogan, and a word or two asked after a whole question.
        """
        text = _AFTERTHOUGHT.sub("", _PHRASE.sub(" ", self.written))
        names = {self.standalone[m.span.start : m.span.end] for m in self.mentions}
        found = []
        for word in _CAPITAL.finditer(text):
            before = text[: word.start()].strip()
            first = not before or before[-1] in ".!?:"
            if not first and not any(word.group() in name for name in names) and not _is_known(word.group(), knows):
                found.append(word.group())
        return found

    def unknown_words(self, knows: Callable[[str], bool]) -> list[str]:
        """The long words of the question, beside names, that no text holds."""
        names = {self.standalone[m.span.start : m.span.end] for m in self.mentions}
        words = (w for w in _LONG.findall(without_asking(self.written)) if not any(w in name for name in names))
        return [word for word in words if not knows(word)]


def _is_known(word: str, knows: Callable[[str], bool]) -> bool:
    """Whether the texts hold a name, or what is left of it without a short ending: `Euraan`."""
    stems = (word[: len(word) - cut] for cut in range(4))
    return any(knows(stem) for stem in stems if len(stem) >= _STEM or (stem.isupper() and len(stem) > 1))


class Understanding:
    """Reads questions with the names of a catalogue.

    `agreement_of` gives an entity's agreements by its id, `written_in` in how many texts of each language a word stands.
    """

    def __init__(
        self,
        finder: NameFinder,
        agreement_of: Callable[[str], tuple[str, ...]],
        fallback: Language,
        terms: Terms,
        written_in: Callable[[str], Mapping[str, int]] = lambda word: {},
    ) -> None:
        self._finder, self._agreement_of, self._fallback, self._written_in = finder, agreement_of, fallback, written_in
        self._conversation = Conversation(finder, lambda word: all(terms.words(word, language) for language in LANGUAGES))

    def read(self, question: str, history: Sequence[Turn] = (), interface: Language | None = None) -> list[Understood]:
        """Understand a message, with the conversation before it: each of the questions it asks."""
        language, foreign = self.language_of(question, interface or self._said(history) or self._fallback)
        asks = self._conversation.asks(question, history)
        if all(ask.wanted != ask.written for ask in asks):
            language = cast(Language, asks_language(question) or language)
        return [self._understood(question, ask, language, foreign) for ask in asks]

    def _understood(self, question: str, ask: Ask, language: Language, foreign: bool) -> Understood:
        mentions = tuple(self._finder.find(ask.whole))
        agreements, wanted = self._agreements(mentions), wanted_in(ask.wanted)
        return Understood(question, ask.written, ask.whole, ask.around, language, foreign, mentions, agreements, wanted)

    def agreements_in(self, text: str) -> tuple[str, ...]:
        """The agreements whose places a text names."""
        return self._agreements(self._finder.find(text))

    def _agreements(self, mentions: Sequence[Mention]) -> tuple[str, ...]:
        places = [m.entity_id for m in mentions if m.kind in PLACE_KINDS]
        places += [m.entity_id.removeprefix("org-") for m in mentions if m.kind == "organisation"]  # the City of Lahti
        return tuple(dict.fromkeys(a for id in places for a in self._agreement_of(id)))

    def language_of(self, text: str, fallback: Language) -> tuple[Language, bool]:
        """The language to answer in, and whether the question is in none of the three. Names are left out of the judgement.

        Where neither small words nor statistics tell, or they tell of a fourth language, the texts may: the language that most
        of the words are written in.
        """
        bare = self._without_names(text)
        found = detect_language(bare, "")
        if found in LANGUAGES:
            return cast(Language, found), False
        told = self._told_by_texts(bare, _MOST if found else 0.0)
        told = told or (None if found else self._told_by_names(text))
        return (told, False) if told else (fallback, bool(found))

    def _told_by_names(self, text: str) -> Language | None:
        """The language of all the names, where they are called as only Swedish, or only English, calls them."""
        called = {m.language for m in self._finder.find(text) if m.kind in _NAMES}
        return "sv" if called == {"sv"} else "en" if called == {"en"} else None

    def _told_by_texts(self, text: str, least: float) -> Language | None:
        """The language that more of the words are written in than any other, if it is this share of them at least.

        A word that texts of several languages hold counts for each by its share of these texts.
        """
        words = _WORD.findall(text.lower())
        counts: Counter[str] = Counter()
        for held in map(self._written_in, words):
            counts.update({language: texts / sum(held.values()) for language, texts in held.items()})
        ranked = [*counts.most_common(2), ("", 0), ("", 0)]
        known = ranked[0][0] in LANGUAGES and ranked[0][1] > ranked[1][1] and ranked[0][1] >= least * len(words)
        return cast(Language, ranked[0][0]) if known else None

    def _without_names(self, text: str) -> str:
        kept, at = [], 0
        for mention in self._finder.find(text):
            if mention.kind in _NAMES and mention.span.start >= at:
                kept.append(text[at : mention.span.start])
                at = mention.span.end
        return " ".join([*kept, text[at:]])

    def _said(self, history: Sequence[Turn]) -> Language | None:
        last = next((turn.content for turn in reversed(history) if turn.role == "user"), None)
        return self.language_of(last, self._fallback)[0] if last else None
