"""Hear in a conversation that somebody asks whether they themselves may apply, and which answers they have given already.

Only a bare question in the first person leads into the check: one that asks something more is left to the sources. Answers come
from the message's own story, by the words that the data gives each choice and the names of places; from answers in the
words of the check itself; and, while a question of the check is open, from the reply to it.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.conversation import PLACE_KINDS, without_names
from assistant.eligibility import step
from assistant.phrases import phrases
from assistant.records import Language, Turn
from corpus import LANGUAGES, Eligibility, EligibilityQuestion, Mention

_FILE = Path(__file__).parent / "eligibility.toml"


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Hears messages. `find` gives the names in a text, `agreements_of` the agreements of a name's entity."""

    flow: Eligibility
    find: Callable[[str], Sequence[Mention]]
    agreements_of: Callable[[str], tuple[str, ...]]

    def answers(self, message: str, ask: str, language: Language, history: Sequence[Turn]) -> dict[str, str] | None:
        """The answers given so far when a message, which asks one thing (`ask`), goes into the check; else None."""
        if self._asks(ask, language):
            return self._written(message) or self._told(message, language)
        before = history[-1].content if history and history[-1].role == "assistant" else ""
        answered = self._written(before)
        at = step(self.flow, answered)
        if "?" in message or at.question is None or not any(at.question.text.in_language(shown) in before for shown in LANGUAGES):
            return None
        choice = self._choice(at.question, message, language, "")
        return {**answered, at.question.id: choice} if choice else None

    def _asks(self, ask: str, language: Language) -> bool:
        """Whether a question asks for one's own eligibility and nothing else."""
        asked = re.search(_forms()["asks"][language], ask, re.IGNORECASE)
        if asked is None or not self.flow.questions or not re.search(_forms()["before"][language], ask[: asked.start()]):
            return False
        if phrases()["asking"].match(ask[: asked.start()]):
            return False  # "who decides whether we get …" asks something else
        rest = ask[asked.start() :]
        rest = without_names(rest, [mention for mention in self.find(rest) if mention.kind in PLACE_KINDS])
        words = [choice.words.in_language(language) for q in self.flow.questions for choice in q.choices if choice.words]
        words += [self.flow.about.in_language(language)] if self.flow.about else []
        known = rf"\b(?:{'|'.join(words)})\w*|\b(?:{_forms()['filler'][language]})\b"
        return not re.search(r"\w", re.sub(known, " ", rest, flags=re.IGNORECASE))

    def _written(self, text: str) -> dict[str, str]:
        """The answers that a text holds in the words of the check: `Applicant: a company.`"""
        return {
            question.id: choice.id
            for question in self.flow.questions
            for choice in question.choices
            for language in LANGUAGES
            if f"{question.label.in_language(language)}: {choice.text.in_language(language)}." in text
        }

    def _told(self, story: str, language: Language) -> dict[str, str]:
        """The answers in a story."""
        said = {q.id: q.said.in_language(language) if q.said else "" for q in self.flow.questions}
        found = {q.id: self._choice(q, story, language, said[q.id]) for q in self.flow.questions}
        return {question: choice for question, choice in found.items() if choice}

    def _choice(self, question: EligibilityQuestion, text: str, language: Language, said: str) -> str:
        """The choice that a text tells: by its own text, by the name of its entity, or by its words, the first in the text."""
        plain = text.strip(" .!").casefold()
        if own := [c.id for c in question.choices if c.text.in_language(language).casefold() == plain]:
            return own[0]
        ids = {id for m in self.find(text) if m.kind in PLACE_KINDS for id in (m.entity_id, *self.agreements_of(m.entity_id))}
        named = [choice.id for choice in question.choices if {choice.id, choice.entity} & ids]
        if named:
            return named[0] if len(named) == 1 else ""
        found = [
            (match.span(), choice.id)
            for choice in question.choices
            if choice.words
            and (match := re.search(rf"(?:{said})\b(?:{choice.words.in_language(language)})", text, re.IGNORECASE))
        ]
        return min(found)[1] if found else ""
