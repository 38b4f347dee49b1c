"""What the service is and is not, what it does with what people write, and how accessible it is.

Whatever names a country, an authority or whoever keeps the service is data (`service` in `programme.yaml`); where it is
missing the pages say less.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant import VERSION
from assistant.records import Language
from assistant.settings import Settings
from assistant.web.site import Page, Site

_PAGES = {"about": "nav_about", "about/privacy": "about_privacy", "about/accessibility": "accessibility_title"}


def add_pages(site: Site, application: FastAPI) -> None:
    """Add `about` and the two statements below it."""
    for path, title in _PAGES.items():
        site.add(application, path, _page(site, path, title), section=title if path == "about" else "")


def _page(site: Site, path: str, title: str) -> Page:
    def page(request: Request, language: Language) -> Response:
        template = path.replace("/", "_") + ".html"
        return site.draw(request, language, template, title=site.say(language, title), **_facts(site, language))

    return page


def _facts(site: Site, language: Language) -> dict[str, Any]:
    """What the templates tell, beside the sentences of the language."""
    assistant, settings, programme = site.assistant, site.settings, site.assistant.programme()
    service = programme.service
    law, operator = service.accessibility_law, service.operator
    return {
        "software": VERSION,
        "index": assistant.index_version(),
        "encoder": assistant.encoder.name,
        "model": settings.model.name.partition(":")[2] if assistant.uses_model else "",
        "model_place": _place(site, language, settings.model.base_url, settings.model.name),
        "vectors_place": _place(site, language, settings.chroma_url) if settings.chroma_url else "",
        "feedback_days": _feedback_days(settings),
        "contact": programme.contact,
        "service": service,
        "operator": operator.in_language(language) if operator else "",
        "law": law.in_language(language) if law else "",
        "assessed": service.assessed.isoformat() if service.assessed else "",
    }


def _feedback_days(settings: Settings) -> int:
    """How long feedback is kept; 0 where none is taken."""
    return settings.feedback.days if settings.feedback.enabled else 0


def _place(site: Site, language: Language, url: str, model: str = "") -> str:
    """Where something that questions are sent to runs, in words: this machine, an address, or a model's provider."""
    host = urlsplit(url).hostname
    if not host:
        return site.say(language, "privacy_place_provider", provider=model.partition(":")[0])
    if _is_this_machine(host):
        return site.say(language, "privacy_place_here")
    return site.say(language, "privacy_place_host", host=host)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
