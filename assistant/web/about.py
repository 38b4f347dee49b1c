"""What the assistant is and is not: how answers are made, privacy, accessibility, version, and where to tell of an error."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant.records import Language
from assistant.web.site import Site


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `about`."""

    def about(request: Request, language: Language) -> Response:
        version, model = site.assistant.index_version(), site.assistant.uses_model
        return site.draw(request, language, "about.html", title=site.say(language, "nav_about"), version=version, model=model)

    site.add(application, "about", about, section="nav_about")
