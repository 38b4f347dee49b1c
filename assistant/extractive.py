"""The extractive answerer: choose the sentences that answer, without a language model.

A sentence is scored by meaning (its stored vector against the question's), by the question's words it holds, by the named
entity it is about, by the kind of value asked for, and by where it stands. The weights were set on the development
questions for causes, not wording; DECISIONS.md tells what each is for.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.conversation import PLACE_KINDS
from assistant.evidence import Sentence, is_gap
from assistant.facts import FactBook
from assistant.figures import NUMBER_WORDS, Figures, figures_in, years_in
from assistant.targets import Target
from assistant.understanding import Understood
from assistant.wishes import wanted_in
from corpus import fold
from index import Terms

MEANING, AROUND, WORDS, PLACE = 10.0, 5.0, 1.1, 0.45  # AROUND: for the meaning of the chunk a sentence stands in
RARE = 0.3  # for holding the question's own words, those that few of the sentences hold counting most
LENGTH, SHORT, USUAL = 0.2, 40, 100  # for each e-fold of characters above the usual: longer sentences say more
ENTITY, OTHER_ENTITY = 0.35, -0.9  # for sentences about what the question names, or about another agreement
ENTITY_UNASKED = -0.25  # for being about one agreement when the question names none
VALUE, NO_VALUE = 0.35, -0.25  # for holding the kind of value asked for, or not
YEAR, NO_YEAR, OTHER_YEAR = 0.4, -0.2, -0.8  # for telling of the year asked about, of no year, or of others only
TARGET = 1.1  # for carrying exactly the facts that the question is after
FIGURE = 0.4  # for holding a figure that the question names
LATEST = 0.6  # for telling of the newest time, where the latest is asked for
HISTORY = -0.2  # for telling only what has been replaced
WORDING = -0.5  # for telling of slips, roundings and other wordings in the sources
TRANSLATION = -0.33  # for giving only names in other languages when none is asked for
TERM = -0.3  # for standing in a glossary when no definition is asked for
NEAR = 0.7  # how far below the best sentence another may score and still be told
NEAR_GAP, ENOUGH = 0.035, 0.5  # cosine below the best, and share of words, within which a gap is told beside the answer
SAME_FACTS = 0.95  # the same for sentences of which one carries all the facts of the other
SAME = 0.965  # cosine from which two sentences say the same
DIRECT = 0.7  # how far below the best sentence one may score that holds the value asked for, to be told first
WISHES = 1.4  # the same for a sentence that alone holds one of the kinds of value asked for
_EACH = 4  # agreements up to which a question gets a sentence about each
_LEAST = 0.2  # weight of a word that every sentence holds
_SUBJECT = 30  # characters within which the thing defined is named
_NAME = re.compile(r"(?<=\w[ ,–-])\s?[A-ZÅÄÖ]\w{2,}")  # within a sentence; two tell of cities
_IS = re.compile(r"\b(?:on|ovat|oli|tarkoittaa|är|var|avses|betyder|is|are|was|means)\b", re.IGNORECASE)
_TRANSLATES = re.compile(
    r"ruotsiksi|englanniksi|suomeksi|ruotsin|på (?:finska|svenska|engelska)|finska|engelska"
    r"|in (?:Finnish|Swedish|English)|the (?:Finnish|Swedish) ",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\btarkoit|\bon .{0,60}(?:sopimus|ohjelma|rahoitus|tuki|verkosto|väline|järjestelmä)"
    r"|\bavses\b|\bbetyder\b|\bär en?\b|\bär ett\b|\bis an?\b|\bmeans\b|\brefers to\b",
    re.IGNORECASE,
)

# What a sentence must hold to tell each kind of value, by its figures and its text.
_FIGURES: dict[str, Callable[[Figures, str], bool]] = {
    "amount": lambda figures, text: bool(figures.money),
    "rate": lambda figures, text: bool(figures.rates),
    "date": lambda figures, text: bool(figures.dates or any(1990 <= n <= 2100 for n in figures.numbers)),
    "count": lambda figures, text: bool(figures.numbers) or any(w in NUMBER_WORDS for w in text.lower().split()),
    "cities": lambda figures, text: len(_NAME.findall(text)) > 1,
}


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A sentence with its score and how much of the question's words it holds (0–1)."""

    sentence: Sentence
    score: float
    meaning: float
    coverage: float


class Extractive:
    """Scores and picks sentences."""

    name = "extractive"

    def __init__(self, terms: Terms, facts: FactBook) -> None:
        self._terms, self._superseded, self._wordings, self._bodies = terms, facts.superseded, facts.wordings, facts.bodies

    def rank(
        self, understood: Understood, vector: np.ndarray, sentences: Sequence[Sentence], targets: Sequence[Target]
    ) -> list[Scored]:
        """The sentences with their scores, the best first."""
        if not sentences:
            return []
        meanings = np.stack([s.vector for s in sentences]) @ vector
        text = understood.standalone
        named = [fold(text[m.span.start : m.span.end])[:5] for m in understood.mentions if m.kind in PLACE_KINDS]
        wanted = [w for w in self._terms.words(text, understood.language) if fold(w)[:5] not in named]
        own = [w for w in self._terms.words(understood.written, understood.language) if fold(w)[:5] not in named]
        rare = self._rare_words(own, sentences)
        scored = [
            self._score(understood, sentence, float(meaning), wanted, targets)
            for sentence, meaning in zip(sentences, meanings, strict=True)
        ]
        newest = _newest(understood, sentences)
        context = [
            AROUND * float(s.chunk_vector @ vector) + RARE * share + LATEST * (s in newest)
            for s, share in zip(sentences, rare, strict=True)
        ]
        scored = [replace(s, score=s.score + extra) for s, extra in zip(scored, context, strict=True)]
        return sorted(scored, key=lambda s: (-s.score, s.sentence.chunk.document_id, s.sentence.span.start))

    def _rare_words(self, words: Sequence[str], sentences: Sequence[Sentence]) -> np.ndarray:
        """For each sentence the share of the words it holds, 0-1, each weighted by how few of the sentences hold it."""
        if not words:
            return np.ones(len(sentences))
        held = np.array([self._terms.held(words, s.text, s.chunk.language) for s in sentences])
        weights = np.log((len(sentences) + 1) / ((held >= 1).sum(axis=0) + 1)) + _LEAST
        share: np.ndarray = held @ weights / weights.sum()
        return share

    def _score(
        self, understood: Understood, sentence: Sentence, meaning: float, wanted: Sequence[str], targets: Sequence[Target]
    ) -> Scored:
        around = " ".join((*sentence.chunk.headings, sentence.chunk.title))
        coverage = self._terms.coverage(wanted, sentence.text, around, sentence.chunk.language)
        score = MEANING * meaning + WORDS * coverage + PLACE * sentence.passage_score
        score += self._about(understood, sentence) + self._value(understood, sentence)
        score += _year(understood, sentence.text) + _figure(understood, sentence.text)
        score += TARGET * max((target.likeness(sentence.facts) for target in targets), default=0.0)
        score += LENGTH * math.log(max(len(sentence.text), SHORT) / USUAL)
        if sentence.facts and all(fact in self._superseded for fact in sentence.facts):
            score += HISTORY
        if any(fact in self._wordings for fact in sentence.facts):
            score += WORDING
        if _TRANSLATES.search(sentence.text) and not _TRANSLATES.search(understood.standalone):
            score += TRANSLATION
        if sentence.chunk.kind == "glossary" and "definition" not in understood.wanted:
            score += TERM
        return Scored(sentence, score, meaning, coverage)

    def _about(self, understood: Understood, sentence: Sentence) -> float:
        """What the sentence earns or loses by the places and things that the question names."""
        agreements = set(sentence.chunk.agreements)
        asked = set(understood.agreements)
        outside = len(agreements) == 1 and bool(understood.entities("outside"))
        if (asked or outside) and agreements and not agreements & asked:
            return OTHER_ENTITY
        own = ENTITY_UNASKED if not asked and len(agreements) == 1 and not understood.entities("project") else 0.0
        text = fold(sentence.text)
        question = understood.standalone
        hit = any(fold(question[m.span.start : m.span.end])[:5] in text for m in understood.mentions)
        told = bool(set(understood.entities()) & set(sentence.facts))
        return own * (3 if is_gap(sentence) else 1) + ENTITY * (hit + 0.5 * told + 0.5 * bool(asked & agreements))

    def _value(self, understood: Understood, sentence: Sentence) -> float:
        text = sentence.text
        if is_gap(sentence):  # what it says is missing is told in the words of a question
            return VALUE if set(understood.wanted) & set(wanted_in(text)) - {"other"} else 0.0
        if asked := [kind for kind in understood.wanted if kind in _FIGURES]:
            figures = figures_in(text)
            return sum(VALUE if _FIGURES[kind](figures, text) else NO_VALUE for kind in asked)
        if "requirement" in understood.wanted and "requirement" in wanted_in(text):
            return VALUE
        if "who" in understood.wanted:
            return VALUE if self._holds("who", sentence) else 0.0
        if "definition" in understood.wanted:
            return _definition(understood, text)
        return 0.0

    def pick(self, understood: Understood, ranked: Sequence[Scored], most: int) -> list[Sentence]:
        """The sentences to tell: the best, the best about each of several agreements, and those near; no doubles, in order."""
        if not ranked:
            return []
        best = self._direct(understood, ranked)
        each = (*_best_of_each(understood.agreements, ranked), *self._best_of_years(understood, ranked))
        chosen = list(dict.fromkeys([best, *each]))
        for scored in ranked:
            if len(chosen) >= most or scored.score < best.score - NEAR:
                break
            fits = not is_gap(scored.sentence) or _is_near_gap(scored, best, chosen)
            if fits and not any(doubles(scored.sentence, c.sentence) for c in chosen if not self._adds(understood, scored, c)):
                chosen.append(scored)
        chosen = [*chosen[: most - len(missing)], *missing] if (missing := self._missing(understood, chosen, ranked)) else chosen
        order = {c.sentence.passage: rank for rank, c in reversed(list(enumerate(chosen)))}
        first = chosen[0].sentence
        rest = sorted((c.sentence for c in chosen[1:]), key=lambda s: (order[s.passage], s.span.start))
        return [first, *rest]

    def _best_of_years(self, understood: Understood, ranked: Sequence[Scored]) -> list[Scored]:
        """When a question names several years, the best sentence on each, which holds the kinds of value asked for."""
        years, kinds = years_in(understood.standalone), [kind for kind in understood.wanted if kind in _FIGURES]
        near = [s for s in ranked if not is_gap(s.sentence) and _shares_subject(s, ranked[0])]
        held = [s for s in near if all(self._holds(kind, s.sentence) for kind in kinds)] if 2 <= len(years) <= _EACH else []
        return [own[0] for year in sorted(years) if (own := [s for s in held if years_in(s.sentence.text) == {year}])]

    def _adds(self, understood: Understood, scored: Scored, other: Scored) -> bool:
        """Whether a sentence that shares its chunk's vector with another holds a word of the question that the other lacks."""
        one, two = scored.sentence, other.sentence
        if one.chunk.id != two.chunk.id or not np.array_equal(one.vector, two.vector):
            return False
        words = self._terms.words(understood.written, understood.language)
        mine, theirs = (np.array(self._terms.held(words, s.text, s.chunk.language)) >= 1 for s in (one, two))
        return bool((mine & ~theirs).any())

    def _direct(self, understood: Understood, ranked: Sequence[Scored]) -> Scored:
        """The sentence to begin with: the best, or where one kind of value is asked for, one near to it that holds this kind."""
        kinds = [kind for kind in understood.wanted if kind in _FIGURES]
        if len(kinds) != 1 or is_gap(ranked[0].sentence) or understood.entities("outside"):
            return ranked[0]
        near = (s for s in ranked if s.score >= ranked[0].score - DIRECT and not is_gap(s.sentence))
        return next((s for s in near if self._holds(kinds[0], s.sentence)), ranked[0])

    def _missing(self, understood: Understood, chosen: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
        """Of a question with several wishes: for each kind of value that nothing chosen holds, the best sentence that does."""
        kinds = [kind for kind in understood.wanted if kind in _FIGURES or kind == "who"]
        found: list[Scored] = []
        for kind in kinds if len(kinds) > 1 else ():
            if any(self._holds(kind, s.sentence) for s in (*chosen, *found)):
                continue
            near = (s for s in ranked if s.score >= ranked[0].score - WISHES and _shares_subject(s, chosen[0]))
            found += [s for s in near if self._holds(kind, s.sentence) and not is_gap(s.sentence)][:1]
        return found

    def _holds(self, kind: str, sentence: Sentence) -> bool:
        if kind == "who":
            return bool(set(sentence.facts) & self._bodies)
        return _FIGURES[kind](figures_in(sentence.text), sentence.text)


def _shares_subject(scored: Scored, best: Scored) -> bool:
    """Whether two sentences stand in one document or are about the same agreements."""
    one, other = scored.sentence.chunk, best.sentence.chunk
    return one.document_id == other.document_id or bool(set(one.agreements) & set(other.agreements))


def _definition(understood: Understood, text: str) -> float:
    """What a sentence earns for saying what the thing asked about is, or loses for only giving its name in other languages."""
    if _TRANSLATES.search(text) and not _TRANSLATES.search(understood.standalone):
        return NO_VALUE
    start = fold(text[:_SUBJECT])
    asked = [fold(w)[:5] for w in re.findall(r"\w{3,}", understood.standalone)]
    is_subject = any(word in start for word in asked) and bool(_IS.search(text[: 3 * _SUBJECT]))
    return VALUE if is_subject or _DEFINES.search(text) else 0.0


def _best_of_each(agreements: Sequence[str], ranked: Sequence[Scored]) -> list[Scored]:
    """When a question names several agreements, the best sentence about each."""
    if not 2 <= len(agreements) <= _EACH:
        return []
    own = [(a, [s for s in ranked if s.sentence.chunk.agreements == (a,) and not is_gap(s.sentence)]) for a in agreements]
    return [scored[0] for _, scored in own if scored]


def _figure(understood: Understood, text: str) -> float:
    """What a sentence earns by holding a figure that the question names."""
    asked = figures_in(understood.standalone)
    named = asked.rates | asked.money | {n for n in asked.numbers if n > 12 and not 1990 <= n <= 2100}
    told = figures_in(text).all() if named else frozenset()
    return FIGURE if named & told else 0.0


def _year(understood: Understood, text: str) -> float:
    """What a sentence earns or loses by the years it tells of, when the question names one."""
    asked = years_in(understood.standalone)
    if not asked:
        return 0.0
    told = years_in(text)
    return YEAR if asked & told else OTHER_YEAR if told else NO_YEAR


def _newest(understood: Understood, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Where a question asks for the latest: the sentences that tell of the newest year, among those about its agreements."""
    if "latest" not in understood.wanted:
        return []
    asked = set(understood.agreements)
    about = [s for s in sentences if not asked or asked & set(s.chunk.agreements) or asked & set(s.facts)]
    years = {id(s): max(years_in(s.text), default=0) for s in about}
    newest = max(years.values(), default=0)
    return [s for s in about if newest and years[id(s)] == newest]


def _is_near_gap(scored: Scored, best: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether a gap is so near to the question that an honest answer tells it too; one is enough."""
    close = scored.meaning >= best.meaning - NEAR_GAP and scored.coverage >= min(best.coverage, ENOUGH)
    return close and not any(is_gap(c.sentence) for c in chosen)


def doubles(one: Sentence, other: Sentence) -> bool:
    """Whether the first sentence says what the second does: no figure of its own, and equal meaning or the same facts."""
    if figures_in(one.text).all() - figures_in(other.text).all():
        return False
    likeness = float(one.vector @ other.vector)
    within = bool(one.facts) and (set(one.facts) <= set(other.facts) or set(other.facts) <= set(one.facts))
    if likeness > SAME or (within and likeness > SAME_FACTS):
        return True
    if one.facts and set(one.facts) == set(other.facts) and one.chunk.document_id != other.chunk.document_id:
        return figures_in(one.text).all() == figures_in(other.text).all()
    return False
