"""The extractive answerer: choose the sentences that answer, without a language model.

A sentence is scored by meaning (its stored vector against the question's), by the question's words it holds, by the named
entity it is about, by the kind of value asked for, and by where it stands. The weights were set on the development
questions for causes, not wording; DECISIONS.md tells what each is for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.conversation import PLACE_KINDS
from assistant.evidence import Sentence, is_gap
from assistant.facts import FactBook
from assistant.figures import figures_in, years_in
from assistant.targets import LISTED, Target
from assistant.understanding import Understood
from assistant.values import FIGURES, NAME, NO_VALUE, TRANSLATES, VALUE, definition_score, figure_score, newest_of, year_score
from assistant.wishes import wanted_in
from corpus import fold
from index import Terms

MEANING, AROUND, WORDS, PLACE = 10.0, 5.0, 1.1, 0.45  # AROUND: for the meaning of the chunk a sentence stands in
RARE = 0.3  # for holding the question's own words, those that few of the sentences hold counting most
LENGTH, SHORT, USUAL = 0.2, 40, 100  # for each e-fold of characters above the usual: longer sentences say more
ENTITY, OTHER_ENTITY = 0.35, -0.9  # for sentences about what the question names, or about another agreement
ELSEWHERE = 0.9  # for being about an undertaking that the question names, but places elsewhere
ENTITY_UNASKED = -0.25  # for being about one agreement when the question names none
TARGET = 1.1  # for carrying exactly the facts that the question is after
LATEST = 0.6  # for telling of the newest time, where the latest is asked for
HISTORY = -0.2  # for telling only what has been replaced
WORDING = -0.5  # for telling of slips, roundings and other wordings in the sources
TRANSLATION = -0.33  # for giving only names in other languages when none is asked for
TERM = -0.3  # for standing in a glossary when no definition is asked for
ASIDE = 0.5  # how much of what a sentence has from listed questions does not narrow what else is told
NEAR = 0.7  # how far below the best sentence another may score and still be told
NEAR_GAP, ENOUGH = 0.035, 0.5  # cosine below the best, and share of words, within which a gap is told beside the answer
SAME_FACTS = 0.95  # the same for sentences of which one carries all the facts of the other
SAME = 0.965  # cosine from which two sentences say the same
DIRECT = 0.7  # how far below the best sentence one may score that holds the value asked for, to be told first
WISHES = 1.4  # the same for a sentence that alone holds one of the kinds of value asked for
_EACH = 4  # agreements up to which a question gets a sentence about each
_LEAST = 0.2  # weight of a word that every sentence holds


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A sentence with its score and how much of the question's words it holds (0–1).

    `listed` is the part of the score that it has from questions which people ask.
    """

    sentence: Sentence
    score: float
    meaning: float
    coverage: float
    listed: float = 0.0


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
        newest = newest_of(understood, sentences)
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
        score += year_score(understood, sentence.text) + figure_score(understood, sentence.text)
        asked = TARGET * _likest([t for t in targets if t.attribute == LISTED], sentence)
        told = TARGET * _likest([t for t in targets if t.attribute != LISTED], sentence)
        score += max(asked, told)
        score += LENGTH * math.log(max(len(sentence.text), SHORT) / USUAL)
        if sentence.facts and all(fact in self._superseded for fact in sentence.facts):
            score += HISTORY
        if any(fact in self._wordings for fact in sentence.facts):
            score += WORDING
        if TRANSLATES.search(sentence.text) and not TRANSLATES.search(understood.standalone):
            score += TRANSLATION
        if sentence.chunk.kind == "glossary" and "definition" not in understood.wanted:
            score += TERM
        return Scored(sentence, score, meaning, coverage, max(asked - told, 0.0))

    def _about(self, understood: Understood, sentence: Sentence) -> float:
        """What the sentence earns or loses by the places and things that the question names."""
        agreements = set(sentence.chunk.agreements)
        asked = set(understood.agreements)
        outside = len(agreements) == 1 and bool(understood.entities("outside"))
        if (asked or outside) and agreements and not agreements & asked:
            named = set(understood.entities("project", "flagship")) & set(sentence.facts)
            return ELSEWHERE if named else OTHER_ENTITY
        own = ENTITY_UNASKED if not asked and len(agreements) == 1 and not understood.entities("project", "flagship") else 0.0
        text = fold(sentence.text)
        question = understood.standalone
        hit = any(fold(question[m.span.start : m.span.end])[:5] in text for m in understood.mentions)
        told = bool(set(understood.entities()) & set(sentence.facts))
        return own * (3 if is_gap(sentence) else 1) + ENTITY * (hit + 0.5 * told + 0.5 * bool(asked & agreements))

    def _value(self, understood: Understood, sentence: Sentence) -> float:
        text = sentence.text
        if is_gap(sentence):  # what it says is missing is told in the words of a question
            return VALUE if set(understood.wanted) & set(wanted_in(text)) - {"other"} else 0.0
        if asked := [kind for kind in understood.wanted if kind in FIGURES]:
            figures = figures_in(text)
            return sum(VALUE if FIGURES[kind](figures, text) else NO_VALUE for kind in asked)
        if "requirement" in understood.wanted and "requirement" in wanted_in(text):
            return VALUE
        if "who" in understood.wanted:
            return VALUE if self._holds("who", sentence) else 0.0
        if "definition" in understood.wanted:
            return definition_score(understood, text)
        return 0.0

    def pick(self, understood: Understood, ranked: Sequence[Scored], most: int) -> list[Sentence]:
        """The sentences to tell: the best, the best about each of several agreements, and those near; no doubles, in order."""
        if not ranked:
            return []
        best = self._direct(understood, ranked)
        each = (*_best_of_each(understood.agreements, ranked), *self._best_of_things(understood, ranked))
        each = (*each, *self._best_of_years(understood, ranked))
        chosen = list(dict.fromkeys([best, *each]))
        least = min(best.score, max(s.score - ASIDE * s.listed for s in ranked)) - NEAR
        for scored in ranked:
            if len(chosen) >= most or scored.score < least:
                break
            fits = not is_gap(scored.sentence) or _is_near_gap(scored, best, chosen)
            if fits and not any(doubles(scored.sentence, c.sentence) for c in chosen if not self._adds(understood, scored, c)):
                chosen.append(scored)
        chosen = [*chosen[: most - len(missing)], *missing] if (missing := self._missing(understood, chosen, ranked)) else chosen
        order = {c.sentence.passage: rank for rank, c in reversed(list(enumerate(chosen)))}
        first = chosen[0].sentence
        rest = sorted((c.sentence for c in chosen[1:]), key=lambda s: (order[s.passage], s.span.start))
        return [first, *rest]

    def _best_of_things(self, understood: Understood, ranked: Sequence[Scored]) -> list[Scored]:
        """When a question names several projects, the best sentence about each: one with the value asked for, if any."""
        things, kinds = understood.entities("project", "flagship"), [kind for kind in understood.wanted if kind in FIGURES]
        found = []
        for thing in things if 2 <= len(things) <= _EACH else ():
            own = [s for s in ranked if thing in s.sentence.facts and not is_gap(s.sentence)]
            found += [s for s in own if all(self._holds(kind, s.sentence) for kind in kinds)][:1] or own[:1]
        return found

    def _best_of_years(self, understood: Understood, ranked: Sequence[Scored]) -> list[Scored]:
        """When a question names several years, the best sentence on each, which holds the kinds of value asked for."""
        years, kinds = years_in(understood.standalone), [kind for kind in understood.wanted if kind in FIGURES]
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
        kinds = [kind for kind in understood.wanted if kind in FIGURES]
        if len(kinds) != 1 or is_gap(ranked[0].sentence) or understood.entities("outside"):
            return ranked[0]
        near = (s for s in ranked if s.score >= ranked[0].score - DIRECT and not is_gap(s.sentence))
        return next((s for s in near if self._holds(kinds[0], s.sentence)), ranked[0])

    def _missing(self, understood: Understood, chosen: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
        """Of a question with several wishes: for each kind of value that nothing chosen holds, the best sentence that does."""
        kinds = [kind for kind in understood.wanted if kind in FIGURES or kind == "who"]
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
        return FIGURES[kind](figures_in(sentence.text), sentence.text)


def _likest(targets: Sequence[Target], sentence: Sentence) -> float:
    """How exactly a sentence tells the target that it tells best, 0 for none."""
    return max((target.likeness(sentence.facts) for target in targets), default=0.0)


def _shares_subject(scored: Scored, best: Scored) -> bool:
    """Whether two sentences stand in one document or are about the same agreements."""
    one, other = scored.sentence.chunk, best.sentence.chunk
    return one.document_id == other.document_id or bool(set(one.agreements) & set(other.agreements))


def _best_of_each(agreements: Sequence[str], ranked: Sequence[Scored]) -> list[Scored]:
    """When a question names several agreements, the best sentence about each."""
    if not 2 <= len(agreements) <= _EACH:
        return []
    own = [(a, [s for s in ranked if s.sentence.chunk.agreements == (a,) and not is_gap(s.sentence)]) for a in agreements]
    return [scored[0] for _, scored in own if scored]


def _is_near_gap(scored: Scored, best: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether a gap is so near to the question that an honest answer tells it too; one is enough."""
    close = scored.meaning >= best.meaning - NEAR_GAP and scored.coverage >= min(best.coverage, ENOUGH)
    return close and not any(is_gap(c.sentence) for c in chosen)


def doubles(one: Sentence, other: Sentence) -> bool:
    """Whether the first sentence says what the second does: no figure or name of its own, and equal meaning or the same facts."""
    if figures_in(one.text).all() - figures_in(other.text).all():
        return False
    if set(one.facts) != set(other.facts) and any(
        fold(name.strip())[:5] not in fold(other.text) for name in NAME.findall(one.text)
    ):
        return False
    likeness = float(one.vector @ other.vector)
    within = bool(one.facts) and (set(one.facts) <= set(other.facts) or set(other.facts) <= set(one.facts))
    if likeness > SAME or (within and likeness > SAME_FACTS):
        return True
    if one.facts and set(one.facts) == set(other.facts) and one.chunk.document_id != other.chunk.document_id:
        return figures_in(one.text).all() == figures_in(other.text).all()
    return False
