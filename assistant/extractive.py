"""The extractive answerer: choose the sentences that answer, without a language model.

A sentence is scored by meaning (its stored vector against the question's), by the question's words it holds, by the named
entity it is about, by the kind of value asked for, and by where it stands. The weights were set on the development
questions for causes, not wording; DECISIONS.md tells what each is for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus import fold
from index import Terms

from assistant.evidence import Sentence
from assistant.figures import NUMBER_WORDS, figures_in
from assistant.understanding import Understood

MEANING, WORDS, ENTITY, OTHER_ENTITY, VALUE, NO_VALUE, PLACE, HISTORY = 12.0, 1.1, 0.35, -0.9, 0.35, -0.25, 0.45, -0.2
NEAR = 0.42  # how far below the best sentence another may score and still be told
SAME = 0.965  # cosine from which two sentences say the same
_DEFINES = re.compile(
    r"\btarkoit|\bon .{0,60}(?:sopimus|ohjelma|rahoitus|tuki|verkosto|väline|järjestelmä)|\bavses\b|\bbetyder\b|\bär en?\b|\bär ett\b"
    r"|\bis an?\b|\bmeans\b|\brefers to\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score and how much of the question's words it holds (0–1)."""

    sentence: Sentence
    score: float
    meaning: float
    coverage: float


def is_gap(sentence: Sentence) -> bool:
    """Whether a sentence only tells that the sources do not say something."""
    return bool(sentence.facts) and all(fact.startswith("nf-") for fact in sentence.facts)


class Extractive:
    """Scores and picks sentences. `entity_words` gives the folded beginnings by which an entity is recognised in a text."""

    name = "extractive"

    def __init__(self, terms: Terms, superseded: frozenset[str] = frozenset()) -> None:
        self._terms, self._superseded = terms, superseded

    def rank(self, understood: Understood, vector: np.ndarray, sentences: Sequence[Sentence]) -> list[Scored]:
        """The sentences with their scores, the best first."""
        if not sentences:
            return []
        meanings = np.stack([s.vector for s in sentences]) @ vector
        text = understood.standalone
        named = [fold(text[m.span.start : m.span.end])[:5] for m in understood.mentions]
        wanted = [w for w in self._terms.words(text, understood.language) if fold(w)[:5] not in named]
        scored = [
            self._score(understood, sentence, float(meaning), wanted)
            for sentence, meaning in zip(sentences, meanings, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.sentence.document.id, s.sentence.span.start))

    def _score(self, understood: Understood, sentence: Sentence, meaning: float, wanted: Sequence[str]) -> Scored:
        around = " ".join((*sentence.chunk.headings, sentence.document.title))
        coverage = self._terms.coverage(wanted, sentence.text, around, sentence.chunk.language)
        score = MEANING * meaning + WORDS * coverage + PLACE * sentence.passage_score
        score += self._about(understood, sentence) + self._value(understood, sentence.text)
        if sentence.facts and all(fact in self._superseded for fact in sentence.facts):
            score += HISTORY
        return Scored(sentence, score, meaning, coverage)

    def _about(self, understood: Understood, sentence: Sentence) -> float:
        """What the sentence earns or loses by the places and things that the question names."""
        agreements = set(sentence.chunk.agreements)
        asked = set(understood.agreements)
        if asked and agreements and not agreements & asked:
            return OTHER_ENTITY
        text = fold(sentence.text)
        question = understood.standalone
        hit = any(fold(question[m.span.start : m.span.end])[:5] in text for m in understood.mentions)
        told = bool(set(understood.entities()) & set(sentence.facts))
        return ENTITY * (hit + 0.5 * told + 0.5 * bool(asked & agreements))

    def _value(self, understood: Understood, text: str) -> float:
        checks = {
            "amount": lambda f: bool(f.money),
            "rate": lambda f: bool(f.rates),
            "date": lambda f: bool(f.dates or any(1990 <= n <= 2100 for n in f.numbers)),
            "count": lambda f: bool(f.numbers) or any(w in NUMBER_WORDS for w in text.lower().split()),
        }
        asked = [kind for kind in understood.wanted if kind in checks]
        if asked:
            figures = figures_in(text)
            return sum(VALUE if checks[kind](figures) else NO_VALUE for kind in asked)
        if "definition" in understood.wanted:
            return VALUE if _DEFINES.search(text) else 0.0
        return 0.0

    def pick(self, ranked: Sequence[Scored], most: int) -> list[Sentence]:
        """The sentences to tell: the best and those near it, without doubles, in reading order behind the best's passage."""
        if not ranked:
            return []
        best = ranked[0]
        chosen = [best]
        for scored in ranked[1:]:
            if len(chosen) == most or scored.score < best.score - NEAR:
                break
            if not any(_doubles(scored.sentence, c.sentence) for c in chosen) and not is_gap(scored.sentence):
                chosen.append(scored)
        order = {c.sentence.passage: rank for rank, c in reversed(list(enumerate(chosen)))}
        return [c.sentence for c in sorted(chosen, key=lambda c: (order[c.sentence.passage], c.sentence.span.start))]


def _doubles(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences say the same: equal meaning, or the same facts with the same figures."""
    if float(one.vector @ other.vector) > SAME:
        return True
    if one.facts and set(one.facts) == set(other.facts) and one.document.id != other.document.id:
        return figures_in(one.text).all() == figures_in(other.text).all()
    return False
