"""Whether the sentences found tell the number that a question asks for: not any number, but that of the very thing counted.

`How many students took part?` is not answered by a sentence on students that holds no number, nor by one that counts
cities. The catalogue's own counts are worked out elsewhere and do not pass here.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from assistant.evidence import Sentence
from assistant.figures import around_counts
from assistant.understanding import Understood
from assistant.wishes import counted_in
from index import Terms

_AFTER = 2  # words after the one that asks for the count, of which one is what is counted
_JOINTS = ("ja", "och", "and")
_NAMED_BEFORE = re.compile(r"\s*(?:niistä|näistä|heistä|av (?:dem|dessa|de)|of (?:them|those|these))\b", re.IGNORECASE)
_QUALIFIES = re.compile(r"uu(?:tta|sia)|muu(?:ta|ita)|eri|nya|andra|olika|new|other|different|more|fler(?:a)?")
_HEAD, _ENDINGS = 4, 3  # letters by which the last part of a compound is known, and by which its ending may differ
_SLIP = 0.8  # likeness from which a word that is counted may be written with a slip
_MONEY = re.compile("milj|euro|prosen|procent|percent", re.IGNORECASE)
_OFTEN = re.compile(
    r"\b(?:kerran|kertaa|vuosittain|kuukausittain|viikoittain|joka (?:vuosi|kuukausi|viikko)|vuodessa|kuussa|kuukaudessa)\b"
    r"|\bgånge?r?\b|\bvarje\b|\bårlig|\bmånatlig|\bper (?:år|månad)|\b(?:om året|i månaden)\b"
    r"|\bonce\b|\btwice\b|\btimes\b|\bevery (?:year|month|week)|\b(?:yearly|annual|monthly|weekly)|\b(?:a|per) (?:year|month)\b",
    re.IGNORECASE,
)


class Counted:
    """Looks for counts and frequencies."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def told(self, understood: Understood, sentences: Sequence[Sentence]) -> bool:
        """Whether one of the sentences holds the count or the frequency that is asked for; true where none is asked for."""
        wanted = set(understood.wanted)
        if "often" in wanted:
            return any(_OFTEN.search(s.text) for s in sentences)
        words = self._words(understood)
        if not words or _MONEY.match(words[0]) or wanted & {"amount", "rate", "date"}:
            return True
        return any(self._counts(word, s) for word in words for s in sentences)

    def _words(self, understood: Understood) -> list[str]:
        """The word after the one that asks for the count, or the second if the first says nothing; and one joined by `and`."""
        named = {understood.standalone[m.span.start : m.span.end].lower() for m in understood.mentions}
        asked = counted_in(understood.written).lower()
        if _NAMED_BEFORE.match(asked):
            return []  # `how many of those`: what is counted was named before
        after = re.findall(r"[\w-]+", asked)
        after = [word for word in after if not _QUALIFIES.fullmatch(word)]
        joined = after[2:3] if after[1:2] and after[1] in _JOINTS else []
        found = [self._terms.words(word, understood.language) for word in after[:_AFTER] if word not in named]
        return [*next(filter(None, found), []), *joined]

    def _counts(self, word: str, sentence: Sentence) -> bool:
        around = around_counts(sentence.text)
        held = self._terms.held([word], around, sentence.chunk.language)[0] > 0
        words = re.findall(r"\w+", around)
        return held or any(_ends_in(word, other) for other in words) or bool(get_close_matches(word, words, 1, _SLIP))

    def is_asked_in(self, understood: Understood, text: str) -> bool:
        """Whether a text holds the word that is counted."""
        return any(self._terms.held([word], text, understood.language)[0] > 0 for word in self._words(understood))


def _ends_in(compound: str, word: str) -> bool:
    """Whether a compound's last part is a form of a word, as that of `innokaupunkihanketta` is of `hankkeita`."""
    at = compound.rfind(word[:_HEAD], _HEAD) if len(word) > _HEAD else -1
    return at > 0 and abs(len(compound) - at - len(word)) <= _ENDINGS
