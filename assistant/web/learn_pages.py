"""Learning the programme: a path of questions by role, each with its cited answer, and the glossary. The quiz has its own file.

Which questions of a path have been read stands in the address alone.
"""

from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import UsageError
from assistant.learning import Shelf, look_up, near_terms, role_of, terms_in_order
from assistant.records import Answer, Language
from assistant.web.cited import cited_parts
from assistant.web.site import NotThere, Site
from corpus import Role

PATH = "learn"
_KEPT = 128  # answers kept: those of every path in every language
_LONGEST = 100  # characters of a word that is looked up


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `learn`, a page for each role and each of its questions, and `learn/glossary`."""

    @lru_cache(maxsize=_KEPT)
    def answered(version: str, day: date, question: str, language: Language) -> Answer:
        return site.assistant.answer(question, interface=language)

    def overview(request: Request, language: Language) -> Response:
        shelf = _shelf(site)
        roles = [(role.id, role.name.in_language(language), len(role.questions)) for role in shelf.path.roles]
        title = site.say(language, "nav_learn")
        return site.draw(request, language, "learn.html", title=title, roles=roles, terms=len(shelf.catalogue.terms))

    def path(request: Request, language: Language) -> Response:
        role, questions = _path(site, request, language)
        title, read = role.name.in_language(language), _read(request, len(questions))
        return site.draw(request, language, "learn_path.html", title=title, role=role.id, questions=questions, read=read)

    def question(request: Request, language: Language) -> Response:
        role, questions = _path(site, request, language)
        number = request.path_params["number"]
        if not 1 <= number <= len(questions):
            raise NotThere
        answer = answered(site.assistant.index_version(), site.settings.day, questions[number - 1], language)
        values = {"title": questions[number - 1], "role": role.id, "role_name": role.name.in_language(language)}
        read = sorted({*_read(request, len(questions)), number})
        values |= {"number": number, "total": len(questions), "read": ".".join(map(str, read))}
        return site.draw(request, language, "learn_question.html", answer=answer, parts=cited_parts(answer), **values)

    def glossary(request: Request, language: Language) -> Response:
        return _glossary(site, request, language)

    shelf = site.assistant.shelf()
    site.add(application, PATH, overview, section="nav_learn" if shelf.path.roles or shelf.catalogue.terms else "")
    site.add(application, f"{PATH}/glossary", glossary)
    site.add(application, f"{PATH}/{{role}}", path)
    site.add(application, f"{PATH}/{{role}}/{{number:int}}", question)


def _shelf(site: Site) -> Shelf:
    shelf = site.assistant.shelf()
    if not (shelf.path.roles or shelf.catalogue.terms):
        raise NotThere
    return shelf


def _path(site: Site, request: Request, language: Language) -> tuple[Role, list[str]]:
    """The role of an address and its questions."""
    shelf = _shelf(site)
    try:
        role = role_of(shelf.path, request.path_params["role"])
    except UsageError as error:
        raise NotThere from error
    return role, [question.text.in_language(language) for question in shelf.path.questions_for(role)]


def _read(request: Request, total: int) -> list[int]:
    """The numbers of the questions that an address says have been read."""
    parts = request.query_params.get("read", "").split(".")
    return sorted({int(part) for part in parts if part.isascii() and part.isdecimal() and 0 < int(part[:4]) <= total})


def _glossary(site: Site, request: Request, language: Language) -> Response:
    shelf = _shelf(site)
    word = " ".join(request.query_params.get("term", "")[:_LONGEST].split())
    try:
        found, near = look_up(shelf, word, language) if word else [], []
    except UsageError:
        found, near = [], near_terms(shelf, word)
    names = [term.names.in_language(language) for term in terms_in_order(shelf, language)]
    letters = [(letter, list(group)) for letter, group in groupby(names, lambda name: name[0].upper())]
    heading = site.say(language, "learn_glossary")
    title = f"{word} – {heading}" if word else heading
    values: dict[str, Any] = {"heading": heading, "word": word, "found": found, "near": near, "letters": letters}
    return site.draw(request, language, "glossary.html", title=title, longest=_LONGEST, **values)
