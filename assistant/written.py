"""The written answer: a language model words what the extractive answer would quote, and only what can be verified is shown.

The model gets numbered sentences and the question, nothing of the conversation. A sentence of its own passes when the one
verifier bears it out by the sentences it names, and it is no more than a shorter form of them: their words in their order, with
their limits ("at most", "not", "if"), in the answer's language, without an address that they lack. What does not pass is
dropped; when nothing is left, the quotes stand in. Left out: sources in another language, and sources that disagree.
"""

import re
import tomllib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from assistant.citing import marked
from assistant.errors import ModelError
from assistant.evidence import is_gap, tells_absence
from assistant.language_model import ChatModel, Messages, Patience, pieces
from assistant.mind import Look, Mind
from assistant.personal import has_personal_data
from assistant.polarity import polarity_of
from assistant.records import Answer, Citation, Claim, Engine, Language, TextDelta
from corpus import sentence_spans

MOST = 8  # sentences that a model is given
_PROMPTS = Path(__file__).parent / "prompts"
_LIMITS = Path(__file__).with_suffix(".toml")
_FIELD = re.compile(r"\{(evidence|question)\}")
_MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_MARKERS_FIRST = re.compile(r"(?:\s*\[[\d,\s]+\])*(?:\s*\[[\d,\s]*$)?")  # at the end: one that is still being written
_CLOSE = re.compile(r"(?<=[.!?…])(?=\[\d)")
_DRESS = re.compile(r"\*\*|__|`|^\s*#+\s+")
_ADDRESS = re.compile(r"\b(?:\w+://|(?i:www)\.)\S*[\w/]|\b[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*[\w/])?")
_TOKEN = re.compile(r"LINK(\d+)")
_WHOLE = re.compile(r"[^a-zåäö\W].*[.!?…][\"”’»)]*", re.DOTALL)
_WORD = re.compile(r"\w+")
_KINDS = ("denies", "excludes", "allows", "obliges", "asks")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model wrote it, and the numbers of the evidence that it names."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """The model that words answers, and how long it is waited for."""

    model: ChatModel
    patience: Patience

    def write(self, mind: Mind, look: Look, quoted: Answer, start: float) -> Generator[TextDelta, None, Answer]:
        """The answer to a question that the sources answer in `quoted`, piece by piece; `quoted` itself where none passes.

        A quoted answer that is given back has not been told in pieces. The question came at `start`.
        """
        answered = quoted.status == "answered" and not (quoted.conflicts or look.computed or look.gap)
        cited = evidence(mind, look) if answered else {}
        if not cited:
            return quoted
        urls = list(dict.fromkeys(m.group() for c in cited.values() for m in _ADDRESS.finditer(c.quote)))
        check = Check(mind, quoted.language, cited, urls)
        claims: list[Claim] = []
        renumbered: dict[int, int] = {}
        heard, failed = list[str](), False
        try:
            for sentence in sentences(pieces(self.model, prompt(look, cited, urls), self.patience, start)):
                if sentence.text in heard:
                    break  # a model that repeats itself goes on doing so
                heard.append(sentence.text)
                claim = check.claim(sentence)
                if claim is not None:
                    numbers = tuple(renumbered.setdefault(n, len(renumbered) + 1) for n in claim.citations)
                    claims.append(replace(claim, citations=numbers))
                    yield TextDelta(" " * (len(claims) > 1) + marked(claims[-1]))
        except ModelError:
            failed = True
        engine = Engine("", self.model.name if claims else "", "", len(heard), len(heard) - len(claims))
        say = partial(mind.wording.say, quoted.language)
        if not claims:
            return replace(quoted, notices=(say("notice_quoted_instead"), *quoted.notices), engine=engine)
        notices = (say("notice_written"), *([say("notice_written_part")] if failed or engine.dropped else []))
        citations = tuple(replace(cited[old], number=new) for old, new in renumbered.items())
        text = " ".join(map(marked, claims))
        answer = Answer(quoted.question, quoted.language, "answered", text, tuple(claims), citations, notices=notices)
        return mind.citer.with_context(replace(answer, engine=engine))


def evidence(mind: Mind, look: Look) -> dict[int, Citation]:
    """What a model may use, by number from 1: what the quoted answer would tell, if its first sentence is fit to be sent."""
    language, found = look.understood.language, list[Citation]()
    for place, sentence in enumerate(mind.told(look, MOST)):
        citation = mind.citer.cite(len(found) + 1, sentence, language)
        unsure = is_gap(sentence) or tells_absence(sentence.text) or has_personal_data(sentence.text)
        if citation and not unsure and citation.language == language and citation.fact_status != "conflict":
            found.append(citation)
        elif place == 0:
            return {}
    return {citation.number: citation for citation in found}


def prompt(look: Look, cited: Mapping[int, Citation], urls: Sequence[str]) -> Messages:
    """What is sent: the language's prompt, filled with the evidence and the whole question. Addresses become `LINK1`."""
    lines = [f"[{n}] {' '.join(c.quote.split()).translate({91: '(', 93: ')'})}" for n, c in cited.items()]
    filled = {"evidence": _tokened("\n".join(lines), urls), "question": _tokened(look.understood.standalone, urls)}
    system, human = _prompt(look.understood.language)
    return [("system", system), ("human", _FIELD.sub(lambda field: filled[field[1]], human))]


@lru_cache(maxsize=3)
def _prompt(language: str) -> tuple[str, str]:
    system, _, human = (_PROMPTS / f"{language}.md").read_text(encoding="utf-8").partition("\n---\n")
    return system.strip(), human.strip()


def _tokened(text: str, urls: Sequence[str]) -> str:
    """The text with a token in the place of each address; one that no source holds is left out."""
    return _ADDRESS.sub(lambda m: f"LINK{urls.index(m.group()) + 1}" if m.group() in urls else "", text)


def sentences(told: Iterable[str]) -> Iterator[Written]:
    """The sentences of a text that comes in pieces, each as soon as it is whole. How the text is cut changes nothing."""
    line, given = "", 0
    for piece in told:
        *ended, rest = piece.split("\n")
        for end in ended:
            yield from _segments(line + end)[given:]
            line, given = "", 0
        line += rest
        for sentence in _segments(line)[given:-1]:
            given += 1
            yield sentence
    yield from _segments(line)[given:]


def _segments(line: str) -> list[Written]:
    """The sentences of a line, each with the markers right after it."""
    line, found = _CLOSE.sub(" ", line), list[str]()
    for span in sentence_spans(line):
        text = line[span.start : span.end]
        if found and (markers := _MARKERS_FIRST.match(text)):
            found[-1] += f" {markers.group()}"
            text = text[markers.end() :].strip()
        found += [text] if text else []
    return [_written(segment) for segment in found]


def _written(segment: str) -> Written:
    numbers = [int(n) for marker in _MARKER.finditer(segment) for n in marker[1].split(",")]
    return Written(_DRESS.sub("", _MARKER.sub("", segment)).strip(), tuple(dict.fromkeys(numbers)))


@dataclass(frozen=True, slots=True)
class Check:
    """What a written sentence is held against: the evidence by number, and the addresses in it."""

    mind: Mind
    language: Language
    cited: Mapping[int, Citation]
    urls: Sequence[str]

    def claim(self, sentence: Written) -> Claim | None:
        """The sentence as a claim, or None when it may not be shown."""
        tokens = [int(n) for n in _TOKEN.findall(sentence.text)]
        if not _WHOLE.fullmatch(sentence.text) or re.search(r"[\[\]]", sentence.text) or _ADDRESS.search(sentence.text):
            return None
        if any(not 1 <= n <= len(self.urls) for n in tokens) or self._in_other_language(sentence.text):
            return None
        text = _TOKEN.sub(lambda token: self.urls[int(token[1]) - 1], sentence.text)
        grounds = [sentence.numbers] if sentence.numbers else [(n,) for n in self.cited]
        known = [numbers for numbers in grounds if set(numbers) <= set(self.cited) and self._shortens(text, numbers)]
        claims = [Claim(text, numbers, "supported") for numbers in known]
        return next(iter(self.mind.verifier.supported(claims, self.cited)), None)

    def _in_other_language(self, text: str) -> bool:
        return self.mind.understanding.language_of(text, self.language) != (self.language, False)

    def _shortens(self, text: str, numbers: Sequence[int]) -> bool:
        """Whether a text says what the sentences of these numbers do, with their words in their order and no limit lost."""
        quotes = [self.cited[n].quote for n in numbers]
        told = iter(_WORD.findall(" ".join(quotes)))
        telling = set(self.mind.terms.words(text, self.language))
        words = [word for word in _WORD.findall(text.lower()) if word in telling]
        follows = all(any(self.mind.terms.held([word], other, self.language)[0] for other in told) for word in words)
        return follows and keeps_limits(text, quotes)


def keeps_limits(text: str, quotes: Sequence[str]) -> bool:
    """Whether a text says `not`, `may`, `at most`, `if` and the like wherever one of its quotes does."""
    said, told = polarity_of(text), [polarity_of(quote) for quote in quotes]
    kept = all(getattr(said, kind) for kind in _KINDS if any(getattr(quote, kind) for quote in told))
    lost = (p for p in _limits() if any(p.search(quote.lower()) for quote in quotes) and not p.search(text.lower()))
    return kept and not any(lost)


@lru_cache(maxsize=1)
def _limits() -> tuple[re.Pattern[str], ...]:
    groups = tomllib.loads(_LIMITS.read_text(encoding="utf-8"))
    return tuple(re.compile(rf"(?<!\w)(?:{words.replace(chr(10), '')})(?!\w)") for words in groups.values())
