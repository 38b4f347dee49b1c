"""Score answers against questions with known answers, and tell why each wrong one is wrong.

The cause is read off the way that the very answer took (`Assistant.stream` hands over what was found), the first that fits:

- `error`: the status is `error`.
- `answered`: it was to be refused, at least in part, and was answered.
- `other refusal`: it was rightly refused, but as something else.
- `no fact`: no gold document of the collection holds a wording of what is missing.
- `not retrieved`: a gold document does, but none of the sentences that were read.
- `verified away`: one of these does and was picked, and did not pass the check; or a model's sentences did not.
- `gated`: the question was refused although one does; or it was refused before anything was looked for.
- `wrong sentence`: it was read, and others were told, or only a part of it in a list.
- `forbidden`: the answer holds a wording that it must not.
- `wrong language`: the answer's language is not the question's.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from assistant.evidence import Sentence
from assistant.gold import Gold, tells, told_by
from assistant.records import Answer, Answered, Language
from corpus import Document

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.mind import Look, Mind

Cause = Literal[
    "error",
    "answered",
    "other refusal",
    "no fact",
    "not retrieved",
    "verified away",
    "gated",
    "wrong sentence",
    "forbidden",
    "wrong language",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
_CONTENT = ("answered", "partial")


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer to a question with known answer: the cause of its fault (None: right), and what the fault is about."""

    gold: Gold
    answer: Answer
    cause: Cause | None
    about: str = ""

    @property
    def is_sourced(self) -> bool | None:
        """Whether a right answer with content cites a gold source; None where there is nothing to judge."""
        has_content = self.cause is None and self.answer.status in _CONTENT
        return self.gold.cited_by(self.answer.citations) if has_content else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some questions were answered right."""

    right: int
    total: int

    @property
    def per_cent(self) -> float:
        """The share in per cent."""
        return 100 * self.right / self.total if self.total else 0.0


class Judge:
    """Asks an assistant and judges its answers; `documents` is the collection, `most` the longest answer in sentences."""

    def __init__(self, assistant: "Assistant", documents: Iterable[Document], most: int) -> None:
        self._assistant, self._documents, self._most = assistant, tuple(documents), most

    def judge(self, gold: Gold) -> Judged:
        """Ask one question and judge the answer."""
        seen: list[tuple[Mind, Look]] = []
        way = self._assistant.stream(gold.question, gold.history, watch=lambda mind, look: seen.append((mind, look)))
        *_, last = way
        assert isinstance(last, Answered)
        return Judged(gold, last.answer, *self._fault(gold, last.answer, seen))

    def _fault(self, gold: Gold, answer: Answer, seen: "Sequence[tuple[Mind, Look]]") -> tuple[Cause | None, str]:
        """The cause for which an answer is wrong, and what is missing, amiss or forbidden in it."""
        if answer.status not in gold.expected_status:
            return self._amiss(gold, answer, seen), answer.status
        missing = gold.missing(told_by(answer)) if answer.status in _CONTENT else ()
        if missing:
            return self._lost(gold, missing[0], answer, seen), " / ".join(missing[0])
        if forbidden := gold.forbidden_in(answer):
            return "forbidden", forbidden[0] if answer.question else ""
        return ("wrong language", answer.language) if answer.language != gold.language else (None, "")

    def _amiss(self, gold: Gold, answer: Answer, seen: "Sequence[tuple[Mind, Look]]") -> Cause:
        """The cause of a status that is not among those expected."""
        if answer.status == "error":
            return "error"
        if answer.status in _CONTENT:
            return "answered"
        if set(gold.expected_status) - set(_CONTENT):
            return "other refusal"
        causes = {self._lost(gold, point, answer, seen) for point in gold.must_include}
        return min(causes, key=CAUSES.index, default="gated")

    def _lost(self, gold: Gold, point: Sequence[str], answer: Answer, seen: "Sequence[tuple[Mind, Look]]") -> Cause:
        """How far a point got on its way into the answer that does not hold it."""
        if not any(gold.is_gold(document.id) and tells(document.text, point) for document in self._documents):
            return "no fact"
        held = [(mind, look, [s.sentence for s in look.ranked if tells(s.sentence.text, point)]) for mind, look in seen]
        if seen and not any(sentences for *_, sentences in held):
            return "not retrieved"
        for mind, look, sentences in held:
            picked = mind.told(look, self._most) if look.ruling.verdict == "answer" and not look.computed else []
            if any(sentence in sentences and not _passes(mind, sentence, look.understood.language) for sentence in picked):
                return "verified away"
        if answer.engine.dropped:
            return "verified away"
        return "wrong sentence" if answer.status in _CONTENT else "gated"


def _passes(mind: "Mind", sentence: Sentence, language: Language) -> bool:
    """Whether a sentence, cited by itself, passes the check that stands before every claim."""
    citation = mind.citer.cite(1, sentence, language)
    return citation is not None and mind.verifier.verdict(citation.quote, [citation]) is not None


def share_of(judged: Iterable[Judged]) -> Share:
    """How many answers are right."""
    causes = [one.cause for one in judged]
    return Share(causes.count(None), len(causes))


@dataclass(frozen=True, slots=True)
class Report:
    """What judging a file of questions gave."""

    judged: tuple[Judged, ...]

    @property
    def whole(self) -> Share:
        """The share of all questions."""
        return share_of(self.judged)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are asked in."""
        return tuple(dict.fromkeys(one.gold.language for one in self.judged))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of question."""
        return tuple(dict.fromkeys(one.gold.kind for one in self.judged))

    def share(self, kind: str | None = None, language: str | None = None) -> Share:
        """The share of a kind, of a language, or of a kind in a language."""
        return share_of(one for one in self.judged if kind in (None, one.gold.kind) and language in (None, one.gold.language))

    @property
    def failures(self) -> tuple[Judged, ...]:
        """The wrong answers, by cause."""
        wrong = [(one, one.cause) for one in self.judged if one.cause]
        return tuple(one for one, cause in sorted(wrong, key=lambda pair: CAUSES.index(pair[1])))

    @property
    def sourced(self) -> Share:
        """Of the right answers with content, those that cite a gold source."""
        found = [one.is_sourced for one in self.judged if one.is_sourced is not None]
        return Share(sum(found), len(found))

    def as_plain(self) -> dict[str, Any]:
        """The report as JSON-ready values. Questions are left out: one may hold personal data."""
        by_kind = {kind: {language: asdict(self.share(kind, language)) for language in self.languages} for kind in self.kinds}
        return {
            "all": asdict(self.whole),
            "sourced": asdict(self.sourced),
            "languages": {language: asdict(self.share(None, language)) for language in self.languages},
            "kinds": by_kind,
            "causes": dict(Counter(one.cause for one in self.failures)),
            "failures": [
                {"id": one.gold.id, "cause": one.cause, "status": one.answer.status, "about": one.about} for one in self.failures
            ],
        }
