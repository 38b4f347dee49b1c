"""The eligibility check as a page a question: answers stand in the address, so that it can be linked, printed and gone back in.

An answer that cannot be used is told and left out. What is shown comes from `assistant/eligibility_told.py`.
"""

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.eligibility import Step, back_to, progress, read_answers, step
from assistant.eligibility_told import EligibilityTold
from assistant.records import Language
from assistant.web.cited import cited_claims
from assistant.web.site import NotThere, Site

PATH = "eligibility"
_CHANGE = "change"  # names the question to answer anew
_SHOWN = 60  # characters of an unusable answer that are shown


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `eligibility`."""

    def eligibility(request: Request, language: Language) -> Response:
        check, asked = site.assistant.eligibility(), request.query_params
        if not check.flow.questions:
            raise NotThere
        pairs = [(name, value) for name, value in asked.multi_items() if name != _CHANGE]
        answers, faults = read_answers(check.flow, pairs)
        change = asked.get(_CHANGE, "")
        at = back_to(check.flow, answers, change) if change else step(check.flow, answers)
        question = check.asked(at, language)
        chosen = {question.id: answers[question.id]} if question and answers.get(question.id) in dict(question.choices) else {}
        known = at.given | chosen
        unused = [f"{name}={value}"[:_SHOWN] for name, value in pairs if answers.get(name) != value] if faults else []
        left_out = {name: value for name, value in answers.items() if name not in known}
        unused += [f"{label}: {text}" for _, label, text in check.answered(left_out, language)]
        given = [  # each with the address at which it is answered anew, which keeps the others
            (label, text, f"?{urlencode({**known, _CHANGE: id})}#main") for id, label, text in check.answered(at.given, language)
        ]
        values: dict[str, Any] = {"unused": unused, "given": given}
        if question is None:
            return _result(site, request, language, check, at, values)
        number, most = progress(check.flow, at)
        values |= {"number": number, "most": most, "question": question, "chosen": chosen.get(question.id)}
        return site.draw(request, language, "eligibility_question.html", title=question.text, kept=at.given.items(), **values)

    present = bool(site.assistant.eligibility().flow.questions)
    site.add(application, PATH, eligibility, section="nav_eligibility" if present else "")


def _result(
    site: Site, request: Request, language: Language, check: EligibilityTold, at: Step, values: dict[str, Any]
) -> Response:
    result = check.result(at.answers, language)
    parts = {"reasons": result.reasons, "steps": result.steps, "calls": (result.calls,) if result.calls else ()}
    for name, reasons in parts.items():
        values[name] = [(reason, cited_claims(reason.claims, result.answer.citations)) for reason in reasons]
    values |= {"result": result, "address": str(request.url.replace(query=result.state, fragment=""))}
    values |= {"message": check.message(at.answers, language), "today": site.settings.day.isoformat()}
    title = site.say(language, f"eligibility_title_{result.outcome}")
    return site.draw(request, language, "eligibility_result.html", title=title, version=site.assistant.index_version(), **values)
