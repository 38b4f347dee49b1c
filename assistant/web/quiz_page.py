"""The quiz, a question a page. Seed, number of questions and choices so far stand in the address; the questions are made anew.

Choices are numbered in the language they were made in, so a quiz begins again when the language is switched.
"""

import secrets
from itertools import takewhile
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.quiz import CHOICES, QuizQuestion, quiz
from assistant.records import Language
from assistant.web.site import NotThere, Site

PATH = "learn/quiz"
LENGTHS = (5, 10, 20)
_SEEDS = 1_000_000
_DIGITS = "".join(map(str, range(CHOICES)))


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `learn/quiz`."""

    def page(request: Request, language: Language) -> Response:
        asked = request.query_params
        seed, most = _number(asked.get("seed", "")), _number(asked.get("n", "")) or LENGTHS[0]
        questions = quiz(site.assistant.shelf(), language, seed or 0, min(most, LENGTHS[-1]))
        if not questions:
            raise NotThere
        heading = site.say(language, "learn_quiz")
        if seed is None:
            values: dict[str, Any] = {
                "seed": secrets.randbelow(_SEEDS),
                "lengths": [(length, str(length)) for length in LENGTHS],
            }
            return site.draw(request, language, "quiz_start.html", title=heading, **values)
        switched = asked.get("in", language) != language
        given = "" if switched else "".join(takewhile(_DIGITS.__contains__, asked.get("answers", "")))[: len(questions)]
        score = sum(int(choice) == question.right for choice, question in zip(given, questions, strict=False))
        values = {"heading": heading, "seed": seed, "total": len(questions), "given": given, "score": score}
        if len(given) == len(questions):
            done = [(question, int(choice)) for question, choice in zip(questions, given, strict=True)]
            return site.draw(request, language, "quiz_score.html", title=heading, done=done, again=(seed + 1) % _SEEDS, **values)
        values |= _question(questions[len(given)], "" if switched else asked.get("choice", ""))
        return site.draw(request, language, "quiz_question.html", title=heading, switched=switched, **values)

    site.add(application, PATH, page)


def _question(question: QuizQuestion, choice: str) -> dict[str, Any]:
    """A question, and what was chosen: its number or None."""
    chosen = int(choice) if choice in tuple(_DIGITS) else None
    return {"question": question, "choice_numbers": list(enumerate(question.choices)), "chosen": chosen}


def _number(text: str) -> int | None:
    """A number in an address, None when it is none or too long to be one of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(_SEEDS)) else None
