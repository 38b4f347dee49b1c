"""How much of a question's words a text holds, word by word, past endings and compounds."""

from collections.abc import Sequence
from functools import lru_cache

from index.analysis import GRAM, stems, words_of

# Words that only ask: they say nothing of what is asked about.
_ASKING = frozenset(
    """kerro kertoisitko kertokaa tietoa tieto haluan haluaisin tietää voitko voisitko listaa luettele selitä hei moi kiitos
    mites entäs     berätta berättar information veta vill kan lista räkna upp förklara hej tack säg
    tell about information info know want would could can please list explain hello hi thanks me give""".split()
)
_ENOUGH = 0.5  # share of a word's 4-grams that counts as a partial match
_CONTEXT = 0.6  # what a word counts that stands only in the title or headings


@lru_cache(maxsize=50_000)
def grams(word: str) -> frozenset[str]:
    """The 4-grams of a word padded with `_`."""
    padded = f"_{word}_"
    return frozenset(padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1)))


@lru_cache(maxsize=20_000)
def _bag(text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems and the 4-grams of a text."""
    words = words_of(text, language)
    return frozenset(stems(text, language)), frozenset(g for w in words for g in grams(w))


@lru_cache(maxsize=20_000)
def _wanted(word: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems and the 4-grams of one word of a question, asked of each sentence read."""
    return frozenset(stems(word, language)), grams(word)


class WordTerms:
    """Words and coverage as the answerer needs them."""

    def words(self, text: str, language: str) -> list[str]:
        """The words of a text without the language's small words, each once."""
        return [word for word in dict.fromkeys(words_of(text, language)) if word not in _ASKING]

    def coverage(self, wanted: Sequence[str], text: str, context: str, language: str) -> float:
        """The share of the wanted words that stand in a text (1 each), in parts (0.5–1) or in its context (0.6).

        Without a wanted word, 1.
        """
        if not wanted:
            return 1.0
        told, around = _bag(text, language), _bag(context, language)
        return sum(max(_held(w, told, language), _CONTEXT * _held(w, around, language)) for w in wanted) / len(wanted)

    def held(self, wanted: Sequence[str], text: str, language: str) -> list[float]:
        """How far a text holds each of the wanted words: 1, in part 0.5–1, or 0."""
        told = _bag(text, language)
        return [_held(word, told, language) for word in wanted]


def _held(word: str, bag: tuple[frozenset[str], frozenset[str]], language: str) -> float:
    stem, own = _wanted(word, language)
    if stem & bag[0]:
        return 1.0
    share = len(own & bag[1]) / len(own)
    return share if share >= _ENOUGH else 0.0
