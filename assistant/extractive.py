"""The extractive answerer: choose the sentences that answer, without a language model.

The sentences come ordered from `ranking.py`; here those are picked that are told together.
"""

from collections.abc import Sequence

import numpy as np

from assistant.evidence import Sentence, is_gap
from assistant.facts import FactBook
from assistant.figures import figures_in, years_in
from assistant.ranking import Scored
from assistant.understanding import Understood
from assistant.values import FIGURES, NAME, codes_in, defines
from corpus import fold
from index import Terms

NEAR = 0.6  # how far below the best sentence another may score and still be told
NEAR_GAP, ENOUGH = 0.035, 0.5  # cosine below the best, and share of words, within which a gap is told beside the answer
SAME_FACTS = 0.95  # the same for sentences of which one carries all the facts of the other
SAME = 0.965  # cosine from which two sentences say the same
DIRECT = 0.7  # how far below the best sentence one may score that holds the value asked for, to be told first
WISHES = 1.4  # the same for a sentence that alone holds one of the kinds of value asked for
_EACH = 4  # agreements up to which a question gets a sentence about each


class Extractive:
    """Picks sentences."""

    name = "extractive"

    def __init__(self, terms: Terms, facts: FactBook) -> None:
        self._terms, self._bodies = terms, facts.bodies

    def pick(self, understood: Understood, ranked: Sequence[Scored], most: int) -> list[Sentence]:
        """The sentences to tell: the best, the best about each of several agreements, and those near; no doubles, in order."""
        if not ranked:
            return []
        best = self._direct(understood, ranked)
        each = (*_best_of_each(understood.agreements, ranked), *self._best_of_things(understood, ranked))
        each = (*each, *self._best_of_numbers(understood, ranked))
        chosen = list(dict.fromkeys([best, *each]))
        least = best.score - NEAR
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

    def _best_of_numbers(self, understood: Understood, ranked: Sequence[Scored]) -> list[Scored]:
        """When a question names several years or numbers such as 1.2, the best sentence on each, with the values asked for."""
        kinds = [kind for kind in understood.wanted if kind in FIGURES]
        found: list[Scored] = []
        for read in (years_in, codes_in):
            asked = read(understood.standalone)
            for number in sorted(asked) if 2 <= len(asked) <= _EACH else ():
                own = (s for s in ranked if read(s.sentence.text) == {number} and not is_gap(s.sentence))
                near = (s for s in own if _shares_subject(s, ranked[0]))
                found += [s for s in near if all(self._holds(kind, s.sentence) for kind in kinds)][:1]
        return found

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
        if (first := _elsewhere(understood, ranked) or _definition(understood, ranked)) is not None:
            return first
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


def _elsewhere(understood: Understood, ranked: Sequence[Scored]) -> Scored | None:
    """When a question puts an undertaking into an agreement that nothing found ties it to: the best sentence about it."""
    things, asked = set(understood.entities("project", "flagship")), set(understood.agreements)
    about = [s for s in ranked if things & set(s.sentence.facts) and s.sentence.chunk.agreements] if asked else []
    return None if not about or any(asked & set(s.sentence.chunk.agreements) for s in about) else about[0]


def _definition(understood: Understood, ranked: Sequence[Scored]) -> Scored | None:
    """When a question asks what something means: of the glossary's sentences near the best the one that says it."""
    asked = "definition" in understood.wanted
    near = [s for s in ranked if s.score >= ranked[0].score - DIRECT and s.sentence.chunk.kind == "glossary"] if asked else []
    return max((s for s in near if defines(understood, s.sentence.text)), key=lambda s: s.meaning, default=None)


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
