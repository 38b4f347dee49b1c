"""The script by which another site shows the assistant in its pages. Which sites may do so, `middleware.py` tells browsers."""

import json
from importlib import resources
from typing import get_args

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.records import Language
from assistant.web.site import Site


def add_embedding(site: Site, application: FastAPI) -> None:
    """Serve `/embed.js` where some site may embed the assistant."""
    if not site.settings.server.embed_hosts:
        return
    script = (resources.files("assistant.web") / "embed.js").read_text(encoding="utf-8")
    languages: list[Language] = sorted(get_args(Language), key=lambda language: language != site.settings.language)

    @application.get("/embed.js")
    def embed() -> Response:
        titles = json.dumps({language: site.say(language, "title") for language in languages}, ensure_ascii=False)
        return Response(
            script.replace('"TITLES"', titles), media_type="text/javascript", headers={"Cache-Control": "max-age=3600"}
        )
