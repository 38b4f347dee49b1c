"""Find the catalogue's names in running text: in any of the three languages, inflected, misspelt.

Finnish endings are undone by rule (consonant gradation and i → e before an ending: `Lahti` → `Lahde-`; of common nouns also
plurals and strong forms: `hanke` → `hankkei-`), Swedish and English genitives likewise; forms that no rule gives are listed in
the programme's own `programme.yaml`. Names of several words are compared word by word. A misspelt name counts when one name
alone is near enough. Home of rapidfuzz.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from rapidfuzz import fuzz, process

from corpus.records import Span

_PLAIN = str.maketrans("åäöæøéèêëüûúùáàâãíìîïóòôõñçšžý", "aaoaoeeeeuuuuaaaaiiiioooonc" + "szy")
_WORD = re.compile(r"\w+(?:[-:'’]\w+)*|&")
_GRADES = (("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("rt", "rr"), ("lt", "ll"), ("mp", "mm"),
           ("ht", "hd"), ("k", ""), ("p", "v"), ("t", "d"))  # fmt: skip
_STEMS = {"i": ("e",), "nen": ("s",), "us": ("uks", "ukse", "uksi"), "ys": ("yks", "ykse", "yksi"), "os": ("oks", "okse", "oksi"),
          "e": ("ee",), "uus": ("uude", "uute", "uut"), "yys": ("yyde", "yyte", "yyt")}  # fmt: skip
_PLURALS = {"a": ("i", "o", "oi"), "o": ("oi",), "net": ("nei",), "kse": ("ksi", "st"), "y": ("ie",)}
_COMMON = 5  # letters of such a stem
_ENDING = re.compile(
    r"(?:n|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|a|ä|ta|tä|ksi|na|nä|tta|ttä|an|än|en|in|on|un|yn|ön|h[aeiouyäö]n|seen|iin"
    r"|t|jen|ien|ten|den|ssä|issa|issä|ista|istä|illa|illä|ille|ilta|iltä|ia|iä|ja|jä|iksi|s|:s|:n|:ssa|:ssä|:sta|:lla|'s|’s|’|'"
    r"|et|er|en|ets|ens|erna|ernas|ers|ar|arna|arnas|or|orna|es)?"
    r"(?:kin|kaan|kään|ko|kö|han|hän|pa|pä)?"
)
_SHORT = 4  # names of at most this many letters, all capitals, are abbreviations: matched as they stand
_PLACES = ("city", "agreement", "region")
_LONG, _SLIP = 9, 93.0  # letters from which a later word of a name may hold a slip, and how near it must be
_FUZZY_LETTERS, _FUZZY_SCORE, _FUZZY_LEAD = 5, 84.0, 6.0


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write an entity. `kind` is city, agreement, region, authority, organisation, theme, project, term …"""

    entity_id: str
    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text; `name` is how the catalogue writes it."""

    entity_id: str
    kind: str
    span: Span
    language: str
    exact: bool = True
    name: str = ""


def fold(text: str) -> str:
    """Small letters without the diacritics of European names, so that `Jyvaskyla` meets `Jyväskylä`; the length stays."""
    return text.lower().translate(_PLAIN)


@lru_cache(maxsize=20_000)
def stems_of(word: str) -> tuple[str, ...]:
    """The folded beginnings that a word may have before an ending, itself first.

    >>> stems_of("Lahti")
    ('lahti', 'lahte', 'lahdi', 'lahde')
    """
    common = word[:1].islower()
    word = fold(word)
    stems = [word]
    for end, others in _STEMS.items():
        if word.endswith(end):
            stems += [word[: -len(end)] + other for other in others]
    if common:
        stems += [stem for stem in _of_common(word) if len(stem) >= _COMMON]
    for strong, weak in _GRADES:
        weaker = [
            stem[: -1 - len(strong)] + weak + stem[-1]
            for stem in stems
            if len(stem) > 3 and stem[-1] in "aeiouy" and stem[:-1].endswith(strong)
        ]
        if weaker:
            stems += weaker
            break
    return tuple(dict.fromkeys(stems))


def _of_common(word: str) -> Iterator[str]:
    """The stems that common nouns have beside: of plurals, and of words that are weak in the nominative (`hanke`, `hankkee-`)."""
    if word.endswith(("eet", "set", "at")):
        word = word[:-1]
        yield word
        word = word.removesuffix("e") if word.endswith("ee") else word
    for end, others in _PLURALS.items():
        if word.endswith(end):
            yield from (word[: -len(end)] + other for other in others)
    for end, long in (("as", "aa"), ("e", "ee"), ("e", "ei")):
        if word.endswith(end):
            stem = word[: -len(end)]
            yield stem + long
            yield from (stem[: -len(weak)] + strong + long for strong, weak in _GRADES if weak and stem.endswith(weak))


def is_form_of(token: str, word: str) -> bool:
    """Whether a token is a word with a Finnish, Swedish or English ending, or without."""
    folded, bare = fold(token), fold(word)
    for stem in stems_of(word):
        # a token may lack the name's diacritics, but not have others: "vända" is no form of "Vanda"
        letters = takewhile(lambda of: of[1] == of[2], zip(token.lower(), stem, bare, word.lower(), strict=False))
        plain = all(written in (without, named) for written, without, _, named in letters)
        if folded.startswith(stem) and _ENDING.fullmatch(folded[len(stem) :]) and plain:
            return True
    return False


class NameFinder:
    """Finds names. Made once for a catalogue; `find` costs well under a millisecond for a question."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_start: dict[str, list[tuple[list[str], Name]]] = defaultdict(list)
        self._cities: dict[str, Name] = {}
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        for name in names:
            self._names[name.entity_id].setdefault(name.language, name.text)
            words = _WORD.findall(name.text)
            if not words:
                continue
            for start in {stem[:3] for stem in stems_of(words[0])}:
                self._by_start[start].append((words, name))
            if name.kind in _PLACES and len(words) == 1 and len(words[0]) >= _FUZZY_LETTERS:
                self._cities.setdefault(words[0].lower(), name)
                self._cities.setdefault(fold(words[0]), name)

    def find(self, text: str) -> list[Mention]:
        """The names in a text from left to right, the longest at each place; all entities that share that name."""
        tokens = list(_WORD.finditer(text))
        mentions: list[Mention] = []
        at = 0
        while at < len(tokens):
            found = self._at(tokens, at)
            length = max((count for count, _ in found), default=0)
            for name in dict.fromkeys(name for count, name in found if count == length):
                span = Span(tokens[at].start(), tokens[at + length - 1].end())
                mentions.append(Mention(name.entity_id, name.kind, span, name.language, name=name.text))
            if not found:
                mentions.extend(self._before_hyphen(tokens[at]) or self._misspelt(tokens[at]))
            at += max(1, length)
        return _once(mentions)

    def elsewhere(self, mentions: Iterable[Mention], language: str | None) -> dict[str, str]:
        """By language, other than that of the text, what the names found in it are called there."""
        ids = dict.fromkeys(mention.entity_id for mention in mentions)
        others = {other for id in ids for other in self._names[id]} - {language, ""}
        return {other: " ".join(filter(None, (self._names[id].get(other) for id in ids))) for other in sorted(others)}

    def _at(self, tokens: list[re.Match[str]], at: int) -> list[tuple[int, Name]]:
        found = []
        for words, name in self._by_start.get(fold(tokens[at].group())[:3], ()):
            if at + len(words) > len(tokens):
                continue
            pairs = zip(tokens[at : at + len(words)], words, strict=False)
            if all(_same(token.group(), word) or (n and _nearly(token.group(), word)) for n, (token, word) in enumerate(pairs)):
                found.append((len(words), name))
        return found

    def _before_hyphen(self, token: re.Match[str]) -> list[Mention]:
        """The places that a compound such as `Lahti-haku` begins with."""
        head, hyphen, _ = token.group().partition("-")
        found = self.find(head) if hyphen and len(head) >= _FUZZY_LETTERS - 1 else []
        at = token.start()
        return [replace(m, span=Span(at + m.span.start, at + m.span.end)) for m in found if m.exact and m.kind in _PLACES]

    def _misspelt(self, token: re.Match[str]) -> list[Mention]:
        """The one city whose name a long word almost is."""
        word = token.group().lower()
        if len(word) < _FUZZY_LETTERS or not self._cities:
            return []
        best = process.extract(word, self._cities.keys(), scorer=fuzz.ratio, limit=4, score_cutoff=_FUZZY_SCORE)
        if not best or fold(best[0][0][0]) != fold(word[0]) or (best[0][1] == 100 and best[0][0] == fold(word) != word):
            return []
        name = self._cities[best[0][0]]
        rivals = [s for n, s, _ in best[1:] if self._cities[n].entity_id != name.entity_id]
        if rivals and best[0][1] - rivals[0] < _FUZZY_LEAD:
            return []
        span = Span(token.start(), token.end())
        return [Mention(name.entity_id, name.kind, span, name.language, exact=False, name=name.text)]


def _same(token: str, word: str) -> bool:
    if len(word) <= _SHORT and word.isupper():
        bare = re.split(r"[:'’-]", token)[0]
        return bare == word or (len(word) > 2 and bare.upper() == word)
    return is_form_of(token, word)


def _nearly(token: str, word: str) -> bool:
    """Whether a word after the first of a name is meant: a sign for `and`, or a long word with a slip."""
    if "&" in (token, word):
        return {fold(token), fold(word)} <= {"&", "and", "ja", "och"}
    return min(len(token), len(word)) >= _LONG and fuzz.ratio(fold(token), fold(word)) >= _SLIP


def _once(mentions: list[Mention]) -> list[Mention]:
    seen: dict[tuple[str, int], Mention] = {}
    for mention in mentions:
        seen.setdefault((mention.entity_id, mention.span.start), mention)
    return list(seen.values())
