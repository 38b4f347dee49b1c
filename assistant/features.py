"""What can be told of a sentence found for a question: the numbers by which `ranking.py` orders sentences.

None says on what subject a programme is, so weights learnt from one collection's questions serve another's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.asked import Likest
from assistant.conversation import PLACE_KINDS
from assistant.evidence import Sentence, is_gap
from assistant.facts import FactBook
from assistant.figures import figures_in, years_in
from assistant.targets import Target
from assistant.understanding import Understood
from assistant.values import FIGURES, TRANSLATES, defines, holds_figure, newest_of
from assistant.wishes import wanted_in
from corpus import fold
from index import Terms

_OF_GAPS = ("meaning", "coverage", "rare", "listed")  # of a sentence that tells a gap also the distance to the best found
_LEAST = 0.2  # weight of a word that every sentence holds
_SHORT, _USUAL = 40, 100  # characters
_FACTS = 4
_NEAR = 0.7  # cosine of questions that have nothing in common


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found for a question: its vector, the sentences, what it is after and the listed questions near to it."""

    understood: Understood
    vector: np.ndarray
    sentences: Sequence[Sentence]
    targets: Sequence[Target]
    likest: Sequence[Likest]


class Features:
    """Makes the features of sentences."""

    def __init__(self, terms: Terms, facts: FactBook) -> None:
        self._terms, self._facts = terms, facts

    def of(self, found: Found) -> tuple[np.ndarray, list[str]]:
        """The features of each sentence, shape (sentences, features), and what each column is."""
        understood, sentences = found.understood, found.sentences
        words = self._words(understood, understood.standalone)
        rare = self._rare(self._words(understood, understood.written), sentences)
        newest = {id(s) for s in newest_of(understood, sentences)}
        rows = []
        for sentence, share in zip(sentences, rare, strict=True):
            row = {
                "meaning": float(sentence.vector @ found.vector),
                "chunk": float(sentence.chunk_vector @ found.vector),
                "coverage": self._coverage(words, sentence),
                "rare": float(share),
                "passage": sentence.passage_score,
                "newest": float(id(sentence) in newest),
                **_listed(found.likest, sentence),
                "target": max((t.likeness(sentence.facts) for t in found.targets), default=0.0),
                **_about(understood, sentence),
                **self._values(understood, sentence),
                **_years(understood, sentence),
                **self._manner(understood, sentence),
            }
            rows.append(row)
        best = {name: max(row[name] for row in rows) for name in _OF_GAPS}
        for row in rows:
            row |= {f"gap_{name}_behind": row["gap"] * (row[name] - best[name]) for name in _OF_GAPS}
            row |= {"gap_listed": row["gap"] * row["listed"], "gap_place_asked": row["gap"] * row["place_asked"]}
        return np.array([[*row.values()] for row in rows], dtype=np.float32), [*rows[0]]

    def _words(self, understood: Understood, text: str) -> list[str]:
        """The words of a question beside the places it names."""
        whole = understood.standalone
        named = [fold(whole[m.span.start : m.span.end])[:5] for m in understood.mentions if m.kind in PLACE_KINDS]
        return [word for word in self._terms.words(text, understood.language) if fold(word)[:5] not in named]

    def _coverage(self, words: Sequence[str], sentence: Sentence) -> float:
        around = " ".join((*sentence.chunk.headings, sentence.chunk.title))
        return self._terms.coverage(words, sentence.text, around, sentence.chunk.language)

    def _rare(self, words: Sequence[str], sentences: Sequence[Sentence]) -> np.ndarray:
        """For each sentence the share of the words it holds, 0-1, each weighted by how few of the sentences hold it."""
        if not words:
            return np.ones(len(sentences))
        held = np.array([self._terms.held(words, s.text, s.chunk.language) for s in sentences])
        weights = np.log((len(sentences) + 1) / ((held >= 1).sum(axis=0) + 1)) + _LEAST
        share: np.ndarray = held @ weights / weights.sum()
        return share

    def _values(self, understood: Understood, sentence: Sentence) -> dict[str, float]:
        """Whether a sentence holds the kinds of value asked for."""
        text, gap = sentence.text, is_gap(sentence)
        figures = figures_in(text)
        kinds = [] if gap else [kind for kind in understood.wanted if kind in FIGURES]
        held = sum(FIGURES[kind](figures, text) for kind in kinds)
        told = set(wanted_in(text)) if gap or "requirement" in understood.wanted else set()
        defined = defines(understood, text) if "definition" in understood.wanted else None
        return {
            "gap": float(gap),
            "gap_value": float(gap and bool(set(understood.wanted) & told - {"other"})),
            "holds": float(held),
            "lacks": float(len(kinds) - held),
            "requires": float("requirement" in understood.wanted and "requirement" in told),
            "names_body": float("who" in understood.wanted and bool(set(sentence.facts) & self._facts.bodies)),
            "defines": float(defined is True),
            "defines_not": float(defined is False),
            "figure": float(holds_figure(understood, text)),
        }

    def _manner(self, understood: Understood, sentence: Sentence) -> dict[str, float]:
        """What a sentence is like, whatever is asked."""
        facts, text = sentence.facts, sentence.text
        glossary, defined = sentence.chunk.kind == "glossary", "definition" in understood.wanted
        translates = bool(TRANSLATES.search(text)) and not TRANSLATES.search(understood.standalone)
        return {
            "length": math.log(max(len(text), _SHORT) / _USUAL),
            "replaced": float(bool(facts) and all(fact in self._facts.superseded for fact in facts)),
            "wording": float(any(fact in self._facts.wordings for fact in facts)),
            "translates": float(translates),
            "glossary": float(glossary and not defined),
            "glossary_asked": float(glossary and defined),
            "news": float(sentence.chunk.kind == "news"),
            "facts": min(len(facts), _FACTS) / _FACTS,
        }


def _listed(likest: Sequence[Likest], sentence: Sentence) -> dict[str, float]:
    """How near the nearest listed question is that the sentence answers, and how much else the sentence tells."""
    told = {fact for fact in sentence.facts if not fact.startswith(("cf-", "org-"))}
    near = next((like for like in likest if like.facts & told), None)
    if near is None:
        return {"listed": 0.0, "listed_share": 0.0, "listed_whole": 0.0}
    shared = len(near.facts & told)
    return {"listed": near.cosine - _NEAR, "listed_share": shared / len(told), "listed_whole": shared / len(near.facts)}


def _about(understood: Understood, sentence: Sentence) -> dict[str, float]:
    """Whether a sentence is about the places and things that a question names, or about others."""
    own, asked = set(sentence.chunk.agreements), set(understood.agreements)
    things = set(understood.entities("project", "flagship"))
    outside = len(own) == 1 and bool(understood.entities("outside"))
    other = (bool(asked) or outside) and bool(own) and not own & asked
    text, question = fold(sentence.text), understood.standalone
    return {
        "other_place": float(other and not things & set(sentence.facts)),
        "thing_elsewhere": float(other and bool(things & set(sentence.facts))),
        "place_unasked": float(not asked and len(own) == 1 and not things),
        "named": float(any(fold(question[m.span.start : m.span.end])[:5] in text for m in understood.mentions)),
        "tells_named": float(bool(set(understood.entities()) & set(sentence.facts))),
        "place_asked": float(bool(asked & own)),
    }


def _years(understood: Understood, sentence: Sentence) -> dict[str, float]:
    """Whether a sentence tells of the year that a question names, of others, or of none."""
    asked, told = years_in(understood.standalone), years_in(sentence.text)
    return {
        "year": float(bool(asked & told)),
        "other_year": float(bool(asked and told) and not asked & told),
        "no_year": float(bool(asked) and not told),
    }
