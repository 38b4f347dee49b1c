"""Decide whether there is evidence for this very question, or say honestly that there is none.

Scores alone cannot tell a near miss from an answer (measured: a threshold on the cosine stops off-topic questions but only
one near miss in six). So four looks are taken: is the question small talk or about something else; does the best sentence
tell a known gap; is it about the same entities; does it hold the kind of value asked for.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.catalogue_questions import names_records
from assistant.conversation import PLACE_KINDS, points_back
from assistant.evidence import is_gap
from assistant.extractive import Scored
from assistant.figures import figures_in, years_in
from assistant.intents import Likeness
from assistant.targets import Target, attributes_in
from assistant.understanding import Understood

_FEW_WORDS, _POINTING = 4, 4
_LONG_WORD = re.compile(r"\w{4,}")
Verdict = Literal["answer", "gap", "not_in_sources", "out_of_scope", "smalltalk", "stranger", "unclear"]

LIKE = 0.895  # cosine from which an example of small talk or of a foreign subject counts
LIKE_FAR = 0.03  # how much nearer than the evidence such an example must be
LIKE_UNKNOWN = 0.05  # the same where no text holds a word of the question
OFF_TOPIC = 0.832  # best cosine below which nothing in the sources is near
POOR = 0.85  # best cosine below which the words must carry the evidence
MOST = 0.7  # share of the question's words from which a gap answers even a bare question
HARDLY = 0.2  # share of the question's words below which a place's name does not carry it
LOOKED_AT = 6  # how many of the best sentences are looked at
SHARED = 0.34  # share of the question's words that a poor sentence must hold


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do with a question; `intent` names the kind of small talk, or the name that the sources do not know."""

    verdict: Verdict
    intent: str = ""


def rule(
    understood: Understood,
    likeness: Likeness,
    ranked: Sequence[Scored],
    targets: Sequence[Target],
    knows: Callable[[str], bool],
) -> Ruling:
    """Judge a question by what it is like, what was found for it, and whether the texts know its words (`knows`)."""
    nearest = max((scored.meaning for scored in ranked), default=0.0)
    coverage = max((scored.coverage for scored in ranked[:LOOKED_AT]), default=0.0)
    group, _, name = likeness.intent.partition(".")
    named = bool(understood.mentions)
    bare = _is_bare(understood) and not (ranked and is_gap(ranked[0].sentence) and ranked[0].coverage >= MOST)
    like = group != "in_scope" and likeness.cosine >= LIKE and likeness.cosine >= nearest + LIKE_FAR
    if like and not bare and not (named and group == "smalltalk"):
        return Ruling("smalltalk" if group == "smalltalk" else "out_of_scope", name)
    if not named and _points_nowhere(understood):
        return Ruling("unclear")
    if not understood.agreements and (strangers := understood.strangers(knows)):
        return Ruling("stranger", strangers[0])
    if not ranked:
        return Ruling("not_in_sources")
    best = ranked[0]
    if is_gap(best.sentence) and best.coverage >= MOST:
        return Ruling("gap")
    if bare:
        return Ruling("unclear")
    if coverage < SHARED and _is_far(understood, nearest, coverage, likeness, targets, knows):
        return Ruling("out_of_scope")
    if is_gap(best.sentence):
        return Ruling("gap")
    if not _holds_value(understood, ranked[:LOOKED_AT]):
        return Ruling("not_in_sources")
    return Ruling("answer")


def _is_far(
    understood: Understood,
    nearest: float,
    coverage: float,
    likeness: Likeness,
    targets: Sequence[Target],
    knows: Callable[[str], bool],
) -> bool:
    """Whether a question whose words are hardly told is about something else; a place or an amount alone is no subject."""
    if any(target.attribute != "amounts" for target in targets):
        return False
    unknown = understood.unknown_words(knows) if not names_records(understood.standalone, understood.language) else []
    if targets and not unknown:
        return False
    subjects = [m for m in understood.mentions if m.kind not in PLACE_KINDS]
    if nearest < OFF_TOPIC:
        return True
    if not understood.mentions:
        return nearest < POOR
    margin = LIKE_UNKNOWN if unknown else LIKE_FAR
    nearer_elsewhere = likeness.intent.startswith("out_of_scope") and likeness.cosine > nearest - margin
    return not subjects and (coverage < HARDLY or bool(unknown)) and (nearer_elsewhere or nearest < POOR)


def _is_bare(understood: Understood) -> bool:
    """Whether a question asks for an amount, or a day of a call, without saying of what: no name, no year, hardly a word."""
    text = understood.standalone
    named = any(mention.kind != "term" for mention in understood.mentions)
    day_of_call = "date" in understood.wanted and "calls" in attributes_in(text)
    bare = ({"amount", "rate"} & set(understood.wanted) or day_of_call) and not named and not years_in(text)
    return bool(bare) and not figures_in(text).all() and len(_LONG_WORD.findall(text)) <= _FEW_WORDS


def _points_nowhere(understood: Understood) -> bool:
    """Whether a short question asks about `it`, and nothing before it says what that is."""
    whole = understood.standalone
    return whole == understood.question and points_back(whole) and len(whole.split()) <= _POINTING


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
