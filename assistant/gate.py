"""Decide whether there is evidence for this very question, or say honestly that there is none.

Scores alone cannot tell a near miss from an answer (measured: a threshold on the cosine stops off-topic questions but only
one near miss in six). So four looks are taken: is the question small talk or about something else; does the best sentence
tell a known gap; is it about the same entities; does it hold the kind of value asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.extractive import Scored, is_gap
from assistant.figures import figures_in, years_in
from assistant.intents import Likeness
from assistant.understanding import Understood

_LONG_WORD = re.compile(r"\w{4,}")
Verdict = Literal["answer", "gap", "not_in_sources", "out_of_scope", "smalltalk", "stranger", "unclear"]

LIKE = 0.895  # cosine from which an example of small talk or of a foreign subject counts
LIKE_FAR = 0.015  # how much nearer than the evidence such an example must be
OFF_TOPIC = 0.832  # best cosine below which nothing in the sources is near
POOR = 0.85  # best cosine below which the words must carry the evidence
SHARED = 0.34  # share of the question's words that a poor sentence must hold


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do with a question; `intent` names the kind of small talk, or the name that the sources do not know."""

    verdict: Verdict
    intent: str = ""


def rule(understood: Understood, likeness: Likeness, ranked: Sequence[Scored], strangers: Sequence[str] = ()) -> Ruling:
    """Judge a question by what it is like, what was found for it, and the names in it that no text holds."""
    nearest = max((scored.meaning for scored in ranked), default=0.0)
    group, _, name = likeness.intent.partition(".")
    named = bool(understood.mentions)
    if likeness.cosine >= LIKE and likeness.cosine >= nearest + LIKE_FAR and not (named and group == "smalltalk"):
        return Ruling("smalltalk" if group == "smalltalk" else "out_of_scope", name)
    if strangers and not understood.agreements:
        return Ruling("stranger", strangers[0])
    if not ranked:
        return Ruling("not_in_sources")
    if _is_bare(understood):
        return Ruling("unclear")
    best = ranked[0]
    if nearest < OFF_TOPIC and best.coverage < SHARED:
        return Ruling("out_of_scope")
    if is_gap(best.sentence):
        return Ruling("gap")
    if best.meaning < POOR and best.coverage < SHARED and not named:
        return Ruling("out_of_scope")
    if not _holds_value(understood, ranked[:6]):
        return Ruling("not_in_sources")
    return Ruling("answer")


def _is_bare(understood: Understood) -> bool:
    """Whether a question asks for an amount without saying of what: no name, no year, hardly a word besides."""
    bare = {"amount", "rate"} & set(understood.wanted) and not understood.mentions and not years_in(understood.standalone)
    return bool(bare) and len(_LONG_WORD.findall(understood.standalone)) <= 4


def _holds_value(understood: Understood, ranked: Sequence[Scored]) -> bool:
    """Whether one of the best sentences holds the kind of value that the question asks for."""
    found = [figures_in(scored.sentence.text) for scored in ranked]
    if "amount" in understood.wanted and "rate" not in understood.wanted:
        return any(f.money or f.rates or f.numbers for f in found)
    if "rate" in understood.wanted:
        return any(f.rates or f.money or f.numbers for f in found)
    if "date" in understood.wanted:
        return any(f.dates or f.numbers for f in found)
    return True
