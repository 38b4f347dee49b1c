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
from assistant.conversation import PLACE_KINDS
from assistant.evidence import is_gap
from assistant.figures import figures_in, years_in
from assistant.intents import Likeness
from assistant.manners import courtesy_in
from assistant.phrases import points_back, points_to_a_thing, without_asking
from assistant.ranking import Scored
from assistant.targets import LISTED, Target, attributes_in
from assistant.understanding import Understood

_FEW_WORDS, _POINTING = 4, 4
_LONG_WORD = re.compile(r"\w{4,}")
_OF_A_CITY = {"priorities", "signed", "parties"}  # what each agreement has its own of
_THE_CITY = re.compile(
    r"\bkaupungin\b|\bkaupunkimme\b|\bstadens\b|\bvår stads?\b|\b(?:the|our|my) city's\b|\bof (?:the|our|my) city\b(?! agree)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"[^\W\d_]{8,}")  # a word as long as this says what a question is about
Verdict = Literal["answer", "gap", "not_in_sources", "out_of_scope", "smalltalk", "stranger", "unclear"]

LIKE = 0.895  # cosine from which an example of small talk or of a foreign subject counts
LIKE_FAR = 0.03  # how much nearer than the evidence such an example must be
LIKE_UNKNOWN = 0.05  # the same where no text holds a word of the question
OFF_TOPIC = 0.832  # best cosine below which nothing in the sources is near
POOR = 0.85  # best cosine below which the words must carry the evidence
MOST = 0.7  # share of the question's words from which a gap answers even a bare question
HARDLY = 0.2  # share of the question's words below which a place's name does not carry it
LOOKED_AT = 6  # how many of the best sentences are looked at
LIKE_ASKED = 0.01  # how much nearer than the nearest listed question such an example must be
UNASKED, ITS_WORDS = 0.88, 0.05  # cosine of the nearest listed question and weight of coverage, below which one is foreign
SURELY_ASKED = 0.95  # the same for a question that names no city
LIKE_MANY = 0.9  # cosine from which one is about the subject at least
ASKED = 0.92  # cosine from which a listed question is much like the one asked
SHARED = 0.34  # share of the question's words that a poor sentence must hold


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do with a question; `intent` names the kind of small talk, or the name that the sources do not know.

    `sure` is false where what was found does not hold the kind of value asked for, so that it may not be the whole answer.
    """

    verdict: Verdict
    intent: str = ""
    sure: bool = True


def rule(
    understood: Understood,
    likeness: Likeness,
    ranked: Sequence[Scored],
    targets: Sequence[Target],
    knows: Callable[[str], bool],
    asked: float | None = None,
) -> Ruling:
    """Judge a question by what it is like, what was found for it, and whether the texts know its words (`knows`).

    `asked` is the cosine of the nearest listed question, None where none are listed.
    """
    nearest = max((scored.meaning for scored in ranked), default=0.0)
    coverage = max((scored.coverage for scored in ranked[:LOOKED_AT]), default=0.0)
    group, _, name = likeness.intent.partition(".")
    named = bool(understood.mentions)
    bare = _is_bare(understood) and not (ranked and is_gap(ranked[0].sentence) and ranked[0].coverage >= MOST)
    bare = bare and ((asked or 0.0) < ASKED or not (named or _SUBJECT.search(without_asking(understood.standalone))))
    like = group != "in_scope" and likeness.cosine >= LIKE and likeness.cosine >= nearest + LIKE_FAR
    like = like and (asked is None or likeness.cosine >= asked + LIKE_ASKED)
    if like and not bare and not (named and group == "smalltalk"):
        return Ruling("smalltalk" if group == "smalltalk" else "out_of_scope", name)
    if courtesy := _courtesy(understood, asked):
        return Ruling("smalltalk", courtesy)
    if not named and _points_nowhere(understood):
        return Ruling("unclear")
    if not understood.agreements and (strangers := understood.strangers(knows)):
        return Ruling("stranger", strangers[0])
    if not ranked:
        return Ruling("not_in_sources")
    best = ranked[0]
    if is_gap(best.sentence) and best.coverage >= MOST:
        return Ruling("gap")
    if bare or (_names_no_city(understood) and (asked or 0.0) < SURELY_ASKED):
        return Ruling("unclear")
    near = (asked or 0.0) >= (ASKED if understood.agreements else LIKE_MANY)
    far = coverage < SHARED and not near and _is_far(understood, nearest, coverage, likeness, targets, knows)
    if far or _is_unasked(understood, asked, coverage, targets):
        return Ruling("out_of_scope")
    if is_gap(best.sentence):
        return Ruling("gap")
    if not _tells_of_year(understood, ranked[:LOOKED_AT]):
        return Ruling("not_in_sources")
    return Ruling("answer", sure=_holds_value(understood, ranked[:LOOKED_AT]))


def _courtesy(understood: Understood, asked: float | None) -> str:
    """The kind of courtesy that a message is which names nothing, asks for nothing and is like no listed question."""
    asks = understood.mentions or understood.wanted != ("other",) or (asked or 0.0) >= LIKE_MANY
    return "" if asks else courtesy_in(understood.question)


def _is_unasked(understood: Understood, asked: float | None, coverage: float, targets: Sequence[Target]) -> bool:
    """Whether a question is like nothing that people ask, names no subject and asks for nothing that an agreement has."""
    attributes = any(target.attribute not in ("amounts", LISTED) for target in targets)
    return asked is not None and asked + ITS_WORDS * coverage < UNASKED and not _subjects(understood) and not attributes


def _is_far(
    understood: Understood,
    nearest: float,
    coverage: float,
    likeness: Likeness,
    targets: Sequence[Target],
    knows: Callable[[str], bool],
) -> bool:
    """Whether a question whose words are hardly told is about something else; a place or an amount alone is no subject."""
    if any(target.attribute not in ("amounts", LISTED) for target in targets):
        return False
    unknown = understood.unknown_words(knows) if not names_records(understood.standalone, understood.language) else []
    if any(target.attribute != LISTED for target in targets) and not unknown:
        return False
    if nearest < OFF_TOPIC:
        return True
    if not understood.mentions:
        return nearest < POOR
    margin = LIKE_UNKNOWN if unknown else LIKE_FAR
    nearer_elsewhere = likeness.intent.startswith("out_of_scope") and likeness.cosine > nearest - margin
    return not _subjects(understood) and (coverage < HARDLY or bool(unknown)) and (nearer_elsewhere or nearest < POOR)


def _subjects(understood: Understood) -> list[str]:
    """What a question names beside places."""
    return [m.entity_id for m in understood.mentions if m.kind not in PLACE_KINDS]


def _is_bare(understood: Understood) -> bool:
    """Whether a question asks for an amount, or a day of a call, without saying of what: no name, no year, hardly a word."""
    text = understood.standalone
    named = any(mention.kind != "term" for mention in understood.mentions)
    day_of_call = "date" in understood.wanted and "calls" in attributes_in(text)
    bare = ({"amount", "rate"} & set(understood.wanted) or day_of_call) and not named and not years_in(text)
    return bool(bare) and not figures_in(text).all() and len(_LONG_WORD.findall(text)) <= _FEW_WORDS


def _names_no_city(understood: Understood) -> bool:
    """Whether a question asks for the priorities of `the city`, say, and names none."""
    named = any(m.kind in PLACE_KINDS or m.kind == "organisation" for m in understood.mentions)
    return (
        not named and bool(_THE_CITY.search(understood.standalone)) and bool(_OF_A_CITY & {*attributes_in(understood.standalone)})
    )


def _points_nowhere(understood: Understood) -> bool:
    """Whether a question asks about `that project`, or a short one about `it`, and nothing before it says what that is."""
    whole, said = understood.standalone, understood.question
    if points_to_a_thing(whole):
        return set(whole.split()) <= set(said.split())  # all its words are this message's own
    return whole == said and points_back(whole) and len(whole.split()) <= _POINTING


def _tells_of_year(understood: Understood, ranked: Sequence[Scored]) -> bool:
    """Whether a question on an agreement's money in a year finds a sum or a rate of that agreement and one of the years named."""
    years = years_in(understood.standalone)
    if not years or not understood.agreements or not {"amount", "rate"} & set(understood.wanted):
        return True
    places = set(understood.agreements)
    own = [s.sentence.text for s in ranked if places & {*s.sentence.chunk.agreements, *s.sentence.facts}]
    return any(years & years_in(text) and (figures_in(text).money or figures_in(text).rates) for text in own)


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
